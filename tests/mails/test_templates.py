"""What holds of every mail, whatever it says: footer, link, strictness, words it may not say."""

from dataclasses import fields, replace

import pytest
from jinja2 import UndefinedError, meta
from sqlalchemy import select

from machines.mails import MAILS, MailKind
from machines.orders import NOTHING
from tests.factories import make_id_number
from tests.mails import scenes, scenes_of_applications  # noqa: F401 - they declare themselves
from tests.mails.stage import MOMENTS, SCENES
from tracker.config import ROOT
from tracker.links import new_link
from tracker.models import Person
from tracker.outbox.blocks import BLOCKS
from tracker.outbox.compose import MissingBlock, compose, context_for, mail_environment
from tracker.outbox.context import MailContext
from tracker.outbox.forbidden import FORBIDDEN_IN_MAIL, ForbiddenInMail
from tracker.outbox.needs import NEEDS, Needs

TEMPLATES = ROOT / "mail_templates"
EVERY = sorted(SCENES)


def context_of(desk, name: str) -> MailContext:
    desk = replace(desk, now=MOMENTS[name])
    kind = MAILS[name.partition("--")[0]]
    case, order = SCENES[name](desk.session)
    link = new_link(desk, case.id, kind.name, None) if kind.has_link else None
    return context_for(desk, case, kind, order, link)


def kind_of(name: str) -> MailKind:
    return MAILS[name.partition("--")[0]]


def test_every_mail_has_its_three_templates_and_says_what_it_needs():
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    # Those to staff are in no catalogue: nobody answers them.
    folders = {name for name in folders if not name.startswith("staff_")}

    assert folders == set(MAILS) == set(NEEDS)
    for folder in folders:
        parts = {path.name for path in (TEMPLATES / folder).iterdir()}
        assert parts == {"subject.txt", "body.txt", "body.html"}


def test_no_template_says_a_word_that_no_mail_may_say():
    said = [
        (path.relative_to(TEMPLATES), word)
        for path in TEMPLATES.rglob("*.*")
        for word in FORBIDDEN_IN_MAIL
        if word in path.read_text(encoding="utf-8")
    ]

    assert said == []


@pytest.mark.parametrize("kind", sorted(MAILS))
def test_a_mail_uses_exactly_the_blocks_it_declares(kind):
    environment = mail_environment()
    used = set()
    for part in ("subject.txt", "body.txt", "body.html"):
        source = (TEMPLATES / kind / part).read_text(encoding="utf-8")
        used |= meta.find_undeclared_variables(environment.parse(source))
    needs = NEEDS[kind]
    common = {field.name for field in fields(MailContext)} - set(BLOCKS)

    assert used - common == {*needs.blocks, *needs.maybe}


@pytest.mark.parametrize("name", EVERY)
def test_every_mail_names_the_contact_person_the_phone_12371_and_the_case(desk, name):
    context = context_of(desk, name)
    mail = compose(kind_of(name), context)

    for body in (mail.text, mail.html):
        assert f"学院联系人：{context.contact_name}" in body
        assert f"咨询电话：{context.contact_phone}" in body
        assert "12371" in body
        assert context.case_tag in body
        assert "请不要转发" in body
    assert mail.subject.endswith(f" [{context.case_tag}]")
    assert len(mail.subject) <= 200


@pytest.mark.parametrize("name", EVERY)
def test_every_mail_offers_its_answers_by_number_and_by_its_own_link(desk, name):
    context = context_of(desk, name)
    mail = compose(kind_of(name), context)

    for body in (mail.text, mail.html):
        assert context.link in body if context.link else "/a/" not in body
    for answer in kind_of(name).answers:
        assert f"\n  {answer.number}  {answer.label}" in mail.text
        assert f"<strong>{answer.number}</strong>&nbsp; {answer.label}" in mail.html


@pytest.mark.parametrize("name", EVERY)
def test_html_loads_nothing_from_elsewhere_and_fits_a_phone(desk, name):
    html = compose(kind_of(name), context_of(desk, name)).html

    assert "width=device-width" in html
    assert "max-width:600px" in html
    for foreign in ("<img", "<script", "<link", "@import", "url(", "<iframe"):
        assert foreign not in html


