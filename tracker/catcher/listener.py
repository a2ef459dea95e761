"""The SMTP listener: takes every mail and keeps it as it came."""

import asyncio
import json
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.config import LOCAL, BadSettings, Settings
from tracker.config.problems import port_not_free
from tracker.whole_file import write_whole

SIZE_LIMIT = 30 * 1024 * 1024


class _Listener(SMTP):
    # The default of 1001 answers a long line with 500, which no real server does.
    line_length_limit = SIZE_LIMIT


class _Keeper:
    """Answers for each recipient and stores what was taken."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self.durable = durable

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks its handlers up by these names.
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        # Failure can be tried from the screens by addresses of these two kinds.
        if address.startswith("reject."):
            return "550 5.1.1 <" + address + "> no such mailbox (the catcher plays this)"
        if address.startswith("later."):
            return "451 4.3.0 <" + address + "> try again later (the catcher plays this)"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        try:
            kept = keep_mail(self.folder, envelope, durable=self.durable)
        except OSError:
            return "452 4.3.1 The catcher's folder cannot be written"
        return f"250 OK kept as {kept}"


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)


async def _open(folder: Path, port: int, *, durable: bool = True) -> asyncio.Server:
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return _Listener(
            _Keeper(folder, durable=durable),
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="tracker mail catcher",
            loop=loop,
        )

    return await loop.create_server(connection, LOCAL, port)


def run_catcher(settings: Settings) -> None:
    """Catches mail until SIGTERM or SIGINT; raises BadSettings when the port is taken."""

    async def until_signal() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        server = await _open(settings.catcher_dir, settings.catcher_port)
        await stop.wait()
        # Not wait_closed(): a client that keeps its connection would hold up the end.
        server.close()

    _make(settings.catcher_dir)
    try:
        asyncio.run(until_signal())
    except OSError as error:
        problem = port_not_free("CATCHER_PORT", LOCAL, settings.catcher_port, error)
        raise BadSettings([problem]) from error


@contextmanager
def catching(folder: Path, port: int = 0, *, durable: bool = True) -> Iterator[int]:
    """Catches mail in a thread for the length of a block, which is given the port.

    What can be made anew as a whole need not be `durable`: it is not waited for the disk then.
    """
    _make(folder)
    with asyncio.Runner() as runner:
        server = runner.run(_open(folder, port, durable=durable))
        loop = runner.get_loop()
        thread = threading.Thread(target=loop.run_forever, name="catcher")
        thread.start()
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()


def keep_mail(folder: Path, envelope: Envelope, *, durable: bool = True) -> str:
    """Stores the mail so that it is there whole or not at all; returns its id."""
    kept = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    written = {"mail_from": envelope.mail_from, "rcpt_tos": envelope.rcpt_tos}
    # The envelope goes first: a mail that is listed has one.
    envelope_file, mail_file = folder / f"{kept}.json", folder / f"{kept}.eml"
    write_whole(envelope_file, json.dumps(written, ensure_ascii=False).encode(), durable=durable)
    write_whole(mail_file, envelope.original_content or b"", durable=durable)
    return kept
