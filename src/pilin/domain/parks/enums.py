"""The words of parks."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CooperationModel(models.TextChoices):
    """How two places run a park together: the four of D-46. A park has at most one that counts."""

    EXPANSION = "expansion", _("base expansion area")
    HEADQUARTERS = "headquarters", _("headquarters collaboration centre")
    ENCLAVE = "enclave", _("enclave incubation")
    OFFSHORE = "offshore", _("offshore innovation")


class ProposalState(models.TextChoices):
    """Where a proposal of shares stands."""

    OPEN = "open", pgettext_lazy("shares of a park", "waits for the towns")
    AGREED = "agreed", pgettext_lazy("shares of a park", "agreed")
    REFUSED = "refused", pgettext_lazy("shares of a park", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("shares of a park", "withdrawn")


class CrossingState(models.TextChoices):
    """How far a crossing is."""

    OPEN = "open", pgettext_lazy("a crossing", "in use")
    BUILDING = "building", pgettext_lazy("a crossing", "under construction")
    PLANNED = "planned", pgettext_lazy("a crossing", "planned")
    CLOSED = "closed", pgettext_lazy("a crossing", "closed")


class CarrierPart(models.TextChoices):
    """What a carrier of innovation counts of itself."""

    CENTRES = "centres", _("centres")
    BASES = "bases", _("bases")
    PLATFORMS = "platforms", _("platforms")
    PROJECTS = "projects", _("projects brought in")
    SIGNED = "signed", _("firms signed with")
    SERVED = "served", _("firms served")
    FLIGHTS = "flights", _("flights")
    INVESTMENT = "investment", _("investment")
    TAX = "tax", _("tax revenue")


class PromiseState(models.TextChoices):
    """What became of a promise."""

    KEPT = "kept", pgettext_lazy("a promise", "kept")
    LATE = "late", pgettext_lazy("a promise", "came late")
    PAST = "past", pgettext_lazy("a promise", "its date is past, nothing reported")
    OPEN = "open", pgettext_lazy("a promise", "its date is to come")
    UNKNOWN = "unknown", pgettext_lazy("a promise", "cannot be said")


class Certainty(models.TextChoices):
    """How a promised date was found."""

    STATED = "stated", pgettext_lazy("a date", "said with its year")
    RELATIVE = "relative", pgettext_lazy("a date", "counted from the day it was said")
    CHOSEN = "chosen", pgettext_lazy("a date", "chosen among several it could mean")
    UNKNOWN = "unknown", pgettext_lazy("a date", "no date")


FORM = (
    CarrierPart.CENTRES,
    CarrierPart.BASES,
    CarrierPart.PLATFORMS,
)  # what a carrier is made of; the rest is what it did
MONEY = (CarrierPart.INVESTMENT, CarrierPart.TAX)  # in yuan
WHOLE = Decimal(100)  # per cent, which shares make together
ZONE, ZONE_PLAN, ZONE_START = "yrd-zone", "yrd-zone-plan", "yrd-zone-start"  # codes of places
MOST_PARTIES = 12
