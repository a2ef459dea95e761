"""How scenes are declared, and the rows that several of them begin with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from machines.orders import Order
from machines.roles import Role
from machines.words import (
    AbroadPurpose,
    ApplicationKind,
    ApplicationState,
    ItemStatus,
    Kind,
)
from tests.conftest import NOW
from tests.factories import (
    make_case,
    make_college,
    make_letter,
    make_person,
    make_staff,
)
from tracker.clock import at_noon
from tracker.models import (
    Application,
    Case,
    MaterialItem,
    Retention,
    Stay,
)

Scene = tuple[Case, Order]
SCENES: dict[str, Callable[[Session], Scene]] = {}
MOMENTS: dict[str, datetime] = {}


def scene(
    *names: str, at: datetime = NOW
) -> Callable[[Callable[[Session], Scene]], Callable[[Session], Scene]]:
    """Declare the scene of these mails; `mail--variant` is a further scene of a mail."""

    def declare(build: Callable[[Session], Scene]) -> Callable[[Session], Scene]:
        for name in names:
            SCENES[name], MOMENTS[name] = build, at
        return build

    return declare


def graduate(session: Session, kind: Kind = Kind.FULL_MEMBER, **more: object) -> Case:
    """林晓燕 of 示例学院, who reads her mail at example.com."""
    branch = make_college(session, "示例学院").branches[0]
    person = make_person(session, "linxiaoyan@example.com", name="林晓燕")
    return make_case(session, kind=kind, branch=branch, person=person, **more)  # type: ignore[arg-type]


def letter_out(session: Session, kind: Kind = Kind.FULL_MEMBER, **columns: object) -> Case:
    case = graduate(session, kind, states={"transfer": "letter_issued"})
    make_letter(session, case, number="20240317", **columns)  # type: ignore[arg-type]
    return case


def applied(
    session: Session, kind: ApplicationKind, state: ApplicationState, **columns: object
) -> Case:
    abroad = kind is ApplicationKind.OVERSEAS
    case = graduate(session, Kind.OVERSEAS_MEMBER) if abroad else letter_out(session)
    session.add(
        Application(
            case_id=case.id,
            kind=kind,
            state=state,
            form={},
            submitted_on=date(2024, 6, 28),
            submitted_at=at_noon(date(2024, 6, 28)),
            **columns,
        )
    )
    session.flush()
    return case


def missing(session: Session, case: Case, *codes: str) -> None:
    for code in codes:
        session.add(MaterialItem(case_id=case.id, code=code, status=ItemStatus.MISSING))
    session.flush()


def keep(session: Session, case: Case) -> None:
    keeper = make_staff(session, Role.CONTACT_PERSON, case.college, name="何老师")
    keeper.phone, case.contact_person = "0570-5550177", keeper
    session.flush()


def stay(session: Session, case: Case, **columns: object) -> None:
    row = session.get_one(Stay, case.id)
    values = {
        "purpose": AbroadPurpose.STUDY,
        "country": "德国",
        "school": "示例工业大学",
        "starts_on": date(2024, 9, 1),
        "returns_on": date(2026, 9, 30),
    }
    for name, value in (values | columns).items():
        setattr(row, name, value)
    session.flush()


def kept(session: Session, kind: Kind = Kind.FULL_MEMBER) -> Case:
    case = graduate(session, kind, states={"transfer": "retained"})
    session.add(Retention(case_id=case.id, until=date(2025, 6, 30)))
    session.flush()
    return case
