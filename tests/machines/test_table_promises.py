"""What the tables promise, said as sentences of the rules."""

import pytest

from machines.guards.education import education_attended, notes_received
from machines.guards.materials import (
    no_open_defect,
    nothing_required_missing,
    probation_settled_if_due,
    registration_form_sealed,
    two_checkers_named,
)
from machines.guards.probation import (
    meeting_was_valid,
    member_was_heard,
    probation_is_over,
    receiver_regularises,
    school_regularises,
)
from machines.guards.transfer import (
    data_checks_pass,
    destination_registered,
    letter_number_is_new,
    letter_was_issued,
    no_live_letter,
    no_open_application,
    no_review_running,
    receiver_in_database,
    receiver_not_in_database,
    retained_probationer_regularised,
    sealed_receipt_registered,
)
from machines.guards.unsuccessful import (
    letter_has_run_out,
    letter_within_validity,
    original_letter_returned,
    retention_filed,
)
from machines.orders.materials import Archive
from machines.orders.shared import Approval, Filing, Reason
from machines.table import STAY, Back, Becomes, Then, Trigger
from machines.tracks.disposition import OPENING
from tests.machines.tracks import (
    ABROAD,
    DISPOSITION,
    MOVES,
    PROBATION,
    TRACKS,
    TRANSFER,
    actions_into,
)

MATERIALS = {name: track for name, track in TRACKS.items() if track.name == "materials"}


def test_only_acceptance_ends_a_transfer_or_the_receipt_of_a_unit_outside_the_database() -> None:
    assert actions_into(TRANSFER, "accepted") == {"confirm_acceptance", "enter_receipt"}
    observed, entered = TRANSFER.move("confirm_acceptance"), TRANSFER.move("enter_receipt")
    assert {letter_was_issued, receiver_in_database} <= set(observed.only_if)
    assert {letter_was_issued, receiver_not_in_database, sealed_receipt_registered} <= set(
        entered.only_if
    )


@pytest.mark.parametrize("action", ["record_receipt", "record_feedback", "confirm_collected"])
def test_receipt_and_feedback_are_recorded_and_end_nothing(action: str) -> None:
    assert TRANSFER.move(action).to is STAY


def test_a_receipt_is_registered_wherever_it_may_end_the_transfer() -> None:
    entered, recorded = TRANSFER.move("enter_receipt"), TRANSFER.move("record_receipt")
    assert set(entered.from_) <= set(recorded.from_)


def test_a_letter_is_issued_to_the_taught_the_briefed_and_the_registered_only() -> None:
    assert actions_into(TRANSFER, "letter_issued") >= {"issue_letter", "reissue_letter"}
    assert set(TRANSFER.move("issue_letter").only_if) == {
        education_attended,
        notes_received,
        destination_registered,
        no_live_letter,
        no_open_application,
        probation_settled_if_due,
        retained_probationer_regularised,
        no_review_running,
        data_checks_pass,
    }


@pytest.mark.parametrize("action", ["issue_letter", "exchange_letter", "reissue_letter"])
def test_no_letter_takes_a_number_that_was_used_before(action: str) -> None:
    assert letter_number_is_new in TRANSFER.move(action).checks


@pytest.mark.parametrize("action", ["exchange_letter", "reissue_letter", "approve_retention"])
def test_nothing_new_without_the_original(action: str) -> None:
    assert original_letter_returned in TRANSFER.move(action).checks


@pytest.mark.parametrize("action", ["exchange_letter", "reissue_letter"])
def test_a_new_letter_replaces_the_old_in_one_step(action: str) -> None:
    assert "replacement_letter" in TRANSFER.move(action).writes


def test_within_validity_no_form_and_no_committee_stand_between() -> None:
    exchange = TRANSFER.move("exchange_letter")
    assert exchange.from_ == ("letter_issued",)
    assert exchange.only_if == (letter_within_validity, no_review_running)


def test_the_clock_expires_only_what_is_out_of_validity() -> None:
    assert TRANSFER.move("expire").only_if == (letter_has_run_out,)
    assert actions_into(TRANSFER, "expired") - {"expire"} == {
        "return_reissue",
        "refuse_reissue",
        "withdraw_reissue",
        "return_retention",
        "refuse_retention",
        "withdraw_retention",
        "contact_restored",
    }


def test_a_reissue_is_approved_before_its_letter_and_retention_filed_before_it_begins() -> None:
    assert actions_into(TRANSFER, "reissue_approved") == {"approve_reissue"}
    assert TRANSFER.move("reissue_letter").from_ == ("reissue_approved",)
    assert actions_into(TRANSFER, "retention_approved") == {"approve_retention"}
    assert TRANSFER.move("retain").from_ == ("retention_approved",)
    assert TRANSFER.move("retain").only_if == (retention_filed,)
    assert actions_into(TRANSFER, "retained") >= {"retain", "fail_conduct_review"}


def test_who_was_retained_is_reviewed_before_a_new_letter() -> None:
    assert actions_into(TRANSFER, "conduct_review") == {"start_conduct_review", "contact_restored"}
    assert TRANSFER.move("pass_conduct_review").to == "verified"
    ways_on = {m.action for m in TRANSFER.moves_from("retained") if m.to not in (STAY, "retained")}
    assert ways_on == {
        "start_conduct_review",
        "transfer_internally",
        "report_out_of_contact",
        "end_with_membership",
    }


