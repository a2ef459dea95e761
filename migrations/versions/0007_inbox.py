"""inbox: mails that arrive, their places, and what is known of addresses"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# SQLite takes a column with its constraint only so; PostgreSQL takes it so as well.
COLUMNS = (
    "ALTER TABLE contact_entry ADD COLUMN incoming_id INTEGER "
    "CONSTRAINT fk_contact_entry_incoming_id_incoming_mail REFERENCES incoming_mail (id)",
    "ALTER TABLE mail ADD COLUMN incoming_id INTEGER "
    "CONSTRAINT fk_mail_incoming_id_incoming_mail REFERENCES incoming_mail (id)",
    "ALTER TABLE mail ADD COLUMN token VARCHAR(32) NOT NULL DEFAULT ''",
    "ALTER TABLE mail_address ADD COLUMN state VARCHAR(40) NOT NULL DEFAULT 'unconfirmed' "
    "CONSTRAINT ck_mail_address_addressstate "
    "CHECK (state IN ('unconfirmed', 'works', 'bounced'))",
)
TABLES = (
    "known_sender",
    "incoming_raw",
    "incoming_filing",
    "incoming_arrival",
    "address_change",
    "incoming_mail",
    "imap_mailbox",
)


def upgrade() -> None:
    op.create_table(
        "imap_mailbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.String(length=60), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imap_mailbox")),
        sa.UniqueConstraint("name", name=op.f("uq_imap_mailbox_name")),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "filed",
                "held",
                "set_aside",
                "broken",
                name="inboxstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_by", sa.String(length=60), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed_step", sa.String(length=40), nullable=False),
        sa.Column("failed_with", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reply",
                "automatic",
                "bounce",
                "delay",
                "report",
                name="incomingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("from_name", sa.String(length=200), nullable=False),
        sa.Column("from_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("message_id", sa.String(length=400), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("own_text", sa.Text(), nullable=False),
        sa.Column("stripped", sa.Boolean(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("authenticity", sa.JSON(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column(
            "certainty",
            sa.Enum(
                "certain",
                "guess",
                "stranger",
                name="certainty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("answer_how", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state <> 'broken' OR failed_step <> ''",
            name=op.f("ck_incoming_mail_broken_says_where"),
        ),
        sa.CheckConstraint(
            "state <> 'filed' OR case_id IS NOT NULL", name=op.f("ck_incoming_mail_filed_has_case")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_incoming_mail_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mail.id"], name=op.f("fk_incoming_mail_mail_id_mail")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_incoming_mail_fingerprint")),
    )
    op.create_index(op.f("ix_incoming_mail_case_id"), "incoming_mail", ["case_id"], unique=False)
    op.create_index(
        "ix_incoming_mail_claim", "incoming_mail", ["state", "next_try_at"], unique=False
    )
    op.create_index(
        op.f("ix_incoming_mail_from_address"), "incoming_mail", ["from_address"], unique=False
    )
    op.create_index(op.f("ix_incoming_mail_mail_id"), "incoming_mail", ["mail_id"], unique=False)
    op.create_index(
        op.f("ix_incoming_mail_received_at"), "incoming_mail", ["received_at"], unique=False
    )
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "works",
                "bounced",
                name="changed_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["mail_address.id"],
            name=op.f("fk_address_change_address_id_mail_address"),
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"],
            ["incoming_mail.id"],
            name=op.f("fk_address_change_incoming_id_incoming_mail"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_address_change_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
    )
    op.create_index(
        op.f("ix_address_change_address_id"), "address_change", ["address_id"], unique=False
    )
    op.create_table(
        "incoming_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column(
            "door",
            sa.Enum(
                "smtp",
                "lmtp",
                "imap",
                name="door",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("mailbox_id", sa.Integer(), nullable=True),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incoming_id"],
            ["incoming_mail.id"],
            name=op.f("fk_incoming_arrival_incoming_id_incoming_mail"),
        ),
        sa.ForeignKeyConstraint(
            ["mailbox_id"],
            ["imap_mailbox.id"],
            name=op.f("fk_incoming_arrival_mailbox_id_imap_mailbox"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_arrival")),
        sa.UniqueConstraint(
            "mailbox_id",
            "uid_validity",
            "uid",
            name=op.f("uq_incoming_arrival_mailbox_id_uid_validity_uid"),
        ),
    )
    op.create_index(
        op.f("ix_incoming_arrival_incoming_id"), "incoming_arrival", ["incoming_id"], unique=False
    )
    op.create_table(
        "incoming_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("undo_entry_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "undone_at IS NULL OR undo_reason <> ''",
            name=op.f("ck_incoming_filing_undone_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_incoming_filing_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["contact_entry.id"],
            name=op.f("fk_incoming_filing_entry_id_contact_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"],
            ["incoming_mail.id"],
            name=op.f("fk_incoming_filing_incoming_id_incoming_mail"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_incoming_filing_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["undo_entry_id"],
            ["contact_entry.id"],
            name=op.f("fk_incoming_filing_undo_entry_id_contact_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["staff.id"], name=op.f("fk_incoming_filing_undone_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_filing")),
    )
    op.create_index(
        op.f("ix_incoming_filing_case_id"), "incoming_filing", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_incoming_filing_incoming_id"), "incoming_filing", ["incoming_id"], unique=False
    )
    op.create_table(
        "incoming_raw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["incoming_mail.id"], name=op.f("fk_incoming_raw_id_incoming_mail")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_raw")),
    )
    op.create_table(
        "known_sender",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["filing_id"],
            ["incoming_filing.id"],
            name=op.f("fk_known_sender_filing_id_incoming_filing"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_known_sender_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_known_sender_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_sender")),
        sa.UniqueConstraint("person_id", "address", name=op.f("uq_known_sender_person_id_address")),
    )
    op.create_index(op.f("ix_known_sender_address"), "known_sender", ["address"], unique=False)
    for statement in COLUMNS:
        op.execute(statement)
    # The token stands in the Message-ID since the first mail: <qz.TOKEN@domain>.
    op.execute("UPDATE mail SET token = substr(message_id, 5, 32)")
    op.create_index("ix_mail_token", "mail", ["token"], unique=True)
    keep_raw_mails()


def downgrade() -> None:
    refuse_to_lose_mails()
    op.drop_index("ix_mail_token", "mail")
    for table, column in (
        ("mail_address", "state"),
        ("mail", "token"),
        ("mail", "incoming_id"),
        ("contact_entry", "incoming_id"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in TABLES:
        op.drop_table(table)


def refuse_to_lose_mails() -> None:
    """What arrived is kept for ever; whoever wants to go back must see that it would be gone."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM incoming_raw"))
    if kept:
        raise RuntimeError(
            f"收到的 {kept} 封来信原件会随降级丢失，因此没有降级。"
            "请先备份数据库；确需降级的，恢复升级前的备份。"
        )


def keep_raw_mails() -> None:
    """The database itself refuses to change or delete what arrived."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE TRIGGER incoming_raw_no_change BEFORE UPDATE OR DELETE ON incoming_raw "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER incoming_raw_no_truncate BEFORE TRUNCATE ON incoming_raw "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER incoming_raw_no_{verb.lower()} BEFORE {verb} ON incoming_raw "
            "BEGIN SELECT RAISE(ABORT, 'incoming_raw is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER incoming_raw_no_replace BEFORE INSERT ON incoming_raw "
        "WHEN EXISTS (SELECT 1 FROM incoming_raw WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'incoming_raw is append-only'); END"
    )
