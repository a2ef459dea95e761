"""The cases that mails may belong to, as whoever sorts compares them; a few queries for a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only, selectinload

from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case, IncomingMail, KnownSender, Mail, MailState, Person
from tracker.models.person import fold_address
from tracker.permissions import visible_cases
from tracker.views.cases.states import Standing, standings

# Mails that may have reached somebody who now answers.
LEFT_US = (MailState.SENT, MailState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line that tells cases apart; `differs` where the others say something else."""

    label: str
    value: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One case a mail may be filed to. `score` is None where a person looked for it."""

    case: Case
    score: int | None
    reasons: tuple[str, ...]
    facts: tuple[Fact, ...]
    standings: tuple[Standing, ...]
    mails: tuple[Mail, ...]
    # What is known of the sender's address already, "" for nothing.
    knows_sender: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those of one mail that the actor may see, best first; `hidden` are somebody else's."""

    shown: tuple[Candidate, ...] = ()
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """Cases by key, the newest mails we sent for each, and whom their people's senders are."""

    cases: Mapping[int, Case]
    mails: Mapping[int, Sequence[Mail]] = field(default_factory=dict)
    senders: Mapping[tuple[int, str], str] = field(default_factory=dict)


def read_known(desk: Desk, actor: Actor, case_ids: Iterable[int], newest: int) -> Known:
    """The cases among these that the actor may see, each with its `newest` mails."""
    wanted = sorted(set(case_ids))
    if not wanted:
        return Known({})
    query = (
        sa.select(Case)
        .where(Case.id.in_(wanted), visible_cases(actor))
        .options(
            joinedload(Case.person, innerjoin=True).selectinload(Person.addresses),
            joinedload(Case.branch, innerjoin=True),
            joinedload(Case.college, innerjoin=True),
            joinedload(Case.cohort, innerjoin=True),
            selectinload(Case.tracks),
        )
    )
    cases = {case.id: case for case in desk.session.scalars(query)}
    return Known(cases, _newest_mails(desk, cases, newest), _remembered(desk, cases.values()))


def candidates_of(desk: Desk, mail: IncomingMail, known: Known) -> Candidates:
    """The candidates that the chain found for a mail."""
    listed = [one for one in mail.candidates if one.get("case_id") in known.cases]
    scored = {one["case_id"]: (int(one.get("score", 0)), _reasons(one)) for one in listed}
    shown = compare(desk, mail, known, scored)
    return Candidates(shown, len(mail.candidates) - len(listed))


def compare(
    desk: Desk,
    mail: IncomingMail,
    known: Known,
    scored: Mapping[int, tuple[int | None, tuple[str, ...]]],
) -> tuple[Candidate, ...]:
    """Cases side by side, each fact marked in which they differ."""
    today = day_of(desk.now)
    told = {case_id: _facts(known.cases[case_id]) for case_id in scored}
    return tuple(
        Candidate(
            case=known.cases[case_id],
            score=score,
            reasons=reasons,
            facts=_apart(told, case_id),
            standings=tuple(standings(known.cases[case_id], today, resting=False)),
            mails=tuple(known.mails.get(case_id, ())),
            knows_sender=_knows(known, known.cases[case_id].person, mail.from_address),
        )
        for case_id, (score, reasons) in scored.items()
    )


def _newest_mails(desk: Desk, case_ids: Iterable[int], newest: int) -> dict[int, list[Mail]]:
    place = sa.func.row_number().over(partition_by=Mail.case_id, order_by=Mail.id.desc())
    ranked = (
        sa.select(Mail.id, place.label("place"))
        .where(Mail.case_id.in_(list(case_ids)), Mail.state.in_(LEFT_US))
        .subquery()
    )
    light = load_only(Mail.case_id, Mail.kind, Mail.subject, Mail.sent_at, Mail.made_at)
    query = (
        sa.select(Mail)
        .join(ranked, ranked.c.id == Mail.id)
        .where(ranked.c.place <= newest)
        .order_by(Mail.id.desc())
        .options(light)
    )
    found: dict[int, list[Mail]] = defaultdict(list)
    for mail in desk.session.scalars(query):
        found[mail.case_id].append(mail)
    return found


def _facts(case: Case) -> tuple[tuple[str, str], ...]:
    person = case.person
    return (
        ("学号", person.student_no or ""),
        ("届", case.cohort.name),
        ("类别", case.kind.label + ("（已办结）" if case.closed_at else "")),
        ("学院", case.college.name),
        ("党支部", case.branch.name),
        ("班级", person.major_class or ""),
    )


def _apart(told: Mapping[int, tuple[tuple[str, str], ...]], case_id: int) -> tuple[Fact, ...]:
    return tuple(
        Fact(label, value, len({facts[place][1] for facts in told.values()}) > 1)
        for place, (label, value) in enumerate(told[case_id])
        if value
    )


def _knows(known: Known, person: Person, sender: str) -> str:
    if person.find_address(sender):
        return "这是本人登记的邮箱"
    return known.senders.get((person.id, fold_address(sender)), "")


def _remembered(desk: Desk, cases: Iterable[Case]) -> dict[tuple[int, str], str]:
    """By person and address: as what it is remembered, in words."""
    people = {case.person_id for case in cases}
    query = sa.select(KnownSender).where(
        KnownSender.person_id.in_(people), KnownSender.ended_at.is_(None)
    )
    found = desk.session.scalars(query)
    return {(one.person_id, one.address): f"已记住：{one.kind.label}" for one in found}


def _reasons(one: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(reason) for reason in one.get("reasons", ()))
