"""Feeds that towns named: read by the clock, taken once, believed for their own sender alone, and told of where they fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Signalled
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from pilin.config.clockwork import chores, feed_chores, quick_chores, slow_chores
from pilin.domain.watch import actions, pulling
from pilin.domain.watch.models import Alert, FeedPull, Signal
from pilin.domain.watch.queries import cap as queries
from pilin.domain.watch.taking import fetch_feed
from pilin.engine import cap
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.notices.wire import NotSent
from tests.factories import watch as make
from tests.factories.base import NOW, circle_of_five

pytestmark = pytest.mark.django_db
HOUSE = Standing.machine("test")
CIRCLE = "five-towns"
HOUR = timedelta(hours=1)


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[int]:
    """Serve these files on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path)
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_said: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_a_feed_is_fetched_from_allowed_hosts_alone_with_the_alerts_it_links_to(settings: Any) -> None:
    files: dict[str, bytes] = {"/one.xml": cap.write(make.cap_alert(identifier="1"))}
    with served(files) as port:
        base = f"http://127.0.0.1:{port}"
        links = f'<entry><link type="application/cap+xml" href="{base}/one.xml"/></entry>'
        links += f'<entry><link type="application/cap+xml" href="{base}/gone.xml"/></entry>'
        links += '<entry><link type="application/cap+xml" href="https://elsewhere.example/a.xml"/></entry>'
        files["/feed.atom"] = f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>'.encode()
        files["/whole"] = make.file_of(make.cap_alert())
        with pytest.raises(Invalid):
            fetch_feed(f"{base}/feed.atom")
        settings.SITE = {**settings.SITE, "feed_hosts": [f"{base}@127.0.0.0/8"]}
        assert fetch_feed(f"{base}/feed.atom") == [files["/one.xml"]]
        assert fetch_feed(f"{base}/whole") == [files["/whole"]]
        with pytest.raises(NotSent) as told:
            fetch_feed(f"{base}/nothing")
        assert told.value.code == "status_404"


def test_a_feed_of_a_host_that_is_not_allowed_is_not_entered() -> None:
    clerk = circle_of_five().fengjing.clerk
    with pytest.raises(Invalid) as told:
        make.sender(clerk, feed="https://elsewhere.example/feed.atom")
    assert [(fault.code, fault.field) for fault in told.value.faults] == [("host_not_allowed", "feed")]


def allow(settings: Any, port: int) -> str:
    base = f"http://127.0.0.1:{port}"
    settings.SITE = {**settings.SITE, "feed_hosts": [f"{base}@127.0.0.0/8"]}
    return base


def told_of_feeds() -> list[tuple[str, bool, bool]]:
    """Return for each feed that was read what was wrong, whether it was read now, and whether it ever was well."""
    rows = FeedPull.objects.visible_to(HOUSE).order_by("sender__sender", "sender__owner")
    return [(row.trouble, row.read_at == NOW, row.well_at is not None) for row in rows]


def test_feeds_that_towns_named_are_read_by_the_clock_and_what_stations_issue_is_relayed(settings: Any) -> None:
    five = circle_of_five()
    with served({"/feed": make.file_of(make.cap_alert())}) as port:
        feed = allow(settings, port) + "/feed"
        make.sender(five.fengjing.clerk, feed=feed)
        make.sender(five.zhujing.clerk, feed=feed)  # both towns of one bank named it: it is read once, taken once
        make.sender(five.xindai.clerk, sender=make.ACROSS)
        assert pulling.pull_due(NOW) == 1
        assert pulling.pull_due(NOW + HOUR) == 0
    assert [(row.came_from, row.signature) for row in Alert.objects.visible_to(HOUSE)] == [(feed, "unsigned")]
    assert Signal.objects.visible_to(HOUSE).count() == 1
    assert [(row.trouble, row.read_at, row.well_at) for row in FeedPull.objects.visible_to(HOUSE)] == [
        ("", NOW + HOUR, NOW + HOUR)
    ] * 2


def test_a_feed_issues_nothing_in_the_name_of_another(settings: Any) -> None:
    five = circle_of_five()
    with served({"/feed": make.file_of(make.cap_alert())}) as port:
        make.sender(five.fengjing.clerk)
        make.sender(five.fengjing.clerk, sender="stranger@example.net", feed=allow(settings, port) + "/feed")
        assert pulling.pull_due(NOW) == 0
    assert (Alert.objects.visible_to(HOUSE).count(), Signal.objects.visible_to(HOUSE).count()) == (0, 0)
    assert told_of_feeds() == [("other_sender", True, False)]


