"""Proposals are settled: accepted, which makes the correction, or rejected, each with its reason."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from machines.orders.transfer import DataCorrection
from machines.refusals import Refusal, Refused
from machines.roles import BRANCH, Role
from machines.words import Basis, ProposalState
from tracker.actions.moves import finish, lock_case, make_move
from tracker.actions.records import note_on_case
from tracker.actions.taken import telling_what_is_taken
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.masking import mask_numbers
from tracker.models import Case, Correction, DataProposal, MoveRecord, Task
from tracker.models.db import begin_writing
from tracker.on_file import LABELS, from_text, on_file, same
from tracker.shared_contacts import CONTACTS, held_by_others

WHERE = "信息核对 · 本人所提更正"
SHORTEST_REASON = 2
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Settling:
    """What is to become of one proposal. `seen` is the mark of the value on file that was shown.

    Where that value is another than when the graduate spoke, accepting takes `looked_again`; an
    address or phone of somebody else takes `contact_checked` (S4.1-6).
    """

    proposal_id: int
    accept: bool
    reason: str
    seen: str
    looked_again: bool = False
    contact_checked: bool = False


def value_mark(desk: Desk, proposal: DataProposal) -> str:
    """A mark of the value on file now, that a page can carry without telling it."""
    value = on_file(proposal.case.person, proposal.field)
    words = f"{proposal.id}:{value}".encode()
    return hmac.new(desk.settings.secret_key.encode(), words, hashlib.sha256).hexdigest()[:20]


def is_stale(proposal: DataProposal) -> bool:
    """Whether the value on file has changed since the graduate spoke."""
    if proposal.proposed is None:
        return False
    return on_file(proposal.case.person, proposal.field) != proposal.on_file


@telling_what_is_taken()
def settle_proposals(
    desk: Desk, case_id: int, settlings: Sequence[Settling], actor: Actor
) -> MoveRecord | None:
    """Settle proposals of a case in one commit; those accepted make one `transfer.correct_data`.

    Gives the move, or None where nothing had to be changed. Raises Refused with every reason: a
    proposal settled by somebody else, a value changed under the page, a guard of the correction.
    Nothing was written then. A refusal's field is `<part>-<id>`, or the order's field.
    """
    begin_writing(desk.session)
    try:
        case = lock_case(desk.session, case_id)
        pairs = _locked(desk, case, settlings)
        refusals = [r for row, one in pairs for r in _refusals(desk, row, one)]
        refusals += _anothers(desk, pairs, actor)
        if actor.role not in BRANCH:
            refusals.append(_no(f"{actor.role.label}不能采纳或不采纳"))
        if refusals or not pairs:
            raise Refused(*(refusals or [_no("请至少选择一项")]))
        record = _correct(desk, case, pairs, actor)
        _settle(desk, pairs, actor)
        _settle_tasks(desk, pairs, actor)
        finish(desk, case)
        _note(desk, case, pairs, record, actor)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return record


Pairs = list[tuple[DataProposal, Settling]]


def _locked(desk: Desk, case: Case, settlings: Sequence[Settling]) -> Pairs:
    """The proposals as they stand under the case's lock. Raises Refused for one of another case."""
    wanted = {one.proposal_id: one for one in settlings}
    rows = desk.session.scalars(
        sa.select(DataProposal)
        .where(DataProposal.case_id == case.id, DataProposal.id.in_(wanted))
        .order_by(DataProposal.id)
        .with_for_update()
    ).all()
    if len(rows) != len(wanted):
        raise Refused(_no("没有这一项，请重新打开页面"))
    return [(row, wanted[row.id]) for row in rows]


def _refusals(desk: Desk, row: DataProposal, one: Settling) -> Iterator[Refusal]:
    if row.state is not ProposalState.OPEN:
        who = row.settled_by.name if row.settled_by else "本人"
        yield _no(
            f"{LABELS[row.field]}：刚刚已由{who}处理（{row.state.label}）", f"verdict-{row.id}"
        )
        return
    if not SHORTEST_REASON <= len(one.reason.strip()) <= LONGEST_REASON:
        words = f"请写明理由，{SHORTEST_REASON} 至 {LONGEST_REASON} 字"
        yield _no(words, f"reason-{row.id}")
    if one.seen != value_mark(desk, row):
        words = f"{LABELS[row.field]}：打开页面之后现值已改变，请看过现值再决定"
        yield _no(words, f"verdict-{row.id}")
    elif one.accept and is_stale(row) and not one.looked_again:
        words = "现值与本人提出时不同，请核对后勾选“已重新核对”"
        yield _no(words, f"again-{row.id}")


