"""What every template can say: dates, moments, rules, and who is logged in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, cast

from flask import Flask, current_app, g

from machines.register import get_rule
from machines.roles import Role
from tracker.auth.sessions import find_signed_in
from tracker.clock import SHANGHAI, day_of
from tracker.desk import Actor
from tracker.masking import mask_private
from tracker.models import Branch, Mail, Staff
from tracker.natural_order import branch_order, natural_order
from tracker.permissions import may_enter
from tracker.views.at_desk import desk
from tracker.views.incoming.listing import held_badge, new_badge
from tracker.views.mail_words import leaving
from tracker.views.nav import NAV

NOTHING = "—"


def register_words(app: Flask) -> None:
    """Filters and globals of the templates."""
    app.add_template_filter(show_day, "day")
    app.add_template_filter(show_moment, "moment")
    app.add_template_filter(show_duration, "duration")
    app.add_template_filter(show_or_nothing, "or_nothing")
    app.add_template_filter(branches_in_order)
    app.add_template_filter(groups_in_order)
    app.add_template_filter(show_place, "place")
    app.add_template_filter(mask_private, "masked")
    app.add_template_filter(_leaving, "leaving")
    app.add_template_global(get_rule, "get_rule")
    app.add_template_global(Role, "Role")
    app.add_template_global(_today, "today")
    app.add_template_global(may_go, "may_go")
    app.context_processor(_who)


def show_day(day: date | datetime | None) -> str:
    """A day as 2024-06-30; a moment's day is the one in Asia/Shanghai."""
    if day is None:
        return NOTHING
    return (day_of(day) if isinstance(day, datetime) else day).isoformat()


def show_moment(moment: datetime | None) -> str:
    """A moment as 2024-06-30 14:05 in Asia/Shanghai."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment is not None else NOTHING


def show_duration(time: timedelta) -> str:
    """A time as 1 分 20 秒; what is under a second, or before its beginning, as 0 秒."""
    minutes, seconds = divmod(max(int(time.total_seconds()), 0), 60)
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


def branches_in_order(branches: Iterable[Branch]) -> list[Branch]:
    """Branches as lists show them: 第二 before 第三."""
    return sorted(branches, key=branch_order)


def groups_in_order(groups: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """What was grouped by the name of a branch, in the order of the names."""
    return sorted(groups, key=lambda group: natural_order(group[0]))


def show_or_nothing(value: Any) -> Any:
    """The value, or a dash for what is empty."""
    return NOTHING if value in (None, "") else value


def show_place(key: str, alone: bool = False) -> str:
    """A row of a roster: 第 5 行, or 表2 第 5 行 where it has several sheets."""
    sheet, _, row = key.partition(":")
    return f"第 {row} 行" if alone else f"表{sheet} 第 {row} 行"


def may_go(endpoint: str) -> bool:
    """Whether whoever is logged in may enter a route: no button leads to a refusal."""
    staff = find_signed_in()
    return may_enter(endpoint, staff.as_role if staff else None)


def _leaving(mail: Mail) -> str:
    return leaving(mail, desk().now)


def _today() -> date:
    return day_of(desk().now)


def _who() -> dict[str, Any]:
    staff = find_signed_in()
    role = staff.as_role if staff else None
    known = current_app.view_functions
    entries = [e for e in NAV if role and e.endpoint in known and may_enter(e.endpoint, role)]
    waits = {"waits_at": partial(_waits_at, staff), "new_at": partial(_new_at, staff)}
    return {"signed_in": staff, "nav": entries, **waits}


def _waits_at(staff: Staff | None, endpoint: str) -> str:
    """How many wait behind an entry of the menu, asked once a page and only where it is shown."""
    if staff is None or endpoint != "incoming.index":
        return ""
    if "held_badge" not in g:
        g.held_badge = held_badge(desk(), Actor(staff.as_role, staff))
    return cast(str, g.held_badge)


def _new_at(staff: Staff | None, endpoint: str) -> str:
    """How many replies behind an entry of the menu nobody has looked at yet."""
    if staff is None or endpoint != "incoming.index":
        return ""
    if "new_badge" not in g:
        g.new_badge = new_badge(desk(), Actor(staff.as_role, staff))
    return cast(str, g.new_badge)
