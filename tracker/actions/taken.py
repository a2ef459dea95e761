"""What another user took a moment earlier, told as a refusal instead of an error of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from machines.refusals import Refusal, Refused
from machines.roles import Role


@dataclass(frozen=True, slots=True)
class Unique:
    """One unique rule of the schema: PostgreSQL names it, SQLite names its columns."""

    name: str
    columns: str
    refusal: Refusal


def _unique(
    table: str,
    columns: str,
    missing: str,
    rule: str,
    cure_at: str,
    field: str | None = None,
    *,
    name: str = "",
    cure_by: Role = Role.ORGANIZER,
) -> Unique:
    parts = columns.split()
    return Unique(
        name or f"uq_{table}_{'_'.join(parts)}",
        ", ".join(f"{table}.{part}" for part in parts),
        Refusal(missing, rule, cure_by, cure_at, field),
    )


UNIQUES = (
    _unique("letter", "number", "这个介绍信编号刚刚被用过（作废的编号也不能再用）", "S4.5-0b",
            "转移 · 开具介绍信", "number"),
    _unique("letter", "person_id", "本人名下刚刚开具了另一份介绍信，仍然有效，须先作废换领", "S4.5-0b",
            "转移 · 有效期内换领", name="uq_letter_live_person"),
    _unique("application", "case_id kind", "本人已有在办的申请", "D-19", "转移 · 审批申请",
            name="uq_application_open"),
    _unique("person", "id_number", "这个身份证号已属于另一个人，请核对", "S4.1-5", "转移 · 更正信息",
            "id_number"),
    _unique("person", "student_no", "这个学号已属于另一个人，请核对", "S4.1-1", "导入名册", "student_no"),
    _unique("case", "cohort_id person_id", "本人在这一届已有个案，请在那份个案中办理", "D-12", "个案列表"),
    _unique("mail_address", "person_id address", "这个邮箱刚刚已经登记", "S4.1-6", "转移 · 更正信息",
            "email"),
    _unique("contact_entry", "corrects_id", "这条联系记录刚刚已被更正", "S4.4-5", "联系记录"),
    _unique("known_sender", "person_id address", "这个发件邮箱刚刚已由他人确认", "S4.1-6", "来信分拣"),
    _unique("staff", "login", "这个账号已有人使用", "S3.1-5", "设置 · 账号", "login"),
    _unique("college", "name", "已有同名的学院", "S3.1-5", "设置 · 学院", "name"),
    _unique("branch", "college_id name", "已有同名的党支部", "S3.1-6", "设置 · 学院", "name"),
    _unique("cohort", "name", "已有同名的届别", "S0-1", "设置 · 届别", "name", cure_by=Role.DEPARTMENT),
    _unique("cohort", "year", "这一年的届别已经建立", "S0-1", "设置 · 届别", "year",
            cure_by=Role.DEPARTMENT),
    _unique("policy_version", "cohort_id version", "刚刚有人保存了新的一版，请重新打开页面核对", "S0-1",
            "设置 · 政策", cure_by=Role.DEPARTMENT),
)  # fmt: skip


@contextmanager
def telling_what_is_taken() -> Iterator[None]:
    """Turn a unique rule that another user was quicker to use up into Refused.

    Any other error of the database goes on as it is: it is a fault of ours, not of the user.
    """
    try:
        yield
    except IntegrityError as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        raise Refused(refusal) from None


def _refusal(error: IntegrityError) -> Refusal | None:
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    said = str(error.orig)
    for unique in UNIQUES:
        if name == unique.name or said == f"UNIQUE constraint failed: {unique.columns}":
            return unique.refusal
    return None
