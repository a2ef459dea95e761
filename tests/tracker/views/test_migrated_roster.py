"""Imports made before there were several sheets are still told, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.policy import Policy
from machines.roles import Role
from tests.databases import empty_postgres, migrate
from tests.tracker.views.browser import Browser
from tracker.jobs.run import run_waiting
from tracker.models import RosterImport, RosterVerdict, Staff
from tracker.models.roster import Stage
from tracker.roster.sample import build_xlsx

THEN = datetime(2024, 6, 1, 4, 0, tzinfo=UTC).replace(tzinfo=None)

SHEET = {
    "row": 0,
    "name": "整份名册",
    "policy": 1,
    "title": "毕业生党员",
    "header_row": 3,
    "people": 2,
    "columns": [
        {"letter": "B", "heading": "姓名", "label": "姓名", "used": True},
        {"letter": "C", "heading": "具体单位", "label": "具体单位", "used": False},
    ],
    "unmapped": [{"letter": "D", "heading": "掌上号", "why": "不认识的表头"}],
    "absent": ["是否出国（境）"],
    "notes": [{"row": 9, "text": "合计 2 人"}],
    "left_out": ["说明"],
    "broken_cells": ["T7"],
}
PLAIN = {
    "student_no": "2020010101",
    "kind": "正式党员",
    "branch": "学生第一党支部",
    "faults": [],
    "cautions": [],
    "no_mail": False,
}
CHANGE = {
    "field": "mobile",
    "label": "手机号码",
    "old": "199****0101",
    "new": "138****1234",
}
FAULT = {
    "label": "手机号码",
    "column": "T",
    "shown": "1*",
    "reason": "手机号码应为 11 位",
    "cure": "请更正",
}


def verdicts(case_id: int | None) -> list[dict[str, Any]]:
    """As issue 2 wrote them: the sheet as row 0, then the rows."""
    changed = PLAIN | {"row": 4, "name": "张乙", "ruling": "changed", "changes": [CHANGE]}
    refused = PLAIN | {"row": 5, "name": "张丙", "ruling": "refused", "changes": []}
    return [SHEET, changed | {"case_id": case_id}, refused | {"faults": [FAULT], "case_id": None}]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, password_hash: str) -> str:
    """A database as issue 2 left it, brought to the newest migration."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    else:
        server = request.getfixturevalue("postgres_server")
        url = empty_postgres(server, f"old{abs(hash(str(tmp_path))) % 10**10}")
    migrate(url, "0002")
    engine = sa.create_engine(url)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        _fill(connection, tables, password_hash)
    engine.dispose()
    migrate(url)
    return url


def _fill(connection: sa.Connection, tables: sa.MetaData, password_hash: str) -> None:
    """A department's account, a cohort, a case, and two imports: one done, one only tried."""

    def put(table: str, /, **values: Any) -> int:
        insert = tables.tables[table].insert().values(values).returning(sa.literal_column("id"))
        return int(connection.execute(insert).scalar_one())

    cohort = put("cohort", name="2024届", year=2024, opened_at=THEN)
    policy = put(
        "policy_version",
        cohort_id=cohort,
        version=1,
        data=Policy().to_data(),
        reason="按通知设立",
        made_at=THEN,
    )
    college = put(
        "college", name="信息工程学院", contact_name="郑老师", contact_phone="0570-5550123"
    )
    branch = put("branch", college_id=college, name="学生第一党支部")
    staff = put(
        "staff",
        login="zzb",
        name="组织部",
        phone="0570-5550100",
        role="department",
        password_hash=password_hash,
        session_salt="salt",
        active=True,
        made_at=THEN,
    )
    person = put("person", name="张乙", student_no="2020010101", joined_on=date(2022, 6, 1))
    case = put(
        "case",
        cohort_id=cohort,
        person_id=person,
        college_id=college,
        branch_id=branch,
        policy_version_id=policy,
        kind="full_member",
        status="full",
        abroad=False,
        version=2,
        opened_at=THEN,
    )
    data = build_xlsx([])
    upload = put(
        "uploaded_file",
        name="名册.xlsx",
        content_type="application/octet-stream",
        size=len(data),
        sha256="0" * 64,
        data=data,
        uploaded_by_id=staff,
        uploaded_at=THEN,
    )
    for done_at, case_id in ((THEN, case), (None, None)):
        put(
            "roster_import",
            cohort_id=cohort,
            upload_id=upload,
            staff_id=staff,
            verdicts=verdicts(case_id),
            digest="d" * 64,
            tried_at=THEN,
            done_at=done_at,
        )


@pytest.fixture
def department(session: Session, browser: Callable[..., Browser]) -> Browser:
    staff = session.scalars(sa.select(Staff).filter_by(role=Role.DEPARTMENT.value)).one()
    return browser(staff)


def test_an_import_that_was_done_is_read_with_its_verdicts(
    department: Browser, session: Session
) -> None:
    page = department.get("/roster/1")
    assert "已导入：更新 1 人" in page.text
    assert "手机号码： 199****0101 → 138****1234" in page.text
    assert "手机号码应为 11 位" in page.text
    assert "/cases/1" in page.links
    assert "认识但不导入的列：具体单位" in page.text
    assert "没有读的列：D 掌上号（不认识的表头）" in page.text
    assert "读入的列：B 姓名" in page.text
    assert "合计 2 人" in page.text
    assert [v.ruling for v in session.scalars(sa.select(RosterVerdict))] == ["changed", "refused"]
    department.get("/roster/1/rows.xlsx")
    assert "名册.xlsx" in department.get("/roster").text


def test_it_cannot_be_taken_back_for_nobody_wrote_down_what_it_changed(
    department: Browser, session: Session
) -> None:
    page = department.post("/roster/1/undo", 422, reason="传错了")
    assert "没有留下撤销所需的记录" in page.text
    assert session.get_one(RosterImport, 1).stage is Stage.DONE


def test_what_was_only_tried_waits_for_another_dry_run(
    department: Browser, session: Session
) -> None:
    found = session.get_one(RosterImport, 2)
    assert (found.stage, found.digest) == (Stage.UNTRIED, "")
    assert found.made_at.astimezone(UTC).replace(tzinfo=None) == THEN
    page = department.get("/roster/2")
    assert "等待试运行" in page.text
    (again,) = [form for form in page.forms if form.action.endswith("/again")]
    department.post(again.action, 303, **again.values)
    run_waiting(department.client.application)
    assert "只有表头，没有人员" in department.get("/roster/2").text
