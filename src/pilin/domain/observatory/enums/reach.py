"""The words of links between places and of scenarios."""

from django.db import models
from django.utils.translation import pgettext_lazy


class LinkMode(models.TextChoices):
    """By what one goes over a link; the engine of travel times has the same words."""

    ROAD = "road", pgettext_lazy("mode of a link", "road")
    BUS = "bus", pgettext_lazy("mode of a link", "bus")
    RAIL = "rail", pgettext_lazy("mode of a link", "rail")
    FERRY = "ferry", pgettext_lazy("mode of a link", "ferry")
    WALK = "walk", pgettext_lazy("mode of a link", "on foot")
    CYCLE = "cycle", pgettext_lazy("mode of a link", "bicycle")


class LinkState(models.TextChoices):
    """What a side says of its end of a link. Only where every side says open does anybody go over it."""

    OPEN = "open", pgettext_lazy("state of a link", "open")
    BUILDING = "building", pgettext_lazy("state of a link", "being built")
    PLANNED = "planned", pgettext_lazy("state of a link", "planned")
    CLOSED = "closed", pgettext_lazy("state of a link", "closed")


class ChangeKind(models.TextChoices):
    """What a scenario does to a link."""

    ADD = "add", pgettext_lazy("change of a scenario", "adds")
    CLOSE = "close", pgettext_lazy("change of a scenario", "closes")


HOUR = 60  # minutes: the circle one speaks of
LONGEST = 600  # minutes that a link or a circle may be asked with
MOST_CHANGES = 40  # of one scenario
MOST_PAIRS = 400  # places up to which the answer for programs holds every pair; beyond it there is the file
OF_TRAVEL = {"car": "road"}  # words of the reference data of travel times that are other words here