PAGE = b"<html><body>Welcome</body></html>"
BOMB = b'<!DOCTYPE a [<!ENTITY b "bb">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'
LINKS_GONE = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link type="application/cap+xml" href="%s/gone"/></entry></feed>'
)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"not XML", "not_well_formed"),
        (PAGE, "no_feed"),
        (BOMB, "doctype"),
        (None, "status_404"),
        (LINKS_GONE, "links"),
    ],
    ids=["no-xml", "a-page", "a-bomb", "nothing", "links-gone"],
)
def test_a_feed_that_is_none_is_told_beside_its_sender_in_both_languages(
    content: bytes | None, trouble: str, settings: Any
) -> None:
    five = circle_of_five()
    files: dict[str, bytes] = {}
    with served(files) as port:
        base = allow(settings, port)
        if content is not None:
            files["/feed"] = content.replace(b"%s", base.encode())
        row = make.sender(five.fengjing.clerk, feed=base + "/feed")
        assert pulling.pull_due(NOW) == 0
    assert told_of_feeds() == [(trouble, True, False)]
    for language, lines in (("en", ("feed read last", "never well yet")), ("zh-hans", ("上次读取", "从未正常"))):
        visitor = Client()
        visitor.force_login(five.xindai.clerk_user, backend="django.contrib.auth.backends.ModelBackend")
        visitor.cookies["django_language"] = language
        page = visitor.get(f"/c/{CIRCLE}/watch/senders/").content.decode()
        assert [line in page for line in lines] == [True, True]
        with translation.override(language):
            assert str(FeedPull.objects.visible_to(HOUSE).get(sender=row).trouble_name) in page


def test_a_feed_that_hangs_holds_no_other_up_and_is_told(settings: Any, monkeypatch: Any) -> None:
    five, taken = circle_of_five(), Signalled()

    def fetch(address: str, **_more: Any) -> list[bytes]:
        if "hangs" in address:
            assert taken.wait(20)
            raise NotSent("too_slow")
        return [cap.write(make.cap_alert())]

    def take(**given: Any) -> Any:
        taken.set()
        return real(**given)

    real = actions.take_alerts
    settings.SITE = {**settings.SITE, "feed_hosts": ["a.example", "hangs.example"]}
    make.sender(five.fengjing.clerk, sender="a@hangs.example", feed="https://hangs.example/")
    make.sender(five.fengjing.clerk, feed="https://a.example/")
    monkeypatch.setattr(pulling, "fetch_feed", fetch)
    monkeypatch.setattr(actions, "take_alerts", take)
    assert pulling.pull_due(NOW) == 1
    assert told_of_feeds() == [("too_slow", True, False), ("", True, True)]


def test_one_feed_has_a_minute_and_what_it_did_not_get_is_asked_for_again(settings: Any) -> None:
    files = {"/one.xml": cap.write(make.cap_alert())}
    with served(files) as port:
        base = allow(settings, port)
        link = f'<entry><link type="application/cap+xml" href="{base}/one.xml"/></entry>'
        files["/feed"] = f'<feed xmlns="http://www.w3.org/2005/Atom">{link}</feed>'.encode()
        missed: list[str] = []
        assert fetch_feed(f"{base}/feed", missed=missed, until=0.0) == []
        assert missed == [f"{base}/one.xml"]


def test_what_nobody_foresaw_in_a_feed_is_told_too(settings: Any, monkeypatch: Any) -> None:
    five = circle_of_five()
    settings.SITE = {**settings.SITE, "feed_hosts": ["a.example"]}
    make.sender(five.fengjing.clerk, feed="https://a.example/")
    monkeypatch.setattr(pulling, "fetch_feed", lambda *_given, **_more: 1 / 0)
    assert pulling.pull_due(NOW) == 0
    assert told_of_feeds() == [("unreadable", True, False)]


def test_a_sender_that_has_ended_is_not_asked_and_reading_leaves_no_line_in_the_journal(settings: Any) -> None:
    clerk = circle_of_five().fengjing.clerk
    with served({"/feed": make.file_of(make.cap_alert())}) as port:
        row = make.sender(clerk, feed=allow(settings, port) + "/feed")
        assert pulling.pull_due(NOW) == 1
        lines = JournalLine.objects.visible_to(HOUSE).count()
        assert pulling.pull_due(NOW) == 0
        assert JournalLine.objects.visible_to(HOUSE).count() == lines
        actions.end_sender(by=clerk, at=NOW, sender=row)
        assert queries.fed_senders(HOUSE, NOW) == []


def test_feeds_are_read_in_no_thread_of_the_calls() -> None:
    names = {chore.name for chore in feed_chores()}
    assert names == {"feeds of alerts"}
    assert names & {chore.name for group in (chores, quick_chores, slow_chores) for chore in group()} == set()
