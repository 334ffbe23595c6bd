"""The register of border obstacles, one obstacle with its history, and the year's count against its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.obstacles import rules
from pilin.domain.obstacles.enums import BOARD, ObstacleStage, ObstacleStepKind
from pilin.domain.obstacles.models import Obstacle, ObstacleLink, Step
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.models import Body, Circle
from pilin.foundation.notices.enums import WorkItem, WorkKind


@dataclass(frozen=True, slots=True)
class ObstacleCard:
    """An obstacle as lists show it."""

    obstacle: Obstacle
    course: rules.Course
    overdue_days: int
    links: int

    @property
    def stage(self) -> ObstacleStage:
        """Return its stage."""
        return self.course.stage


@dataclass(frozen=True, slots=True)
class Tally:
    """A year of the register: removed against the target, and what is under way."""

    year: int
    target: int | None
    removed: int
    reported: int  # in that year
    open: int  # now, whatever the year of the report
    waiting: int  # said to be gone, nobody has confirmed
    overdue: int

    @property
    def short_of_target(self) -> int | None:
        """Return how many removals are missing; None without a target."""
        return None if self.target is None else max(0, self.target - self.removed)


@dataclass(frozen=True, slots=True)
class Whole:
    """One obstacle with everything about it that the standing may read."""

    obstacle: Obstacle
    course: rules.Course
    overdue_days: int
    steps: tuple[Step, ...]
    links: tuple[ObstacleLink, ...]
    into: Obstacle | None
    merged_here: tuple[Obstacle, ...]


def register(standing: Standing, circle: str, on: date) -> list[ObstacleCard]:
    """Return every obstacle of a circle this standing may read as it stood on a day, newest first.

    Three queries whatever their number; what was reported later is left out.
    """
    cards = [_card(row, on) for row in _rows(standing).filter(circle=circle)]
    return [card for card in cards if card.course.since is not None]


def sifted(
    cards: Sequence[ObstacleCard],
    *,
    stage: str = "",
    kind: str = "",
    member: str = "",
    year: int | None = None,
    overdue: bool = False,
    words: str = "",
) -> list[ObstacleCard]:
    """Return the cards that pass every filter given; without a stage, merged ones are left out."""
    words = words.strip().casefold()
    return [
        card
        for card in cards
        if (card.stage == stage if stage else card.stage != ObstacleStage.MERGED)
        and (not kind or card.obstacle.kind == kind)
        and (not member or card.obstacle.owner == member)
        and (year is None or card.obstacle.year == year)
        and (not overdue or card.overdue_days > 0)
        and (
            not words or words in f"{card.obstacle.title_zh} {card.obstacle.title} {card.obstacle.reference}".casefold()
        )
    ]


def by_stage(cards: Sequence[ObstacleCard]) -> list[tuple[ObstacleStage, list[ObstacleCard]]]:
    """Return the board: the stages in order, each with its cards."""
    return [(stage, [card for card in cards if card.stage == stage]) for stage in BOARD]


def tally(cards: Sequence[ObstacleCard], *, year: int, target: int | None) -> Tally:
    """Return the year's count. Removed counts in the year in which it was found gone, and only while it stays gone."""
    living = [card for card in cards if card.stage != ObstacleStage.MERGED]
    return Tally(
        year=year,
        target=target,
        removed=sum(
            c.stage == ObstacleStage.REMOVED and c.course.since is not None and c.course.since.year == year
            for c in living
        ),
        reported=sum(card.obstacle.year == year for card in living),
        open=sum(card.course.open for card in living),
        waiting=sum(card.stage == ObstacleStage.SAID_REMOVED for card in living),
        overdue=sum(card.overdue_days > 0 for card in living),
    )


def year_tally(standing: Standing, circle: str, year: int, on: date) -> Tally:
    """Return the count of a year against the circle's target."""
    target = Circle.objects.visible_to(standing).filter(slug=circle).values_list("obstacles_target", flat=True).first()
    return tally(register(standing, circle, on), year=year, target=target)


def open_obstacles(standing: Standing, circle: str, on: date | None = None) -> list[ObstacleCard]:
    """Return the obstacles of a circle with something left to do, oldest first."""
    cards = register(standing, circle, on or date.max)
    return [card for card in reversed(cards) if card.course.open]


