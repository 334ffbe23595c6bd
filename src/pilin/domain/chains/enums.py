"""The words of chains."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClusterKind(models.TextChoices):
    """What brings firms together."""

    CLUSTER = "cluster", _("industrial cluster")
    ALLIANCE = "alliance", _("alliance")
    BRAND = "brand", _("shared brand")


class Position(models.TextChoices):
    """Where a firm stands in a cluster, as somebody says it."""

    LEADER = "leader", _("leading firm")
    UPSTREAM = "upstream", _("upstream")
    MIDSTREAM = "midstream", _("midstream")
    DOWNSTREAM = "downstream", _("downstream")
    UNKNOWN = "unknown", _("position not known")


class OrganisationKind(models.TextChoices):
    """A body of the tree that coordinates firms: one committee, a branch a cluster, organisations below."""

    COMMITTEE = "committee", _("party committee of the town")
    BRANCH = "branch", _("general branch of a cluster")
    ORGANISATION = "organisation", _("organisation in a firm")


class Counted(models.TextChoices):
    """What a reported figure counts."""

    SUPPLIERS = "suppliers", _("suppliers")
    CUSTOMERS = "customers", _("customers")
    SUPPLIERS_ACROSS = "suppliers_across", _("suppliers on the other bank")
    PURCHASES_ACROSS = "purchases_across", _("yearly purchases from the other bank")
    ATTRACTED = "attracted", _("firms drawn by the leading firm")
    PARTNERS = "partners", _("upstream and downstream firms")
    INVESTMENT = "investment", _("investment")
    OUTPUT = "output", _("planned yearly output")
    REVENUE = "revenue", _("operating income")
    CLUSTERS = "clusters", _("output of the clusters")
    ORGANISATIONS = "organisations", _("organisations")
    FIRMS = "firms", _("firms coordinated")
    AWARDS = "awards", _("national gold awards")
    KINDS = "kinds", _("kinds sold on platforms and in shops")
    LEADING = "leading", _("leading enterprises brought in")
    KITCHEN = "kitchen", _("yearly capacity of the central kitchen")
    KITCHEN_OUTPUT = "kitchen_output", _("yearly output value of the central kitchen")


class Band(models.TextChoices):
    """Yearly amount of a supply link as the circle may read it; the exact one stays with the town that noted it."""

    UNKNOWN = "", _("amount not said")
    UNDER_1 = "u1", _("under 1 million yuan a year")
    TO_5 = "1-5", _("1 to 5 million yuan a year")
    TO_20 = "5-20", _("5 to 20 million yuan a year")
    TO_100 = "20-100", _("20 to 100 million yuan a year")
    OVER_100 = "o100", _("100 million yuan a year and more")


UPPER_EDGES = (  # of the bands, in yuan; an amount on the edge belongs to the next band
    (Decimal(1_000_000), Band.UNDER_1),
    (Decimal(5_000_000), Band.TO_5),
    (Decimal(20_000_000), Band.TO_20),
    (Decimal(100_000_000), Band.TO_100),
)


class LinkSide(models.TextChoices):
    """One end of a supply link or of an introduction."""

    SELLER = "seller", _("seller")
    BUYER = "buyer", _("buyer")


class NeedKind(models.TextChoices):
    """What a statement asks for."""

    NEED = "need", _("need")
    OFFER = "offer", _("offer")


class NeedState(models.TextChoices):
    """How a need stands."""

    OPEN = "open", _("open")
    MET = "met", _("met")
    WITHDRAWN = "withdrawn", _("taken back")


class Word(models.TextChoices):
    """What a side says to an introduction. Consent first; what came of it later."""

    CONSENTS = "consents", _("agrees to talk")
    DECLINES = "declines", _("does not want to talk")
    CONTRACT = "contract", _("a contract was made")
    TRIAL = "trial", _("a trial order was made")
    TALKING = "talking", _("still talking")
    NOTHING = "nothing", _("nothing came of it")


OUTCOMES = (Word.CONTRACT, Word.TRIAL, Word.NOTHING)  # they end it, when both sides say the same


class Course(models.TextChoices):
    """Where an introduction stands; reckoned from what both sides said."""

    ASKED = "asked", _("waits for both")
    ONE = "one", _("one side agrees, the other has not answered")
    DECLINED = "declined", _("one side does not want to talk")
    TALKING = "talking", _("both agree: they have each other's contact")
    HALF = "half", _("one side says what came of it")
    DISAGREE = "disagree", _("the two sides say different things")
    CONTRACT = "contract", _("contract, confirmed by both")
    TRIAL = "trial", _("trial order, confirmed by both")
    NOTHING = "nothing", _("nothing came of it, say both")


CHAINS = {  # keys of the shipped product knowledge, as people say them
    "cable": _("Cable"),
    "compressor": _("Compressors"),
    "display": _("Display"),
    "materials": _("New materials"),
    "equipment": _("Equipment"),
    "food": _("Food"),
}
STAGES = {
    "upstream": _("upstream"),
    "midstream": _("midstream"),
    "downstream": _("downstream"),
    "unknown": _("position not known"),
}
GAPS = {
    "fill": _("no firm here: fill"),
    "strengthen": _("one firm alone: strengthen"),
    "extend": _("next stage absent: extend"),
    "held": _("held by several"),
}
WITHIN_MINUTES = 60  # what counts as within reach where nobody says otherwise
STITCHES = {  # how a supply link across the border is told on the map
    "late": _("one side says it does not hold"), "both": _("both sides say it holds"), "half": _("one side says it holds"),
    "": _("noted; neither side has said so"),
}  # fmt: skip
MOST_STITCHES = 40  # links the map shows; the table below tells of all
MOST_NODES = 60  # firms a drawing shows; the others are counted
ASK_AFTER_DAYS = 30  # after which two firms that talk are asked what came of it
NOTES = {  # why a part of a need was left open, by the engine's word for it
    "no_year": _("of which year?"),
    "no_such_day": _("there is no such day"),
    "vague_number": _("how many exactly?"),
    "second_quantity": _("a second quantity; the first counts"),
    "either_quantity": _("one or the other; say which"),
    "second_product": _("a second product; ask for it by itself"),
}
