"""What a row makes of a person, each with the rule that makes it so: kind, focus groups, branch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from machines.focus import focus_groups
from machines.words import PartyStatus, kind_of
from tracker.roster.aliases import Field
from tracker.roster.directory import Found
from tracker.roster.gathering import Gathered
from tracker.roster.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Derived:
    """One thing that was told from the row: what, which value, why, by which rule ('' none)."""

    what: str
    value: str
    why: str
    rule: str = ""

    def to_record(self) -> dict[str, str]:
        """Plain JSON."""
        return {"what": self.what, "value": self.value, "why": self.why, "rule": self.rule}


def status_of(person: Gathered) -> tuple[PartyStatus | None, str]:
    """What the person is and how it was told; None where no sheet says it.

    Where no sheet has a column for it, a member's standing is told from 转正日期, an activist's
    from the dates of his sheet (S2.3-1); an empty cell of a column that is there tells nothing.
    """
    row = person.row
    if row.member_kind is PartyStatus.ACTIVIST and row.suspended:
        return PartyStatus.SUSPENDED_ACTIVIST, "名册写明暂停考察"
    if row.member_kind is not None:
        return row.member_kind, f"名册写“{row.member_kind.label}”"
    if Field.MEMBER_KIND in person.offers:
        return None, ""
    if person.purpose is Purpose.ACTIVISTS:
        return _activist(person)
    if _has_column(person, Field.MEMBER_KIND):
        return None, ""
    if person.purpose is Purpose.MEMBERS and _has_column(person, Field.REGULARISED_ON):
        if row.regularised_on is not None:
            return PartyStatus.FULL, "名册有转正日期"
        if row.joined_on is not None:
            return PartyStatus.PROBATIONARY, "名册有入党日期，转正日期是空的"
    return None, ""


def _activist(person: Gathered) -> tuple[PartyStatus | None, str]:
    row = person.row
    if row.suspended:
        return PartyStatus.SUSPENDED_ACTIVIST, "名册写明暂停考察"
    if row.activist_on is not None:
        return PartyStatus.ACTIVIST, "名册有确定为入党积极分子的时间"
    if row.applied_on is not None and _has_column(person, Field.ACTIVIST_ON):
        return PartyStatus.APPLICANT, "名册只有申请入党时间，没有确定为积极分子的时间"
    return None, ""


def _has_column(person: Gathered, of: Field) -> bool:
    return any(of in part.of.sheet.fields for part in person.parts)


def derivations(
    person: Gathered, status: PartyStatus, why: str, abroad: bool, found: Found
) -> Iterator[Derived]:
    """What a new case of this row will be, as the dry run shows it."""
    kind = kind_of(status, abroad=abroad)
    yield Derived(
        "身份", status.label, why, "S2.3-1" if person.purpose is Purpose.ACTIVISTS else ""
    )
    if abroad:
        yield Derived("个案类别", kind.label, "是否出国（境）写“是”", "S3.3-1")
    else:
        yield Derived("个案类别", kind.label, f"按身份“{status.label}”办理", "S4.1-1")
    groups = focus_groups(status, abroad=abroad, employment=None)
    if groups:
        names = "、".join(group.label for group in groups)
        yield Derived("教育重点人群", names, "按身份和是否出国（境）；就业情况登记后再算", "S1-2")
    yield Derived("支部", found.branch.name, found.why, "S3.1-6")
