"""The whole program as `make run` starts it, on ports of its own, and a real browser before it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tracker.config import LOCAL

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_SECONDS = 90.0
# Enough for every kind of data that may be wrong.
PEOPLE = 90


@dataclass(frozen=True)
class Running:
    """Where the program is reached and where its catcher keeps the mails."""

    base_url: str
    caught: Path


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server((LOCAL, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """`tracker serve` with its demo cohort, stopped as by Ctrl-C afterwards."""
    web, catcher, inbox = free_port(), free_port(), free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TRACKER_")} | {
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_WEB_PORT": str(web),
        "TRACKER_CATCHER_PORT": str(catcher),
        "TRACKER_INBOX_PORT": str(inbox),
    }
    command = [str(Path(sys.executable).with_name("tracker")), "serve", "--people", str(PEOPLE)]
    log = folder / "serve.log"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=output)
        try:
            base_url = f"http://{LOCAL}:{web}"
            wait_until(lambda: _answers(f"{base_url}/login"), f"the log-in page; see {log}")
            yield Running(base_url, folder / "caught")
        finally:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until(is_so: object, what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Look again and again until it is so. Fails with what was waited for."""
    assert callable(is_so)
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain for {what}"
        time.sleep(0.2)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(CHROMIUM)
        )
        yield browser
        browser.close()


class Window:
    """One person's browser window. It notes every complaint and every request to another host."""

    def __init__(self, browser: Browser, base_url: str, *, phone: bool = False) -> None:
        size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 900}
        self.context: BrowserContext = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=not phone,
            locale="zh-CN",
        )
        self.base_url = base_url
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._watch(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def _watch(self, url: str) -> None:
        if not url.startswith((self.base_url, "data:", "about:")):
            self.complaints.append(f"request to another host: {url}")

    def go(self, path: str) -> Page:
        """Open a page of the program; it must answer 200 and fit the window."""
        answer = self.page.goto(path if path.startswith("http") else self.base_url + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        self.fits()
        return self.page

    def fits(self) -> None:
        """The page never scrolls sideways."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if self.context.pages and self.page.viewport_size:
            assert self.page.evaluate(wide) <= 0, f"{self.page.url} scrolls sideways"

    def log_in(self, login: str, password: str) -> None:
        """Log in by the log-in page."""
        self.go("/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url("**/cases*")

    def press(self, name: str) -> None:
        """Press the button of that name and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()
        self.fits()
