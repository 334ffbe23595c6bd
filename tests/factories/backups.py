"""Whole instances in folders of their own, small and real: copies are taken of them and brought back.

Deeds run in processes of their own, as they do on a server; the copying itself needs no Django and runs here.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from pilin.foundation.backups import sealing, taking
from pilin.foundation.backups.places import Instance
from tests import tables
from tests.architecture.house import ROOT
from tests.tables import on_postgresql

AT = datetime(2026, 11, 27, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SETUP = """
    import django, json, os, sys
    django.setup()
    from datetime import datetime
    from django.utils import timezone
    from pilin.foundation.access.standing import Standing
    from tests.factories.base import NOW, standing_at
    from tests.factories.obstacles import report
    from pilin.foundation.identity.models import User

    def clerk():
        return standing_at(User.objects.get(username="clerk"))
"""
SHELL = """
    import io, traceback
    from contextlib import redirect_stderr, redirect_stdout
    from importlib import import_module
    from django.conf import settings
    from django.db import connections
    from pilin.config.command import pilin
    for room in settings.ROOMS:
        try:
            for command in import_module(f"{room}.cli").commands:
                pilin.add_command(command)
        except ModuleNotFoundError:
            pass
    for line in sys.stdin:
        asked, out, err, code = json.loads(line), io.StringIO(), io.StringIO(), 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                if asked["kind"] == "run":
                    sys.argv = ["-c", *asked["words"]]
                    exec(asked["body"], {**globals()})
                else:
                    pilin(args=asked["words"], prog_name="pilin")
            except SystemExit as end:
                code = end.code or 0
            except BaseException:
                code = 9
                traceback.print_exc()
        connections.close_all()
        print(json.dumps({"out": out.getvalue(), "err": err.getvalue(), "code": code}), flush=True)
"""
FIRST = """
    from pilin.config.cli import _begin
    from pilin.foundation.files.actions import attach_file
    towns = [("310116102", "枫泾镇", "Fengjing", "枫泾", "枫", 1), ("330482102", "新埭镇", "Xindai", "新埭", "埭", -1)]
    _begin(NOW, {
        "keeper": {"username": "keeper", "name_zh": "管家", "password": "a long word for tests"},
        "circle": {"slug": "five-towns", "name_zh": "圈", "name": "Circle"},
        "members": [
            {"code": code, "name_zh": zh, "name": name, "short_zh": short, "short": name, "mark": mark, "bank": bank,
             "since": "2024-01-01"} for code, zh, name, short, mark, bank in towns
        ],
        "officers": [{"member": "310116102", "username": "clerk", "name_zh": "经办", "password": "a long word for tests",
                      "roles": ["clerk"]}],
    }, False)
    for number in range(5):
        row = report(clerk(), title_zh=f"第{number}条", audience="public")
    for number in range(3):
        attach_file(by=clerk(), at=NOW, name=f"{number}.txt", content=f"text {number}\\n".encode() * 999,
                    owner="310116102", audience="public", subject=row.pk)
    print("{}")
