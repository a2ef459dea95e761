"""What a policy may not say: items that contradict a rule, each other, or any calendar (S0-1).

Every fault names the item it stands beside and the cure. Whatever a page or the engine could stumble
over is refused here, so that a stored policy can be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from machines.policy import Policy
from machines.refusals import Refusal
from machines.roles import Role

WHERE = "设置 · 政策"
RULES = {item.name: item.metadata["rule"] for item in fields(Policy)}
LABELS = {item.name: item.metadata["label"] for item in fields(Policy)}
UNITS = {item.name: item.metadata["unit"] for item in fields(Policy)}

LETTER_DAYS_MAX = 90
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
# No school needs more; a number beyond all calendars would stop every case that counts with it.
MOST = {"天": 3650, "个月": 240, "次": 99, "种": 99}
LONGEST_LIST = 12
LONGEST_WORDS = 120
LEAST_SENDING = timedelta(hours=1)
# A month of any calendar has at least so many days.
DAYS_OF_A_MONTH = 28
# Who is told one after the other once a deadline has passed (S3.1-6, S3.1-7): a rung for each.
ESCALATION = (Role.CONTACT_PERSON, Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT)
# A repeated group that itself repeats makes a pattern run for hours on a word that just fails.
REPEATED_REPEAT = re.compile(r"\([^()]*[+*}][^()]*\)[+*{]")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a list of numbers must satisfy.

    `falling`: written as a countdown, 30、14、7. `least` is the smallest number allowed; `count`
    how many there are at least. `widening`: each gap is wider than the one before.
    """

    falling: bool = False
    least: int = 1
    count: int = 1
    widening: bool = False


COUNTDOWN = Numbers(falling=True, least=0)
_SPECIAL = {
    "lost_contact_mail_days": Numbers(widening=True),
    # After the deadline, not on it: "more than half a year" hangs on that (D-2).
    "escalation_days": Numbers(least=1, count=len(ESCALATION)),
}


