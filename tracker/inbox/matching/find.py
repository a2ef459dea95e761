"""Weighs the signs: certain, a guess with its candidates, or a stranger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.inbox.authenticity import METHODS
from tracker.inbox.findings import Candidate, Match, Reading
from tracker.inbox.matching.answered import answered_mail, mail_of_subject
from tracker.inbox.matching.names import names_in, plain_names
from tracker.inbox.matching.people import (
    guesses,
    known_as,
    live_cases,
    named_people,
    tagged_cases,
)
from tracker.inbox.matching.signs import MOST_CANDIDATES, Seen, Sign, score
from tracker.inbox.matching.traces import Trace, is_notice, traces, went_astray
from tracker.inbox.words import Certainty
from tracker.models import Case, IncomingFiling, Person

KNOWN = "发件邮箱是本人登记或确认过的"
UNKNOWN = "发件邮箱没有登记在本人名下"
FORGED = "发件人身份验证（DMARC）未通过，发件邮箱不足为凭"
SEVERAL = "线索指向不止一个个案，请人工判断"
# Signs of a sender that say themselves why they do not prove it.
DOUBTED = (Sign.FORGED_SENDER, Sign.SHARED_SENDER, Sign.OTHER_NAME)
UNPROVEN = "只凭主题里的个案编号和发件邮箱认定，而本单位邮件服务器没有验证通过发件人身份"
WITHDRAWN = "线索指向的个案已随导入撤销"


def find_match(desk: Desk, reading: Reading) -> Match:
    """Whose mail it is, and which of ours it answers or reports on."""
    found = [*traces(desk, reading), *_by_tag_and_sender(desk, reading)]
    cases = {case.id: case for case in _cases(desk, {trace.case_id for trace in found})}
    live = [trace for trace in found if trace.case_id in cases]
    gone = (WITHDRAWN,) if len(live) < len(found) else ()
    undone = _filings_taken_back(desk, reading.incoming_id)
    sure = [t for t in live if not t.taken_back and t.case_id not in undone]
    if len({trace.case_id for trace in sure}) == 1:
        return _certain(desk, reading, cases[sure[0].case_id], sure)
    seen = [*_doubted(live, undone), *guesses(desk, reading)]
    several = (SEVERAL,) if sure else ()
    return _guess(desk, reading, seen, (*several, *gone, *_forged(reading)))


def _certain(desk: Desk, reading: Reading, case: Case, sure: list[Trace]) -> Match:
    mail = reading.parsed
    known = not is_notice(reading) and case.person_id in known_as(desk, mail.from_address)
    reasons = [trace.words for trace in sure]
    if not is_notice(reading) and all(t.sign is not Sign.TAG_AND_SENDER for t in sure):
        reasons.append(KNOWN if known else UNKNOWN)
    mail_id = next((trace.mail_id for trace in sure if trace.mail_id is not None), None)
    if mail_id is None and not is_notice(reading):
        mail_id = answered_mail(desk, case.id, mail)
    return Match(
        Certainty.CERTAIN,
        case.id,
        mail_id,
        known_sender=known and not _forged(reading),
        unproven=_unproven(desk, reading, sure),
        reasons=tuple(dict.fromkeys((*reasons, *_forged(reading)))),
    )


def _unproven(desk: Desk, reading: Reading, sure: list[Trace]) -> str:
    """Why nothing may follow from a case tag and a sender alone: both can be written by anybody.

    Where the site's own server checks senders, one of its checks has to have passed.
    """
    if not desk.settings.auth_results_host or is_notice(reading):
        return ""
    if any(trace.sign is not Sign.TAG_AND_SENDER for trace in sure):
        return ""
    said = reading.authenticity or {}
    return "" if "pass" in (said.get(method) for method in METHODS) else UNPROVEN


def _guess(desk: Desk, reading: Reading, seen: Iterable[Seen], reasons: tuple[str, ...]) -> Match:
    of_case: dict[int, dict[Sign, str]] = {}
    for one in seen:
        of_case.setdefault(one.case_id, {}).setdefault(one.sign, one.words)
    candidates = sorted(
        (
            Candidate(case_id, score(signs), tuple(_by_weight(signs)))
            for case_id, signs in of_case.items()
        ),
        key=lambda candidate: (-candidate.score, candidate.case_id),
    )
    certainty = Certainty.GUESS if candidates else Certainty.STRANGER
    shown = tuple(candidates[:MOST_CANDIDATES])
    mail_id = None if is_notice(reading) else _mail_of_subject(desk, reading, shown)
    return Match(certainty, mail_id=mail_id, reasons=reasons, candidates=shown)


def _mail_of_subject(desk: Desk, reading: Reading, candidates: tuple[Candidate, ...]) -> int | None:
    """The mail whose subject a guess answers, where it is one candidate's only."""
    found = [mail_of_subject(desk, one.case_id, reading.parsed) for one in candidates]
    known = [mail_id for mail_id in found if mail_id is not None]
    return known[0] if len(known) == 1 else None


