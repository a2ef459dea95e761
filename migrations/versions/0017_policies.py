"""policies: drafts with their effect, adoptions of a version by cases"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")
DRAFT_STATES = ("open", "saved", "dropped")
CASE_STATES = ("waiting", "moved", "left", "back", "kept")


def upgrade() -> None:
    _drafts()
    _effects()
    _adoptions()
    _adopted_cases()


def downgrade() -> None:
    for table in ("policy_adoption_case", "policy_adoption", "policy_effect", "policy_draft"):
        op.drop_table(table)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _drafts() -> None:
    op.create_table(
        "policy_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *DRAFT_STATES,
                name="draftstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.Column("effect_edition", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'saved') = (version_id IS NOT NULL)", name=op.f("ck_policy_draft_saved_as")
        ),
        _refers("policy_draft", "cohort_id", "cohort"),
        _refers("policy_draft", "made_by_id", "staff"),
        _refers("policy_draft", "version_id", "policy_version"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_draft"),
    )
    op.create_index(
        "uq_policy_draft_open",
        "policy_draft",
        ["cohort_id", "made_by_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _effects() -> None:
    numbers = ("case_version", "from_version", "shifted", "past", "added", "dropped", "moved")
    op.create_table(
        "policy_effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        _refers("policy_effect", "draft_id", "policy_draft"),
        _refers("policy_effect", "case_id", "case"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_effect"),
        sa.UniqueConstraint("draft_id", "case_id", name="uq_policy_effect_draft_id_case_id"),
    )
    op.create_index("ix_policy_effect_case_id", "policy_effect", ["case_id"])


def _adoptions() -> None:
    op.create_table(
        "policy_adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("to_version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "undone_at IS NULL OR undo_reason <> ''",
            name=op.f("ck_policy_adoption_undone_says_why"),
        ),
        _refers("policy_adoption", "cohort_id", "cohort"),
        _refers("policy_adoption", "to_version_id", "policy_version"),
        _refers("policy_adoption", "made_by_id", "staff"),
        _refers("policy_adoption", "undone_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_adoption"),
    )
    op.create_index("ix_policy_adoption_cohort_id", "policy_adoption", ["cohort_id", "id"])


def _adopted_cases() -> None:
    table = "policy_adoption_case"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("from_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *CASE_STATES,
                name="caseadoption",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("case_version", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _refers(table, "adoption_id", "policy_adoption"),
        _refers(table, "case_id", "case"),
        _refers(table, "from_version_id", "policy_version"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("adoption_id", "case_id", name=f"uq_{table}_adoption_id_case_id"),
    )
    op.create_index(f"ix_{table}_state", table, ["adoption_id", "state", "id"])
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])
