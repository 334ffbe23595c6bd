"""Scenarios in their versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from pilin.domain.drills.models import ExpectedAction, Inject, Scenario
from pilin.domain.drills.rules import ExpectedSaid, InjectSaid, RoleSaid
from pilin.foundation.access.standing import Standing


def scenarios(standing: Standing, circle: str) -> QuerySet[Scenario]:
    """Return every version of every scenario of a circle."""
    return Scenario.objects.visible_to(standing).filter(circle=circle)


def latest_scenarios(standing: Standing, circle: str) -> list[Scenario]:
    """Return the newest version of each scenario that this standing reads."""
    newest = scenarios(standing, circle).filter(family=OuterRef("family")).order_by("-version").values("pk")[:1]
    return list(scenarios(standing, circle).filter(pk=Subquery(newest)).order_by("title_zh", "uid"))


def scenario_named(standing: Standing, circle: str, uid: UUID) -> Scenario | None:
    """Return a version of a scenario; None where this standing reads none."""
    return scenarios(standing, circle).filter(pk=uid).select_related("in_circle").first()


def versions_of(standing: Standing, scenario: Scenario) -> list[Scenario]:
    """Return the versions of a scenario, newest first."""
    return list(scenarios(standing, scenario.circle).filter(family=scenario.family).order_by("-version"))


def whole_scenario(standing: Standing, scenario: Scenario) -> tuple[list[Inject], list[ExpectedAction]]:
    """Return the injects and the expected actions of a version."""
    injects = Inject.objects.visible_to(standing).filter(scenario=scenario)
    expected = ExpectedAction.objects.visible_to(standing).filter(scenario=scenario)
    return list(injects), list(expected)


def scenario_said(standing: Standing, scenario: Scenario) -> dict[str, Any]:
    """Return a version as it was entered, to write the next from it."""
    injects, expected = whole_scenario(standing, scenario)
    return {
        "title_zh": scenario.title_zh, "title": scenario.title, "kind": scenario.kind, "about_zh": scenario.about_zh,
        "about": scenario.about, "place_zh": scenario.place_zh, "place": scenario.place, "audience": scenario.audience,
        "roles": [RoleSaid(role["key"], role["zh"], role.get("en", "")) for role in scenario.roles],
        "injects": [InjectSaid(one.minute, one.text_zh, one.text, one.role) for one in injects],
        "expected": [
            ExpectedSaid(one.key, one.role, one.what_zh, one.what, tuple(one.after), one.within_minutes, one.weight) for one in expected
        ],
    }  # fmt: skip
