"""seen: who first looked at a mail that came in, and lists of mails by kind"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incoming_mail", sa.Column("seen_at", sa.DateTime(), nullable=True))
    op.create_index("ix_incoming_mail_kind", "incoming_mail", ["state", "kind", "id"])
    op.create_index("ix_incoming_mail_seen", "incoming_mail", ["state", "kind", "seen_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_incoming_mail_seen", "incoming_mail")
    op.drop_index("ix_incoming_mail_kind", "incoming_mail")
    op.drop_column("incoming_mail", "seen_at")
