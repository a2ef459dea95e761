"""A review opens on nothing less than all of its evidence (S4.5(4), SA-1, D-2, D-9, D-13, D-15, D-16)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from machines.facts import ContactFacts, Facts
from machines.guards.disposition import (
    contact_minimum_met,
    finding_names_its_entries,
    ground_matches_evidence,
    left_over_half_a_year_ago,
    no_two_way_contact_lately,
    relation_not_transferred,
)
from machines.orders.disposition import ReviewOpening
from machines.roles import Role
from machines.tracks.disposition import OPENING
from machines.words import Channel, Direction, Grade, Ground
from tests.machines.complete import COMPLETE, Pair, but, name_of, rules_of, standing, tried

SECRETARY, COMMITTEE = Role.BRANCH_SECRETARY, Role.COMMITTEE
DAY = timedelta(days=1)
TODAY = date(2025, 3, 10)
MAIL, SMS, PHONE = Channel.MAIL, Channel.SMS, Channel.PHONE
ADDRESS = "xiaoman@example.com"


def exactly_enough() -> tuple[ContactFacts, ...]:
    """Six attempts, three channels, one by voice, four days, sixty days apart, thirty days old."""
    last = TODAY - 30 * DAY
    return (
        tried(1, last - 60 * DAY, MAIL, Grade.HANDED_OVER, ADDRESS),
        tried(2, last - 60 * DAY, SMS),
        tried(3, last - 40 * DAY, PHONE),
        tried(4, last - 40 * DAY, SMS),
        tried(5, last - 20 * DAY, SMS),
        tried(6, last, MAIL, Grade.FAILED, ADDRESS),
    )


SILENT = replace(standing(COMPLETE, transfer="out_of_contact"), contacts=exactly_enough())
REACHED = replace(
    SILENT,
    contacts=(*exactly_enough(), tried(7, date(2024, 8, 1), PHONE, Grade.SPOKEN)),
)


def opening(
    ground: Ground = Ground.LOST_CONTACT,
    entries: str = "1, 2，6",
    discussed_on: date = TODAY,
) -> ReviewOpening:
    return ReviewOpening(
        ground=ground,
        discussed_on=discussed_on,
        minutes="五人到会，一致同意启动",
        finding="多次联系未果",
        entries=entries,
    )


def changed(entry: int, **changes) -> Facts:
    contacts = [replace(c, **changes) if c.entry == entry else c for c in SILENT.contacts]
    return replace(SILENT, contacts=tuple(contacts))


def one_voice_less() -> Facts:
    """The call becomes a WeChat message: as many attempts and channels, none by voice."""
    return changed(3, channel=Channel.WECHAT)


ONE_SHORT = {
    "five attempts": replace(SILENT, contacts=tuple(c for c in SILENT.contacts if c.entry != 4)),
    "two channels": replace(
        SILENT,
        contacts=tuple(
            replace(c, channel=PHONE) if c.channel is SMS else c for c in SILENT.contacts
        ),
    ),
    "no voice": one_voice_less(),
    "three days": changed(5, on=TODAY - 70 * DAY),
    "fifty-nine days apart": replace(
        SILENT,
        contacts=(
            *changed(1, on=TODAY - 89 * DAY).contacts[:1],
            *changed(2, on=TODAY - 89 * DAY).contacts[1:],
        ),
    ),
    "thirty-one days old": replace(
        SILENT, contacts=tuple(replace(c, on=c.on - DAY) for c in SILENT.contacts)
    ),
    "an address tried once": changed(6, address="another@example.com"),
    "an address never tried": but(SILENT, person__mail_addresses=(ADDRESS, "second@example.net")),
}

PAIRS = (
    Pair(
        left_over_half_a_year_ago,
        "left exactly six months ago",
        but(SILENT, left_on=date(2024, 9, 9)),
        but(SILENT, left_on=date(2024, 9, 10)),
        "SA-1",
        COMMITTEE,
        today=TODAY,
    ),
    Pair(
        relation_not_transferred,
        "the relation was accepted elsewhere",
        SILENT,
        standing(SILENT, transfer="accepted"),
        "SA-1",
        COMMITTEE,
        today=TODAY,
    ),
    *(
        Pair(contact_minimum_met, name, SILENT, facts, "D-15", SECRETARY, today=TODAY)
        for name, facts in ONE_SHORT.items()
    ),
    Pair(
        no_two_way_contact_lately,
        "answered four months ago",
        REACHED,
        replace(SILENT, contacts=(tried(1, date(2024, 11, 10), PHONE, Grade.SPOKEN),)),
        "D-15",
        SECRETARY,
        today=TODAY,
    ),
    Pair(
        finding_names_its_entries,
        "an entry that does not exist",
        SILENT,
        SILENT,
        "D-9",
        COMMITTEE,
        "entries",
        opening(),
        opening(entries="1, 9"),
        today=TODAY,
    ),
    Pair(
        ground_matches_evidence,
        "self-withdrawal of somebody never reached",
        REACHED,
        SILENT,
        "D-16",
        COMMITTEE,
        "ground",
        opening(Ground.SELF_WITHDRAWAL),
        today=TODAY,
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


@pytest.mark.parametrize("guard", OPENING, ids=name_of)
def test_a_case_with_all_its_evidence_may_be_opened(guard) -> None:
    assert guard(SILENT, TODAY) == []


@pytest.mark.parametrize(
    ("left_on", "today", "over"),
    [
        (date(2024, 6, 30), date(2024, 12, 30), False),
        (date(2024, 6, 30), date(2024, 12, 31), True),
        (date(2024, 8, 31), date(2025, 2, 28), False),
        (date(2024, 8, 31), date(2025, 3, 1), True),
        (None, TODAY, False),
    ],
    ids=["exactly six months", "a day more", "08-31 clamps to 02-28", "03-01", "not recorded"],
)
def test_a_review_waits_for_strictly_more_than_six_months(left_on, today, over) -> None:
    assert (left_over_half_a_year_ago(but(SILENT, left_on=left_on), today) == []) is over


@pytest.mark.parametrize(
    "state",
    [
        "accepted",
        "moved_internally",
        "ended_by_disposition",
        "deferred",
        "retained",
        "conduct_review",
    ],
)
def test_who_is_transferred_or_lawfully_kept_is_not_reviewed(state: str) -> None:
    assert rules_of(relation_not_transferred(standing(SILENT, transfer=state), TODAY)) == ["SA-1"]


def test_a_member_kept_abroad_may_be_lost_before_his_time_is_up() -> None:
    assert relation_not_transferred(standing(SILENT, transfer="kept_abroad"), TODAY) == []


def test_without_any_contact_every_count_is_short() -> None:
    facts = but(SILENT, contacts=(), person__mail_addresses=())
    words = [refusal.missing for refusal in contact_minimum_met(facts, TODAY)]
    assert words == ["联系次数 0 / 6", "联系渠道 0 / 3", "通话或当面渠道 0 / 1", "不同日期 0 / 4"]


def test_what_came_from_the_other_side_is_no_attempt_of_ours() -> None:
    facts = changed(4, direction=Direction.IN)
    words = [refusal.missing for refusal in contact_minimum_met(facts, TODAY)]
    assert words == ["联系次数 5 / 6"]


@pytest.mark.parametrize("grade", [Grade.FAILED, Grade.AUTOMATIC, Grade.HANDED_OVER])
def test_a_bounce_or_an_automatic_reply_is_evidence_of_an_attempt(grade: Grade) -> None:
    assert contact_minimum_met(changed(1, grade=grade), TODAY) == []


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.VISIT, Channel.MEETING])
def test_a_call_a_visit_or_a_meeting_counts_as_voice(channel: Channel) -> None:
    assert contact_minimum_met(changed(3, channel=channel), TODAY) == []


def test_mail_alone_never_opens_a_review() -> None:
    facts = replace(
        SILENT, contacts=tuple(replace(c, channel=MAIL, address=ADDRESS) for c in SILENT.contacts)
    )
    assert len(contact_minimum_met(facts, TODAY)) == 2


@pytest.mark.parametrize(
    ("grade", "stops"),
    [
        (Grade.FAILED, False),
        (Grade.HANDED_OVER, False),
        (Grade.AUTOMATIC, False),
        (Grade.PASSED_ON, False),
        (Grade.BY_LINK, True),
        (Grade.REPLIED, True),
        (Grade.SPOKEN, True),
    ],
)
def test_only_a_two_way_contact_stops_the_clock(grade: Grade, stops: bool) -> None:
    facts = changed(6, grade=grade)
    assert (no_two_way_contact_lately(facts, TODAY) != []) is stops


def test_the_clock_starts_again_six_months_after_the_answer() -> None:
    answered_on = date(2024, 9, 10)
    facts = replace(SILENT, contacts=(tried(1, answered_on, PHONE, Grade.SPOKEN),))
    assert no_two_way_contact_lately(facts, date(2025, 3, 10)) != []
    assert no_two_way_contact_lately(facts, date(2025, 3, 11)) == []


@pytest.mark.parametrize("entries", ["", " ，, ", "7", "一"])
def test_a_finding_that_names_no_entry_of_the_case_is_none(entries: str) -> None:
    refusals = finding_names_its_entries(SILENT, opening(entries=entries), TODAY)
    assert rules_of(refusals) == ["D-9"]


def test_a_finding_may_rest_on_every_entry_and_a_wrong_one_is_told() -> None:
    everything = opening(entries="1,2,3,4,5,6")
    (refusal,) = finding_names_its_entries(SILENT, opening(entries="1,9,8"), TODAY)
    assert finding_names_its_entries(SILENT, everything, TODAY) == []
    assert "8、9" in refusal.missing


def test_the_refusal_tells_the_day_of_leaving_or_that_nobody_recorded_it() -> None:
    (early,) = left_over_half_a_year_ago(but(SILENT, left_on=date(2025, 3, 1)), TODAY)
    (unknown,) = left_over_half_a_year_ago(but(SILENT, left_on=None), TODAY)
    assert "2025-03-01" in early.missing
    assert "未登记" in unknown.missing


def test_lost_contact_needs_nobody_reached() -> None:
    assert ground_matches_evidence(SILENT, opening(Ground.LOST_CONTACT), TODAY) == []
