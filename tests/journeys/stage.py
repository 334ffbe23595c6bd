"""The stage of a journey: one demo that listens, and people who open it by name, on a desk or on a phone."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext, pgettext

from tests.axe import violations
from tests.served import PASSWORD, PATIENCE, ROOT, WIDTHS, Served, outer, sideways

GRAVE = ("serious", "critical")
LEFT, RIGHT = ("huimin", "yaozhuang", "xindai"), ("zhujing", "fengjing")  # Zhejiang, Shanghai
TOWNS = (*LEFT, *RIGHT)
CODES = {
    "fengjing": "310116102",
    "zhujing": "310116101",
    "huimin": "330421003",
    "yaozhuang": "330421111",
    "xindai": "330482102",
}
CIRCLE = "/c/five-towns"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()  # the demo is laid around it


def pilin(home: Path, *words: str) -> str:
    """Run a command of Pilin on an instance and return what it answers."""
    command = [sys.executable, "-m", "pilin.config.command", *words]
    return subprocess.run(
        command, env={**outer(), "PILIN_HOME": str(home)}, cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout


class Stage:
    """A demo that listens, in one width and one language, with its chair and its people."""

    def __init__(self, browser: Any, address: Served, chair: str, width: str, language: str) -> None:
        self.browser, self.address, self.home, self.chair = browser, address, address.home, chair
        self.width, self.language = width, language
        self._cast: dict[str, Visitor] = {}

    def person(self, username: str = "") -> Visitor:
        """Give somebody's page, signed in once and kept; without a name, a visitor's."""
        if username not in self._cast:
            self._cast[username] = Visitor(self, username)
        visitor = self._cast[username]
        visitor.errors.clear()
        return visitor

    def newcomer(self) -> Visitor:
        """Give a page on which nobody has ever signed in."""
        self._cast[f"newcomer-{len(self._cast)}"] = visitor = Visitor(self, "")
        return visitor

    def said(self, text: str, context: str = "") -> str:
        """Return words of the pages in the language of this run."""
        with translation.override(self.language):
            return pgettext(context, text) if context else gettext(text)

    def close(self) -> None:
        """Send everybody home."""
        for visitor in self._cast.values():
            visitor.context.close()


class Visitor:
    """Somebody at a page, and what the browser complained about meanwhile."""

    def __init__(self, stage: Stage, username: str) -> None:
        self.stage, self.username, self.errors = stage, username, []
        self.context = stage.browser.new_context(
            viewport=WIDTHS[stage.width], base_url=stage.address, locale="en-GB" if stage.language == "en" else "zh-CN"
        )
        self.context.add_cookies([{"name": "django_language", "value": stage.language, "url": stage.address}])
        self.context.set_default_timeout(PATIENCE * 2)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        if username:
            self._sign_in()

    def _sign_in(self) -> None:
        """Sign in without looking at the pages on the way: one journey looks at them, the others only need a person."""
        door = "/account/login/"
        self.context.request.get(door)
        token = next(cookie["value"] for cookie in self.context.cookies() if cookie["name"] == "csrftoken")
        given = {"login": self.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer = self.context.request.post(door, form=given, max_redirects=0)
        assert answer.status == 302, f"{self.username} is not let in: {answer.status}"

    def open(self, path: str) -> Visitor:
        """Open a page of this instance and look at it."""
        answer = self.page.goto(path)
        assert answer is not None and answer.status == 200, (
            f"{path} for {self.username or 'a visitor'}: {answer and answer.status}"
        )
        return self

    def press(self, name: str, *, within: str = "main", context: str = "") -> Visitor:
        """Press the button or follow the link of this name, and wait for the page it leads to."""
        words = re.compile(rf"^\s*{re.escape(self.stage.said(name, context))}\s*$")
        around = self.page.locator(within)
        found = around.get_by_role("button", name=words).or_(around.get_by_role("link", name=words)).first
        with self.page.expect_navigation():
            found.click()
        return self

    def fill(self, **fields: str | list[str]) -> Visitor:
        """Fill fields of the form by their names; a list ticks boxes, a choice is chosen by its value."""
        for name, value in fields.items():
            if isinstance(value, list):
                for one in value:
                    self.page.locator(f'main input[name="{name}"][value="{one}"]').check()
                continue
            field = self.page.locator(f'main [name="{name}"]:not([type=hidden])').first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def reads(self, text: str, **facts: Any) -> Visitor:
        """Assert that the page says this, in the language of this run."""
        words = self.stage.said(text) % facts if facts else self.stage.said(text)
        shown = " ".join(self.page.locator("body").inner_text().split())
        assert words in shown, f"“{words}” is not on {self.page.url}:\n{shown[:1500]}"
        return self

    def path(self) -> str:
        """Return where this page stands."""
        return str(self.page.url).removeprefix(self.stage.address)

    def clean(self) -> Visitor:
        """Assert that the page is as wide as the screen, that nothing failed in it, and that axe finds nothing grave."""
        self.page.wait_for_load_state("load")
        where = f"{self.path()} for {self.username or 'a visitor'}"
        assert (where, self.errors) == (where, [])
        assert (where, sideways(self.page)) == (where, 0)
        assert (where, self.page.locator("h1").count()) == (where, 1)
        self.page.evaluate(
            "document.getAnimations().forEach(moving => moving.finish())"
        )  # colours on their way are no colours
        faults = [
            f"{fault['id']}: {[node['target'] for node in fault['nodes'][:3]]}"
            for fault in violations(self.page)
            if fault["impact"] in GRAVE
        ]
        assert (where, faults) == (where, [])
        return self
