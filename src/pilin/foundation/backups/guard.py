"""While an instance that came back from a copy has not got its own log back, it is read and not written.

Whoever writes before that signs a second history of their own log: the entries written after the copy was taken exist
already, at whoever pulled them, under the same numbers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilin.foundation.access.gate import Deed
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.backups.models import Restoration

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUSE = Standing.machine("backups")
THROUGH = frozenset({"backups.settle", "backups.note_copy", "backups.note_drill", "backups.note_rotation"})
"""Deeds of this room that share nothing: what ends the state, and what notes copies."""


class NotWritingYet(Refused):
    """The instance came back from a copy, and whether that is all there ever was is not settled."""


def open_restoration() -> Restoration | None:
    """Return the mark of a restored instance while it is open."""
    return Restoration.objects.visible_to(HOUSE).filter(settled_at=None).first()


def refuse_while_restored(doing: Deed) -> None:
    """Refuse a deed while the mark is open. Called by the journal as each deed begins, in its transaction."""
    if doing.code in THROUGH:
        return
    mark = open_restoration()
    if mark is not None:
        raise NotWritingYet("restored", explanation(mark))


def explanation(mark: Restoration) -> str:
    """Return in words why nothing is written."""
    return _(
        "This instance came back from a copy of %(day)s. It can be read; nothing is written until the keeper has made sure "
        "that no newer records exist elsewhere (pilin restore complete)."
    ) % {"day": local(mark.taken_at)}


def banner(_request: Any) -> str | None:
    """Return what every page says of it; None once the instance writes."""
    mark = open_restoration()
    return explanation(mark) if mark else None


def local(moment: datetime) -> str:
    """Return a moment as people here read it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
