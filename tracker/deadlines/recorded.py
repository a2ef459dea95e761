"""From the name of a fact to the line of the history that recorded it: who, when, by what.

A reckoning begins at a fact (`letter.issued_on`). Whoever wrote it is found by the tables: the moves
whose `writes` name the writer of that fact. A fact that no row names is shown without its source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines import MACHINES
from machines.facts import Facts
from machines.roles import Role
from tracker.models import Case, ContactEntry, MoveRecord, Staff


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a fact comes from: the words of its line, who wrote it, when; `anchor` is the line."""

    words: str
    who: str
    at: datetime
    anchor: str


@dataclass(frozen=True, slots=True)
class By:
    """A writer of the tables; with `field`, only moves that handed that field in."""

    writer: str
    field: str = ""


OPENING = ("case", "open")

# Fact -> the writers that write it. A case is opened with what OPENED names.
WRITTEN_BY: Mapping[str, tuple[By, ...]] = MappingProxyType(
    {
        "left_on": (By("departure"), By("rejoined")),
        "data_confirmed_on": (By("data_confirmed"),),
        "out_of_contact_since": (By("out_of_contact"),),
        "education.attended_on": (By("attendance"), By("make_up")),
        "education.told_of_rules_on": (By("told"), By("notes_acknowledged")),
        "letter.issued_on": (By("letter"), By("replacement_letter")),
        "letter.valid_until": (By("letter"), By("replacement_letter")),
        "letter.first_issued_on": (By("letter"), By("replacement_letter")),
        "application.submitted_on": (
            By("reissue_request"),
            By("retention_request"),
            By("overseas_application"),
        ),
        "application.approved_on": (By("application_approved"), By("overseas_approval")),
        "probation.ends_on": (
            By("extension"),
            By("probation_unfrozen"),
            By("data_correction", "probation_ends_on"),
            By("data_correction", "joined_on"),
        ),
        "probation.applied_on": (By("regularisation_application"),),
        "retention.until": (By("retention"), By("retention_extension")),
        "retention.filed_on": (By("application_filed"),),
        "retention.started_on": (By("retained"),),
        "retention.dues_paid_until": (By("dues"),),
        "person.dues_paid_until": (By("dues"), By("data_correction", "dues_paid_until")),
        "person.regularised_on": (
            By("regularisation"),
            By("data_correction", "regularised_on"),
        ),
        "abroad.starts_on": (By("overseas_application"),),
        "abroad.departed_on": (By("departure"),),
        "abroad.limit_on": (By("overseas_approval"), By("stay_extension")),
        "abroad.returns_on": (By("overseas_application"),),
        "abroad.talk_on": (By("overseas_talk"),),
        "abroad.filed_on": (By("overseas_filing"),),
    }
)
# Facts that a move of its own stands for, though it writes no evidence.
MADE_BY: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "letter.accepted_on": (("transfer", "record_feedback"),),
        "letter.receipt_on": (("transfer", "record_receipt"),),
        "retention.active_on": (("transfer", "record_participation"),),
        "retention.transferable_on": (("transfer", "report_transferable"),),
    }
)
OPENED = frozenset(
    {"left_on", "probation.ends_on", "person.dues_paid_until", "person.regularised_on"}
)
# The day since which a track stands in its state.
SINCE = "since."
LAST_TWO_WAY = "last_two_way"


def _moves_by_writer() -> Mapping[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for machine in MACHINES.values():
        for track in machine.tracks:
            for move in track.moves:
                for writer in move.writes:
                    found[writer].add((track.name, move.action))
    return {writer: frozenset(moves) for writer, moves in found.items()}


MOVES_BY_WRITER = _moves_by_writer()


def is_known(fact: str) -> bool:
    """Whether the source of a fact can be found."""
    return fact == LAST_TWO_WAY or fact in WRITTEN_BY or fact in MADE_BY or fact.startswith(SINCE)


class History:
    """The history of one case, read once, when the first fact is asked for."""

    def __init__(self, session: Session, case: Case, facts: Facts) -> None:
        self._session, self._case, self._facts = session, case, facts
        self._moves: Sequence[sa.Row[Any]] | None = None

    def source_of(self, fact: str, day: date) -> Recorded | None:
        """The line that recorded the fact as it stands; None where the history has none."""
        if fact == LAST_TWO_WAY:
            return self._contact(day)
        if fact.startswith(SINCE):
            track = fact.removeprefix(SINCE)
            entered = (m for m in self.moves if _entered(m, track))
            return _line(next(entered, None))
        wrote = [m for m in self.moves if _wrote(m, fact)]
        # The newest that handed this very day in, else the newest of all.
        said = (m for m in wrote if day.isoformat() in m.order.values())
        return _line(next(said, wrote[0] if wrote else None))

    @property
    def moves(self) -> Sequence[sa.Row[Any]]:
        """Every line of the case, newest first."""
        if self._moves is None:
            columns = (
                MoveRecord.id, MoveRecord.track, MoveRecord.action, MoveRecord.label,
                MoveRecord.from_state, MoveRecord.to_state, MoveRecord.role, MoveRecord.order,
                MoveRecord.at, Staff.name,
            )  # fmt: skip
            query = sa.select(*columns).outerjoin(Staff, Staff.id == MoveRecord.staff_id)
            own = query.where(MoveRecord.case_id == self._case.id)
            self._moves = self._session.execute(own.order_by(MoveRecord.id.desc())).all()
        return self._moves

    def _contact(self, day: date) -> Recorded | None:
        """The ledger's line of the newest two-way contact (D-15)."""
        ids = [one.entry for one in self._facts.contacts if one.two_way and one.on == day]
        entry = self._session.get(ContactEntry, ids[-1]) if ids else None
        if entry is None:
            return None
        who = entry.staff.name if entry.staff else "本人"
        words = f"联系记录 {entry.id}：{entry.channel.label}，{entry.grade.label}"
        return Recorded(words, who, entry.recorded_at, f"entry-{entry.id}")


def _line(found: sa.Row[Any] | None) -> Recorded | None:
    if found is None:
        return None
    words = "建立个案时登记" if (found.track, found.action) == OPENING else found.label
    role = Role(found.role).label
    who = f"{found.name}（{role}）" if found.name else role
    return Recorded(words, who, found.at, f"move-{found.id}")


def _entered(move: sa.Row[Any], track: str) -> bool:
    """Whether the track came into another state by it; a track that never moved began with its case."""
    moved = move.track == track and move.from_state != move.to_state
    return moved or (move.track, move.action) == OPENING


def _wrote(move: sa.Row[Any], fact: str) -> bool:
    made = (move.track, move.action)
    if made == OPENING:
        return fact in OPENED
    if made in MADE_BY.get(fact, ()):
        return True
    return any(
        made in MOVES_BY_WRITER.get(by.writer, ())
        and (not by.field or move.order.get(by.field) not in (None, ""))
        for by in WRITTEN_BY.get(fact, ())
    )
