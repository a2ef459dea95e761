"""ID numbers and phones in free text, and what answers in another's name, are masked (X-PIPL)."""

from __future__ import annotations

import re
from types import MappingProxyType

from tracker.roster.id_number import mask

# How many characters of a field are shown, first and last.
MASKED = MappingProxyType(
    {"id_number": (3, 2), "mobile": (3, 4), "landline": (3, 4), "home_address": (6, 2)}
)
# Full-width digits and signs, one narrow character for each, so that places in the text stay.
NARROW = str.maketrans("０１２３４５６７８９＋－Ｘｘ\u3000", "0123456789+-Xx ")
GAP = r"[ \-]?"
ID_NUMBER = (
    rf"\d{{6}}{GAP}\d{{4}}{GAP}\d{{2}}{GAP}\d{{2}}{GAP}\d{{3}}{GAP}[\dXx]"
    rf"|\d{{6}}{GAP}\d{{6}}{GAP}\d{{3}}"
)
MOBILE = rf"(?:(?:\+|00)?86{GAP})?1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}"
ABROAD = rf"\+(?:{GAP}\d){{7,15}}"
NUMBERS = re.compile(
    rf"(?<!\d)(?:(?P<phone>{MOBILE})|(?P<id>{ID_NUMBER})|(?P<abroad>{ABROAD}))(?!\d)", re.ASCII
)

# What answers in a graduate's name, for whoever holds it: the link, and the token of a mail.
LINK = re.compile(r"/a/[\w.\-]+")
TOKEN = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{4})[0-9a-f]{28}(?:[0-9a-f]{8})?(?![0-9a-f])", re.IGNORECASE
)


def mask_numbers(text: str) -> str:
    """The text with every ID number (15 or 18 digits), mainland mobile and +country number masked.

    Days, letter numbers and landlines stay as they are. What is masked already stays so.
    """
    found, end = [], 0
    for match in NUMBERS.finditer(text.translate(NARROW)):
        number = text[match.start() : match.end()]
        found += [text[end : match.start()], mask(number, tail=2 if match["id"] else 4)]
        end = match.end()
    return "".join(found) + text[end:]


def mask_ways_in(text: str) -> str:
    """The text without answer links and tokens: who reads it cannot answer in another's name."""
    return TOKEN.sub(r"\1…", LINK.sub("/a/（仅本人可用）", text))


def mask_private(text: str) -> str:
    """What came by mail, as staff may read it: neither numbers of people nor ways in (X-PIPL)."""
    return mask_numbers(mask_ways_in(text))


def mask_mobile(mobile: str | None) -> str:
    """13800001234 as 138****1234; "" for none."""
    return mask(mobile, *MASKED["mobile"]) if mobile else ""


def mask_address(address: str) -> str:
    """zhangsan3@example.com as z***3@example.com: whose it is knows it, nobody else can write to it."""
    local, _, domain = address.rpartition("@")
    ending = local[-1:] if len(local) > 2 else ""
    return f"{local[:1]}***{ending}@{domain}"
