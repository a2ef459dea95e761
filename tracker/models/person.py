"""The graduate as a person: roster data and mail addresses. ID number and phones are sensitive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from machines.words import Word
from tracker.models.db import Base, Instant, word


class AddressState(Word):
    """What is known of a mail address: nothing yet, that it works, or that mail came back."""

    UNCONFIRMED = "unconfirmed", "未确认"
    WORKS = "works", "可用"
    BOUNCED = "bounced", "不可用（退信）"


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
        return [a.address for a in self.addresses if a.usable]

    def addresses_to_write(self, now: datetime) -> list[str]:
        """Where one mail goes: the first usable address, and any that is written to beside it."""
        usable = [a for a in self.addresses if a.usable]
        also = [a for a in usable[1:] if a.also_until is not None and a.also_until > now]
        return [a.address for a in (*usable[:1], *also)]

    def find_address(self, address: str) -> MailAddress | None:
        """His row of an address, in whatever case it is written; None if he has none."""
        return next((a for a in self.addresses if a.address.lower() == address.lower()), None)


def fold_address(address: str) -> str:
    """The spelling in which addresses are compared."""
    return address.lower()


def _folded(context: Any) -> str:
    return fold_address(context.get_current_parameters()["address"])


class MailAddress(Base):
    """One mail address of a person, with where it came from and what is known of it.

    `active` says that it is on file as his; mails go to it while it has not bounced. One that came
    in by a link alone is not active before the mail that asks for it, at `asked_at`, was answered.
    """

    __tablename__ = "mail_address"
    __table_args__ = (sa.UniqueConstraint("person_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    address: Mapped[str] = mapped_column(sa.String(254))
    # Brother@ and brother@ are one mailbox: this spelling is what is looked for.
    folded: Mapped[str] = mapped_column(
        sa.String(254), default=_folded, server_default="", index=True
    )
    position: Mapped[int] = mapped_column(sa.Integer, default=0)
    source: Mapped[str] = mapped_column(sa.String(40))
    active: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    added_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[AddressState] = mapped_column(
        word(AddressState), default=AddressState.UNCONFIRMED, server_default="unconfirmed"
    )
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    # When last something was answered from it: a notice about an older mail says nothing against it.
    worked_at: Mapped[datetime | None] = mapped_column(Instant)
    # Mails go here, too, until then: another was put before it by a link, which may be forwarded.
    also_until: Mapped[datetime | None] = mapped_column(Instant)

    person: Mapped[Person] = relationship(back_populates="addresses")

    @property
    def usable(self) -> bool:
        """Whether mails may go to it; the same in SQL is `usable_address`."""
        return self.active and self.state is not AddressState.BOUNCED


def usable_address() -> ColumnElement[bool]:
    """The addresses that mails may go to, as a condition on `MailAddress`."""
    return sa.and_(MailAddress.active.is_(True), MailAddress.state != AddressState.BOUNCED)


class AddressChange(Base):
    """One line of an address's history: what became of it, when, and by what or whom."""

    __tablename__ = "address_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    address_id: Mapped[int] = mapped_column(sa.ForeignKey("mail_address.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[AddressState] = mapped_column(word(AddressState, "changed_state"))
    active: Mapped[bool] = mapped_column(sa.Boolean)
    why: Mapped[str] = mapped_column(sa.Text)
    incoming_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incoming_mail.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
