"""calendar: days and years the department enters; mails that leave at any hour"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name="fk_calendar_change_made_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["calendar_change.id"],
            name="fk_calendar_change_undoes_id_calendar_change",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_change"),
        sa.UniqueConstraint("nonce", name="uq_calendar_change_nonce"),
        sa.UniqueConstraint("undoes_id", name="uq_calendar_change_undoes_id"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("works OR name <> ''", name="ck_calendar_day_free_day_is_named"),
        sa.ForeignKeyConstraint(
            ["change_id"], ["calendar_change.id"], name="fk_calendar_day_change_id_calendar_change"
        ),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_day"),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["calendar_change.id"], name="fk_calendar_year_change_id_calendar_change"
        ),
        sa.PrimaryKeyConstraint("year", name="pk_calendar_year"),
    )
    refuse_changes()
    # What waits already was promised to leave as soon as it can.
    op.execute("ALTER TABLE mail ADD COLUMN any_hour BOOLEAN DEFAULT true NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE mail DROP COLUMN any_hour")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    op.drop_table("calendar_change")


def refuse_changes() -> None:
    """Who changed the calendar when, and from what, is append-only."""
    table = "calendar_change"
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
