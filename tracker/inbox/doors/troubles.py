"""What is wrong with a mailbox, in plain words for the staff. A password is in none of them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence

from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientReadOnlyError,
    LoginError,
)

from tracker.clock import SHANGHAI
from tracker.config import Settings
from tracker.inbox.doors.imap import Size

_MB = 1024 * 1024
_WORDS_LIMIT = 200

# The first that fits; what is to be done follows the colon.
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (LoginError, "邮箱服务器拒绝登录：请核对账号和密码（QQ、网易等须用“授权码”，并先开启 IMAP）"),
    (IMAPClientReadOnlyError, "邮箱文件夹是只读的：请把 TRACKER_IMAP_AFTER 设为 keep 或放开权限"),
    (CapabilityError, "邮箱服务器不支持所要求的功能：请核对 TRACKER_IMAP_TLS 和 TRACKER_IMAP_AFTER"),
    (ssl.SSLCertVerificationError, "邮箱服务器的证书不可信：请核对 TRACKER_IMAP_HOST 或请信息中心更换证书"),
    (ssl.SSLError, "与邮箱服务器的加密连接失败：请核对 TRACKER_IMAP_TLS 和端口"),
    (socket.gaierror, "找不到邮箱服务器：请核对 TRACKER_IMAP_HOST"),
    (TimeoutError, "邮箱服务器没有应答，稍后自动重试"),
    (ConnectionRefusedError, "邮箱服务器拒绝连接：请核对 TRACKER_IMAP_HOST 和端口，稍后自动重试"),
    (OSError, "与邮箱服务器的连接中断，稍后自动重试"),
    (IMAPClientAbortError, "与邮箱服务器的连接中断，稍后自动重试"),
)  # fmt: skip
_OTHER = "邮箱服务器拒绝了请求：请核对文件夹名 TRACKER_IMAP_FOLDER"


def in_plain_words(error: BaseException, settings: Settings) -> str:
    """What went wrong, what to look at, and the server's own words."""
    said = next((words for kind, words in _KINDS if isinstance(error, kind)), _OTHER)
    own = " ".join(str(error).split())
    if settings.imap_password:
        own = own.replace(settings.imap_password, "***")
    return f"{said}。服务器原话：{own[:_WORDS_LIMIT]}" if own else f"{said}。"


def left_behind(mails: Sequence[Size], settings: Settings) -> str:
    """Mails that are too large to be taken: they stay where they are, for people to read there."""
    if not mails:
        return ""
    listed = "；".join(_one(mail) for mail in mails[:5]) + ("；等等" if len(mails) > 5 else "")
    return (
        f"有 {len(mails)} 封邮件超过 {settings.imap_max_mb} MB，没有收取，仍在邮箱“{settings.imap_folder}”中，"
        f"请登录邮箱查看（{listed}）。"
    )


def not_given(uids: Sequence[int]) -> str:
    """Mails that the server lists and does not give."""
    if not uids:
        return ""
    listed = "、".join(str(uid) for uid in uids[:5])
    return f"有 {len(uids)} 封邮件服务器列出却取不到，每次都会再试（UID {listed}）。"


def _one(mail: Size) -> str:
    size = f"{mail.bytes / _MB:.1f} MB"
    return f"{mail.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 收到，{size}" if mail.at else size
