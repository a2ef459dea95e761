"""Mails that fit no case for certain wait in a list, with every reason, and are filed by a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from machines.roles import Role
from machines.words import Channel, Direction, Grade, Kind
from tests.conftest import NOW
from tests.factories import make_case, make_incoming, make_person
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.config import Settings
from tracker.desk import Actor, Desk
from tracker.inbox.words import InboxState, IncomingKind
from tracker.models import Case, ContactEntry, IncomingMail, Task, db
from tracker.views.incoming.listing import PAGE, held_badge, new_badge

Opened = Callable[..., Browser]

MOBILE = "13900000077"


ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, and PostgreSQL too where it matters."""
    return str(request.getfixturevalue(getattr(request, "param", "sqlite_url")))


def hold(world: World, *guesses: Case, **columns: object) -> IncomingMail:
    """A held mail, committed."""
    mail = make_incoming(world.session, guesses=guesses, **columns)  # type: ignore[arg-type]
    world.session.commit()
    return mail


def subjects(window: Browser, tab: str = "held") -> set[str]:
    """The mails that a list shows, by their addresses."""
    links = window.get(f"/incoming/?tab={tab}").links
    return {link for link in links if link.startswith("/incoming/") and link[10:].isdecimal()}


def test_a_held_mail_shows_its_words_and_each_reason_for_each_case(
    world: World, secretary: Browser
) -> None:
    hold(world, world.case, world.with_letter, own_text=f"老师，我换单位了，请打 {MOBILE}")
    page = secretary.get("/incoming/").text
    assert "我换单位了，请打 139****0077" in page
    assert MOBILE not in page
    assert f"{world.case.person.name} {world.case.tag}" in page
    assert "很可能（90 分）" in page
    assert "可能（60 分）" in page
    assert "发件地址是他登记的邮箱" in page
    assert "系统不替您选" in page


def test_two_cases_of_one_address_stand_side_by_side_with_what_differs_marked(
    world: World, secretary: Browser
) -> None:
    person = make_person(world.session, "tong@example.com", name="张伟", major_class="22 法学 1 班")
    other = make_person(world.session, "tong@example.com", name="张伟", major_class="22 法学 2 班")
    cases = [make_case(world.session, branch=world.branch, person=one) for one in (person, other)]
    hold(world, *cases, from_address="tong@example.com")
    page = secretary.get("/incoming/")
    assert page.text.count("（与其他个案不同）") == 4
    assert "22 法学 1 班（与其他个案不同）" in page.text
    assert f"{world.branch.name}（与其他个案不同）" not in page.text
    assert page.text.count("这是本人登记的邮箱") == 2
    assert "是本人的邮箱" not in page.text


def test_a_case_that_is_not_the_readers_is_counted_and_not_named(
    world: World, secretary: Browser
) -> None:
    hold(world, world.case, world.other_branch_case)
    page = secretary.get("/incoming/").text
    assert "另有 1 份可能的个案不归您管理" in page
    assert world.other_branch_case.tag not in page


@ON_BOTH
def test_each_sees_the_held_mails_of_own_cases_and_strangers_go_to_organizers_and_department(
    world: World, browser: Opened
) -> None:
    own = f"/incoming/{hold(world, world.case).id}"
    others = f"/incoming/{hold(world, world.other_college_case).id}"
    stranger = f"/incoming/{hold(world).id}"
    assert subjects(browser(world.staff[Role.BRANCH_SECRETARY])) == {own}
    assert subjects(browser(world.staff[Role.ORGANIZER])) == {own, stranger}
    assert subjects(browser(world.staff[Role.DEPARTMENT])) == {own, others, stranger}
    for role in (Role.COUNSELOR, Role.COMMITTEE, Role.CONTACT_PERSON):
        window = browser(world.staff[role])
        assert subjects(window) == set()
        assert "待分拣" not in window.get("/incoming/?tab=held").text


def test_the_menu_says_how_many_wait_for_those_who_sort_and_only_them(
    world: World, browser: Opened
) -> None:
    hold(world, world.case)
    hold(world)
    assert "来信 1 封待分拣" in browser(world.staff[Role.BRANCH_SECRETARY]).get("/cases").text
    organizer = browser(world.staff[Role.ORGANIZER])
    assert "来信 2 封待分拣" in organizer.get("/cases").text
    assert "另有 2 封来信待分拣" in organizer.get("/cases?tab=mine").text
    assert "待分拣" not in browser(world.staff[Role.COUNSELOR]).get("/cases?tab=mine").text