def obstacles_linked_to(standing: Standing, subject: UUID) -> list[ObstacleCard]:
    """Return the obstacles that something ran into, oldest first."""
    return [
        _card(row, date.max)
        for row in _rows(standing).filter(links__subject=subject).distinct().order_by("year", "number")
    ]


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return what waits for a person in the register: what to try, and whose answer is late."""
    if not standing.signed_in or not standing.circles:
        return []
    chinese = (get_language() or "zh").startswith("zh")

    def item(card: ObstacleCard, kind: WorkKind, verb: str, detail: str) -> WorkItem:
        row = card.obstacle
        title = (row.title_zh or row.title) if chinese else (row.title or row.title_zh)
        given = card.course.given
        return WorkItem(
            kind=kind,
            title=f"{row.reference} {title}",
            detail=detail,
            url=reverse("obstacles:obstacle", kwargs={"circle": row.circle, "uid": row.pk}),
            due_on=given.answer_by if given and kind == WorkKind.DUE else None,
            verb=verb,
            overdue_days=card.overdue_days,
        )

    cards = [_card(row, on) for row in _rows(standing).filter(circle__in=standing.circles)]
    try_out = [
        item(c, WorkKind.TO_WITNESS, _("Try it"), _("Said to be gone: is it, in practice?"))
        for c in cards
        if c.stage == ObstacleStage.SAID_REMOVED and rules.may_confirm(standing, c.obstacle, c.course)
    ]
    late = [
        item(c, WorkKind.DUE, _("Ask again"), _("The answer is late"))
        for c in cards
        if c.overdue_days and c.obstacle.owner == standing.member
    ]
    return try_out + late


def row_of(standing: Standing, circle: str, uid: UUID) -> Obstacle | None:
    """Return the obstacle's row, or None where this standing reads none."""
    return Obstacle.objects.visible_to(standing).select_related("in_circle").filter(circle=circle, pk=uid).first()


def steps_of(obstacle: Obstacle, standing: Standing) -> list[Step]:
    """Return the steps taken about an obstacle, in order."""
    return list(obstacle.steps.visible_to(standing).select_related("body", "into"))


def whole(standing: Standing, circle: str, uid: UUID, on: date) -> Whole | None:
    """Return one obstacle with its steps, links and merges, or None where this standing reads none."""
    row = row_of(standing, circle, uid)
    if row is None:
        return None
    steps = steps_of(row, standing)
    course = rules.course_of(steps)
    merged = [
        card.obstacle
        for card in (
            _card(o, on)
            for o in _rows(standing).filter(Q(steps__into=row) & Q(steps__kind=ObstacleStepKind.MERGED)).distinct()
        )
        if card.course.into == row.pk
    ]
    return Whole(
        obstacle=row,
        course=course,
        overdue_days=course.overdue_days(on),
        steps=tuple(steps),
        links=tuple(row.links.visible_to(standing)),
        into=row_of(standing, circle, course.into) if course.into else None,
        merged_here=tuple(merged),
    )


def bodies(standing: Standing, circle: str) -> list[Body]:
    """Return the bodies of a circle to which an obstacle can be given."""
    return list(Body.objects.visible_to(standing).filter(circle=circle).order_by("level", "uid"))


def next_number(circle: str, year: int) -> int:
    """Return the number the next obstacle of a year gets; counts rows nobody else may read, too."""
    numbers = Obstacle.objects.visible_to(Standing.machine("obstacles")).filter(circle=circle, year=year)
    return (numbers.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _rows(standing: Standing) -> QuerySet[Obstacle]:
    return (
        Obstacle.objects.visible_to(standing)
        .select_related("in_circle")
        .prefetch_related(
            Prefetch("steps", Step.objects.visible_to(standing).select_related("body")),
            Prefetch("links", ObstacleLink.objects.visible_to(standing)),
        )
    )


def _card(row: Obstacle, on: date) -> ObstacleCard:
    course = rules.course_of(step for step in row.steps.all() if step.taken_on <= on)
    days = 0 if on == date.max else course.overdue_days(on)
    return ObstacleCard(row, course, days, len(row.links.all()))
