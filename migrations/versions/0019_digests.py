"""digests: where and how often staff are written to, the outbox to staff, their calendars"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LOOKED_AT = sa.text("next_digest_at IS NOT NULL")
WAITING = sa.text("state IN ('pending', 'sending')")
KNOWN = sa.text("staff_mail_id IS NOT NULL")
RHYTHM = (
    "ALTER TABLE staff ADD COLUMN digest_rhythm VARCHAR(40) DEFAULT 'daily' NOT NULL "
    "CONSTRAINT ck_staff_digestrhythm CHECK (digest_rhythm IN ('never', 'daily', 'weekly'))"
)
ADDED = (
    "mail_address",
    "mail_trouble",
    "next_digest_at",
    "digests_until",
    "digest_claimed_by",
    "digest_lease_until",
    "feed_nonce",
)


def upgrade() -> None:
    for name, kind in (
        ("mail_address", sa.String(254)),
        ("mail_trouble", sa.Text()),
        ("digest_claimed_by", sa.String(60)),
        ("feed_nonce", sa.String(40)),
    ):
        op.add_column("staff", sa.Column(name, kind, server_default="", nullable=False))
    for name in ("next_digest_at", "digests_until", "digest_lease_until"):
        op.add_column("staff", sa.Column(name, sa.DateTime(), nullable=True))
    # SQLite takes a column with its constraint only so; PostgreSQL takes it so as well.
    op.execute(RHYTHM)
    op.execute(
        "UPDATE staff SET digest_rhythm = 'weekly'"
        " WHERE role IN ('counselor', 'committee', 'department')"
    )
    op.create_index(
        "ix_staff_next_digest",
        "staff",
        ["next_digest_at"],
        sqlite_where=LOOKED_AT,
        postgresql_where=LOOKED_AT,
    )
    create_outbox()
    op.execute(
        "ALTER TABLE incoming_mail ADD COLUMN staff_mail_id INTEGER CONSTRAINT "
        "fk_incoming_mail_staff_mail_id_staff_mail REFERENCES staff_mail (id)"
    )
    op.create_index(
        "ix_incoming_mail_staff_mail_id",
        "incoming_mail",
        ["staff_mail_id"],
        sqlite_where=KNOWN,
        postgresql_where=KNOWN,
    )
    op.create_index("ix_planned_wait_due", "planned_wait", ["due_on", "case_id"])


def create_outbox() -> None:
    op.create_table(
        "staff_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("to_name", sa.String(60), nullable=False),
        sa.Column("to_address", sa.String(254), nullable=False),
        sa.Column("to_domain", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(120), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(60), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("returned_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('digest', 'receipts', 'trial')", name="ck_staff_mail_staffmailkind"
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'failed', 'unknown', 'no_address')",
            name="ck_staff_mail_mailstate",
        ),
        sa.CheckConstraint(
            "state <> 'no_address' AND to_address <> ''", name="ck_staff_mail_has_address"
        ),
        sa.CheckConstraint(
            "state <> 'sent' OR sent_at IS NOT NULL", name="ck_staff_mail_sent_is_dated"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_mail_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_mail"),
        sa.UniqueConstraint("staff_id", "kind", "slot", name="uq_staff_mail_staff_id_kind_slot"),
        sa.UniqueConstraint("message_id", name="uq_staff_mail_message_id"),
        sa.UniqueConstraint("token", name="uq_staff_mail_token"),
    )
    op.create_index(
        "ix_staff_mail_turn",
        "staff_mail",
        ["next_try_at", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_planned_wait_due", "planned_wait")
    op.drop_index("ix_incoming_mail_staff_mail_id", "incoming_mail")
    op.execute("ALTER TABLE incoming_mail DROP COLUMN staff_mail_id")
    op.drop_table("staff_mail")
    op.drop_index("ix_staff_next_digest", "staff")
    op.execute("ALTER TABLE staff DROP COLUMN digest_rhythm")
    for name in ADDED:
        op.drop_column("staff", name)
