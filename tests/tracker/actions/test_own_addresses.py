"""A graduate changes his addresses by the link of any mail; nobody diverts them silently (S4.1-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from machines.mails import get_mail
from machines.orders import NOTHING
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Channel, Grade
from tests.factories import make_record
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
from tracker.actions.address_answers import address_of_link, answered_from
from tracker.actions.bounces import NEW_ONE_BACK
from tracker.actions.link_changes import GIVEN_UP, NEW_ADDRESS, WATCH
from tracker.actions.own_addresses import (
    MOST_NEW,
    NEEDS_LOOK,
    give_up_address,
    prefer_address,
    state_address,
)
from tracker.desk import Actor, Desk
from tracker.inbox.words import BounceReason
from tracker.links import LinkRefused, link_token, read_link
from tracker.models import AddressState, AnswerLink, ContactEntry, Mail, MailState, Task
from tracker.outbox.write import write_mails

NEW = "new@example.org"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database does: what locks matter here is tried with the bounces."""
    return sqlite_url


@pytest.fixture
def mail(desk: Desk) -> Mail:
    """The prompt in the first of two mailboxes."""
    return prompted(desk, FIRST, SECOND)[0]


def token_of(desk: Desk, kind: str) -> str:
    """The token of the newest link of a kind."""
    query = sa.select(AnswerLink).filter_by(kind=kind).order_by(AnswerLink.id.desc()).limit(1)
    link = desk.session.scalars(query).one()
    return link_token(desk.settings, link.id, link.nonce)


def written(desk: Desk, kind: str) -> list[str]:
    """Whom mails of a kind were written to."""
    return list(desk.session.scalars(sa.select(Mail.to_address).filter_by(kind=kind)))


def refused(desk: Desk, *act: object) -> str:
    before = snapshot(desk.session)
    verb, *arguments = act
    with pytest.raises(Refused) as no:
        verb(desk, *arguments)  # type: ignore[operator]
    assert snapshot(desk.session) == before
    return str(no.value)


def test_a_new_address_is_asked_first_and_every_other_address_is_told(
    desk: Desk, mail: Mail
) -> None:
    token = token_of(desk, mail.kind)

    state_address(desk, token, "ＮＥＷ＠example.org".replace("ＮＥＷ", "new"))

    row = address_row(desk, NEW)
    assert (row.state, row.active, row.usable) == (AddressState.UNCONFIRMED, False, False)
    assert mail.case.person.mail_addresses == [FIRST, SECOND]
    assert written(desk, "address_confirm") == [NEW]
    assert written(desk, "address_changed") == [FIRST, SECOND]
    told = desk.session.scalars(sa.select(Mail).filter_by(kind="address_changed")).first()
    assert told is not None
    assert "n***w@example.org" in told.text
    assert NEW not in told.text
    entry = desk.session.scalars(sa.select(ContactEntry)).one()
    assert (entry.channel, entry.grade) == (Channel.LINK, Grade.BY_LINK)
    assert NEW in entry.said
    assert read_link(desk, token).used_at is None


def test_once_confirmed_it_is_used_first(desk: Desk, mail: Mail) -> None:
    state_address(desk, token_of(desk, mail.kind), NEW)

    answered = answer_prompt(desk, token_of(desk, "address_confirm"), 1)

    assert (answered.move, answered.task) == (None, None)
    row = address_row(desk, NEW)
    assert (row.state, row.usable, row.asked_at) == (AddressState.WORKS, True, None)
    assert mail.case.person.mail_addresses == [NEW, FIRST, SECOND]
    assert history(desk, NEW) == ["本人经链接登记，已请其确认", "本人经邮件中的链接确认"]


def test_it_may_be_confirmed_by_a_reply_from_it(desk: Desk, mail: Mail) -> None:
    state_address(desk, token_of(desk, mail.kind), NEW)
    kind = desk.session.scalars(sa.select(Mail).filter_by(kind="address_confirm")).one()

    assert not answered_from(desk, mail.case, get_mail(kind.kind), 0, NEW)
    assert not address_row(desk, NEW).usable
    assert answered_from(desk, mail.case, get_mail(kind.kind), 1, NEW)
    assert address_row(desk, NEW).usable