"""


@dataclass
class World:
    """An instance in a folder, with what is needed to run things in it."""

    instance: Instance
    url: str = ""
    shell: subprocess.Popen[str] | None = field(default=None, repr=False, compare=False)

    @property
    def home(self) -> Path:
        return self.instance.home

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PILIN_")}
        given = {"PILIN_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
        return {**kept, **given, **({"PILIN_DATABASE_URL": self.url} if self.url else {})}

    def start(self, body: str, *words: str) -> subprocess.Popen[str]:
        """Start Python in this instance: Django is set up, the factories are there."""
        code = textwrap.dedent(SETUP) + textwrap.dedent(body)
        return subprocess.Popen(
            [sys.executable, "-c", code, *words], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, cwd=ROOT,
        )  # fmt: skip

    def run(self, body: str, *words: str) -> Any:
        """Run Python in this instance and return the JSON of its last line. One process runs all of it, one after the other."""
        out, _err, code = self._asked("run", body, words)
        assert code == 0, _err
        return json.loads(out.strip().splitlines()[-1])

    def pilin(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of Pilin in this instance."""
        out, err, code = self._asked("pilin", "", words)
        return subprocess.CompletedProcess(words, code, out, err)

    def _asked(self, kind: str, body: str, words: tuple[str, ...]) -> tuple[str, str, int]:
        if self.shell is None:
            self.shell = subprocess.Popen(
                [sys.executable, "-c", textwrap.dedent(SETUP) + textwrap.dedent(SHELL)], env=self.environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            )  # fmt: skip
            atexit.register(self.shell.kill)
        assert self.shell.stdin
        assert self.shell.stdout
        self.shell.stdin.write(json.dumps({"kind": kind, "body": textwrap.dedent(body), "words": words}) + "\n")
        self.shell.stdin.flush()
        answer = json.loads(self.shell.stdout.readline())
        return answer["out"], answer["err"], answer["code"]

    def report(self, title: str) -> dict[str, Any]:
        """Report an obstacle; return its uid, or the code of the refusal."""
        return self.run(
            """
            from pilin.foundation.access.verdict import Refused
            try:
                print(json.dumps({"uid": str(report(clerk(), title_zh=sys.argv[1], audience="public").pk)}))
            except Refused as error:
                print(json.dumps({"code": error.code, "reason": str(error)}))
            """,
            title,
        )

    def copy(self, to: Path, **wish: Any) -> taking.Taken:
        """Take a copy of it."""
        return taking.take(self.instance, to, at=wish.pop("at", AT), wish=taking.Wish(**wish))


def begin(home: Path) -> World:
    """Return a new instance with the circle of five, five obstacles and three attachments."""
    if on_postgresql():
        home.mkdir(parents=True, exist_ok=True)
        url = tables.database(f"world_{uuid4().hex[:12]}")
        world = World(Instance(home, url), url)
    else:
        tables.lay_in(home)
        world = World(Instance(home))
    world.run(FIRST)
    return world


def empty(home: Path) -> World:
    """Return a place for an instance: an empty folder and, on PostgreSQL, an empty database."""
    home.mkdir(parents=True, exist_ok=True)
    server = on_postgresql()
    if not server:
        return World(Instance(home))
    name = f"world_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    url = tables.named(server, name)
    return World(Instance(home, url), url)


@contextmanager
def held_open(world: World, path: Path) -> Iterator[None]:
    """Keep two writers busy with deeds: what they were told is done stands in a file, one uid a line."""
    body = """
        with open(sys.argv[1] + sys.argv[2], "a") as told:
            while not os.path.exists(sys.argv[1] + ".stop"):
                row = report(clerk(), title_zh="同时", audience="public")
                told.write(f"{row.pk}\\n"); told.flush()
        print("{}")
    """
    writers = [world.start(body, str(path), str(number)) for number in range(2)]
    try:
        yield
    finally:
        path.with_name(path.name + ".stop").touch()
        for writer in writers:
            _out, err = writer.communicate(timeout=120)
            assert writer.returncode == 0, err


def done_so_far(path: Path) -> set[str]:
    """Return the uids that writers were told are written."""
    found: set[str] = set()
    for file in path.parent.glob(f"{path.name}[0-9]"):
        text = file.read_text(encoding="utf8")
        found |= set(text[: text.rfind("\n") + 1].split())
    return found


def passphrase(folder: Path, text: str = "a long enough passphrase") -> sealing.Lock:
    """Return a lock by a passphrase that lies in a file."""
    path = folder / "passphrase"
    path.write_text(f"{text}\n", encoding="utf8")
    return sealing.Lock.of_passphrase(path)


def bring_keys(origin: Instance, to: Instance) -> None:
    """Carry the keys that were kept apart."""
    shutil.copytree(origin.keys, to.keys, dirs_exist_ok=True)
