"""Mail addresses of a person: staff add them, order them, put them out of use, try them again.

Every verb leaves a line in the address's history and one in the case's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from machines.refusals import Refusal, Refused
from machines.roles import BRANCH, Role
from tracker.actions.moves import finish, lock_case
from tracker.actions.records import note_on_case
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.lists import refresh_people
from tracker.masking import mask_numbers
from tracker.models import Case, MailAddress, Person
from tracker.models.db import writing
from tracker.roster.cells import BadValue
from tracker.roster.contacts import near_provider, one_email
from tracker.shared_contacts import held_by_others
from tracker.writers import addresses
from tracker.writers.addresses import Cause, lock_addresses

RULE = "S4.1-6"
WHERE = "个案 · 邮箱"
BY_STAFF = "工作人员登记"
SHORTEST_REASON = 2
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address as typed. `first`: mails go there before the others.

    A domain one slip away from a usual one takes `domain_checked`, an address of somebody else
    `contact_checked` (S4.1-6).
    """

    address: str
    reason: str
    first: bool = True
    domain_checked: bool = False
    contact_checked: bool = False


@telling_what_is_taken()
def add_address(desk: Desk, case_id: int, new: NewAddress, actor: Actor) -> MailAddress:
    """Enter an address, or take one into use again, and commit. It is used from now on.

    Raises Refused for another role, what is no address, a usable one of his, a doubtful domain or
    another person's address without its tick, no reason; then nothing was written.
    """
    with writing(desk.session):
        case = lock_case(desk.session, case_id)
        person = case.person
        lock_addresses(desk.session, person)
        faults = [*_not_allowed(actor, new.reason)]
        try:
            address = read_address(new.address)
        except Refused as bad:
            raise Refused(*faults, *bad.refusals) from None
        faults += _doubts(desk, person, address, new, actor)
        if faults:
            raise Refused(*faults)
        row = _enter(desk, person, address, new, actor)
        _note(desk, case, actor, f"登记邮箱 {row.address}", new.reason)
    return row


def put_first(desk: Desk, case_id: int, address_id: int, actor: Actor, reason: str) -> MailAddress:
    """Have mails go to this address first, and commit. Raises Refused, also for an unusable one."""

    def change(row: MailAddress, cause: Cause) -> None:
        usable = [a for a in row.person.addresses if a.usable]
        if row not in usable:
            raise Refused(no("这个邮箱现在不能用，请先点“再试”"))
        if row is usable[0]:
            raise Refused(no("这个邮箱已经排在最前"))
        addresses.put_before_others(desk.session, row, cause)

    return _change(desk, case_id, address_id, actor, reason, "改为首选邮箱", change)


def put_out_of_use(
    desk: Desk, case_id: int, address_id: int, actor: Actor, reason: str
) -> MailAddress:
    """Send nothing more to this address, and commit. Raises Refused where it is so already.

    It may be the last one: staff then reach the person otherwise.
    """

    def change(row: MailAddress, cause: Cause) -> None:
        if not row.active and row.asked_at is None:
            raise Refused(no("这个邮箱已经停用"))
        addresses.put_out_of_use(desk.session, row, cause)

    return _change(desk, case_id, address_id, actor, reason, "停用邮箱", change)


def try_again(desk: Desk, case_id: int, address_id: int, actor: Actor, reason: str) -> MailAddress:
    """Take an address into use that bounced, was put out of use or waits to be confirmed; commits.

    What is known of it begins anew. Raises Refused for one that is in use.
    """

    def change(row: MailAddress, cause: Cause) -> None:
        if row.usable:
            raise Refused(no("这个邮箱正在使用"))
        addresses.bring_back(desk.session, row, cause)

    return _change(desk, case_id, address_id, actor, reason, "再试邮箱", change)


def read_address(typed: str) -> str:
    """The address in one spelling: full-width signs narrowed, spaces gone. Raises Refused."""
    if not typed.strip():
        raise Refused(no("请填写邮箱，例如 name@example.com", "address"))
    try:
        return one_email(typed)
    except BadValue as bad:
        raise Refused(no(f"{bad.reason}：{bad.cure}", "address")) from None


def domain_doubt(address: str) -> str | None:
    """Asked back where the domain is one slip from a usual one; None for nothing.

    Whoever looked may go on with his tick.
    """
    local, _, domain = address.rpartition("@")
    near = near_provider(domain)
    if near is None:
        return None
    return f"是不是 {local}@{near}？是的，请改正；没有写错的，勾选“域名无误”后再提交"


def no(missing: str, field: str | None = None) -> Refusal:
    """A refusal of an address, cured by the branch secretary on the case's page."""
    return Refusal(missing, RULE, Role.BRANCH_SECRETARY, WHERE, field)


def _enter(desk: Desk, person: Person, address: str, new: NewAddress, actor: Actor) -> MailAddress:
    cause = _cause(desk, BY_STAFF, new.reason, actor)
    row = person.find_address(address)
    if row is None:
        row = addresses.add_new(desk.session, person, address, BY_STAFF, cause, first=new.first)
    else:
        addresses.bring_back(desk.session, row, cause)
        if new.first:
            addresses.put_before_others(desk.session, row, _cause(desk, "改为首选", "", actor))
    refresh_people(desk.session, [person.id])
    return row


def _doubts(
    desk: Desk, person: Person, address: str, new: NewAddress, actor: Actor
) -> Iterator[Refusal]:
    known = person.find_address(address)
    if known is not None and known.usable:
        yield no("这个邮箱已经登记，正在使用", "address")
        return
    if not new.domain_checked and (doubt := domain_doubt(address)):
        yield no(doubt, "domain_checked")
    stated = [(person.id, "email", address)]
    if known is None and not new.contact_checked:
        for words in held_by_others(desk.session, actor, stated).values():
            yield no(f"{words}；确属本人的，勾选“已核实”后再提交", "contact_checked")


def _change(
    desk: Desk,
    case_id: int,
    address_id: int,
    actor: Actor,
    reason: str,
    label: str,
    change: Callable[[MailAddress, Cause], None],
) -> MailAddress:
    with writing(desk.session):
        if faults := [*_not_allowed(actor, reason)]:
            raise Refused(*faults)
        case = lock_case(desk.session, case_id)
        rows = lock_addresses(desk.session, case.person)
        row = next((one for one in rows if one.id == address_id), None)
        if row is None:
            raise Refused(no("此人没有这个邮箱，请重新打开页面"))
        change(row, _cause(desk, label, reason, actor))
        refresh_people(desk.session, [case.person.id])
        _note(desk, case, actor, f"{label} {row.address}", reason)
    return row


def _note(desk: Desk, case: Case, actor: Actor, label: str, reason: str) -> None:
    finish(desk, case, unmoved=True)
    words = {"reason": mask_numbers(reason.strip())}
    note_on_case(desk, case, actor, "address", label, (RULE,), words)


def _cause(desk: Desk, what: str, reason: str, actor: Actor) -> Cause:
    why = "：".join(filter(None, (what, mask_numbers(reason.strip()))))
    return Cause(why, desk.now, actor.staff_id)


def _not_allowed(actor: Actor, reason: str) -> Iterator[Refusal]:
    if actor.role not in BRANCH:
        yield no(f"邮箱由党支部书记、组织员登记，{actor.role.label}不能办理")
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        yield no(f"请写明原因，{SHORTEST_REASON} 至 {LONGEST_REASON} 字", "reason")
