"""The line that says who wrote what is quoted: "在 2024年9月1日，某人 写道：" in many tongues.

A program wraps it over up to `MOST_WRAPPED` lines. A row counts only with a date, a time or an
address in it, so that "老师在通知里写道：" stays the sender's own sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.inbox.quotes.header_blocks import ADDRESS
from tracker.inbox.quotes.lines import ATTRIBUTION_BEGINS, LONGEST_MARKER, Line, width

MOST_WRAPPED = 4
# A row that would have been shorter than this was not wrapped: the line above is the sender's.
WRAPS_AT = 60

# "… wrote:" stands at the end, by language.
CLOSING = {
    "zh": "写道|寫道|写到|寫到|来信写道|编写|撰寫|的来信|的邮件内容如下",
    "en": "wrote|writes|said|has written",
    "de": r"schrieb|hat geschrieben|geschrieben",
    "fr": r"a [ée]crit|écrit|écrivait",
    "es": r"escribió|escribio|escribi[óo]",
    "pt": "escreveu|escreveu o seguinte",
    "it": "ha scritto|scrive",
    "ca": "va escriure",
    "nl": "schreef|het volgende geschreven|geschreven|schreef het volgende",
    "sv": "skrev|skrev följande",
    "da": "skrev|skrev følgende|har skrevet",
    "fi": "kirjoitti|kirjoitti näin",
    "et": "kirjutas",
    "pl": r"napisał(?:\(a\)|a)?|pisze",
    "cs": r"napsal(?:\(a\)|a)?|píše|napísal(?:\(a\)|a)?",
    "hr": r"(?:je )?napisa(?:o|la)(?:/la)?(?: je)?",
    "sl": r"je napisal(?:\(a\)|a)?",
    "bg": "написа",
    "ru": r"написал(?:\(а\)|а|и)?|пишет|писал(?:\(а\)|а)?",
    "uk": r"написав(?:\(ла\)|\(-ла\))?|написала|пише|пишуть",
    "lt": "rašė|parašė",
    "lv": "rakstīja",
    "hu": r"(?:ezt )?írta|a következőt írta(?: \(időpont.{0,60}\))?",
    "ro": "a scris",
    "el": "έγραψε",
    "tr": "(?:şunu |şunları )?yazdı",
    "ja": "(?:さん)?は書きました|のメール|のメッセージ|さんが書きました|が書いたメッセージ|書きました",
    "ko": r"님이 작성|님이 (?:다음과 같이 )?작성|님이 쓴 메시지|작성|wrote",
    "vi": "đã viết",
    "id": "menulis",
    "th": "เขียนว่า",
    "ar": "كتب",
    "he": "כתב(?:/ה)?",
    "fa": "نوشت",
}
# In these tongues the verb stands in the middle, and the row ends with the name or the date.
MIDDLE = re.compile(
    r"\b(?:schrieb|schreef|skrev|heeft|escribió|escreveu|ezt írta|napsal|napisał|kirjoitti|napisao"
    r"|написал)\b",
    re.IGNORECASE,
)
CLOSED = re.compile(
    rf"(?:^|[\s\d,，>》”\")）\]]|(?<=[^\x00-\x7f]))(?:{'|'.join(CLOSING.values())})"
    r" ?(?P<colon>[:：])?[\s=*_-]{0,80}$",
    re.IGNORECASE,
)
# A date or a name, then an address and a colon: enough in any tongue.
ADDRESS_COLON = re.compile(r"<[^<>\s]{1,80}@[^<>\s]{1,80} ?>?[>)\]]{0,2} ?[:：]$")
# Gmail's row of 2016 has neither verb nor colon.
GMAIL_2016 = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d")

CJK_END = re.compile(
    r"(?:写道|寫道|写到|寫到|编写|撰寫|的来信|书き|書きました|작성|のメール|のメッセージ)[^\w]{0,80}$"
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}/\d{1,2}/\d\d(?!\d)")
TIME = re.compile(r"(?<!\d)\d{1,2}(?:[:：.h]|時|时|시 ?)\d\d")

LEAD = re.compile(
    r"(?:[-*=_\"“‘(]{1,3} ?){0,3}(?:(?:on|at|le|el|il|em|am|op|den|dne|dnia|w dniu|dana|pada|vào|la data"
    r"|a\(z\)|quoting|zitat von|citando|在|于|於|自)\b|(?:在|于|於) ?[\d<\"“]|在.{0,40}[<\d]"
    # A date first: "2024年9月1日", "02.04.2012", "Wednesday, 17 November", "ср, 30 апр."
    r"|\d{1,4} ?[-/.年년] ?\d{1,2}|\d{1,2}\.? \w{3,12}\.? (?:19|20)\d\d"
    r"|[^\W\d]{1,14}[.,]{0,2} \d{1,2}[ .,]|(?:周|星期|週).[,，]? ?\d)",
    re.IGNORECASE,
)
NAME_THEN_ADDRESS = re.compile(
    r"[\"“'‘*]?[^<>@]{1,120} ?[<(\[](?:mailto:)? ?[^<>\s]{1,80}@[^<>\s]{2,80}"
)
ENDS_SENTENCE = re.compile(r"[.!?。！？;；]$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Lines `start` to `end` (not included) say who wrote what follows."""

    start: int
    end: int


