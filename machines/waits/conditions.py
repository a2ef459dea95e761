"""When a reminder is given at all: yes-or-no sentences of the facts, named in the tables.

What the graduate has already done is not asked of him again; what a guard of the moves asserts is
asked of the same guard, where it does not depend on the day.
"""

from __future__ import annotations

from datetime import date

from machines.facts import Facts
from machines.files import REGISTRATION_FORM, TRAINING_FORM, Need, kept_abroad, papers_for
from machines.guards.overseas import branch_and_contact_set, talk_held, three_papers_present
from machines.guards.probation import receiver_regularises, school_regularises
from machines.guards.transfer import no_open_application
from machines.table import Guard
from machines.waits.wait import Condition
from machines.words import ItemStatus, PartyStatus


def met(guard: Guard) -> Condition:
    """The guard's own sentence; only for a guard that does not look at the day."""
    return Condition(guard.says, lambda facts: not guard(facts, date.min))


def unmet(guard: Guard, says: str) -> Condition:
    """The opposite of a guard that does not look at the day."""
    return Condition(says, lambda facts: bool(guard(facts, date.min)))


def standing(track: str, says: str, *states: str) -> Condition:
    """The track stands in one of the states."""
    return Condition(says, lambda facts: facts.states.get(track) in states)


def _form_wanted(facts: Facts) -> bool:
    """The members' form is not sealed yet, or the activist's not seen (S2.1-6, S2.2-3, S2.3-1)."""
    if facts.status in (PartyStatus.FULL, PartyStatus.PROBATIONARY):
        return not facts.materials.sealed(REGISTRATION_FORM)
    if facts.status is not PartyStatus.ACTIVIST:
        return False
    return facts.materials.status_of(TRAINING_FORM) in (ItemStatus.UNCHECKED, ItemStatus.MISSING)


def _paper_missing(facts: Facts) -> bool:
    papers = papers_for(facts.status, abroad=kept_abroad(facts.states))
    return any(
        facts.materials.status_of(paper.code) is ItemStatus.MISSING
        for paper, need in papers
        if need is not Need.KEPT
    )


def _silent_since_leaving(facts: Facts) -> bool:
    answered, left = facts.last_two_way, facts.left_on
    # What was noted of a conversation with him is an answer as well (S3.1-4).
    told = facts.letter.feedback_on if facts.letter else None
    if told is not None and (answered is None or answered < told):
        answered = told
    return answered is None or (left is not None and answered < left)


def _said_accepted(facts: Facts) -> bool:
    """Only the clear word that he was accepted: an unclear one stops no series (S3.1-4, S4.4-2)."""
    return facts.letter is not None and facts.letter.accepted_on is not None


def _waits_there(facts: Facts) -> bool:
    return facts.letter is not None and facts.letter.waiting_on is not None


def accepted_since(facts: Facts) -> bool:
    """Whether he said so since the transfer stands where it stands: a new expiry asks anew."""
    since, told = facts.since.get("transfer"), facts.letter.accepted_on if facts.letter else None
    return told is not None and (since is None or told >= since)


def _receipt_in(facts: Facts) -> bool:
    return facts.letter is not None and facts.letter.receipt_sealed


def _relation_moves(facts: Facts) -> bool:
    """S2.2-2: a receiver regularises only whom it receives: the way there is open."""
    return facts.states.get("transfer") in ("registered", "letter_issued", "accepted")


def _transferable(facts: Facts) -> bool:
    return facts.retention is not None and facts.retention.transferable_on is not None


DATA_NOT_CONFIRMED = Condition("本人还没有确认信息", lambda f: f.data_confirmed_on is None)
NO_DESTINATION = Condition("本人还没有填写去向", lambda f: not f.destination_proposed)
DESTINATION_TOLD = Condition("本人已填写去向", lambda f: f.destination_proposed)
NOT_BRIEFED = Condition("本人还没有收到注意事项", lambda f: f.education.notes_received_on is None)
FORM_WANTED = Condition("登记表还没有交齐盖章", _form_wanted)
PAPER_MISSING = Condition("检查发现缺少材料", _paper_missing)

NOT_SAID_ACCEPTED = Condition("本人没有说已被接收", lambda f: not _said_accepted(f))
NOT_REPORTED = Condition(
    "本人没有说已报到或已被接收", lambda f: not (_waits_there(f) or _said_accepted(f))
)
STILL_WAITING = Condition("本人说已报到、等待接收", _waits_there)
NO_RECEIPT = Condition("没有盖章的回执", lambda f: not _receipt_in(f))
NOT_CHOSEN = Condition("过期以来本人没有说已被接收", lambda f: not accepted_since(f))

EXPIRED = standing("transfer", "本人还没有申请重开", "expired")
REISSUE_ASKED = standing("transfer", "重开申请待审核", "reissue_requested")
REISSUE_AGREED = standing("transfer", "重开已同意、未换领", "reissue_approved")
NO_APPLICATION = met(no_open_application)
NOT_REVIEWED = Condition("组织处置没有启动", lambda f: f.states.get("disposition") != "reviewing")
SILENT_SINCE_LEAVING = Condition("离校以来没有双向联系", _silent_since_leaving)
# Who is asked to choose again is not told at the same time that nobody can reach him.
MAY_BE_CALLED = Condition(
    "没有登记失去联系，介绍信也没有过期",
    lambda f: f.states.get("transfer") not in ("out_of_contact", "expired"),
)

NOT_TRANSFERABLE = Condition("本人没有说可以转出", lambda f: not _transferable(f))

HERE = met(school_regularises)
ELSEWHERE = met(receiver_regularises)
ON_THE_WAY = Condition("去向已登记或介绍信在有效期内", _relation_moves)
NOT_HERE = unmet(school_regularises, "不由本校负责转正")

PAPERS_LACKING = unmet(three_papers_present, "书面申请、出国（境）证明、附件2没有交齐")
PAPERS_READY = met(three_papers_present)
APPLYING = standing("abroad", "申请待审批", "applying")
PREPARING = standing("abroad", "行前准备中", "preparing")
NO_TALK = unmet(talk_held, "还没有行前谈话")
NOT_ASSIGNED = unmet(branch_and_contact_set, "还没有编入支部、指定联系人")
