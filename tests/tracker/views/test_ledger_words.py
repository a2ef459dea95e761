"""The ledger says of every line what it is: no bounce and no correction is told as a contact."""

from __future__ import annotations

from machines.words import Channel, Direction, Grade
from tests.factories import make_incoming
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.facts import read_facts
from tracker.models import ContactEntry, IncomingFiling

FALSE = "对方来联系：未达"


def test_a_filing_taken_back_reads_as_a_correction_and_counts_as_nothing(
    world: World, secretary: Browser
) -> None:
    mail = make_incoming(world.session, guesses=(world.case,))
    world.session.commit()
    before = read_facts(world.session, world.case).contacts
    secretary.post(f"/incoming/{mail.id}/file", 303, case_id=str(world.case.id))
    [filing] = world.rows(IncomingFiling)

    secretary.post(f"/incoming/{mail.id}/filings/{filing.id}/undo", 303, reason="同名的另一位同学")

    for page in (f"/cases/{world.case.id}", f"/cases/{world.case.id}/stub", f"/incoming/{mail.id}"):
        text = secretary.get(page).text
        assert "更正：来信不属本案" in text
        assert FALSE not in text
        assert "无人接听" not in text
    assert "撤销归入" in text
    world.session.rollback()
    assert read_facts(world.session, world.case).contacts == before


def test_a_bounce_and_an_automatic_reply_are_called_what_they_are(
    world: World, secretary: Browser
) -> None:
    for grade in (Grade.FAILED, Grade.AUTOMATIC):
        mail = make_incoming(world.session, case=world.case)
        world.session.add(
            ContactEntry(
                case=world.case, at=mail.received_at, recorded_at=mail.received_at, grade=grade,
                channel=Channel.MAIL, direction=Direction.IN, said="测试", incoming_id=mail.id,
            )
        )  # fmt: skip
    world.session.commit()

    text = secretary.get(f"/cases/{world.case.id}").text

    assert "电子邮件 · 退信：未达" in text
    assert "电子邮件 · 自动回复" in text
    assert FALSE not in text
    assert "对方来联系：自动回复" not in text
