"""safety: one standing filing of a mail, a first line for every address, what bounces are found by"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STANDING = sa.text("undone_at IS NULL")
NAMED = (
    ("contact_entry", "mail_id"),
    ("contact_entry", "incoming_id"),
    ("mail", "incoming_id"),
    ("task", "entry_id"),
    ("answer_link", "entry_id"),
    ("known_sender", "filing_id"),
)


def upgrade() -> None:
    op.execute("ALTER TABLE incoming_mail ADD COLUMN hindered INTEGER DEFAULT 0 NOT NULL")
    op.add_column("mail_address", sa.Column("also_until", sa.DateTime(), nullable=True))
    for table, column in NAMED:
        known = sa.text(f"{column} IS NOT NULL")
        name = f"ix_{table}_{column}"
        op.create_index(name, table, [column], sqlite_where=known, postgresql_where=known)
    keep_newest_filings()
    op.create_index(
        "uq_incoming_filing_standing",
        "incoming_filing",
        ["incoming_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    write_first_lines()


def downgrade() -> None:
    op.drop_index("uq_incoming_filing_standing", "incoming_filing")
    for table, column in NAMED:
        op.drop_index(f"ix_{table}_{column}", table)
    op.execute("ALTER TABLE mail_address DROP COLUMN also_until")
    op.execute("ALTER TABLE incoming_mail DROP COLUMN hindered")


def keep_newest_filings() -> None:
    """Of a mail that was filed twice the newest filing stands."""
    op.execute(
        "UPDATE incoming_filing SET undone_at = at, undo_reason = '同一封来信归入了两次，以后一次为准' "
        "WHERE undone_at IS NULL AND EXISTS (SELECT 1 FROM incoming_filing AS later "
        "WHERE later.incoming_id = incoming_filing.incoming_id AND later.undone_at IS NULL "
        "AND later.id > incoming_filing.id)"
    )


def write_first_lines() -> None:
    """The history of an address that was there before histories were kept begins with its entry."""
    op.execute(
        "INSERT INTO address_change (address_id, at, state, active, why) "
        "SELECT id, added_at, state, active, '登记邮箱' FROM mail_address WHERE NOT EXISTS "
        "(SELECT 1 FROM address_change WHERE address_change.address_id = mail_address.id)"
    )
