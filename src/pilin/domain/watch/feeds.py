"""The alerts that towns relay to everyone, as an Atom feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from pilin.domain.watch.models import Alert

SHANGHAI = ZoneInfo("Asia/Shanghai")
TITLE = "Pilin: alerts relayed by towns 毗邻：各镇转发的预警信息"


def atom_of(rows: Iterable[Alert], *, site: str, address: Callable[[Alert], str], at: datetime) -> bytes:
    """Return alerts as Atom, in the order given: each entry links to the alert's own bytes.

    Parameters
    ----------
    site : str
        The address of the instance, as ``https://host``.
    address : callable
        From an alert to its path on the instance.
    at : datetime
        Stands as the feed's moment where it is empty, by the day: an empty feed is the same all day.
    """
    listed, base = list(rows), site.rstrip("/")
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    updated = max((row.made_at for row in listed), default=midnight)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(base)}/public/cap/feed.atom</id><title>{escape(TITLE)}</title><updated>{_iso(updated)}</updated>",
        f'<link rel="self" href={quoteattr(f"{base}/public/cap/feed.atom")}/><author><name>Pilin 毗邻</name></author>',
    ]
    for row in listed:
        title = row.headline_zh or row.headline or row.identifier
        lines.append(
            f"<entry><id>urn:uuid:{row.pk}</id><title>{escape(title)}</title>"
            f'<link type="application/cap+xml" href={quoteattr(f"{base}{address(row)}")}/>'
            f"<published>{_iso(row.sent_at)}</published><updated>{_iso(row.made_at)}</updated>"
            f"<author><name>{escape(row.sender_zh or row.sender_name or row.sender)}</name></author>"
            f"<summary>{escape(row.headline or row.headline_zh)}</summary></entry>"
        )
    return "\n".join([*lines, "</feed>", ""]).encode()


def _iso(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
