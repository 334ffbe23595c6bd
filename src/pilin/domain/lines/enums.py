"""The words of lines."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LineKind(models.TextChoices):
    """Whether a line crosses the border."""

    CROSS_PROVINCE = "cross_province", _("across the border")
    TOWN = "town", _("within one province")


class Direction(models.TextChoices):
    """Which way a trip goes."""

    OUT = "out", pgettext_lazy("direction of a bus", "out")
    BACK = "back", pgettext_lazy("direction of a bus", "back")


class Days(models.TextChoices):
    """On which days a trip goes, by the Chinese calendar: made-up working weekends are working days."""

    DAILY = "daily", _("every day")
    WORKDAYS = "workdays", pgettext_lazy("days of a bus", "working days")
    RESTDAYS = "restdays", _("days of rest")
    WEEKDAYS = "weekdays", _("Monday to Friday, holidays too")  # as timetables of other houses mean it
    WEEKENDS = "weekends", _("Saturday and Sunday, worked ones too")


CARDS = {  # what is taken for the fare
    "t_union": _("China T-Union card"),
    "shanghai": _("Shanghai public transport card"),
    "jiaxing": _("Jiaxing citizen card"),
    "social": _("third-generation social security card"),
    "code": _("code on the phone"),
    "cash": _("cash"),
}
SAID = {  # (may one get on, may one get off): None is unknown
    (True, True): _("on and off"),
    (True, False): _("on only"),
    (False, True): _("off only"),
    (False, False): _("neither on nor off"),
    (True, None): _("on; whether off is unknown"),
    (None, True): _("off; whether on is unknown"),
    (False, None): _("not on; whether off is unknown"),
    (None, False): _("not off; whether on is unknown"),
    (None, None): _("unknown"),
}
LAST_MINUTE = 2_879  # of a call: a bus that left on one day comes home on the next
MOST_CALLS = 20_000  # of one timetable brought
FEED_DAYS = 365  # for which a feed is written
MOST_FEED_BYTES = 10_000_000  # of an archive brought by page or program
MOST_FEED_UNPACKED, MOST_FEED_ROWS = 60_000_000, 300_000  # of it, in all and of one file
MEET_MINUTES = 10  # between two halves of one way at the stop where they meet
WALK_KM = 1.0  # to a stop and from one, unless said otherwise
ELSEWHERE: list[
    tuple[Any, str]
] = []  # words and address of what upper rooms keep of roads and links; the house fills it
