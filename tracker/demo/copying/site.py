"""Where the copies belong: further colleges, branches, accounts and activities like the first three's.

A slot is a place for one copy of the three hundred: three colleges, ten branches of about thirty
people. Thirteen groups of colleges come first, then each group gets further branches; when all
places are taken the branches grow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

import sqlalchemy as sa

from machines.roles import Role
from tracker.auth.passwords import new_salt
from tracker.demo.copying.original import raw_rows
from tracker.demo.names import NameMaker
from tracker.demo.school import BRANCHES, COLLEGES, branch_name, phone_of
from tracker.demo.staff import OF_COLLEGES, SECRETARY, address_of
from tracker.models import db

GROUPS = len(COLLEGES) // len(BRANCHES)
LAYERS = 25
SLOTS = GROUPS * LAYERS


@dataclass
class Slot:
    """One place: the keys that stand there for the first slot's, and what is called what there."""

    number: int
    keys: dict[str, dict[int, int]] = field(default_factory=dict)
    words: dict[int, dict[str, str]] = field(default_factory=dict)
    """First branch -> first slot's words and this slot's."""

    college_names: dict[int, str] = field(default_factory=dict)
    """First college -> the college here."""

    @property
    def group(self) -> int:
        """Which three colleges."""
        return self.number % GROUPS

    @property
    def layer(self) -> int:
        """How often these colleges were given branches before."""
        return self.number // GROUPS


class Site:
    """All places up to `slots`, and the rows that make them."""

    def __init__(self, connection: sa.Connection, slots: int, seed: int) -> None:
        tables = db.metadata.tables
        self._first = {
            name: raw_rows(connection, tables[name])
            for name in ("college", "branch", "staff", "staff_branch", "education_activity")
        }
        self._names = NameMaker(Random(f"{seed}/site"))
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in self._first}
        self._branch_of = {r["staff_id"]: r["branch_id"] for r in self._first["staff_branch"]}
        self._staff_names: dict[int, str] = {r["id"]: r["name"] for r in self._first["staff"]}
        self.slots: list[Slot] = []
        for number in range(slots):
            self.slots.append(self._slot(number))

    def _stride(self, table: str) -> int:
        return max((row["id"] for row in self._first[table]), default=0)

    def _slot(self, number: int) -> Slot:
        slot = Slot(number)
        steps = {"college": slot.group, "education_activity": slot.group, "branch": number}
        for table, step in steps.items():
            stride = self._stride(table)
            slot.keys[table] = {r["id"]: r["id"] + step * stride for r in self._first[table]}
        slot.keys["staff"] = {r["id"]: self._staff_key(slot, r) for r in self._first["staff"]}
        slot.college_names = {
            row["id"]: COLLEGES[slot.group * len(BRANCHES) + at].name
            for at, row in enumerate(self._first["college"])
        }
        if number:
            self._staff_rows(slot)
            if not slot.layer:
                self._college_rows(slot)
            self._branch_rows(slot)
        slot.words = {row["id"]: self._words(slot, row) for row in self._first["branch"]}
        return slot

    def _staff_key(self, slot: Slot, row: dict[str, Any]) -> int:
        """The department serves all, a college's people their group, secretaries one slot."""
        if row["role"] == Role.DEPARTMENT.value:
            return int(row["id"])
        step = slot.number if row["role"] == Role.BRANCH_SECRETARY.value else slot.group
        return int(row["id"]) + step * self._stride("staff")

    def _college_rows(self, slot: Slot) -> None:
        keys = slot.keys
        for at, row in enumerate(self._first["college"]):
            [organizer] = [
                s for s in self._first["staff"]
                if s["college_id"] == row["id"] and s["role"] == Role.ORGANIZER.value
            ]  # fmt: skip
            new = {
                "id": keys["college"][row["id"]],
                "name": slot.college_names[row["id"]],
                "contact_name": self._staff_names[keys["staff"][organizer["id"]]],
                "contact_phone": phone_of(slot.group * len(BRANCHES) + at + 1),
            }
            self.rows["college"].append(row | new)
        for row in self._first["education_activity"]:
            new = {
                "id": keys["education_activity"][row["id"]],
                "college_id": keys["college"][row["college_id"]],
                "recorded_by_id": keys["staff"].get(row["recorded_by_id"]),
            }
            self.rows["education_activity"].append(row | new)

    def _branch_rows(self, slot: Slot) -> None:
        met: dict[int, int] = {}
        for row in self._first["branch"]:
            college = row["college_id"]
            met[college] = met.get(college, 0) + 1
            number = met[college] + slot.layer * BRANCHES[college - 1]
            new = {
                "id": slot.keys["branch"][row["id"]],
                "college_id": slot.keys["college"][college],
                "name": branch_name(slot.college_names[college], number),
            }
            self.rows["branch"].append(row | new)

    def _staff_rows(self, slot: Slot) -> None:
        stems = {role.value: stem for stem, role in OF_COLLEGES}
        for row in self._first["staff"]:
            key, branch = slot.keys["staff"][row["id"]], self._branch_of.get(row["id"])
            if key in self._staff_names:
                continue
            home = row["college_id"]
            if branch is not None:
                login = f"{SECRETARY}{slot.keys['branch'][branch]}"
            else:
                login = f"{stems[row['role']]}{slot.keys['college'][home]}"
            self._staff_names[key] = self._names.next(male=key % 2 == 1).name
            new = {
                "id": key,
                "login": login,
                "name": self._staff_names[key],
                "college_id": slot.keys["college"][home],
                "mail_address": address_of(login),
                "session_salt": new_salt(),
            }
            self.rows["staff"].append(row | new)
            if branch is not None:
                pair = {"staff_id": key, "branch_id": slot.keys["branch"][branch]}
                self.rows["staff_branch"].append(pair)

    def _words(self, slot: Slot, branch: dict[str, Any]) -> dict[str, str]:
        """The names and numbers of a branch, its college and their people, there and here."""
        college, keys = branch["college_id"], slot.keys
        here = {row["id"]: row for row in [*self._first["branch"], *self.rows["branch"]]}
        found = {
            branch["name"]: here[keys["branch"][branch["id"]]]["name"],
            self._first["college"][college - 1]["name"]: slot.college_names[college],
            phone_of(college): phone_of(slot.group * len(BRANCHES) + college),
        }
        for staff in self._first["staff"]:
            serves = self._branch_of.get(staff["id"], branch["id"]) == branch["id"]
            if staff["college_id"] == college and serves:
                found[staff["name"]] = self._staff_names[keys["staff"][staff["id"]]]
        return found
