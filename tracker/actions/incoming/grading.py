"""How strong a letter is as evidence, and why, where it is not the graduate's own word (D-15)."""

from __future__ import annotations

from dataclasses import dataclass

from machines.words import Grade
from tracker.desk import Desk
from tracker.inbox.answering.speaker import not_himself
from tracker.inbox.findings import Match, OwnWords, Reading
from tracker.inbox.forwarded import is_forward
from tracker.inbox.html_text import text_of_html
from tracker.inbox.matching import passes_on_for
from tracker.inbox.only_quote import only_quote
from tracker.inbox.parsed import ParsedMail
from tracker.models import Case, Mail

HIMSELF = "本人"
FORWARD = "来信是转发的，不是本人对我们说的话"
STAFF = "来信人用的是本单位的邮箱，不是本人登记的邮箱"
NO_WORDS = "来信只有引文，没有本人的话"
PASSES_ON = "由他人代写或转达，请向本人核实"
UNCLEAR = "发件邮箱没有登记在本人名下，也没有读出明确的回答"


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade; `why` it is not the graduate's own word, "" where it is; `who` answered.

    `another`: somebody else wrote, so that his address is not asked to be confirmed as the
    graduate's. `empty`: there is a quote and nothing else.
    """

    grade: Grade
    why: str = ""
    who: str = HIMSELF
    another: bool = False
    empty: bool = False


def graded(desk: Desk, case: Case, reading: Reading, match: Match, mail: Mail | None) -> Graded:
    """The grade of a letter that is certainly about the case."""
    sender, own = reading.parsed, reading.own
    words = own or OwnWords(sender.text, False, "")
    his_own = match.known_sender or _went_there(mail, sender)
    why = not_his_word(desk, case, sender, words, known=his_own)
    if why:
        return passed_on(sender, why, another=True)
    if not sender.attachments and only_quote(words, our_words(mail)):
        return passed_on(sender, NO_WORDS, empty=True)
    if not match.known_sender and case.person_id in passes_on_for(desk, sender.from_address):
        # Whoever writes for him has the mail in hand, and still is not he (D-15).
        return passed_on(sender, PASSES_ON, another=True)
    if match.unproven:
        return passed_on(sender, match.unproven)
    if match.known_sender:
        return Graded(Grade.REPLIED)
    clear = reading.answer is not None and reading.answer.clear
    if clear:
        return Graded(Grade.BY_LINK)
    read = f"（{reading.answer.how}）" if reading.answer is not None and reading.answer.how else ""
    return passed_on(sender, UNCLEAR + read)


def our_words(mail: Mail | None) -> tuple[str, ...]:
    """A mail of ours in both its shapes: a program quotes the one it shows."""
    return (mail.text, text_of_html(mail.html)) if mail else ()


def not_his_word(desk: Desk, case: Case, mail: ParsedMail, own: OwnWords, *, known: bool) -> str:
    """Why somebody else speaks, whatever the address says; "" where the graduate may."""
    said = not_himself(own.text, case.person.name, own.stripped)
    if said:
        return said
    if is_forward(mail):
        return FORWARD
    if not known and _domain(mail.from_address) == _domain(desk.settings.mail_from):
        return STAFF
    return ""


def _went_there(mail: Mail | None, sender: ParsedMail) -> bool:
    """Whether the mail that is answered was sent to the very address that writes."""
    return mail is not None and mail.to_address.lower() == sender.from_address.lower()


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def passed_on(mail: ParsedMail, why: str, *, another: bool = False, empty: bool = False) -> Graded:
    """Not the graduate's own word: by whom it came instead."""
    name = f"{mail.from_name} " if mail.from_name else ""
    who = f"来信人 {name}{mail.from_address}"[:80]
    return Graded(Grade.PASSED_ON, why, who, another, empty)
