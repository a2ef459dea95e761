"""The machines as tables and drawings, and the register of rules they stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from machines import MACHINES, get_machine
from machines.diagrams import mermaid, rows
from machines.mails import MAILS, get_mail
from machines.register import RULES, Rule
from machines.table import Machine, Track
from machines.waits.wait import Wait
from tracker.views.at_desk import settings
from tracker.views.drawings import DRAWING_POLICY, drawing_of

blueprint = Blueprint("machines", __name__)


class Citation(NamedTuple):
    """Who cites a rule: a move, guard, wait or reminder of a track, or a mail; where that is shown."""

    what: str
    name: str
    kind: str
    anchor: str


@blueprint.get("/machines")
def index() -> ResponseReturnValue:
    """The four machines and their tracks."""
    return render_template("machines/index.html", machines=MACHINES.values())


@blueprint.get("/machines/<kind>")
def show(kind: str) -> ResponseReturnValue:
    """One machine: each track drawn and as a table, both from the same object."""
    machine = _machine(kind)
    sources = {track.name: mermaid(track) for track in machine.tracks}
    return render_template(
        "machines/show.html", machine=rows(machine), sources=sources, machines=MACHINES.values()
    )


@blueprint.get("/machines/<kind>/<track>.svg")
def drawing(kind: str, track: str) -> ResponseReturnValue:
    """The drawing of one track."""
    machine = _machine(kind)
    if not machine.has(track):
        abort(404)
    svg = drawing_of(machine.track(track), settings().data_dir / "drawings")
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = DRAWING_POLICY
    return response


@blueprint.get("/rules")
def rules() -> ResponseReturnValue:
    """Every rule with its words, since when it holds and who relies on it."""
    parts: dict[str, list[Rule]] = defaultdict(list)
    for rule in RULES.values():
        parts[rule.source].append(rule)
    return render_template("machines/rules.html", parts=parts, citations=citations())


def _machine(kind: str) -> Machine:
    try:
        return get_machine(kind)
    except ValueError:
        abort(404)


@lru_cache(maxsize=1)
def citations() -> Mapping[str, tuple[Citation, ...]]:
    """Rule ID to those that cite it, each once however many machines share the track."""
    found: dict[str, dict[Citation, None]] = defaultdict(dict)
    for machine in MACHINES.values():
        for rule, citation in _of_machine(machine):
            if not any(c.what == citation.what and c.name == citation.name for c in found[rule]):
                found[rule][citation] = None
    for mail in MAILS.values():
        for rule in mail.rules:
            found[rule][Citation("邮件", mail.label, "", "")] = None
    return {rule: tuple(cited) for rule, cited in found.items()}


def _of_wait(machine: Machine, track: Track, wait: Wait) -> Iterator[tuple[str, Citation]]:
    here = (machine.name, f"{track.name}-wait-{wait.name}")
    for rule in wait.rules:
        yield rule, Citation("期限", f"{track.label} · {wait.label}", *here)
    for reminder in wait.reminders:
        told = get_mail(reminder.mail).label if reminder.mail else reminder.words
        for rule in reminder.rules:
            yield rule, Citation("提醒", f"{wait.label} · {reminder.to.label}：{told}", *here)


def _of_machine(machine: Machine) -> Iterator[tuple[str, Citation]]:
    for track in machine.tracks:
        for state in track.states:
            for wait in state.waits:
                yield from _of_wait(machine, track, wait)
        for move in track.moves:
            here = (machine.name, f"{track.name}-{move.action}")
            for rule in move.rules:
                yield rule, Citation("操作", f"{track.label} · {move.label}", *here)
            said = [(c.says, c.rules) for c in move.only_if] + [
                (c.says, c.rules) for c in move.checks
            ]
            for says, relied_on in said:
                for rule in relied_on:
                    yield rule, Citation("条件", says, *here)
