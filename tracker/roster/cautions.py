"""What is worth a look in a person who comes in, and does not stop him."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.models import Case, Person
from tracker.roster.aliases import Field
from tracker.roster.belonging import belongs_to
from tracker.roster.bench import Bench
from tracker.roster.comparing import CASE_FIELDS, mail_cautions
from tracker.roster.contact_owners import contact_cautions
from tracker.roster.directory import NewBranch
from tracker.roster.gathering import Gathered, keys_of
from tracker.roster.objections import other_standing, standing_moved
from tracker.roster.purpose import Purpose
from tracker.roster.row import Caution
from tracker.roster.verdicts import Change


def cautions_about(
    bench: Bench,
    one: Gathered,
    person: Person | None,
    case: Case | None,
    changes: list[Change],
) -> Iterator[Caution]:
    """What differs from the system in a way that a person should look at, and missing addresses."""
    changed = {change.field for change in changes}
    if person is not None and case is None:
        yield Caution(None, "此人已在系统中，将为其在本届新建个案")
    for of in (Field.NAME, Field.STUDENT_NO):
        if any(c.field is of and c.old is not None for c in changes):
            yield Caution(of, f"{of.label}与系统不同，请核对是不是同一个人")
    if any(c.field is Field.NAME and not c.decided for c in changes):
        yield Caution(None, "选定姓名以前，此人的其他信息和邮箱都不写入")
    yield from _spoilt_double(bench, one)
    if one.row.lost:
        yield Caution(Field.LOST, "名册写为失联党员：请先核实联系方式，并把联系经过记入个案")
    if case is not None:
        yield from _against_case(bench, one, case, changed)
    yield from mail_cautions(one.addresses, person)
    yield from contact_cautions(bench.owners, one, person)


def _spoilt_double(bench: Bench, one: Gathered) -> Iterator[Caution]:
    """Another row bears his number and is refused: perhaps that one was right."""
    numbers = (key for part in one.parts for key in keys_of(part.row))
    for of, place in dict.fromkeys(
        (key[0], bench.named.unread[key]) for key in numbers if key in bench.named.unread
    ):
        words = place.words(alone=False)
        yield Caution(of, f"{words}写的是同一个{of.label}，那一行不能导入；请核对以哪一行为准")


def _against_case(
    bench: Bench, one: Gathered, case: Case, changed: set[Field]
) -> Iterator[Caution]:
    """What the row says of the case, which an import leaves alone."""
    row = one.row
    if row.branch is not None and one.purpose is not Purpose.SUPPLEMENT:
        named = belongs_to(bench, one).branch
        if isinstance(named, NewBranch) or named.id != case.branch_id:
            yield Caution(Field.BRANCH, f"个案在“{case.branch.name}”，导入不改支部")
    if moved := standing_moved(one, case):
        message = (
            f"{other_standing(one, case)}；身份变化请在个案中办理（转正），"
            "转正日期和预备期满日期没有采用"
        )
        yield Caution(Field.MEMBER_KIND, message)
    for of in CASE_FIELDS:
        if of in one.offers:
            yield Caution(of, "几张表写的不同；个案已建立，导入不改，请核对名册")
    if moved or case.id not in bench.known.probation_ends:
        return
    ends_on = bench.known.probation_ends[case.id]
    if row.probation_ends_on is not None and row.probation_ends_on != ends_on:
        message = f"个案中是 {ends_on or '空'}，导入不改；请在个案中核对"
        yield Caution(Field.PROBATION_ENDS_ON, message)
    elif Field.JOINED_ON in changed:
        yield Caution(Field.JOINED_ON, "预备期满日期不随之改变，请在个案中核对")
