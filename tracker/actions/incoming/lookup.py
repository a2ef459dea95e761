"""What every verb on an incoming mail asks first: whose job it is, and where the mail stands now."""

from __future__ import annotations

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.clock import SHANGHAI
from tracker.desk import Actor, Desk
from tracker.inbox.standing import standing_filing
from tracker.inbox.words import InboxState
from tracker.models import Case, IncomingMail
from tracker.permissions import SORTERS, NoSuchCase, case_for, incoming_for

RULE = "S4.4-5"
WHERE = "来信分拣"


def lock_incoming(desk: Desk, incoming_id: int, actor: Actor) -> IncomingMail:
    """The row as it is now, locked where the database locks rows. Raises NoSuchIncoming, Refused."""
    row = incoming_for(desk, actor, incoming_id)
    if actor.role not in SORTERS:
        raise Refused(no(f"来信由党支部书记、组织员、组织部分拣，{actor.role.label}不能办理"))
    query = sa.select(IncomingMail).filter_by(id=row.id).with_for_update(of=IncomingMail)
    return desk.session.scalars(query.execution_options(populate_existing=True)).one()


def refuse_unless(row: IncomingMail, *states: InboxState) -> None:
    """Raise Refused where the mail stands elsewhere: somebody else was quicker."""
    if row.state in states:
        return
    if row.state is InboxState.FILED and row.case is not None:
        raise Refused(no(f"这封来信已经归入个案 {row.case.tag}，请刷新页面"))
    raise Refused(no(f"这封来信现在是“{row.state.label}”，请刷新页面"))


def refuse_filed(desk: Desk, row: IncomingMail) -> None:
    """Raise Refused where a filing of it stands, whatever its state says: it has one case."""
    filing = standing_filing(desk.session, row.id)
    if filing is not None:
        tag = filing.case.tag
        raise Refused(no(f"这封来信已经归入个案 {tag}，请先在来信页面撤回那次归档"))


def reason_of(reason: str) -> str:
    """The reason as it is kept. Raises Refused where it says nothing, or too much."""
    kept = " ".join(reason.split())
    if not 2 <= len(kept) <= 200:
        raise Refused(no("请写明原因，2 到 200 字", "reason"))
    return kept


def reachable_case(desk: Desk, actor: Actor, case_id: int) -> Case:
    """The case if it is the actor's to see. Raises NoSuchCase, also for a withdrawn one."""
    if not 0 < case_id < 2**31:
        raise NoSuchCase(case_id)
    return case_for(desk, actor, case_id)


def note(desk: Desk, row: IncomingMail, actor: Actor, what: str, why: str = "") -> None:
    """A line of what people decided, kept among the findings."""
    when = f"{desk.now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    row.findings = [*row.findings, f"{what}：{why}（{actor.name}，{when}）"]


def no(missing: str, field: str | None = None, rule: str = RULE) -> Refusal:
    """A refusal that is cured where mails are sorted."""
    return Refusal(missing, rule, Role.BRANCH_SECRETARY, WHERE, field)
