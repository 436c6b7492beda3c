"""Servers to be measured: gunicorn as the demo would run in production, and what its processes cost.

Processor time is read from /proc, so it is whole to ten milliseconds and there on Linux only.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

HERE = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
START_SECONDS = 60


def gunicorn(*, workers: int, threads: int) -> list[str]:
    return ["--worker-class", "gthread", "--workers", f"{workers}", "--threads", f"{threads}", "--keep-alive", "75"]


GUNICORN = gunicorn(workers=WORKERS, threads=THREADS)
QUIET = ["--log-level", "warning", "--no-control-socket"]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int

    @property
    def processor(self) -> float:
        """Seconds of the processor that its processes have used."""
        return sum(map(_processor, [self.process.pid, *_children(self.process.pid)]))


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """A server on a free port of this machine, until the `with` ends."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        # The listening socket is handed over, so that nobody takes the port in between.
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{door.fileno()}", *GUNICORN, *QUIET, application]
        paths = os.pathsep.join([str(HERE / "site"), str(HERE)])
        process = subprocess.Popen(
            command,
            cwd=HERE,
            env={**os.environ, "PYTHONPATH": paths, **environment},
            pass_fds=[door.fileno()],
        )
    try:
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def database_processor() -> float:
    """Seconds that the connections of this database have used, this process's own left out.

    Zero where the server stands elsewhere, or where a connection ended: what it used is then part of nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return sum(_processor(pid) for (pid,) in cursor.fetchall())


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _processor(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
