"""A mail that came back: evidence of an attempt, word on its address, and the next address tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from machines.facts import ContactFacts
from machines.guards.disposition import contact_minimum_met
from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tests.lives.snapshot import snapshot
from tests.tracker.actions.coming_back import (
    FIRST,
    SECOND,
    a_report,
    address_row,
    bounced,
    history,
    prompted,
)
from tracker.actions import answer_prompt, settle_task
from tracker.actions.bounces import ALL_BACK, CONTRADICTED, BounceTaken
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.inbox.words import BounceReason, IncomingKind
from tracker.links import link_token, open_link, revoke_link
from tracker.lists import shelve_case
from tracker.lists.marks import NO_ADDRESS
from tracker.models import AddressState, ContactEntry, Mail, MailState, ShelfMark, Task

pytestmark = pytest.mark.usefixtures("session")


def marks(desk: Desk, mail: Mail) -> set[str]:
    found = sa.select(ShelfMark.mark).filter_by(shelf=mail.case.shelf)
    return set(desk.session.scalars(found))


def test_a_dead_mailbox_is_noted_with_the_very_mail_and_the_next_address_gets_the_same_words(
    desk: Desk,
) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)

    taken = bounced(desk, mail)

    entry = taken.entry
    assert entry is not None
    assert (entry.channel, entry.direction, entry.grade) == (
        Channel.MAIL,
        Direction.IN,
        Grade.FAILED,
    )
    assert (entry.address, entry.mail_id) == (FIRST, mail.id)
    assert entry.incoming_id is not None
    assert "收件人邮箱不存在（550 5.1.1）" in entry.said
    assert address_row(desk, FIRST).state is AddressState.BOUNCED
    assert history(desk, FIRST) == ["退信：收件人邮箱不存在（550 5.1.1）"]
    new = taken.next_mail
    assert new is not None
    assert (new.to_address, new.text, new.move_id) == (SECOND, mail.text, mail.move_id)
    assert (new.state, taken.task) == (MailState.PENDING, None)
    assert NO_ADDRESS not in marks(desk, mail)


@pytest.mark.parametrize(
    ("reason", "permanent", "words"),
    [
        (BounceReason.FULL, True, "暂时收不到：邮箱已满"),
        (BounceReason.REJECTED, True, "被拒收：对方服务器"),
        (BounceReason.EXPIRED, False, "暂时收不到：多次投递未成功"),
        (BounceReason.NO_SUCH_USER, False, "暂时收不到：收件人邮箱不存在"),
    ],
)
def test_a_mailbox_that_is_only_full_or_refuses_stays_in_use_with_a_line_of_history(
    desk: Desk, reason: BounceReason, permanent: bool, words: str
) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)

    taken = bounced(desk, mail, a_report(FIRST, reason, permanent=permanent))

    assert address_row(desk, FIRST).state is AddressState.UNCONFIRMED
    assert [why.startswith(words) for why in history(desk, FIRST)] == [True]
    assert "退信" not in history(desk, FIRST)[0]
    assert taken.next_mail is not None
    assert taken.next_mail.to_address == SECOND


def test_a_forwarders_own_recipient_still_counts_for_the_address_that_was_written_to(
    desk: Desk,
) -> None:
    (mail,) = prompted(desk, FIRST)

    taken = bounced(desk, mail, a_report("elsewhere@example.org"))

    assert taken.entry is not None
    assert taken.entry.address == FIRST
    assert address_row(desk, FIRST).state is AddressState.BOUNCED


def test_when_no_address_is_left_the_secretary_is_asked_to_call_once(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)
    second = bounced(desk, mail).next_mail
    assert second is not None
    second.state, second.sent_at = MailState.SENT, desk.now
    desk.session.commit()

    taken = bounced(desk, second)

    assert taken.next_mail is None
    assert taken.task is not None
    assert taken.task.text.startswith(ALL_BACK)
    assert "S4.4-5" in taken.task.text
    assert taken.task.entry_id == taken.entry.id
    assert NO_ADDRESS in marks(desk, mail)
    before = mail.case.shelf
    shelve_case(desk.session, mail.case)
    assert mail.case.shelf == before


def test_a_full_mailbox_that_is_the_only_one_is_a_task_too(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST)

    taken = bounced(desk, mail, a_report(FIRST, BounceReason.FULL))

    assert taken.task is not None
    assert taken.task.text.startswith("邮箱已满，请另行联系本人")
    assert "退信" not in taken.task.text
    assert history(desk, FIRST) == ["暂时收不到：邮箱已满（550 5.1.1），仍会再试"]
    assert address_row(desk, FIRST).usable
    assert NO_ADDRESS not in marks(desk, mail)


def test_the_same_bounce_and_a_second_copy_of_it_do_it_once(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)
    bounced(desk, mail)
    before = snapshot(desk.session)

    assert bounced(desk, mail) == BounceTaken()

    after = snapshot(desk.session)
    came_in = {"incoming_mail"}
    assert {n: r for n, r in after.items() if n not in came_in} == {
        n: r for n, r in before.items() if n not in came_in
    }


@pytest.mark.parametrize("kind", [IncomingKind.DELAY, IncomingKind.REPORT])
def test_a_delay_changes_nothing(desk: Desk, kind: IncomingKind) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)

    assert bounced(desk, mail, a_report(kind=kind)) == BounceTaken()

    assert address_row(desk, FIRST).state is AddressState.UNCONFIRMED
    assert history(desk, FIRST) == []
    assert desk.session.query(ContactEntry).count() == 0


def test_a_closed_case_gets_its_entry_and_no_further_mail(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)
    mail.case.closed_at = desk.now
    desk.session.commit()

    taken = bounced(desk, mail)

    assert taken.entry is not None
    assert (taken.next_mail, taken.task) == (None, None)


def test_a_withdrawn_case_gets_nothing(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)
    mail.case.withdrawn_at = desk.now
    desk.session.commit()

    assert bounced(desk, mail) == BounceTaken()
    assert address_row(desk, FIRST).state is AddressState.UNCONFIRMED


def test_once_the_prompt_cannot_be_answered_no_further_address_is_troubled(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)
    link = open_link(desk, mail.case_id, mail.kind, mail.move_id)
    assert link is not None
    revoke_link(desk, link)
    desk.session.commit()

    taken = bounced(desk, mail)

    assert (taken.next_mail, taken.task) == (None, None)


def test_where_every_address_had_its_own_mail_only_the_last_bounce_is_a_task(desk: Desk) -> None:
    first, second = prompted(desk, FIRST, SECOND, kind="cannot_reach")

    assert (bounced(desk, first).next_mail, desk.session.query(Task).count()) == (None, 0)
    assert bounced(desk, second).task is not None
    assert desk.session.query(Mail).count() == 2


def test_a_bounce_after_the_person_answered_from_there_is_for_a_person_to_judge(
    desk: Desk,
) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)
    link = open_link(desk, mail.case_id, mail.kind, mail.move_id)
    assert link is not None
    token = link_token(desk.settings, link.id, link.nonce)
    answer_prompt(replace(desk, now=desk.now + timedelta(hours=2)), token, 1)
    assert address_row(desk, FIRST).state is AddressState.WORKS

    taken = bounced(desk, mail)

    assert address_row(desk, FIRST).state is AddressState.WORKS
    assert taken.next_mail is None
    assert taken.task is not None
    assert taken.task.text.startswith(CONTRADICTED)
    assert len(history(desk, FIRST)) == 2


def test_an_address_that_worked_for_an_older_mail_may_die(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST, SECOND)
    address_row(desk, FIRST).worked_at = desk.now - timedelta(days=40)
    desk.session.commit()

    bounced(desk, mail)

    assert address_row(desk, FIRST).state is AddressState.BOUNCED


def test_a_second_task_of_the_same_sort_is_not_opened_beside_an_open_one(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST)
    other = Mail(
        **{
            column: getattr(mail, column)
            for column in ("case_id", "kind", "to_name", "to_address", "subject", "html", "made_at")
        },
        text="另一封",
        message_id="<qz.other@example.org>",
        token="other",
        state=MailState.SENT,
        next_try_at=desk.now,
        sent_at=desk.now,
    )
    desk.session.add(other)
    desk.session.commit()
    task = bounced(desk, mail).task
    assert task is not None

    assert bounced(desk, other).task is None

    settle_task(desk, task.id, "已打电话", Actor(Role.BRANCH_SECRETARY, None))


def test_a_bounce_is_one_attempt_and_never_contact(desk: Desk) -> None:
    """D-15: a mail counts as tried whether it came back or not, and its bounce counts no more."""
    (mail,) = prompted(desk, FIRST, SECOND)
    desk.session.add(
        ContactEntry(
            case_id=mail.case_id,
            at=desk.now,
            recorded_at=desk.now,
            channel=Channel.MAIL,
            direction=Direction.OUT,
            grade=Grade.HANDED_OVER,
            address=FIRST,
            mail_id=mail.id,
        )
    )
    desk.session.commit()
    today = day_of(desk.now)
    before = [r.missing for r in contact_minimum_met(read_facts(desk.session, mail.case), today)]

    bounced(desk, mail)

    desk.session.expire_all()
    facts = read_facts(desk.session, mail.case)
    assert facts.last_two_way is None
    assert [c.grade for c in facts.contacts] == [Grade.HANDED_OVER, Grade.FAILED]
    assert not any(isinstance(c, ContactFacts) and c.two_way for c in facts.contacts)
    after = [r.missing for r in contact_minimum_met(facts, today)]
    # A notice makes the minimum no smaller: the dead address counts until people end its use.
    assert after == before
    assert "2 个邮箱只试过一次或没有试过" in after
