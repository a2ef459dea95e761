"""senders: addresses compared without case, and whether a remembered one is his own"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KIND = (
    "ALTER TABLE known_sender ADD COLUMN kind VARCHAR(40) DEFAULT 'own' NOT NULL "
    "CONSTRAINT ck_known_sender_senderkind CHECK (kind IN ('own', 'passes_on'))"
)


def upgrade() -> None:
    op.execute(KIND)
    op.execute("ALTER TABLE mail_address ADD COLUMN folded VARCHAR(254) DEFAULT '' NOT NULL")
    op.execute("UPDATE mail_address SET folded = lower(address)")
    op.create_index("ix_mail_address_folded", "mail_address", ["folded"])
    op.drop_index("ix_mail_address_address", "mail_address")
    op.execute("UPDATE incoming_mail SET from_address = lower(from_address)")


def downgrade() -> None:
    op.create_index("ix_mail_address_address", "mail_address", ["address"])
    op.drop_index("ix_mail_address_folded", "mail_address")
    op.execute("ALTER TABLE mail_address DROP COLUMN folded")
    op.execute("ALTER TABLE known_sender DROP COLUMN kind")
