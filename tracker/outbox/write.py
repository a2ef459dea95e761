"""Writes the mails of a move into the outbox, within the move's own transaction.

Nothing is sent here and nothing is committed: either the move stands with its mails, or neither.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from machines.mails import MailKind, get_mail
from machines.orders import Order
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.desk import Desk
from tracker.links import new_link
from tracker.models.case import Case
from tracker.models.history import MoveRecord
from tracker.models.mail import Mail, MailState
from tracker.outbox.compose import Composed, MissingBlock, compose, context_for
from tracker.outbox.forbidden import ForbiddenInMail, forbidden_word, looks_like_id_number
from tracker.outbox.hours import opening
from tracker.outbox.needs import NEEDS
from tracker.outbox.providers import provider_of
from tracker.outbox.thread import earlier_mails
from tracker.outbox.tokens import MARK

WHAT_IS_MISSING = {
    "letter": "还没有介绍信，无法发出这封邮件",
    "application": "没有申请记录，无法发出这封邮件",
    "retention": "没有保留记录，无法发出这封邮件",
    "probation": "没有登记预备期满日，无法发出这封邮件",
    "stay": "没有出国（境）记录，无法发出这封邮件",
    "form": "本人还没有选择需要填表的回答，无法发出这封邮件",
    "missing_items": "没有登记为缺少的材料，无需提醒补交",
}
WHERE_FORBIDDEN = {
    "letter": "介绍信",
    "destination": "登记的去向",
    "application": "申请的审核意见",
    "stay": "出国（境）记录",
    "activity": "教育活动的主题或地点",
    "filing": "归档地点",
    "post": "机要收件党组织",
    "keeper": "联系人的姓名或电话",
    "reason": "填写的原因",
}
# What staff type and the graduate is sent, word for word: field of the order, block that shows it.
QUOTED = {"reason": "reason", "opinion": "application"}


def write_mails(
    desk: Desk,
    case: Case,
    kind: MailKind,
    move: MoveRecord,
    order: Order,
    *,
    to: Sequence[str] | None = None,
) -> list[Mail]:
    """Add the rows of one mail: to the first usable address, or to all where the kind says so.

    `to` names the addresses instead, for a kind that speaks of an address. Without an address
    there is one row in state no_address: it is listed, not skipped. Raises Refused when the case
    has not what the mail must tell, or the words typed may not be mailed.
    """
    _refuse_unmailable(kind, order)
    desk.session.flush()
    link = None
    if kind.answers:
        link = new_link(desk, case.id, kind.name, move.id, beside_others=kind.of_address)
    try:
        composed = compose(kind, context_for(desk, case, kind, order, link))
    except (MissingBlock, ForbiddenInMail) as unwritable:
        words, rule = why_not(kind, unwritable)
        raise Refused(Refusal(words, rule, Role.ORGANIZER, f"邮件 · {kind.label}")) from None
    addresses = to or recipients(desk, case, kind)
    answers = move.role == Role.GRADUATE
    mails = [
        new_mail(desk, case, kind.name, move.id, address, composed, at_once=answers)
        for address in addresses or [""]
    ]
    desk.session.add_all(mails)
    desk.session.flush()
    return mails


def recipients(desk: Desk, case: Case, kind: MailKind) -> Sequence[str]:
    """Where a mail of that kind goes now: nowhere, where no address is usable."""
    person = case.person
    return person.mail_addresses if kind.all_addresses else person.addresses_to_write(desk.now)


def why_not(kind: MailKind, why: MissingBlock | ForbiddenInMail) -> tuple[str, str]:
    """Why the mail cannot be written, in words for staff, and the rule that says so."""
    if isinstance(why, MissingBlock):
        return WHAT_IS_MISSING.get(why.block, str(why)), kind.rules[0]
    part = WHERE_FORBIDDEN.get(why.block, "邮件模板")
    return f"{part}中有“{why.word}”，不能写进发给本人的邮件，请先改正", "X-PIPL"


def new_mail(
    desk: Desk,
    case: Case,
    kind: str,
    move_id: int | None,
    address: str,
    composed: Composed,
    *,
    thread: str | None = None,
    at_once: bool = False,
) -> Mail:
    """One row, not yet added, with the Message-ID it keeps through every try.

    `thread` where the mails it refers to are known already. It leaves in the sending hours, unless
    it answers what the graduate has just done: `at_once` says so of this mail, the catalogue of
    its kind.
    """
    token = new_token()
    any_hour = at_once or get_mail(kind).at_once or desk.settings.mail_any_hour
    if thread is None:
        thread = earlier_mails(desk.session, case.id, kind, address)
    return Mail(
        case_id=case.id,
        move_id=move_id,
        kind=kind,
        to_name=case.person.name,
        to_address=address,
        to_domain=provider_of(address),
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        message_id=message_id_of(token, desk.settings.mail_from),
        token=token,
        thread=thread,
        state=MailState.PENDING if address else MailState.NO_ADDRESS,
        next_try_at=desk.now if any_hour else opening(case, desk.now),
        any_hour=any_hour,
        made_at=desk.now,
    )


def new_token() -> str:
    """What every reply and bounce of one mail is known by.

    Hexadecimal, because some mail programs and servers change the case of letters.
    """
    return secrets.token_hex(16)


def message_id_of(token: str, mail_from: str) -> str:
    """A Message-ID with the token in its local part, found again inside whatever a provider makes."""
    return f"<{MARK}{token}@{mail_from.rpartition('@')[2]}>"


def _refuse_unmailable(kind: MailKind, order: Order) -> None:
    needs = NEEDS[kind.name]
    found = [
        Refusal(
            f"这段话会写进发给本人的邮件，不能出现“{word}”，请当面或电话说明",
            "X-PIPL",
            Role.ORGANIZER,
            f"邮件 · {kind.label}",
            name,
        )
        for name, block in QUOTED.items()
        if block in (*needs.blocks, *needs.maybe)
        and (word := _unmailable(getattr(order, name, None) or ""))
    ]
    if found:
        raise Refused(*found)


def _unmailable(text: str) -> str:
    return forbidden_word(text) or ("身份证号" if looks_like_id_number(text) else "")
