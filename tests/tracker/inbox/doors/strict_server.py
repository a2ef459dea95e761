"""A mailbox server that, like NetEase's, opens no folder for who did not say who he is (RFC 2971).

It knows just enough of IMAP for that, and holds one mail.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

REFUSED = "Unsafe Login. Please contact kefu@example.com for help"


class StrictServer(socketserver.ThreadingTCPServer):
    """What it offers, what it holds, and the commands it was sent."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, raw: bytes, capabilities: str, withheld: frozenset[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.raw, self.capabilities, self.withheld = raw, capabilities, withheld
        self.commands: list[str] = []
        self.numbers = "1 2"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: StrictServer
    introduced = False

    def handle(self) -> None:
        self.say(f"* OK [CAPABILITY {self.server.capabilities}] ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            self.server.commands.append(command)
            name = command.upper().removeprefix("UID ").split(" ")[0]
            if name in ("SELECT", "EXAMINE") and not self.introduced:
                self.say(f"{tag} NO {name} {REFUSED}")
                continue
            refusal = getattr(self, f"do_{name.lower()}", self.nothing)(command)
            self.say(f"{tag} {refusal or 'OK done'}")
            if name == "LOGOUT":
                break

    def nothing(self, _command: str) -> str | None:
        return None

    def do_capability(self, _command: str) -> str | None:
        self.say(f"* CAPABILITY {self.server.capabilities}")
        return None

    def do_id(self, _command: str) -> str | None:
        self.introduced = True
        self.say('* ID ("name" "strict")')
        return None

    def do_examine(self, _command: str) -> str | None:
        self.say("* 2 EXISTS\r\n* 0 RECENT\r\n* FLAGS ()\r\n* OK [UIDVALIDITY 5] ok")
        return None

    def do_search(self, command: str) -> str | None:
        self.say("* SEARCH" if "LARGER" in command else f"* SEARCH {self.server.numbers}")
        return None

    def do_fetch(self, command: str) -> str | None:
        wanted = {int(uid) for uid in re.findall(r"\d+", command.split(" ")[2])}
        for uid in sorted(wanted):
            if "SIZE" in command:
                self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(self.server.raw)})")
            elif wanted & self.server.withheld:
                return "NO this mail is damaged"
            else:
                head = f"* {uid} FETCH (UID {uid} BODY[] {{{len(self.server.raw)}}}\r\n"
                self.wfile.write(head.encode() + self.server.raw + b")\r\n")
        return None

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def strict_server(
    raw: bytes, capabilities: str = "IMAP4rev1 ID", withheld: frozenset[int] = frozenset()
) -> Iterator[StrictServer]:
    """The server with two mails of the same bytes; those withheld it lists and does not give."""
    with StrictServer(raw, capabilities, withheld) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="strict server")
        thread.start()
        yield server
        server.shutdown()
        thread.join()
