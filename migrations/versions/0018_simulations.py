"""simulations: what was asked of the time machine, and every event that would come"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

CHANGE = sa.Enum(
    "same",
    "added",
    "dropped",
    "moved",
    name="change",
    native_enum=False,
    create_constraint=True,
    length=40,
)
KNOWN = sa.text("case_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "simulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("answering", sa.String(20), nullable=False),
        sa.Column("policy_version_id", sa.Integer(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.CheckConstraint("until_day >= from_day", name="ck_simulation_days_in_order"),
        references("simulation", "staff_id", "staff"),
        references("simulation", "cohort_id", "cohort"),
        references("simulation", "policy_version_id", "policy_version"),
        sa.PrimaryKeyConstraint("id", name="pk_simulation"),
    )
    op.create_index("ix_simulation_staff_id", "simulation", ["staff_id", "id"])
    op.create_table(
        "simulation_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("simulation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("change", CHANGE, nullable=False),
        sa.Column("was_at", sa.DateTime(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("college_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("mail", sa.String(40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("wait", sa.String(40), nullable=False),
        sa.Column("rules", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "(change = 'moved') = (was_at IS NOT NULL)",
            name="ck_simulation_event_moved_says_whence",
        ),
        references("simulation_event", "simulation_id", "simulation"),
        references("simulation_event", "case_id", "case"),
        references("simulation_event", "college_id", "college"),
        sa.PrimaryKeyConstraint("id", name="pk_simulation_event"),
    )
    op.create_index("ix_simulation_event_at", "simulation_event", ["simulation_id", "at", "id"])
    op.create_index(
        "ix_simulation_event_case_id",
        "simulation_event",
        ["case_id"],
        sqlite_where=KNOWN,
        postgresql_where=KNOWN,
    )


def downgrade() -> None:
    op.drop_table("simulation_event")
    op.drop_table("simulation")


def references(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A foreign key under the name that the models give it."""
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
