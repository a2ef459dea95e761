"""Where a relation goes, and the organisations that receive (S3.2, S4.2-1)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import DestinationKind, Employment, OrgLevel, TransferType
from tracker.models.db import Base, Instant, word


class ReceivingOrganisation(Base):
    """A Party organisation that has received, or will receive, somebody."""

    __tablename__ = "receiving_organisation"
    __table_args__ = (sa.UniqueConstraint("name", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    title: Mapped[str] = mapped_column(sa.String(160))
    province: Mapped[str] = mapped_column(sa.String(30))
    in_database: Mapped[bool] = mapped_column(sa.Boolean)
    level: Mapped[OrgLevel | None] = mapped_column(word(OrgLevel))
    address: Mapped[str] = mapped_column(sa.String(200), default="")


class Destination(Base):
    """One entry of a case's destination: proposed by the graduate or registered by the branch."""

    __tablename__ = "destination"
    __table_args__ = (
        sa.CheckConstraint(
            "proposed OR (organisation_id IS NOT NULL AND transfer_type IS NOT NULL"
            " AND in_database IS NOT NULL AND title <> '')",
            name="registered_is_complete",
        ),
        sa.Index("ix_destination_case_id_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    proposed: Mapped[bool] = mapped_column(sa.Boolean)
    employment: Mapped[Employment] = mapped_column(word(Employment))
    kind: Mapped[DestinationKind] = mapped_column(word(DestinationKind))
    unit: Mapped[str] = mapped_column(sa.String(160), default="")
    unit_has_no_org: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    org_name: Mapped[str] = mapped_column(sa.String(160))
    province: Mapped[str] = mapped_column(sa.String(30))
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    # As registered in this case; what others later note of the organisation does not change it.
    in_database: Mapped[bool | None] = mapped_column(sa.Boolean)
    level: Mapped[OrgLevel | None] = mapped_column(word(OrgLevel))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("receiving_organisation.id"))
    transfer_type: Mapped[TransferType | None] = mapped_column(word(TransferType))
    made_at: Mapped[datetime] = mapped_column(Instant)

    organisation: Mapped[ReceivingOrganisation | None] = relationship()