def test_two_new_addresses_are_asked_and_confirmed_each_by_itself(desk: Desk, mail: Mail) -> None:
    token = token_of(desk, mail.kind)
    state_address(desk, token, NEW)
    first_asked = token_of(desk, "address_confirm")
    state_address(desk, token, "other@example.org")

    answer_prompt(desk, first_asked, 1)

    assert address_row(desk, NEW).usable
    assert not address_row(desk, "other@example.org").usable


def test_who_confirms_what_staff_put_out_of_use_meanwhile_is_put_to_the_secretary(
    desk: Desk, mail: Mail
) -> None:
    state_address(desk, token_of(desk, mail.kind), NEW)
    address_row(desk, NEW).asked_at = None
    desk.session.commit()

    answered = answer_prompt(desk, token_of(desk, "address_confirm"), 1)

    assert answered.task is not None
    assert not address_row(desk, NEW).usable


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "请填写邮箱"), ("nobody", "邮箱写得不对"), ("u@qq.con", "qq.com"), (FIRST, "已经登记")],
)
def test_what_cannot_be_a_new_address_is_refused(
    desk: Desk, mail: Mail, typed: str, words: str
) -> None:
    assert words in refused(desk, state_address, token_of(desk, mail.kind), typed)


def test_one_link_states_a_few_addresses_only(desk: Desk, mail: Mail) -> None:
    token = token_of(desk, mail.kind)
    for number in range(MOST_NEW):
        state_address(desk, token, f"new{number}@example.org")

    assert "最多" in refused(desk, state_address, token, "one-more@example.org")


def test_of_anothers_address_the_page_tells_nothing_and_the_secretary_looks(
    desk: Desk, mail: Mail
) -> None:
    token = token_of(desk, mail.kind)
    prompted(desk, "anothers@example.org")

    state_address(desk, token, "anothers@example.org")

    assert written(desk, "address_confirm") == []
    assert written(desk, "address_changed") == [FIRST, SECOND]
    task = desk.session.scalars(sa.select(Task)).one()
    assert task.text.startswith(NEEDS_LOOK)
    assert mail.case.person.mail_addresses == [FIRST, SECOND]


def test_the_first_address_is_his_to_choose(desk: Desk, mail: Mail) -> None:
    token = token_of(desk, mail.kind)

    prefer_address(desk, token, address_row(desk, SECOND).id)

    desk.session.expire_all()
    assert mail.case.person.mail_addresses == [SECOND, FIRST]
    assert "最前" in refused(desk, prefer_address, token, address_row(desk, SECOND).id)


def test_no_link_takes_an_address_out_of_use_people_do(desk: Desk, mail: Mail) -> None:
    token = token_of(desk, mail.kind)

    give_up_address(desk, token, address_row(desk, FIRST).id)

    desk.session.expire_all()
    assert mail.case.person.mail_addresses == [FIRST, SECOND]
    assert written(desk, "address_changed") == [FIRST, SECOND]
    assert open_tasks(desk) == [f"{GIVEN_UP}：{FIRST}"]
    assert "已经请联系人" in refused(desk, give_up_address, token, address_row(desk, FIRST).id)


def test_the_last_usable_address_stays_and_an_unconfirmed_one_may_go(desk: Desk) -> None:
    (mail,) = prompted(desk, FIRST)
    token = token_of(desk, mail.kind)
    state_address(desk, token, NEW)

    assert "唯一" in refused(desk, give_up_address, token, address_row(desk, FIRST).id)
    give_up_address(desk, token, address_row(desk, NEW).id)

    assert address_row(desk, NEW).asked_at is None


def next_prompt(desk: Desk, mail: Mail) -> list[str]:
    """Whom the next prompt is written to."""
    record = make_record(desk.session, mail.case, "transfer", "ask_confirm_data")
    mails = write_mails(desk, mail.case, get_mail(mail.kind), record, NOTHING)
    desk.session.commit()
    return [one.to_address for one in mails]


def open_tasks(desk: Desk) -> list[str]:
    return list(desk.session.scalars(sa.select(Task.text).filter_by(settled_at=None)))


