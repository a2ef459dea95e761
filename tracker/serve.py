"""`tracker serve`: web, worker, catcher and the doors for mail, supervised, ended together."""

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import exists, select

from tracker import create_app
from tracker.config import LOCAL, ROOT, BadSettings, Settings
from tracker.config.problems import port_not_free
from tracker.demo import LIVED, LOGINS, make_demo
from tracker.models.case import Case
from tracker.models.db import db

_TRACKER = str(Path(sys.executable).with_name("tracker"))
_WAIT = "正在逐日生成演示数据，约一分钟 / living through the demo season, about a minute …"
# What gunicorn says at its own "info" would bury the address and the log-ins.
_GUNICORN_LEVELS = {"DEBUG": "debug", "INFO": "warning", "WARNING": "warning", "ERROR": "error"}


def serve(settings: Settings, people: int = LIVED) -> int:
    """Runs everything until Ctrl-C or SIGTERM; returns the exit code.

    An empty database gets a demo cohort of so many people first.

    Raises BadSettings, before anything is started, when a port is taken.
    """
    _check_ports(settings)
    app = create_app(settings)
    _prepare(app, settings, people)
    click.echo(_greeting(settings))
    configuration = settings.data_dir / "supervisord.conf"
    configuration.write_text(_configuration(settings), encoding="utf-8")
    return _supervise(configuration)


def _check_ports(settings: Settings) -> None:
    wanted = [("WEB_PORT", settings.web_host, settings.web_port)]
    if settings.runs_catcher:
        wanted.append(("CATCHER_PORT", LOCAL, settings.catcher_port))
    if settings.runs_listener:
        wanted.append(("INBOX_PORT", settings.inbox_host, settings.inbox_port))
    problems = []
    for name, host, port in wanted:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            socket.create_server((host, port), family=family).close()
        except OSError as error:
            problems.append(port_not_free(name, host, port, error))
    if problems:
        raise BadSettings(problems)


def _prepare(app: Flask, settings: Settings, people: int) -> None:
    """Brings the database to the newest migration; gives an empty one the demo cohort."""
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        empty = not db.session.scalar(select(exists(select(Case.id))))
        db.session.remove()
    if empty and settings.development:
        click.echo(_WAIT)
        make_demo(app, people=people)
    with app.app_context():
        db.engine.dispose()


def _greeting(settings: Settings) -> str:
    lines = ["", f"  网址 / address        {settings.base_url}/"]
    if settings.development:
        lines.append(
            f"  收到的邮件 / mails    {settings.base_url}/caught （可在此试着回信 / reply here）"
        )
    if settings.runs_listener:
        where = f"{settings.inbox_host}:{settings.inbox_port}"
        lines.append(f"  来信接收 / replies    {settings.inbox_listen.upper()} {where}")
    if settings.runs_fetcher:
        lines.append(f"  收取邮箱 / mailbox    {settings.imap_username} @ {settings.imap_host}")
    lines.append("  结束 / stop           Ctrl-C")
    if settings.development:
        lines.append("  演示账号 / demo log-ins")
        lines += [f"    {login:<16} {password:<16} {role}" for role, login, password in LOGINS]
    return "\n".join([*lines, ""])


def _configuration(settings: Settings) -> str:
    """The supervisord configuration: what runs, and that all of it ends together."""
    gunicorn = [
        *(sys.executable, "-m", "gunicorn", "tracker:create_app()"),
        *("--bind", settings.web_bind, "--workers", str(settings.web_workers)),
        *("--graceful-timeout", "5", "--log-level", _GUNICORN_LEVELS[settings.log_level]),
        "--no-control-socket",
    ]
    programs = {"web": gunicorn, "worker": [_TRACKER, "worker"]}
    if settings.runs_catcher:
        programs["catcher"] = [_TRACKER, "catcher"]
    if settings.runs_listener:
        programs["listener"] = [_TRACKER, "listen"]
    if settings.runs_fetcher:
        programs["fetcher"] = [_TRACKER, "fetch"]
    supervisord = {
        "nodaemon": "true",
        # Its log goes to the terminal; at "warn" it tells of what died, not of what lives.
        "logfile": "/dev/null",
        "logfile_maxbytes": "0",
        "loglevel": "warn",
        "pidfile": str(settings.data_dir / "supervisord.pid"),
        # The user who starts it is meant, also where that is root.
        "user": str(os.getuid()),
    }
    sections = [_section("supervisord", supervisord)]
    sections += [_program(name, command) for name, command in programs.items()]
    return "\n".join(sections)


def _program(name: str, command: list[str]) -> str:
    return _section(
        f"program:{name}",
        {
            "command": shlex.join(command),
            "directory": str(ROOT),
            "autorestart": "true",
            "startretries": "10",
            # To each process and all it started, so that none outlives the rest.
            "stopasgroup": "true",
            "killasgroup": "true",
            "stopwaitsecs": "15",
            "redirect_stderr": "true",
            "stdout_logfile": "/dev/fd/1",
            "stdout_logfile_maxbytes": "0",
        },
    )


def _section(name: str, options: dict[str, str]) -> str:
    lines = [f"{key} = {value.replace('%', '%%')}" for key, value in options.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def _supervise(configuration: Path) -> int:
    """Runs supervisord in a session of its own until it ends.

    It would take a closed terminal (SIGHUP) for the wish to start over. So the
    terminal's signals reach only this process, and each is passed on as the
    one that ends everything.
    """
    supervisord: subprocess.Popen[bytes] | None = None
    told = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True
        if supervisord:
            supervisord.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    supervisord = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)],
        start_new_session=True,
        # Its programs open their output anew by its name, which a terminal that
        # belongs to somebody else or a service manager's socket would refuse.
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if told:
        supervisord.terminate()
    for line in supervisord.stdout or ():
        # After the terminal is gone the rest is still read, so that all can end.
        with contextlib.suppress(OSError):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
    return supervisord.wait()
