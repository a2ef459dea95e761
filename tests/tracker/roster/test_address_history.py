"""An import leaves the first line of each address's history, and says nothing against a bounce."""

from __future__ import annotations

import sqlalchemy as sa

from tests.tracker.roster.school import School, only, row
from tests.tracker.roster.undoing import undo
from tracker.actions.roster import do_roster
from tracker.lists import refresh_people
from tracker.lists.marks import NO_ADDRESS
from tracker.models import AddressChange, AddressState, MailAddress, ShelfMark

BOUNCED = "发往这个邮箱的邮件曾被退回，导入不会恢复；确认可用的，在个案页面点“再试”"


def lines(school: School) -> list[tuple[str, AddressState, bool, str]]:
    query = (
        sa.select(MailAddress.address, AddressChange.state, AddressChange.active, AddressChange.why)
        .join(AddressChange, AddressChange.address_id == MailAddress.id)
        .order_by(AddressChange.id)
    )
    return [tuple(found) for found in school.desk.session.execute(query)]  # type: ignore[misc]


def came_back(school: School) -> None:
    school.person("张乙").addresses[0].state = AddressState.BOUNCED
    refresh_people(school.desk.session, [school.person("张乙").id])
    school.desk.session.commit()


def test_every_address_begins_with_the_import_that_brought_it(school: School) -> None:
    done = school.bring_in(row(101), row(102, email="other@example.net"))
    new = (AddressState.UNCONFIRMED, True, f"名册导入 {done.id} 号")
    assert sorted(lines(school)) == [("other@example.net", *new), ("s101@example.com", *new)]
    who = set(school.desk.session.scalars(sa.select(AddressChange.staff_id)))
    assert who == {school.organizer.staff_id}


def test_with_the_import_goes_the_history_of_what_it_brought(school: School) -> None:
    undo(school, school.bring_in(row(101)))
    assert lines(school) == []
    assert school.count(MailAddress) == 0


def test_an_address_that_came_back_stays_so_when_a_new_export_states_it_again(
    school: School,
) -> None:
    school.bring_in(row(101))
    came_back(school)
    tried = school.keep_and_try(row(101, job_post="硕士毕业年级学生"))
    record = only(tried)
    assert BOUNCED in [caution["message"] for caution in record["cautions"]]
    assert record["no_mail"]

    do_roster(school.desk, tried.id, school.organizer)

    (address,) = school.person("张乙").addresses
    assert address.state is AddressState.BOUNCED
    assert len(lines(school)) == 1
    marks = sa.select(ShelfMark.mark).filter_by(shelf=school.case("张乙").shelf)
    assert NO_ADDRESS in set(school.desk.session.scalars(marks))
