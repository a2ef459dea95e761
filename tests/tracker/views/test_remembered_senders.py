"""Filing by hand asks in words whose mailbox it is; the address card lists what was remembered."""

from __future__ import annotations

from tests.factories import make_incoming
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.inbox.words import SenderKind
from tracker.models import KnownSender


def test_a_mailbox_is_remembered_as_chosen_listed_and_forgotten(
    world: World, secretary: Browser
) -> None:
    mails = [
        make_incoming(world.session, guesses=(world.case,), from_address="mama@example.net")
        for _ in range(2)
    ]
    world.session.commit()
    shown = secretary.get(f"/incoming/{mails[0].id}").text
    for words in ("归入，只归这一封", "归入；是本人的邮箱", "归入；他人代写或转达"):
        assert words in shown
    case_id = str(world.case.id)
    secretary.post(f"/incoming/{mails[0].id}/file", 303, case_id=case_id, remember="passes_on")
    [known] = world.rows(KnownSender)
    assert known.kind is SenderKind.PASSES_ON

    shown = secretary.get(f"/cases/{case_id}").text
    assert "记住的来信地址" in shown
    assert "mama@example.net" in shown
    secretary.post(f"/cases/{case_id}/senders/{known.id}/forget", 303)

    assert "不再记住 mama@example.net" in secretary.follow().text
    assert "记住的来信地址" not in secretary.get(f"/cases/{case_id}").text
    secretary.post(f"/cases/{case_id}/senders/{known.id}/forget", 303)
    assert "请刷新页面" in secretary.follow().text


def test_who_is_remembered_already_is_not_asked_about_again(
    world: World, secretary: Browser
) -> None:
    mail = make_incoming(world.session, guesses=(world.case,), from_address="mama@example.net")
    staff = next(iter(world.staff.values()))
    world.session.add(
        KnownSender(
            person_id=world.case.person_id, address="mama@example.net", staff_id=staff.id,
            kind=SenderKind.PASSES_ON, at=mail.received_at,
        )
    )  # fmt: skip
    world.session.commit()

    shown = secretary.get(f"/incoming/{mail.id}").text

    assert "已记住：他人代写或转达" in shown
    assert "归入；是本人的邮箱" not in shown
