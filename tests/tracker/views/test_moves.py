"""One move by its page: shown before it is done, refused in words, never losing what was typed."""

from __future__ import annotations

import pytest

from machines.words import DestinationKind, Employment, TransferType
from tests.factories import LEFT, OPENED, make_person
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.moving import first_form, path
from tracker.models import (
    Attendance,
    Briefing,
    Case,
    Destination,
    Letter,
    Mail,
    ReceivingOrganisation,
)

DESTINATION = {
    "employment": "employed",
    "kind": "unit",
    "unit": "示例科技有限公司",
    "org_name": "示例科技有限公司党支部",
    "title": "中共示例市江滨区委组织部",
    "province": "浙江省",
    "in_database": "y",
}


def unchanged(world: World, case: Case, version: int) -> bool:
    return world.fresh(case).version == version and world.count(Mail) == 0


def test_a_move_without_a_mail_is_done_in_one_step(world: World, secretary: Browser) -> None:
    secretary.send(path(world.case, "verify"), step="do")
    assert "已办理：组织关系转移 · 信息核对通过" in secretary.follow().text
    assert world.fresh(world.case).track("transfer").state == "verified"


def test_a_move_with_a_mail_first_shows_the_mail_and_to_whom(
    world: World, secretary: Browser
) -> None:
    case, version = world.case, world.case.version
    page = secretary.send(path(case, "ask_confirm_data"), 200, step="preview")
    assert f"将发送给：{case.person.name} <{case.person.mail_addresses[0]}>" in page.text
    assert "主题：请核对您的党员信息" in page.text
    assert unchanged(world, case, version)


def test_the_answer_link_of_a_mail_is_not_shown_to_staff(world: World, secretary: Browser) -> None:
    page = secretary.send(path(world.case, "ask_confirm_data"), 200, step="preview")
    assert "/a/（仅本人可用）" in page.text
    secretary.post(path(world.case, "ask_confirm_data"), **(first_form(page) | {"step": "do"}))
    mail = world.rows(Mail)[0]
    for address in (
        f"/cases/{world.case.id}/mails/{mail.id}",
        f"/cases/{world.case.id}/mails/{mail.id}/html",
    ):
        shown = secretary.get(address)
        assert "（仅本人可用）" in shown.raw
        assert secret_of(mail) not in shown.raw


def secret_of(mail: Mail) -> str:
    return mail.text.split("/a/")[1].split()[0]


def test_a_confirmation_without_the_preview_shows_the_preview(
    world: World, secretary: Browser
) -> None:
    version = world.case.version
    page = secretary.send(path(world.case, "ask_confirm_data"), 200, step="do")
    assert "请确认" in page.text
    assert unchanged(world, world.case, version)


def test_what_was_previewed_is_done(world: World, secretary: Browser) -> None:
    page = secretary.send(path(world.case, "ask_confirm_data"), 200, step="preview")
    secretary.post(path(world.case, "ask_confirm_data"), 303, **(first_form(page) | {"step": "do"}))
    mail = world.rows(Mail)[0]
    assert mail.to_address == world.case.person.mail_addresses[0]
    assert "请核对您的信息：待发送" in secretary.follow().text


def test_the_html_of_a_mail_is_shown_in_a_sandbox_before_it_leaves(
    world: World, secretary: Browser
) -> None:
    page = secretary.send(path(world.case, "ask_confirm_data"), 200, step="preview")
    html = secretary.post(
        path(world.case, "ask_confirm_data"), 200, **(first_form(page) | {"step": "html-0"})
    )
    assert world.case.person.name in html.raw
    assert "/a/（仅本人可用）" in html.raw
    assert secretary.last is not None
    assert "sandbox" in secretary.last.headers["Content-Security-Policy"]
    secretary.post(
        path(world.case, "ask_confirm_data"), 404, **(first_form(page) | {"step": "html-7"})
    )
    assert world.count(Mail) == 0


def test_a_form_changed_after_its_preview_is_previewed_again(
    world: World, organizer: Browser
) -> None:
    case = registered(world)
    letter = letter_form()
    page = organizer.send(path(case, "issue_letter"), 200, step="preview", **letter)
    values = first_form(page) | {"number": "2024-0777", "step": "do"}
    page = organizer.post(path(case, "issue_letter"), 200, **values)
    assert "请确认" in page.text
    assert world.count(Letter) == 1
    organizer.post(path(case, "issue_letter"), 303, **(first_form(page) | {"step": "do"}))
    assert "2024-0777" in [letter.number for letter in world.rows(Letter)]


