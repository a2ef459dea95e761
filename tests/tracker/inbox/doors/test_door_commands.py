"""`tracker listen` and `tracker fetch` as a person at a terminal meets them."""

import socket

import pytest
from click.testing import CliRunner

from tracker.cli import main


@pytest.fixture
def run(monkeypatch, tmp_path, database_url):
    monkeypatch.setenv("TRACKER_CONFIG", "")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("TRACKER_DATABASE_URL", database_url)

    def run(command: str, **given: str):
        for name, text in given.items():
            monkeypatch.setenv(f"TRACKER_{name.upper()}", text)
        return CliRunner().invoke(main, [command])

    return run


@pytest.mark.parametrize(
    ("command", "given", "variable"),
    [
        ("listen", {"inbox_listen": "none"}, "TRACKER_INBOX_LISTEN"),
        ("fetch", {}, "TRACKER_IMAP_HOST"),
    ],
)
def test_a_door_that_is_not_set_up_says_by_which_variable_it_would_be(
    run, command, given, variable
):
    ended = run(command, **given)

    assert ended.exit_code == 2
    assert f"没有设置 {variable}" in ended.stderr
    assert ended.stdout == ""


def test_a_port_that_is_taken_is_told_by_the_variable_to_change(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("listen", inbox_port=str(port))

    assert ended.exit_code == 2
    assert f"TRACKER_INBOX_PORT：127.0.0.1 的端口 {port} 用不了" in ended.stderr
