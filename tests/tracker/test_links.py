"""Answer links: signed, scoped, expiring, revocable, superseded by the next, used once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import make_case
from tracker.desk import Desk
from tracker.links import (
    LinkFault,
    LinkRefused,
    link_url,
    new_link,
    open_link,
    read_link,
    revoke_link,
    use_link,
)
from tracker.models import AnswerLink


@pytest.fixture
def case(session):
    return make_case(session)


def token_of(desk: Desk, link: AnswerLink) -> str:
    return link_url(desk.settings, link).rpartition("/")[2]


def refusal_of(desk: Desk, token: str) -> LinkRefused:
    with pytest.raises(LinkRefused) as refused:
        read_link(desk, token)
    return refused.value


def test_a_link_opens_the_prompt_it_was_made_for(desk, case):
    link = new_link(desk, case.id, "report_now", None)

    assert read_link(desk, token_of(desk, link)) is link
    assert (link.case_id, link.kind, link.used_at) == (case.id, "report_now", None)
    assert link_url(desk.settings, link).startswith(f"{desk.settings.base_url}/a/")


def test_a_token_says_nothing_of_the_person_and_fits_one_address_line(desk, case):
    url = link_url(desk.settings, new_link(desk, case.id, "report_now", None))

    assert len(url) < 200
    assert case.person.name not in url
    assert case.person.student_no not in url


def test_a_changed_or_invented_token_is_forged(desk, case):
    token = token_of(desk, new_link(desk, case.id, "report_now", None))
    at = len(token) // 2
    changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]

    for invented in (changed, token[:-1], "", "1", "….…", token + "x", "W10.x", "a.b.c" * 500):
        refusal = refusal_of(desk, invented)
        assert (refusal.reason, refusal.link) == (LinkFault.FORGED, None)


def test_a_token_signed_with_another_key_is_forged(desk, case):
    other = replace(desk.settings, secret_key="another key, long enough to be one........")
    token = link_url(other, new_link(desk, case.id, "report_now", None)).rpartition("/")[2]

    assert refusal_of(desk, token).reason is LinkFault.FORGED


def test_a_rightly_signed_token_of_a_link_that_is_gone_is_forged(desk, case):
    link = new_link(desk, case.id, "report_now", None)
    token = token_of(desk, link)
    link.nonce = "another"
    desk.session.flush()

    assert refusal_of(desk, token).reason is LinkFault.FORGED


def test_a_link_holds_for_its_days_and_not_a_moment_longer(desk, case):
    link = new_link(desk, case.id, "report_now", None)
    token, days = token_of(desk, link), timedelta(days=desk.settings.link_days)

    assert read_link(replace(desk, now=desk.now + days - timedelta(seconds=1)), token) is link
    expired = refusal_of(replace(desk, now=desk.now + days), token)
    assert (expired.reason, expired.link) == (LinkFault.EXPIRED, link)


def test_a_newer_mail_of_the_same_kind_supersedes_the_link_of_the_older(desk, case):
    old = new_link(desk, case.id, "report_now", None)
    new = new_link(desk, case.id, "report_now", None)
    desk.session.refresh(old)

    refusal = refusal_of(desk, token_of(desk, old))
    assert (refusal.reason, refusal.link) == (LinkFault.SUPERSEDED, old)
    assert old.superseded_by_id == new.id
    assert read_link(desk, token_of(desk, new)) is new


def test_other_mails_and_other_cases_keep_their_links(desk, case):
    other = new_link(desk, case.id, "letter_ready", None)
    of_another = new_link(desk, make_case(desk.session).id, "report_now", None)

    new_link(desk, case.id, "report_now", None)

    assert read_link(desk, token_of(desk, other)) is other
    assert read_link(desk, token_of(desk, of_another)) is of_another


def test_a_used_link_shows_its_answer_and_takes_no_second(desk, case):
    link = new_link(desk, case.id, "report_now", None)
    use_link(desk, link, 2)

    refusal = refusal_of(desk, token_of(desk, link))
    assert refusal.reason is LinkFault.USED
    assert refusal.link is not None
    assert (refusal.link.answer, refusal.link.used_at) == (2, desk.now)
    with pytest.raises(LinkRefused):
        use_link(desk, link, 1)
    assert link.answer == 2


def test_a_used_link_stays_used_when_a_newer_one_is_made(desk, case):
    link = new_link(desk, case.id, "report_now", None)
    use_link(desk, link, 2)
    new_link(desk, case.id, "report_now", None)
    desk.session.refresh(link)

    assert refusal_of(desk, token_of(desk, link)).reason is LinkFault.USED
    assert link.superseded_by_id is None


def test_of_two_answers_sent_at_once_one_is_taken(desk, case, sessions):
    link = new_link(desk, case.id, "report_now", None)
    token = token_of(desk, link)
    desk.session.commit()

    with sessions() as first, sessions() as second:
        quick, slow = replace(desk, session=first), replace(desk, session=second)
        quick_link, slow_link = read_link(quick, token), read_link(slow, token)
        second.rollback()
        use_link(quick, quick_link, 1)
        first.commit()
        with pytest.raises(LinkRefused) as refused:
            use_link(slow, slow_link, 3)

    assert refused.value.reason is LinkFault.USED
    desk.session.refresh(link)
    assert link.answer == 1


def test_a_revoked_link_stays_closed(desk, case):
    link = new_link(desk, case.id, "report_now", None)
    revoke_link(desk, link)
    revoke_link(replace(desk, now=desk.now + timedelta(days=1)), link)

    refusal = refusal_of(desk, token_of(desk, link))
    assert (refusal.reason, refusal.link) == (LinkFault.REVOKED, link)
    assert link.revoked_at == desk.now


def test_the_open_link_of_a_prompt_is_found_while_it_can_be_answered(desk, case):
    link = new_link(desk, case.id, "report_now", None)
    assert open_link(desk, case.id, "report_now", None) is link

    use_link(desk, link, 1)
    assert open_link(desk, case.id, "report_now", None) is None
