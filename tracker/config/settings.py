"""All settings, their defaults, and how they are put together."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker.config.checks import CHECKS, ROOT
from tracker.config.file import read_file
from tracker.config.problems import (
    PREFIX,
    BadSettings,
    bad_value,
    mailbox_problems,
    missing_in_production,
    same_port,
    unknown_name,
    unusable_folder,
)

LOCAL = "127.0.0.1"
_HERE = {"0.0.0.0": LOCAL, "::": "::1"}
# A named server without a port is asked where such servers listen.
_SMTP_PORTS = {"none": 25, "starttls": 587, "ssl": 465}
_IMAP_PORTS = {"none": 143, "starttls": 143, "ssl": 993}
_DEFAULTS: dict[str, Any] = {
    "env": "development",
    "data_dir": ROOT / "var",
    "web_host": LOCAL,
    "web_port": 8000,
    "web_workers": 2,
    "trusted_proxies": 0,
    "smtp_username": "",
    "smtp_password": "",
    "smtp_tls": "none",
    # Cautious guesses: no provider says how many mails a minute it takes from one sender.
    "mail_domain_limits": {
        **dict.fromkeys(("qq.com", "foxmail.com", "163.com", "126.com", "yeah.net"), 30),
        "*": 120,
    },
    "inbox_host": LOCAL,
    "inbox_port": 8026,
    "inbox_recipients": (),
    "inbox_max_mb": 30,
    "inbox_max_recipients": 20,
    "imap_host": "",
    "imap_username": "",
    "imap_password": "",
    "imap_tls": "ssl",
    "imap_folder": "INBOX",
    "imap_every_seconds": 60,
    "imap_max_mb": 100,
    "imap_after": "keep",
    "auth_results_host": "",
    "catcher_port": 8025,
    "mail_from": "zuzhibu@example.org",
    "mail_from_name": "党委组织部",
    "mail_divert": "none",
    "retry_pauses": (60, 300, 1800),
    "link_days": 30,
    "session_minutes": 60,
    "max_upload_mb": 20,
    "log_level": "INFO",
}
# In development the whole way there and back can be tried without any mail account; in production
# only whoever runs the mail server knows which addresses it hands over.
_OF_ENVIRONMENT: dict[str, dict[str, Any]] = {
    "development": {
        "inbox_listen": "smtp",
        "reply_address": "reply+{token}@example.org",
        "return_path": "bounce+{token}@example.org",
        # Whoever tries it out at night sees the mails at once, for they go to the catcher.
        "mail_any_hour": True,
    },
    "production": {
        "inbox_listen": "none",
        "reply_address": "",
        "return_path": "",
        "mail_any_hour": False,
    },
}


@dataclass(frozen=True)
class MailServer:
    """Where outgoing mail is handed over; `tls` is none, starttls or ssl."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    tls: str


@dataclass(frozen=True)
class Settings:
    """The settings after all checks: folders are absolute, URLs complete.

    `reply_address` and `return_path` hold `{token}` once, or are "" where the server cannot take
    such addresses. `auth_results_host` is the only server whose Authentication-Results are read,
    "" for none. `imap_after` is keep, seen, or move: and a folder.
    """

    env: str
    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    web_host: str
    web_port: int
    web_workers: int
    trusted_proxies: int
    base_url: str
    smtp_host: str
    smtp_port: int
    smtp_username: str
    smtp_password: str = field(repr=False)
    smtp_tls: str
    mail_any_hour: bool
    mail_domain_limits: Mapping[str, int]
    reply_address: str
    return_path: str
    inbox_listen: str
    inbox_host: str
    inbox_port: int
    inbox_recipients: tuple[str, ...]
    inbox_max_mb: int
    inbox_max_recipients: int
    imap_host: str
    imap_port: int
    imap_username: str
    imap_password: str = field(repr=False)
    imap_tls: str
    imap_folder: str
    imap_every_seconds: int
    imap_max_mb: int
    imap_after: str
    auth_results_host: str
    catcher_port: int
    catcher_dir: Path
    mail_from: str
    mail_from_name: str
    mail_divert: str
    divert_dir: Path
    retry_pauses: tuple[int, ...]
    link_days: int
    session_minutes: int
    max_upload_mb: int
    log_level: str

    @property
    def development(self) -> bool:
        return self.env == "development"

    @property
    def web_bind(self) -> str:
        """Host and port as the web server wants them; IPv6 goes in brackets."""
        return f"{_in_url(self.web_host)}:{self.web_port}"

    @property
    def runs_catcher(self) -> bool:
        """Whether anything may go to the catcher, so that it has to listen."""
        return self.development or self.mail_divert == "catcher"

    @property
    def runs_listener(self) -> bool:
        """Whether another mail server hands mails over to this one."""
        return self.inbox_listen != "none"

    @property
    def runs_fetcher(self) -> bool:
        """Whether a mailbox is read by IMAP."""
        return bool(self.imap_host)

    @property
    def mail_server(self) -> MailServer:
        """The server the worker talks to: the catcher while all mail is diverted to it."""
        if self.mail_divert == "catcher":
            return MailServer(LOCAL, self.catcher_port, "", "", "none")
        return MailServer(
            self.smtp_host, self.smtp_port, self.smtp_username, self.smtp_password, self.smtp_tls
        )


