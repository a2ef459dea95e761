"""What is said of a file as a whole: a roster's columns, or why the file is none."""

from __future__ import annotations

import pytest

from tests.tracker.roster.school import School, row, without
from tracker.models import RosterImport, UploadedFile
from tracker.roster.aliases import Field
from tracker.roster.imports import account_in
from tracker.roster.unreadable import UnreadableSheet


def test_the_account_names_the_columns_that_are_missing_or_not_imported(school: School) -> None:
    account = account_in(school.keep_and_try(row(), headings=without(Field.ABROAD)))
    assert "是否出国（境）" in account["absent"]
    unused = [c["heading"] for c in account["columns"] if not c["used"]]
    assert unused == ["转往党组织", "具体单位", "备注"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "名册.xlsx", "not_a_spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "名册.xlsx", "damaged"),
        ("甲,乙\n1,2\n".encode(), "名册.csv", "no_header"),
    ],
)
def test_a_file_that_is_no_roster_leaves_its_original_and_nothing_else(
    school: School, data: bytes, name: str, code: str
) -> None:
    before = school.counts()
    with pytest.raises(UnreadableSheet) as refused:
        school.try_file(data, name)
    assert refused.value.code == code
    assert school.counts() == before
    assert school.count(RosterImport) == 0
    assert school.desk.session.get_one(UploadedFile, 1).data == data
