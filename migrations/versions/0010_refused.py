"""refused: mails refused while being handed over, and who opened a mail that came in"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

REFUSED = sa.text("follow_up_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("mail", sa.Column("follow_up_at", sa.DateTime(), nullable=True))
    op.create_index(
        "ix_mail_follow_up",
        "mail",
        ["follow_up_at"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )
    op.create_table(
        "incoming_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incoming_id"],
            ["incoming_mail.id"],
            name=op.f("fk_incoming_access_incoming_id_incoming_mail"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_incoming_access_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_access")),
    )
    op.create_index(op.f("ix_incoming_access_incoming_id"), "incoming_access", ["incoming_id"])
    keep_accesses()


def downgrade() -> None:
    op.drop_table("incoming_access")
    op.drop_index("ix_mail_follow_up", "mail")
    op.drop_column("mail", "follow_up_at")


def keep_accesses() -> None:
    """The database itself refuses to change or delete who looked at what."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE TRIGGER incoming_access_no_change BEFORE UPDATE OR DELETE ON incoming_access "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER incoming_access_no_truncate BEFORE TRUNCATE ON incoming_access "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER incoming_access_no_{verb.lower()} BEFORE {verb} ON incoming_access "
            "BEGIN SELECT RAISE(ABORT, 'incoming_access is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER incoming_access_no_replace BEFORE INSERT ON incoming_access "
        "WHEN EXISTS (SELECT 1 FROM incoming_access WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'incoming_access is append-only'); END"
    )
