"""What is said of a file as a whole: a roster's columns, or why the file is none."""

from __future__ import annotations

import pytest

from machines.refusals import Refused
from tests.tracker.roster.school import School, row, without
from tracker.actions.roster import do_roster
from tracker.models import RosterVerdict, UploadedFile
from tracker.models.roster import Stage
from tracker.roster.aliases import Field
from tracker.roster.sample import build_xlsx


def test_the_account_names_the_columns_that_are_missing_or_not_imported(school: School) -> None:
    (account,) = school.keep_and_try(row(), headings=without(Field.ABROAD)).account["sheets"]
    assert "是否出国（境）" in account["absent"]
    unused = [c["heading"] for c in account["headings"] if c["field"] and not c["used"]]
    assert unused == ["转往党组织", "具体单位", "备注"]


def test_a_text_table_without_people_is_named_once(school: School) -> None:
    tried = school.try_file("姓名,学号,人员类别,所在党支部\n".encode(), "只有表头.csv")
    assert tried.fault.count("只有表头.csv") == 1


def test_a_workbook_without_people_is_named_with_its_sheet(school: School) -> None:
    tried = school.try_file(build_xlsx([]), "名册.xlsx")
    assert (tried.fault.count("名册.xlsx"), tried.fault.count("毕业生党员")) == (1, 1)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "名册.xlsx", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "名册.xls", "打不开"),
        ("甲,乙\n1,2\n".encode(), "名册.csv", "找不到认识的表头"),
    ],
)
def test_a_file_that_is_no_roster_is_kept_and_told_and_writes_nothing_else(
    school: School, data: bytes, name: str, words: str
) -> None:
    before = school.counts()
    tried = school.try_file(data, name)
    assert tried.stage is Stage.UNREADABLE
    assert name in tried.fault
    assert words in tried.fault
    assert school.counts() == before
    assert school.count(RosterVerdict) == 0
    assert school.desk.session.get_one(UploadedFile, 1).data == data
    with pytest.raises(Refused):
        do_roster(school.desk, tried.id, school.organizer)
    assert school.counts() == before