def find_attribution(lines: list[Line], at: int) -> Attribution | None:
    """The attribution that ends on the line `at`, however many lines it was wrapped over."""
    line = lines[at]
    if line.bare.startswith(ATTRIBUTION_BEGINS):
        return Attribution(at, _marked_end(lines, at))
    if not _may_close(line.bare):
        return None
    quoted = _quote_follows(lines, at)
    found = None
    for start in range(at, max(-1, at - MOST_WRAPPED), -1):
        first = lines[start]
        if not first.bare or first.depth != line.depth or len(first.bare) > LONGEST_MARKER:
            break
        if start != at and ENDS_SENTENCE.search(first.bare):
            break
        named = found is not None and _name_above(lines, start + 1)
        opens = named or LEAD.match(first.bare) is not None
        window = " ".join(each.bare for each in lines[start : at + 1])
        if found and not (first.bare[-1] in ",，<(" or width(window) >= WRAPS_AT):
            break
        if (found is None or opens) and _is_attribution(window, quoted):
            found = Attribution(start, at + 1)
            if opens and not _name_above(lines, start):
                break
    return found


def _name_above(lines: list[Line], at: int) -> bool:
    """Whether "于2024年9月1日写道：" goes on from a long name and address on the line above."""
    above = lines[at - 1].bare if at else ""
    return lines[at].bare[0] in "于於在" and above.endswith(">") and _names(above)


def _names(bare: str) -> bool:
    return len(bare) <= LONGEST_MARKER and NAME_THEN_ADDRESS.match(bare) is not None


def _marked_end(lines: list[Line], at: int) -> int:
    """Where an attribution ends whose beginning the HTML told: at the quote or an empty line."""
    end = at + 1
    while end < min(len(lines), at + MOST_WRAPPED) and lines[end].own:
        end += 1
    return end


def _may_close(bare: str) -> bool:
    if not bare or len(bare) > LONGEST_MARKER:
        return False
    return bool(bare[-1] in ":：" or CLOSED.search(bare[-120:]) or GMAIL_2016.match(bare))


def _quote_follows(lines: list[Line], at: int) -> bool:
    below = next((line for line in lines[at + 1 : at + 4] if line.bare), None)
    return below is not None and below.depth > lines[at].depth


def _is_attribution(window: str, quoted: bool) -> bool:
    """`quoted`: marked lines follow, so that a colon will do where no verb of ours is found."""
    if len(window) > LONGEST_MARKER or window.count("<") < window.count(">"):
        return False
    if GMAIL_2016.match(window):
        return True
    signs = _Signs.of(window)
    closed = CLOSED.search(window[-120:])
    if closed is None:
        return window[-1] in ":：" and signs.enough_without_verb(window, quoted)
    if CJK_END.search(window):
        return signs.address or (signs.year and signs.time)
    if closed["colon"] is None:
        return (signs.year or signs.time) and signs.address and signs.opens
    return (signs.opens and (signs.year or signs.time)) or signs.named


@dataclass(frozen=True, slots=True)
class _Signs:
    """What else a row shows beside its verb."""

    opens: bool
    year: bool
    time: bool
    address: bool
    named: bool

    @classmethod
    def of(cls, window: str) -> _Signs:
        return cls(
            LEAD.match(window) is not None,
            YEAR.search(window) is not None,
            TIME.search(window) is not None,
            ADDRESS.search(window) is not None,
            NAME_THEN_ADDRESS.match(window) is not None,
        )

    def enough_without_verb(self, window: str, quoted: bool) -> bool:
        dated = self.year or self.time
        if ADDRESS_COLON.search(window) and ((dated and self.opens) or (self.year and self.time)):
            return True
        if MIDDLE.search(window) and dated and (self.opens or self.address):
            return True
        return quoted and self.year and self.time and (self.opens or self.address)
