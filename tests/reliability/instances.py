"""Instances of their own for fault tests: a folder, a database of the engine under test, and people already signed in.

``with instance(lock_seconds=1) as house:`` copies one prepared instance (the circle of five of the factories), so that
a test may kill, fill and lock it without touching the tests' own database.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests import tables
from tests.served import ROOT, free_port, outer

TOKEN = "t" * 32
OBSTACLES = "/api/v1/circles/five-towns/obstacles"
REPORT = {
    "kind": "standard",
    "title_zh": "两边的表不一样",
    "title_en": "Two forms",
    "cost_zh": "跑两趟",
    "audience": "circle",
}
PREPARE = """
import json
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from django.test import Client
from pilin.config import serving
from tests.factories.base import circle_of_five
serving.prepare(lambda line: None)
five = circle_of_five()
sessions = {}
for name, user in {"clerk": five.fengjing.clerk_user, "neighbour": five.xindai.clerk_user, "keeper": five.keeper_user}.items():
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    sessions[name] = client.cookies["sessionid"].value
print(json.dumps(sessions))
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Instance:
    """One instance that a test may break."""

    home: Path
    url: str  # of its PostgreSQL database; empty on SQLite
    sessions: dict[str, str]
    settings: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    server: subprocess.Popen[bytes] | None = None  # while it is served
    children: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        own = {f"PILIN_{name.upper()}": str(value) for name, value in self.settings.items()}
        return {
            **outer(),
            "PILIN_LIMIT_PERCENT": "0",  # these tests ask as fast as they can; limits have tests of their own
            "PILIN_LIVE": "false",  # a process more a test; the live one has tests of its own
            **own,
            "PILIN_HOME": str(self.home),
            "PILIN_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "pilin.config.settings",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        }

    def run(self, code: str, *, check: bool = True) -> Any:
        """Run Python inside the instance, Django set up, and return what it printed last, read as JSON."""
        told = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and told.returncode:
            raise AssertionError(told.stderr[-4000:])
        lines = told.stdout.strip().splitlines()
        return json.loads(lines[-1]) if lines else None

    def start(self, code: str, **more: Any) -> subprocess.Popen[str]:
        """Start Python inside the instance and leave it running, at most as long as the instance is there."""
        child = subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            **more,
        )
        self.children.append(child)
        return child

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``pilin``."""
        command = [sys.executable, "-m", "pilin.config.command", *words]
        return subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, past the house."""
        with self.raw() as raw:
            cursor = raw.cursor()
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]

    @contextmanager
    def raw(self) -> Iterator[Any]:
        """Give a bare connection, in no transaction until one is begun."""
        if self.url:
            import psycopg

            connection: Any = psycopg.connect(self.url, autocommit=True)
            connection.execute(
                "SELECT set_config('pilin.all', 'on', false)"
            )  # row security hides what nobody asked for
        else:
            connection = sqlite3.connect(self.home / "pilin.sqlite3", isolation_level=None, timeout=20)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep everybody else from writing, as a long deed of somebody else would."""
        with self.raw() as raw:
            if self.url:
                tables = [row[0] for row in raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
                raw.execute("BEGIN")
                raw.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
            else:
                raw.execute("BEGIN IMMEDIATE")
            yield
            raw.execute("ROLLBACK")

    @contextmanager
    def served(self, workers: int = 1) -> Iterator[str]:
        """Serve it as ``pilin serve`` does; give its address."""
        port = free_port()
        log = self.log_path.open("ab")
        command = [
            sys.executable, "-m", "pilin.config.command", "serve", "--port", str(port), "--workers", str(workers)
        ]  # fmt: skip
        server = subprocess.Popen(command, env=self.env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        self.address, self.server = f"http://127.0.0.1:{port}", server
        try:
            for _ in range(300):
                if server.poll() is not None:
                    raise AssertionError(self.log()[-4000:])
                try:
                    urllib.request.urlopen(f"{self.address}/healthz", timeout=5)
                    break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.2)
            yield self.address
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
            log.close()

    @property
    def log_path(self) -> Path:
        """Return where the server's words go: outside its folder, whose disk may be full on purpose."""
        return Path(os.environ["PILIN_TEST_ROOT"]) / f"{self.home.parent.name}.log"

    def log(self) -> str:
        return self.log_path.read_text(encoding="utf8", errors="replace")

    def get(self, path: str, *, who: str = "", language: str = "en") -> Answer:
        """Read an address."""
        return self._call("GET", path, None, {}, who, language)

    def post(self, path: str, body: Any = None, *, who: str = "clerk", language: str = "en", **headers: str) -> Answer:
        """Send JSON to the API, a form to a page, or raw bytes with their content type."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            data = body
        elif path.startswith("/api/"):
            data, given["Content-Type"] = json.dumps(body or {}).encode(), "application/json"
        else:
            data = urlencode({**(body or {}), "csrfmiddlewaretoken": TOKEN}, doseq=True).encode()
        return self._call("POST", path, data, {"X-CSRFToken": TOKEN, **given}, who, language)

    def _call(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str], who: str, language: str
    ) -> Answer:
        cookies = {"csrftoken": TOKEN, "django_language": language}
        if who:
            cookies["sessionid"] = self.sessions[who]
        request = urllib.request.Request(f"{self.address}{path}", data=data, method=method, headers=headers)
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))
        try:
            with _opener.open(request, timeout=60) as found:
                return Answer(found.status, _lower(found.headers), found.read().decode("utf8", "replace"))
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, _lower(refused.headers), refused.read().decode("utf8", "replace"))


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


@contextmanager
def instance(under: Path | None = None, **settings: Any) -> Iterator[Instance]:
    """Give a copy of the prepared instance; ``under`` says on which disk its folder lies."""
    template = _template()
    folder = Path(tempfile.mkdtemp(prefix="pilin-instance-", dir=under))
    name, house = f"copy_{secrets.token_hex(6)}", None
    try:
        shutil.copytree(template.home, folder / "home")
        url = _copied(template.url, name) if template.url else ""
        yield (house := Instance(folder / "home", url, template.sessions, settings))
    finally:
        for child in house.children if house else ():
            child.kill()  # does nothing to one that has ended
        shutil.rmtree(folder, ignore_errors=True)
        if template.url:
            tables.administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _template() -> Instance:
    """Return the prepared instance: once a run, whichever worker asks first."""
    root = Path(os.environ["PILIN_TEST_ROOT"])
    home, kept = root / "prepared", root / "prepared.json"
    server = tables.on_postgresql()
    url = tables.named(server, "prepared") if server else ""
    with (root / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file is closed
        if not kept.exists():
            if server:
                tables.database("prepared")
            else:
                tables.lay_in(home)
            kept.write_text(json.dumps(Instance(home, url, {}).run(PREPARE)), encoding="utf8")
    return Instance(home, url, json.loads(kept.read_text(encoding="utf8")))


def _copied(url: str, name: str) -> str:
    tables.administer(f"CREATE DATABASE {name} TEMPLATE prepared")
    return tables.named(url, name)
