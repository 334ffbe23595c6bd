"""The words of search."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What a field holds, and so how it may be asked for."""

    TEXT = "text"  # words to look for
    KEYWORD = "keyword"  # one or several codes, matched whole
    NUMBER = "number"  # a range of numbers; exact up to 2**53
    DATE = "date"  # a range of days


class Match(StrEnum):
    """How many of the words asked for a document must have."""

    ALL = "all"  # each of them, in whichever field
    ANY = "any"  # one of them at least; more of them, and rarer ones, stand first. Of 10,000 documents or more, one that a
    # third of them have in a field is looked for there only where there is no rarer one


class State(models.TextChoices):
    """How an index stands to the database."""

    READY = "ready", _("up to date")
    BEHIND = "behind", _("behind the database")
    ABSENT = "absent", _("not made yet")
    OUTDATED = "outdated", _("made for other fields")
    BROKEN = "broken", _("cannot be read")