def letter_form() -> dict[str, str]:
    return {"system_no": "XT-1", "number": "2024-0776", "sealed": "y"}


def registered(world: World) -> Case:
    """The case made ready for its letter."""
    case, session = world.case, world.session
    case.track("transfer").state = "registered"
    case.track("education").state = "attended"
    session.add(
        Attendance(case_id=case.id, attended_on=LEFT, make_up_reason="实习", make_up_content="自学")
    )
    session.add(Briefing(case_id=case.id, told_of_rules_on=LEFT, notes_received_on=LEFT))
    organisation = ReceivingOrganisation(
        name="江滨社区党总支", title="中共示例市江滨区委组织部", province="浙江省", in_database=True
    )
    session.add(
        Destination(
            case_id=case.id,
            proposed=False,
            employment=Employment.EMPLOYED,
            kind=DestinationKind.UNIT,
            org_name=organisation.name,
            province=organisation.province,
            title=organisation.title,
            in_database=True,
            organisation=organisation,
            transfer_type=TransferType.IN_PROVINCE,
            made_at=OPENED,
        )
    )
    session.commit()
    return case


def test_a_person_without_address_is_named_before_the_move(
    world: World, secretary: Browser
) -> None:
    world.case.person = make_person(world.session)
    world.session.commit()
    page = secretary.send(path(world.case, "ask_confirm_data"), 200, step="preview")
    assert "没有可用邮箱，邮件会列入“没有邮箱”名单" in page.text


def test_a_refusal_says_what_is_missing_by_which_rule_who_cures_it_and_where(
    world: World, secretary: Browser
) -> None:
    world.case.person.degree = None
    world.session.commit()
    version = world.case.version
    page = secretary.post(path(world.case, "verify"), 422, step="do", version=str(version))
    assert "没有办理，什么也没有改变" in page.text
    assert "学历学位" in page.text
    assert "S4.1-3" in page.text
    assert "办理：" in page.text
    assert unchanged(world, world.case, version)


def test_a_refused_field_keeps_what_was_typed_and_says_why_beside_it(
    world: World, secretary: Browser
) -> None:
    secretary.send(path(world.case, "verify"), step="do")
    bad = DESTINATION | {"employment": "none_yet", "org_name": "江滨社区党总支"}
    page = secretary.send(path(world.case, "register_destination"), 422, step="do", **bad)
    assert "“尚未落实工作单位”只能转往：" in page.text
    kept = first_form(page)
    assert kept["org_name"] == ["江滨社区党总支"]
    assert kept["employment"] == ["none_yet"]
    assert world.fresh(world.case).track("transfer").state == "verified"


def test_an_empty_form_names_each_missing_field_in_chinese(
    world: World, secretary: Browser
) -> None:
    page = secretary.send(path(world.case, "record_make_up", "education"), 422, step="do")
    assert page.text.count("请填写此项") == 2
    assert "This field" not in page.raw
    assert "is-invalid" in page.raw


def test_a_move_that_cannot_start_here_says_so(world: World, secretary: Browser) -> None:
    page = secretary.get(path(world.case, "register_destination"))
    assert "“登记去向”不能在“信息核对中”时办理" in page.text
    version = world.case.version
    form = DESTINATION | {"step": "do", "version": str(version)}
    page = secretary.post(path(world.case, "register_destination"), 422, **form)
    assert "“登记去向”不能在“信息核对中”时办理" in page.text
    assert unchanged(world, world.case, version)


def test_a_move_of_another_role_names_the_role(world: World, secretary: Browser) -> None:
    page = secretary.get(path(world.with_letter, "exchange_letter"))
    assert "由组织员办理，党支部书记不能办理" in page.text


@pytest.mark.parametrize(
    "action", ["transfer/no_such", "no_track/verify", "transfer/keep_abroad", "probation/apply"]
)
def test_what_the_table_does_not_offer_is_not_there(
    world: World, secretary: Browser, action: str
) -> None:
    secretary.get(f"/cases/{world.case.id}/do/{action}", 404)


def test_a_post_without_a_token_changes_nothing(world: World, secretary: Browser) -> None:
    version = world.case.version
    form = {"step": "do", "version": str(version)}
    page = secretary.post(path(world.case, "verify"), 400, csrf_token="gefaelscht", **form)
    assert "刚才的操作没有执行" in page.text
    assert unchanged(world, world.case, version)
