"""An instance under test, seen from outside: it is founded, told to do things, killed, copied, opened again."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import tables
from tests.served import ROOT, outer

PATIENCE = 60.0  # seconds until a child that should have done something is given up


@dataclass
class Instance:
    """A folder of an instance and the process that acts inside it."""

    home: Path
    outside: Path  # what is noted here survives whatever happens to home
    database: str = ""  # empty: SQLite in home
    more: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[str] | None = None
    _count: int = 0

    def start(self) -> None:
        """Start the process that forks for each order."""
        env = {**outer(), "PILIN_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "pilin.config.settings", **self.more}
        if self.database:
            env["PILIN_DATABASE_URL"] = self.database
        log = (self.outside / "inside.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.inside"], env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        log.close()
        assert self._answer() == "ready", self.log()

    def stop(self) -> None:
        """End that process."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(PATIENCE)

    def log(self) -> str:
        """Return the end of what children said on stderr."""
        return (self.outside / "inside.log").read_text(encoding="utf8", errors="replace")[-3000:]

    def begin(self, do: str, **given: Any) -> Child:
        """Let a child begin something and return it."""
        self._count += 1
        out = self.outside / f"out-{self._count}.json"
        return Child(self, int(self._ask({"do": do, "out": str(out), **given})), out)

    def do(self, do: str, **given: Any) -> Any:
        """Let a child do something to its end and return what it answered."""
        return self.begin(do, **given).answer()

    def fresh_acks(self) -> Path:
        """Return a new file for acknowledgements, outside."""
        self._count += 1
        path = self.outside / f"acks-{self._count}"
        path.touch()
        return path

    def _ask(self, order: dict[str, Any]) -> str:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@dataclass
class Child:
    """A child at work."""

    of: Instance
    pid: int
    out: Path

    def kill(self) -> None:
        """Kill it, as a crash or the system's memory guard would, and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Wait for its end and return its exit code; negative for a signal."""
        return int(self.of._ask({"wait": self.pid}))

    def answer(self) -> Any:
        """Wait for its end and return what it answered."""
        code = self.wait()
        assert code == 0, f"{code}\n{self.of.log()}"
        return json.loads(self.out.read_text(encoding="utf8"))


def wait_for_acks(instance: Instance, acks: list[Path], number: int = 1) -> None:
    """Wait until so many deeds are acknowledged in all."""
    until = time.monotonic() + PATIENCE
    while acknowledged(acks) < number:
        assert time.monotonic() < until, instance.log()
        time.sleep(0.002)


def acknowledged(acks: list[Path]) -> int:
    """Return how many deeds these files acknowledge."""
    return sum(path.read_bytes().count(b"\n") for path in acks)


@dataclass
class Toll:
    """What a series of faults cost."""

    times: int = 0
    acked: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)

    def add(self, found: dict[str, Any], *, times: int = 1) -> None:
        """Take what one check found; what was acknowledged is counted by whoever knows which lines are new."""
        self.times += times
        for name in ("lost", "half", "corrupt"):
            getattr(self, name).extend(found[name])

    @property
    def clean(self) -> bool:
        """Return whether nothing was lost, nothing stands half-written and nothing is corrupt."""
        return not (self.lost or self.half or self.corrupt)

    @property
    def told(self) -> str:
        """Return what was lost, in words for the report."""
        if self.clean:
            return f"0 of {self.acked}"
        return f"{len(self.lost)} of {self.acked}, half-written {len(self.half)}, corrupt {len(self.corrupt)}"


def founded() -> Path:
    """Return the folder of an instance of three towns on SQLite: made once a run, whichever worker asks first."""
    root = Path(os.environ.get("PILIN_TEST_ROOT") or tempfile.mkdtemp(prefix="pilin-faults-"))
    home = root / "founded"
    with (root / "founded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "founded.done").exists():
            tables.lay_in(home)
            with running(home) as instance:
                instance.do("found")
            (root / "founded.done").touch()
    return home


def refill(home: Path) -> None:
    """Make a folder a copy of the founded instance; what was there is gone."""
    for part in home.iterdir() if home.exists() else ():
        if part.name != "lost+found":
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    shutil.copytree(founded(), home, dirs_exist_ok=True)


@contextmanager
def running(home: Path, *, database: str = "", more: dict[str, str] | None = None) -> Iterator[Instance]:
    """Give an instance that takes orders."""
    outside = Path(tempfile.mkdtemp(prefix="outside-", dir=os.environ.get("PILIN_TEST_ROOT")))
    instance = Instance(home, outside, database, more or {})
    instance.start()
    try:
        yield instance
    finally:
        instance.stop()
        shutil.rmtree(outside, ignore_errors=True)


@contextmanager
def copied(**more: Any) -> Iterator[Instance]:
    """Give a copy of the founded instance, on a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=os.environ.get("PILIN_TEST_ROOT")))
    refill(folder / "home")
    try:
        with running(folder / "home", **more) as instance:
            yield instance
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh() -> Iterator[Instance]:
    """Give a founded instance of one's own on the engine under test."""
    if os.environ.get("PILIN_TEST_ON") != "postgresql":
        with copied() as instance:
            yield instance
        return
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=os.environ.get("PILIN_TEST_ROOT")))
    name = f"{folder.name.replace('-', '_').lower()}_{os.getpid()}"
    url = tables.database(name)
    try:
        with running(folder, database=url) as instance:
            instance.do("found")
            yield instance
    finally:
        tables.administer(f"DROP DATABASE {name} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)
