"""Telephone numbers and addresses a graduate can be reached at (S4.1-6)."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from tracker.roster.cells import BadValue, Cell, as_text, lost_digits, plain

_MAINLAND = re.compile(r"1[3-9]\d{9}", re.ASCII)
_CURE_MOBILE = "请填 11 位手机号；境外号码以 + 和国家（地区）代码开头，如 +852"
_CURE_MAIL = "请填完整的邮箱地址，如 name@example.com"

_USUAL_LOCAL_PART = re.compile(r"[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*", re.ASCII)

# An address one slip away from one of these is more likely mistyped than real.
_PROVIDERS = (
    *("qq.com", "vip.qq.com", "foxmail.com", "163.com", "126.com", "vip.163.com", "yeah.net"),
    *("sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "aliyun.com", "wo.cn"),
    *("gmail.com", "outlook.com", "hotmail.com", "live.com", "live.cn", "icloud.com"),
    *("mail.com", "ymail.com", "msn.com"),
)


def to_mobile(cell: Cell) -> str:
    """Eleven digits of the mainland, else E.164 of another country or region. Raises BadValue.

    The mainland's operators get new prefixes each year, so none are listed here.
    """
    if lost_digits(cell) or re.search(r"[eE]\+", plain(cell)):
        raise BadValue("Excel 把手机号变成了科学计数", "先把该列设为“文本”格式，再重新录入")
    text = re.sub(r"[-()~.]", "", plain(cell).removesuffix(".0"))
    if re.search(r"\d[/;,、或]\d", text) or re.fullmatch(r"(1[3-9]\d{9}){2,}", text):
        raise BadValue("一格里有不止一个号码", "请只留本人最常用的一个手机号")
    text = re.sub(r"^00", "+", text)
    text = re.sub(r"^\+?86(?=1[3-9]\d{9}$)", "", text)
    if _MAINLAND.fullmatch(text):
        return text
    if text.startswith("+") and not text.startswith("+86"):
        return _overseas(text)
    if not re.fullmatch(r"\+?\d+", text, re.ASCII):
        raise BadValue("手机号里有不该有的字符", _CURE_MOBILE)
    if re.match(r"1[3-9]", text):
        raise BadValue(f"手机号应为 11 位，这里是 {len(text)} 位", _CURE_MOBILE)
    raise BadValue("不是手机号", _CURE_MOBILE)


def _overseas(text: str) -> str:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        raise BadValue("认不出国家（地区）代码", _CURE_MOBILE) from None
    if not phonenumbers.is_possible_number(number):
        raise BadValue("境外号码的位数不对", _CURE_MOBILE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def to_landline(cell: Cell) -> str:
    """Digits with their hyphens, as written. Raises BadValue."""
    if lost_digits(cell):
        raise BadValue("Excel 把电话号码变成了数字", "先把该列设为“文本”格式，再重新录入")
    text = plain(cell).replace("(", "").replace(")", "-").replace("—", "-")
    if not re.fullmatch(r"\+?\d[\d-]{4,18}\d", text, re.ASCII):
        raise BadValue("不是电话号码", "请写成 0570-1234567")
    return text


def to_email(cell: Cell) -> str:
    """A well-formed ASCII address, its domain in lower case; nothing is looked up.

    Special-use domains such as .invalid are refused, since no mail can ever arrive there.
    Raises BadValue.
    """
    # Full-width letters and ＠ are narrowed by `plain`; the ideographic full stop is not.
    text = plain(cell).replace("。", ".").strip("<>;,.、")
    text = re.sub(r"(?i)^mailto:", "", text)
    if text.count("@") > 1:
        raise BadValue("一格里有不止一个邮箱", "请只留一个，其余写在“备用邮箱”列")
    if "@" not in text:
        raise BadValue("邮箱里没有 @", _CURE_MAIL)
    local, _, domain = text.partition("@")
    try:
        if len(local) <= 64 and _USUAL_LOCAL_PART.fullmatch(local):
            return f"{local}@{_checked_domain(domain)}"
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        raise BadValue("邮箱格式不对", _CURE_MAIL) from None
    return f"{found.local_part}@{found.domain}"


def one_email(typed: Cell) -> str:
    """An address typed into a field of its own: as `to_email`, but in words that know no columns."""
    try:
        return to_email(typed)
    except BadValue:
        cure = "应像 name@example.com 这样，只填一个"
        raise BadValue("邮箱写得不对，请检查", cure) from None


@lru_cache(maxsize=1024)
def _checked_domain(domain: str) -> str:
    """The domain normalised; a roster's people share a dozen, and the check takes its time."""
    return validate_email(f"a@{domain}", check_deliverability=False).domain


def doubt_email(address: str) -> str | None:
    """The provider's domain an address was probably meant for, as a sentence; None if none."""
    domain = address.rpartition("@")[2]
    provider = near_provider(domain)
    return f"邮箱域名 {domain} 很像 {provider}，请核对是不是写错" if provider else None


@lru_cache(maxsize=1024)
def near_provider(domain: str) -> str | None:
    """The usual provider that a domain is one slip away from; None for none, or one of them."""
    if domain in _PROVIDERS:
        return None
    return next((provider for provider in _PROVIDERS if _one_slip(domain, provider)), None)


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter put in, left out, changed or swapped with the next makes the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[1:2] + rest[:1] == other_rest[:2] and rest[2:] == other_rest[2:])
    )


def to_qq(cell: Cell) -> str:
    """Five to twelve digits. Raises BadValue."""
    text = plain(cell).lower().removesuffix("@qq.com")
    if not re.fullmatch(r"[1-9]\d{4,11}", text, re.ASCII):
        raise BadValue("不是 QQ 号", "QQ 号是 5 至 12 位数字")
    return text


def to_wechat(cell: Cell) -> str:
    """The WeChat name as written. Raises BadValue."""
    text = as_text(cell)
    if len(text) > 60:
        raise BadValue("微信号太长", "请只填微信号")
    return text
