"""Probation: application, regularisation, extension, freezing (S2.2, X-C7, X-D32, D-5)."""

from __future__ import annotations

from machines.dates import add_months
from machines.orders import Nothing
from machines.orders.probation import (
    BranchDecision,
    Extension,
    LocalException,
    RegularisationApplication,
)
from tracker.models import Probation
from tracker.writers.writing import Writing


def _probation(write: Writing) -> Probation:
    return write.session.get_one(Probation, write.case.id)


def regularisation_application(write: Writing, order: RegularisationApplication) -> None:
    """S4.5(3)-3: handed in by the probationer himself."""
    _probation(write).applied_on = order.handed_in_on


def local_exception(write: Writing, order: LocalException) -> None:
    """S2.2-2: a recorded exception from "the receiver regularises"."""
    _probation(write).local_exception = f"{order.reason}（{order.approved_by}）"


def regularisation(write: Writing, _order: BranchDecision) -> None:
    """X-C7: membership counts from the end of probation, whatever day the meeting was."""
    found = _probation(write)
    found.regularised_on = found.ends_on
    write.case.person.regularised_on = found.ends_on


def extension(write: Writing, order: Extension) -> None:
    """X-D32: once; the new end counts from the old one."""
    found = _probation(write)
    found.extended_on = write.today
    if found.ends_on is not None:
        found.ends_on = add_months(found.ends_on, order.months)


def probation_frozen(write: Writing, _order: Nothing) -> None:
    """D-5: the clock stands while abroad."""
    _probation(write).frozen_on = write.today


def probation_unfrozen(write: Writing, _order: Nothing) -> None:
    """D-5: what was left of probation runs on from the return."""
    found = _probation(write)
    if found.frozen_on is not None and found.ends_on is not None:
        found.ends_on += write.today - found.frozen_on
    found.frozen_on = None


WRITES = {
    "regularisation_application": regularisation_application,
    "local_exception": local_exception,
    "regularisation": regularisation,
    "extension": extension,
    "probation_frozen": probation_frozen,
    "probation_unfrozen": probation_unfrozen,
}
