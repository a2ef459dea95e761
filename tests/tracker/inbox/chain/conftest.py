"""A graduate with a letter in his hands, and the mail that asked him to report."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_case, make_letter, make_person
from tests.tracker.inbox.chain.letters import prompt
from tracker.desk import Desk
from tracker.models import Case, Mail

HIS = "biyesheng@example.com"


@pytest.fixture
def case(session: Session) -> Case:
    """A case whose letter is issued."""
    states = {"transfer": "letter_issued", "education": "attended"}
    found = make_case(session, person=make_person(session, HIS), states=states)
    make_letter(session, found)
    session.commit()
    return found


@pytest.fixture
def mail(desk: Desk, case: Case) -> Mail:
    """The prompt to report: 1, 2 feedback; 3 exchange; 4 the form of retention; 5 help."""
    return prompt(desk, case, "report_now", "transfer", "urge_report")
