"""Log-in: slowed down for guessers, the same answer for known and unknown, sessions that end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from machines.roles import Role
from tests.conftest import NOW
from tests.tracker.views.browser import PASSWORD, Browser
from tests.tracker.views.conftest import World
from tracker.auth.passwords import password_is_right
from tracker.models import LoginAttempt

Opened = Callable[..., Browser]


def test_a_right_log_in_leads_to_the_list(world: World, browser: Opened) -> None:
    window = browser()
    window.log_in(world.staff[Role.ORGANIZER])
    assert "个案" in window.client.get("/", follow_redirects=True).get_data(as_text=True)


def test_wrong_password_and_unknown_account_get_the_same_words(
    world: World, browser: Opened
) -> None:
    window = browser()
    known = window.log_in(world.staff[Role.ORGANIZER], "falsch-geraten", 422)
    unknown = window.log_in("niemand", "falsch-geraten", 422)
    assert "账号或密码不对" in known.text
    assert known.text == unknown.text


def test_an_inactive_account_cannot_log_in(world: World, browser: Opened) -> None:
    staff = world.staff[Role.ORGANIZER]
    staff.active = False
    world.session.commit()
    assert "账号或密码不对" in browser().log_in(staff, code=422).text


def test_five_failures_make_the_account_wait_even_for_the_right_password(
    world: World, browser: Opened, app: Flask
) -> None:
    staff = world.staff[Role.ORGANIZER]
    for _ in range(5):
        browser().log_in(staff, "falsch-geraten", 422)
    assert "请 15 分钟后再试" in browser().log_in(staff, code=422).text
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=9)
    assert "请 6 分钟后再试" in browser().log_in(staff, code=422).text
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=15)
    browser().log_in(staff)
    assert world.count(LoginAttempt) == 0


def test_one_address_cannot_try_many_accounts(world: World, browser: Opened) -> None:
    for number in range(30):
        world.session.add(LoginAttempt(login=f"gast{number}", address="127.0.0.1", at=NOW))
    world.session.commit()
    words = browser().log_in(world.staff[Role.ORGANIZER], code=422).text
    assert "登录失败的账号已有 30 个，整个地址暂停登录，请 15 分钟后再试" in words
    assert "您的账号没有被锁定" in words


def test_many_failures_of_few_accounts_keep_nobody_else_at_the_address_out(
    world: World, browser: Opened
) -> None:
    for number in range(90):
        world.session.add(LoginAttempt(login=f"gast{number % 29}", address="127.0.0.1", at=NOW))
    world.session.commit()
    browser().log_in(world.staff[Role.ORGANIZER])


def test_the_address_is_let_in_when_enough_of_its_accounts_are_past(
    world: World, browser: Opened, app: Flask
) -> None:
    for number in range(30):
        at = NOW - timedelta(minutes=10 if number == 0 else 1)
        world.session.add(LoginAttempt(login=f"gast{number}", address="127.0.0.1", at=at))
    world.session.commit()
    assert "请 5 分钟后再试" in browser().log_in(world.staff[Role.ORGANIZER], code=422).text
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=5)
    browser().log_in(world.staff[Role.ORGANIZER])


def test_the_waiting_of_one_account_keeps_no_other_out(world: World, browser: Opened) -> None:
    for _ in range(5):
        browser().log_in(world.staff[Role.ORGANIZER], "falsch-geraten", 422)
    browser().log_in(world.staff[Role.COMMITTEE])


def test_log_in_goes_on_to_the_page_that_was_asked_for(world: World, browser: Opened) -> None:
    window = browser()
    window.get(f"/cases/{world.case.id}", 303)
    assert window.last is not None
    window.send(
        window.last.headers["Location"],
        login=world.staff[Role.BRANCH_SECRETARY].login,
        password=PASSWORD,
    )
    assert window.last.headers["Location"] == f"/cases/{world.case.id}"


def test_log_in_never_goes_on_to_another_site(world: World, browser: Opened) -> None:
    for wanted in ("https://example.net/", "//example.net", "/\\example.net", "javascript:1"):
        window = browser()
        staff = world.staff[Role.ORGANIZER]
        window.post("/login", login=staff.login, password=PASSWORD, next=wanted)
        assert window.last is not None
        assert window.last.headers["Location"] == "/", wanted


def test_log_out_makes_every_copy_of_the_cookie_worthless(world: World, browser: Opened) -> None:
    window, thief = browser(world.staff[Role.ORGANIZER]), browser()
    cookie = window.client.get_cookie("tracker")
    assert cookie is not None
    thief.client.set_cookie("tracker", cookie.value)
    thief.get("/cases")
    window.post("/logout")
    thief.get("/cases", 303)
    window.get("/cases", 303)


def test_log_out_is_no_link(secretary: Browser) -> None:
    secretary.get("/logout", 405)
    secretary.get("/cases")


def test_the_session_is_new_after_log_in(world: World, browser: Opened) -> None:
    window = browser()
    window.get("/login")
    before = window.token()
    window.log_in(world.staff[Role.ORGANIZER])
    window.post("/password", 400, csrf_token=before)


def test_a_session_ends_after_a_working_day(app: Flask, world: World, browser: Opened) -> None:
    window = browser(world.staff[Role.ORGANIZER])
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=11)
    window.get("/cases")
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=13)
    window.get("/cases", 303)


def test_a_cookie_in_another_browser_is_refused(world: World, browser: Opened) -> None:
    window, other = browser(world.staff[Role.ORGANIZER]), browser()
    cookie = window.client.get_cookie("tracker")
    assert cookie is not None
    other.client.set_cookie("tracker", cookie.value)
    assert other.client.get("/cases", headers={"User-Agent": "another"}).status_code == 303


def test_cookie_is_narrow(world: World, browser: Opened) -> None:
    window = browser(world.staff[Role.ORGANIZER])
    assert window.last is not None
    cookie = window.last.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_new_password_ends_other_sessions_and_replaces_the_old(
    world: World, browser: Opened
) -> None:
    staff = world.staff[Role.ORGANIZER]
    window, other = browser(staff), browser(staff)
    window.send("/password", old=PASSWORD, new="ganz-neues-wort", again="ganz-neues-wort")
    window.get("/cases")
    other.get("/cases", 303)
    browser().log_in(staff, code=422)
    browser().log_in(staff, "ganz-neues-wort")


def test_a_bad_new_password_changes_nothing(world: World, browser: Opened) -> None:
    staff = world.staff[Role.ORGANIZER]
    window = browser(staff)
    cases = (
        ({"old": "falsch-geraten", "new": "langes-neues-wort", "again": "langes-neues-wort"}, "现在的密码不对"),
        ({"old": PASSWORD, "new": "zu-kurz", "again": "zu-kurz"}, "至少 10 个字符"),
        ({"old": PASSWORD, "new": "langes-neues-wort", "again": "anderes-wort-hier"}, "不一致"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "不能与旧密码"),
    )  # fmt: skip
    for values, words in cases:
        assert words in window.send("/password", 422, **values).text
    world.session.expire_all()
    assert password_is_right(staff, PASSWORD)
