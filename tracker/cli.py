"""`tracker`: the command line, one more door beside the views; it calls the same verbs."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from machines import MACHINES, get_machine
from machines.diagrams import mermaid, table_text
from tracker.config import ROOT, BadSettings, Settings, load_settings


def _settings() -> Settings:
    """The settings, or every bad value in plain words and exit code 2."""
    try:
        return load_settings(os.environ)
    except BadSettings as bad:
        _end(str(bad))


def _end(reason: str) -> NoReturn:
    """End with the reason in plain words and exit code 2."""
    click.echo(reason, err=True)
    sys.exit(2)


@click.group()
def main() -> None:
    """毕业生党员个案管理 / graduate case tracker"""


@main.command()
@click.option("--people", type=click.IntRange(1), default=300, help="空库时演示数据的人数")
def serve(people: int) -> None:
    """Web, worker, mail catcher and the doors for mail in the foreground; Ctrl-C stops all."""
    from tracker.serve import serve as run

    try:
        sys.exit(run(_settings(), people))
    except BadSettings as bad:
        _end(str(bad))


@main.command()
def worker() -> None:
    """Send what is in the outbox, let letters expire, do long work, until stopped."""
    from tracker import create_app
    from tracker.worker import run_worker

    run_worker(create_app(_settings()))


@main.command()
def listen() -> None:
    """Take the mails that a mail server hands over by SMTP or LMTP, until stopped."""
    from tracker import create_app
    from tracker.inbox.doors.listener import run_listener

    settings = _settings()
    if not settings.runs_listener:
        _end("没有设置 TRACKER_INBOX_LISTEN / TRACKER_INBOX_LISTEN is none")
    try:
        run_listener(create_app(settings))
    except BadSettings as bad:
        _end(str(bad))


@main.command()
def fetch() -> None:
    """Read the mailbox by IMAP again and again, until stopped."""
    from tracker import create_app
    from tracker.inbox.doors.fetching import run_fetcher

    settings = _settings()
    if not settings.runs_fetcher:
        _end("没有设置 TRACKER_IMAP_HOST / TRACKER_IMAP_HOST is not set")
    run_fetcher(create_app(settings))


@main.command()
def catcher() -> None:
    """A real SMTP listener that keeps every mail as sent, for development."""
    from tracker.catcher import run_catcher

    run_catcher(_settings())


@main.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    from flask_migrate import upgrade

    from tracker import create_app

    with create_app(_settings()).app_context():
        upgrade(directory=str(ROOT / "migrations"))


@main.command()
@click.argument("name", required=False, type=click.Choice([k.value for k in MACHINES]))
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Mermaid text instead of tables.")
def machines(name: str | None, as_mermaid: bool) -> None:
    """Print a machine, or all, as tables or as Mermaid diagrams."""
    for machine in [get_machine(name)] if name else MACHINES.values():
        if as_mermaid:
            for track in machine.tracks:
                click.echo(f"%% {machine.label} · {track.label}\n{mermaid(track)}\n")
        else:
            click.echo(table_text(machine))


PEOPLE = click.option(
    "--people",
    type=click.IntRange(1, 1_200_000),
    default=300,
    show_default=True,
    help="人数：三百以内逐日办理，其余照样复制 / how many people; beyond 300 copies of lived lives",
)
SEED = click.option("--seed", type=int, default=2024, show_default=True, help="随机种子")
TODAY = click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="演示数据所到的日期")


@main.command("demo")
@PEOPLE
@SEED
@TODAY
def demo(people: int, seed: int, today: datetime | None) -> None:
    """Fill an empty development database with a made-up September."""
    settings = _development()
    from flask_migrate import upgrade

    from tracker import create_app
    from tracker.demo import is_empty, make_demo

    app = create_app(settings)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        empty = is_empty()
    if not empty:
        click.echo(
            "数据库里已有数据，没有写入任何内容；要重新生成，请用 tracker demo-reset"
            " / the database is not empty, nothing was written",
            err=True,
        )
        sys.exit(2)
    make_demo(app, today.date() if today else None, people, seed)
    click.echo(f"演示数据已生成：{people} 人 / the demo cohort is there")


@main.command("demo-reset")
@PEOPLE
@SEED
@TODAY
def demo_reset(people: int, seed: int, today: datetime | None) -> None:
    """Throw the development data away and make the demo cohort anew."""
    settings = _development()
    from flask_migrate import upgrade

    from tracker import create_app
    from tracker.demo import make_demo
    from tracker.demo.wiping import wipe
    from tracker.models import db

    app = create_app(settings)
    with app.app_context():
        wipe(db.engine)
        shutil.rmtree(settings.catcher_dir, ignore_errors=True)
        upgrade(directory=str(ROOT / "migrations"))
    make_demo(app, today.date() if today else None, people, seed)
    click.echo("演示数据已重新生成 / the demo cohort is new")


def _development() -> Settings:
    """The settings of a development installation; anywhere else it ends here."""
    settings = _settings()
    if not settings.development:
        _end("只在开发模式可用 / only in development")
    return settings


@main.command("simulate")
@click.option("--from", "from_day", default="", help="从哪天列起，如 2026-06-01；默认今天")
@click.option("--until", "until_day", required=True, help="到哪天为止，当日在内")
@click.option("--cohort", default="", help="届别名称或年份；默认全部，比较政策时默认最新一届")
@click.option("--policy", type=click.Path(path_type=Path), help="改用的政策项（JSON 文件）")
@click.option("--diff", type=click.Path(path_type=Path), help="与这些政策项（JSON 文件）比较")
@click.option("--answering", default="none", show_default=True, help="none、all 或随机种子")
@click.option("--digests/--no-digests", default=True, help="是否推演工作人员的摘要邮件（较慢）")
@click.option("--by", type=click.Choice(["day", "person", "kind"]), default="day", help="如何汇总")
@click.option("--out", type=click.Path(path_type=Path), help="另存为 .xlsx")
def simulate(**options: Any) -> None:
    """Show what would be sent, expire and fall due; nothing is sent, nothing changes."""
    from tracker.simulation.command import Wanted, run
    from tracker.simulation.running import BadQuestion, NotAnswered

    def tell(phase: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{phase} {done}/{total} 天", err=True, nl=False)

    try:
        for line in run(_settings(), Wanted(**options), tell):
            click.echo(line)
    except (BadQuestion, NotAnswered) as reason:
        _end(str(reason))


@main.command("staff")
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def first_account(login: str, name: str, password: str) -> None:
    """Make a department account, the first one of an installation."""
    from tracker import clock, create_app
    from tracker.auth.passwords import hash_password, new_salt
    from tracker.models import Staff, db

    with create_app(_settings()).app_context():
        account = Staff(
            login=login,
            name=name,
            role="department",
            password_hash=hash_password(password),
            session_salt=new_salt(),
            phone="",
            active=True,
            made_at=clock.now(),
        )
        db.session.add(account)
        db.session.commit()
    click.echo(f"{login}: 已建立 / made")
