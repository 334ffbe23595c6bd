"""Links between places with the word of each side, and scenarios: named sets of links that are added or closed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pilin.domain.observatory.enums import LONGEST, ChangeKind, LinkMode, LinkState
from pilin.foundation.access.enums import Ledger
from pilin.foundation.members.models import InCircle
from pilin.foundation.places.models import Place


class ReachLink(InCircle):
    """A way between two places that takes so many minutes. Its owner is the town that wrote it down.

    Whether one may go over it is no column: each side says it of its own end, see :class:`ReachEnd`.
    """

    LEDGER = Ledger.ROW

    start = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    end = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    start_side = models.CharField(
        max_length=16, blank=True
    )  # the member in whose bounds it lies; empty: in no member's
    end_side = models.CharField(max_length=16, blank=True)
    name_zh = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80, blank=True)
    mode = models.CharField(max_length=5, choices=LinkMode.choices)
    minutes = models.DecimalField(max_digits=7, decimal_places=3)
    both_ways = models.BooleanField(default=True)
    hour = models.CharField(
        max_length=5, blank=True
    )  # of the day, HH:MM, at which it takes so long; empty: nobody said

    class Meta:
        ordering = ["start_id", "end_id", "mode", "uid"]
        constraints = [
            models.CheckConstraint(condition=~Q(start=F("end")), name="a_link_joins_two_places"),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=LONGEST), name="a_link_takes_time"),
            models.UniqueConstraint(
                fields=["in_circle", "start", "end", "mode", "name_zh"], name="a_link_is_written_down_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh or f"{self.start} – {self.end}"

    @property
    def sides(self) -> tuple[str, ...]:
        """Return whose word it takes, start first: the members at its ends, or its owner where it lies in none."""
        return tuple(dict.fromkeys(side for side in (self.start_side, self.end_side) if side)) or (self.owner,)


class ReachEnd(InCircle):
    """The word of one side on its end of a link, from a day on. The owner is that side: nobody else says it."""

    LEDGER = Ledger.ROW

    link = models.ForeignKey(ReachLink, on_delete=models.CASCADE, related_name="ends")
    state = models.CharField(max_length=8, choices=LinkState.choices)
    since = models.DateField()
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)  # where it meets the border,
    longitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True
    )  # WGS 84, as this side surveyed it

    class Meta:
        ordering = ["link_id", "owner", "since"]
        constraints = [
            models.UniqueConstraint(fields=["link", "owner", "since"], name="a_side_says_one_thing_a_day"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="an_end_lies_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link}: {self.owner} {self.state}"


class ReachScenario(InCircle):
    """Links that might be added or closed, under a name. It changes nothing: it is asked what would be if."""

    LEDGER = Ledger.ROW

    title = models.CharField(max_length=120)
    note = models.TextField(max_length=600, blank=True)

    class Meta:
        ordering = ["-made_at", "uid"]

    def __str__(self) -> str:
        return self.title


class ScenarioChange(InCircle):
    """One link that a scenario adds with its minutes, or closes."""

    LEDGER = Ledger.BATCH

    scenario = models.ForeignKey(ReachScenario, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=5, choices=ChangeKind.choices)
    start = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    end = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    minutes = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)  # None: it is closed
    both_ways = models.BooleanField(default=True)

    class Meta:
        ordering = ["scenario_id", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "start", "end"], name="a_scenario_says_one_thing_of_a_link"),
            models.CheckConstraint(condition=~Q(start=F("end")), name="a_change_joins_two_places"),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.CLOSE, minutes__isnull=True)
                | Q(kind=ChangeKind.ADD, minutes__gt=0, minutes__lte=LONGEST),
                name="a_link_that_is_added_takes_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start} – {self.end}"
