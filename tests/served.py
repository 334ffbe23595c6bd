"""A demo that listens, and a browser that opens it: for journeys, photographs and accessibility."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.reliability.report import NIGHTLY

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "pilin-demo-2024"
CHROMIUM = os.environ.get("PILIN_TEST_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"]
FLAGS += ["--disable-gpu-compositing"]  # without a card, putting pages together by OpenGL takes two thirds of all time
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WIDTHS = {"desk": DESK, "phone": PHONE}
LANGUAGES = ("zh-hans", "en")
PATIENCE = 15_000  # milliseconds


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served(str):
    """The address of a demo that listens; ``examples`` gives a path for each route, from its own rows."""

    home: Path
    told: str  # what the command said when it had loaded the demo
    server: subprocess.Popen[bytes]

    @cached_property
    def examples(self) -> dict[str, str]:
        """Return route key → path."""
        env = {**outer(), "PILIN_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "pilin.config.settings"}
        told = subprocess.run(
            [sys.executable, "-m", "tests.routes"], env=env, cwd=ROOT, capture_output=True, check=True
        )
        return dict(json.loads(told.stdout))


def outer() -> dict[str, str]:
    """Return the environment of a person who calls Pilin: without what this run has set for its own tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PILIN_", "DJANGO_", "PYTEST_"))}


def loaded_home() -> tuple[Path, str]:
    """Return an instance with the demo loaded, and what the command said: once a run, whichever worker asks first."""
    from tests.tables import lay_in  # it asks this module where the project lies

    root = Path(os.environ.get("PILIN_TEST_ROOT") or tempfile.mkdtemp(prefix="pilin-served-"))
    home, done = root / "loaded", root / "loaded.txt"
    with (root / "loaded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file is closed
        if not done.exists():
            if not NIGHTLY:  # at night the demo lays its own
                lay_in(home)
            command = [sys.executable, "-m", "pilin.config.command", "demo", "--load-only"]
            told = subprocess.run(
                command, env={**outer(), "PILIN_HOME": str(home)}, cwd=ROOT, capture_output=True, check=True, text=True
            )
            done.write_text(told.stdout, encoding="utf8")
    return home, done.read_text(encoding="utf8")


@contextmanager
def served_demo(*, live: bool = False) -> Iterator[Served]:
    """Open a copy of the loaded demo, as its second start does, and give its address; close it after.

    Without the live process, unless asked for: a page that is told of changes never comes to rest.
    """
    home, port = Path(tempfile.mkdtemp(prefix="pilin-served-")) / "home", free_port()
    template, told = loaded_home()
    shutil.copytree(template, home)
    log = (home / "server.log").open("wb")
    command = [sys.executable, "-m", "pilin.config.command", "demo", "--no-browser", "--port", str(port)]
    env = {**outer(), "PILIN_HOME": str(home), **({} if live else {"PILIN_LIVE": "false"})}
    server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=ROOT)
    address = Served(f"http://127.0.0.1:{port}")
    address.home, address.told, address.server = home, told, server
    try:
        for _ in range(240):
            if server.poll() is not None:
                raise RuntimeError((home / "server.log").read_text(encoding="utf8", errors="replace")[-4000:])
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                    break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()
        shutil.rmtree(home.parent, ignore_errors=True)


@contextmanager
def opened(
    browser: Any, address: str, *, width: str = "desk", language: str = "zh-hans", theme: str = "light"
) -> Iterator[Any]:
    """Give a page of a fresh visitor."""
    host = address.removeprefix("http://").split(":")[0]
    context = browser.new_context(
        viewport=WIDTHS[width], base_url=address, color_scheme=theme, locale="zh-CN" if language != "en" else "en-GB"
    )
    context.add_cookies([{"name": "django_language", "value": language, "domain": host, "path": "/"}])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    try:
        yield page
    finally:
        context.close()


def sign_in(page: Any, username: str) -> None:
    """Sign in through the form, as people do."""
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit], form[action*=login] button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/account/login" not in url)


def sideways(page: Any) -> int:
    """Return by how many pixels the page scrolls sideways; 0 is well."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
