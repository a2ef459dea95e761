"""Every mail, word for word. `UPDATE_MAILS=1 pytest tests/mails` writes the files anew."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from machines.mails import MAILS
from tests.mails import scenes, scenes_of_applications  # noqa: F401 - they declare themselves
from tests.mails.stage import MOMENTS, SCENES
from tracker.links import link_url, new_link
from tracker.outbox.compose import Composed, compose, context_for

SNAPSHOTS = Path(__file__).parent / "snapshots"


def composed_for(desk, name: str) -> Composed:
    desk = replace(desk, now=MOMENTS[name])
    kind = MAILS[name.partition("--")[0]]
    case, order = SCENES[name](desk.session)
    link = new_link(desk, case.id, kind.name, None) if kind.has_link else None
    mail = compose(kind, context_for(desk, case, kind, order, link))
    if link is None:
        return mail
    url = link_url(desk.settings, link)
    return Composed(
        mail.subject, mail.text.replace(url, "〈链接〉"), mail.html.replace(url, "〈链接〉")
    )


def same_as_kept(path: Path, text: str) -> bool:
    if os.environ.get("UPDATE_MAILS"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_mail_reads_as_it_was_reviewed(desk, name):
    mail = composed_for(desk, name)

    assert same_as_kept(SNAPSHOTS / f"{name}.txt", f"{mail.subject}\n\n{mail.text}")
    assert same_as_kept(SNAPSHOTS / f"{name}.html", mail.html)


def test_every_mail_of_the_catalogue_has_its_snapshot():
    assert {name.partition("--")[0] for name in SCENES} == set(MAILS)
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(SCENES)


@pytest.mark.parametrize("name", sorted(SCENES))
def test_plain_text_and_html_say_the_same(desk, name):
    mail = composed_for(desk, name)
    # Buttons, the advice on buttons and numbers of lists are the only things HTML has of its own.
    body = re.search(
        r"(?s)<p>.*?：</p>(.*?)<p>(?:请在<strong>|需要帮助时)|<p>.*?：</p>(.*)", mail.html
    )
    plain = re.sub(r"(?m)^(- |\d+\. | +)", "", mail.text)

    assert body is not None
    said = re.sub(r"<[^>]+>", "\n", body.group(1) or "")
    assert [line for line in said.split("\n") if line.strip() and line.strip() not in plain] == []


@pytest.mark.parametrize("name", sorted(SCENES))
def test_what_is_asked_and_the_way_to_help_stand_apart(desk, name):
    """Numbers keep their meaning from mail to mail, so there are gaps: 5 stands by itself."""
    lines = composed_for(desk, name).text.splitlines()
    apart = [i for i, line in enumerate(lines) if re.match(r"请在.*前回答|  5  需要帮助", line)]

    assert [lines[i] for i in apart if lines[i - 1]] == []
