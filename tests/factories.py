"""Rows for tests: synthetic people and cases that stand where a test wants them.

Everything is added and flushed, nothing is committed. The verbs are the way cases move; these
functions only put one down, for tests of what happens next.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from stdnum.cn import ric

from machines import get_machine
from machines.policy import Policy
from machines.roles import Role
from machines.words import Employment, Kind, LetterStatus, PartyStatus, TransferType
from tracker.clock import at_noon
from tracker.desk import Desk
from tracker.inbox.words import Certainty, Door, InboxState, IncomingKind
from tracker.lists import index_cases, shelve_cases
from tracker.models import (
    Branch,
    Case,
    Cohort,
    College,
    IncomingArrival,
    IncomingFiling,
    IncomingMail,
    IncomingRaw,
    Letter,
    Mail,
    MailAddress,
    MailState,
    MoveRecord,
    Person,
    PolicyVersion,
    Probation,
    Staff,
    Stay,
    Track,
)
from tracker.outbox.providers import provider_of
from tracker.waits.planning import replan

OPENED = at_noon(date(2024, 5, 27))
LEFT = date(2024, 6, 30)

_numbers = itertools.count(1)

_NAMES = ("林晓燕", "陈志远", "王雨桐", "吴俊杰", "周思颖", "徐浩然", "孙佳怡", "马文博")

_STATUS = {
    Kind.FULL_MEMBER: PartyStatus.FULL,
    Kind.PROBATIONARY_MEMBER: PartyStatus.PROBATIONARY,
    Kind.OVERSEAS_MEMBER: PartyStatus.FULL,
    Kind.ACTIVIST: PartyStatus.ACTIVIST,
}


def make_cohort(session: Session, year: int = 2024, **policy: Any) -> Cohort:
    """A cohort with one policy version: the notice's own dates, but for the items named."""
    cohort = Cohort(name=f"{year}届", year=year, opened_at=OPENED)
    version = PolicyVersion(
        version=1, data=replace(Policy(), **policy).to_data(), reason="按通知设立", made_at=OPENED
    )
    cohort.policies = [version]
    session.add(cohort)
    session.flush()
    return cohort


def make_college(session: Session, name: str = "", branches: int = 1) -> College:
    """A college with its contact person, phone and branches."""
    number = next(_numbers)
    college = College(
        name=name or f"示例学院{number}", contact_name="郑老师", contact_phone="0570-5550123"
    )
    college.branches = [Branch(name=f"学生第{_CHINESE[i]}党支部") for i in range(branches)]
    session.add(college)
    session.flush()
    return college


_CHINESE = "一二三四五六七八九"


def make_staff(
    session: Session,
    role: Role = Role.BRANCH_SECRETARY,
    college: College | None = None,
    branches: tuple[Branch, ...] = (),
    **columns: Any,
) -> Staff:
    """An account of that role. Its password hash fits no password: nobody can log in with it."""
    number = next(_numbers)
    values = {
        "login": f"staff{number}",
        "name": f"工作人员{number}",
        "phone": "0570-5550100",
        "password_hash": "!",
        "session_salt": f"salt{number}",
        "made_at": OPENED,
    }
    staff = Staff(role=role.value, college=college, branches=list(branches), **(values | columns))
    session.add(staff)
    session.flush()
    return staff


