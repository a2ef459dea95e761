"""outbound: the thread a mail belongs to, and how fast each provider is sent to"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('pending', 'sending')")
# As in tracker.outbox.providers when this was written; mails written later say it themselves.
PROVIDERS = {
    "qq.com": ("foxmail.com", "vip.qq.com"),
    "163.com": ("126.com", "yeah.net", "vip.163.com", "vip.126.com", "188.com"),
}
INDEXES = {
    "ix_mail_turn": ["to_domain", "id", "next_try_at", "lease_until"],
    "ix_mail_before": ["case_id", "to_address", "id"],
}


def upgrade() -> None:
    op.create_table(
        "domain_pace",
        sa.Column("domain", sa.String(length=254), nullable=False),
        sa.Column("booked_until", sa.DateTime(), nullable=False),
        sa.Column("closed_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_domain_pace")),
    )
    op.execute("ALTER TABLE mail ADD COLUMN thread TEXT DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE mail ADD COLUMN to_domain VARCHAR(254) DEFAULT '' NOT NULL")
    fill_domains()
    for name, columns in INDEXES.items():
        op.create_index(name, "mail", columns, sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "mail")
    for column in ("to_domain", "thread"):
        op.execute(f"ALTER TABLE mail DROP COLUMN {column}")
    op.drop_table("domain_pace")


def fill_domains() -> None:
    """Only what still waits is sent, and only what is sent is paced."""
    at = (
        "instr(to_address, '@')"
        if op.get_bind().dialect.name == "sqlite"
        else "strpos(to_address, '@')"
    )
    op.execute(
        f"UPDATE mail SET to_domain = lower(substr(to_address, {at} + 1)) "
        f"WHERE {WAITING.text} AND to_address LIKE '%@%'"
    )
    for head, domains in PROVIDERS.items():
        listed = ", ".join(f"'{domain}'" for domain in domains)
        op.execute(f"UPDATE mail SET to_domain = '{head}' WHERE to_domain IN ({listed})")
