"""What a guard may know of a case: frozen values read from rows, never the rows themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from machines.policy import Policy
from machines.words import (
    TWO_WAY,
    AbroadPaper,
    AbroadPurpose,
    ApplicationKind,
    ApplicationState,
    Channel,
    Direction,
    Grade,
    ItemStatus,
    Kind,
    LetterStatus,
    Original,
    PartyStatus,
)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The data of the roster that S4.1 checks. None where the roster has nothing.

    The ID number itself stays outside: what it says of sex and birth is `id_sex` and `id_born`,
    what a page may show of it and of the phone is `id_number_shown` and `mobile_shown`.
    """

    name: str = ""
    student_no: str | None = None
    id_number_valid: bool = False
    id_number_shown: str = ""
    id_sex: str | None = None
    id_born: date | None = None
    sex: str | None = None
    ethnicity: str | None = None
    birth_date: date | None = None
    joined_on: date | None = None
    regularised_on: date | None = None
    degree: str | None = None
    degree_awarded: str | None = None
    job_post: str | None = None
    mobile_valid: bool = False
    mobile_shown: str = ""
    dues_paid_until: date | None = None
    mail_addresses: tuple[str, ...] = ()
    has_secretary: bool = False
    has_organizer: bool = False


@dataclass(frozen=True, slots=True)
class EducationFacts:
    """S1: attendance, pledge, and what the person was told and when."""

    attended_on: date | None = None
    pledged_on: date | None = None
    told_of_rules_on: date | None = None
    notes_received_on: date | None = None


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One paper of the file and what the check found."""

    code: str
    status: ItemStatus = ItemStatus.UNCHECKED
    sealed_on: date | None = None


@dataclass(frozen=True, slots=True)
class MaterialsFacts:
    """S2: the papers, who checked them, the note that covers defects, the other side's request."""

    items: tuple[ItemFacts, ...] = ()
    organizers: frozenset[int] = frozenset()
    counselors: frozenset[int] = frozenset()

    def status_of(self, code: str) -> ItemStatus:
        """The status of a paper; unchecked when no row speaks of it."""
        return next((i.status for i in self.items if i.code == code), ItemStatus.UNCHECKED)

    def sealed(self, code: str) -> bool:
        """Whether the paper carries the committee's seal."""
        return any(i.code == code and i.sealed_on is not None for i in self.items)


@dataclass(frozen=True, slots=True)
class DestinationFacts:
    """The registered destination (S3.2), with the flag that decides how the transfer closes."""

    org_name: str
    title: str
    province: str
    in_database: bool


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The newest introduction letter of the case."""

    number: str
    issued_on: date
    valid_until: date
    status: LetterStatus
    original: Original = Original.WITH_GRADUATE
    first_issued_on: date | None = None
    receipt_sealed: bool = False
    in_database: bool = True
    # The newest word of him since it was issued (S3.1-4); what the newest clear one says: that he
    # was accepted, or that he reported and waits.
    feedback_on: date | None = None
    accepted_on: date | None = None
    waiting_on: date | None = None
    # The day on which the sealed receipt was entered, however early it came (S4.4-6).
    receipt_on: date | None = None


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """The newest application of its kind."""

    kind: ApplicationKind
    state: ApplicationState
    requested_until: date | None = None
    submitted_on: date | None = None
    exception: bool = False


@dataclass(frozen=True, slots=True)
class ProbationFacts:
    """S2.2: when probation ends and what was recorded of it."""

    ends_on: date | None = None
    extended: bool = False
    applied_on: date | None = None
    school_regularises: bool = False


@dataclass(frozen=True, slots=True)
class AbroadFacts:
    """S3.3: papers, preparation and stay abroad."""

    purpose: AbroadPurpose | None = None
    directly_after: bool = False
    papers: frozenset[AbroadPaper] = frozenset()
    filed_on: date | None = None
    branch_set: bool = False
    contact_person_set: bool = False
    talk_on: date | None = None
    starts_on: date | None = None
    departed_on: date | None = None
    limit_on: date | None = None
    returns_on: date | None = None


@dataclass(frozen=True, slots=True)
class RetentionFacts:
    """S4.5(2): the retention at home.

    `active_on` is the newest activity he took part in, `transferable_on` the day he said last that
    he can transfer.
    """

    filed_on: date | None = None
    started_on: date | None = None
    until: date | None = None
    review_passed: bool | None = None
    dues_paid_until: date | None = None
    active_on: date | None = None
    transferable_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One entry of the contact ledger, as far as evidence counts."""

    entry: int
    on: date
    channel: Channel
    grade: Grade
    direction: Direction
    address: str = ""

    @property
    def two_way(self) -> bool:
        """Whether the graduate himself answered."""
        return self.grade in TWO_WAY


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the guards of one case may look at. Absent parts are None or empty."""

    kind: Kind
    status: PartyStatus
    policy: Policy = field(default_factory=Policy)
    states: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    came_from: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    person: PersonFacts = field(default_factory=PersonFacts)
    education: EducationFacts = field(default_factory=EducationFacts)
    materials: MaterialsFacts = field(default_factory=MaterialsFacts)
    destination: DestinationFacts | None = None
    letter: LetterFacts | None = None
    live_number: str = ""
    letter_number_taken: bool = False
    applications: tuple[ApplicationFacts, ...] = ()
    probation: ProbationFacts | None = None
    abroad: AbroadFacts = field(default_factory=AbroadFacts)
    retention: RetentionFacts | None = None
    contacts: tuple[ContactFacts, ...] = ()
    left_on: date | None = None
    out_of_contact_since: date | None = None
    # Track -> the day since which it stands in its state.
    since: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    data_confirmed_on: date | None = None
    destination_proposed: bool = False

    @property
    def probationary(self) -> bool:
        """Whether the person is still a probationary member."""
        return self.status is PartyStatus.PROBATIONARY

    def application(self, kind: ApplicationKind) -> ApplicationFacts | None:
        """The newest application of `kind`, or None."""
        return next((a for a in self.applications if a.kind is kind), None)

    @property
    def last_two_way(self) -> date | None:
        """The day of the newest two-way contact, or None (D-15)."""
        return max((c.on for c in self.contacts if c.two_way), default=None)
