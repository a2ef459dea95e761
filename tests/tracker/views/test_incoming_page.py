"""The page of a mail that came in: the question beside the answer, and where everything is from."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tests.conftest import NOW
from tests.factories import make_incoming, make_mail
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.inbox.words import InboxState, IncomingKind
from tracker.models import (
    AccessRecord,
    Case,
    ContactEntry,
    IncomingAccess,
    IncomingMail,
    Mail,
    MailState,
    Receipt,
    Task,
)

Opened = Callable[..., Browser]

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 200
SLIP = "张三 回执（盖章）.jpg"


ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, and PostgreSQL too where it matters."""
    return str(request.getfixturevalue(getattr(request, "param", "sqlite_url")))


def prompt(world: World, case: Case) -> Mail:
    """A mail of ours that offers five answers, sent."""
    return make_mail(
        world.session, case, kind="report_now", subject=f"请在有效期内报到 [{case.tag}]",
        text="请回复数字。或打开 https://example.org/a/geheim.token 填写。", state=MailState.SENT,
        sent_at=NOW, tries=1,
    )  # fmt: skip


def answer(world: World, case: Case | None = None, **columns: Any) -> IncomingMail:
    """A mail filed to the case as the answer to a prompt, with its entry; committed."""
    # Opening a page before has written that it was seen: what is read now is read anew.
    world.session.commit()
    case = case or world.case
    columns.setdefault("mail", prompt(world, case))
    mail = make_incoming(world.session, case=case, **columns)
    world.session.add(
        ContactEntry(
            case=case, at=NOW, recorded_at=NOW, channel=Channel.MAIL, direction=Direction.IN,
            grade=Grade.REPLIED, said="已报到", incoming_id=mail.id,
        )
    )  # fmt: skip
    world.session.commit()
    return mail


