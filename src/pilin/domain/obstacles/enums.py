"""The words of border obstacles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObstacleKind(models.TextChoices):
    """What the obstacle is made of."""

    LAW = "law", _("law or rule")
    STANDARD = "standard", _("standard")
    DATA = "data", _("data")
    SERVICE = "service", _("service")
    TRANSPORT = "transport", _("transport")
    MONEY = "money", _("money")
    OTHER = "other", _("something else")


class ObstacleStage(models.TextChoices):
    """How far an obstacle is; always reckoned from its steps, never kept."""

    IDENTIFIED = "identified", _("identified")
    DOCUMENTED = "documented", _("documented")
    GIVEN = "given", _("given to who can remove it")
    SAID_REMOVED = "said_removed", _("said to be gone, not yet confirmed")
    REMOVED = "removed", _("removed")
    NOT_REMOVABLE = "not_removable", _("cannot be removed")
    MERGED = "merged", _("merged")


class ObstacleStepKind(models.TextChoices):
    """One thing that was done about an obstacle."""

    IDENTIFIED = "identified", _("put on the register")
    DOCUMENTED = "documented", _("documented")
    GIVEN = "given", _("given")
    SAID_REMOVED = "said_removed", _("said to be gone")
    CONFIRMED = "confirmed", _("found gone in practice")
    SENT_BACK = "sent_back", _("found still there")
    NOT_REMOVABLE = "not_removable", _("declared not removable")
    REOPENED = "reopened", _("reopened")
    MERGED = "merged", _("merged into another")
    PARTED = "parted", _("parted again")


class AuthorityLevel(models.TextChoices):
    """Who can remove an obstacle: a body of the circle, or an authority above the towns."""

    CIRCLE = "circle", _("a body of the circle")
    COUNTY = "county", _("county level")
    PROVINCE = "province", _("provincial level")
    NATIONAL = "national", _("national level")


class ObstacleOutcome(models.TextChoices):
    """How an obstacle went away."""

    HARMONISED = "harmonised", _("rule harmonised")
    RECOGNISED = "recognised", _("the other side's rule recognised")
    EXCEPTION = "exception", _("exception granted")
    AGREEMENT = "agreement", _("settled by agreement")
    PRACTICE = "practice", _("practice changed")
    LAPSED = "lapsed", _("rule lapsed")


OPEN_STAGES = (ObstacleStage.IDENTIFIED, ObstacleStage.DOCUMENTED, ObstacleStage.GIVEN, ObstacleStage.SAID_REMOVED)
BOARD = (*OPEN_STAGES, ObstacleStage.REMOVED)  # columns of the board, in order; the rest is reached by its filter
