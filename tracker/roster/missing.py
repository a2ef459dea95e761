"""People the sheets lack: open cases of the branches they list, that no sheet names any more."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from machines.words import MEMBERS
from tracker.desk import Desk
from tracker.models import Case, Cohort
from tracker.models.db import in_batches
from tracker.roster.bench import Bench
from tracker.roster.purpose import Purpose
from tracker.roster.row import Caution
from tracker.roster.verdicts import Ruling, Verdict

_ABSENT = Caution(None, "系统中有个案，名册里没有此人；导入不改动，请核实去向或名册")
_SUPPLEMENTED = Caution(
    None, "系统中有个案，党员名册里没有此人（补充资料里有）；请核实去向，或补全名册"
)


def missing(desk: Desk, cohort: Cohort, bench: Bench) -> Iterator[Verdict]:
    """Cases of the branches that the sheets list, whose people no sheet names any more."""
    for case in _expected(desk, cohort, bench):
        if not _named(bench, case):
            yield Verdict(
                places=(),
                name=case.person.name,
                student_no=case.person.student_no or "",
                ruling=Ruling.MISSING,
                kind=case.kind.label,
                branch=case.branch.name,
                cautions=(_SUPPLEMENTED if case.person_id in bench.supplemented else _ABSENT,),
                case_id=case.id,
            )


def _named(bench: Bench, case: Case) -> bool:
    """By a number, or by name in a row whose numbers cannot be read."""
    return case.person_id in bench.listed or case.person.name in bench.named.unread_names


def _expected(desk: Desk, cohort: Cohort, bench: Bench) -> Iterator[Case]:
    """The open cases of the branches that the rosters list: members, activists, or both."""
    for purpose, branches in sorted(bench.branches.items()):
        if purpose is Purpose.SUPPLEMENT:
            continue
        members = Case.status.in_(sorted(MEMBERS))
        status = members if purpose is Purpose.MEMBERS else sa.not_(members)
        wanted = sorted(branches)
        for batch in in_batches(wanted):
            query = (
                sa.select(Case)
                .where(
                    Case.cohort_id == cohort.id,
                    Case.closed_at.is_(None),
                    Case.branch_id.in_(batch),
                    status,
                )
                .options(
                    sa.orm.joinedload(Case.person, innerjoin=True),
                    sa.orm.joinedload(Case.branch, innerjoin=True),
                )
                .order_by(Case.branch_id, Case.id)
            )
            yield from desk.session.scalars(query)
