"""The caught mails: in development as they were sent, in production not there at all."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from machines.roles import Role
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker import create_app
from tracker.catcher import catching, list_caught
from tracker.config import Settings

LINK = "http://127.0.0.1:8000/a/abc.def"


@pytest.fixture
def caught(settings: Settings, world: World) -> str:
    """One mail to a graduate, sent by SMTP; its id."""
    mail = EmailMessage()
    mail["Subject"] = "请在有效期内报到 [QZ-2024-0001]"
    mail["From"] = Address("示例学院党委", addr_spec="zuzhibu@example.org")
    mail["To"] = world.case.person.mail_addresses[0]
    mail.set_content(f"请打开 {LINK} 回答。")
    html = f'<p style="color:red">请<a href="{LINK}">回答</a></p><script>alert(1)</script>'
    mail.add_alternative(html, subtype="html")
    with catching(settings.catcher_dir) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(mail)
    return list_caught(settings.catcher_dir)[0].id


def test_each_mail_stands_in_the_list_with_its_graduate(
    world: World, secretary: Browser, caught: str
) -> None:
    page = secretary.get("/caught/")
    assert "请在有效期内报到" in page.text
    assert world.case.person.name in page.text
    address = world.case.person.mail_addresses[0]
    assert f"/caught/{caught}" in secretary.get(f"/caught/?to={address}").links
    assert f"/caught/{caught}" not in secretary.get("/caught/?to=nobody@example.com").links


def test_a_mail_opens_as_text_html_and_source_and_its_link_can_be_clicked(
    secretary: Browser, caught: str
) -> None:
    page = secretary.get(f"/caught/{caught}")
    assert LINK in page.links
    assert "请打开" in page.text
    assert "发件人：示例学院党委 <zuzhibu@example.org>" in page.text
    assert "信封发件人 zuzhibu@example.org" in page.text
    assert f'src="/caught/{caught}/html"' in secretary.get(f"/caught/{caught}?as=html").raw
    assert "Subject:" in secretary.get(f"/caught/{caught}?as=source").text
    saved = secretary.client.get(f"/caught/{caught}/source.eml")
    assert "attachment" in saved.headers["Content-Disposition"]


def test_the_html_is_shown_in_a_frame_that_may_do_nothing(secretary: Browser, caught: str) -> None:
    response = secretary.client.get(f"/caught/{caught}/html")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox;" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("mail_id", ["x", "..", "20240702T100000000000-00000000"])
def test_what_is_no_mail_is_not_found(secretary: Browser, mail_id: str) -> None:
    secretary.get(f"/caught/{mail_id}", 404)


def test_in_production_there_is_no_such_page(settings: Settings, world: World) -> None:
    app = create_app(replace(settings, env="production"))
    window = Browser(app)
    window.log_in(world.staff[Role.DEPARTMENT])
    window.get("/caught/", 404)
    assert "本机邮件" not in window.get("/cases").text
