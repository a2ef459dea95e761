"""A graduate tells by the link of a mail that his addresses changed (S4.1-6, S3.1-4).

A link may have been forwarded: a new address is used once it was confirmed from there, every other
address is told, and the one that was first is written to as well until a person has looked. None is
taken out of use by a link. The link is not used up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from machines.mails import get_mail
from machines.orders.addresses import AddressNews
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tracker.actions.addresses import RULE, domain_doubt, no, read_address
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.link_changes import GIVEN_UP, NEW_ADDRESS, OTHER_FIRST, watch
from tracker.actions.moves import answer_triggers, finish, lock_case
from tracker.actions.records import note_on_case
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import GRADUATE, Desk
from tracker.links import LinkFault, LinkRefused, link_fault, read_link
from tracker.lists import refresh_people
from tracker.models import AnswerLink, Case, ContactEntry, MailAddress, MoveRecord, Task
from tracker.models.db import writing
from tracker.models.task import TaskKind, kind_of
from tracker.outbox.write import write_mails
from tracker.shared_contacts import held_by_others
from tracker.writers import addresses
from tracker.writers.addresses import Cause, lock_addresses
from tracker.writers.tasks import open_task

BY_LINK = "本人（链接）"
# Whoever holds a link may not write to the whole world with it, nor fill the ledger.
MOST_NEW = 3
MOST_CHANGES = 10
STATED = "state_address"
CHANGED = "change_address"
NEEDS_LOOK = "本人经链接提出的新邮箱已登记在另一人名下，请核实；确属本人的，在个案的邮箱中点“再试”"


@dataclass(frozen=True, slots=True)
class Told:
    """What was done by the link: in words, what mails tell of it, and to which addresses."""

    said: str
    action: str = CHANGED
    news: AddressNews | None = None
    ask: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    task: str = ""
    task_kind: str = ""


Change = Callable[[AnswerLink, Case, list[MailAddress]], Told]


def open_for_addresses(desk: Desk, token: str) -> AnswerLink:
    """The link, if the page of addresses opens by it. Raises LinkRefused.

    A link that asks for an address itself may have gone to a stranger: it opens nothing else.
    """
    try:
        link = read_link(desk, token)
    except LinkRefused as refused:
        if refused.link is None or not answered_but_open(desk, refused.link):
            raise
        link = refused.link
    if get_mail(link.kind).of_address:
        raise LinkRefused(LinkFault.FORGED)
    return link


def answered_but_open(desk: Desk, link: AnswerLink) -> bool:
    """Whether an answered link still leads to the addresses: for as long as it could be answered.

    Whoever answered and then moved has no other link at hand.
    """
    in_time = desk.now < link.expires_at
    asks_otherwise = not get_mail(link.kind).of_address
    return link_fault(desk, link) is LinkFault.USED and in_time and asks_otherwise


@telling_what_is_taken()
def state_address(desk: Desk, token: str, typed: str, *, domain_checked: bool = False) -> None:
    """Take a new address, ask it to confirm, tell the others, and commit.

    Raises LinkRefused, or Refused: no address, one in use already, a doubtful domain without its
    tick, too many by one link; then nothing was written. One that is somebody else's is kept like
    any other and not written to: the link's holder learns nothing, the secretary looks (X-PIPL).
    """
    address = read_address(typed)
    if not domain_checked and (doubt := domain_doubt(address)):
        raise Refused(no(doubt, "domain_checked"))

    def change(link: AnswerLink, case: Case, rows: list[MailAddress]) -> Told:
        known = case.person.find_address(address)
        if known is not None and known.usable:
            raise Refused(no("这个邮箱已经登记，正在使用", "address"))
        if _done(desk, link, STATED) >= MOST_NEW:
            raise Refused(
                no(f"一个链接最多登记 {MOST_NEW} 次新邮箱，其余的请致电联系人", "address")
            )
        anothers = known is None and _anothers(desk, case, address)
        why = "未发确认邮件：登记在另一人名下" if anothers else "已请其确认"
        cause = Cause(f"本人经链接登记，{why}", desk.now)
        if known is None:
            addresses.add_new(desk.session, case.person, address, BY_LINK, cause, asked=True)
        else:
            addresses.ask_about(desk.session, known, cause)
        return Told(
            f"登记新邮箱 {address}（待确认）",
            STATED,
            AddressNews(address=address),
            ask=() if anothers else (address,),
            tell=tuple(a.address for a in rows if a.usable),
            task=f"{NEEDS_LOOK if anothers else NEW_ADDRESS}：{address}",
            task_kind=TaskKind.ANOTHERS_ADDRESS if anothers else TaskKind.NEW_ADDRESS,
        )

    _by_link(desk, token, change)


@telling_what_is_taken()
def prefer_address(desk: Desk, token: str, address_id: int) -> None:
    """Have mails go to this address of his first, and commit. Raises LinkRefused or Refused."""

    def change(_link: AnswerLink, _case: Case, rows: list[MailAddress]) -> Told:
        row = _own(rows, address_id)
        former = next((a for a in rows if a.usable), None)
        if not row.usable or row is former:
            raise Refused(no("这个邮箱已经排在最前，或者还不能使用"))
        addresses.put_before_others(desk.session, row, Cause("本人经链接改为首选", desk.now))
        watch(desk, former, row)
        asked = f"{OTHER_FIRST}：{row.address}"
        return Told(f"改为首选邮箱 {row.address}", task=asked, task_kind=TaskKind.OTHER_FIRST)

    _by_link(desk, token, change)


@telling_what_is_taken()
def give_up_address(desk: Desk, token: str, address_id: int) -> None:
    """Ask that no more mails go to this address of his, and commit; it and the others are told.

    One in use stays so until a person has looked; one that was never confirmed goes at once.
    Raises LinkRefused or Refused: the last usable one stays, or nobody could reach him.
    """

    def change(_link: AnswerLink, case: Case, rows: list[MailAddress]) -> Told:
        row = _own(rows, address_id)
        usable = [a for a in rows if a.usable]
        if not row.active and row.asked_at is None:
            raise Refused(no("这个邮箱已经停用"))
        if usable == [row]:
            raise Refused(no("这是唯一能用的邮箱，请先登记新的并确认，再停用它"))
        if not row.active:
            addresses.put_out_of_use(desk.session, row, Cause("本人经链接停用", desk.now))
            return Told(f"停用邮箱 {row.address}")
        if _asked_already(desk, case, kind := kind_of(TaskKind.GIVEN_UP, row.id)):
            raise Refused(no("已经请联系人核实停用这个邮箱，核实以前仍会使用"))
        addresses.note(desk.session, row, Cause("本人经链接要求停用，待核实", desk.now))
        news = AddressNews(address=row.address, given_up=True)
        return Told(
            f"要求停用邮箱 {row.address}（待核实）",
            news=news,
            tell=tuple(a.address for a in usable),
            task=f"{GIVEN_UP}：{row.address}",
            task_kind=kind,
        )

    _by_link(desk, token, change)


def _anothers(desk: Desk, case: Case, address: str) -> bool:
    return bool(held_by_others(desk.session, GRADUATE, [(case.person.id, "email", address)]))


def _asked_already(desk: Desk, case: Case, kind: str) -> bool:
    query = sa.select(Task.id).filter_by(case_id=case.id, settled_at=None, kind=kind)
    return desk.session.scalar(query.limit(1)) is not None


def _by_link(desk: Desk, token: str, change: Change) -> None:
    with writing(desk.session):
        link = open_for_addresses(desk, token)
        case = lock_case(desk.session, link.case_id)
        rows = lock_addresses(desk.session, case.person)
        if _done(desk, link, STATED, CHANGED) >= MOST_CHANGES:
            raise Refused(no("这个链接已经改动过多次，其余的请致电联系人"))
        told = change(link, case, rows)
        entry = _entry(desk, case, told)
        if told.task:
            open_task(desk, case, told.task, entry, kind=told.task_kind)
        refresh_people(desk.session, [case.person.id])
        answer_triggers(desk, case, GRADUATE, entry)
        finish(desk, case)
        record = note_on_case(desk, case, GRADUATE, told.action, told.said, (RULE,))
        desk.session.flush()
        for kind, to in (("address_confirm", told.ask), ("address_changed", told.tell)):
            if to and told.news is not None:
                write_mails(desk, case, get_mail(kind), record, told.news, to=to)


def _entry(desk: Desk, case: Case, told: Told) -> ContactEntry:
    order = ContactOrder(
        at=desk.now,
        channel=Channel.LINK,
        direction=Direction.IN,
        grade=Grade.BY_LINK,
        answered_by="本人",
        said=told.said,
    )
    return append_entry(desk, case, order, GRADUATE)


def _own(rows: list[MailAddress], address_id: int) -> MailAddress:
    row = next((one for one in rows if one.id == address_id), None)
    if row is None:
        raise Refused(no("没有这个邮箱，请重新打开页面"))
    return row


def _done(desk: Desk, link: AnswerLink, *actions: str) -> int:
    """How often that was done for the case since the link was made, by whatever link."""
    query = (
        sa.select(sa.func.count())
        .select_from(MoveRecord)
        .where(
            MoveRecord.case_id == link.case_id,
            MoveRecord.action.in_(actions),
            MoveRecord.role == Role.GRADUATE.value,
            MoveRecord.at >= link.made_at,
        )
    )
    return desk.session.scalar(query) or 0
