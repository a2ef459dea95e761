"""Each person of the sheets judged against what the database knows: reads only, says everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from machines.words import MEMBERS, kind_of
from tracker.models import Branch, Case, Person
from tracker.roster.aliases import Field
from tracker.roster.belonging import belongs_to
from tracker.roster.bench import Bench
from tracker.roster.cautions import cautions_about
from tracker.roster.cells import as_text
from tracker.roster.comparing import (
    Complaint,
    addresses_of,
    changes_of,
    contradictions,
    find_person,
    no_mail,
    too_long,
)
from tracker.roster.derived import derivations, status_of
from tracker.roster.directory import Found, NoBranch
from tracker.roster.gathering import Gathered
from tracker.roster.namesakes import already_there, namesake_cautions
from tracker.roster.objections import about_status, met_before, out_of_sight, standing_moved
from tracker.roster.places import Part, Place
from tracker.roster.purpose import Purpose
from tracker.roster.row import Caution
from tracker.roster.verdicts import Change, Plan, Ruling, Verdict

_LOST = Caution(None, "名册里此人的一行不能导入；改好那一行，这里的资料才用得上")
_OTHER_NAME = (
    Field.NAME,
    "系统里这个号码登记的是另一个姓名",
    "请核对是不是同一个人；确是同一人的，请在本页选择采用哪个姓名",
)


@dataclass(frozen=True, slots=True)
class _Who:
    """The person of the database and his case in this cohort, as far as there are any."""

    person: Person | None
    case: Case | None


def judge(bench: Bench, people: Iterable[Gathered | Part]) -> Iterator[Verdict]:
    """A verdict for everybody, in the order given."""
    for one in people:
        yield _unread(bench, one) if isinstance(one, Part) else _judged(bench, one)


def _unread(bench: Bench, part: Part) -> Verdict:
    """A row with faulty cells. Of a mere supplement it matters only for somebody of the roster."""
    row = part.row
    known = bench.known.all_of(row.id_number, row.student_no)
    supplement = part.of.purpose is Purpose.SUPPLEMENT
    here = any(person.id in bench.known.cases for person in known) or bench.named.has(part)
    (bench.supplemented if supplement else bench.listed).update(person.id for person in known)
    return Verdict(
        places=(part.place,),
        name=row.name,
        student_no=as_text(part.cells.cells.get(Field.STUDENT_NO, "")),
        ruling=Ruling.APART if supplement and not here else Ruling.REFUSED,
        faults=getattr(row, "faults", ()),
    )


def _judged(bench: Bench, one: Gathered) -> Verdict:
    """Refused with all faults together, or granted with the plan of what to write."""
    person, complaint = find_person(one.row, bench.known)
    case = bench.known.cases.get(person.id) if person else None
    known = bench.known.all_of(one.row.id_number, one.row.student_no)
    supplement = one.purpose is Purpose.SUPPLEMENT
    (bench.supplemented if supplement else bench.listed).update(found.id for found in known)
    if supplement and not any(found.id in bench.known.cases for found in known):
        return _apart(bench, one)
    complaints = [complaint] if complaint else []
    complaints += [*too_long(one.row), *met_before(bench, one, person)]
    found: Found | None = None
    if unseen := list(out_of_sight(bench, one.row, person, case)):
        # What else could be wrong would be told by comparing with a case he may not see.
        complaints += unseen
    elif complaint is None:
        complaints += about_status(bench, one, person, case)
        complaints += already_there(bench, one) if person is None else ()
        try:
            found = _branch(bench, one, case)
        except NoBranch as none:
            complaints.append((none.field, none.reason, none.cure))
            if none.unknown is not None:
                bench.unknown[none.unknown] += 1
    if one.faults or complaints or found is None:
        return _refused(bench, one, complaints, opening=case is None)
    return _granted(bench, one, _Who(person, case), found)


def _refused(
    bench: Bench,
    one: Gathered,
    complaints: Iterable[Complaint],
    *,
    opening: bool,
    asked: Iterable[Change] = (),
) -> Verdict:
    """With the sheets' contradictions, and what else is asked: a choice may be the cure."""
    return Verdict(
        places=_places(one),
        name=one.row.name,
        student_no=one.row.student_no or "",
        ruling=Ruling.REFUSED,
        faults=(*one.faults, *(one.fault(*complaint) for complaint in complaints)),
        changes=(*asked, *contradictions(one, bench.choices, opening=opening)),
    )


