"""What stands before each move, said once more and apart from the tables.

A guard that drops out of a row makes no other test fail, so the rows are kept twice.
"""

import pytest

from machines.table import Move, Track
from tests.machines.tracks import MOVES, TRACKS

MEMBERS_FILE = {
    "check_items": "finding_is_explained",
    "mark_checked": "nothing_required_missing no_open_defect two_checkers_named",
    "add_investigation_note": "something_defective nothing_required_missing two_checkers_named",
    "withdraw_defect": "something_defective only_defects_are_withdrawn",
    "seal_registration_form": "form_has_no_open_defect",
    "start_reconstruction": "something_required_missing",
    "complete_reconstruction": "nothing_required_missing",
    "remind_missing": "something_missing",
    "archive": "nothing_required_missing no_open_defect two_checkers_named"
    " registration_form_sealed probation_settled_if_due",
}

STANDS_BEFORE: dict[str, dict[str, str]] = {
    "education": {},
    "materials": MEMBERS_FILE,
    "probationary_member-materials": {
        **MEMBERS_FILE,
        "seal_separately": "file_of_a_probationer nothing_required_missing no_open_defect"
        " two_checkers_named registration_form_sealed probation_settled_if_due",
    },
    "transfer": {
        "report_wrong_data": "something_is_stated days_are_in_order"
        " only_the_regularised_have_the_day",
        "correct_data": "id_number_agrees days_are_in_order only_the_regularised_have_the_day",
        "verify": "data_checks_pass someone_is_responsible",
        "register_destination": "destination_fits",
        "change_destination": "destination_fits",
        "issue_letter": "data_checks_pass education_attended notes_received destination_registered no_live_letter"
        " no_open_application probation_settled_if_due retained_probationer_regularised"
        " no_review_running letter_number_is_new letter_validity_is_lawful",
        "urge_report": "letter_still_runs",
        "confirm_acceptance": "letter_was_issued receiver_in_database acceptance_day_is_possible",
        "enter_receipt": "letter_was_issued receiver_not_in_database sealed_receipt_registered"
        " acceptance_day_is_possible",
        "expire": "letter_has_run_out",
        "ask_choice": "letter_has_run_out",
        "ask_exchange": "letter_within_validity",
        "exchange_letter": "letter_within_validity no_review_running original_letter_returned letter_number_is_new"
        " letter_validity_is_lawful",
        "change_destination_before_exchange": "letter_within_validity destination_fits",
        "request_reissue": "letter_out_of_validity no_other_request new_unit_is_named",
        "approve_reissue": "no_review_running reissue_in_time_or_excepted",
        "reissue_letter": "reissue_still_in_time no_review_running original_letter_returned letter_number_is_new letter_validity_is_lawful",
        "request_retention": "no_other_request retention_request_is_specific",
        "approve_retention": "no_review_running original_letter_returned"
        " retention_period_is_lawful",
        "file_retention": "retention_not_yet_filed",
        "retain": "retention_filed",
        "extend_retention": "extension_is_later",
        "transfer_internally": "no_live_letter no_review_running",
        "defer": "no_live_letter no_review_running",
        "report_out_of_contact": "no_answer_for_half_a_year no_open_application",
        "contact_restored": "answered_since_reported",
    },
    "abroad": {
        "go_ordinary": "listed_as_going_abroad",
        "apply": "relation_not_on_its_way no_live_letter no_review_running",
        "approve": "study_straight_after_graduating three_papers_present relation_not_on_its_way"
        " no_live_letter abroad_limit_is_lawful",
        "depart": "education_attended notes_received branch_and_contact_set talk_held"
        " departure_follows_filing",
        "come_back": "return_follows_departure",
        "extend_stay": "stay_extension_is_later",
    },
    "disposition": {
        "open_review": "left_over_half_a_year_ago relation_not_transferred told_of_the_rules"
        " contact_minimum_met no_two_way_contact_lately no_open_application"
        " finding_names_its_entries ground_matches_evidence",
    },
    "probation": {
        "remind": "school_regularises",
        "tell_receiver_regularises": "receiver_regularises",
        "regularise": "probation_is_over school_regularises file_not_sealed_away"
        " meeting_was_valid meeting_after_probation",
        "extend": "probation_is_over school_regularises not_extended_before meeting_was_valid"
        " meeting_after_probation extension_length_is_lawful",
        "cancel": "probation_is_over school_regularises meeting_was_valid meeting_after_probation"
        " member_was_heard",
        "hand_over": "receiver_regularises",
    },
    "activist-materials": {
        "check_items": "finding_is_explained",
        "remind_missing": "something_missing",
        "correct_data": "id_number_agrees days_are_in_order only_the_regularised_have_the_day",
        "mark_checked": "nothing_required_missing no_open_defect",
        "add_investigation_note": "something_defective nothing_required_missing",
        "withdraw_defect": "something_defective only_defects_are_withdrawn",
        "archive": "nothing_required_missing no_open_defect",
    },
}


@pytest.mark.parametrize("name", TRACKS)
def test_every_track_is_said_twice(name: str) -> None:
    guarded = {move.action for move in TRACKS[name].moves if move.only_if or move.checks}
    assert set(STANDS_BEFORE[name]) == guarded


@pytest.mark.parametrize(
    ("name", "track", "move"),
    [(name, track, move) for name, track in TRACKS.items() for move in track.moves],
    ids=MOVES,
)
def test_a_move_is_made_only_past_all_of_its_guards(name: str, track: Track, move: Move) -> None:
    standing = [guard.name for guard in (*move.only_if, *move.checks)]
    assert sorted(standing) == sorted(STANDS_BEFORE[name].get(move.action, "").split())
