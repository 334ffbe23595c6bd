"""The words of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

HOUSE = "house"  # writes what no town owns: places, and what the instance itself sets up


class EntryKind(models.TextChoices):
    """What an entry says."""

    ROW = "row", _("a record was written")
    BATCH = "batch", _("many records were written at once")
    TOMBSTONE = "tombstone", _("a record was removed")
    MANIFEST = "manifest", _("the town's keys changed")
    ERASED = "erased", _("a body was erased")


class Holder(models.TextChoices):
    """Who keeps a town's key."""

    HOST = "host", _("kept by whoever hosts this instance")
    TOWN = "town", _("kept by the town itself")


WITNESSES: list[Callable[[str, date], Iterable[str]]] = []
"""Who compares and cosigns the heads of a circle's logs on a day: its members. Filled by the wiring."""
