"""A form that shows a verb's refusals beside the fields they name."""

from __future__ import annotations

from collections.abc import Iterable

from machines.refusals import Refusal
from tracker.forms.chinese import Form


class ShowingForm(Form):
    """The base of the forms whose verbs refuse by field."""

    def show(self, refusals: Iterable[Refusal]) -> list[Refusal]:
        """Put each refusal beside its field; return those that name none."""
        rest = []
        for refusal in refusals:
            if refusal.field in self._fields:
                field = self[refusal.field]
                field.errors = [*field.errors, refusal.missing]
            else:
                rest.append(refusal)
        return rest
