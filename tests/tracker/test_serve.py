"""`tracker serve` for real: its programs, kept alive, ended together, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

TRACKER = Path(sys.executable).with_name("tracker")
PATIENCE = 90.0

T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T | None]) -> T:
    """What `look` finds as soon as it finds something; fails by name when it never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    pytest.fail(f"waited {PATIENCE:.0f} s in vain for {what}")


def free_ports(count: int) -> list[int]:
    # All are held at once, so that no two are the same.
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


@dataclass
class Run:
    process: "subprocess.Popen[bytes]"
    output: Path
    web_port: int
    catcher_port: int
    inbox_port: int

    def answers(self) -> bool:
        assert self.process.poll() is None, self.output.read_text()
        try:
            address = f"http://127.0.0.1:{self.web_port}/login"
            with urllib.request.urlopen(address, timeout=10) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def greets_mail(self) -> bool:
        return greets(self.catcher_port)

    def takes_replies(self) -> bool:
        return greets(self.inbox_port)

    def is_up(self) -> bool:
        return self.answers() and self.greets_mail() and self.takes_replies()

    def family(self) -> dict[int, str]:
        """Every process under this run, by its command line."""
        parents, commands = {}, {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_text().replace("\0", " ")
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(folder.name)] = int(after_name[1])
            commands[int(folder.name)] = command
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return {pid: commands[pid] for pid in found}

    def program(self, ending: str) -> int | None:
        # A program's own forks look like it and are younger.
        return min(
            (pid for pid, line in self.family().items() if line.endswith(ending)), default=None
        )

    def end(self, number: int) -> int:
        family = self.family()
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE)
        assert [line for pid, line in family.items() if is_alive(pid)] == []
        return code


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    # A zombie has ended; it only waits for its parent to take note.
    return state != "Z"


def greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            return connection.recv(100).startswith(b"220 ")
    except OSError:
        return False


def start(folder: Path, web_port: int, catcher_port: int, inbox_port: int, **more: str) -> Run:
    output = folder / "output.txt"
    clean = {name: text for name, text in os.environ.items() if not name.startswith("TRACKER_")}
    given = {
        "TRACKER_DATA_DIR": str(folder / "data"),
        "TRACKER_WEB_PORT": str(web_port),
        "TRACKER_CATCHER_PORT": str(catcher_port),
        "TRACKER_INBOX_PORT": str(inbox_port),
    }
    with output.open("wb") as file:
        process = subprocess.Popen(
            [str(TRACKER), "serve", "--people", "12"],
            env=clean | given | more,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    return Run(process, output, web_port, catcher_port, inbox_port)


@pytest.fixture
def run(tmp_path):
    run = start(tmp_path, *free_ports(3))
    yield run
    if run.process.poll() is None:
        run.process.terminate()
        run.process.wait(timeout=PATIENCE)


def test_one_command_runs_all_of_it_keeps_them_alive_and_ctrl_c_ends_them(run, tmp_path):
    wait_for("the log-in page and the catcher's greeting", run.is_up)
    shown = run.output.read_text()
    assert f"http://127.0.0.1:{run.web_port}/" in shown
    assert "演示账号 / demo log-ins" in shown
    assert f"来信接收 / replies    SMTP 127.0.0.1:{run.inbox_port}" in shown
    assert "可在此试着回信" in shown

    worker = wait_for("the worker", lambda: run.program(" worker "))
    os.kill(worker, signal.SIGKILL)
    wait_for("another worker", lambda: run.program(" worker ") not in (None, worker))
    listener = wait_for("the listener", lambda: run.program(" listen "))
    os.kill(listener, signal.SIGKILL)
    wait_for("another listener", lambda: run.program(" listen ") not in (None, listener))
    wait_for("its greeting", run.takes_replies)
    assert run.answers()

    assert run.end(signal.SIGINT) == 0
    assert not run.greets_mail()
    assert not run.takes_replies()
    assert "Traceback" not in run.output.read_text()

    # The second run takes what is there, and a closed terminal ends it as well.
    database = tmp_path / "data" / "tracker.sqlite3"
    before = database.stat().st_ino
    again = start(tmp_path, run.web_port, run.catcher_port, run.inbox_port)
    wait_for("the second run", again.is_up)
    assert database.stat().st_ino == before
    assert again.end(signal.SIGHUP) == 0


def test_a_taken_port_is_told_by_the_variable_to_change_and_nothing_is_started(tmp_path):
    web_port, catcher_port, inbox_port = free_ports(3)
    with (
        socket.create_server(("127.0.0.1", web_port)),
        socket.create_server(("127.0.0.1", inbox_port)),
    ):
        run = start(tmp_path, web_port, catcher_port, inbox_port)
        assert run.process.wait(timeout=PATIENCE) == 2

    shown = run.output.read_text()
    assert f"TRACKER_WEB_PORT：127.0.0.1 的端口 {web_port} 用不了" in shown
    assert f"make run TRACKER_WEB_PORT={web_port + 1}" in shown
    assert f"TRACKER_INBOX_PORT：127.0.0.1 的端口 {inbox_port} 用不了" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "data" / "tracker.sqlite3").exists()


def test_bad_settings_are_told_together_and_nothing_is_started(tmp_path):
    run = start(tmp_path, *free_ports(3), TRACKER_LINK_DAYS="soon", TRACKER_WEB_PROT="1")
    assert run.process.wait(timeout=PATIENCE) == 2

    shown = run.output.read_text()
    assert "TRACKER_LINK_DAYS" in shown
    assert "TRACKER_WEB_PROT" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "data").exists()
