"""What a browser makes of it: the main pages report nothing, and no payload runs wherever it is shown (S9, S18)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.reliability.report import NIGHTLY, tried
from tests.security.payloads import MARK, PAYLOADS
from tests.served import ROOT, Served, opened, outer, served_demo, sign_in

pytestmark = pytest.mark.browser

MAIN = [  # pages that show most of what people wrote; at night every address that can be read
    "programme:today", "programme:year", "programme:item", "programme:errata", "members:circle", "members:agreements",
    "members:agreement", "members:alliances", "members:presidency", "meetings:meeting", "meetings:task", "meetings:matters",
    "meetings:commitments", "obstacles:index", "obstacles:obstacle", "observations:index", "observations:series",
    "bulletins:index", "bulletins:bulletin", "handover:dossier", "identity:people", "identity:me", "notices:work", "ledger:trail",
]  # fmt: skip
LOOK = ["web:components", "api:openapi-view"]
AWAY = re.compile(
    r"logout|/qr|\.json|\.csv|\.xlsx|\.ics|export|download|/pdf|/docx|/feed|calendar|/files/|metrics|/text"
)
WATCH = """
addEventListener('securitypolicyviolation', (event) => {
  (window.__told ||= []).push(event.violatedDirective + ' ' + event.blockedURI + ' ' + (event.sample || ''));
});
"""


@dataclass
class Watched:
    """What went wrong on the pages opened."""

    dialogs: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    pages: int = 0
    shown: int = 0  # pages on which a payload stands to be read

    @property
    def wrong(self) -> list[str]:
        return [*self.dialogs, *self.reports, *self.ran, *self.broken, *self.elsewhere]


@contextmanager
def watching(page: Any) -> Iterator[Watched]:
    """Note dialogs, reports of the policy, marks that a payload leaves, requests to other hosts."""
    seen = Watched()

    def dialog(box: Any) -> None:
        seen.dialogs.append(f"{page.url}: a dialog said {box.message}")
        box.dismiss()

    def asked(request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:", "about:")):
            seen.elsewhere.append(f"{page.url}: asked {request.url}")

    page.add_init_script(WATCH)
    page.on("dialog", dialog)
    page.on("request", asked)
    page.on(
        "console",
        lambda line: (
            seen.reports.append(f"{page.url}: {line.text[:200]}") if "Content Security Policy" in line.text else None
        ),
    )
    yield seen


def walk(page: Any, seen: Watched, paths: list[str]) -> None:
    for path in paths:
        if NIGHTLY:
            first = page.request.get(path, max_redirects=0)
            if first.status == 405 or "text/html" not in first.headers.get("content-type", ""):
                continue  # a form's address, or a file
        answer = page.goto(path, wait_until="load")
        page.wait_for_timeout(60)
        seen.pages += 1
        if answer.status >= 500:
            seen.broken.append(f"{path}: {answer.status}")
        told = page.evaluate(f"[window.{MARK} || 0, window.__told || [], document.body.innerText.includes('{MARK}')]")
        seen.shown += told[2]
        if told[0]:
            seen.ran.append(f"{path}: a payload ran")
        seen.reports += [f"{path}: {line}" for line in told[1]]


@pytest.fixture(scope="module")
def poisoned(served: str, pytestconfig: pytest.Config) -> Iterator[Served]:
    """Give a demo in whose rows payloads stand."""
    with served_demo() as address:
        env = {**outer(), "PILIN_HOME": str(address.home), "DJANGO_SETTINGS_MODULE": "pilin.config.settings"}
        _ = address.examples  # found before the titles change
        done = subprocess.run(
            [sys.executable, "-m", "tests.security.poison"], env=env, cwd=ROOT, capture_output=True, check=True
        )
        told = json.loads(done.stdout)
        assert told["columns"] > 40
        assert told["rows"] > 10 * len(PAYLOADS)
        yield address


def readable(address: Served) -> list[str]:
    """Return the addresses to open: the main pages, or at night all that show something."""
    if NIGHTLY:
        return sorted(
            {path for key, path in address.examples.items() if not AWAY.search(path) and not key.startswith("/api")}
        )
    return [address.examples[key] for key in MAIN if key in address.examples]


def test_no_payload_runs_wherever_it_is_shown(poisoned: Served, chromium: Any) -> None:
    pages, shown, wrong = 0, 0, []
    for language in ("zh-hans", "en") if NIGHTLY else ("zh-hans",):
        with opened(chromium, poisoned, language=language) as page, watching(page) as seen:
            sign_in(page, "xindai-secretary")
            walk(page, seen, readable(poisoned))
        pages, shown, wrong = pages + seen.pages, shown + seen.shown, wrong + seen.wrong
    tried(
        "S9",
        f"{len(PAYLOADS)} payloads in every text of every row, pages that show them",
        shown,
        len(wrong),
        "1 of 1 ran",
    )
    assert wrong == []
    assert (pages >= 20, shown >= 18) == (True, True)


def test_the_main_pages_report_nothing(served: Any, chromium: Any) -> None:
    with opened(chromium, served) as page, watching(page) as seen:
        sign_in(page, "xindai-secretary")
        paths = [served.examples[key] for key in MAIN[:6]] + [
            "/components/",
            "/api/v1/docs",
            "/api/v1/docs?of=obstacles",
        ]
        walk(page, seen, readable(served) + paths[-3:] if NIGHTLY else paths)
        page.locator(".opblock-summary-control").first.click(timeout=60_000)  # a room of the API draws itself
        page.wait_for_selector(".opblock.is-open")
    assert seen.wrong == []


@pytest.mark.parametrize("policy", ["the policy", "no policy"])
def test_an_unescaped_payload_is_noticed(served: Any, chromium: Any, policy: str) -> None:
    """The control: written into a page as it is, the policy reports it; without the policy it runs."""
    with opened(chromium, served) as page, watching(page) as seen:
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if policy == "the policy":
            headers["Content-Security-Policy"] = page.goto("/components/").headers["content-security-policy"]
        page.route(
            "**/control/", lambda route: route.fulfill(body=f"<p>{PAYLOADS[0]}</p>{PAYLOADS[3]}", headers=headers)
        )
        walk(page, seen, ["/control/"])
    assert (bool(seen.reports), bool(seen.dialogs), bool(seen.ran)) == (
        (True, False, False) if policy == "the policy" else (False, True, True)
    )
