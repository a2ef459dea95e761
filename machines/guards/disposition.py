"""Guards of opening a review: nothing is opened on thin evidence (S4.5(4), SA, D-2, D-9, D-15, D-16)."""

from __future__ import annotations

from datetime import date

from machines.dates import later_than_months
from machines.facts import ContactFacts, Facts
from machines.orders.disposition import ReviewOpening
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import check, guard
from machines.words import VOICE_CHANNELS, Channel, Direction, Ground

LEDGER = "联系记录 · 登记联系"


@guard("离校已超过六个月", "SA-1", "SA-3", "D-2")
def left_over_half_a_year_ago(facts: Facts, today: date) -> list[Refusal]:
    """D-2: strictly more than six months since leaving."""
    months = facts.policy.lost_contact_months
    if facts.left_on is not None and later_than_months(today, facts.left_on, months):
        return []
    when = facts.left_on or "未登记"
    missing = f"离校日期 {when}，尚未超过 {months} 个月"
    return [Refusal(missing, "SA-1", Role.COMMITTEE, "处置 · 启动程序")]


@guard("组织关系未转出，也未依规保留", "SA-1", "SA-3")
def relation_not_transferred(facts: Facts, today: date) -> list[Refusal]:
    """SA-1: who was accepted or is lawfully kept is not a case for this.

    A retained member who falls silent is reported out of contact first; one kept abroad may be
    reviewed before his time is up (D-13).
    """
    settled = ("accepted", "moved_internally", "ended_by_disposition")
    kept = ("deferred", "retained", "conduct_review")
    if facts.states.get("transfer") not in (*settled, *kept):
        return []
    return [Refusal("组织关系已经转出或依规保留", "SA-1", Role.COMMITTEE, "转移")]


@guard("联系记录达到最低要求", "D-15", "SA-1")
def contact_minimum_met(facts: Facts, today: date) -> list[Refusal]:
    """D-15: attempts, channels, voice, days, spread, freshness, each mail address more than once."""
    policy = facts.policy
    counted = [c for c in facts.contacts if c.direction is Direction.OUT]
    numbers = (
        ("联系次数", len(counted), policy.contact_attempts),
        ("联系渠道", len({c.channel for c in counted}), policy.contact_channels),
        (
            "通话或当面渠道",
            len({c.channel for c in counted} & VOICE_CHANNELS),
            policy.contact_voice_channels,
        ),
        ("不同日期", len({c.on for c in counted}), policy.contact_days),
    )
    found = [
        Refusal(f"{label} {have} / {need}", "D-15", Role.BRANCH_SECRETARY, LEDGER)
        for label, have, need in numbers
        if have < need
    ]
    return found + _spread(counted, facts, today) + _addresses(counted, facts)


def _spread(counted: list[ContactFacts], facts: Facts, today: date) -> list[Refusal]:
    if not counted:
        return []
    policy, found = facts.policy, []
    on = sorted(c.on for c in counted)
    spread, age = (on[-1] - on[0]).days, (today - on[-1]).days
    if spread < policy.contact_spread_days:
        missing = f"首末次联系相隔 {spread} / {policy.contact_spread_days} 天"
        found.append(Refusal(missing, "D-15", Role.BRANCH_SECRETARY, LEDGER))
    if age > policy.contact_newest_days:
        missing = f"最近一次联系已过 {age} 天，须在 {policy.contact_newest_days} 天内"
        found.append(Refusal(missing, "D-15", Role.BRANCH_SECRETARY, LEDGER))
    return found


def _addresses(counted: list[ContactFacts], facts: Facts) -> list[Refusal]:
    tried = [c.address for c in counted if c.channel is Channel.MAIL]
    thin = [
        address
        for address in facts.person.mail_addresses
        if tried.count(address) < facts.policy.contact_tries_per_address
    ]
    if not thin:
        return []
    missing = f"{len(thin)} 个邮箱只试过一次或没有试过"
    return [Refusal(missing, "D-15", Role.BRANCH_SECRETARY, LEDGER)]


@guard("半年内没有双向联系", "D-15", "SA-1")
def no_two_way_contact_lately(facts: Facts, today: date) -> list[Refusal]:
    """D-15: any two-way contact stops the clock; the half-year begins anew."""
    last, months = facts.last_two_way, facts.policy.lost_contact_months
    if last is None or later_than_months(today, last, months):
        return []
    missing = f"{last} 与本人有双向联系，未满 {months} 个月"
    return [Refusal(missing, "D-15", Role.BRANCH_SECRETARY, "联系记录")]


@check("书面认定写明所依据的联系记录", "D-9")
def finding_names_its_entries(facts: Facts, order: ReviewOpening, today: date) -> list[Refusal]:
    """D-9: without a finding that rests on named entries there is no disposition."""
    named = {part.strip() for part in order.entries.replace("，", ",").split(",") if part.strip()}
    known = {str(c.entry) for c in facts.contacts}
    if named and named <= known:
        return []
    wrong = "、".join(sorted(named - known)) or "无"
    missing = f"须写明本案联系记录的编号（不存在的编号：{wrong}）"
    return [Refusal(missing, "D-9", Role.COMMITTEE, "处置 · 启动程序", "entries")]


@check("自行脱党须曾联系到本人", "D-16", "D-13")
def ground_matches_evidence(facts: Facts, order: ReviewOpening, today: date) -> list[Refusal]:
    """D-16: self-withdrawal means reached without proper reason; never reached is lost contact."""
    reached = facts.last_two_way is not None
    if order.ground is Ground.LOST_CONTACT or reached:
        return []
    missing = "从未与本人取得双向联系，只能以失去联系为依据"
    return [Refusal(missing, "D-16", Role.COMMITTEE, "处置 · 启动程序", "ground")]
