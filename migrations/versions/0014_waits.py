"""waits: plans of cases, waits under way, reminders given"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PLANNED = sa.text("next_at IS NOT NULL")
FAILED = sa.text("failures > 0")
KNOWN = sa.text("reminder_id IS NOT NULL")
TOLD = ("mail", "task")


def upgrade() -> None:
    op.create_table(
        "case_plan",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("claimed_by", sa.String(60), server_default="", nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_plan_case_id_case"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_plan"),
    )
    op.create_index(
        "ix_case_plan_next",
        "case_plan",
        ["next_at", "due_on"],
        sqlite_where=PLANNED,
        postgresql_where=PLANNED,
    )
    op.create_index(
        "ix_case_plan_failed",
        "case_plan",
        ["case_id"],
        sqlite_where=FAILED,
        postgresql_where=FAILED,
    )
    op.create_table(
        "planned_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(40), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("handled_until", sa.DateTime(), nullable=False),
        sa.Column("asked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_planned_wait_case_id_case"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_wait"),
        sa.UniqueConstraint("case_id", "name", name="uq_planned_wait_case_id_name"),
    )
    op.create_index("ix_planned_wait_name_due", "planned_wait", ["name", "due_on"])
    op.create_table(
        "reminder_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(40), nullable=False),
        sa.Column("wait", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("folded", sa.JSON(), nullable=False),
        sa.Column("reckoning", sa.JSON(), nullable=False),
        sa.Column("policy_version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_reminder_record_case_id_case"),
        sa.ForeignKeyConstraint(
            ["policy_version_id"],
            ["policy_version.id"],
            name="fk_reminder_record_policy_version_id_policy_version",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_record"),
        sa.UniqueConstraint("case_id", "wait", "at", name="uq_reminder_record_case_id_wait_at"),
    )
    op.create_index("ix_reminder_record_made_at", "reminder_record", ["made_at"])
    for table in TOLD:
        # SQLite takes a column with its constraint only so; PostgreSQL takes it so as well.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN reminder_id INTEGER CONSTRAINT "
            f"fk_{table}_reminder_id_reminder_record REFERENCES reminder_record (id)"
        )
        op.create_index(
            f"ix_{table}_reminder_id",
            table,
            ["reminder_id"],
            sqlite_where=KNOWN,
            postgresql_where=KNOWN,
        )
    op.execute("ALTER TABLE task ADD COLUMN kind VARCHAR(40) DEFAULT '' NOT NULL")
    refuse_changes()
    # Every open case is looked at once by the worker, which plans its waits; nothing of the past is
    # said by that.
    op.execute(
        'INSERT INTO case_plan (case_id, next_at) SELECT id, opened_at FROM "case"'
        " WHERE closed_at IS NULL AND withdrawn_at IS NULL"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE task DROP COLUMN kind")
    for table in TOLD:
        op.drop_index(f"ix_{table}_reminder_id", table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN reminder_id")
    op.drop_table("reminder_record")
    op.drop_table("planned_wait")
    op.drop_table("case_plan")


def refuse_changes() -> None:
    """The record of what was said when is append-only, as the ledger is (S4.4-1)."""
    table = "reminder_record"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