def _by_weight(signs: dict[Sign, str]) -> list[str]:
    return [signs[sign] for sign in sorted(signs, key=lambda sign: -sign.points)]


def _doubted(live: list[Trace], undone: set[int]) -> Iterator[Seen]:
    """Signs that would be certain, but for what people decided, or for another case's signs."""
    for trace in live:
        if trace.sign in DOUBTED:
            yield Seen(trace.case_id, trace.sign, trace.words)
        elif trace.taken_back:
            yield Seen(trace.case_id, Sign.TAKEN_BACK, Sign.TAKEN_BACK.say(trace.words))
        elif trace.case_id in undone:
            yield Seen(trace.case_id, Sign.UNDONE, Sign.UNDONE.say(trace.words))
        else:
            yield Seen(trace.case_id, trace.sign, trace.words)


def _by_tag_and_sender(desk: Desk, reading: Reading) -> Iterator[Trace]:
    if is_notice(reading):
        return
    sender = reading.parsed.from_address
    people = known_as(desk, sender)
    for case in tagged_cases(desk, reading.parsed.subject) if people else ():
        if case.person_id in people:
            sign = _of_sender(desk, reading, case, people)
            doubted = sign is not Sign.TAG_AND_SENDER or went_astray(desk, case.id, sender)
            yield Trace(case.id, None, sign, sign.say(case.tag), taken_back=doubted)


def _of_sender(desk: Desk, reading: Reading, case: Case, people: set[int]) -> Sign:
    """What a known sender's tag proves: nothing where the address or the name is another's, too."""
    if _forged(reading):
        return Sign.FORGED_SENDER
    others = live_cases(desk, Case.person_id.in_(people - {case.person_id}))
    if others:
        return Sign.SHARED_SENDER
    signed = names_in(reading.parsed.from_name)
    his = plain_names(case.person.name)
    if any(his in mention for mention in signed) or not named_people(desk, signed):
        return Sign.TAG_AND_SENDER
    return Sign.OTHER_NAME


def _forged(reading: Reading) -> tuple[str, ...]:
    failed = (reading.authenticity or {}).get("dmarc") == "fail"
    return (FORGED,) if failed and not is_notice(reading) else ()


def _cases(desk: Desk, ids: set[int]) -> Iterable[Case]:
    """The cases of certain signs that still are; the person comes with each."""
    if not ids:
        return ()
    query = sa.select(Case).join(Person).where(Case.id.in_(ids), Case.withdrawn_at.is_(None))
    return desk.session.scalars(query)


def _filings_taken_back(desk: Desk, incoming_id: int) -> set[int]:
    """The cases this mail was filed to and taken from by a person: the chain does not insist."""
    return set(
        desk.session.scalars(
            sa.select(IncomingFiling.case_id).where(
                IncomingFiling.incoming_id == incoming_id, IncomingFiling.undone_at.is_not(None)
            )
        )
    )