def test_a_forwarded_link_diverts_no_mail_until_people_looked_or_a_week_is_over(
    desk: Desk, mail: Mail
) -> None:
    state_address(desk, token_of(desk, mail.kind), NEW)
    assert open_tasks(desk) == [f"{NEW_ADDRESS}：{NEW}"]
    assert next_prompt(desk, mail) == [FIRST]
    answer_prompt(desk, token_of(desk, "address_confirm"), 1)

    assert next_prompt(desk, mail) == [NEW, FIRST]
    assert "同时发到这里" in history(desk, FIRST)[-1]
    late = replace(desk, now=desk.now + WATCH + timedelta(minutes=1))
    assert next_prompt(late, mail) == [NEW]


def test_once_the_secretary_has_looked_mails_go_to_the_first_alone(desk: Desk, mail: Mail) -> None:
    state_address(desk, token_of(desk, mail.kind), NEW)
    answer_prompt(desk, token_of(desk, "address_confirm"), 1)
    prefer_address(desk, token_of(desk, mail.kind), address_row(desk, SECOND).id)
    assert next_prompt(desk, mail) == [SECOND, NEW, FIRST]
    first, second = desk.session.scalars(sa.select(Task.id).order_by(Task.id))

    settle_task(desk, first, "已电话核实", Actor(Role.BRANCH_SECRETARY))
    assert next_prompt(desk, mail) == [SECOND, NEW, FIRST]
    settle_task(desk, second, "已电话核实", Actor(Role.BRANCH_SECRETARY))
    desk.session.expire_all()
    assert next_prompt(desk, mail) == [SECOND]


def test_anothers_address_is_out_of_reach_of_the_link(desk: Desk, mail: Mail) -> None:
    token = token_of(desk, mail.kind)
    prompted(desk, "anothers@example.org")
    foreign = address_row(desk, "anothers@example.org").id

    for verb in (prefer_address, give_up_address):
        assert "没有这个邮箱" in refused(desk, verb, token, foreign)


def test_the_link_that_asks_a_new_address_changes_nothing_else(desk: Desk, mail: Mail) -> None:
    state_address(desk, token_of(desk, mail.kind), NEW)
    token = token_of(desk, "address_confirm")
    before = snapshot(desk.session)

    with pytest.raises(LinkRefused):
        state_address(desk, token, "thief@example.org")

    assert snapshot(desk.session) == before


def test_a_new_address_that_does_not_exist_is_put_to_the_secretary(desk: Desk, mail: Mail) -> None:
    state_address(desk, token_of(desk, mail.kind), NEW)
    asked = desk.session.scalars(sa.select(Mail).filter_by(kind="address_confirm")).one()
    asked.state, asked.sent_at = MailState.SENT, desk.now
    desk.session.commit()

    taken = bounced(desk, asked)

    assert taken.task is not None
    assert taken.task.text.startswith(NEW_ONE_BACK)
    assert taken.next_mail is None
    assert address_row(desk, NEW).state is AddressState.BOUNCED
    assert mail.case.person.mail_addresses == [FIRST, SECOND]


def test_an_answer_proves_the_address_whose_mail_carried_the_link(desk: Desk, mail: Mail) -> None:
    answer_prompt(desk, token_of(desk, mail.kind), 1)

    assert address_row(desk, FIRST).state is AddressState.WORKS
    assert address_row(desk, SECOND).state is AddressState.UNCONFIRMED


def test_of_two_mailboxes_that_had_the_link_neither_is_proven(desk: Desk) -> None:
    mail, _ = prompted(desk, FIRST, SECOND, kind="cannot_reach")
    link = desk.session.scalars(sa.select(AnswerLink)).one()

    assert address_of_link(desk, link) is None

    bounced(desk, mail, a_report(FIRST, BounceReason.FULL))
    assert address_of_link(desk, link) == SECOND


def test_an_older_answer_from_a_bounced_address_takes_it_into_use_again(
    desk: Desk, mail: Mail
) -> None:
    bounced(desk, mail)
    assert mail.case.person.mail_addresses == [SECOND]
    later = replace(desk, now=desk.now + timedelta(days=2))

    answered_from(later, mail.case, get_mail(mail.kind), 1, FIRST, incoming_id=None)

    assert mail.case.person.mail_addresses == [FIRST, SECOND]
