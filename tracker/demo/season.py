"""The demo's seasons: a real year's dates, laid so that today falls into the middle of September."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.dates import days, month_end
from machines.policy import Policy

# A cohort that leaves at the end of June is asked about eighty days later, in mid-September.
SINCE_LEAVING = 80
UNTIL_CUTOFF = 15


@dataclass(frozen=True, slots=True)
class Season:
    """A cohort that left on `leaving`; its cut-off is ninety-five days later (S4.4-8)."""

    leaving: date

    @classmethod
    def around(cls, today: date) -> Season:
        """The season whose mid-September is `today`."""
        return cls(today - days(SINCE_LEAVING))

    @property
    def before(self) -> Season:
        """Last year's season, of which a few are still under way."""
        return Season(self.leaving - days(364))

    @property
    def year(self) -> int:
        """The year of the cohort."""
        return self.leaving.year

    @property
    def cohort_name(self) -> str:
        """E.g. 2026届."""
        return f"{self.year}届"

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
            probation_split=self.leaving,
            leaving_day=self.leaving,
            receipt_cutoff=self.day(SINCE_LEAVING + UNTIL_CUTOFF),
        )
