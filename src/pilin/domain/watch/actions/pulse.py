"""The pulse of a circle's watch: a number that goes up with whatever its pages show, so that they know when to look."""

from __future__ import annotations

from django.db.models import F

from pilin.domain.watch.models import Pulse
from pilin.foundation.access.standing import Standing

HOUSE = Standing.machine("watch")


def stir(circle: str) -> None:
    """Raise the number, as part of the deed under way."""
    rows = Pulse.objects.visible_to(HOUSE)
    if not rows.filter(pk=circle).update(number=F("number") + 1):
        Pulse(slug=circle, number=1).save()
