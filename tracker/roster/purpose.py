"""What a sheet of people is for: it opens cases of members, of activists, or adds to both."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from machines.words import MEMBERS, PartyStatus, Word
from tracker.roster.aliases import Field
from tracker.roster.cells import BadValue, Cell
from tracker.roster.values import to_kind


class Purpose(Word):
    """What is done with a sheet."""

    MEMBERS = "members", "党员名册"
    ACTIVISTS = "activists", "积极分子和申请人名册"
    SUPPLEMENT = "supplement", "补充资料"


_TITLE_OF_ACTIVISTS = re.compile("积极分子|申请人|发展对象|暂停考察")
_LONGEST_TITLE = 40
_OF_MEMBERS = (Field.JOINED_ON, Field.REGULARISED_ON, Field.PROBATION_ENDS_ON)
_OF_ACTIVISTS = (
    Field.ACTIVIST_ON,
    Field.DEVELOPMENT_TARGET_ON,
    Field.RECOMMENDED_ON,
    Field.SUSPENDED,
    Field.CULTIVATORS,
    Field.PARTY_SCHOOL_ON,
    Field.PARTY_SCHOOL_CERTIFICATE,
    Field.REVIEW,
    Field.APPLIED_ON,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a sheet shows of its purpose.

    `captions`: its title and what is written above its header; `filled`: the fields with a value
    in any row; `kinds`: the different cells under 人员类别.
    """

    captions: Iterable[str]
    fields: Collection[Field]
    filled: Collection[Field]
    kinds: Iterable[Cell]


def tell_purpose(signs: Signs) -> tuple[Purpose, str]:
    """The purpose and the Chinese sentence that says why; values weigh more than headings."""
    kinds = {kind for cell in signs.kinds if (kind := _kind(cell)) is not None}
    if kinds.intersection(MEMBERS):
        return Purpose.MEMBERS, f"“{Field.MEMBER_KIND.label}”写着正式党员或预备党员"
    if kinds:
        words = "、".join(sorted(kind.label for kind in kinds))
        return Purpose.ACTIVISTS, f"“{Field.MEMBER_KIND.label}”写的都是{words}"
    if dated := _first(_OF_MEMBERS, signs.filled):
        return Purpose.MEMBERS, f"有“{dated.label}”列，并且填了日期"
    if named := _named(signs.captions):
        return Purpose.ACTIVISTS, f"表名或标题里写着“{named}”，又没有人填入党日期"
    if dated := _first(_OF_MEMBERS, signs.fields):
        return Purpose.MEMBERS, f"有“{dated.label}”列"
    if Field.MEMBERSHIP_STATUS in signs.fields:
        return Purpose.MEMBERS, f"有“{Field.MEMBERSHIP_STATUS.label}”列"
    if told := _first(_OF_ACTIVISTS, signs.fields):
        return Purpose.ACTIVISTS, f"有“{told.label}”列，没有入党日期和转正日期"
    return Purpose.SUPPLEMENT, "没有人员类别，也没有入党、转正或培养考察的列，只补充联系方式等资料"


def _named(captions: Iterable[str]) -> str | None:
    """The word for activists in a caption that is a title and not a note, and not of members too."""
    titles = (text for text in captions if len(text) <= _LONGEST_TITLE and "党员" not in text)
    found = (_TITLE_OF_ACTIVISTS.search(title) for title in titles)
    return next((word[0] for word in found if word), None)


def _first(wanted: Iterable[Field], there: Collection[Field]) -> Field | None:
    return next((field for field in wanted if field in there), None)


def _kind(cell: Cell) -> PartyStatus | None:
    try:
        return to_kind(cell)
    except BadValue:
        return None
