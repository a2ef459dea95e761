"""The catalogue of jobs: what is run for a kind, and which page shows what came of it.

A job's function may be run again after a crash, also when it had committed and only its end could
not be noted: what it should do and finds done, it reports as done.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tracker.desk import Actor, Desk
    from tracker.jobs.progress import Progress

    Run = Callable[[Desk, int, Actor, Progress], str]


class UnknownKind(LookupError):
    """No row of the catalogue has this name."""


class BadKinds(ValueError):
    """Rows of the catalogue name functions or pages that do not exist."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A row: its name, Chinese label, the path `module:function`, and the subject's page.

    The function is `run(desk, subject_id, actor, progress) -> str`; it commits what it does and
    gives the Chinese message that is kept. `argument` is the page's argument that takes the
    subject's id.
    """

    name: str
    label: str
    path: str
    endpoint: str
    argument: str

    @property
    def run(self) -> Run:
        """The function itself; loaded when wanted, for it imports what asks for jobs."""
        found: Run = pkgutil.resolve_name(self.path)
        return found


_KINDS: Final[dict[str, Kind]] = {}


def declare(*kinds: Kind) -> None:
    """Add rows to the catalogue. Raises ValueError where a name means two things."""
    for kind in kinds:
        if _KINDS.setdefault(kind.name, kind) != kind:
            raise ValueError(f"job kind {kind.name} is declared twice")


def get_kind(name: str) -> Kind:
    """The row of that name. Raises UnknownKind."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


def known_kinds() -> tuple[str, ...]:
    """The names of all rows; a worker leaves alone what a newer program asked for."""
    return tuple(_KINDS)


def check_kinds(endpoints: Container[str]) -> None:
    """Raise BadKinds, naming each, for functions and pages that are not there."""
    wrong = [k.name for k in _KINDS.values() if k.endpoint not in endpoints or not _is_there(k)]
    if wrong:
        raise BadKinds("no such function or page: " + ", ".join(wrong))


def _is_there(kind: Kind) -> bool:
    try:
        return callable(kind.run)
    except (ImportError, AttributeError, ValueError):
        return False


# One row a kind of long work.
declare(
    Kind(
        "roster.try",
        "名册试运行",
        "tracker.actions.roster_jobs:run_try",
        "roster.show",
        "import_id",
    ),
    Kind("roster.do", "名册导入", "tracker.actions.roster_jobs:run_do", "roster.show", "import_id"),
    Kind(
        "roster.undo",
        "名册撤销",
        "tracker.actions.roster_jobs:run_undo",
        "roster.show",
        "import_id",
    ),
    Kind(
        "policy.effect",
        "计算政策的影响",
        "tracker.actions.policy_effects:run_effect",
        "settings.draft",
        "draft_id",
    ),
    Kind(
        "policy.adopt",
        "改用政策",
        "tracker.actions.adoption_steps:run_adoption",
        "settings.adoption",
        "adoption_id",
    ),
    Kind(
        "policy.back",
        "退回原版政策",
        "tracker.actions.adoption_steps:run_back",
        "settings.adoption",
        "adoption_id",
    ),
    Kind(
        "simulation.run",
        "时间推演",
        "tracker.actions.simulation_run:run_simulation",
        "simulation.show",
        "simulation_id",
    ),
)
