"""Guesses by what a mail says of its sender: address, 学号, name, phone, case tag.

Anybody can write these, so they only order a list for people. Each is looked up by an index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from tracker.desk import Desk
from tracker.inbox.findings import Reading
from tracker.inbox.matching.names import Mention, names_in
from tracker.inbox.matching.signs import Seen, Sign
from tracker.inbox.matching.tags import tags_in
from tracker.inbox.matching.traces import is_notice
from tracker.inbox.words import SenderKind
from tracker.models import Case, KnownSender, MailAddress, Person
from tracker.models.person import fold_address

_STUDENT_NO = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{0,3}\d{6,20}[A-Za-z]?(?![A-Za-z0-9])")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_LONGEST_LOOKED_AT = 50_000
_MOST_LOOKED_UP = 50
# A name that so many bear tells nothing.
_MOST_NAMESAKES = 5
_MOST_CASES = 50


def guesses(desk: Desk, reading: Reading) -> list[Seen]:
    """Every sign that points to a case without proving it."""
    found: list[Seen] = []
    for look in (_by_address, _by_tag, _by_student_no, _by_mobile, _by_name):
        found += look(desk, reading)
    return found


def known_as(desk: Desk, address: str) -> set[int]:
    """The people who are known to write from that address: on file, even bounced, or confirmed."""
    if not address:
        return set()
    on_file = sa.select(MailAddress.person_id).where(
        MailAddress.folded == fold_address(address), MailAddress.active
    )
    return {*desk.session.scalars(on_file), *_remembered(desk, address, SenderKind.OWN)}


def passes_on_for(desk: Desk, address: str) -> set[int]:
    """The people for whom somebody else writes from that address, as was remembered."""
    return _remembered(desk, address, SenderKind.PASSES_ON)


def _remembered(desk: Desk, address: str, kind: SenderKind) -> set[int]:
    query = sa.select(KnownSender.person_id).where(
        KnownSender.address == fold_address(address),
        KnownSender.ended_at.is_(None),
        KnownSender.kind == kind,
    )
    return set(desk.session.scalars(query)) if address else set()


def live_cases(desk: Desk, *conditions: ColumnElement[bool]) -> Sequence[Case]:
    """The cases that fulfil the conditions, without those whose import was taken back."""
    query = sa.select(Case).where(Case.withdrawn_at.is_(None), *conditions)
    return desk.session.scalars(query.order_by(Case.id.desc()).limit(_MOST_CASES)).all()


def tagged_cases(desk: Desk, text: str) -> Sequence[Case]:
    """The cases whose tags stand in the text, year and number."""
    tags = tags_in(text)[:_MOST_LOOKED_UP]
    keys = [key for _, key in tags if key < 2**31]
    if not keys:
        return ()
    found = live_cases(desk, Case.id.in_(keys))
    return [case for case in found if (case.cohort.year, case.id) in tags]


def _by_address(desk: Desk, reading: Reading) -> Iterator[Seen]:
    if is_notice(reading):
        reported = reading.report.recipients if reading.report else ()
        for address in dict.fromkeys(recipient.address for recipient in reported):
            for case in live_cases(desk, Case.person_id.in_(known_as(desk, address))):
                yield Seen(case.id, Sign.RECIPIENT, Sign.RECIPIENT.say(address))
        return
    sender = reading.parsed.from_address
    cases = live_cases(desk, Case.person_id.in_(known_as(desk, sender)))
    running = [case for case in cases if case.closed_at is None]
    for case in cases:
        sign = Sign.SENDER_ONE_CASE if running == [case] else Sign.SENDER
        yield Seen(case.id, sign, sign.say(sender))
    told_for = passes_on_for(desk, sender)
    for case in live_cases(desk, Case.person_id.in_(told_for)) if told_for else ():
        yield Seen(case.id, Sign.PASSES_ON, Sign.PASSES_ON.say(sender))


def _by_tag(desk: Desk, reading: Reading) -> Iterator[Seen]:
    for case in tagged_cases(desk, f"{reading.parsed.subject}\n{reading.parsed.text}"):
        yield Seen(case.id, Sign.TAG, Sign.TAG.say(case.tag))


def _by_student_no(desk: Desk, reading: Reading) -> Iterator[Seen]:
    written = _few(_STUDENT_NO.findall(_words(reading)))
    yield from _of_people(
        desk, Person.student_no.in_(written), Sign.STUDENT_NO, lambda person: person.student_no
    )


def _by_mobile(desk: Desk, reading: Reading) -> Iterator[Seen]:
    written = _few("".join(parts) for parts in _MOBILE.findall(_words(reading)))
    yield from _of_people(
        desk, Person.mobile.in_(written), Sign.MOBILE, lambda person: (person.mobile or "")[-4:]
    )


def _by_name(desk: Desk, reading: Reading) -> Iterator[Seen]:
    if is_notice(reading):
        return
    head = names_in(reading.parsed.from_name)
    text = names_in(_words(reading))
    for sign, mentions in ((Sign.FROM_NAME, head), (Sign.NAME, text)):
        named = named_people(desk, mentions)
        yield from _of_people(desk, Person.name.in_(named), sign, lambda person: person.name)


def named_people(desk: Desk, mentions: Iterable[Mention]) -> list[str]:
    """The names among these that people bear, but not so many that a name tells nothing.

    Of one mention the fullest that somebody bears.
    """
    mentions = list(mentions)
    wanted = sorted({name for mention in mentions for name in mention})
    if not wanted:
        return []
    borne = sa.select(Person.name, sa.func.count()).where(Person.name.in_(wanted))
    bearers = dict(desk.session.execute(borne.group_by(Person.name)).tuples().all())
    meant = (next((n for n in mention if n in bearers), "") for mention in mentions)
    return _few(name for name in meant if 0 < bearers.get(name, 0) <= _MOST_NAMESAKES)


def _of_people(
    desk: Desk, which: ColumnElement[bool], sign: Sign, show: Callable[[Person], object]
) -> Iterator[Seen]:
    people = desk.session.scalars(sa.select(Person).where(which).limit(_MOST_LOOKED_UP)).all()
    by_id = {person.id: person for person in people}
    for case in live_cases(desk, Case.person_id.in_(by_id)):
        yield Seen(case.id, sign, sign.say(show(by_id[case.person_id])))


def _words(reading: Reading) -> str:
    mail = reading.parsed
    words = f"{mail.subject}\n{mail.from_name}\n{mail.text[:_LONGEST_LOOKED_AT]}"
    return unicodedata.normalize("NFKC", words)


def _few(found: Iterable[str]) -> list[str]:
    """The first of them, each once: a mail full of numbers is no longer search."""
    return [value for value in dict.fromkeys(found) if value][:_MOST_LOOKED_UP]
