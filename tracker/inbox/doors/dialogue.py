"""The dialogue of SMTP and LMTP, where the library's own falls short of what a door must do.

It reads a mail in pieces and never keeps more than the limit, whatever is sent; takes lines of any
length; answers LMTP once for each recipient; and what nobody foresaw is "try later", never "no".
"""

from __future__ import annotations

import asyncio
import collections
import re
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax

NULL_SENDER = "<>"
TRY_LATER = "451 4.3.0 Cannot be stored now, try again later"
TOO_LARGE = "552 5.3.4 The mail is larger than this site takes"

# Between two commands, and for the whole of one mail: longer than any server needs nearby.
COMMAND_SECONDS = 120.0
MAIL_SECONDS = 600.0
_PIECE = 64 * 1024
_MB = 1024 * 1024
_PATH = re.compile(r"\s*(?:<(?:@[^<>:]*:)?([^<>]*)>|([^\s<>]+))(?:\s+(.*))?\s*", re.DOTALL)
# A connection that only talks and brings nothing ends; servers that keep one for many mails do not.
_CALLS = {"MAIL": 10_000, "RCPT": 100_000, "DATA": 10_000, "RSET": 10_000, "*": 50}


class Dialogue(SMTP):
    """One connection. `peer` is the host at the other end.

    The handler answers by `handle_MAIL`, `handle_RCPT` and `handle_DATA`, lets in by `enter`, is
    told of the end by `leave`, and of a mail on its way in by `working`.
    """

    # Pieces of a mail, not lines: a line may be longer.
    line_length_limit = _PIECE

    def __init__(self, handler: Any, *, max_mb: int, hostname: str) -> None:
        # Signed return paths are long, and parameters follow them.
        self.command_size_limits = collections.defaultdict(lambda: 2048)
        super().__init__(
            handler,
            # The library's own check of the size has no enhanced code; ours is in `handle_MAIL`.
            data_size_limit=None,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="graduate case tracker",
            timeout=COMMAND_SECONDS,
            command_call_limit=_CALLS,
            loop=asyncio.get_running_loop(),
        )
        # Both are known as soon as somebody connects.
        self.peer, self.let_in = "", False
        self.max_bytes = max_mb * _MB

    def ok_for_each(self, answer: str) -> list[str]:
        """The lines that answer a mail: one in SMTP."""
        return [answer]

    def say_goodbye(self) -> None:
        """End the connection between two commands, and say that it may be tried again."""
        if self.transport and not self.transport.is_closing():
            self._writer.write(b"421 4.3.2 Closing, try again later\r\n")
            self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the handler before anything is said."""
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else str(peer)
        self.let_in = self.event_handler.enter(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell the handler."""
        super().connection_lost(error)
        self.event_handler.leave(self)

    async def _handle_client(self) -> None:
        if self.let_in:
            await super()._handle_client()
        else:
            await self.push("421 4.7.0 Too many connections, try again later")
            self._writer.close()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The address and what follows it; servers write addresses that no grammar knows."""
        found = _PATH.fullmatch(arg)
        if found is None:
            return None, None
        return found[1] or found[2] or NULL_SENDER, found[3] or ""

    @syntax("VRFY <address>")
    async def smtp_VRFY(self, _arg: str) -> None:  # noqa: N802 - looked up by this name.
        """Tell nobody which addresses there are."""
        await self.push("252 2.5.0 Send some mail, it will be tried")

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - looked up by this name.
        """Take the mail and answer for it."""
        if not self.envelope or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
        elif arg:
            await self.push("501 5.5.4 Syntax: DATA")
        else:
            await self._take()

    async def _take(self) -> None:
        assert self.envelope is not None
        self._reset_timeout(MAIL_SECONDS)
        with self.event_handler.working():
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            content = await self._read_mail()
            if content is None:
                answer = TOO_LARGE
            else:
                self.envelope.content = self.envelope.original_content = content
                answer = await self._call_handler_hook("DATA")
            lines = self.ok_for_each(answer)
            self._set_post_data_state()  # type: ignore[no-untyped-call]
            await self.push("\r\n".join(lines))
        self._reset_timeout()

    async def _read_mail(self) -> bytes | None:
        """The mail up to the lone dot, dots undone; None where it is larger than the limit.

        What is too much is read to its end and forgotten, so that the answer is heard.
        """
        kept: bytearray | None = bytearray()
        at_line_start = True
        while True:
            piece = await self._read_piece()
            if at_line_start and piece == b".\r\n":
                return None if kept is None else bytes(kept)
            if kept is not None:
                kept += piece[1:] if at_line_start and piece.startswith(b".") else piece
                if len(kept) > self.max_bytes:
                    kept = None
            at_line_start = piece.endswith(b"\r\n")

    async def _read_piece(self) -> bytes:
        """A line with its end, or as much of a long one as came; never a half line end."""
        try:
            return await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as overrun:
            return await self._reader.readexactly(max(overrun.consumed, 1))


class LmtpDialogue(Dialogue, LMTP):
    """The same in LMTP (RFC 2033): after the mail one answer for each recipient that was taken."""

    def ok_for_each(self, answer: str) -> list[str]:
        assert self.envelope is not None
        return [answer] * len(self.envelope.rcpt_tos)
