"""No byte string makes the chain raise or lose a mail, on either database."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracker.inbox.chain.letters import arrive, letter, written
from tracker.config import ROOT
from tracker.inbox.chain import run_chain
from tracker.inbox.words import InboxState
from tracker.models import IncomingMail

MAILS = ROOT.parent / "shared" / "mail"
READ = (InboxState.FILED, InboxState.HELD, InboxState.SET_ASIDE)
HEADS = st.sampled_from(
    [b"From", b"Subject", b"References", b"Content-Type", b"Received", b"Auto-Submitted", b"To"]
)
LINES = st.builds(lambda name, value: name + b": " + value, HEADS, st.binary(max_size=60))
MAILLIKE = st.builds(
    lambda lines, body: b"\r\n".join([*lines, b"", body]),
    st.lists(LINES, max_size=8),
    st.binary(max_size=200),
)


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


def is_read_and_whole(desk, raw: bytes) -> None:
    key = arrive(desk, raw)
    assert run_chain(desk, key) in READ
    kept = desk.session.get_one(IncomingMail, key).raw.data
    assert kept.replace(b"\r\n", b"\n") == raw.replace(b"\r\n", b"\n")


FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@FEW
@given(raw=st.one_of(st.binary(max_size=400), MAILLIKE))
def test_any_bytes_are_read_and_kept(desk, raw):
    is_read_and_whole(desk, raw)


@FEW
@given(data=st.data())
def test_a_reply_damaged_anywhere_is_read_and_makes_no_second_move(desk, case, mail, data):
    raw = bytearray(letter(mail, "1", quoted=True))
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    is_read_and_whole(desk, bytes(raw))
    assert written(desk)["used links"] <= 1


@pytest.mark.parametrize("database_url", ["postgres_url"], indirect=True)
def test_every_malformed_mail_at_hand_is_read_and_kept(desk):
    if not MAILS.is_dir():
        pytest.skip("the folder with measured mails is not beside the project")
    paths: list[Path] = sorted((MAILS / "malformed").iterdir())
    for path in paths:
        key = arrive(desk, path.read_bytes())
        assert run_chain(desk, key) in READ, path.name