def _places(one: Gathered) -> tuple[Place, ...]:
    return tuple(sorted(part.place for part in one.parts))


def _apart(bench: Bench, one: Gathered) -> Verdict:
    """Somebody only a supplement names: no member of the roster, so nothing is done with him."""
    return Verdict(
        places=_places(one),
        name=one.row.name,
        student_no=one.row.student_no or "",
        ruling=Ruling.APART,
        cautions=(_LOST,) if bench.named.lost(one) else (),
    )


def _branch(bench: Bench, one: Gathered, case: Case | None) -> Found:
    """The branch of the case there is, or of the one to be opened. Raises NoBranch."""
    if case is None:
        found = belongs_to(bench, one)
    else:
        if one.purpose is not Purpose.SUPPLEMENT:
            if one.row.branch is not None:
                belongs_to(bench, one)
            elif one.rostered(Field.COLLEGE):
                bench.directory.college_of(one.row)
        found = Found(case.branch, "")
    if isinstance(found.branch, Branch):
        bench.branches.setdefault(one.purpose, set()).add(found.branch.id)
    return found


def _granted(bench: Bench, one: Gathered, who: _Who, found: Found) -> Verdict:
    row, person, case = one.row, who.person, who.case
    status, why = status_of(one)
    abroad = bool(row.abroad) and status in MEMBERS
    changes = list(_changes(bench, one, who))
    addresses = addresses_of(one.addresses, person)
    if doubts := [c for c in changes if c.field is Field.NAME and not c.decided]:
        # Perhaps somebody else: until the name is chosen nothing of the row is believed.
        if case is None:
            return _refused(bench, one, [_OTHER_NAME], opening=True, asked=doubts)
        changes, addresses = [replace(c, take=False) for c in changes], ()
    kind = case.kind if case else (kind_of(status, abroad=abroad) if status else None)
    derived = derivations(one, status, why, abroad, found) if case is None and status else ()
    known = Ruling.CHANGED if changes else Ruling.UNCHANGED
    return Verdict(
        places=_places(one),
        name=row.name,
        student_no=row.student_no or (person and person.student_no) or "",
        ruling=known if case else Ruling.NEW,
        kind=kind.label if kind else "",
        branch=found.branch.name,
        changes=tuple(changes),
        cautions=(
            *row.cautions,
            *cautions_about(bench, one, person, case, changes),
            *(namesake_cautions(bench, one, found) if person is None else ()),
        ),
        derived=tuple(derived),
        no_mail=no_mail(one.addresses, person),
        plan=Plan(
            row=row,
            person=person,
            case=case,
            branch=found.branch,
            status=status,
            addresses=addresses,
        ),
        case_id=case.id if case else None,
    )


def _changes(bench: Bench, one: Gathered, who: _Who) -> Iterator[Change]:
    """Of the person, of the case to be opened, and addresses the person does not have yet."""
    person = who.person
    hidden = person is not None and person.id not in bench.known.in_sight
    # The date of a regularisation that the case does not know yet is entered with the move.
    moved = who.case is not None and standing_moved(one, who.case)
    for change in changes_of(one, person, bench.choices, hidden=hidden, opening=who.case is None):
        if not (moved and change.field is Field.REGULARISED_ON):
            yield change
    addresses = addresses_of(one.addresses, person)
    if person is not None and addresses:
        had = "、".join(person.mail_addresses) or None
        yield Change(Field.EMAIL, had, "、".join(addresses), hidden=hidden)
