"""Kinds of values a setting may hold, each with how it is said in Chinese and English."""

import ipaddress
import re
from pathlib import Path
from typing import Any

import marshmallow
from marshmallow import fields, validate
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parents[2]
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.(?!-)[A-Za-z0-9-]{1,63})*")


class Folder(fields.Field[Path]):
    """A folder; a relative one counts from the project's root, not from where one stands."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Path:
        return ROOT / Path(value).expanduser()


class DatabaseUrl(fields.Field[str]):
    """SQLite or PostgreSQL; the driver for PostgreSQL is always psycopg 3."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        try:
            url = make_url(value)
        except ArgumentError as error:
            raise marshmallow.ValidationError("no URL") from error
        kind = url.get_backend_name()
        if kind in ("postgres", "postgresql"):
            return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        if kind != "sqlite":
            raise marshmallow.ValidationError("another database")
        if url.database in (None, "", ":memory:"):
            return str(value)
        place = ROOT / str(url.database)
        if not place.parent.is_dir():
            raise marshmallow.ValidationError("no such folder")
        return f"sqlite:///{place}"


class Pauses(fields.Field[tuple[int, ...]]):
    """Seconds between the tries, separated by commas; no pause is shorter than the one before."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[int, ...]:
        parts = [part.strip() for part in value.split(",")]
        if not all(part.isascii() and part.isdecimal() for part in parts) or len(parts) > 10:
            raise marshmallow.ValidationError("no list of seconds")
        pauses = tuple(int(part) for part in parts)
        if list(pauses) != sorted(pauses) or pauses[-1] > 86400:
            raise marshmallow.ValidationError("not growing")
        return pauses


def _check_host(value: str) -> None:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        if not _HOST_NAME.fullmatch(value):
            raise marshmallow.ValidationError("no host") from None


def _check_printable(value: str) -> None:
    if not value.isprintable():
        raise marshmallow.ValidationError("more than one line")


def _check_ascii(value: str) -> None:
    if not value.isascii():
        raise marshmallow.ValidationError("not ASCII")


def number(low: int, high: int) -> fields.Field[int]:
    return fields.Integer(
        validate=validate.Range(low, high),
        metadata={"zh": f"{low} 到 {high} 之间的整数", "en": f"a whole number, {low} to {high}"},
    )


def one_of(*words: str) -> fields.Field[str]:
    return fields.String(
        validate=validate.OneOf(words),
        metadata={"zh": "、".join(words) + " 之一", "en": "one of " + ", ".join(words)},
    )


def yes_or_no() -> fields.Field[bool]:
    return fields.Boolean(
        truthy={"1"}, falsy={"0"}, metadata={"zh": "1（是）或 0（否）", "en": "1 (yes) or 0 (no)"}
    )


def host() -> fields.Field[str]:
    return fields.String(
        validate=_check_host,
        metadata={"zh": "主机名或 IP 地址", "en": "a host name or an IP address"},
    )


def folder() -> fields.Field[Path]:
    return Folder(metadata={"zh": "文件夹路径", "en": "the path of a folder"})


def line(low: int, high: int) -> fields.Field[str]:
    return fields.String(
        validate=[validate.Length(low, high), _check_printable],
        metadata={
            "zh": f"{low} 到 {high} 个字符的一行文字",
            "en": f"one line of {low} to {high} characters",
        },
    )


def login() -> fields.Field[str]:
    """The client of the standard library can only log in with ASCII."""
    return fields.String(
        validate=[validate.Length(1, 200), _check_printable, _check_ascii],
        metadata={
            "zh": "1 到 200 个英文字母、数字或符号（不能有中文）",
            "en": "1 to 200 ASCII characters on one line",
        },
    )
