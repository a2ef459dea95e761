"""Quotes stripped from replies: exact, leaks, emptied; ours beside the reply parsers of PyPI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from email_reply_extractor import extract_new_text
from email_reply_parser import EmailReplyParser
from mailparser_reply import EmailReplyParser as MailParserReply

from tests.bench.mail.corpus import Labelled, labelled
from tests.bench.mail.table import Row, Table, rate, share
from tracker.inbox.parsed import ParsedMail
from tracker.inbox.parsing import parse_mail
from tracker.inbox.quotes import own_words

Reader = Callable[[ParsedMail], str]


@dataclass(frozen=True)
class Verdict:
    """Shares of all replies and of the Chinese ones that are exact; leaks and emptied in numbers.

    A leak holds lines that the label has not; emptied: nothing left where the label has words.
    """

    exact: float
    chinese: float
    leaks: int
    emptied: int


def ours(mail: ParsedMail) -> str:
    """Our own words."""
    return own_words(mail).text


def extractor(mail: ParsedMail) -> str:
    """email-reply-extractor."""
    return extract_new_text(mail.text).text or ""


def mail_parser_reply(mail: ParsedMail) -> str:
    """mail-parser-reply with its English and Chinese rules."""
    return MailParserReply(languages=["en", "zh"]).parse_reply(mail.text) or ""


def reply_parser(mail: ParsedMail) -> str:
    """email-reply-parser."""
    return EmailReplyParser.parse_reply(mail.text)


READERS: tuple[tuple[str, Reader], ...] = (
    ("ours", ours),
    ("email-reply-extractor", extractor),
    ("mail-parser-reply en+zh", mail_parser_reply),
    ("email-reply-parser", reply_parser),
)


def judge(reader: Reader, mails: list[Labelled] | None = None) -> Verdict:
    """How a reader does on the labelled replies (all, or those given)."""
    mails = labelled("reply") if mails is None else mails
    results = [(mail, _said(reader, mail)) for mail in mails]
    exact = [mail for mail, text in results if folded(text) == folded(_expected(mail))]
    chinese = [mail for mail in mails if mail.label["lang"] == "zh"]
    return Verdict(
        exact=len(exact) / len(mails),
        chinese=sum(mail in exact for mail in chinese) / max(1, len(chinese)),
        leaks=sum(bool(_lines(text) - _lines(_expected(mail))) for mail, text in results),
        emptied=sum(not text.strip() and bool(_expected(mail).strip()) for mail, text in results),
    )


def measure() -> Table:
    """One row a reader; mails a second count parsing and stripping together."""
    mails = labelled("reply")
    rows = []
    for name, reader in READERS:
        verdict = judge(reader, mails)
        speed = rate(lambda raw, read=reader: read(parse_mail(raw)), [mail.raw for mail in mails])
        rows.append(
            Row(
                name,
                (
                    share(round(verdict.exact * len(mails)), len(mails)),
                    f"{100 * verdict.chinese:.1f} %",
                    str(verdict.leaks),
                    str(verdict.emptied),
                    speed,
                ),
            )
        )
    chinese = sum(mail.label["lang"] == "zh" for mail in mails)
    return Table(
        "去引文 own words",
        ("exact", "Chinese exact", "leaks", "emptied", "mails/s"),
        tuple(rows),
        f"{len(mails)} replies, {chinese} of them Chinese; exact after folding white space",
    )


def folded(text: str) -> str:
    """White space folded, as the labels are compared."""
    return " ".join(text.split())


def _said(reader: Reader, mail: Labelled) -> str:
    try:
        return reader(parse_mail(mail.raw))
    except Exception:
        return ""


def _expected(mail: Labelled) -> str:
    return str(mail.label["expected"])


def _lines(text: str) -> set[str]:
    return {folded(line) for line in text.splitlines() if line.strip()}
