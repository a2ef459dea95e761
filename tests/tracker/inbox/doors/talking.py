"""The dialogue as it goes over the wire, line by line."""

from __future__ import annotations

import socket
from types import TracebackType

from tests.tracker.inbox.raw_mails import OUR_ADDRESS


class Talk:
    """One connection: `say` sends a line and gives the answer, `answer` waits for one more."""

    def __init__(self, port: int, hello: str = "EHLO mx.example.com") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.file = self.socket.makefile("rb")
        self.greeting = self.answer()
        self.features = self.say(hello) if self.greeting.startswith("220") else ""

    def __enter__(self) -> Talk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()
        self.socket.close()

    def answer(self) -> str:
        """One whole answer, all lines of it; "" where the other end is gone."""
        lines = []
        while line := self.file.readline().decode():
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    def say(self, line: str | bytes) -> str:
        """Send a line and give what is answered."""
        self.socket.sendall((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return self.answer()

    def begin(self, *recipients: str, sender: str = "biyesheng@example.com") -> str:
        """Name sender and recipients, all of whom must be taken, and begin the mail."""
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250")
        for recipient in recipients or (OUR_ADDRESS,):
            assert self.say(f"RCPT TO:<{recipient}>").startswith("250"), recipient
        return self.say("DATA")

    def bring(self, raw: bytes, *recipients: str, sender: str = "biyesheng@example.com") -> str:
        """Hand a whole mail over and give the first answer to it."""
        assert self.begin(*recipients, sender=sender).startswith("354")
        stuffed = raw.replace(b"\r\n.", b"\r\n..")
        self.socket.sendall(b"." + stuffed if stuffed.startswith(b".") else stuffed)
        return self.say(b"." if raw.endswith(b"\r\n") else b"\r\n.")
