"""A real Dovecot on a free port, in a folder of its own, run by an account that is not root."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

ACCOUNT, PASSWORD = "zuzhibu@example.org", "geheim-7"
_PATIENCE_SECONDS = 20
_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 50
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
ssl = {ssl}
"""
_CERTIFIED = """
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
"""


def _binary() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        raise RuntimeError("Dovecot is not installed: run `make packages`")
    return found


@dataclass
class Dovecot:
    """The server: started, stopped and killed at will, always on the same ports."""

    folder: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def certificate(self) -> Path:
        """What a client must trust to believe this server, where it has a certificate."""
        return self.folder / "cert.pem"

    def start(self) -> None:
        """Run it until it greets."""
        account = _account()
        self.process = subprocess.Popen(
            [_binary(), "-F", "-c", str(self.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **({"user": account.pw_uid, "group": account.pw_gid} if os.geteuid() == 0 else {}),
        )
        end = time.monotonic() + _PATIENCE_SECONDS
        while not self._greets():
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server and whatever it started, at once: every connection breaks."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        # A killed master leaves this behind and would not start again.
        (self.folder / "run" / "master.pid").unlink(missing_ok=True)

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """A client of the test's own, logged in."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20) as client:
            client.login(ACCOUNT, PASSWORD)
            yield client

    def append(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into the folder, which is made where it is missing."""
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for raw in mails:
                client.append(folder, raw)

    def drop(self, mails: Sequence[bytes]) -> None:
        """Put many mails into the inbox, as a server on the same machine delivers them."""
        self.flags()
        for number, raw in enumerate(mails):
            (self.folder / "mail" / ACCOUNT / "new" / f"1720000000.M{number:06d}").write_bytes(raw)

    def flags(self, folder: str = "INBOX") -> dict[int, tuple[bytes, ...]]:
        """The flags of every mail of the folder."""
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            fetched = client.fetch(client.search(), ["FLAGS"])
            return {uid: told[b"FLAGS"] for uid, told in fetched.items()}

    def delete(self, uids: Sequence[int], folder: str = "INBOX") -> None:
        """Delete mails for good."""
        with self.client() as client:
            client.select_folder(folder)
            client.delete_messages(list(uids))
            client.expunge()

    def renumber(self, folder: str, mails: Sequence[bytes]) -> None:
        """Make the folder anew: the same mails with another UIDVALIDITY."""
        with self.client() as client:
            client.delete_folder(folder)
        self.append(*mails, folder=folder)

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                return connection.recv(100).startswith(b"* OK")
        except OSError:
            return False


@contextmanager
def dovecot(*, certified: bool = False) -> Iterator[Dovecot]:
    """A server with an empty mailbox, stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    server = Dovecot(folder, *_free_ports(2))
    account = _account()
    values = {
        "folder": folder,
        "user": account.pw_name,
        "group": grp.getgrgid(account.pw_gid).gr_name,
        "password": PASSWORD,
        "port": server.port,
        "tls_port": server.tls_port if certified else 0,
        "ssl": "yes" if certified else "no",
    }
    text = _CONFIGURATION + (_CERTIFIED if certified else "")
    (folder / "dovecot.conf").write_text(text.format(**values))
    if certified:
        _certify(folder)
    for path in (folder, *folder.iterdir()):
        os.chown(path, account.pw_uid, account.pw_gid)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd:
    """Who runs it: Dovecot gives no mailbox to root, so root lends it to an account of Debian's."""
    return pwd.getpwnam("mail") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _certify(folder: Path) -> None:
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"))
    subprocess.run(
        (
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            *subject,
            *files,
        ),
        check=True,
        capture_output=True,
    )


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
