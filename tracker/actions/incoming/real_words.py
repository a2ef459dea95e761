"""Whether the words beside a number say anything: who signs has given no reason (S4.5-0)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from tracker.inbox.answering.saying import clauses, is_courtesy
from tracker.models import Case, IncomingMail

_MAIL = re.compile(r"\S+@[\w.-]+")
_NUMBERS = re.compile(
    r"(?:学号|手机号?码?|电话|联系方式|联系电话|邮箱|Tel|QQ)\s*[:：是为]?\s*|\+?[\d\s()-]{2,}|\d",
    re.IGNORECASE,
)
# A line that is nothing but where somebody lives or works.
_PLACE = re.compile(
    r"(?:(?:通讯|联系|家庭|单位)?(?:地址|住址)\s*[:：是为]?)?[\w\s-]{0,30}?"
    r"(?:省|市|区|县|镇|乡)[\w\s-]{0,30}(?:路|街|道|巷|弄|村|号|室|楼|幢|栋|单元)[\w\s-]{0,12}"
)
_LABELS = re.compile(r"(?:姓名|署名|落款|本人|我叫|我是|此致)\s*[:：是]?|[\d年月日号级班届生的]")
_WORD = re.compile(r"[\u3400-\u9fff]{2}|[A-Za-z]{3}")


def says_something(words: str, case: Case, row: IncomingMail) -> bool:
    """Whether anything is left without name, numbers, addresses, class and courtesies."""
    names = sorted(_signs(case, row), key=len, reverse=True)
    return any(
        not is_courtesy(part) and _WORD.search(_bare(part, names))
        for line in normalize("NFKC", words).splitlines()
        for part in clauses(line)
    )


def _signs(case: Case, row: IncomingMail) -> Iterable[str]:
    person = case.person
    known = (
        person.name, person.student_no, person.major_class, row.from_name,
        case.branch.name, case.college.name,
    )  # fmt: skip
    return {normalize("NFKC", sign).strip() for sign in known if sign and sign.strip()}


def _bare(part: str, names: Iterable[str]) -> str:
    part = _MAIL.sub(" ", part)
    for name in names:
        part = part.replace(name, " ")
    part = _NUMBERS.sub(" ", part)
    if _PLACE.fullmatch(part.strip()):
        return ""
    part = _LABELS.sub(" ", part).strip()
    return "" if is_courtesy(part) else part
