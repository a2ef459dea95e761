"""data check"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("corrections", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_correction_sheet_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_sheet")),
    )
    with op.batch_alter_table("correction_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_sheet_staff_id"), ["staff_id"], unique=False
        )

    op.create_table(
        "data_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("on_file", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "rejected",
                "replaced",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at IS NULL)",
            name=op.f("ck_data_proposal_settled_is_dated"),
        ),
        sa.CheckConstraint(
            "proposed IS NOT NULL OR words <> ''", name=op.f("ck_data_proposal_says_something")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_data_proposal_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["contact_entry.id"], name=op.f("fk_data_proposal_entry_id_contact_entry")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["staff.id"], name=op.f("fk_data_proposal_settled_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_proposal")),
    )
    with op.batch_alter_table("data_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_data_proposal_case_id_state", ["case_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_proposal_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index("ix_data_proposal_state_case_id", ["state", "case_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "person",
                "branch",
                "file",
                "registry",
                "roster",
                name="correctionsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=True),
        sa.Column("roster_import_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("to_enter", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(entered_at IS NULL) = (entered_by_id IS NULL)",
            name=op.f("ck_correction_entered_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_correction_case_id_case")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["staff.id"], name=op.f("fk_correction_entered_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["move_id"], ["move_record.id"], name=op.f("fk_correction_move_id_move_record")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_correction_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["data_proposal.id"],
            name=op.f("fk_correction_proposal_id_data_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["roster_import_id"],
            ["roster_import.id"],
            name=op.f("fk_correction_roster_import_id_roster_import"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_correction_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_move_id"), ["move_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_correction_waiting", ["to_enter", "entered_at", "case_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_waiting")
        batch_op.drop_index(batch_op.f("ix_correction_person_id"))
        batch_op.drop_index(batch_op.f("ix_correction_move_id"))
        batch_op.drop_index(batch_op.f("ix_correction_case_id"))

    op.drop_table("correction")
    with op.batch_alter_table("data_proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_data_proposal_state_case_id")
        batch_op.drop_index(batch_op.f("ix_data_proposal_entry_id"))
        batch_op.drop_index("ix_data_proposal_case_id_state")

    op.drop_table("data_proposal")
    with op.batch_alter_table("correction_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_sheet_staff_id"))

    op.drop_table("correction_sheet")