@pytest.mark.parametrize("track", MATERIALS.values(), ids=MATERIALS)
def test_nothing_is_archived_with_a_required_paper_missing_or_a_defect_open(track) -> None:
    assert actions_into(track, "archived") == {"archive"}
    archive = track.move("archive")
    assert {nothing_required_missing, no_open_defect} <= set(archive.only_if)
    assert archive.asks is Archive
    assert archive.from_ == ("checked",)


@pytest.mark.parametrize(
    "name", ["full_member", "probationary_member"], ids=["full", "probationary"]
)
def test_a_members_file_goes_sealed_checked_by_two_and_after_probation(name: str) -> None:
    track = TRACKS["materials" if name == "full_member" else f"{name}-materials"]
    ways = {track.move("archive")}
    if name == "probationary_member":
        ways.add(track.move("seal_separately"))
    for move in ways:
        assert {two_checkers_named, registration_form_sealed, probation_settled_if_due} <= set(
            move.only_if
        )


def test_no_move_edits_an_original() -> None:
    for track in MATERIALS.values():
        for move in track.moves:
            assert not move.action.startswith(("edit", "alter", "remove", "replace", "delete"))


def test_membership_is_cancelled_by_the_branchs_meeting_and_after_a_hearing() -> None:
    assert actions_into(PROBATION, "cancelled") == {"cancel"}
    cancel = PROBATION.move("cancel")
    assert set(cancel.only_if) == {probation_is_over, school_regularises}
    assert {meeting_was_valid, member_was_heard} <= set(cancel.checks)
    assert cancel.then == (Then("transfer", "end_with_membership"),)
    assert actions_into(TRANSFER, "ended_by_disposition") == {"end_with_membership"}


@pytest.mark.parametrize(
    ("state", "action"),
    [("regularised", "regularise"), ("handed_over", "hand_over"), ("extended", "extend")],
)
def test_probation_ends_by_one_move_each(state: str, action: str) -> None:
    assert actions_into(PROBATION, state) - {"unfreeze"} == {action}


def test_probation_goes_with_the_relation_where_the_receiver_regularises() -> None:
    assert PROBATION.move("hand_over").only_if == (receiver_regularises,)
    for action in ("confirm_acceptance", "enter_receipt"):
        assert Then("probation", "hand_over") in TRANSFER.move(action).then


def test_a_review_has_one_way_in_and_all_of_its_guards_stand_before_it() -> None:
    assert actions_into(DISPOSITION, "reviewing") == {"open_review"}
    assert DISPOSITION.move("open_review").only_if == OPENING
    assert len(OPENING) == 6


def test_there_is_no_suspension_and_no_removal_before_their_procedure() -> None:
    states = {state.name for track in TRACKS.values() for state in track.states}
    assert not states & {"suspended", "removed", "decided"}


def test_an_answer_ends_a_silence_and_a_review_at_once() -> None:
    triggered = {n for n, (_, m) in MOVES.items() if m.on is Trigger.TWO_WAY_CONTACT}
    assert triggered == {"transfer-contact_restored", "disposition-stop_on_contact"}
    assert DISPOSITION.move("stop_on_contact").only_if == ()
    restored = TRANSFER.move("contact_restored").to
    assert isinstance(restored, Back)
    assert set(restored.states) == set(TRANSFER.move("report_out_of_contact").from_)


def test_nobody_leaves_for_abroad_untaught_or_unprepared() -> None:
    depart = ABROAD.move("depart")
    assert actions_into(ABROAD, "abroad") == {"depart"}
    assert {education_attended, notes_received} < set(depart.only_if)
    assert len(depart.only_if) == 4
    assert depart.then == (Then("probation", "freeze"),)


def test_who_comes_back_goes_on_where_he_stood() -> None:
    assert ABROAD.move("approve").then == (Then("transfer", "keep_abroad"),)
    assert ABROAD.move("come_back").then == (
        Then("probation", "unfreeze"),
        Then("transfer", "resume_from_abroad"),
    )


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("probation-regularise", Becomes.FULL),
        ("abroad-approve", Becomes.ABROAD),
        ("abroad-refuse", Becomes.HOME),
        ("abroad-withdraw", Becomes.HOME),
        ("abroad-come_back", Becomes.HOME),
        ("abroad-go_ordinary", Becomes.HOME),
    ],
)
def test_six_moves_change_what_a_case_is(name: str, becomes: Becomes) -> None:
    assert MOVES[name][1].becomes is becomes
    assert len([move for _, move in MOVES.values() if move.becomes]) == 6


@pytest.mark.parametrize(
    ("action", "order"),
    [("approve", Approval), ("refuse", Reason), ("return", Reason), ("file", Filing)],
)
def test_an_approval_names_its_day_a_refusal_its_reason_a_filing_its_number(action, order) -> None:
    rows = [move for _, move in MOVES.values() if move.action.split("_")[0] == action]
    assert rows
    assert all(issubclass(move.asks, order) for move in rows)
