"""What a graduate states of his data becomes proposals; nothing changes until the branch decides."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from machines.orders.transfer import WrongData
from machines.refusals import Refusal, Refused
from machines.roles import Role
from machines.words import ProposalState
from tracker.masking import mask_numbers
from tracker.models import DataProposal
from tracker.on_file import IN_WORDS, LABELS, STATED, as_text, on_file, same, shown
from tracker.writers.writing import Writing


def data_proposals(write: Writing, order: WrongData) -> None:
    """S4.1-1: a row for each stated difference, linked to the entry of the ledger that told it.

    What the graduate stated earlier of the same field gives way. Raises Refused when everything
    he states is on file already, or when no entry says that it was he who stated it.
    """
    if write.entry is None:
        missing = "本人的说明须经链接提交，有联系记录为凭"
        raise Refused(Refusal(missing, "S4.1-1", Role.GRADUATE, "邮件中的链接"))
    rows = list(_rows(write, order))
    if not rows:
        missing = "填写的内容与现有信息相同：请写明哪一项不对、应为什么；都正确的请选“信息无误”"
        raise Refused(Refusal(missing, "S4.1-1", Role.GRADUATE, "本页", "text"))
    write.session.execute(
        sa.update(DataProposal)
        .where(
            DataProposal.case_id == write.case.id,
            DataProposal.state == ProposalState.OPEN,
            DataProposal.field.in_([row.field for row in rows]),
            DataProposal.proposed.is_not(None),
        )
        .values(state=ProposalState.REPLACED, settled_at=write.desk.now)
    )
    write.session.add_all(rows)


def _rows(write: Writing, order: WrongData) -> Iterator[DataProposal]:
    person = write.case.person
    for field in STATED:
        stated, known = as_text(getattr(order, field)), on_file(person, field)
        if stated and not same(field, known, stated):
            yield _row(write, field, on_file=known, proposed=stated)
    for name, field in IN_WORDS.items():
        if words := getattr(order, name):
            yield _row(write, field, on_file=on_file(person, field), words=mask_numbers(words))


def _row(write: Writing, field: str, **said: str) -> DataProposal:
    entry = write.entry.id if write.entry else None
    return DataProposal(
        case_id=write.case.id,
        field=field,
        entry_id=entry,
        at=write.desk.now,
        state=ProposalState.OPEN,
        **said,
    )


def told_in_words(write: Writing, order: WrongData) -> str:
    """What is proposed, for the task: each field with what is on file and what is stated."""
    return "；".join(
        f"{LABELS[row.field]}：{row.words}"
        if row.proposed is None
        else f"{LABELS[row.field]}：{shown(row.field, row.on_file) or '空'} → {shown(row.field, row.proposed)}"
        for row in _rows(write, order)
    )


WRITES = {"data_proposals": data_proposals}
