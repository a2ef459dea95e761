"""One copy: a person of its own, with numbers, addresses and links that nobody else has."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from random import Random
from typing import Any

from tracker.config import Settings
from tracker.demo.copying.original import Original
from tracker.demo.copying.site import Slot
from tracker.demo.names import NameMaker
from tracker.demo.people import address, home_address, id_number, mobile, native, student_no
from tracker.demo.school import COLLEGES, class_of
from tracker.links import link_token
from tracker.masking import mask_numbers


class PeopleMaker:
    """New people, one after another, from one seed."""

    def __init__(self, year: int, seed: int, first: int) -> None:
        self._random = Random(f"{seed}/copies")
        self._names = NameMaker(self._random)
        self._year = year
        self.index = first

    def next(self, entered: int, college: int) -> tuple[dict[str, Any], str]:
        """The data of one person who entered in that year, of the college from 0; his address."""
        self.index += 1
        index, random = self.index, self._random
        male = random.random() < 0.42
        name = self._names.next(male=male)
        region, place = native(index, name.ethnicity)
        number, born = id_number(index, region, self._year, male=male)
        person = {
            "name": name.name,
            "ethnicity": name.ethnicity,
            "sex": "男" if male else "女",
            "id_number": number,
            "birth_date": born.isoformat(),
            "native_place": place,
            "major_class": class_of(COLLEGES[college], entered + 4, random.randrange(1000)),
            "student_no": student_no(entered + 4, college + 1, index),
            "mobile": mobile(index),
            "home_address": home_address(place, random),
        }
        return person, address(index, random)


class Copy:
    """What the copy of one person says where the first one's rows name him.

    `offsets` are added to the keys of each table; `words` follow the order of `own_words`.
    """

    def __init__(
        self, original: Original, slot: Slot, turn: int, people: PeopleMaker, frame: Frame
    ) -> None:
        self.slot = slot
        self.mail_from = frame.settings.mail_from
        self.offsets = {table: turn * stride for table, stride in frame.strides.items()}
        [case, *_] = original.of("case")
        college = slot.keys["college"][case["college_id"]]
        entered = int(str(original.person["student_no"])[:4])
        self.person, mail = people.next(entered, college - 1)
        self.addresses = _addresses(original, mail, people.index)
        offset = self.offsets.get("letter", 0)
        letters = {row["id"]: row for row in original.of("letter")}
        self.numbers = {
            key: f"{row['number'][:4]}{college:02d}{key + offset:04d}"
            for key, row in letters.items()
        }
        self.system_nos = {
            key: f"{row['system_no'][:8]}{key + offset:05d}" for key, row in letters.items()
        }
        self.mail_tokens = {row["id"]: secrets.token_hex(16) for row in original.of("mail")}
        self.nonces = {row["id"]: secrets.token_urlsafe(24) for row in original.of("answer_link")}
        self.words = self._words(original, frame)
        # These and the place's, in the order in which the person's own are looked for.
        self.said: list[str] = [*self.words, *slot.words[case["branch_id"]].values()]

    def _words(self, original: Original, frame: Frame) -> list[str]:
        """What stands for each of `own_words`, in the same order."""
        cases, links = self.offsets["case"], self.offsets.get("answer_link", 0)
        person = {
            name: self.person[name] if original.person[name] is not None else ""
            for name in PERSONAL
        }
        found = [
            *(person[name] for name in PERSONAL),
            mask_numbers(person["mobile"]),
            *self.addresses.values(),
            *self.numbers.values(),
            *self.system_nos.values(),
        ]
        for row in original.of("case"):
            key = row["id"] + cases
            found += [*(f"QZ-{year}-{key:04d}" for year in frame.years), f"〕{key}号"]
        found += [
            link_token(frame.settings, key + links, nonce) for key, nonce in self.nonces.items()
        ]
        return found


PERSONAL = ("name", "student_no", "id_number", "mobile", "home_address")


@dataclass(frozen=True, slots=True)
class Frame:
    """What all copies share: settings, the distance of the keys of two copies, cohorts' years."""

    settings: Settings
    strides: dict[str, int]
    years: tuple[int, ...]


def own_words(original: Original, frame: Frame) -> list[str]:
    """The words by which a person's rows speak of him, in the order of `Copy.words`."""
    person = original.person
    found = [
        *(person[name] or "" for name in PERSONAL),
        mask_numbers(person["mobile"] or ""),
        *(row["address"] for row in original.of("mail_address")),
        *(row["number"] for row in original.of("letter")),
        *(row["system_no"] for row in original.of("letter")),
    ]
    for row in original.of("case"):
        found += [*(f"QZ-{year}-{row['id']:04d}" for year in frame.years), f"〕{row['id']}号"]
    return found + [
        link_token(frame.settings, row["id"], row["nonce"]) for row in original.of("answer_link")
    ]


def _addresses(original: Original, mail: str, index: int) -> dict[int, str]:
    """A new address for each of the first person's; one that bounces does so for the copy too."""
    found = {}
    for at, row in enumerate(original.of("mail_address")):
        new = f"new{index}.{at}@example.org" if at else mail
        found[row["id"]] = f"reject.{new}" if row["address"].startswith("reject.") else new
    return found


def in_json(word: str) -> str:
    """A word as it stands within a JSON string."""
    return json.dumps(word)[1:-1]
