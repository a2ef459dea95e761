"""A move writes its mail into the outbox: never lost, never skipped, never said twice."""

import re

import pytest
from sqlalchemy import func, select

from machines.mails import get_mail
from machines.orders import NOTHING
from machines.orders.shared import Reason
from machines.orders.unsuccessful import ReissueApproval
from machines.refusals import Refused
from machines.words import ApplicationKind, ApplicationState, Vehicle
from tests.conftest import NOW
from tests.factories import make_case, make_id_number, make_letter, make_person, make_record
from tracker.clock import day_of
from tracker.links import read_link
from tracker.models import AnswerLink, Application, EducationActivity, Mail, MailState
from tracker.outbox.write import write_mails


def case_with(session, *addresses):
    return make_case(session, person=make_person(session, *addresses))


def write(desk, case, kind, order=NOTHING, move=("transfer", "call_again")):
    return write_mails(desk, case, get_mail(kind), make_record(desk.session, case, *move), order)


def everything(session) -> tuple[int, int]:
    return tuple(session.scalar(select(func.count()).select_from(m)) for m in (Mail, AnswerLink))


def test_a_mail_waits_from_now_on_for_the_best_address(desk):
    case = case_with(desk.session, "first@example.com", "second@example.net")

    (mail,) = write(desk, case, "confirm_data")

    assert (mail.to_address, mail.to_name) == ("first@example.com", case.person.name)
    assert (mail.state, mail.next_try_at, mail.made_at) == (MailState.PENDING, NOW, NOW)
    assert (mail.tries, mail.claims, mail.sent_at) == (0, 0, None)
    assert (mail.case_id, mail.kind) == (case.id, "confirm_data")
    assert mail.move_id is not None


def test_an_address_out_of_use_is_passed_over(desk):
    case = case_with(desk.session, "gone@example.com", "second@example.net")
    case.person.addresses[0].active = False

    (mail,) = write(desk, case, "confirm_data")

    assert mail.to_address == "second@example.net"


def test_without_an_address_the_mail_is_listed_and_not_skipped(desk):
    case = case_with(desk.session)

    (mail,) = write(desk, case, "confirm_data")

    assert (mail.state, mail.to_address) == (MailState.NO_ADDRESS, "")
    assert case.person.name in mail.text


def test_we_cannot_reach_you_goes_to_every_address_with_one_link(desk):
    case = case_with(desk.session, "first@example.com", "second@example.net")

    mails = write(desk, case, "cannot_reach")

    assert [m.to_address for m in mails] == ["first@example.com", "second@example.net"]
    assert len({m.message_id for m in mails}) == 2
    assert len({m.text for m in mails}) == 1
    assert everything(desk.session) == (2, 1)


def test_the_link_in_the_mail_opens_the_prompt_of_its_move(desk):
    case = case_with(desk.session, "first@example.com")

    (mail,) = write(desk, case, "confirm_data")

    found = re.search(r"/a/(\S+)", mail.text)
    assert found is not None
    link = read_link(desk, found.group(1))
    assert (link.case_id, link.kind, link.move_id) == (case.id, "confirm_data", mail.move_id)
    assert f"{day_of(link.expires_at).day}日前有效" in mail.text
    assert found.group(1) in mail.html


def test_a_mail_that_asks_nothing_has_no_link(desk):
    case = case_with(desk.session, "first@example.com")

    write(desk, case, "feedback_thanks")

    assert everything(desk.session) == (1, 0)


def test_a_second_mail_of_a_kind_closes_the_first_ones_link(desk):
    case = case_with(desk.session, "first@example.com")

    write(desk, case, "confirm_data")
    write(desk, case, "confirm_data")

    old, new = desk.session.scalars(select(AnswerLink).order_by(AnswerLink.id))
    assert (old.superseded_by_id, new.superseded_by_id) == (new.id, None)


def test_the_message_id_carries_our_token_and_the_senders_domain(desk):
    case = case_with(desk.session, "first@example.com")

    (mail,) = write(desk, case, "confirm_data")

    domain = desk.settings.mail_from.partition("@")[2]
    assert re.fullmatch(rf"<qz\.[0-9a-f]{{32}}@{re.escape(domain)}>", mail.message_id)


