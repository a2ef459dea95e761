"""Taking back the answer links of a case: after a mail went to somebody else's address (X-PIPL)."""

from __future__ import annotations

from machines.refusals import Refusal, Refused
from machines.roles import BRANCH, Role
from tracker.actions.moves import finish, lock_case
from tracker.actions.records import note_on_case
from tracker.desk import Actor, Desk
from tracker.links import revoke_open_links
from tracker.models import MoveRecord
from tracker.models.db import begin_writing

RULE = "X-PIPL"
LABEL = "停用已发出的链接"


def revoke_links(desk: Desk, case_id: int, actor: Actor, reason: str) -> MoveRecord:
    """Take back every link of the case that still opens something, and commit.

    Raises Refused for another role, without a reason, or where no link is open; then nothing was
    written.
    """
    begin_writing(desk.session)
    try:
        if found := _refusals(actor, reason):
            raise Refused(*found)
        case = lock_case(desk.session, case_id)
        if not revoke_open_links(desk, case.id):
            raise Refused(_no("没有还能打开的链接"))
        finish(desk, case, unmoved=True)
        words = {"reason": reason.strip()}
        record = note_on_case(desk, case, actor, "revoke_links", LABEL, (RULE,), words)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return record


def _refusals(actor: Actor, reason: str) -> list[Refusal]:
    found = []
    if actor.role not in BRANCH:
        found.append(_no(f"“{LABEL}”由党支部书记、组织员办理，{actor.role.label}不能办理"))
    if not 4 <= len(reason.strip()) <= 200:
        found.append(_no("请写明原因，4 到 200 字", "reason"))
    return found


def _no(missing: str, field: str = "") -> Refusal:
    return Refusal(missing, RULE, Role.BRANCH_SECRETARY, "个案页面", field)
