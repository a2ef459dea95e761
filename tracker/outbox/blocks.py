"""The optional parts of a mail's context, each read from rows; None where there is nothing to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from machines.dates import add_months
from machines.facts import LetterFacts
from machines.letters import last_valid_day, letter_validity_words
from machines.orders import Order
from machines.orders.addresses import AddressNews
from machines.orders.materials import Archive, ConfidentialPost
from machines.words import (
    MEMBERS,
    AbroadPaper,
    ApplicationKind,
    ApplicationState,
    ItemStatus,
)
from tracker.clock import day_of
from tracker.desk import Desk
from tracker.facts import registered_destination
from tracker.masking import mask_address
from tracker.models.application import Application
from tracker.models.case import Case
from tracker.models.education import EducationActivity
from tracker.models.letter import Letter
from tracker.models.material import MaterialItem
from tracker.models.standing import Probation, Retention, Stay
from tracker.outbox.answering import ChosenAnswer
from tracker.outbox.context import (
    ActivityBlock,
    ApplicationBlock,
    DestinationBlock,
    FilingBlock,
    FormBlock,
    KeeperBlock,
    LetterBlock,
    NewsBlock,
    PostBlock,
    ProbationBlock,
    RetentionBlock,
    StayBlock,
)

APPROVED = (ApplicationState.APPROVED, ApplicationState.FILED, ApplicationState.DONE)


@dataclass(frozen=True, slots=True)
class Source:
    """What a block is built from."""

    desk: Desk
    case: Case
    order: Order
    application: ApplicationKind | None

    @property
    def today(self) -> date:
        """The day of the mail."""
        return day_of(self.desk.now)


def letter_block(source: Source) -> LetterBlock | None:
    """The newest letter of the case, with the older number it replaces."""
    query = select(Letter).filter_by(case_id=source.case.id).order_by(Letter.id.desc()).limit(1)
    letter = source.desk.session.scalar(query)
    if letter is None:
        return None
    replaced = source.desk.session.scalar(select(Letter.number).filter_by(successor_id=letter.id))
    facts = LetterFacts(letter.number, letter.issued_on, letter.valid_until, letter.status)
    last = last_valid_day(facts, source.case.policy_version.policy)
    return LetterBlock(
        number=letter.number,
        title=letter.title,
        org_name=letter.org_name,
        issued_on=letter.issued_on,
        last_day=last,
        days_left=max((last - source.today).days, 0),
        replaces=replaced or "",
        reckoned=letter_validity_words(facts, source.case.policy_version.policy),
    )


def destination_block(source: Source) -> DestinationBlock | None:
    """The destination the branch registered."""
    found = registered_destination(source.desk.session, source.case)
    return DestinationBlock(found.org_name, found.unit) if found else None


def application_block(source: Source) -> ApplicationBlock | None:
    """The newest application of the kind the mail speaks of."""
    row = source.desk.session.scalar(
        select(Application)
        .filter_by(case_id=source.case.id, kind=source.application)
        .order_by(Application.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    return ApplicationBlock(
        label=row.kind.label,
        submitted_on=row.submitted_on,
        approved=row.state in APPROVED,
        requested_until=row.requested_until,
        approved_until=row.approved_until,
        opinion=row.opinion,
    )


def retention_block(source: Source) -> RetentionBlock | None:
    """The retention at home."""
    row = source.desk.session.get(Retention, source.case.id)
    return RetentionBlock(row.until, row.dues_paid_until) if row else None


def probation_block(source: Source) -> ProbationBlock | None:
    """Probation, if its end is known."""
    row = source.desk.session.get(Probation, source.case.id)
    return ProbationBlock(row.ends_on) if row and row.ends_on else None


def stay_block(source: Source) -> StayBlock | None:
    """The stay abroad; the limit that holds where none was approved is that of S3.3-7."""
    row = source.desk.session.get(Stay, source.case.id)
    if row is None:
        return None
    limit_on = row.limit_on
    if limit_on is None and row.departed_on is not None:
        months = source.case.policy_version.policy.abroad_months
        limit_on = add_months(row.departed_on, months)
    return StayBlock(row.country, row.school, row.starts_on, row.returns_on, limit_on)


def activity_block(source: Source) -> ActivityBlock | None:
    """The college's next education activity from today on."""
    row = source.desk.session.scalar(
        select(EducationActivity)
        .filter_by(college_id=source.case.college_id)
        .where(EducationActivity.held_on >= source.today)
        .order_by(EducationActivity.held_on, EducationActivity.id)
        .limit(1)
    )
    if row is None:
        return None
    return ActivityBlock(row.held_on, row.vehicle.label, row.place, row.theme)


def filing_block(source: Source) -> FilingBlock | None:
    """Where the file went, as the move that archived it says."""
    order = source.order
    return FilingBlock(order.archived_on, order.location) if isinstance(order, Archive) else None


def post_block(source: Source) -> PostBlock | None:
    """The sealed set on its way, as the move that sent it says."""
    order = source.order
    return PostBlock(order.sent_on, order.receiver) if isinstance(order, ConfidentialPost) else None


def keeper_block(source: Source) -> KeeperBlock | None:
    """The contact person named for this member."""
    staff = source.case.contact_person
    return KeeperBlock(staff.name, staff.phone) if staff else None


def missing_items(source: Source) -> tuple[str, ...] | None:
    """The papers still missing: of the overseas application while it is open, else of the file."""
    if source.application is ApplicationKind.OVERSEAS:
        row = source.desk.session.get(Stay, source.case.id)
        there = set(row.papers) if row else set()
        return tuple(paper.label for paper in AbroadPaper if paper not in there) or None
    return _missing_of_file(source) or None


def _missing_of_file(source: Source) -> tuple[str, ...]:
    query = select(MaterialItem.code).filter_by(case_id=source.case.id, status=ItemStatus.MISSING)
    absent = set(source.desk.session.scalars(query))
    return tuple(paper.label for paper, _ in source.case.papers if paper.code in absent)


def form_name(source: Source) -> str:
    """Which form is to be filled in: the members' or the activists' (S2.1-6, S2.2-3, S2.3-1)."""
    if source.case.status in MEMBERS:
        return "《中国共产党党员登记表》"
    return "《入党积极分子培养考察登记表》"


def reason(source: Source) -> str | None:
    """The reason handed in with the move, where it asks for one."""
    return getattr(source.order, "reason", None) or None


def form_block(source: Source) -> FormBlock | None:
    """The answer that the graduate chose by his reply."""
    order = source.order
    if not isinstance(order, ChosenAnswer):
        return None
    return FormBlock(order.prompt, order.number, order.label)


def news_block(source: Source) -> NewsBlock | None:
    """The address that the mail speaks of."""
    order = source.order
    if not isinstance(order, AddressNews):
        return None
    return NewsBlock(mask_address(order.address), bool(order.given_up))


BLOCKS: MappingProxyType[str, Callable[[Source], Any]] = MappingProxyType(
    {
        "letter": letter_block,
        "destination": destination_block,
        "application": application_block,
        "retention": retention_block,
        "probation": probation_block,
        "stay": stay_block,
        "activity": activity_block,
        "filing": filing_block,
        "post": post_block,
        "keeper": keeper_block,
        "missing_items": missing_items,
        "form_name": form_name,
        "reason": reason,
        "form": form_block,
        "news": news_block,
    }
)
