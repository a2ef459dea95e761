"""Real SMTP servers on free ports of this machine, some of which fail as servers do."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Played:
    """What a server is to do, and what it took.

    `rcpt`, `data` and `mail` answer the command, by address or at all; `before_rcpt` and
    `before_250` are called when a mail has come that far. `vanish` names where the server drops
    the connection: rcpt, data or end (after the mail, before the answer).
    """

    rcpt: dict[str, str] = field(default_factory=dict)
    sender: str = ""
    data: str = ""
    vanish: str = ""
    tls: str = ""
    certified: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    plain_login: bool = False
    before_rcpt: Callable[[], None] = lambda: None
    before_250: Callable[[], None] = lambda: None
    port: int = 0
    connections: int = 0
    taken: list[Envelope] = field(default_factory=list)
    transports: list[asyncio.Transport] = field(default_factory=list)

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails taken, parsed."""
        return [parsed(envelope) for envelope in self.taken]

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of the mails taken."""
        return [str(message["Message-ID"]) for message in self.messages]


def parsed(envelope: Envelope) -> EmailMessage:
    message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


class _Handler:
    """aiosmtpd finds these methods by their names."""

    def __init__(self, played: Played) -> None:
        self.played = played

    async def handle_MAIL(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.played.sender:
            return self.played.sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.played.before_rcpt()
        if self.played.vanish == "rcpt":
            server.transport.abort()
        answer = self.played.rcpt.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.played.vanish == "end":
            server.transport.abort()
        if not self.played.data:
            self.played.taken.append(envelope)
        self.played.before_250()
        return self.played.data or "250 OK"


class _Server(SMTP):
    """Drops the connection at DATA, before any of the mail has come, when asked to."""

    line_length_limit = 1001

    def __init__(self, played: Played, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            _Handler(played),
            hostname="localhost",
            loop=loop,
            tls_context=played.certified if played.tls == "starttls" else None,
            require_starttls=played.tls == "starttls",
            authenticator=self._log_in if played.login else None,
            auth_required=bool(played.login) and not played.plain_login,
            auth_require_tls=not played.plain_login,
        )
        self.played = played

    def _log_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        right = (
            isinstance(given, LoginPassword)
            and (
                given.login.decode(),
                given.password.decode(),
            )
            == self.played.login
        )
        return AuthResult(success=right, handled=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.played.connections += 1
        self.played.transports.append(transport)
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.played.vanish == "data":
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@contextmanager
def serving(played: Played) -> Iterator[Played]:
    """Run the server in a thread for the length of a block."""
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        server = runner.run(_listen(played, loop))
        played.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, name="smtp server")
        thread.start()
        try:
            yield played
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            runner.run(_end(server, played))


async def _listen(played: Played, loop: asyncio.AbstractEventLoop) -> asyncio.Server:
    secure = played.certified if played.tls == "ssl" else None
    return await loop.create_server(lambda: _Server(played, loop), "127.0.0.1", 0, ssl=secure)


async def _end(server: asyncio.Server, played: Played) -> None:
    server.close()
    for transport in played.transports:
        transport.abort()
    await asyncio.sleep(0.01)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
