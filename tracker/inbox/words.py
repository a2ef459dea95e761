"""The closed word lists of the inbox."""

from __future__ import annotations

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