@pytest.mark.parametrize("name", EVERY)
def test_members_are_comrades_and_activists_fellow_students(desk, name):
    mail = compose(kind_of(name), context_of(desk, name))
    called = "同学" if name.endswith("--activist") else "同志"

    assert mail.text.startswith(f"林晓燕{called}：\n")
    assert f"<p>林晓燕{called}：</p>" in mail.html


def test_a_template_that_uses_an_undeclared_variable_does_not_render(desk, monkeypatch):
    context = context_of(desk, "report_now")
    monkeypatch.setattr("tracker.outbox.compose.NEEDS", {**NEEDS, "report_now": Needs()})

    with pytest.raises(UndefinedError):
        compose(MAILS["report_now"], context)


def test_what_people_are_called_is_escaped_in_html_and_plain_in_text(desk):
    name = "<b>林 & 晓燕</b>"
    context = replace(context_of(desk, "feedback_thanks"), person_name=name)
    mail = compose(MAILS["feedback_thanks"], context)

    assert f"{name}同志：" in mail.text
    assert "&lt;b&gt;林 &amp; 晓燕&lt;/b&gt;同志：" in mail.html


@pytest.mark.parametrize("word", FORBIDDEN_IN_MAIL)
def test_a_mail_that_would_say_a_forbidden_word_is_not_composed(desk, word):
    context = replace(context_of(desk, "reissue_refused"), reason=f"将予以{word}。")

    with pytest.raises(ForbiddenInMail) as forbidden:
        compose(MAILS["reissue_refused"], context)
    assert forbidden.value.word in word


def test_a_mail_that_would_carry_an_id_number_is_not_composed(desk):
    context = replace(context_of(desk, "reissue_refused"), reason=f"见{make_id_number()}。")

    with pytest.raises(ForbiddenInMail):
        compose(MAILS["reissue_refused"], context)


def test_a_company_may_be_named_after_what_it_disposes_of(desk):
    context = context_of(desk, "regularisation_elsewhere")
    assert context.destination is not None

    mail = compose(MAILS["regularisation_elsewhere"], context)

    assert context.destination.org_name in mail.text
    assert "处置" in context.destination.org_name


@pytest.mark.parametrize("part", ["theme", "place"])
def test_a_lecture_may_be_about_what_no_mail_may_say(desk, part):
    context = context_of(desk, "education_invitation")
    assert context.activity is not None
    activity = replace(context.activity, **{part: "学习自行脱党有关规定"})

    mail = compose(MAILS["education_invitation"], replace(context, activity=activity))

    assert "学习自行脱党有关规定" in mail.text


def test_a_letter_number_may_look_like_an_id_number(desk):
    context = context_of(desk, "report_now")
    assert context.letter is not None
    letter = replace(context.letter, number=make_id_number())

    assert letter.number in compose(MAILS["report_now"], replace(context, letter=letter)).text


def test_who_may_not_be_mailed_an_id_number_is_told_where_it_stands(desk):
    context = context_of(desk, "education_invitation")
    assert context.activity is not None
    activity = replace(context.activity, place=f"找{make_id_number()}")

    with pytest.raises(ForbiddenInMail) as forbidden:
        compose(MAILS["education_invitation"], replace(context, activity=activity))
    assert forbidden.value.block == "activity"


@pytest.mark.parametrize("name", EVERY)
def test_no_mail_carries_the_persons_own_numbers(desk, name):
    mail = compose(kind_of(name), context_of(desk, name))
    person = desk.session.scalars(select(Person)).one()

    for secret in (person.id_number, person.mobile, person.student_no):
        assert secret not in mail.text + mail.html + mail.subject


def test_a_mail_without_what_it_must_tell_is_not_composed(desk):
    case, _ = SCENES["confirm_data"](desk.session)

    with pytest.raises(MissingBlock) as missing:
        context_for(desk, case, MAILS["report_now"], NOTHING, None)
    assert missing.value.block == "letter"
