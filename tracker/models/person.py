"""The graduate as a person: roster data and mail addresses. ID number and phones are sensitive."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.db import Base, Instant


class Person(Base):
    """One person, whatever cohorts he appears in."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), index=True)
    student_no: Mapped[str | None] = mapped_column(sa.String(30), unique=True)
    id_number: Mapped[str | None] = mapped_column(sa.String(18), unique=True)
    sex: Mapped[str | None] = mapped_column(sa.String(2))
    ethnicity: Mapped[str | None] = mapped_column(sa.String(20))
    birth_date: Mapped[date | None]
    native_place: Mapped[str | None] = mapped_column(sa.String(60))
    degree: Mapped[str | None] = mapped_column(sa.String(40))
    degree_awarded: Mapped[str | None] = mapped_column(sa.String(40))
    level: Mapped[str | None] = mapped_column(sa.String(40))
    major_class: Mapped[str | None] = mapped_column(sa.String(80))
    job_post: Mapped[str | None] = mapped_column(sa.String(60))
    joined_on: Mapped[date | None]
    regularised_on: Mapped[date | None]
    activist_on: Mapped[date | None]
    dues_paid_until: Mapped[date | None]
    mobile: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    landline: Mapped[str | None] = mapped_column(sa.String(30))
    wechat: Mapped[str | None] = mapped_column(sa.String(40))
    qq: Mapped[str | None] = mapped_column(sa.String(20))
    home_address: Mapped[str | None] = mapped_column(sa.String(200))

    addresses: Mapped[list[MailAddress]] = relationship(
        back_populates="person", order_by="MailAddress.position"
    )

    @property
    def mail_addresses(self) -> list[str]:
        """The usable addresses, best first."""
        return [a.address for a in self.addresses if a.active]


class MailAddress(Base):
    """One mail address of a person, with where it came from."""

    __tablename__ = "mail_address"
    __table_args__ = (sa.UniqueConstraint("person_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    address: Mapped[str] = mapped_column(sa.String(254), index=True)
    position: Mapped[int] = mapped_column(sa.Integer, default=0)
    source: Mapped[str] = mapped_column(sa.String(40))
    active: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    added_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship(back_populates="addresses")
