"""One pass over a mailbox: what is new is fetched, stored, and only then counted as read."""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError
from sqlalchemy.orm import Session

from tracker import clock
from tracker.config import Settings
from tracker.inbox.doors.imap import OpenMailbox, Size
from tracker.inbox.doors.mailbox import Place, already_here, keep_lease, move_on
from tracker.inbox.doors.troubles import in_plain_words, left_behind, not_given
from tracker.inbox.store import Arrival, store_arrival
from tracker.inbox.words import Door
from tracker.models.db import in_batches, writing

log = logging.getLogger(__name__)

_MB = 1024 * 1024
# So many mails, or so many bytes, are fetched and committed at once.
AT_ONCE = 50
BYTES_AT_ONCE = 4 * _MB
# The smallest limit that can be set: whatever is larger may have been left where it is.
_LARGE = 10 * _MB


@dataclass
class Pass:
    """One pass; `place` moves on with every commit, `run` gives what staff must know."""

    session: Session
    mailbox: OpenMailbox
    settings: Settings
    place: Place
    stopping: Callable[[], bool] = lambda: False
    _sizes: dict[int, Size] = field(default_factory=dict)
    _read: list[int] = field(default_factory=list)
    _too_large: list[int] = field(default_factory=list)
    _not_given: list[int] = field(default_factory=list)
    _leased_at: float = field(default_factory=time.monotonic)

    def run(self) -> str:
        """Read what is new and what was left; "" where there is nothing to tell.

        Raises LeaseLost, IMAPClientError and OSError; what was committed until then stays.
        """
        uid_validity = self.mailbox.open()
        if uid_validity != self.place.uid_validity:
            # The numbers mean other mails now: all are read again, and known ones recognised.
            self.place = self.place.at(uid_validity, 0)
        newer = self.mailbox.newer_than(self.place.last_uid)
        wanted = {*newer, *self.mailbox.larger_than(_LARGE)}
        wanted -= already_here(self.session, self.place, wanted)
        for uids in in_batches(sorted(wanted)):
            self._sizes |= self.mailbox.sizes(uids)
        for group in self._groups(sorted(wanted)):
            if self.stopping():
                return ""
            self._take(group, newer)
        if newer:
            self._commit({}, newer, newer[-1])
        return " ".join(filter(None, [*self._told(), self._tidied()]))

    def _groups(self, uids: Sequence[int]) -> Iterator[list[int]]:
        """Neighbours that are fetched together; a large mail comes alone."""
        group: list[int] = []
        size = 0
        for uid in uids:
            own = self._sizes[uid].bytes if uid in self._sizes else 0
            if group and (len(group) == AT_ONCE or size + own > BYTES_AT_ONCE):
                yield group
                group, size = [], 0
            group.append(uid)
            size += own
        if group:
            yield group

    def _take(self, group: list[int], newer: list[int]) -> None:
        """Fetch, store and move on."""
        single = self._sizes.get(group[0])
        if len(group) == 1 and single and single.bytes > BYTES_AT_ONCE:
            raw = self._large(group[0], single)
            found = {} if raw is None else {group[0]: raw}
        else:
            found = self._small(group)
        self._commit(found, newer, group[-1])

    def _small(self, group: list[int]) -> dict[int, bytes]:
        """The mails of a group; where the server balks at one, the others come all the same."""
        try:
            found = self.mailbox.whole(group)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            if len(group) == 1:
                self._not_given.append(group[0])
                return {}
            return {uid: raw for one in group for uid, raw in self._small([one]).items()}
        for uid in group:
            # Without its bytes it was deleted meanwhile, or the server has it and does not give it.
            if uid not in found and self.mailbox.is_there(uid):
                self._not_given.append(uid)
        return found

    def _large(self, uid: int, size: Size) -> bytes | None:
        """A large mail, in pieces; None where it is larger than the limit."""
        limit = self.settings.imap_max_mb * _MB
        whole = bytearray()
        for piece in self.mailbox.pieces(uid) if size.bytes <= limit else ():
            whole += piece
            if len(whole) > limit:
                break
            self._keep_lease()
        if size.bytes > limit or len(whole) > limit:
            self._too_large.append(uid)
            return None
        if not whole:
            if self.mailbox.is_there(uid):
                self._not_given.append(uid)
            return None
        return bytes(whole)

    def _commit(self, found: dict[int, bytes], newer: list[int], up_to: int) -> None:
        """Store the mails and how far it is read now, all of it or none."""
        place = self.place.at(self.place.uid_validity or 0, self._read_up_to(newer, up_to))
        with writing(self.session):
            stored = [
                store_arrival(self.session, self._arrival(uid, raw))
                for uid, raw in sorted(found.items())
            ]
            move_on(self.session, place)
        for incoming_id, new in stored:
            log.info("mail %s by imap: %s", incoming_id, "new" if new else "again")
        self.place = place
        self._leased_at = time.monotonic()
        self._read += found

    def _read_up_to(self, newer: list[int], up_to: int) -> int:
        """The last mail before which there is none to be tried again."""
        missing = min((uid for uid in self._not_given if newer and uid >= newer[0]), default=None)
        passed = bisect_right(newer, up_to if missing is None else min(up_to, missing - 1))
        return max(newer[passed - 1] if passed else 0, self.place.last_uid)

    def _arrival(self, uid: int, raw: bytes) -> Arrival:
        now = clock.now()
        told = self._sizes[uid].at if uid in self._sizes else None
        return Arrival(
            door=Door.IMAP,
            # When the site's server took it, which may be a weekend before it is fetched.
            at=min(told, now) if told else now,
            raw=raw,
            mailbox_id=self.place.id,
            uid_validity=self.place.uid_validity,
            uid=uid,
        )

    def _keep_lease(self) -> None:
        if time.monotonic() - self._leased_at > self.place.lease.total_seconds() / 4:
            keep_lease(self.session, self.place)
            self._leased_at = time.monotonic()

    def _told(self) -> list[str]:
        large = [self._sizes[uid] for uid in self._too_large]
        return [left_behind(large, self.settings), not_given(self._not_given)]

    def _tidied(self) -> str:
        """Mark or move what is stored, if that is wanted; that it fails loses nothing."""
        what, _colon, folder = self.settings.imap_after.partition(":")
        try:
            if what == "seen" and self._read:
                self.mailbox.mark_seen(self._read)
            elif what == "move":
                # Also what a pass that was killed had stored and not moved.
                there = self.mailbox.up_to(self.place.last_uid)
                stored = sorted(already_here(self.session, self.place, there))
                for uids in in_batches(stored):
                    self.mailbox.move(uids, folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            return in_plain_words(error, self.settings)
        return ""