def stated_contact(row: DataProposal) -> tuple[int, str, str] | None:
    """The person, the field and the address or phone that accepting would give him, if any."""
    person = row.case.person
    if row.field not in CONTACTS or row.proposed is None:
        return None
    if same(row.field, on_file(person, row.field), row.proposed):
        return None
    return person.id, row.field, row.proposed


def _anothers(desk: Desk, pairs: Pairs, actor: Actor) -> Iterator[Refusal]:
    """S4.1-6: answer links would go to another person's address; somebody must have looked."""
    unchecked = {
        contact: row
        for row, one in pairs
        if one.accept and not one.contact_checked and (contact := stated_contact(row))
    }
    for contact, words in held_by_others(desk.session, actor, list(unchecked)).items():
        row = unchecked[contact]
        missing = f"{words}；确属本人的，勾选“已核实”"
        yield Refusal(missing, "S4.1-6", Role.BRANCH_SECRETARY, WHERE, f"contact-{row.id}")


def _correct(desk: Desk, case: Case, pairs: Pairs, actor: Actor) -> MoveRecord | None:
    """The existing move with all its guards; none where only words were told or all is on file."""
    accepted = [row for row, one in pairs if one.accept]
    values: dict[str, Any] = {
        row.field: from_text(row.field, row.proposed)
        for row in accepted
        if row.proposed is not None
        and not same(row.field, on_file(case.person, row.field), row.proposed)
    }
    if not values:
        return None
    days = "、".join(dict.fromkeys(f"{_day(row.at)}" for row in accepted if row.field in values))
    source = f"本人更正（链接，{days}）"
    checked = any(one.accept and one.contact_checked for _, one in pairs)
    order = DataCorrection(source=source, basis=Basis.PERSON, contact_checked=checked, **values)
    record = make_move(desk, case, "transfer", "correct_data", order, actor)
    for row in accepted:
        desk.session.execute(
            sa.update(Correction)
            .where(Correction.move_id == record.id, Correction.field == row.field)
            .values(proposal_id=row.id)
        )
    return record


def _day(moment: datetime) -> str:
    return day_of(moment).isoformat()


def _settle(desk: Desk, pairs: Pairs, actor: Actor) -> None:
    staff_id = actor.staff_id
    for row, one in pairs:
        row.state = ProposalState.ACCEPTED if one.accept else ProposalState.REJECTED
        row.settled_at, row.settled_by_id = desk.now, staff_id
        row.reason = mask_numbers(one.reason.strip())
    desk.session.flush()


def _note(desk: Desk, case: Case, pairs: Pairs, record: MoveRecord | None, actor: Actor) -> None:
    """The history says what came of all that no correction shows, and why: the graduate may ask."""
    changed = record.order if record is not None else {}
    rejected = [row for row, one in pairs if not one.accept]
    elsewhere = [row for row, one in pairs if one.accept and row.field not in changed]
    for words, rows in (("不采纳本人所提更正", rejected), ("已办理本人所说", elsewhere)):
        if rows:
            label = f"{words}：{'、'.join(LABELS[row.field] for row in rows)}"
            reasons = "；".join(f"{LABELS[row.field]}：{row.reason}" for row in rows)
            note_on_case(desk, case, actor, "proposal", label, ("S4.1-1",), {"reason": reasons})


def _settle_tasks(desk: Desk, pairs: Pairs, actor: Actor) -> None:
    """A task is done when nothing that was told with its entry is open any more."""
    for entry_id in {row.entry_id for row, _ in pairs}:
        states = desk.session.scalars(
            sa.select(DataProposal.state).filter_by(entry_id=entry_id)
        ).all()
        if ProposalState.OPEN in states:
            continue
        outcome = "已逐项核对：" + "，".join(
            f"{state.label} {states.count(state)} 项" for state in ProposalState if state in states
        )
        desk.session.execute(
            sa.update(Task)
            .where(Task.entry_id == entry_id, Task.settled_at.is_(None))
            .values(settled_at=desk.now, settled_by_id=actor.staff_id, outcome=outcome)
        )


def _no(missing: str, field: str | None = None) -> Refusal:
    return Refusal(missing, "S4.1-1", Role.BRANCH_SECRETARY, WHERE, field)
