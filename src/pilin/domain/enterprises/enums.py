"""The words of the registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import IdFault
from pilin.foundation.access.standing import Standing

MOST_LIKENESSES = 2_000  # doubtful pairs that one register may open
MOST_PRODUCTS = 60  # of one firm in one register
MOST_RECORDS = 1_000_000  # of one register
MOST_KEPT_FAULTS = 100_000  # of one file, in the file of faults; how many there are is said all the same
LARGEST_FILE = 500_000_000  # bytes that a page takes
AT_ONCE_BYTES = 500_000  # of a file that a page waits for; a larger one is brought behind the pages


class DivisionList(models.TextChoices):
    """Which public list the division codes of a register follow: the two disagree on many towns."""

    UNKNOWN = "", _("not said")
    STATISTICS = "statistics", _("statistical divisions (National Bureau of Statistics)")
    CIVIL = "civil", _("administrative divisions (Ministry of Civil Affairs)")


class BringingState(models.TextChoices):
    """How far a file of firms is brought."""

    CHECKING = "checking", _("being checked")
    FAULTY = "faulty", _("has faults")
    WRITING = "writing", _("being written")
    DONE = "done", _("in force")


class LinkedBy(models.TextChoices):
    """What made a record be a statement about an enterprise."""

    CODE = "code", _("the same unified social credit code")
    NAME = "name", _("the same name within the same town, and no code that speaks against it")
    FIRST = "first", _("the first to name it")
    LIKENESS = "likeness", _("the firm it named first was merged into this one")


class LikenessState(models.TextChoices):
    """What became of two firms that may be one."""

    OPEN = "open", _("to be looked at")
    MERGED = "merged", _("one firm")
    APART = "apart", _("two firms")
    UNDONE = "undone", _("merge undone")


FAULTS = {
    IdFault.LENGTH: _("A unified social credit code has 18 characters; these are {number}"),
    IdFault.ALPHABET: _("A unified social credit code has no I, O, S, V or Z"),
    IdFault.DEPARTMENT: _("No register gives codes that begin like this"),
    IdFault.CHECK_DIGIT: _("The last character does not fit the others: one of them is mistyped"),
}
FIELDS = {  # what records say of a firm, in the order in which the page of a firm shows it
    "name_zh": _("Name"),
    "name": _("Name in English"),
    "uscc": _("Unified social credit code"),
    "address": _("Address"),
    "division": _("Division code"),
    "industry": _("Industry class"),
    "founded_on": _("Founded"),
    "staff": _("Staff"),
    "products": _("Products"),
}
REASONS = {  # what was weighed between two firms, and how it compared; the words of the linking engine
    "prior": _("Before looking"),
    "code": _("Unified social credit code"),
    "brand": _("Trade name"),
    "trade": _("Trade words"),
    "place": _("Place"),
    "form": _("Legal form"),
    "address": _("Address"),
    "rivals": _("Other firms as like"),
}
LEVELS = {
    "same": _("the same"),
    "different": _("different"),
    "same sound": _("sounds the same"),
    "one letter off": _("one character off"),
    "shortened": _("shortened"),
    "partly the same": _("partly the same"),
    "nearly the same": _("nearly the same"),
    "contained": _("one within the other"),
    "one in the other": _("one within the other"),
    "near": _("near each other"),
    "contradictory": _("contradict each other"),
    "compatible": _("fit each other"),
    "branch and parent": _("a branch and its parent"),
    "two branches": _("two branches"),
    "counted in brand": _("counted with the trade name"),
}


class SiteKind(models.TextChoices):
    """What a place is to a firm."""

    HEAD = "head", _("head office")
    PLANT = "plant", _("plant")
    WAREHOUSE = "warehouse", _("warehouse")
    LABORATORY = "laboratory", _("laboratory")
    SHOP = "shop", _("shop")


class AreaUnit(models.TextChoices):
    """In what an area is given."""

    M2 = "m2", _("m²")
    MU = "mu", _("mu")


class FigureKind(models.TextChoices):
    """What a figure of a group counts."""

    REVENUE = "revenue", _("revenue")
    OUTPUT = "output", _("output value")
    RESEARCH = "research", _("research and development")
    STAFF = "staff", _("staff")


class GoodRole(models.TextChoices):
    """Whether a firm makes a thing or buys it."""

    MAKES = "makes", _("makes")
    BUYS = "buys", _("buys")


class CertificateKind(models.TextChoices):
    """What a paper shows: that a firm meets a standard, or that an authority recognised it as something."""

    CERTIFICATE = "certificate", _("certificate")
    RECOGNITION = "recognition", _("recognition")


class Level(models.TextChoices):
    """Who gives a recognition."""

    NATIONAL = "national", _("national")
    PROVINCIAL = "provincial", _("provincial")
    MUNICIPAL = "municipal", _("municipal")
    COUNTY = "county", _("county or district")
    TOWN = "town", _("town")


class Size(models.TextChoices):
    """How large a firm is by the standard of 2011."""

    MICRO = "micro", _("micro")
    SMALL = "small", _("small")
    MEDIUM = "medium", _("medium-sized")
    LARGE = "large", _("large")


class ClaimState(models.TextChoices):
    """Where a claim to speak for a firm stands."""

    ASKED = "asked", _("waits for the town")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")


WAYS: list[
    tuple[Any, str, str]
] = []  # what rooms above offer a firm: words, icon, address of the page; filled by the wiring
OF_A_FIRM: list[
    tuple[Any, str, str, Callable[[Standing, Any], Any]]
] = []  # what rooms above show of one firm: words, icon, address that takes ``circle`` and ``uid``, who may; filled by the wiring
ENDS_SOON_DAYS = 90  # a certificate that ends within so many days stands in the clerk's work
MOST_GOODS = 200  # of one firm
FIGURE_UNITS = {"revenue": {"CNY", "USD"}, "output": {"CNY", "USD"}, "research": {"CNY", "USD"}, "staff": {"person"}}
PERIODS = {
    "day": _("a day"), "week": _("a week"), "month": _("a month"), "quarter": _("a quarter"), "year": _("a year"), "once": _("once"),
}  # fmt: skip
UNITS = {  # of the engine's keys; those not here are the same in every language
    "piece": _("pieces"), "set": _("sets"), "roll": _("rolls"), "box": _("boxes"), "mu": _("mu"), "t": _("t"), "m2": "m²", "m3": "m³",
    "kg": "kg", "g": "g", "m": "m", "km": "km", "mm": "mm", "l": "L", "CNY": _("yuan"),
}  # fmt: skip
