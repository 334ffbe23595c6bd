"""The words of investment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeadStage(models.TextChoices):
    """How far a lead is. One stage follows the other; none is left out."""

    LEAD = "lead", _("lead")
    INTENTION = "intention", _("intention")
    SIGNED = "signed", _("agreement signed")
    STARTED = "started", _("construction started")
    IN_PRODUCTION = "in_production", _("in production")
    CONFIRMED = "confirmed", _("confirmed by the investor")


class Ended(models.TextChoices):
    """How a lead ended without coming."""

    LOST = "lost", _("went elsewhere")
    WITHDRAWN = "withdrawn", _("given up by the investor")


class MoveKind(models.TextChoices):
    """One thing that happened to a lead."""

    REGISTERED = "registered", _("registered")
    FORWARD = "forward", _("one stage on")
    BACK = "back", _("taken back")
    ENDED = "ended", _("ended")
    REOPENED = "reopened", _("taken up again")
    HANDED_OVER = "handed_over", _("handed over")


class Sector(models.TextChoices):
    """What the investor does; the first four are the clusters Jinshan names (S4:15)."""

    INFORMATION = "information", _("new-generation information technology")
    LIFE = "life", _("life and health")
    EQUIPMENT = "equipment", _("high-end intelligent equipment")
    MATERIALS = "materials", _("new materials")
    FOOD = "food", _("food and farming")
    LOGISTICS = "logistics", _("logistics")
    TOURISM = "tourism", _("culture and tourism")
    OTHER = "other", _("another sector")


class SpaceKind(models.TextChoices):
    """What can be had."""

    LAND = "land", _("land")
    FLOOR = "floor", _("factory floor")


class LandUse(models.TextChoices):
    """What a space may be used for, in the words both provinces share; each town adds its own."""

    INDUSTRY = "industry", _("industry")
    RESEARCH = "research", _("research and industry")
    WAREHOUSE = "warehouse", _("logistics and warehousing")
    BUSINESS = "business", _("business and services")


class AreaUnit(models.TextChoices):
    """In what an area is entered."""

    MU = "mu", _("mu")
    M2 = "m2", _("m²")
    HA = "ha", _("ha")


class SpaceState(models.TextChoices):
    """Whether a space can still be had."""

    FREE = "free", _("free")
    RESERVED = "reserved", _("reserved")
    LET = "let", _("given")


class Fit(models.TextChoices):
    """Whether one wish is met. Unknown is not no."""

    YES = "yes", _("fits")
    UNKNOWN = "unknown", _("not known")
    NO = "no", _("does not fit")


class AskKind(models.TextChoices):
    """What one town asks of another about a lead."""

    HAND_OVER = "hand_over", _("take the lead over")
    JOIN = "join", _("let us join")


class Reply(models.TextChoices):
    """What the other town answers."""

    ACCEPTED = "accepted", _("yes")
    REFUSED = "refused", _("no")
    OTHER_PROJECT = "other_project", _("it is another project: go ahead yourselves")


class InvestorSays(models.TextChoices):
    """What whoever holds a link says for the investor."""

    CONFIRMED = "confirmed", _("yes, we produce here")
    NOT_SO = "not_so", _("not so")


class InvestorLinkState(models.TextChoices):
    """Where a link by which an investor confirms stands."""

    OPEN = "open", _("waits for the investor")
    CONFIRMED = "confirmed", _("confirmed by whoever held it")
    NOT_SO = "not_so", _("“not so”, said whoever held it")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired unused")


class Currency(models.TextChoices):
    """In what capital is told. Two currencies never add up."""

    CNY = "CNY", _("yuan")
    USD = "USD", _("US dollar")
    EUR = "EUR", _("euro")
    JPY = "JPY", _("yen")
    HKD = "HKD", _("Hong Kong dollar")


ORDER = tuple(LeadStage)
SIGNED_ON = (
    LeadStage.SIGNED,
    LeadStage.STARTED,
    LeadStage.IN_PRODUCTION,
    LeadStage.CONFIRMED,
)  # what counts as signed; intentions never do

CAN_STAND_STILL = ORDER[: ORDER.index(LeadStage.CONFIRMED)]  # a confirmed lead has arrived
STILL_DAYS = 30  # after which a lead stands still where its town set no other number
