"""Feeds of a circle's public bulletins: Atom for readers, iCalendar for calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from pilin.foundation.bulletins.enums import CalendarEntry
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import corrected_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def atom_of(releases: Iterable[Release], *, circle: str, title: str, lang: str, site: str, at: datetime) -> bytes:
    """Return what is out as an Atom feed, newest first; a correction counts as an update of its bulletin."""
    rows = list(releases)
    base = f"{site.rstrip('/')}/public/{circle}/"
    updated = max((r.changed_at for r in rows), default=at)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{"zh-Hans" if lang == "zh" else "en"}">',
        f"<id>{escape(base)}feed.atom</id><title>{escape(title)}</title><updated>{_iso(updated)}</updated>",
        f'<link rel="self" href={quoteattr(f"{base}feed.atom")}/><author><name>{escape(title)}</name></author>',
    ]
    for r in rows:
        address = quoteattr(f"{base}{r.slug}/?lang={'zh-hans' if lang == 'zh' else 'en'}")
        lines.append(
            f"<entry><id>urn:uuid:{r.uid}</id><title>{escape(r.title_zh if lang == 'zh' else r.title)}</title>"
            f"<link href={address}/><published>{_iso(r.release_at)}</published><updated>{_iso(r.changed_at)}</updated>"
            f"<summary>{escape(r.document_number_zh if lang == 'zh' else r.document_number)}</summary></entry>"
        )
    lines += _corrections(rows, base, lang)
    return "\n".join([*lines, "</feed>", ""]).encode()


def _corrections(releases: list[Release], base: str, lang: str) -> list[str]:
    """Return an entry for each correction, the newest first, so that whoever follows the feed is told of it.

    A town's word on it is an update of the entry, and its summary says whose word the correction is.
    """
    zh = lang == "zh"
    entries = []
    for r in releases:
        title = r.title_zh if zh else r.title
        head = f"更正：{title}" if zh else f"Correction: {title}"
        address = f"{base}{r.slug}/?lang={'zh-hans' if zh else 'en'}"
        for c in corrected_of(r, lang):
            when = _iso(c.notice.published_at)
            number = c.notice.number
            summary = escape((" " if not zh else "").join((c.what, *c.lines)))
            entries.append(
                (
                    c.notice.published_at,
                    f"<entry><id>{escape(f'{base}{r.slug}/#correction-{number}')}</id><title>{escape(head)}</title>"
                    f"<link href={quoteattr(f'{address}#correction-{number}')}/><published>{when}</published>"
                    f"<updated>{_iso(c.notice.changed_at)}</updated><summary>{summary}</summary></entry>",
                )
            )
    return [text for _when, text in sorted(entries, key=lambda one: one[0], reverse=True)]


def calendar_bytes(entries: Iterable[CalendarEntry], *, name: str, lang: str, site: str, at: datetime) -> bytes:
    """Return calendar entries as iCalendar; times in Shanghai's zone, days as days."""
    calendar = Calendar()
    calendar.add("prodid", "-//Pilin//Bulletins//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for entry in entries:
        event = Event()
        mark = ("（示意）" if lang == "zh" else " (illustrative)") if entry.illustrative else ""
        event.add("uid", f"{entry.uid}@pilin")
        event.add("dtstamp", at)
        event.add("summary", (entry.title_zh if lang == "zh" else entry.title) + mark)
        event.add("dtstart", _local(entry.starts))
        event.add("dtend", _after(entry.ends) if entry.ends else _end(entry.starts))
        if entry.place:
            event.add("location", entry.place)
        if entry.url:
            event.add("url", f"{site.rstrip('/')}{entry.url}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _iso(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _local(at: datetime | date) -> datetime | date:
    return at.astimezone(SHANGHAI) if isinstance(at, datetime) else at


def _after(ends: datetime | date) -> datetime | date:
    """Return an end as iCalendar counts: the moment itself, or the day after the last one."""
    return _local(ends) if isinstance(ends, datetime) else ends + timedelta(days=1)


def _end(starts: datetime | date) -> datetime | date:
    return _local(starts) + (timedelta(minutes=30) if isinstance(starts, datetime) else timedelta(days=1))