@ON_BOTH
def test_a_reply_that_was_filed_is_new_until_one_of_the_staff_has_opened_it(
    world: World, browser: Opened
) -> None:
    new = f"/incoming/{hold(world, case=world.case).id}"
    hold(world, case=world.with_letter, kind=IncomingKind.BOUNCE)
    hold(world, case=world.other_college_case)
    secretary = browser(world.staff[Role.BRANCH_SECRETARY])
    assert subjects(secretary, "new") == {new}
    assert "新 1 封还没有人看过" in secretary.get("/cases").text
    counselor = browser(world.staff[Role.COUNSELOR])
    assert subjects(counselor, "new") == {new}
    counselor.get(new)
    assert subjects(secretary, "new") == set()
    assert "没有新来信" in secretary.get("/incoming/?tab=new").text
    assert "还没有人看过" not in secretary.get("/cases").text


def test_settling_the_task_of_a_reply_has_seen_the_reply(world: World, secretary: Browser) -> None:
    mail = hold(world, case=world.case)
    entry = ContactEntry(
        case=world.case, at=NOW, recorded_at=NOW, channel=Channel.MAIL, direction=Direction.IN,
        grade=Grade.REPLIED, said="已报到", incoming_id=mail.id,
    )  # fmt: skip
    task = Task(case=world.case, role="branch_secretary", text="来信", entry=entry, opened_at=NOW)
    world.session.add(task)
    world.session.commit()
    secretary.post(f"/cases/{world.case.id}/tasks/{task.id}", 303, outcome="已回复")
    assert subjects(secretary, "new") == set()


@ON_BOTH
def test_filed_mails_are_found_by_kind_person_number_address_and_case(
    world: World, secretary: Browser
) -> None:
    world.case.person.name, world.case.person.student_no = "欧阳晓·测试", "A20201234"
    one = f"/incoming/{hold(world, case=world.case, from_address='ouyang@example.net').id}"
    two = f"/incoming/{hold(world, case=world.with_letter, kind=IncomingKind.DELAY).id}"
    world.set_by_hand()
    assert subjects(secretary, "filed") == {one, two}
    assert subjects(secretary, "filed&kind=delay") == {two}
    assert subjects(secretary, "filed&kind=nonsense&case=x") == {one, two}
    for words in ("欧阳", "A20201234", "ouyang@example.net", "ouyang"):
        assert subjects(secretary, f"filed&q={words}") == {one}, words
    assert subjects(secretary, f"filed&case={world.with_letter.id}") == {two}
    assert subjects(secretary, f"filed&case={world.other_college_case.id}") == set()
    assert "没有符合条件的来信" in secretary.get("/incoming/?tab=filed&q=无此人").text


def test_new_replies_are_counted_from_their_index_not_from_all_mails(
    world: World, settings: Settings
) -> None:
    told: list[tuple[str, object]] = []
    engine = world.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda *a: told.append((a[2], a[3])))
    for role in (Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT, Role.CONTACT_PERSON):
        new_badge(Desk(world.session, settings, NOW), Actor(role, world.staff[role]))
    asked = [one for one in told if "seen_at IS NULL" in one[0]]
    assert len(asked) == 4
    for statement, values in asked:
        plan = world.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [row[3] for row in plan]
        assert any("ix_incoming_mail_seen" in step for step in steps), steps
        assert not any("SCAN case" in step or "SCAN incoming" in step for step in steps), steps


def test_a_held_mail_tells_its_age_and_the_oldest_come_first_if_asked(
    world: World, organizer: Browser
) -> None:
    old = hold(world, received_at=NOW - timedelta(days=9))
    new = hold(world, received_at=NOW, subject="很" * 300)
    page = organizer.get("/incoming/").text
    assert "已等 9 天" in page
    assert "已等 0 天" not in page
    assert "很" * 119 + "…" in page
    assert "很" * 121 not in page
    assert "很" * 300 in organizer.get(f"/incoming/{new.id}").text
    links = organizer.get("/incoming/?oldest=1").links
    places = [links.index(f"/incoming/{mail.id}") for mail in (old, new)]
    assert places == sorted(places)


def test_a_mail_that_broke_a_step_is_listed_with_step_and_error(
    world: World, organizer: Browser
) -> None:
    hold(world, state=InboxState.BROKEN, failed_step="quotes", failed_with="ValueError: 坏的引用")
    page = organizer.get("/incoming/?tab=broken")
    assert "出错的步骤：剥离引用（quotes）" in page.text
    assert "ValueError: 坏的引用" in page.text
    assert "重新处理" in page.text


