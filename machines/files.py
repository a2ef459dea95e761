"""Which papers a file must hold, by what the person is (S2.1, S2.2, S2.3; X-D37).

`REQUIRED` papers must be compliant or covered by the committee's investigation note; `EXPECTED`
ones may be absent with a stated reason; `KEPT` ones are filed when they exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from machines.words import PartyStatus, Word


class Need(Word):
    """How much a paper is needed."""

    REQUIRED = "required", "必备"
    EXPECTED = "expected", "应有（缺失须说明原因）"
    KEPT = "kept", "有则归档"


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper: code, Chinese name, what rule names it, how much each status needs it."""

    code: str
    label: str
    rule: str
    needs: dict[PartyStatus, Need]
    abroad_only: bool = False


_R, _E, _K = Need.REQUIRED, Need.EXPECTED, Need.KEPT
_FULL, _PROB = PartyStatus.FULL, PartyStatus.PROBATIONARY
_ACT, _APP, _SUS = PartyStatus.ACTIVIST, PartyStatus.APPLICANT, PartyStatus.SUSPENDED_ACTIVIST


def _needs(
    full: Need | None,
    prob: Need | None,
    act: Need | None = None,
    app: Need | None = None,
    sus: Need | None = None,
) -> dict[PartyStatus, Need]:
    row = {_FULL: full, _PROB: prob, _ACT: act, _APP: app, _SUS: sus}
    return {status: need for status, need in row.items() if need is not None}


REGISTRATION_FORM = "registration_form"
TRAINING_FORM = "training_form"

PAPERS = (
    Paper("application", "入党申请书", "S2.3-2", _needs(_R, _R, _R, _R, _R)),
    Paper("talk_record", "与入党申请人谈话记录", "S2.3-2", _needs(_K, _K, _E, _K, _K)),
    Paper("recommendation", "推优表", "S2.3-2", _needs(_K, _K, _E, None, _K)),
    Paper(TRAINING_FORM, "积极分子培养考察登记表", "S2.3-1", _needs(_R, _R, _R, None, _K)),
    Paper("thought_reports", "思想汇报", "S2.3-2", _needs(_K, _K, _E, _K, _K)),
    Paper("party_school", "党校学习培训材料", "S2.3-2", _needs(_K, _K, _E, _K, _K)),
    Paper("political_review", "政治审查材料", "X-D37", _needs(_R, _R)),
    Paper("admission_form", "《中国共产党入党志愿书》", "S2.1-5", _needs(_R, _R)),
    Paper("probation_review", "预备党员考察材料", "S2.2-3", _needs(_K, _R)),
    Paper("regularisation_application", "转正申请书", "X-D37", _needs(_R, _K)),
    Paper(REGISTRATION_FORM, "《中国共产党党员登记表》", "S2.1-6", _needs(_R, _R)),
    Paper(
        "overseas_form",
        "出国（境）保留组织关系审批表（附件2）",
        "S3.3-3",
        _needs(_R, _R),
        abroad_only=True,
    ),
)

PAPER_LABELS = {paper.code: paper.label for paper in PAPERS}


# S3.3-3: form 2 goes into the file once the committee has agreed, and stays there.
KEPT_ABROAD = frozenset({"approved", "preparing", "abroad", "returned"})


def kept_abroad(states: Mapping[str, str]) -> bool:
    """Whether the committee agreed to retention abroad; `states` are those of the tracks by name."""
    return states.get("abroad") in KEPT_ABROAD


def papers_for(status: PartyStatus, *, abroad: bool) -> tuple[tuple[Paper, Need], ...]:
    """The papers of a file with how much each is needed, in filing order.

    `abroad` says whether retention abroad was agreed to (see `kept_abroad`): whoever only meant to
    go, or goes the ordinary way after all, has no form 2 to file (D-6).
    """
    return tuple(
        (paper, paper.needs[status])
        for paper in PAPERS
        if status in paper.needs and (abroad or not paper.abroad_only)
    )
