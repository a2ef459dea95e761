"""addresses: asked to be confirmed, and when one last proved to work"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_address", sa.Column("asked_at", sa.DateTime(), nullable=True))
    op.add_column("mail_address", sa.Column("worked_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("mail_address", "worked_at")
    op.drop_column("mail_address", "asked_at")
