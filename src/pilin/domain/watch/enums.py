"""The words of watch."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Hazard(models.TextChoices):
    """What threatens."""

    RAINSTORM = "rainstorm", _("rainstorm")
    TYPHOON = "typhoon", _("typhoon")
    FLOOD = "flood", _("high water")
    TIDE = "tide", _("storm tide")
    OTHER = "other", pgettext_lazy("kind of hazard", "another hazard")


class Colour(models.TextChoices):
    """The four levels of an official warning; none says that it was lifted."""

    NONE = "none", _("lifted")
    BLUE = "blue", _("blue")
    YELLOW = "yellow", _("yellow")
    ORANGE = "orange", _("orange")
    RED = "red", _("red")


COLOURS = (Colour.NONE, Colour.BLUE, Colour.YELLOW, Colour.ORANGE, Colour.RED)  # from the lowest to the highest


class LineKind(models.TextChoices):
    """What a line across a gauge marks."""

    WARNING = "warning", _("warning line")  # 警戒水位
    GUARANTEE = "guarantee", _("guarantee level")  # 保证水位


class EventCause(models.TextChoices):
    """What opened an event."""

    CROSSING = "crossing", _("a threshold was crossed")
    SIGNAL = "signal", _("an official signal came")
    PERSON = "person", _("an officer opened it")


class CheckKind(models.TextChoices):
    """What a threshold check looks at."""

    LINE = "line", _("level against a line")
    RAIN = "rain", _("rain against the table of signals")
    RISE = "rise", _("rate of rise")
    DOUBT = "doubt", _("readings that look wrong")
    SILENT = "silent", _("a gauge that says nothing")


class Sureness(models.TextChoices):
    """How sure the level of a check is."""

    CERTAIN = "certain", _("certain")
    AT_LEAST = "at_least", _("at least")


class Channel(models.TextChoices):
    """By which way somebody on duty is called."""

    PAGE = "page", pgettext_lazy("way of calling", "on the page")
    MAIL = "mail", pgettext_lazy("way of calling", "by mail")
    WEBHOOK = "webhook", pgettext_lazy("way of calling", "by the town's software")
    SMS = "sms", pgettext_lazy("way of calling", "by text message")


class Outcome(models.TextChoices):
    """What became of one call by one way."""

    WAITING = "waiting", pgettext_lazy("outcome of a call", "under way")
    SENT = "sent", pgettext_lazy("outcome of a call", "sent")
    FAILED = "failed", pgettext_lazy("outcome of a call", "did not arrive")
    SKIPPED = "skipped", pgettext_lazy("outcome of a call", "passed by")


MATTERS = (CheckKind.LINE, CheckKind.RAIN, CheckKind.RISE)  # checks of the weather; the others are of the gauges
HAZARD_OF = {CheckKind.RAIN: Hazard.RAINSTORM, CheckKind.LINE: Hazard.FLOOD, CheckKind.RISE: Hazard.FLOOD}

MARK_WORDS = {  # what is wrong with a reading
    "missing": _("the gauge says that it has no figure"),
    "range": _("outside what this gauge can read"),
    "step": _("a leap that water does not make"),
    "stuck": _("the same figure for too long"),
}

REASONS = {  # why a call did not arrive or was passed by
    "nobody": _("nobody was on duty"),
    "no_account": _("the account is closed"),
    "no_address": _("no mail address is written down"),
    "no_gateway": _("this instance sends no text messages"),
    "no_number": _("no telephone number is written down"),
    "known": _("somebody of the town had answered"),
    "no_hook": _("the town's software is not connected"),
    "not_told": _("the town's software is not told of this"),
    "too_late": _("the town's software was not reached in time"),
}


class AlertWay(models.TextChoices):
    """Which way an alert went."""

    IN = "in", _("received")
    OUT = "out", _("sent by a town")


class SignatureState(models.TextChoices):
    """What is known of an alert's signature."""

    VALID = "valid", _("signature holds")
    BROKEN = "broken", _("signature is broken")
    UNKNOWN = "unknown", _("signature cannot be told")
    UNSIGNED = "unsigned", _("not signed")


class AlertState(models.TextChoices):
    """Where an alert stands at a moment; reckoned, never kept."""

    ACTIVE = "active", _("in force")
    AHEAD = "ahead", _("not yet in force")
    REPLACED = "replaced", _("replaced by a later one")
    CANCELLED = "cancelled", _("cancelled")
    LAPSED = "lapsed", _("lapsed")
    PRACTICE = "practice", _("exercise or test")
    TOLD = "told", pgettext_lazy("alert that only tells of another", "a word about another alert")


FEED_TROUBLES = {  # what was wrong with a feed, beside why it was not reached (OUTCOMES of notices)
    "too_slow": _("it did not answer in time"),
    "not_well_formed": _("what stands there is no XML"),
    "doctype": _("what stands there has a document type; alerts have none"),
    "too_large": _("it is too large"),
    "too_many_alerts": _("it holds too many alerts"),
    "too_many_elements": _("it has too many elements to be a feed of alerts"),
    "polygon_too_long": _("a polygon of it is too long"),
    "ran_out": _("reading it took too much time or memory"),
    "no_feed": _("neither alerts nor a feed of them stand there"),
    "no_alert": _("a file that it links to holds no alert"),
    "links": _("some alerts that it links to could not be fetched"),
    "other_sender": _("it holds alerts of other senders only: none was taken"),
    "turned_away": _("some alerts do not say who sent them, or when: they were not taken"),
    "broken": _("an alert of it has a broken signature"),
    "unreadable": _("it could not be read"),
}