def load_settings(environ: Mapping[str, str], file: Path | None = None) -> Settings:
    """Reads and checks the settings; the environment goes before the file.

    Without `file` the one named by TRACKER_CONFIG is read, else `tracker.conf`
    in the project's root where there is one. Raises BadSettings with all that
    is wrong. In development a missing secret key is made and kept.
    """
    found, problems = read_file(environ, file)
    found |= {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    found.pop(f"{PREFIX}CONFIG", None)
    problems += [unknown_name(name) for name in found if _short(name) not in CHECKS.fields]
    given = {
        _short(name): text.strip()
        for name, text in found.items()
        if _short(name) in CHECKS.fields and text.strip()
    }
    bad = CHECKS.validate(given)
    problems += [bad_value(name, given[name]) for name in bad]
    values: dict[str, Any] = dict(
        CHECKS.load({name: text for name, text in given.items() if name not in bad})
    )
    values |= dict.fromkeys(bad)
    problems += missing_in_production(values) + mailbox_problems(values)
    problems += same_port(_DEFAULTS | values)
    if not problems:
        values = _with_defaults(values)
        problems = unusable_folder(values["data_dir"])
    if problems:
        raise BadSettings(problems)
    if "secret_key" not in values:
        values["secret_key"] = _kept_secret(values["data_dir"])
    return Settings(**values)


def _short(name: str) -> str:
    """The field a variable sets; a name that is written otherwise sets none."""
    field_name = name.removeprefix(PREFIX).lower()
    return field_name if name == PREFIX + field_name.upper() else ""


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _with_defaults(values: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = _DEFAULTS | values
    whole |= {
        name: value for name, value in _OF_ENVIRONMENT[whole["env"]].items() if name not in values
    }
    folder: Path = whole["data_dir"]
    # A server that listens everywhere is still reached at one address.
    host = _HERE.get(whole["web_host"], whole["web_host"])
    own_server = "smtp_host" in values
    base_url: str = whole.get("base_url", f"http://{_in_url(host)}:{whole['web_port']}")
    return {
        "database_url": f"sqlite:///{folder / 'tracker.sqlite3'}",
        "smtp_host": LOCAL,
        "smtp_port": _SMTP_PORTS[whole["smtp_tls"]] if own_server else whole["catcher_port"],
        "imap_port": _IMAP_PORTS[whole["imap_tls"]],
        "catcher_dir": folder / "caught",
        "divert_dir": folder / "diverted",
    } | (whole | {"base_url": base_url.rstrip("/")})


def _kept_secret(folder: Path) -> str:
    """The secret key of this data folder, made once.

    Several processes may start at the same moment: the key is written whole
    under another name and then linked, and who comes second takes the first's.
    """
    kept = folder / "secret_key"
    if not kept.exists():
        draft = folder / f".secret_key.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, kept)
        draft.unlink()
    return kept.read_text().strip()
