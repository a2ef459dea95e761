"""To whom no mail goes, and who is told instead (peers' fault 12; SA-4, S4.5(4)-1, X-PIPL)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from machines.waits import Wait
from machines.words import ReceiptMethod
from tests.factories import make_case, make_id_number, make_letter, make_person
from tests.tracker.waits.small import (
    BEGAN,
    LETTER,
    RULES,
    at,
    cutoff,
    letter_out,
    look,
    planned,
    row_of,
    told,
)
from tracker.models import AnswerLink, CasePlan, Letter, MailState, Receipt
from tracker.models.db import begin_writing
from tracker.waits.planned import by_the_tables


@pytest.fixture
def case(desk, session):
    return planned(desk, letter_out(session))


def test_without_an_address_the_mail_is_listed_as_such_and_the_record_says_so(desk, session):
    case = make_case(session, person=make_person(session), states={"transfer": "letter_issued"})
    make_letter(session, case)
    planned(desk, case)

    look(desk, at(8, 30))

    found = told(desk, case)
    assert [mail.state for mail in found.mails] == [MailState.NO_ADDRESS]
    assert "没有可用的邮箱" in found.records[0].said[0]["outcome"]


def test_a_mail_without_what_it_must_tell_is_not_sent_and_the_secretary_is_told(desk, session):
    """No letter, so nothing to report with: the prompt goes to people."""
    case = planned(desk, make_case(session, states={"transfer": "letter_issued"}))

    look(desk, at(8, 30))

    found = told(desk, case)
    assert found.mails == []
    mail, task = found.records[0].said
    assert mail["outcome"] == "没有发出：还没有介绍信，无法发出这封邮件"
    assert task["to"] == "branch_secretary"
    assert "还没有介绍信" in found.tasks[0].text
    assert session.scalars(sa.select(AnswerLink)).all() == []


def test_a_mail_that_would_show_an_id_number_is_told_to_people_and_stops_no_other_x_pipl(
    desk, session
):
    cases = [letter_out(session) for _ in range(3)]
    letter = make_letter(session, make_case(session), org_name=f"某某党委{make_id_number()}")
    letter.case = cases[1]
    for one in cases:
        planned(desk, one)

    assert look(desk, at(8, 30)) == 3

    assert [len(told(desk, one).mails) for one in cases] == [1, 0, 1]
    found = told(desk, cases[1])
    assert found.asked == ["branch_secretary"]
    assert "介绍信中有“身份证号”" in found.tasks[0].text
    assert session.get_one(CasePlan, cases[1].id).failures == 0
    assert session.scalars(sa.select(AnswerLink.case_id)).all() == [cases[0].id, cases[2].id]


def test_no_reminder_goes_to_a_graduate_under_review_sa_4(desk, session):
    case = letter_out(session)
    case.track("disposition").state = "reviewing"
    planned(desk, case)

    look(desk, at(8, 30))
    look(desk, at(10, 10))

    found = told(desk, case)
    assert found.mails == []
    assert "审查期间不向本人发提醒邮件" in found.records[0].said[0]["outcome"]
    assert found.asked == ["branch_secretary"]


def test_in_lost_contact_only_its_own_mails_are_sent_s4_5_4_1(desk, session):
    """Peers' fault 12."""
    own = Wait("calls", "联系", "截止日", cutoff, RULES, (replace(LETTER, mail="cannot_reach"),))
    other = Wait("form", "登记表", "截止日", cutoff, RULES, (replace(LETTER, mail="form_due"),))

    def waits(_kind, track, _state):
        return {"transfer": (own,), "materials": (other,)}.get(track, ())

    case = make_case(session, states={"transfer": "out_of_contact"})
    planned(desk, case, waits)

    look(desk, at(8, 30), waits)

    found = told(desk, case)
    assert [mail.kind for mail in found.mails] == ["cannot_reach"]
    assert {record.wait: record.said[0]["outcome"][:6] for record in found.records} == {
        "calls": "邮件已写入发",
        "form": "失去联系期间",
    }


def test_a_closed_case_has_no_plan_and_hears_nothing_more(desk, session):
    """Peers' fault 12."""
    case = planned(desk, letter_out(session))
    begin_writing(session)
    for name, state in (("transfer", "accepted"), ("materials", "archived")):
        case.track(name).state = state
    planned(desk, case)

    assert case.closed_at is not None
    assert session.get(CasePlan, case.id) is None
    assert row_of(desk, case) is None
    assert look(desk, at(10, 30)) == 0
    assert told(desk, case).records == []


def test_a_withdrawn_case_loses_its_plan_and_hears_nothing_more(desk, case, session):
    case.withdrawn_at = BEGAN
    session.commit()

    look(desk, at(8, 30))

    assert session.get(CasePlan, case.id) is None
    assert row_of(desk, case) is None
    assert told(desk, case).records == []


@pytest.mark.parametrize("why", ["under review (SA-4)", "a sealed receipt in hand (S4.4-3)"])
def test_the_clock_ends_a_letter_without_asking_whom_it_must_not(desk, session, why: str):
    case = letter_out(session)
    letter = session.scalars(sa.select(Letter).filter_by(case_id=case.id)).one()
    if "review" in why:
        case.track("disposition").state = "reviewing"
    else:
        session.add(
            Receipt(
                letter_id=letter.id,
                received_on=date(2024, 9, 10),
                method=ReceiptMethod.COURIER,
                seal_seen=True,
                storage="3 号柜",
                registered_at=BEGAN,
            )
        )
    planned(desk, case, by_the_tables)

    look(desk, at(10, 8), by_the_tables)

    session.expire_all()
    assert case.track("transfer").state == "expired"
    assert "letter_expired" not in {mail.kind for mail in told(desk, case).mails}
