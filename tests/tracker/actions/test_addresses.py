"""Staff add, order, retire and try addresses again; each change leaves its line (S4.1-6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_person, make_staff
from tests.lives.snapshot import snapshot
from tests.tracker.actions.coming_back import FIRST, SECOND, address_row, bounced, history, prompted
from tracker.actions.addresses import (
    NewAddress,
    add_address,
    put_first,
    put_out_of_use,
    try_again,
)
from tracker.desk import Actor, Desk
from tracker.models import AddressState, Case, MoveRecord

NEW = NewAddress("new@example.org", "本人来电")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database does: what locks matter here is tried with the bounces."""
    return sqlite_url


@pytest.fixture
def case(desk: Desk) -> Case:
    return prompted(desk, FIRST, SECOND)[0].case


@pytest.fixture
def secretary(desk: Desk, case: Case) -> Actor:
    staff = make_staff(desk.session, Role.BRANCH_SECRETARY, case.college, (case.branch,))
    desk.session.commit()
    return Actor(Role.BRANCH_SECRETARY, staff)


def refused(desk: Desk, *act: object) -> dict[str | None, str]:
    """What was refused, by field; nothing at all was written."""
    before = snapshot(desk.session)
    verb, *arguments = act
    with pytest.raises(Refused) as no:
        verb(desk, *arguments)  # type: ignore[operator]
    assert snapshot(desk.session) == before
    return {r.field: r.missing for r in no.value.refusals}


def test_an_address_is_entered_in_one_spelling_and_used_first(
    desk: Desk, case: Case, secretary: Actor
) -> None:
    row = add_address(desk, case.id, replace(NEW, address="　ＮＥＷ＠ Example.ＯＲＧ "), secretary)

    assert case.person.mail_addresses == ["NEW@example.org", FIRST, SECOND]
    assert (row.state, row.active) == (AddressState.UNCONFIRMED, True)
    assert history(desk, "NEW@example.org") == ["工作人员登记：本人来电"]
    line = desk.session.query(MoveRecord).filter_by(case_id=case.id, action="address").one()
    assert (line.order, line.rules) == ({"reason": "本人来电"}, ["S4.1-6"])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写邮箱"),
        ("不知道", "邮箱写得不对"),
        ("a@example.com;b@example.com", "邮箱写得不对"),
        ("a b@", "邮箱写得不对"),
        ("zhang@qq.con", "qq.com"),
        (FIRST.upper(), "已经登记"),
    ],
)
def test_what_cannot_be_his_new_address_is_refused_with_its_reason(
    desk: Desk, case: Case, secretary: Actor, typed: str, words: str
) -> None:
    found = refused(desk, add_address, case.id, replace(NEW, address=typed), secretary)

    assert words in "；".join(found.values())


def test_a_doubtful_domain_and_anothers_address_take_a_tick(
    desk: Desk, case: Case, secretary: Actor
) -> None:
    odd = replace(NEW, address="zhang@qq.con")
    assert list(refused(desk, add_address, case.id, odd, secretary)) == ["domain_checked"]
    add_address(desk, case.id, replace(odd, domain_checked=True), secretary)

    other = prompted(desk, "shared@example.org")[0].case
    shared = replace(NEW, address="shared@example.org")
    assert list(refused(desk, add_address, case.id, shared, secretary)) == ["contact_checked"]
    add_address(desk, case.id, replace(shared, contact_checked=True), secretary)
    assert "shared@example.org" in case.person.mail_addresses
    assert other.person.mail_addresses == ["shared@example.org"]


def test_without_a_reason_or_in_another_role_nothing_changes(
    desk: Desk, case: Case, secretary: Actor
) -> None:
    row = address_row(desk, SECOND)
    counselor = Actor(Role.COUNSELOR, make_staff(desk.session, Role.COUNSELOR, case.college))
    desk.session.commit()

    assert "reason" in refused(desk, add_address, case.id, replace(NEW, reason=" "), secretary)
    for verb in (put_first, put_out_of_use, try_again):
        assert "reason" in refused(desk, verb, case.id, row.id, secretary, "")
        assert "辅导员" in "".join(
            refused(desk, verb, case.id, row.id, counselor, "本人来电").values()
        )


def test_an_address_of_another_person_cannot_be_changed_by_this_case(
    desk: Desk, case: Case, secretary: Actor
) -> None:
    other = make_person(desk.session, "other@example.org")
    desk.session.commit()

    found = refused(desk, put_out_of_use, case.id, other.addresses[0].id, secretary, "本人来电")

    assert "没有这个邮箱" in "".join(found.values())


def test_the_order_of_addresses_can_be_changed(desk: Desk, case: Case, secretary: Actor) -> None:
    put_first(desk, case.id, address_row(desk, SECOND).id, secretary, "本人来电")

    desk.session.expire_all()
    assert case.person.mail_addresses == [SECOND, FIRST]
    again = refused(desk, put_first, case.id, address_row(desk, SECOND).id, secretary, "本人来电")
    assert "已经排在最前" in "".join(again.values())


def test_an_address_out_of_use_gets_nothing_until_it_is_tried_again(
    desk: Desk, case: Case, secretary: Actor
) -> None:
    row = address_row(desk, FIRST)
    put_out_of_use(desk, case.id, row.id, secretary, "本人来电")
    assert case.person.mail_addresses == [SECOND]
    assert "已经停用" in "".join(
        refused(desk, put_out_of_use, case.id, row.id, secretary, "本人来电").values()
    )

    try_again(desk, case.id, row.id, secretary, "本人来电")

    assert case.person.mail_addresses == [SECOND, FIRST]
    assert history(desk, FIRST) == ["停用邮箱：本人来电", "再试邮箱：本人来电"]


def test_an_address_that_came_back_is_tried_again_when_somebody_says_so(
    desk: Desk, secretary: Actor
) -> None:
    (mail,) = prompted(desk, "back@example.org")
    bounced(desk, mail)
    row = address_row(desk, "back@example.org")
    shelf = mail.case.shelf

    try_again(desk, mail.case_id, row.id, secretary, "本人说已恢复")

    assert row.state is AddressState.UNCONFIRMED
    assert mail.case.person.mail_addresses == ["back@example.org"]
    desk.session.refresh(mail.case)
    assert mail.case.shelf != shelf


def test_an_address_tried_again_does_not_go_before_those_in_use(
    desk: Desk, case: Case, secretary: Actor
) -> None:
    person = case.person
    first = person.addresses[0]
    first.state = AddressState.BOUNCED
    desk.session.commit()
    in_use = list(person.mail_addresses)
    assert in_use

    try_again(desk, case.id, first.id, secretary, "本人说邮箱已恢复")

    desk.session.refresh(person, ["addresses"])
    assert person.mail_addresses == [*in_use, first.address]
