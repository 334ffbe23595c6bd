"""How a town's cases went: counted by the same words that the lists are filtered by, so that each number opens its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Text
from pilin.foundation.cases import rules
from pilin.foundation.cases.enums import CONTENT, KINDS, RUNNING, SAME_WORDS, CaseState, RatingStage
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.queries.desk import HOUSE, late_on_day

OLD = (5, 15, 60)  # working days after which an open case is older than this


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is counted of cases, with what it is a share of."""

    key: str
    label: Text
    says: Text  # what is counted, in words
    passes: Callable[[date], Q]
    of: str = ""  # the measure that it is a share of


def _rated(stage: RatingStage, least: int = 1) -> Q:
    return Q(ratings__stage=stage, ratings__mark__gte=least)


MEASURES = (
    Measure("received", _("received"), _("all that came in and that this town has now"), lambda on: Q()),
    Measure("due", _("due"), _("whose day has come, withdrawn ones left out"), lambda on: ~Q(state=CaseState.WITHDRAWN) & (Q(answered_on__isnull=False) | Q(due_on__lt=on))),
    Measure("on_time", _("answered on time"), _("first answered by the day, which whoever asked was told, and which grows only while it waits for them"), lambda on: Q(answered_on__isnull=False, answered_on__lte=F("due_on")) & ~Q(state=CaseState.WITHDRAWN), "due"),
    Measure("late", _("late now"), _("still to be answered, and the day is past"), late_on_day),
    Measure("answered", _("answered"), _("at least once"), lambda on: Q(answered_on__isnull=False) & ~Q(state=CaseState.WITHDRAWN), "received"),
    Measure("solved", _("solved"), _("said to be settled by whoever asked, or by the town where nobody who asked is known"), lambda on: Q(state=CaseState.CLOSED), "answered"),
    Measure("content", _("content with the answer"), _("4 or 5 of 5, of those who said anything"), lambda on: _rated(RatingStage.ANSWER, CONTENT), "rated"),
    Measure("rated", _("rated the answer"), _("whoever asked said how it was"), lambda on: _rated(RatingStage.ANSWER)),
    Measure("kept", _("content with what was done"), _("4 or 5 of 5 after the promised day, of those who said anything"), lambda on: _rated(RatingStage.OUTCOME, CONTENT), "kept_rated"),
    Measure("kept_rated", _("rated what was done"), _("whoever asked said so after the promised day"), lambda on: _rated(RatingStage.OUTCOME)),
    Measure("bounced", _("refused by another town"), _("at least once"), lambda on: Q(bounces__gt=0), "received"),
    Measure("back", _("sent back or reopened"), _("the answer did not settle it"), lambda on: Q(sent_back__gt=0) | Q(reopened__gt=0), "answered"),
    Measure("raised", _("raised"), _("nobody took it in time, no town took it over, or it came back three times"), lambda on: Q(raised_on__isnull=False) | Q(level_on__isnull=False), "received"),
    Measure("open", _("open"), _("the answer is still to come"), lambda on: Q(state__in=RUNNING)),
)  # fmt: skip
BY_KEY: Mapping[str, Measure] = {one.key: one for one in MEASURES}
LED_BY = ("received", "on_time", "solved", "content", "kept", "bounced", "back", "late")  # columns, in order


@dataclass(frozen=True, slots=True)
class Figures:
    """How the cases of a kind went in a town."""

    town: str
    kind: str  # empty: of all kinds
    counts: Mapping[str, int]
    ages: tuple[int, ...]  # open cases by working days since receipt: up to OLD[0], up to OLD[1], …, older
    median_days: float | None  # working days to the first answer
    same_words: int  # answers in words that as many other cases were answered with

    def share(self, key: str) -> float | None:
        """Return a measure as a share of what it is a share of; None of nothing."""
        whole = self.counts[BY_KEY[key].of] if BY_KEY[key].of else 0
        return self.counts[key] / whole if whole else None

    def cell(self, key: str) -> tuple[int, int | None]:
        """Return a count, and of how many, where it is a share."""
        return self.counts[key], self.counts[BY_KEY[key].of] if BY_KEY[key].of else None


def between(first: date | None, last: date | None) -> Q:
    """Return what cases have in common that were received from a day to a day."""
    passes = Q()
    if first:
        passes &= Q(received_on__gte=first)
    if last:
        passes &= Q(received_on__lte=last)
    return passes


def figures_of(
    standing: Standing,
    circle: str,
    town: str,
    on: date,
    *,
    first: date | None = None,
    last: date | None = None,
    shared: set[str],
) -> list[Figures]:
    """Return how a town's cases went, all kinds together first; one query for the counts, two for the days.

    Raises
    ------
    Refused
        When the town does not share its figures with this standing.
    """
    rules.may_read_figures(standing, town, shared).require()
    rows = (
        Case.objects.visible_to(HOUSE)
        .filter(circle=circle)
        .filter(Q(owner=town) | Q(partner=town))
        .filter(between(first, last))
    )
    told: dict[str, Any] = {one.key: Count("pk", filter=one.passes(on), distinct=True) for one in MEASURES}
    by_kind: dict[str, Mapping[str, int]] = {}
    for counted in rows.order_by().values_list("kind").annotate(**told):
        by_kind[str(counted[0])] = dict(zip(told, counted[1:], strict=True))
    days: dict[str, list[int]] = {}
    ages: dict[str, list[int]] = {}
    words: dict[str, dict[str, int]] = {}
    for kind, state, received, answered, said, same in rows.order_by().values_list(
        "kind", "state", "received_on", "answered_on", "said", "same_as"
    ):
        if answered:
            days.setdefault(kind, []).append(rules.working_days(received, answered))
        elif state in RUNNING:
            ages.setdefault(kind, []).append(rules.working_days(received, on))
        if said and same is None:
            words.setdefault(kind, {})[said] = words.get(kind, {}).get(said, 0) + 1
    kinds = [kind for kind in KINDS if kind in by_kind]
    every = {one.key: sum(by_kind[kind][one.key] for kind in kinds) for one in MEASURES}

    def whole(kind: str, counts: Mapping[str, int], among: list[str]) -> Figures:
        taken = [n for one in among for n in days.get(one, [])]
        repeated = sum(n for one in among for n in words.get(one, {}).values() if n > SAME_WORDS)
        old = [n for one in among for n in ages.get(one, [])]
        return Figures(town, kind, counts, _aged(old), median(taken) if taken else None, repeated)

    return [whole("", every, kinds), *(whole(kind, by_kind[kind], [kind]) for kind in kinds)] if kinds else []


def _aged(days: list[int]) -> tuple[int, ...]:
    found = [0] * (len(OLD) + 1)
    for n in days:
        found[sum(n > limit for limit in OLD)] += 1
    return tuple(found)