def make_id_number(born: date = date(2002, 3, 4), serial: int | None = None) -> str:
    """An ID number with a right check digit, of a person who does not exist."""
    body = f"330802{born:%Y%m%d}{(serial or next(_numbers)) % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def make_person(session: Session, *addresses: str, **columns: Any) -> Person:
    """A person with everything the S4.1 checks ask for, and the mail addresses given, best first."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": _NAMES[number % len(_NAMES)],
        "student_no": f"2020{number:06d}",
        "id_number": make_id_number(serial=number),
        "sex": "男" if number % 2 else "女",
        "ethnicity": "汉族",
        "birth_date": date(2002, 3, 4),
        "degree": "本科",
        "degree_awarded": "本科",
        "job_post": "本科毕业年级学生",
        "joined_on": date(2022, 6, 15),
        "dues_paid_until": date(2024, 5, 30),
        "mobile": f"139{number:08d}",
    }
    person = Person(**(values | columns))
    person.addresses = [
        MailAddress(address=address, position=place, source="roster", added_at=OPENED)
        for place, address in enumerate(addresses)
    ]
    session.add(person)
    session.flush()
    return person


def make_case(
    session: Session,
    *,
    kind: Kind = Kind.FULL_MEMBER,
    status: PartyStatus | None = None,
    states: Mapping[str, str] | None = None,
    cohort: Cohort | None = None,
    branch: Branch | None = None,
    person: Person | None = None,
    left_on: date | None = LEFT,
    probation_ends_on: date | None = date(2024, 9, 15),
    contact_person: Staff | None = None,
) -> Case:
    """A case whose tracks stand in their first states, but for those named in `states`.

    Without a person it gets one with one mail address; without branch or cohort it gets its own.
    """
    branch = branch or make_college(session).branches[0]
    cohort = cohort or session.scalar(sa.select(Cohort)) or make_cohort(session)
    status = status or _STATUS[kind]
    case = Case(
        cohort=cohort,
        person=person or make_person(session, f"biyesheng{next(_numbers)}@example.com"),
        college=branch.college,
        branch=branch,
        contact_person=contact_person,
        policy_version=cohort.policy,
        kind=kind,
        status=status,
        abroad=kind is Kind.OVERSEAS_MEMBER,
        employment=Employment.EMPLOYED,
        left_on=left_on,
        version=1,
        opened_at=OPENED,
    )
    case.tracks = _tracks(kind, status, states or {})
    session.add(case)
    session.flush()
    if status is PartyStatus.PROBATIONARY:
        session.add(Probation(case_id=case.id, ends_on=probation_ends_on))
    if kind is Kind.OVERSEAS_MEMBER:
        session.add(Stay(case_id=case.id, papers=[]))
    shelve_cases(session, [case.id])
    index_cases(session, [case.id])
    return case


def _tracks(kind: Kind, status: PartyStatus, states: Mapping[str, str]) -> list[Track]:
    tables = [
        table
        for table in get_machine(kind).tracks
        if table.name != "probation" or status is PartyStatus.PROBATIONARY
    ]
    unknown = set(states) - {table.name for table in tables}
    if unknown:
        raise KeyError(f"{kind} has no track {', '.join(sorted(unknown))}")
    return [
        Track(
            name=table.name,
            state=table.state(states.get(table.name, table.initial)).name,
            since=OPENED,
        )
        for table in tables
    ]


def make_letter(
    session: Session,
    case: Case,
    *,
    issued_on: date = date(2024, 6, 20),
    valid_until: date | None = None,
    status: LetterStatus = LetterStatus.LIVE,
    **columns: Any,
) -> Letter:
    """An introduction letter of a case, valid ninety days unless told otherwise."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "number": f"2024{number:04d}",
        "system_no": f"XT2024{number:06d}",
        "transfer_type": TransferType.IN_PROVINCE,
        "title": "中共示例市江滨区委组织部",
        "org_name": "江滨街道春江社区党总支",
        "in_database": True,
        "made_at": at_noon(issued_on),
    }
    letter = Letter(
        case=case,
        person_id=case.person.id,
        issued_on=issued_on,
        valid_until=valid_until or issued_on + timedelta(days=90),
        status=status,
        **(values | columns),
    )
    session.add(letter)
    session.flush()
    return letter


def make_record(
    session: Session,
    case: Case,
    track: str,
    action: str,
    *,
    at: datetime = OPENED,
    role: Role = Role.BRANCH_SECRETARY,
    staff: Staff | None = None,
    order: Mapping[str, Any] | None = None,
) -> MoveRecord:
    """One line of history, as the verb writes it when the track stays where it is."""
    move = get_machine(case.kind).track(track).move(action)
    state = case.track(track).state
    record = MoveRecord(
        case=case,
        track=track,
        action=action,
        label=move.label,
        from_state=state,
        to_state=state,
        role=role.value,
        policy_version_id=case.policy_version.id,
        kind_before=case.kind.value,
        kind_after=case.kind.value,
        order=dict(order or {}),
        staff=staff,
        rules=list(move.rules),
        case_version=case.version,
        day=at.date(),
        at=at,
    )
    session.add(record)
    session.flush()
    return record


