"""The demo's season: a real season's dates, laid so that today falls into its busy weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.dates import days, month_end
from machines.policy import Policy


@dataclass(frozen=True, slots=True)
class Season:
    """A cohort that left forty days before `today`; its cut-off is fifty days ahead (S4.4-8)."""

    today: date

    @property
    def leaving(self) -> date:
        """The day the cohort left."""
        return self.today - days(40)

    def day(self, offset: int) -> date:
        """The day `offset` days after leaving."""
        return self.leaving + days(offset)

    @property
    def policy(self) -> Policy:
        """The notice's policy with its dates moved into this season."""
        return Policy(
            data_check_from=self.day(-36),
            data_check_until=self.day(-20),
            dues_literal=month_end(self.day(-45)),
            probation_split=self.day(0),
            leaving_day=self.leaving,
            receipt_cutoff=self.today + days(50),
        )
