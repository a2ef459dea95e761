"""roster imports of several sheets, with choices, verdicts as rows, and a way back"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


OLD = sa.table(
    "roster_import",
    sa.column("id"),
    sa.column("upload_id"),
    sa.column("verdicts", sa.JSON),
    sa.column("tried_at", sa.DateTime),
    sa.column("done_at", sa.DateTime),
)
NEW = sa.table(
    "roster_import",
    sa.column("id"),
    sa.column("account", sa.JSON),
    sa.column("made_at", sa.DateTime),
    sa.column("tried_at", sa.DateTime),
    sa.column("digest", sa.String),
)
FILES = sa.table(
    "roster_file", sa.column("import_id"), sa.column("position"), sa.column("upload_id")
)
VERDICTS = sa.table(
    "roster_verdict",
    sa.column("import_id"),
    sa.column("position"),
    sa.column("ruling"),
    sa.column("cautioned"),
    sa.column("no_mail"),
    sa.column("undecided"),
    sa.column("record", sa.JSON),
    sa.column("case_id"),
)


def upgrade() -> None:
    imports = op.get_bind().execute(sa.select(OLD)).all()
    _widen_imports()
    op.create_table(
        "remembered_branch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_remembered_branch_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_remembered_branch_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_branch")),
        sa.UniqueConstraint("name", "branch_id", name=op.f("uq_remembered_branch_name_branch_id")),
    )
    op.create_table(
        "remembered_heading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=60), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_remembered_heading_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_remembered_heading_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_heading")),
    )
    with op.batch_alter_table("remembered_heading", schema=None) as batch_op:
        batch_op.create_index("ix_remembered_heading", ["heading", "college_id"], unique=False)

    op.create_table(
        "roster_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.String(length=20), nullable=False),
        sa.Column("cautioned", sa.Boolean(), nullable=False),
        sa.Column("no_mail", sa.Boolean(), nullable=False),
        sa.Column("undecided", sa.Boolean(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_roster_verdict_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["roster_import.id"],
            name=op.f("fk_roster_verdict_import_id_roster_import"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_verdict")),
        sa.UniqueConstraint(
            "import_id", "position", name=op.f("uq_roster_verdict_import_id_position")
        ),
    )
    with op.batch_alter_table("roster_verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_verdict_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_roster_verdict_ruling", ["import_id", "ruling", "position"], unique=False
        )

    op.create_table(
        "roster_write",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "person",
                "case",
                "value",
                "address",
                "branch",
                name="written",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("case_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_roster_write_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_roster_write_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["roster_import.id"],
            name=op.f("fk_roster_write_import_id_roster_import"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roster_write_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_write")),
    )
    with op.batch_alter_table("roster_write", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_write_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_roster_write_import", ["import_id", "what"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_write_person_id"), ["person_id"], unique=False)

    op.create_table(
        "roster_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["roster_import.id"], name=op.f("fk_roster_file_import_id_roster_import")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploaded_file.id"], name=op.f("fk_roster_file_upload_id_uploaded_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_file")),
        sa.UniqueConstraint(
            "import_id", "position", name=op.f("uq_roster_file_import_id_position")
        ),
    )
    op.add_column("case", sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
    _move(imports)


def _widen_imports() -> None:
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        for name, kind, empty in (
            ("choices", sa.JSON(), "{}"),
            ("account", sa.JSON(), "{}"),
            ("fault", sa.Text(), ""),
            ("moved", sa.JSON(), "[]"),
            ("made_at", sa.DateTime(), "2000-01-01 00:00:00"),
            ("undo_reason", sa.Text(), ""),
        ):
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=empty))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("undone_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("done_by_id", sa.Integer(), nullable=True))
        batch_op.alter_column("tried_at", existing_type=sa.DateTime(), nullable=True)
        batch_op.create_index(batch_op.f("ix_roster_import_staff_id"), ["staff_id"], unique=False)
        batch_op.drop_constraint(
            batch_op.f("fk_roster_import_upload_id_uploaded_file"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_roster_import_undone_by_id_staff"), "staff", ["undone_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_roster_import_done_by_id_staff"), "staff", ["done_by_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_roster_import_undone_says_why"),
            "undone_at IS NULL OR undo_reason <> ''",
        )
        batch_op.drop_column("upload_id")
        batch_op.drop_column("verdicts")
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        for name in ("choices", "account", "fault", "moved", "made_at", "undo_reason"):
            batch_op.alter_column(name, server_default=None)


def _move(imports) -> None:
    """Imports that were done keep their file, their verdicts and what was read of the sheet.

    Of those only tried the verdicts were made by other rules: they wait for another dry run.
    """
    bind = op.get_bind()
    for one in imports:
        sheet, *rows = one.verdicts
        bind.execute(sa.insert(FILES).values(import_id=one.id, position=1, upload_id=one.upload_id))
        update = sa.update(NEW).where(NEW.c.id == one.id)
        if one.done_at is None:
            bind.execute(update.values(made_at=one.tried_at, tried_at=None, digest=""))
            continue
        bind.execute(update.values(made_at=one.tried_at, account=_account(sheet, rows)))
        if rows:
            bind.execute(sa.insert(VERDICTS), [*_verdicts(one.id, rows)])


def _account(sheet, rows) -> dict:
    rulings = {}
    for row in rows:
        rulings[row["ruling"]] = rulings.get(row["ruling"], 0) + 1
    return {
        "policy": sheet["policy"],
        "sheets": [
            {
                "key": f"1/{sheet['title']}",
                "number": 1,
                "used": True,
                "file": "",
                "title": sheet["title"],
                "purpose": "members",
                "purpose_why": "",
                "fault": None,
                "header_row": sheet["header_row"],
                "people": sheet["people"],
                "headings": [*_headings(sheet)],
                **{key: sheet[key] for key in ("absent", "notes", "left_out", "broken_cells")},
            }
        ],
        "rulings": rulings,
        "writes": rulings.get("new", 0) + rulings.get("changed", 0),
        "fields": [],
        "unknown": [],
    }


def _headings(sheet):
    """What was read, then what was not; a done import shows them and nobody chooses them again."""
    for at, column in enumerate([*sheet["columns"], *sheet["unmapped"]]):
        label = column.get("label", "")
        yield {
            "index": at,
            "letter": column["letter"],
            "heading": column["heading"],
            "field": label,
            "label": label,
            "used": column.get("used", False),
            "why": column.get("why", ""),
            "by": "heading",
            "samples": [],
        }


def _verdicts(import_id, rows):
    for position, row in enumerate(rows, 1):
        changes = [c | {"take": True, "decided": True, "offers": []} for c in row["changes"]]
        writes = row["ruling"] in ("new", "changed")
        more = {"changes": changes, "places": [f"1:{row['row']}"], "derived": [], "writes": writes}
        case_id = row.pop("case_id", None)
        yield {
            "import_id": import_id,
            "position": position,
            "ruling": row["ruling"],
            "cautioned": bool(row["cautions"]),
            "no_mail": bool(row["no_mail"]),
            "undecided": False,
            "record": row | more,
            "case_id": case_id,
        }


def downgrade() -> None:
    op.drop_column("case", "withdrawn_at")

    op.drop_table("roster_file")
    with op.batch_alter_table("roster_write", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_write_person_id"))
        batch_op.drop_index("ix_roster_write_import")
        batch_op.drop_index(batch_op.f("ix_roster_write_case_id"))

    op.drop_table("roster_write")
    with op.batch_alter_table("roster_verdict", schema=None) as batch_op:
        batch_op.drop_index("ix_roster_verdict_ruling")
        batch_op.drop_index(batch_op.f("ix_roster_verdict_case_id"))

    op.drop_table("roster_verdict")
    with op.batch_alter_table("remembered_heading", schema=None) as batch_op:
        batch_op.drop_index("ix_remembered_heading")

    op.drop_table("remembered_heading")
    op.drop_table("remembered_branch")
    _narrow_imports()


def _narrow_imports() -> None:
    """Verdicts are a dry run's, made anew at any time: a step back does not keep them."""
    op.execute("DELETE FROM roster_import")
    with op.batch_alter_table("roster_import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verdicts", sa.JSON(), nullable=False))
        batch_op.add_column(sa.Column("upload_id", sa.Integer(), nullable=False))
        batch_op.drop_constraint(batch_op.f("ck_roster_import_undone_says_why"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_roster_import_undone_by_id_staff"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_roster_import_done_by_id_staff"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_roster_import_upload_id_uploaded_file"),
            "uploaded_file",
            ["upload_id"],
            ["id"],
        )
        batch_op.drop_index(batch_op.f("ix_roster_import_staff_id"))
        batch_op.alter_column("tried_at", existing_type=sa.DateTime(), nullable=False)
        for name in (
            *("undo_reason", "undone_by_id", "done_by_id", "undone_at", "made_at"),
            *("moved", "fault", "account", "choices"),
        ):
            batch_op.drop_column(name)