@pytest.mark.parametrize(
    ("step", "said"), [("doubt", "确认是否自动回复"), ("worker", "后台进程"), ("load", "读取原件")]
)
def test_whatever_a_mail_broke_at_is_said_in_chinese(
    world: World, organizer: Browser, step: str, said: str
) -> None:
    hold(world, state=InboxState.BROKEN, failed_step=step, failed_with="处理时中断")
    assert f"出错的步骤：{said}（{step}）" in organizer.get("/incoming/?tab=broken").text


def test_filed_mails_tell_to_which_case_and_by_whom(world: World, secretary: Browser) -> None:
    make_incoming(world.session, case=world.case)
    make_incoming(world.session, case=world.with_letter, filed_by=world.staff[Role.ORGANIZER])
    world.session.commit()
    page = secretary.get("/incoming/?tab=filed").text
    assert "由系统归入" in page
    assert f"由{world.staff[Role.ORGANIZER].name}归入" in page
    assert world.with_letter.tag in page


def test_mails_set_aside_can_be_taken_up_again(world: World, organizer: Browser) -> None:
    hold(world, state=InboxState.SET_ASIDE, findings=["搁置：广告邮件"])
    page = organizer.get("/incoming/?tab=set_aside").text
    assert "搁置：广告邮件" in page
    assert "恢复到待分拣" in page


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("held", "没有待分拣的来信"),
        ("broken", "没有处理出错的来信"),
        ("filed", "还没有归入个案的来信"),
        ("set_aside", "没有搁置的来信"),
    ],
)
def test_an_empty_list_explains_itself(
    world: World, organizer: Browser, tab: str, words: str
) -> None:
    assert words in organizer.get(f"/incoming/?tab={tab}").text


@pytest.mark.parametrize("nonsense", ["tab=x", "after=x", "after=99999999999", "after=-1", "tab="])
def test_an_address_that_makes_no_sense_is_the_first_page(
    world: World, organizer: Browser, nonsense: str
) -> None:
    mail = hold(world)
    assert f"/incoming/{mail.id}" in organizer.get(f"/incoming/?{nonsense}").links


@ON_BOTH
def test_five_hundred_held_mails_are_paged_with_as_many_queries_as_one(
    world: World, organizer: Browser
) -> None:
    cases = [world.case, world.with_letter, world.other_branch_case]
    cases += [make_case(world.session, branch=world.branch) for _ in range(20)]
    hold(world, world.case, world.with_letter)
    few = queries(organizer)
    for number in range(500):
        guesses = (cases[number % len(cases)], cases[(number + 7) % len(cases)])
        make_incoming(world.session, guesses=guesses, kind=IncomingKind.AUTOMATIC)
    world.session.commit()
    assert queries(organizer) == few
    page = organizer.get("/incoming/")
    assert "待分拣 501" in page.text
    assert "来信 99+ 封待分拣" in page.text
    seen: list[str] = []
    while True:
        here = [x for x in page.links if x.startswith("/incoming/") and x[10:].isdecimal()]
        seen += dict.fromkeys(here)
        onward = [x for x in page.links if "after=" in x]
        if not onward:
            break
        page = organizer.get(onward[-1])
    assert len(seen) == len(set(seen)) == 501
    assert PAGE < 501


def queries(window: Browser) -> int:
    """How many statements the list takes."""
    window.get("/incoming/")
    told: list[str] = []
    with window.client.application.app_context():
        found = db.engine

    def note(*args: object) -> None:
        told.append(str(args[2]))

    sa.event.listen(found, "before_cursor_execute", note)
    window.get("/incoming/")
    sa.event.remove(found, "before_cursor_execute", note)
    return len(told)


def test_an_activists_case_is_a_candidate_like_any_other(world: World, secretary: Browser) -> None:
    case = make_case(world.session, branch=world.branch, kind=Kind.ACTIVIST)
    hold(world, case)
    assert case.tag in secretary.get("/incoming/").text


def test_whose_a_held_mail_may_be_is_read_from_its_candidates_not_from_all_cases(
    world: World, settings: Settings
) -> None:
    told: list[tuple[str, object]] = []
    engine = world.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda *a: told.append((a[2], a[3])))
    for role in (Role.BRANCH_SECRETARY, Role.ORGANIZER):
        held_badge(Desk(world.session, settings, NOW), Actor(role, world.staff[role]))
    asked = [one for one in told if "json_each" in one[0]]
    assert len(asked) == 2
    for statement, values in asked:
        plan = world.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        of_cases = [row[3] for row in plan if " case " in f"{row[3]} "]
        assert of_cases
        assert all("USING INTEGER PRIMARY KEY" in step for step in of_cases), of_cases
