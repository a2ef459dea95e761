"""What no mail may say (S1-5, SA, X-PIPL): it is told in person, or read behind the link."""

from __future__ import annotations

import re

from stdnum.cn import ric

FORBIDDEN_IN_MAIL = (
    "停止党籍",
    "除名",
    "自行脱党",
    "取消预备党员资格",
    "处置",
    "处分",
    "党籍处理",
    "失联",
    "失去联系",
    "滞留党员",
    "口袋党员",
    "隐性党员",
    "不合格党员",
    "身份证号",
    "身份号码",
)

_ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)


class ForbiddenInMail(Exception):
    """The mail would carry what no mail may carry: `word`, by the part `block` of its context.

    `block` is "" where the template itself says it.
    """

    def __init__(self, kind: str, word: str, block: str = "") -> None:
        super().__init__(f"mail {kind} may not say {word} ({block or 'template'})")
        self.word = word
        self.block = block


def forbidden_word(text: str) -> str:
    """The first word of `text` that no mail may carry, or ""."""
    return next((word for word in FORBIDDEN_IN_MAIL if word in text), "")


def has_id_number(text: str) -> bool:
    """Whether an ID number with a right check digit stands in `text`.

    The check digit keeps a long letter number from being taken for one.
    """
    found = (match.group().upper() for match in _ID_NUMBER.finditer(text))
    return any(ric.calc_check_digit(number) == number[-1] for number in found)


def looks_like_id_number(text: str) -> bool:
    """Whether something of an ID number's shape stands in `text`, mistyped ones included."""
    return _ID_NUMBER.search(text) is not None
