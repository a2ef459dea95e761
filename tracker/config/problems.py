"""What is wrong with the settings, in plain words: Chinese first, then English."""

import difflib
import itertools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracker.config.checks import CHECKS

PREFIX = "TRACKER_"
_SECRET = ("secret_key", "smtp_password", "imap_password", "database_url")
_PORTS = ("web_port", "catcher_port", "inbox_port")


class BadSettings(Exception):
    """The settings cannot be used; `problems` has one bilingual message for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def both(chinese: str, english: str) -> str:
    return f"{chinese}\n    {english}"


def unknown_name(name: str) -> str:
    known = [PREFIX + each.upper() for each in (*CHECKS.fields, "config")]
    near = difflib.get_close_matches(name.upper(), known, n=1)
    zh = f"{name}：没有这个配置项" + (f"，是否想写 {near[0]}？" if near else "。")
    en = f"{name}: there is no such setting" + (f"; did you mean {near[0]}?" if near else ".")
    return both(zh, en)


def bad_value(name: str, text: str) -> str:
    allowed = CHECKS.fields[name].metadata
    variable = PREFIX + name.upper()
    zh_value, en_value = (
        ("值（保密，不显示）", "the value (secret, not shown)")
        if name in _SECRET
        else (f"值“{text}”", f'the value "{text}"')
    )
    return both(
        f"{variable}：{zh_value}不能用，应为：{allowed['zh']}。",
        f"{variable}: {en_value} cannot be used; allowed is {allowed['en']}.",
    )


def missing_in_production(values: Mapping[str, Any]) -> list[str]:
    """What has a default fit for trying out only, so that production must name it itself."""
    if values.get("env") != "production":
        return []
    needed = ["secret_key", "base_url", "mail_from"]
    if values.get("mail_divert", "none") == "none":
        needed.append("smtp_host")
    return [
        both(
            f"{PREFIX}{name.upper()}：正式运行（TRACKER_ENV=production）时必须设置，"
            f"应为：{CHECKS.fields[name].metadata['zh']}。",
            f"{PREFIX}{name.upper()}: must be set when TRACKER_ENV=production; "
            f"allowed is {CHECKS.fields[name].metadata['en']}.",
        )
        for name in needed
        if name not in values
    ]


def mailbox_without_account(values: Mapping[str, Any]) -> list[str]:
    """A mailbox to read has an account and a password."""
    if "imap_host" not in values:
        return []
    return [
        both(
            f"{PREFIX}{name.upper()}：设置了 TRACKER_IMAP_HOST 时必须设置，"
            f"应为：{CHECKS.fields[name].metadata['zh']}。",
            f"{PREFIX}{name.upper()}: must be set when TRACKER_IMAP_HOST is; "
            f"allowed is {CHECKS.fields[name].metadata['en']}.",
        )
        for name in ("imap_username", "imap_password")
        if name not in values
    ]


def same_port(values: Mapping[str, Any]) -> list[str]:
    """Two of this machine's own listeners cannot have one port."""
    problems = []
    for one, other in itertools.combinations(_PORTS, 2):
        port = values[one]
        if port is not None and port == values[other]:
            names = PREFIX + one.upper(), PREFIX + other.upper()
            zh = f"{names[0]} 与 {names[1]} 都是“{port}”，两者应不同。"
            en = f'{names[0]} and {names[1]} are both "{port}"; they must differ.'
            problems.append(both(zh, en))
    return problems


def port_not_free(name: str, host: str, port: int, error: OSError) -> str:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return both(
        f"{PREFIX}{name}：{host} 的端口 {port} 用不了（{reason}），也许上一次还在运行。"
        f"可换一个：make run {PREFIX}{name}={port + 1}",
        f"{PREFIX}{name}: port {port} of {host} cannot be had ({reason}); perhaps an earlier "
        f"run is still up. Take another: make run {PREFIX}{name}={port + 1}",
    )


def cannot_be_read(file: Path) -> str:
    return both(
        f"{PREFIX}CONFIG：配置文件“{file}”读不了，应为存在且可读的 UTF-8 文本文件。",
        f'{PREFIX}CONFIG: the file "{file}" cannot be read; it must be UTF-8 text.',
    )


def bad_line(file: Path, number: int) -> str:
    """The line itself is not shown: it may hold a password."""
    return both(
        f"{file.name} 第 {number} 行看不懂，每行应为 名称=值。",
        f"{file.name}, line {number} cannot be read; each line must be NAME=value.",
    )


def unusable_folder(folder: Path) -> list[str]:
    """Makes the data folder where it is missing; says so plainly when that fails."""
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError:
        writable = False
    else:
        writable = os.access(folder, os.W_OK | os.X_OK)
    if writable:
        return []
    zh = f"TRACKER_DATA_DIR：“{folder}”不能用，应为可写的文件夹。"
    en = f'TRACKER_DATA_DIR: "{folder}" cannot be used; allowed is a folder that can be written.'
    return [both(zh, en)]
