"""One connection to a mailbox, in the few words of IMAP that every server understands.

No IDLE: some servers have none, and others let it die in silence. Nothing is deleted or marked
by reading (BODY.PEEK); NetEase lets nobody in who did not say who he is (`ID`, RFC 2971).
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imapclient import SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from tracker.config import Settings

# The numbers of all mails come in one line; the standard library takes it for an attack where there
# are more than about a hundred thousand.
imaplib._MAXLINE = 16 * 1024 * 1024  # type: ignore[attr-defined]

WHO = {"name": "graduate-case-tracker", "version": "0.1.0", "vendor": "graduate-case-tracker"}
PIECE = 1024 * 1024
_TIMES = SocketTimeout(connect=15, read=30)
_WANTS_ID = "unsafe login"
_BODY = b"BODY[]"


@dataclass(frozen=True, slots=True)
class Size:
    """What the server says of a mail before it is fetched; `at` None: it does not say."""

    bytes: int
    at: datetime | None


class OpenMailbox:
    """A folder that is logged in to. Every method raises IMAPClientError or OSError.

    After IMAPClientAbortError or OSError the connection is of no more use.
    """

    def __init__(self, settings: Settings) -> None:
        context = None if settings.imap_tls == "none" else ssl.create_default_context()
        self._folder = settings.imap_folder
        self._changes = settings.imap_after != "keep"
        at_once = settings.imap_tls == "ssl"
        self._client: Any = IMAPClient(
            settings.imap_host,
            settings.imap_port,
            ssl=at_once,
            ssl_context=context if at_once else None,
            timeout=_TIMES,
        )
        self._client.normalise_times = False
        try:
            if settings.imap_tls == "starttls":
                self._client.starttls(context)
            self._client.login(settings.imap_username, settings.imap_password)
            self._introduce()
        except BaseException:
            # A handshake that failed may have closed it already.
            with suppress(OSError):
                self._client.shutdown()
            raise

    def close(self) -> None:
        """End the connection, whatever state it is in."""
        with suppress(IMAPClientError, OSError):
            self._client.logout()
            return
        with suppress(IMAPClientError, OSError):
            self._client.shutdown()

    def open(self) -> int:
        """Look at the folder anew; gives its UIDVALIDITY, 0 from a server that has none."""
        try:
            answer = self._select()
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            if _WANTS_ID not in str(error).lower():
                raise
            # A server that wants to be told, but does not say that it listens.
            IMAPClient.id_.__wrapped__(self._client, WHO)
            answer = self._select()
        return int(answer.get(b"UIDVALIDITY", 0))

    def newer_than(self, uid: int) -> list[int]:
        """The mails after that one; `n:*` always names the last, also where that is before n."""
        return sorted(found for found in self._search("UID", f"{uid + 1}:*") if found > uid)

    def up_to(self, uid: int) -> list[int]:
        """The mails up to that one that are still there."""
        return sorted(self._search("UID", f"1:{uid}")) if uid else []

    def larger_than(self, size: int) -> list[int]:
        """The mails of more than so many bytes."""
        return sorted(self._search("LARGER", str(size)))

    def is_there(self, uid: int) -> bool:
        """Whether the mail is still there."""
        return uid in self._search("UID", str(uid))

    def sizes(self, uids: Sequence[int]) -> dict[int, Size]:
        """How large the mails are and when they came."""
        answer = self._client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        return {
            uid: Size(int(told.get(b"RFC822.SIZE", 0)), _aware(told.get(b"INTERNALDATE")))
            for uid, told in answer.items()
        }

    def whole(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The mails, as far as the server gives them."""
        answer = self._client.fetch(list(uids), ["BODY.PEEK[]"])
        return {uid: told[_BODY] for uid, told in answer.items() if told.get(_BODY) is not None}

    def pieces(self, uid: int) -> Iterator[bytes]:
        """A large mail in pieces, until the server has no more of it."""
        start = 0
        while True:
            answer = self._client.fetch([uid], [f"BODY.PEEK[]<{start}.{PIECE}>"])
            piece = answer.get(uid, {}).get(b"BODY[]<%d>" % start) or b""
            yield piece
            start += len(piece)
            # A size that a server names may be wrong; only a short piece is the last.
            if len(piece) < PIECE:
                return

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark the mails as read."""
        self._client.add_flags(list(uids), [SEEN], silent=True)

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move the mails to another folder, which is made where it is missing.

        Raises CapabilityError from a server that cannot move without deleting what others marked.
        """
        if not self._client.folder_exists(folder):
            self._client.create_folder(folder)
        self._client.move(list(uids), folder)

    def _introduce(self) -> None:
        try:
            if self._client.has_capability("ID"):
                self._client.id_(WHO)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            # Whether that was needed shows when the folder is opened.
            return

    def _select(self) -> dict[bytes, Any]:
        answer: dict[bytes, Any] = self._client.select_folder(
            self._folder, readonly=not self._changes
        )
        return answer

    def _search(self, *criteria: str) -> list[int]:
        return [int(uid) for uid in self._client.search(list(criteria))]


def _aware(moment: object) -> datetime | None:
    return moment if isinstance(moment, datetime) and moment.tzinfo else None
