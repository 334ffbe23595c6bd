"""An officer's day on a telephone without a network: two firms and a need recorded, sent once; the need becomes a request."""

from __future__ import annotations

import copy
import json
import re
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.stage import CIRCLE, Stage, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
DAY, NEED = f"{CIRCLE}/visits/day/", "冬季备用电源不够，想问增容"
WORDS = ("锅炉房已换新灭火器", "夜班照明改好了")
UNSENT = "pilin-unsent-visits"


class Wire:
    """The wire between a telephone and the instance, which can be cut: a browser told to be offline still lets workers through."""

    def __init__(self, address: str) -> None:
        self.there = (urlsplit(address).hostname or "127.0.0.1", urlsplit(address).port or 80)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.whole, self.open = True, set[socket.socket]()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def cut(self) -> None:
        self.whole = False
        for end in list(self.open):
            end.close()

    def mend(self) -> None:
        self.whole = True

    def _listen(self) -> None:
        while True:
            try:
                near, _who = self.door.accept()
            except OSError:
                return  # the journey is over
            if not self.whole:
                near.close()
                continue
            far = socket.create_connection(self.there)
            self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while self.whole and (some := one.recv(65_536)):
                other.sendall(some)
        except OSError:
            pass  # it was cut
        finally:
            for end in (one, other):
                end.close()
                self.open.discard(end)


@pytest.fixture
def wire(stage: Stage) -> Iterator[Wire]:
    made = Wire(stage.address)
    yield made
    made.cut()
    made.door.close()


def page_says(visitor: Visitor, question: str, given: Any = None) -> None:
    """Wait until a page answers a question with yes; asked from outside, since its policy lets no text become a script."""
    until = time.monotonic() + 30
    while not visitor.page.evaluate(question, given):
        assert time.monotonic() < until, f"never so: {question}"
        visitor.page.wait_for_timeout(100)


def rows(stage: Stage, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(stage.home / "pilin.sqlite3", timeout=30) as records:
        return records.execute(sql).fetchall()


def recorded(visitor: Visitor, card: Any, words: str, need: str = "") -> None:
    card.locator("summary").click()
    card.locator("[name=words]").fill(words)
    if need:
        card.locator("[name=need_kind]").select_option("power")
        card.locator("[name=need_words]").fill(need)
    card.locator("button.go").click()
    page_says(visitor, "words => (localStorage.getItem('pilin-unsent-visits') || '').includes(words)", words)


def unsent(visitor: Visitor) -> list[dict[str, Any]]:
    return json.loads(visitor.page.evaluate(f"localStorage.getItem('{UNSENT}')") or "[]")


def test_a_day_without_a_network_is_sent_once(stage: Stage, wire: Wire) -> None:
    """Opened once, recorded and reloaded offline, sent when the network is back, sent again by hand: each row once."""
    afar = copy.copy(stage)
    afar.address = wire.address  # type: ignore[assignment]
    officer = Visitor(afar, "fengjing-clerk").open(DAY).clean()
    page = officer.page
    page_says(officer, "() => document.querySelector('[data-day]').dataset.ready === 'yes'")
    cards = page.locator("[data-visit][data-state=open]")
    uids = [cards.nth(k).get_attribute("data-visit") for k in (0, 1)]

    officer.context.set_offline(True)
    wire.cut()
    page.reload()  # the page is there without a network
    assert page.locator(f"[data-visit='{uids[0]}'] h2").count() == 1
    recorded(officer, page.locator(f"[data-visit='{uids[0]}']"), WORDS[0], NEED)
    recorded(officer, page.locator(f"[data-visit='{uids[1]}']"), WORDS[1])
    page.reload()  # and so is what was recorded
    waits = stage.said("{n} wait to be sent").format(n=2)
    page_says(officer, "text => document.querySelector('[data-net-state]').textContent === text", waits)
    held = unsent(officer)
    assert [(one["visit"], one["words"], [need["words"] for need in one["needs"]]) for one in held] == [
        (uids[0], WORDS[0], [NEED]), (uids[1], WORDS[1], []),
    ]  # fmt: skip
    assert rows(stage, f"SELECT count(*) FROM visits_visitrecord WHERE words IN {WORDS}") == [(0,)]
    officer.errors.clear()  # the browser tells of requests that found no network

    wire.mend()
    officer.context.set_offline(False)
    page_says(officer, f"() => !localStorage.getItem('{UNSENT}')")
    sent = rows(stage, f"SELECT words, second FROM visits_visitrecord WHERE words IN {WORDS} ORDER BY at")
    assert sent == [(WORDS[0], 0), (WORDS[1], 0)]

    page.evaluate(f"records => localStorage.setItem('{UNSENT}', JSON.stringify(records))", held)  # the answer was lost
    page.evaluate("dispatchEvent(new Event('online'))")
    page_says(officer, f"() => !localStorage.getItem('{UNSENT}')")
    assert rows(stage, f"SELECT count(*) FROM visits_visitrecord WHERE words IN {WORDS}") == [(2,)]
    assert rows(stage, f"SELECT count(*) FROM visits_visitneed WHERE words = '{NEED}'") == [(1,)]
    officer.errors.clear()

    colleague = stage.person("fengjing-secretary").open(f"{CIRCLE}/visits/{uids[0]}/").clean()
    colleague.page.locator("main [name=outcome][value=met]").check()
    colleague.fill(words="我也去过").press("Record it").clean().reads("a second officer's record")

    officer.open(f"{CIRCLE}/visits/needs/?open=1").clean()
    page.locator("main li", has_text=NEED).locator("a[data-row]").click()
    officer.clean()
    officer.press("Pass it on").clean()
    case = page.locator("main a.num").first.get_attribute("href")
    assert case is not None
    officer.open(case).clean()
    assert NEED in page.locator("main").inner_text()

    officer.open(DAY)
    page.evaluate(
        "records => localStorage.setItem('pilin-unsent-visits', JSON.stringify(records.slice(0, 1)))",
        [{**held[0], "person": "another"}],
    )
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.evaluate("document.querySelector('form[action*=\"/account/logout/\"]').requestSubmit()")
    page.wait_for_url(re.compile(r"^(?!.*/visits/day/).*$"))
    assert asked == [
        stage.said("Some records on this device were not sent yet. Sign out all the same, and lose them?", "look")
    ]
    left = page.evaluate(
        "async () => [localStorage.getItem('pilin-unsent-visits'), (await caches.keys()).filter(name => name.startsWith('pilin-kept-'))]"
    )
    assert left == [None, []]
    officer.context.close()


def test_two_offices_are_merged_at_the_desk_and_taken_apart(stage: Stage) -> None:
    """The clerk sees two visits to one firm, lets them go as one, and takes them apart before they take place."""
    clerk = stage.person("fengjing-clerk").open(f"{CIRCLE}/visits/desk/").clean()
    before = clerk.page.locator(".vs-pair").count()
    assert before > 0
    clerk.press("Merge into one").clean()
    visit = clerk.path()
    clerk.page.locator("main [name=visits]").first.check()
    clerk.press("Merge into one").clean().reads("Merged: one visit, one day, every office with its purpose.")
    clerk.open(f"{CIRCLE}/visits/desk/")
    assert clerk.page.locator(".vs-pair").count() == before - 1
    clerk.open(visit).press("Take apart again").clean()
    clerk.open(f"{CIRCLE}/visits/desk/")
    assert clerk.page.locator(".vs-pair").count() == before
    neighbour = stage.person("xindai-clerk")
    answer = neighbour.page.goto(visit)
    assert answer is not None
    assert answer.status == 404
