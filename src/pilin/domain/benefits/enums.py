"""The words of sharing benefits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SchemeKind(models.TextChoices):
    """By which rule it is shared; the engine reckons each."""

    RELOCATION = "relocation", _("a firm that moves")
    LEVY = "levy", _("a levy on frontier workers’ pay")
    POOL = "growth pool", _("a pool of growth")
    COALITION = "coalition", _("what each adds to all")
    PROPORTION = "proportion", _("fixed shares")


class Simulated(models.TextChoices):
    """What is shared in a simulation; each has a history of its own."""

    MOVE = "move", _("a firm’s move")
    LEVY = "levy", _("a yearly levy")
    POOL = "pool", _("a pool of growth")
    COALITION = "coalition", _("a joint gain")


class State(models.TextChoices):
    """Where a scheme stands; reckoned from its rows and its agreement, never kept."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waiting for signatures")
    REFUSED = "refused", _("turned down")
    SIGNED = "signed", _("in force")
    REPLACED = "replaced", _("replaced by a later version")
    ENDED = "ended", _("ended")


class Measure(models.TextChoices):
    """What a figure measures."""

    TAXES = "taxes", _("taxes of the local share")
    PAY = "pay", _("gross pay of frontier workers")
    BASE = "base", _("tax base")
    PEOPLE = "people", _("people")
    WORTH = "worth", _("what these towns reach together")
    OUTPUT = "output", _("output as statistics count it")


class SchemeCurrency(models.TextChoices):
    """In which money a figure was given; a scheme has one."""

    CNY = "CNY", _("yuan")
    HKD = "HKD", _("Hong Kong dollar")
    USD = "USD", _("US dollar")


class Count(models.TextChoices):
    """Two counts of one activity, which never add."""

    STATISTICAL = "statistical", _("counted by statistics, where it is")
    CREDIT = "credit", _("credited by the assessment, as agreed")


class SettlementSaid(models.TextChoices):
    """What a town says about a settlement."""

    CONFIRMED = "confirmed", _("confirmed")
    OBJECTED = "objected", _("objected")
    PAID = "paid", _("paid")
    RECEIVED = "received", _("received")


class SettlementStage(models.TextChoices):
    """How far a settlement is; reckoned from the towns' words, never kept."""

    WAITING = "waiting", _("waiting for confirmation")
    OBJECTED = "objected", _("objected to")
    CONFIRMED = "confirmed", _("confirmed, to be paid")
    PAID = "paid", _("said to be paid, not yet received")
    SETTLED = "settled", _("settled on both banks")
    REPLACED = "replaced", _("reckoned anew since")
