"""A notice of delivery found and read: by RFC 3464 where it follows it, by its words where not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.inbox.bounces import wording
from tracker.inbox.bounces.blocks import Block, blocks_in, blocks_of
from tracker.inbox.bounces.machine import Machine, machine_of
from tracker.inbox.bounces.notice_text import notice_part
from tracker.inbox.bounces.recipients import of_blocks, of_text
from tracker.inbox.bounces.returned import message_ids, returned_message, returned_to
from tracker.inbox.findings import DeliveryReport, ReportedRecipient
from tracker.inbox.parsed import Envelope, ParsedMail
from tracker.inbox.parsing.parameters import parameters
from tracker.inbox.parsing.structure import Leaf, leaves, type_of
from tracker.inbox.words import IncomingKind

STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
RECEIPT_PARTS = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification"}
)
COMPLAINT_PARTS = frozenset({"message/feedback-report"})
# A tag of a list or a host before the subject proper.
TAG = re.compile(r"\A\s*(?:\[[^\]]{1,40}\]\s*|[\w-]+(?:\.[\w-]+)+ )")
CODES = re.compile(r"(?<![\w.])[45](?:\d\d(?=[ :-])|\.\d{1,3}\.\d{1,3}(?![\w.]))")
# The opening of a letter; what a server has to say stands there.
OPENING = 6_000
# No server says more than this before it comes to the copy.
MOST_TEXT = 60_000
MOST_SUBJECT = 300
FIRST_WORDS = 400


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail as the rules look at it."""

    mail: ParsedMail
    machine: Machine
    subject: str
    # The text above the copy of the returned mail, with and without quoted lines.
    text: str
    said: str


def find_report(mail: ParsedMail, envelopes: tuple[Envelope, ...]) -> DeliveryReport | None:
    """What a notice of delivery says; None for a letter and for an automatic reply. No raise."""
    faults: list[str] = []
    parts = list(leaves(mail.message, faults))
    kinds = {leaf.content_type for leaf in parts}
    report_type = parameters(mail.message, "content-type").get("report-type", "").lower()
    report = type_of(mail.message) == "multipart/report"
    returned = returned_message(parts, faults)
    receipt = _receipt(mail, kinds, report_type if report else "")
    if receipt:
        ids = message_ids(mail, returned, mail.text)
        return DeliveryReport(IncomingKind.REPORT, (), ids, receipt)
    notice = _notice(mail, machine_of(mail, envelopes, report))
    blocks, how = _blocks(parts, notice)
    kind = _kind_of(blocks)
    if kind is None:
        kind, how = _kind_by_words(notice)
    if kind is None:
        return None
    return DeliveryReport(
        kind=kind,
        recipients=_recipients(kind, blocks, notice, envelopes, returned_to(returned, mail.text)),
        message_ids=message_ids(mail, returned, mail.text),
        how=how,
    )


def _recipients(
    kind: IncomingKind,
    blocks: list[Block],
    notice: Notice,
    envelopes: tuple[Envelope, ...],
    returned: tuple[str, ...],
) -> tuple[ReportedRecipient, ...]:
    if kind is IncomingKind.REPORT:
        return ()
    delayed = kind is IncomingKind.DELAY
    listed = of_blocks(blocks, notice.text, delayed)
    if any(one.address for one in listed):
        return listed
    return of_text(notice.text, notice.mail, envelopes, returned, delayed)


def _receipt(mail: ParsedMail, kinds: set[str], report_type: str) -> str:
    if kinds & COMPLAINT_PARTS or report_type == "feedback-report":
        return "含投诉报告（RFC 5965）"
    if "message/rfc822" in kinds and wording.COMPLAINT_SUBJECT.match(mail.subject[:MOST_SUBJECT]):
        return "主题为投诉，附有原邮件"
    if wording.FAILED_SUBJECT.match(mail.subject[:MOST_SUBJECT]):
        # A filter of the recipient's that rejects answers in the form of a read receipt (RFC 5429).
        return ""
    if kinds & RECEIPT_PARTS or report_type == "disposition-notification":
        return "含阅读回执（RFC 8098）"
    return ""


def _notice(mail: ParsedMail, machine: Machine) -> Notice:
    text = notice_part(mail.text[:MOST_TEXT])
    own = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    said = " ".join(own[:OPENING].split())
    return Notice(mail, machine, TAG.sub("", mail.subject[:MOST_SUBJECT]), text, said)