def with_files(*files: tuple[str, str, bytes], text: str = "见附件") -> bytes:
    """A raw mail with attachments."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "laixin@example.net", "回执"
    mail.set_content(text)
    for name, kind, data in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


@ON_BOTH
def test_the_question_stands_beside_the_answer_that_was_read(
    world: World, secretary: Browser
) -> None:
    mail = answer(world, answer=3, answer_how="正文第一行的数字“３”", own_text="３，单位换了")
    page = secretary.get(f"/incoming/{mail.id}").text
    assert "请在有效期内报到" in page
    assert "3 单位有变化，需要换领介绍信 读出的回答" in page
    assert page.count("读出的回答") == 1
    assert "３，单位换了" in page
    assert "正文第一行的数字“３”" in page
    assert "台账记录" in page
    assert "由系统归入" in page
    assert "geheim" not in page


def test_what_could_not_be_stripped_is_said(world: World, secretary: Browser) -> None:
    mail = answer(world, stripped=False)
    assert "未能剥离引用" in secretary.get(f"/incoming/{mail.id}").text


def test_authenticity_is_what_the_own_server_said_and_never_invented(
    world: World, secretary: Browser
) -> None:
    silent = answer(world)
    assert "本单位邮件服务器没有给出验证结果" in secretary.get(f"/incoming/{silent.id}").text
    told = answer(world, authenticity={"spf": "pass", "dmarc": "fail"})
    page = secretary.get(f"/incoming/{told.id}").text
    assert "发件服务器（SPF）：通过" in page
    assert "发件域名（DMARC）：未通过" in page
    assert "没有给出验证结果" not in page


def test_a_bounce_tells_recipient_kind_and_reason_under_the_very_mail_that_came_back(
    world: World, secretary: Browser
) -> None:
    one = {"address": "lao@example.com", "permanent": True, "status": "5.1.1", "code": 550,
           "reason": "no_such_user", "words": "550 5.1.1 <lao@example.com> unknown"}  # fmt: skip
    mail = answer(world, kind=IncomingKind.BOUNCE, report={"kind": "bounce", "recipients": [one]})
    for path in (f"/incoming/{mail.id}", f"/cases/{world.case.id}/mails/{mail.mail_id}"):
        page = secretary.get(path).text
        assert "lao@example.com" in page
        assert "永久失败" in page
        assert "收件人邮箱不存在" in page
        assert "550 5.1.1" in page


def test_a_full_mailbox_is_a_passing_failure_whatever_the_notice_calls_it(
    world: World, secretary: Browser
) -> None:
    one = {"address": "lao@example.com", "permanent": True, "status": "5.2.2", "code": 552,
           "reason": "full", "words": "552 5.2.2 over quota"}  # fmt: skip
    mail = answer(world, kind=IncomingKind.BOUNCE, report={"kind": "bounce", "recipients": [one]})
    page = secretary.get(f"/incoming/{mail.id}").text
    assert "暂时失败" in page
    assert "永久失败" not in page


def test_a_mail_of_another_branch_does_not_exist(world: World, secretary: Browser) -> None:
    raw = with_files((SLIP, "image/jpeg", JPEG))
    held = make_incoming(world.session, guesses=(world.other_branch_case,), raw=raw)
    filed = answer(world, world.other_branch_case, raw=raw)
    for mail in (held, filed):
        base = f"/incoming/{mail.id}"
        secretary.get(base, 404)
        secretary.get(f"{base}/files/1", 404)
        for verb in ("file", "aside", "take-up", "again", "sender", "reveal", "files/1/receipt"):
            secretary.post(f"{base}/{verb}", 404, reason="不是我的", case_id=str(world.case.id),
                           what="raw")  # fmt: skip
        secretary.post(f"{base}/filings/1/undo", 404, reason="不是我的")
        assert world.session.get_one(IncomingMail, mail.id).state is mail.state
    assert world.count(AccessRecord) == world.count(IncomingAccess) == 0


def test_whoever_sees_the_case_reads_its_mails_but_sorts_none(
    world: World, browser: Opened
) -> None:
    mail = answer(world)
    for role in (Role.COUNSELOR, Role.COMMITTEE, Role.CONTACT_PERSON):
        window = browser(world.staff[role])
        page = window.get(f"/incoming/{mail.id}").text
        assert "撤销归入" not in page
        assert "重新处理" not in page
        window.post(f"/incoming/{mail.id}/filings/1/undo", 403, reason="看看")


def test_pictures_open_in_a_sandbox_all_else_is_a_download_under_its_own_name(
    world: World, secretary: Browser
) -> None:
    raw = with_files(
        (SLIP, "application/octet-stream", JPEG),
        ("说明.pdf", "application/pdf", b"%PDF-1.7 x"),
        ("相册.jpg", "image/jpeg", b"<html><script>alert(1)</script>"),
        ("../../x.html", "text/html", b"<script>alert(1)</script>"),
    )
    mail = answer(world, raw=raw, attachments=4)
    page = secretary.get(f"/incoming/{mail.id}").text
    assert "附件（4）" in page
    assert SLIP in page
    for position, kind, shown in (
        (1, "image/jpeg", "inline"),
        (2, "application/pdf", "attachment"),
        (3, "application/octet-stream", "attachment"),
        (4, "application/octet-stream", "attachment"),
    ):
        secretary.get(f"/incoming/{mail.id}/files/{position}?open=1")
        assert secretary.last is not None
        headers = secretary.last.headers
        assert headers["Content-Type"] == kind
        assert headers["Content-Disposition"].startswith(shown)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
    assert ".." not in headers["Content-Disposition"]
    secretary.get(f"/incoming/{mail.id}/files/1")
    assert secretary.last is not None
    disposition = secretary.last.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''%E5%BC%A0%E4%B8%89" in disposition
    assert secretary.last.data == JPEG
    secretary.get(f"/incoming/{mail.id}/files/9", 404)


def test_a_picture_is_seen_without_a_click_and_a_program_is_never_opened(
    world: World, secretary: Browser
) -> None:
    raw = with_files(
        (SLIP, "image/jpeg", JPEG),
        ("回执.jpg.exe", "image/jpeg", JPEG),
        ("setup.exe", "application/octet-stream", b"MZ"),
        ("回执\u202egpj.exe", "image/jpeg", JPEG),
        ("v1.2 说明.pdf", "application/pdf", b"%PDF-1.7 x"),
    )
    mail = answer(world, world.with_letter, raw=raw)
    page = secretary.get(f"/incoming/{mail.id}")
    shown = f'src="/incoming/{mail.id}/files/'
    assert page.raw.count(shown) == page.raw.count(shown + '1?open=1"') == 1
    assert page.text.count("文件名经过伪装") == 1
    assert page.text.count("可能是病毒") == 3
    assert page.text.count("登记为回执（见公章）") == 2
    before = world.count(Receipt)
    secretary.post(f"/incoming/{mail.id}/files/2/receipt", 303, seal_seen="yes")
    assert "没有登记" in secretary.follow().text
    assert world.count(Receipt) == before
    for position, plain in ((1, "attachment-1.jpg"), (2, "attachment-2.exe"), (3, "setup.exe")):
        secretary.get(f"/incoming/{mail.id}/files/{position}?open=1")
        assert secretary.last is not None
        told = secretary.last.headers["Content-Disposition"]
        assert f'filename="{plain}"' in told
        assert told.startswith("inline" if position == 1 else "attachment")


def test_the_receipt_button_stands_where_the_case_waits_for_one(
    world: World, secretary: Browser, browser: Opened
) -> None:
    raw = with_files((SLIP, "image/jpeg", JPEG), ("简历.docx", "application/msword", b"x"))
    waits = answer(world, world.with_letter, raw=raw)
    assert secretary.get(f"/incoming/{waits.id}").text.count("登记为回执（见公章）") == 1
    early = answer(world, world.case, raw=raw)
    assert "登记为回执" not in secretary.get(f"/incoming/{early.id}").text
    counselor = browser(world.staff[Role.COUNSELOR])
    assert "登记为回执" not in counselor.get(f"/incoming/{waits.id}").text


def test_a_case_is_found_for_a_held_mail_by_name_number_and_tag(
    world: World, secretary: Browser
) -> None:
    mail = make_incoming(world.session, guesses=(world.case,))
    world.session.commit()
    other = world.with_letter
    for q in (other.person.student_no, other.tag, other.person.name):
        page = secretary.get(f"/incoming/{mail.id}?q={q}").text
        assert other.tag in page, q
    page = secretary.get(f"/incoming/{mail.id}?q={world.other_branch_case.tag}").text
    assert "没有找到符合" in page
    assert "已在上面列出" in secretary.get(f"/incoming/{mail.id}?q={world.case.tag}").text


@ON_BOTH
def test_the_case_page_shows_its_mails_and_those_that_may_be_its_own(
    world: World, secretary: Browser, browser: Opened
) -> None:
    mail = answer(world, own_text="我已到单位报到", answer=1)
    entry = world.rows(ContactEntry)[-1]
    held = make_incoming(world.session, guesses=(world.case,), subject="在吗")
    world.session.add(
        Task(case=world.case, role="branch_secretary", text="请看回信", entry_id=entry.id,
             opened_at=NOW)
    )  # fmt: skip
    world.session.commit()
    page = secretary.get(f"/cases/{world.case.id}")
    assert "来信（1）" in page.text
    assert "可能是本案的来信，待分拣" in page.text
    assert {f"/incoming/{mail.id}", f"/incoming/{held.id}"} <= set(page.links)
    # The task shows what was asked beside what was written; the history says why it is his.
    assert "1 已报到，对方已接收（读出的回答）" in page.text
    assert page.text.count("我已到单位报到") == 2
    assert "归入依据：发件地址是他登记的邮箱" in page.text
    counselor = browser(world.staff[Role.COUNSELOR]).get(f"/cases/{world.case.id}").text
    assert "待分拣" not in counselor


def test_letters_of_people_stand_on_the_case_page_however_many_programs_wrote(
    world: World, secretary: Browser
) -> None:
    letter = answer(world, own_text="我换单位了")
    for kind in (IncomingKind.AUTOMATIC, IncomingKind.DELAY, IncomingKind.REPORT) * 4:
        make_incoming(world.session, case=world.case, kind=kind, received_at=NOW)
    world.session.commit()
    page = secretary.get(f"/cases/{world.case.id}")
    assert f"/incoming/{letter.id}" in page.links
    assert "自动回复、退信等 12 封" in page.text
    assert "本案全部来信（13）" in page.text
    every = secretary.get(f"/incoming/?tab=filed&case={world.case.id}").links
    assert len({x for x in every if x.startswith("/incoming/") and x[10:].isdecimal()}) == 13


def test_a_mail_that_was_handed_over_is_one_line_of_the_history_with_its_grade(
    world: World, secretary: Browser
) -> None:
    mail = prompt(world, world.case)
    entry = ContactEntry(
        case=world.case, at=NOW, recorded_at=NOW, channel=Channel.MAIL, direction=Direction.OUT,
        grade=Grade.HANDED_OVER, said="请在有效期内报到", mail_id=mail.id,
    )  # fmt: skip
    world.session.add(entry)
    world.session.commit()
    page = secretary.get(f"/cases/{world.case.id}")
    assert f"已交邮件服务器（{Grade.HANDED_OVER.label}）" in page.text
    assert page.text.count(f"记录 {entry.id}") == 1
    assert f'id="entry-{entry.id}"' in page.raw
    assert page.text.count("请在有效期内报到：") == 1


def test_a_mail_without_readable_words_says_so_and_shows_what_it_carries(
    world: World, secretary: Browser
) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "laixin@example.net", "Fwd: 报到"
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "danwei@example.org", "接收函"
    inner.set_content("同意接收，请来报到。")
    mail.add_attachment(inner)
    carried = answer(world, raw=mail.as_bytes(), own_text="", subject="Fwd: 报到")
    page = secretary.get(f"/incoming/{carried.id}").text
    assert "没有读出文字" in page
    assert "请看原始邮件或附件，转发的内容在下面" in page
    assert "同意接收，请来报到。" in page
    assert "danwei@example.org" in page
    plain = answer(world)
    assert "没有读出文字" not in secretary.get(f"/incoming/{plain.id}").text


def test_reading_a_mail_anew_is_explained_before_and_told_once_after(
    world: World, organizer: Browser
) -> None:
    mail = make_incoming(world.session, guesses=(world.case,))
    world.session.commit()
    page = organizer.get(f"/incoming/{mail.id}")
    assert "系统把原件再读一遍" in page.text
    organizer.post(f"/incoming/{mail.id}/again", 303, back="mail")
    page = organizer.follow()
    assert page.raw.count('class="alert') == 1
    assert "正在重新处理" in page.text
    world.session.rollback()
    world.session.get_one(IncomingMail, mail.id).state = InboxState.HELD
    world.session.commit()
    done = organizer.get(f"/incoming/{mail.id}?again=1").text
    assert "已重新处理，结果：待分拣，来信，属于谁：推测" in done
    assert "已重新处理" not in organizer.get(f"/incoming/{mail.id}").text


def test_a_guess_tells_where_its_points_are_from(world: World, organizer: Browser) -> None:
    mail = make_incoming(world.session, guesses=(world.case,))
    world.session.commit()
    for path in ("/incoming/", f"/incoming/{mail.id}"):
        page = organizer.get(path)
        assert "分数怎么来的" in page.text
        assert "45 分：文中有本人学号 …" in page.text
        assert "<meter" not in page.raw


def test_a_sender_that_is_not_on_file_can_be_confirmed(world: World, secretary: Browser) -> None:
    strange = answer(world)
    assert "确认发件地址是本人的" in secretary.get(f"/incoming/{strange.id}").text
    own = answer(world, from_address=world.case.person.mail_addresses[0].upper())
    assert "确认发件地址是本人的" not in secretary.get(f"/incoming/{own.id}").text


def test_hostile_words_are_only_words(world: World, organizer: Browser) -> None:
    evil = "<img src=x onerror=alert(1)>\u202egpj.exe</textarea><script>1</script>"
    mail = make_incoming(
        world.session, subject=evil, from_name=evil, own_text=evil, state=InboxState.BROKEN,
        failed_step="parse", failed_with=evil,
    )  # fmt: skip
    world.session.commit()
    for path in ("/incoming/?tab=broken", f"/incoming/{mail.id}"):
        assert "<img src=x" not in organizer.get(path).raw


def test_who_opens_an_attachment_is_kept_with_its_name(world: World, secretary: Browser) -> None:
    mail = answer(world, raw=with_files(("证件.jpg", "image/jpeg", JPEG)))

    secretary.get(f"/incoming/{mail.id}/files/1")

    (record,) = world.rows(AccessRecord)
    assert (record.person_id, record.what) == (mail.case.person_id, "incoming_file")
    assert "证件.jpg" in record.reason
