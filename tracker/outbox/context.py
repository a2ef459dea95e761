"""What a mail template may know: plain values, each declared, nothing sensitive among them.

There is no ID number here, no phone of the graduate, no state of the disposition track: what the
context does not hold, no template can let slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LetterBlock:
    """The letter; `last_day` is its last day within validity (D-1), `replaces` an older number.

    `reckoned` says in plain words how that day came about.
    """

    number: str
    title: str
    org_name: str
    issued_on: date
    last_day: date
    days_left: int
    replaces: str
    reckoned: str


@dataclass(frozen=True, slots=True)
class DestinationBlock:
    """The registered destination."""

    org_name: str
    unit: str


@dataclass(frozen=True, slots=True)
class ApplicationBlock:
    """The newest application of the kind the mail speaks of; "" and None where not decided yet."""

    label: str
    submitted_on: date
    approved: bool
    requested_until: date | None
    approved_until: date | None
    opinion: str


@dataclass(frozen=True, slots=True)
class RetentionBlock:
    """Retention at home: until when, and until when dues are paid (S4.5(2)-3)."""

    until: date
    dues_paid_until: date | None = None


@dataclass(frozen=True, slots=True)
class ProbationBlock:
    """When probation ends."""

    ends_on: date


@dataclass(frozen=True, slots=True)
class StayBlock:
    """The stay abroad."""

    country: str
    school: str
    starts_on: date | None
    returns_on: date | None
    limit_on: date | None


@dataclass(frozen=True, slots=True)
class ActivityBlock:
    """An education activity still to come."""

    held_on: date
    vehicle: str
    place: str
    theme: str


@dataclass(frozen=True, slots=True)
class FilingBlock:
    """Where the papers went, and when."""

    filed_on: date
    location: str


@dataclass(frozen=True, slots=True)
class PostBlock:
    """A sealed set sent by 机要."""

    sent_on: date
    receiver: str


@dataclass(frozen=True, slots=True)
class KeeperBlock:
    """The contact person named for this member (S3.3-4, S4.5(2)-4)."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class FormBlock:
    """The answer that needs a form, and the mail that asked."""

    prompt: str
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class NewsBlock:
    """The address that was stated, or given up, by a link; masked (X-PIPL)."""

    masked: str
    given_up: bool


@dataclass(frozen=True, slots=True)
class MailContext:
    """Every variable a template may use.

    The first part is there for every mail; `worded` and `formed` are the numbers of the answers
    that want a word beside them and that lead to a form, as "2、3". The blocks are there for the mails that declare them
    (`tracker.outbox.needs`); a template that uses another one fails to render.
    """

    person_name: str
    address_as: str
    member: bool
    probationary: bool
    college_name: str
    committee_name: str
    branch_name: str
    contact_name: str
    contact_phone: str
    case_tag: str
    today: date
    has_left: bool
    answer_by: date
    cutoff: date
    retention_limit: str
    contact_interval: str
    answers: tuple[tuple[int, str], ...]
    help_number: int | None
    worded: str
    formed: str
    link: str
    link_until: date | None

    letter: LetterBlock | None = None
    destination: DestinationBlock | None = None
    application: ApplicationBlock | None = None
    retention: RetentionBlock | None = None
    probation: ProbationBlock | None = None
    stay: StayBlock | None = None
    activity: ActivityBlock | None = None
    filing: FilingBlock | None = None
    post: PostBlock | None = None
    keeper: KeeperBlock | None = None
    missing_items: tuple[str, ...] | None = None
    form_name: str | None = None
    reason: str | None = None
    form: FormBlock | None = None
    news: NewsBlock | None = None

    def proper_names(self) -> tuple[str, ...]:
        """Names of people, organisations, places and lectures, which may hold any word."""
        found = [self.person_name, self.college_name, self.branch_name, self.contact_name]
        if self.letter:
            found += [self.letter.title, self.letter.org_name, *self.numbers()]
        if self.destination:
            found += [self.destination.org_name, self.destination.unit]
        if self.stay:
            found += [self.stay.country, self.stay.school]
        if self.activity:
            found += [self.activity.theme, self.activity.place]
        if self.filing:
            found.append(self.filing.location)
        if self.post:
            found.append(self.post.receiver)
        if self.keeper:
            found.append(self.keeper.name)
        if self.news:
            found.append(self.news.masked)
        return tuple(sorted({name for name in found if name}, key=len, reverse=True))

    def numbers(self) -> tuple[str, ...]:
        """Numbers of letters, which may by chance look like an ID number."""
        found = (self.letter.number, self.letter.replaces) if self.letter else ()
        return tuple(number for number in found if number)
