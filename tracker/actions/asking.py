"""Many members are asked to confirm their data: each by the existing move, in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from machines.orders import NOTHING
from machines.refusals import Refused
from tracker.actions.moves import take_action
from tracker.actions.stale import Stale
from tracker.clock import SHANGHAI
from tracker.desk import Actor, Desk


@dataclass(frozen=True, slots=True)
class AskVerdict:
    """What became of one case: `reasons` is empty where he was asked."""

    case_id: int
    reasons: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether the mail is in the outbox."""
        return not self.reasons


def ask_to_confirm(desk: Desk, chosen: Sequence[tuple[int, int]], actor: Actor) -> list[AskVerdict]:
    """Ask for each (case, version its page showed); one refusal stops no other (S4.1-1).

    A case that moved since the page was made is left alone, so that a second click, or a
    colleague's, sends no second mail. The caller has made sure that the cases are the actor's.
    """
    return [_ask(desk, case_id, version, actor) for case_id, version in dict(chosen).items()]


def _ask(desk: Desk, case_id: int, version: int, actor: Actor) -> AskVerdict:
    try:
        take_action(desk, case_id, "transfer", "ask_confirm_data", NOTHING, actor, version=version)
    except Refused as refused:
        return AskVerdict(case_id, tuple(r.missing for r in refused.refusals))
    except Stale as stale:
        since = (f"{c.at.astimezone(SHANGHAI):%m-%d %H:%M} {c.who}：{c.what}" for c in stale.since)
        words = "；".join(since) or "个案刚有变化"
        return AskVerdict(case_id, (f"打开页面之后有了变化，没有再请（{words}）",))
    return AskVerdict(case_id)
