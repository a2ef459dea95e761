"""A refusal says what is missing, in the rule's own words, who cures it and where."""

import pytest

from machines.mails import MAILS, get_mail
from machines.refusals import Refusal, Refused
from machines.register import UnknownRule, get_rule
from machines.roles import Role
from tests.machines.tracks import TRANSFER

MISSING = Refusal("尚未登记转往党组织", "S4.2-1", Role.BRANCH_SECRETARY, "转移 · 登记去向")
LATE = Refusal("有效期已过", "D-1", Role.ORGANIZER, "转移", "valid_until")


def test_a_refusal_reads_as_a_sentence_with_the_rule_the_cure_and_the_place() -> None:
    words = get_rule("S4.2-1").words
    assert MISSING.words == words
    assert str(MISSING) == (
        f"尚未登记转往党组织（S4.2-1：{words}；由党支部书记办理：转移 · 登记去向）"
    )


def test_a_refusal_by_a_rule_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UnknownRule):
        _ = Refusal("x", "S9-9", Role.ORGANIZER, "x").words


def test_what_is_refused_carries_every_reason() -> None:
    refused = Refused(MISSING, LATE)
    assert refused.refusals == (MISSING, LATE)
    assert str(refused) == "尚未登记转往党组织；有效期已过"


def test_an_answer_is_found_by_its_number() -> None:
    assert get_mail("report_now").answer(3).label == "单位有变化，需要换领介绍信"
    with pytest.raises(KeyError, match="mail report_now offers no answer 9"):
        MAILS["report_now"].answer(9)


@pytest.mark.parametrize(
    ("find", "told"),
    [
        (lambda: TRANSFER.state("nowhere"), "track transfer has no state 'nowhere'"),
        (lambda: TRANSFER.move("suspend"), "track transfer has no action 'suspend'"),
    ],
    ids=["state", "action"],
)
def test_what_a_table_does_not_have_is_told_by_name(find, told: str) -> None:
    with pytest.raises(KeyError, match=told):
        find()