def _demands(name: str, default: tuple[int, ...]) -> Numbers:
    """A list is written in the order of its default; what has one number counts down."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    return COUNTDOWN if default[0] >= default[-1] else Numbers()


LISTS = {
    item.name: _demands(item.name, item.default)
    for item in fields(Policy)
    if isinstance(item.default, tuple) and isinstance(item.default[0], int)
}

# The first may not be greater (later) than the last.
ORDER = (
    ("data_check_from", "data_check_until"),
    ("extension_months_min", "extension_months_max"),
    ("contact_voice_channels", "contact_channels"),
    ("contact_channels", "contact_attempts"),
    ("contact_days", "contact_attempts"),
    ("leaving_day", "receipt_cutoff"),
    ("data_check_from", "leaving_day"),
    ("activity_months", "retention_months"),
    ("abroad_contact_months", "abroad_months"),
)

# Lists that count in days within a number of months, and within what they must stay.
WITHIN_MONTHS = (
    ("reissue_warning_days", "reissue_outer_months"),
    ("regularisation_reminder_days", "extension_months_min"),
    ("abroad_contact_reminder_days", "abroad_contact_months"),
)
# The same in one unit: every number is smaller.
WITHIN = (
    ("letter_reminder_days", "letter_days"),
    ("retention_warning_months", "retention_months"),
    ("abroad_warning_months", "abroad_months"),
)
# Days counted back from the second day may not reach back beyond the first.
WITHIN_DAYS = (
    ("data_check_reminder_days", "data_check_from", "data_check_until"),
    ("data_ask_again_days", "data_check_from", "data_check_until"),
    ("leaving_reminder_days", "data_check_from", "leaving_day"),
    ("receipt_digest_days", "data_check_from", "receipt_cutoff"),
)
# Told to staff alone: nothing of these is held to be the same mail.
TO_STAFF = frozenset({"escalation_days", "receipt_digest_days"})

Fault = tuple[str, str]


def faults(policy: Policy) -> list[Refusal]:
    """What contradicts itself or a rule that no school may change, each beside its item."""
    found = [*_bad_numbers(policy), *_bad_lists(policy), *_bad_shares(policy)]
    if not found:
        # Only numbers that each make sense are compared with each other.
        found = [*_bad_order(policy), *_bad_reach(policy), *_bad_pace(policy)]
    found += [*_bad_hours(policy), *_bad_words(policy)]
    return [Refusal(missing, RULES[name], Role.DEPARTMENT, WHERE, name) for name, missing in found]


def _bad_numbers(policy: Policy) -> Iterator[Fault]:
    for item in fields(Policy):
        value: Any = getattr(policy, item.name)
        # A yes or no is no number, whatever Python thinks.
        if type(value) is int and value < 1:
            yield item.name, "应为正整数"
        elif type(value) is int and value > MOST[UNITS[item.name]]:
            yield item.name, f"最大为 {MOST[UNITS[item.name]]}"
        elif isinstance(value, date) and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            yield item.name, f"年份应在 {EARLIEST_YEAR} 与 {LATEST_YEAR} 之间"
    if LETTER_DAYS_MAX < policy.letter_days <= MOST["天"]:
        yield "letter_days", f"最长不超过三个月（{LETTER_DAYS_MAX} 天）"


def _bad_lists(policy: Policy) -> Iterator[Fault]:
    for name, wanted in LISTS.items():
        numbers: tuple[int, ...] = getattr(policy, name)
        missing = _bad_list(numbers, wanted, MOST[UNITS[name]])
        if missing:
            yield name, missing


def _bad_list(numbers: tuple[int, ...], wanted: Numbers, most: int) -> str:
    """The first thing wrong with a list; "" for nothing."""
    if len(numbers) < wanted.count:
        return f"至少写 {wanted.count} 个数" + ("，逐级各一个" if wanted.count > 1 else "")
    if len(numbers) > LONGEST_LIST:
        return f"最多写 {LONGEST_LIST} 个数"
    if min(numbers) < wanted.least or max(numbers) > most:
        return f"每个数应在 {wanted.least} 与 {most} 之间"
    if len(set(numbers)) < len(numbers):
        return "有重复的数，请删去"
    ordered = tuple(sorted(numbers, reverse=wanted.falling))
    if numbers != ordered:
        how = "从大到小" if wanted.falling else "从小到大"
        return f"请{how}写：{'、'.join(map(str, ordered))}"
    gaps = [later - before for before, later in pairwise((0, *numbers))]
    if wanted.widening and any(later <= before for before, later in pairwise(gaps)):
        return "每次间隔应比前一次长，如 14、42（间隔 14 天、28 天）"
    return ""


def _bad_shares(policy: Policy) -> Iterator[Fault]:
    name, shares = "letter_reminder_shares", policy.letter_reminder_shares
    if not shares:
        yield name, "至少写一个，如 1/3、2/3"
    elif len(shares) > LONGEST_LIST:
        yield name, f"最多写 {LONGEST_LIST} 个"
    elif not all(0 < share < 1 for share in shares):
        yield name, "每个都应大于 0、小于 1，如 1/3、2/3"
    elif any(later <= before for before, later in pairwise(shares)):
        yield name, f"请从小到大写，不重复：{'、'.join(map(str, sorted(set(shares))))}"


def _bad_order(policy: Policy) -> Iterator[Fault]:
    """Pairs that must stand in order, and days that cannot come before others."""
    for first, last in ORDER:
        if getattr(policy, first) > getattr(policy, last):
            yield last, f"不能小于（早于）“{LABELS[first]}”"
    if policy.contact_days > policy.contact_spread_days + 1:
        yield "contact_days", f"在“{LABELS['contact_spread_days']}”之内没有这么多天"
    # S2.2-1: the split falls into the season of leaving, whatever the school's calendar.
    if policy.probation_split.year != policy.leaving_day.year:
        yield "probation_split", f"应与“{LABELS['leaving_day']}”同年"
    elif policy.probation_split > policy.receipt_cutoff:
        yield "probation_split", f"不能晚于“{LABELS['receipt_cutoff']}”"
    # D-17: a letter that is still valid cannot be beyond the limit for another one.
    if policy.letter_days > policy.reissue_outer_months * 31:
        yield "reissue_outer_months", f"不能短于“{LABELS['letter_days']}”"


def _bad_reach(policy: Policy) -> Iterator[Fault]:
    """Reminders that would come before the time began which they count down."""
    for name, whole in WITHIN:
        if max(getattr(policy, name)) >= getattr(policy, whole):
            yield (
                name,
                f"每个数都应小于“{LABELS[whole]}”（{getattr(policy, whole)} {UNITS[whole]}）",
            )
    for name, whole in WITHIN_MONTHS:
        months = getattr(policy, whole)
        if max(getattr(policy, name)) >= months * DAYS_OF_A_MONTH:
            yield name, f"每个数都应在“{LABELS[whole]}”（{months} 个月）之内"
    for name, first, last in WITHIN_DAYS:
        value = getattr(policy, name)
        reach = (getattr(policy, last) - getattr(policy, first)).days
        if reach >= 0 and (max(value) if isinstance(value, tuple) else value) > reach:
            yield name, f"不能超过 {reach} 天，否则早于“{LABELS[first]}”"


def _bad_pace(policy: Policy) -> Iterator[Fault]:
    """S4.4-1: a reminder that follows too soon upon another would be held to be the same."""
    for name in (one for one in LISTS if UNITS[one] == "天" and one not in TO_STAFF):
        gaps = [abs(later - before) for before, later in pairwise(getattr(policy, name))]
        if gaps and min(gaps) <= policy.same_mail_days:
            near = f"“{LABELS[name]}”有两次只隔 {min(gaps)} 天"
            yield "same_mail_days", f"应小于 {min(gaps)}：{near}，后一次会被当作重复而不发"
            return


def _bad_hours(policy: Policy) -> Iterator[Fault]:
    opens, closes = (_on_a_day(at) for at in (policy.mails_from, policy.mails_until))
    if closes <= opens:
        yield "mails_until", f"应晚于“{LABELS['mails_from']}”"
    elif closes - opens < LEAST_SENDING:
        yield "mails_until", f"应比“{LABELS['mails_from']}”至少晚 1 小时，否则邮件发不完"


def _on_a_day(at: time) -> datetime:
    return datetime.combine(date.min, at)


def _bad_words(policy: Policy) -> Iterator[Fault]:
    for name in ("job_post_pattern", "home_province", "rules_text_version"):
        words = getattr(policy, name)
        if not words.strip():
            yield name, "请填写此项"
        elif len(words) > LONGEST_WORDS:
            yield name, f"不能超过 {LONGEST_WORDS} 个字符"
    try:
        re.compile(policy.job_post_pattern)
    except (re.error, OverflowError, RecursionError) as error:
        where = (getattr(error, "pos", None) or 0) + 1
        yield "job_post_pattern", f"正则写法有误（第 {where} 个字符附近）"
        return
    if REPEATED_REPEAT.search(policy.job_post_pattern):
        yield (
            "job_post_pattern",
            "重复之中又有重复（如 (a+)+），核对会停住；请改写，如 .+毕业年级学生",
        )