def make_mail(session: Session, case: Case, **columns: Any) -> Mail:
    """A mail of a case that waits to be sent since the case was opened."""
    number = next(_numbers)
    address = case.person.mail_addresses[0] if case.person.mail_addresses else ""
    values: dict[str, Any] = {
        "kind": "feedback_thanks",
        "to_name": case.person.name,
        "to_address": address,
        "subject": f"已收到您的反馈，谢谢 [{case.tag}]",
        "text": f"{case.person.name}同志：\n\n谢谢您告诉我们转接的情况。\n",
        "html": f"<p>{case.person.name}同志：</p>\n<p>谢谢您告诉我们转接的情况。</p>\n",
        "message_id": f"<qz.{number:032x}@example.org>",
        "token": f"{number:032x}",
        "state": MailState.PENDING if address else MailState.NO_ADDRESS,
        "next_try_at": OPENED,
        "made_at": OPENED,
    }
    values |= columns
    mail = Mail(case=case, **({"to_domain": provider_of(values["to_address"])} | values))
    session.add(mail)
    session.flush()
    return mail


def make_incoming(
    session: Session,
    *,
    case: Case | None = None,
    guesses: tuple[Case, ...] = (),
    raw: bytes = b"",
    filed_by: Staff | None = None,
    **columns: Any,
) -> IncomingMail:
    """A mail that came in: filed to `case`, held with `guesses` as candidates, or a stranger's."""
    number = next(_numbers)
    text = columns.get("own_text", "老师好，我已经报到了。")
    name, address = columns.get("from_name", "林晓燕"), columns.get("from_address", "")
    address = address or f"laixin{number}@example.net"
    raw = (
        raw
        or (
            f"From: {address}\r\nTo: zuzhibu@example.org\r\nSubject: Re: {number}\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n\r\n> 我们的邮件\r\n"
        ).encode()
    )
    digest = hashlib.sha256(raw + str(number).encode()).hexdigest()
    values: dict[str, Any] = {
        "fingerprint": digest,
        "size": len(raw),
        "received_at": OPENED,
        "next_try_at": OPENED,
        "state": InboxState.FILED if case else InboxState.HELD,
        "kind": IncomingKind.REPLY,
        "from_name": name,
        "from_address": address,
        "subject": f"回复：请在有效期内报到（{number}）",
        "message_id": f"<laixin{number}@example.net>",
        "own_text": text,
        "certainty": Certainty.CERTAIN
        if case
        else Certainty.GUESS
        if guesses
        else Certainty.STRANGER,
        "candidates": [
            {"case_id": one.id, "score": 90 - 30 * place, "reasons": ["发件地址是他登记的邮箱"]}
            for place, one in enumerate((case,) if case else guesses)
        ],
        "case": case,
    }
    mail = IncomingMail(**(values | columns))
    mail.raw = IncomingRaw(sha256=hashlib.sha256(raw).hexdigest(), data=raw)
    mail.arrivals = [
        IncomingArrival(
            door=Door.IMAP, at=mail.received_at, head=raw.split(b"\r\n\r\n")[0], recipients=[]
        )
    ]
    session.add(mail)
    session.flush()
    if case is not None:
        session.add(IncomingFiling(incoming_id=mail.id, case_id=case.id, staff=filed_by, at=OPENED))
        session.flush()
    return mail


def plan_waits(desk: Desk, *cases: Case, at: datetime = OPENED) -> None:
    """Write down when the cases are due, as the verbs do after each change; adds, does not commit."""
    for case in cases:
        replan(replace(desk, now=at), case)
        shelve_cases(desk.session, [case.id])
