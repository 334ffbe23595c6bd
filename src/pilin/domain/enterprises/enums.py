"""The words of the registers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import IdFault

MOST_PRODUCTS = 60  # of one firm in one register
MOST_RECORDS = 20_000  # of one register brought at once


class DivisionList(models.TextChoices):
    """Which public list the division codes of a register follow: the two disagree on many towns."""

    UNKNOWN = "", _("not said")
    STATISTICS = "statistics", _("statistical divisions (National Bureau of Statistics)")
    CIVIL = "civil", _("administrative divisions (Ministry of Civil Affairs)")


class LinkedBy(models.TextChoices):
    """What made a record be a statement about an enterprise."""

    CODE = "code", _("the same unified social credit code")
    NAME = "name", _("the same name within the same town, and no code that speaks against it")
    FIRST = "first", _("the first to name it")


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
