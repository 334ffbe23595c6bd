"""The words of public events: kinds, when they return, who hosts, and how a registration stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVALUATED_FROM = 5  # fewer answers than these are not told: they could be traced to whoever gave them
CODE_BYTES = 16  # of a ticket or a pass: 128 bits, so that none can be guessed
MOST_PLACES = 100_000
MOST_PASSES = 500  # issued by one deed
SCAN_LATE_DAYS = 7  # after the last day the sheet may still be filled in from paper


class HappeningKind(TextChoices):
    """What people come to."""

    FESTIVAL = "festival", _("festival")
    FORUM = "forum", _("forum")
    EXHIBITION = "exhibition", _("exhibition")
    CONCERT = "concert", _("concert")
    SPORT = "sport", _("sport")
    CLASS = "class", pgettext_lazy("happening", "class")
    CAMP = "camp", _("training camp")


class Season(TextChoices):
    """When in a year a series returns, where no month is settled. Its months are a convention of the house."""

    SPRING = "spring", _("spring")
    SUMMER = "summer", _("summer")
    AUTUMN = "autumn", _("autumn")
    WINTER = "winter", _("winter")


MONTHS_OF_SEASON = {Season.SPRING: 4, Season.SUMMER: 7, Season.AUTUMN: 10, Season.WINTER: 12}


class HostRule(TextChoices):
    """Who hosts an edition of a series unless the edition says otherwise."""

    CHAIR = "chair", _("the town in the chair that day")
    NAMED = "named", _("always the same host")
    UNKNOWN = "unknown", _("not known")


class HappeningState(TextChoices):
    """Where an event stands, reckoned from its dates."""

    DRAFT = "draft", _("not announced")
    AHEAD = "ahead", pgettext_lazy("happening", "to come")
    NOW = "now", pgettext_lazy("happening", "under way")
    OVER = "over", pgettext_lazy("happening", "over")
    CANCELLED = "cancelled", pgettext_lazy("happening", "cancelled")


class RegistrationState(TextChoices):
    """How somebody's registration stands."""

    HELD = "held", _("has a place")
    WAITING = "waiting", _("on the waiting list")
    WITHDRAWN = "withdrawn", pgettext_lazy("registration", "withdrawn")


class Seat(TextChoices):
    """Out of what somebody's place was given."""

    OPEN = "open", _("open to all")
    OWN = "own", _("of the town's quota")
    RELEASED = "released", _("released by other towns")


class ByHow(TextChoices):
    """How it was noted that somebody came."""

    CODE = "code", _("by code")
    TICK = "tick", _("ticked on the sheet")
