"""A person's answer, written by one of the programs."""

from __future__ import annotations

from tracker.catcher.answering.draft import Draft, Sent
from tracker.catcher.answering.mime import (
    dated,
    encoded,
    mail,
    mailbox,
    multipart,
    photo_part,
    text_body,
    text_head,
    text_part,
)
from tracker.catcher.answering.programs import Cites, Program


def compose_reply(program: Program, draft: Draft) -> Sent:
    """The answer as this program sends it, to where the caught mail wants answers."""
    asked = draft.prompt
    head = [
        ("From", mailbox(draft.name, draft.address, program.writing)),
        ("To", mailbox(asked.from_name, asked.answer_to, program.writing)),
        ("Subject", encoded(program.subject + asked.subject, program.writing)),
        *_cited(program.cites, draft),
        ("Date", dated(draft.now)),
        ("Message-ID", f"<{program.message_id(draft)}@{draft.domain}>"),
        *program.headers,
        ("X-Synthetic", "yes"),
        ("MIME-Version", "1.0"),
    ]
    body_head, body = _body(program, draft)
    return Sent(mail([*head, *body_head], body), draft.address, asked.answer_to)


def _cited(cites: Cites, draft: Draft) -> list[tuple[str, str]]:
    thread = list(draft.prompt.thread)
    if not thread or cites is Cites.NEITHER:
        return []
    if cites is Cites.ALTERED:
        # The server put 16 digits and a plus before the id when it took our mail in.
        thread[-1] = f"<{draft.hexes(16)}+{thread[-1].removeprefix('<')}"
    references = ("References", "\r\n ".join(thread))
    if cites is Cites.REFERENCES:
        return [references]
    return [("In-Reply-To", thread[-1]), references]


def _body(program: Program, draft: Draft) -> tuple[list[tuple[str, str]], bytes]:
    """The last headers and the body: one part, two alternatives, or either with a photo."""
    written = [
        (subtype, write(draft))
        for subtype, write in (("plain", program.text), ("html", program.html))
        if write is not None
    ]
    writing = program.writing
    if draft.photo is None and len(written) == 1:
        [(subtype, text)] = written
        return text_head(subtype, writing), text_body(text, writing)
    parts = [text_part(subtype, text, writing) for subtype, text in written]
    head, body = _many("alternative", parts, program, draft)
    if draft.photo is None:
        return head, body
    first = mail(head, body) if len(written) > 1 else parts[0]
    return _many("mixed", [first, photo_part(draft.photo, writing)], program, draft)


def _many(
    subtype: str, parts: list[bytes], program: Program, draft: Draft
) -> tuple[list[tuple[str, str]], bytes]:
    boundary = program.boundary.format(hexes=draft.hexes(16))
    kind = f'multipart/{subtype};\r\n\tboundary="{boundary}"'
    return [("Content-Type", kind)], multipart(boundary, parts)
