"""Every state, every action and every role against the tables: what the tables do not say is refused."""

from itertools import product

import pytest

from machines.engine import IllegalMove, build, step
from machines.roles import BRANCH, CARERS, COLLEGE, FILES, Role
from machines.table import Back, Track
from tests.machines.tracks import MOVES, TRACKS, TRANSFER

STATES_AND_ACTIONS = {
    f"{name}-{state.name}-{action}": (track, state.name, action)
    for name, track in TRACKS.items()
    for state, action in product(track.states, [move.action for move in track.moves])
}

G, ZZY, DEPARTMENT = Role.GRADUATE, Role.ORGANIZER, Role.DEPARTMENT
NOBODY: tuple[Role, ...] = ()

# Who may make which move, said once more and apart from the tables.
WHO_MAY: dict[str, dict[tuple[Role, ...], str]] = {
    "education": {
        CARERS: "invite invite_make_up record_attendance record_make_up record_pledge send_notes"
        " record_told",
        (G,): "acknowledge_notes",
    },
    "materials": {
        FILES: "check_items mark_checked report_defect start_reconstruction reopen"
        " complete_reconstruction remind_form remind_missing",
        COLLEGE: "add_investigation_note withdraw_defect seal_registration_form",
        (*FILES, Role.BRANCH_SECRETARY): "correct_data",
        (ZZY,): "archive seal_separately send_confidentially confirm_confidential_receipt",
    },
    "probation": {
        BRANCH: "remind tell_receiver_regularises apply regularise extend",
        COLLEGE: "allow_here cancel",
        NOBODY: "hand_over freeze unfreeze",
    },
    "abroad": {
        (*BRANCH, G): "apply go_ordinary correct_application withdraw",
        BRANCH: "record_papers ask_papers prepare depart come_back",
        COLLEGE: "approve refuse extend_stay",
        (DEPARTMENT, ZZY): "file",
        CARERS: "invite_talk record_talk ask_news",
        (G,): "report_well",
    },
    "disposition": {
        COLLEGE: "open_review drop_review",
        (*CARERS, G): "stop_on_contact",
        (): "end_on_acceptance",
    },
    "transfer": {
        BRANCH: "ask_confirm_data correct_data verify ask_destination register_destination"
        " change_destination record_hand_over record_receipt confirm_acceptance retain"
        " start_conduct_review transfer_internally defer rejoin",
        (ZZY,): "issue_letter enter_receipt exchange_letter change_destination_before_exchange"
        " reissue_letter",
        (*BRANCH, G): "record_feedback request_reissue withdraw_reissue request_retention"
        " withdraw_retention",
        COLLEGE: "return_reissue refuse_reissue approve_reissue return_retention"
        " refuse_retention approve_retention extend_retention pass_conduct_review"
        " fail_conduct_review",
        (DEPARTMENT, ZZY): "file_retention",
        CARERS: "urge_report ask_choice chase_receipt record_participation record_dues record_host"
        " remind_duties warn_ending report_out_of_contact call_again",
        (*CARERS, G): "contact_restored",
        (G,): "confirm_data report_wrong_data propose_destination confirm_collected"
        " ask_exchange report_transferable answer_call",
        (Role.CLOCK,): "expire",
        NOBODY: "keep_abroad resume_from_abroad end_with_membership",
    },
}


def who_may(track: str, action: str) -> set[Role]:
    (roles,) = (who for who, actions in WHO_MAY[track].items() if action in actions.split())
    return set(roles)


@pytest.mark.parametrize(
    ("track", "state", "action"), STATES_AND_ACTIONS.values(), ids=STATES_AND_ACTIONS
)
def test_an_action_is_legal_exactly_where_the_table_has_its_row(
    track: Track, state: str, action: str
) -> None:
    move = track.move(action)
    if state not in move.from_:
        for came_from in (None, state, track.initial):
            with pytest.raises(IllegalMove):
                step(track, state, action, came_from)
        return
    for target in move.destinations(state):
        came_from = target if isinstance(move.to, Back) else None
        assert step(track, state, action, came_from).to == target


@pytest.mark.parametrize(("track", "move"), MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_make_the_moves_that_are_its_own_and_no_other(role: Role, track, move) -> None:
    assert (role in move.by) is (role in who_may(track.name, move.action))


def test_nobody_is_allowed_an_action_that_no_table_has() -> None:
    known = {(track.name, move.action) for track, move in MOVES.values()}
    said = {
        (track, action)
        for track, rows in WHO_MAY.items()
        for actions in rows.values()
        for action in actions.split()
    }
    assert said == known


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_there_is_no_back_door_into_a_state(track: Track) -> None:
    assert set(build(track).events) == {move.action for move in track.moves}
    for state, target in product(track.states, track.states):
        with pytest.raises(IllegalMove):
            step(track, state.name, f"to_{target.name}")


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_from_a_state_that_does_not_exist_nothing_is_legal(track: Track) -> None:
    for move in track.moves:
        with pytest.raises(IllegalMove):
            step(track, "nowhere", move.action)


def test_an_action_that_does_not_exist_is_told_by_name() -> None:
    with pytest.raises(IllegalMove, match=r"^transfer has no action 'suspend'$"):
        step(TRANSFER, "verifying", "suspend")


def test_an_action_in_the_wrong_place_is_told_with_its_state() -> None:
    with pytest.raises(IllegalMove, match="'expire' does not start in 'verifying'"):
        step(TRANSFER, "verifying", "expire")


def test_a_step_leaves_nothing_behind_in_the_machine() -> None:
    first = step(TRANSFER, "verifying", "verify")
    step(TRANSFER, "registered", "issue_letter")
    assert step(TRANSFER, "verifying", "verify") == first
    assert build(TRANSFER).models == []