def _blocks(parts: list[Leaf], notice: Notice) -> tuple[list[Block], str]:
    """The fields of RFC 3464: of a part of their own, or within the text of a server's mail."""
    machine = notice.machine
    blocks = [
        one for leaf in parts if leaf.content_type in STATUS_PARTS for one in blocks_of(leaf.part)
    ]
    program = machine.daemon or machine.null or machine.weak
    if blocks and program and not (machine.human and not machine.daemon):
        return blocks, "含投递状态报告（RFC 3464）"
    if (machine.daemon or machine.null) and not machine.human:
        return blocks_in(notice.text), "正文中有投递状态（RFC 3464 的字段）"
    return [], ""


def _kind_of(blocks: list[Block]) -> IncomingKind | None:
    """One recipient that failed makes a bounce, one that waits a delay."""
    actions = {one.action or _by_class(one.status) for one in blocks}
    if "failed" in actions:
        return IncomingKind.BOUNCE
    if "delayed" in actions:
        return IncomingKind.DELAY
    return IncomingKind.REPORT if "delivered" in actions else None


def _by_class(status: str) -> str:
    return {"2": "delivered", "4": "failed", "5": "failed"}.get(status[:1], "")


def _kind_by_words(notice: Notice) -> tuple[IncomingKind | None, str]:
    """The kind by sender, subject and sentences together; no single one of them is enough."""
    machine = notice.machine
    if machine.human and not machine.daemon:
        return None, ""
    automatic = wording.AUTOMATIC_SUBJECT.match(notice.subject) is not None
    if automatic and not machine.daemon:
        return None, ""
    if _delivered(notice):
        return IncomingKind.REPORT, "发件程序与主题表明已送达"
    if _delayed(notice):
        return IncomingKind.DELAY, "发件程序与文字表明仍在重试"
    if _failed(notice):
        return IncomingKind.BOUNCE, "发件程序与文字表明投递失败"
    return None, ""


def _delivered(notice: Notice) -> bool:
    machine = notice.machine
    told = wording.DELIVERED_SUBJECT.match(notice.subject) or wording.READ_SUBJECT.match(
        notice.subject
    )
    words = wording.DELIVERED_WORDS.search(notice.said)
    failed = wording.FAILED_WORDS.search(notice.said)
    return bool((machine.daemon or machine.null) and told and (words or not failed))


def _delayed(notice: Notice) -> bool:
    machine = notice.machine
    subject = wording.DELAYED_SUBJECT.match(notice.subject) is not None
    words = wording.DELAYED_WORDS.search(notice.said) is not None
    if subject and (machine.daemon or machine.null or machine.weak):
        return words or machine.daemon
    if not machine.daemon:
        return subject and words and not _by_program(notice)
    failed = wording.FAILED_SUBJECT.match(notice.subject) is not None
    final = failed and wording.OPEN_SUBJECT.match(notice.subject) is None
    gave_up = wording.GAVE_UP_WORDS.search(notice.said) is not None
    goes_on = wording.GOES_ON_WORDS.search(notice.said) is not None
    return words and not gave_up and (goes_on or not final)


def _failed(notice: Notice) -> bool:
    machine = notice.machine
    subject = wording.FAILED_SUBJECT.match(notice.subject) is not None
    words = wording.FAILED_WORDS.search(notice.said)
    if machine.daemon:
        return subject or words is not None
    if machine.null:
        answered = notice.mail.header("auto-submitted").lower().startswith("auto-replied")
        return subject or (words is not None and not answered and _names_failure(notice, words))
    # Without any sign of a program, a letter may well be about a bounce, or hold one pasted into it.
    return machine.weak and subject and words is not None


def _names_failure(notice: Notice, words: re.Match[str]) -> bool:
    """Whether a text with the null sender tells a code, or a program's opens with a failure.

    People's automatic replies have the null sender too, and say that a mail will not be read.
    """
    said = notice.said
    opens = words.start() < FIRST_WORDS and "@" in said[words.start() : words.end() + FIRST_WORDS]
    return CODES.search(said) is not None or (notice.machine.weak and opens)


def _by_program(notice: Notice) -> bool:
    mail = notice.mail
    return bool(
        mail.in_reply_to or mail.references or mail.header("x-mailer") or mail.header("user-agent")
    )