def test_a_reminder_hangs_below_the_mails_of_its_kind_to_the_same_address(desk):
    case = case_with(desk.session, "first@example.com")
    write(desk, case, "cannot_reach")
    earlier = [write(desk, case, "confirm_data")[0] for _ in range(4)]

    (mail,) = write(desk, case, "confirm_data")

    assert earlier[0].thread == ""
    assert mail.thread.split() == [one.message_id for one in earlier[1:]]
    assert mail.to_domain == "example.com"


def test_the_case_tag_ends_the_subject(desk):
    case = case_with(desk.session, "first@example.com")

    (mail,) = write(desk, case, "confirm_data")

    assert mail.subject.endswith(f" [QZ-2024-{case.id:04d}]")
    assert "\n" not in mail.subject


def test_nothing_is_committed_so_that_move_and_mail_stand_or_fall_together(desk):
    case = case_with(desk.session, "first@example.com")
    desk.session.commit()

    write(desk, case, "confirm_data")
    desk.session.rollback()

    assert everything(desk.session) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("report_now", "还没有介绍信"),
        ("materials_missing", "没有登记为缺少的材料"),
        ("regularisation_due", "没有登记预备期满日"),
    ],
)
def test_a_mail_that_has_nothing_to_say_is_refused_with_the_reason(desk, kind, says):
    case = case_with(desk.session, "first@example.com")
    desk.session.commit()

    with pytest.raises(Refused, match=says):
        write(desk, case, kind)

    desk.session.rollback()
    assert everything(desk.session) == (0, 0)


def requested(session):
    case = case_with(session, "first@example.com")
    make_letter(session, case)
    application = Application(
        case_id=case.id,
        kind=ApplicationKind.REISSUE,
        state=ApplicationState.SUBMITTED,
        form={},
        submitted_on=day_of(NOW),
        submitted_at=NOW,
    )
    session.add(application)
    session.commit()
    return case


def approval(opinion: str) -> ReissueApproval:
    return ReissueApproval(approved_on=day_of(NOW), signatory="学院党委会", opinion=opinion)


@pytest.mark.parametrize("typed", ["否则按自行脱党处理", "可能予以处分", f"证号{make_id_number()}"])
@pytest.mark.parametrize(
    ("kind", "order", "field"),
    [
        ("reissue_refused", lambda t: Reason(reason=t), "reason"),
        ("reissue_approved", approval, "opinion"),
    ],
)
def test_what_staff_type_is_not_mailed_if_it_says_what_no_mail_may_say(
    desk, typed, kind, order, field
):
    case = requested(desk.session)

    with pytest.raises(Refused) as refused:
        write(desk, case, kind, order(typed))

    assert [r.field for r in refused.value.refusals] == [field]
    desk.session.rollback()
    assert everything(desk.session) == (0, 0)


def test_the_reason_of_a_move_whose_mail_does_not_quote_it_may_say_anything(desk):
    case = requested(desk.session)

    (mail,) = write(desk, case, "letter_ready", Reason(reason="说明中提到处分"))

    assert "处分" not in mail.text


def test_a_refusal_quotes_its_reason_word_for_word(desk):
    case = requested(desk.session)

    (mail,) = write(desk, case, "reissue_refused", Reason(reason="请先\n<联系>原单位"))

    assert "    请先\n    <联系>原单位\n" in mail.text
    assert "请先\n&lt;联系&gt;原单位" in mail.html


def test_a_mail_that_may_not_be_written_is_refused_by_naming_where_the_words_stand(desk):
    case = case_with(desk.session, "first@example.com")
    make_activity(desk, case, place=f"找{make_id_number()}")

    with pytest.raises(Refused) as refused:
        write(desk, case, "education_invitation")

    (only,) = refused.value.refusals
    assert "教育活动的主题或地点中有“身份证号”" in only.missing
    assert only.rule == "X-PIPL"
    assert desk.session.scalar(select(func.count()).select_from(Mail)) == 0


def test_an_activity_about_the_rules_of_leaving_the_party_is_mailed(desk):
    case = case_with(desk.session, "first@example.com")
    make_activity(desk, case, theme="学习自行脱党有关规定")

    (mail,) = write(desk, case, "education_invitation")

    assert "学习自行脱党有关规定" in mail.text


def make_activity(desk, case, *, place="一号报告厅", theme="专题党课"):
    desk.session.add(
        EducationActivity(
            college=case.college,
            vehicle=Vehicle.LECTURE,
            held_on=day_of(NOW),
            place=place,
            theme=theme,
            recorded_at=NOW,
        )
    )
    desk.session.flush()
