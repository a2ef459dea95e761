"""A sealed process reaches nothing but its copy, whatever a bug in it tries."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

TRIES = """
import json, sys
from pathlib import Path
from tracker.simulation.sealing import seal
from tracker.simulation.place import engine_of
import os, shutil, smtplib, socket, sqlite3, subprocess
import sqlalchemy as sa
folder, live, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seal(folder)

def attach():
    with engine_of(folder / "copy.sqlite3").connect() as connection:
        connection.exec_driver_sql(f"ATTACH DATABASE '{live}' AS live")

def other_engine():
    sa.create_engine(f"sqlite:///{live}").connect()

tries = {
    "open the live file": lambda: sqlite3.connect(live),
    "open it as a URI": lambda: sqlite3.connect(f"file:{live}", uri=True),
    "open it by an engine": other_engine,
    "attach it": attach,
    "write into it": lambda: open(live, "r+b"),
    "remove it": lambda: os.remove(live),
    "rename it": lambda: os.rename(live, folder / "taken"),
    "overwrite it": lambda: shutil.copyfile(folder / "copy.sqlite3", live),
    "reach PostgreSQL": lambda: sa.create_engine("postgresql+psycopg://t@/t").connect(),
    "send a mail": lambda: smtplib.SMTP("127.0.0.1", port),
    "open a socket": lambda: socket.create_connection(("127.0.0.1", port)),
    "start a program": lambda: subprocess.run(["true"]),
    "write a file": lambda: open(Path(live).parent / "left", "w"),
}
told = {}
for name, attempt in tries.items():
    try:
        attempt()
        told[name] = "done"
    except Exception as error:
        told[name] = type(error).__name__
(folder / "inside").write_text("may be written")
with engine_of(folder / "copy.sqlite3").connect() as connection:
    connection.exec_driver_sql("CREATE TABLE t (x)")
print(json.dumps(told))
"""


def test_nothing_leaves_a_sealed_process_and_no_other_database_is_opened(tmp_path: Path) -> None:
    live, folder = tmp_path / "live.sqlite3", tmp_path / "own"
    folder.mkdir()
    live.write_bytes(b"the live data")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-c", TRIES, str(folder), str(live), port],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        server.settimeout(0)
        try:
            server.accept()
            reached = True
        except BlockingIOError:
            reached = False
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told.pop("attach it") == "OperationalError"
    assert set(told.values()) == {"Sealed"}
    assert live.read_bytes() == b"the live data"
    assert not reached
    assert sorted(one.name for one in tmp_path.iterdir()) == ["live.sqlite3", "own"]
