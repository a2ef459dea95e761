"""The calendar by its signed address: whose it is, what stands in it, and what no address tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from machines.roles import Role
from tests.conftest import NOW
from tracker.actions.accounts import close_account
from tracker.actions.reminding import open_feed, revoke_feed
from tracker.calendar_feed import content, pace
from tracker.calendar_feed.address import feed_url
from tracker.desk import Actor
from tracker.models import PlannedWait

DAY = date(2024, 7, 10)


@pytest.fixture
def client(app):
    """A calendar program: no cookie, no log-in."""
    return app.test_client()


@pytest.fixture
def address(desk, world):
    """The path of an account's calendar, by role."""

    def path(role: Role = Role.BRANCH_SECRETARY) -> str:
        staff = world.staff[role]
        found = open_feed(desk, staff.id, Actor(role, staff))
        return feed_url(desk.settings, found).removeprefix(desk.settings.base_url)

    return path


def wait(world, case, due_on: date, name: str = "out_of_plan") -> None:
    world.session.add(
        PlannedWait(case_id=case.id, track="transfer", name=name, due_on=due_on, handled_until=NOW)
    )
    world.session.commit()


def events(client, path: str) -> list[tuple[date, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    read = Calendar.from_ical(answer.data)
    return [(event.decoded("dtstart"), str(event["summary"])) for event in read.walk("VEVENT")]


def test_deadlines_stand_on_their_day_by_kind_with_tags(client, address, world):
    world.session.query(PlannedWait).delete()
    for case in (world.case, world.with_letter):
        wait(world, case, DAY, "letter_validity")
    wait(world, world.case, DAY, "receipts_by")
    first, second = sorted((world.case.tag, world.with_letter.tag))

    assert events(client, address()) == [
        (DAY, f"介绍信有效期 2 件：{first}、{second}"),
        (DAY, f"回执登记截止 1 件：{world.case.tag}"),
    ]


def test_each_has_the_deadlines_of_the_cases_he_sees(client, address, world):
    world.session.query(PlannedWait).delete()
    for case in (world.case, world.other_branch_case, world.other_college_case):
        wait(world, case, DAY, "letter_validity")

    def tags(role: Role) -> str:
        return "".join(words for _, words in events(client, address(role)))

    assert "1 件" in tags(Role.BRANCH_SECRETARY)
    assert "2 件" in tags(Role.ORGANIZER)
    assert world.other_college_case.tag not in tags(Role.ORGANIZER)
    assert "3 件" in tags(Role.DEPARTMENT)
    assert tags(Role.CONTACT_PERSON) == f"介绍信有效期 1 件：{world.case.tag}"


def test_the_past_month_to_the_coming_year(client, address, world):
    world.session.query(PlannedWait).delete()
    today = NOW.date()
    for number, days in enumerate((-31, -30, 365, 366)):
        wait(world, world.case, today + timedelta(days=days), f"wait{number}")

    assert [day for day, _ in events(client, address())] == [
        today - timedelta(days=30),
        today + timedelta(days=365),
    ]


def test_x_pipl_no_name_no_number_and_no_word_of_disposition(client, address, world, monkeypatch):
    monkeypatch.setattr(content, "wait_label", lambda _: "停止党籍满两年")
    wait(world, world.case, DAY)
    text = client.get(address(Role.DEPARTMENT)).data.decode().replace("\r\n ", "")

    person = world.case.person
    for secret in (person.name, person.mobile, person.id_number, person.student_no, "停止党籍"):
        assert secret not in text
    assert "期限事项 1 件" in text


def test_it_is_a_calendar_by_the_letter(client, address, world):
    for number in range(40):
        wait(world, world.case, DAY, f"wait{number}")
    answer = client.get(address())

    assert answer.content_type == "text/calendar; charset=utf-8"
    lines = answer.data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert b"BEGIN:VALARM" not in lines
    read = Calendar.from_ical(answer.data)
    assert str(read["x-wr-calname"]) == "组织关系台账 · 期限"
    found = read.walk("VEVENT")
    assert len({str(event["uid"]) for event in found}) == len(found)
    assert all(event["dtstamp"].dt < NOW for event in found)
    assert all(event.decoded("dtend") - event.decoded("dtstart") == timedelta(1) for event in found)
    assert all(str(event["url"]).startswith("http://127.0.0.1:8000/cases") for event in found)


def test_what_is_unchanged_is_not_fetched_again(client, address, app, world):
    path = address()
    first = client.get(path)
    tag = first.headers["ETag"]

    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert first.headers["Cache-Control"].startswith("private")
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=1)
    assert client.get(path).headers["ETag"] == tag
    wait(world, world.case, DAY)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_uid_stays_while_its_cases_change(client, address, world):
    wait(world, world.case, DAY)
    path = address()

    def uids() -> set[str]:
        read = Calendar.from_ical(client.get(path).data)
        return {str(e["uid"]) for e in read.walk("VEVENT") if e.decoded("dtstart") == DAY}

    before = uids()
    wait(world, world.with_letter, DAY)
    assert uids() == before


def test_too_many_deadlines_are_cut_off_and_it_says_so(client, address, world, monkeypatch):
    monkeypatch.setattr(content, "MOST", 2)
    world.session.query(PlannedWait).delete()
    for number in range(3):
        wait(world, world.case, DAY + timedelta(days=number), f"wait{number}")

    found = events(client, address())

    assert [day for day, _ in found] == [DAY, DAY + timedelta(days=1), NOW.date()]
    assert found[-1][1] == "期限太多，日历只列出最近 2 件"


def test_a_forged_renewed_revoked_or_closed_address_is_not_there_and_says_nothing(
    client, address, desk, world, organizer
):
    me = world.staff[Role.BRANCH_SECRETARY]
    actor = Actor(me.as_role, me)
    nowhere = client.get("/calendar/nothing.ics")
    old = address()
    assert client.get(old).status_code == 200

    def refused(path: str) -> bool:
        answer = client.get(path)
        return (answer.status_code, answer.data) == (404, nowhere.data)

    token = old.removesuffix(".ics")
    last = chr(ord(token[-1]) + 1) if token[-1] not in "Zz9_-" else "A"
    assert refused(f"{token[:-1]}{last}.ics")
    other = replace(desk.settings, secret_key="another key, long enough to be one........")
    assert refused(feed_url(other, me).removeprefix(desk.settings.base_url))
    new = address()
    assert refused(old)
    assert client.get(new).status_code == 200
    revoke_feed(desk, me.id, actor)
    assert refused(new)
    again = address()
    department = world.staff[Role.DEPARTMENT]
    close_account(desk, me.id, Actor(Role.DEPARTMENT, department))
    assert refused(again)


def test_a_program_gone_wild_is_told_to_wait(client, address):
    path = address()
    codes = [client.get(path).status_code for _ in range(pace.MOST_READS + 1)]
    assert codes == [200] * pace.MOST_READS + [429]


def test_the_page_makes_shows_renews_and_revokes_the_address(secretary, client, world):
    def shown() -> str:
        page = secretary.get("/reminders/")
        start = page.raw.find("/calendar/")
        return page.raw[start:].partition('"')[0] if ".ics" in page.raw else ""

    assert shown() == ""
    secretary.post("/reminders/calendar")
    first = shown()
    assert client.get(first).status_code == 200
    secretary.post("/reminders/calendar")
    assert shown() != first
    assert client.get(first).status_code == 404
    secretary.post("/reminders/calendar/revoke")
    assert shown() == ""
