"""A member's case that lacks nothing, and the pairs of answers a guard is tested with.

Each guard is asked twice: about facts it must say yes to, and about the same facts lacking one
thing only. Everything here is invented; the days are those of the notice's year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from machines.facts import (
    AbroadFacts,
    ContactFacts,
    DestinationFacts,
    EducationFacts,
    Facts,
    ItemFacts,
    LetterFacts,
    MaterialsFacts,
    PersonFacts,
    ProbationFacts,
    RetentionFacts,
)
from machines.files import PAPERS, REGISTRATION_FORM
from machines.orders import Order
from machines.refusals import Refusal
from machines.register import RULES
from machines.roles import Role
from machines.table import Check, Guard
from machines.words import (
    AbroadPaper,
    AbroadPurpose,
    Channel,
    Direction,
    Grade,
    ItemStatus,
    Kind,
    LetterStatus,
    PartyStatus,
)

TODAY = date(2024, 7, 10)

PERSON = PersonFacts(
    name="林小满",
    student_no="20200001",
    id_number_valid=True,
    sex="女",
    ethnicity="汉族",
    birth_date=date(2002, 3, 4),
    joined_on=date(2022, 12, 1),
    degree="本科",
    degree_awarded="本科",
    job_post="本科毕业年级学生",
    mobile_valid=True,
    dues_paid_until=date(2024, 5, 30),
    mail_addresses=("xiaoman@example.com",),
    has_secretary=True,
    has_organizer=True,
)

PAPERS_IN_ORDER = tuple(
    ItemFacts(
        paper.code,
        ItemStatus.COMPLIANT,
        sealed_on=date(2024, 6, 1) if paper.code == REGISTRATION_FORM else None,
    )
    for paper in PAPERS
)

LETTER = LetterFacts(
    number="衢院组介〔2024〕001号",
    issued_on=date(2024, 6, 20),
    valid_until=date(2024, 9, 18),
    status=LetterStatus.LIVE,
    receipt_sealed=True,
)

COMPLETE = Facts(
    kind=Kind.FULL_MEMBER,
    status=PartyStatus.FULL,
    states={
        "education": "attended",
        "materials": "checked",
        "transfer": "letter_issued",
        "abroad": "not_applied",
        "disposition": "not_opened",
    },
    person=PERSON,
    education=EducationFacts(
        attended_on=date(2024, 6, 3),
        pledged_on=date(2024, 6, 3),
        told_of_rules_on=date(2024, 6, 3),
        notes_received_on=date(2024, 6, 3),
    ),
    materials=MaterialsFacts(PAPERS_IN_ORDER, frozenset({1}), frozenset({2})),
    destination=DestinationFacts(
        org_name="中共某某科技有限公司支部委员会",
        title="中共某某市某某区委组织部",
        province="江苏省",
        in_database=True,
    ),
    letter=LETTER,
    live_number=LETTER.number,
    left_on=date(2024, 6, 30),
)

BEFORE_THE_LETTER = replace(
    COMPLETE, letter=None, live_number="", states={**COMPLETE.states, "transfer": "registered"}
)

PROBATIONER = replace(
    COMPLETE,
    kind=Kind.PROBATIONARY_MEMBER,
    status=PartyStatus.PROBATIONARY,
    probation=ProbationFacts(ends_on=date(2024, 6, 30)),
    states={**COMPLETE.states, "probation": "applied"},
)

RETAINED = replace(
    COMPLETE,
    states={**COMPLETE.states, "transfer": "retained"},
    live_number="",
    retention=RetentionFacts(
        filed_on=date(2024, 10, 9), started_on=date(2024, 10, 10), until=date(2025, 9, 30)
    ),
)

ABROAD = replace(
    BEFORE_THE_LETTER,
    kind=Kind.OVERSEAS_MEMBER,
    abroad=AbroadFacts(
        purpose=AbroadPurpose.STUDY,
        directly_after=True,
        papers=frozenset(AbroadPaper),
        filed_on=date(2024, 6, 20),
        branch_set=True,
        contact_person_set=True,
        talk_on=date(2024, 6, 21),
        departed_on=date(2024, 9, 1),
        limit_on=date(2029, 6, 30),
    ),
)


def but(facts: Facts, **changes: Any) -> Facts:
    """The facts with single values changed, as `but(COMPLETE, education__attended_on=None)`."""
    for path, value in changes.items():
        part, _, name = path.partition("__")
        new = replace(getattr(facts, part), **{name: value}) if name else value
        facts = replace(facts, **{part: new})
    return facts


def standing(facts: Facts, **states: str) -> Facts:
    """The facts of a case whose tracks stand elsewhere, as `standing(COMPLETE, transfer="expired")`."""
    return replace(facts, states={**facts.states, **states})


def with_paper(facts: Facts, code: str, status: ItemStatus) -> Facts:
    """The facts with one paper of the file found otherwise."""
    items = tuple(i for i in facts.materials.items if i.code != code)
    return but(facts, materials__items=(*items, ItemFacts(code, status)))


def tried(
    entry: int,
    on: date,
    channel: Channel = Channel.PHONE,
    grade: Grade = Grade.FAILED,
    address: str = "",
    direction: Direction = Direction.OUT,
) -> ContactFacts:
    """An entry of the ledger: by default a call that nobody answered."""
    return ContactFacts(entry, on, channel, grade, direction, address)


@dataclass(frozen=True)
class Pair:
    """A guard, what it says yes to, and the one thing without which it says no, to whom, why."""

    asked: Guard | Check
    lacking: str
    complete: Facts
    without: Facts
    rule: str
    cure_by: Role
    field: str | None = None
    order: Order | None = None
    order_without: Order | None = None
    today: date = TODAY

    def __str__(self) -> str:
        return f"{self.asked.name}-{self.lacking.replace(' ', '-')}"

    def says_yes(self) -> None:
        """Assert that complete facts are let through."""
        assert self._ask(self.complete, self.order) == []

    def says_no(self) -> None:
        """Assert that exactly what lacks is refused, with its rule, its cure and its field."""
        (refusal,) = self._ask(self.without, self.order_without or self.order)
        assert (refusal.rule, refusal.cure_by, refusal.field) == (
            self.rule,
            self.cure_by,
            self.field,
        )
        assert self.rule in RULES
        assert refusal.missing
        assert refusal.cure_at

    def _ask(self, facts: Facts, order: Order | None) -> list[Refusal]:
        if isinstance(self.asked, Check):
            assert order is not None
            return self.asked(facts, order, self.today)
        return self.asked(facts, self.today)


def rules_of(refusals: list[Refusal]) -> list[str]:
    """The rules that the refusals cite, in order."""
    return [refusal.rule for refusal in refusals]


def name_of(guard: Guard | Check) -> str:
    """The guard's name, for a test's id."""
    return guard.name
