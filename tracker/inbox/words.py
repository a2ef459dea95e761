"""The closed word lists of the inbox."""

from __future__ import annotations

from types import MappingProxyType

from machines.words import Word


class InboxState(Word):
    """Where a mail stands between its arrival and its place."""

    WAITING = "waiting", "待处理"
    FILED = "filed", "已归入个案"
    HELD = "held", "待分拣"
    SET_ASIDE = "set_aside", "已搁置（与个案无关）"
    BROKEN = "broken", "处理出错"


class IncomingKind(Word):
    """What kind of mail the chain took it for."""

    REPLY = "reply", "来信"
    AUTOMATIC = "automatic", "自动回复"
    BOUNCE = "bounce", "退信"
    DELAY = "delay", "延迟通知"
    REPORT = "report", "回执通知（已读、已投递、投诉）"


class Certainty(Word):
    """How sure it is whose mail this is."""

    CERTAIN = "certain", "确定"
    GUESS = "guess", "推测"
    STRANGER = "stranger", "无线索"


class SenderKind(Word):
    """What an address that people remembered says of who writes from it."""

    OWN = "own", "本人的邮箱"
    PASSES_ON = "passes_on", "他人代写或转达"


class Door(Word):
    """By which way a mail came in."""

    SMTP = "smtp", "SMTP 接收"
    LMTP = "lmtp", "LMTP 接收"
    IMAP = "imap", "IMAP 收取"


class BounceReason(Word):
    """Why a mail did not arrive. Only the first three say that the address is dead."""

    NO_SUCH_USER = "no_such_user", "收件人邮箱不存在"
    NO_SUCH_DOMAIN = "no_such_domain", "收件人邮箱的域名不存在"
    DISABLED = "disabled", "收件人邮箱已停用"
    FULL = "full", "收件人邮箱已满"
    REJECTED = "rejected", "被对方服务器拒收（反垃圾或安全策略）"
    TOO_LARGE = "too_large", "邮件超过对方的大小限制"
    UNREACHABLE = "unreachable", "连接不上对方邮件服务器"
    EXPIRED = "expired", "多次投递未成功，已放弃"
    LOOP = "loop", "邮件在服务器之间循环"
    OTHER = "other", "原因不明"


DEAD_ADDRESS = frozenset(
    {BounceReason.NO_SUCH_USER, BounceReason.NO_SUCH_DOMAIN, BounceReason.DISABLED}
)

# What a failure that leaves the address in use says of it: to whoever looks at the address, and to
# whoever has to reach the person otherwise.
TROUBLES: MappingProxyType[BounceReason, tuple[str, str]] = MappingProxyType(
    {
        BounceReason.FULL: ("暂时收不到：邮箱已满", "邮箱已满"),
        BounceReason.REJECTED: ("被拒收：对方服务器的反垃圾或安全策略", "邮件被对方服务器拒收"),
        BounceReason.TOO_LARGE: ("被拒收：邮件超过对方的大小限制", "邮件被对方服务器拒收"),
        BounceReason.UNREACHABLE: ("暂时收不到：连接不上对方服务器", "对方邮件服务器连接不上"),
        BounceReason.EXPIRED: ("暂时收不到：多次投递未成功", "邮件多次投递未成功"),
    }
)
# A failure that passes, however final the notice calls it: the mailbox is there.
PASSING = frozenset({BounceReason.FULL, BounceReason.UNREACHABLE})


def says_dead(reason: BounceReason, permanent: bool | None) -> bool:
    """Whether a notice says that nobody is at the address; then no mail goes there any more."""
    return reason in DEAD_ADDRESS and permanent is not False


def trouble_words(reason: BounceReason) -> tuple[str, str]:
    """What is wrong with an address that stays in use, and the same in short for a task."""
    return TROUBLES.get(reason, (f"暂时收不到：{reason.label}", "邮件没有送达"))
