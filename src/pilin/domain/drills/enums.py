"""The words of drills."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteKind(models.TextChoices):
    """What must drill, by the kinds that the law tells apart. A park has no duty of its own: its operators have."""

    CONSTRUCTION = "construction", _("construction site")
    HAZARDOUS = "hazardous", _("hazardous-goods operator")
    TOWN = "town", _("emergency plan of a town")
    CROWDED = "crowded", _("hotel, mall or place of entertainment")
    SCENIC = "scenic", _("scenic spot")
    MINE = "mine", _("mine, metal works or rail operator")
    PARK = "park", pgettext_lazy("what drills", "industrial park")


class ScenarioKind(models.TextChoices):
    """What goes wrong in a scenario."""

    FIRE = "fire", _("fire")
    LEAK = "leak", _("leak of dangerous goods")
    FLOOD = "flood", _("flood and heavy rain")
    COLLAPSE = "collapse", _("collapse or fall")
    GAS = "gas", _("town gas")
    TRAFFIC = "traffic", _("accident on the road")
    OTHER = "other", pgettext_lazy("what goes wrong", "something else")


class DrillForm(models.TextChoices):
    """How it is practised (AQ/T 9009-2015, annexes A and B)."""

    LIVE = "live", _("live drill")
    TABLE_TOP = "table_top", _("table-top drill")


class DrillState(models.TextChoices):
    """How far a drill is."""

    PLANNED = "planned", pgettext_lazy("drill", "planned")
    RUNNING = "running", pgettext_lazy("drill", "running")
    FINISHED = "finished", pgettext_lazy("drill", "finished, to be evaluated")
    EVALUATED = "evaluated", pgettext_lazy("drill", "evaluated")
    CLOSED = "closed", pgettext_lazy("drill", "closed")
    CALLED_OFF = "called_off", pgettext_lazy("drill", "called off")


HELD = (DrillState.FINISHED, DrillState.EVALUATED, DrillState.CLOSED)  # a drill in one of these was held


class CorrectiveState(models.TextChoices):
    """How far a corrective action is."""

    OPEN = "open", pgettext_lazy("corrective action", "to be done")
    DONE = "done", pgettext_lazy("corrective action", "said to be done")
    VERIFIED = "verified", pgettext_lazy("corrective action", "verified")


class CorrectiveStepKind(models.TextChoices):
    """What happened to a corrective action."""

    DONE = "done", pgettext_lazy("step of a corrective action", "done")
    VERIFIED = "verified", pgettext_lazy("step of a corrective action", "verified")
    SENT_BACK = "sent_back", pgettext_lazy("step of a corrective action", "sent back")


class DueState(models.TextChoices):
    """How it stands with the next drill of a site."""

    OVERDUE = "overdue", pgettext_lazy("next drill", "overdue")
    SOON = "soon", pgettext_lazy("next drill", "due soon")
    LATER = "later", pgettext_lazy("next drill", "not due yet")
    UNKNOWN = "unknown", pgettext_lazy("next drill", "not known")
    NONE = "none", pgettext_lazy("next drill", "no duty")


SOON_DAYS = 45  # before a drill is due it stands among those due soon
MOST_LINES = 60  # injects or expected actions of a scenario
LONGEST_MINUTES = 24 * 60  # a scenario lasts a day at most
RESULTS = {  # of a line of the score → what people call it
    "done": pgettext_lazy("result of a line", "in time"),
    "late": pgettext_lazy("result of a line", "late"),
    "out_of_order": pgettext_lazy("result of a line", "out of order"),
    "missing": pgettext_lazy("result of a line", "not done"),
}
