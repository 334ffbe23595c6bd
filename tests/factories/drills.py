"""Sites, scenarios and drills for tests, made by the rooms' own deeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pilin.domain.drills import actions, queries
from pilin.domain.drills.models import CorrectiveAction, Drill, Scenario, Site
from pilin.domain.drills.rules import ExpectedSaid, InjectSaid, RoleSaid
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW

ROLES = (RoleSaid("safety", "安全员", "Safety officer"), RoleSaid("director", "项目安全总监", "Safety director"), RoleSaid("rescue", "救援队", "Rescue team"))  # fmt: skip
CHAIN = (  # discover → report → (evacuate ∥ call 119) → rescue, as in the drill of 29 June 2023
    ExpectedSaid("discover", "safety", "发现烟", "Discover the smoke"),
    ExpectedSaid("report", "safety", "报告", "Report it", ("discover",), 2),
    ExpectedSaid("evacuate", "director", "疏散", "Evacuate", ("report",), 5, 2),
    ExpectedSaid("call-119", "director", "拨打119", "Call 119", ("report",), 4, 2),
    ExpectedSaid("rescue", "rescue", "救援", "Rescue", ("evacuate", "call-119"), 12, 3),
)
INJECTS = (InjectSaid(0, "堆料处冒烟", "Smoke from the stack", "safety"), InjectSaid(3, "风转向", "The wind turns"))


def _circle(by: Standing) -> Any:
    return circle_named(by, "five-towns")


def site(by: Standing, at: datetime = NOW, **more: Any) -> Site:
    """Return a construction site of a town, bound to drill for a year."""
    given = {
        "kind": "construction",
        "title_zh": "一号工地",
        "title": "Site one",
        "since": NOW.date() - timedelta(days=366),
        **more,
    }
    return actions.note_site(by=by, at=at, circle=_circle(by), town=by.member, **given)


def scenario(by: Standing, at: datetime = NOW, **more: Any) -> Scenario:
    """Return the fire on the lowest level."""
    given = {
        "title_zh": "地下室起火",
        "title": "Fire below",
        "kind": "fire",
        "roles": ROLES,
        "expected": CHAIN,
        "injects": INJECTS,
        **more,
    }
    return actions.write_scenario(by=by, at=at, circle=_circle(by), town=by.member, **given)


def drill(by: Standing, of: Scenario | None = None, at: datetime = NOW, **more: Any) -> Drill:
    """Return a drill that is planned for an hour later."""
    given = {"title_zh": "联合演练", "title": "Joint drill", "planned_at": at + timedelta(hours=1), **more}
    return actions.plan_drill(
        by=by, at=at, circle=_circle(by), town=by.member, scenario=of or scenario(by, at), **given
    )


def joint(host: Standing, guest: Standing, at: datetime = NOW, **more: Any) -> Drill:
    """Return a planned drill of two towns: the guest's rescue team comes."""
    row = drill(host, at=at, invited=[guest.member], cast={"rescue": guest.member}, **more)
    actions.join_drill(by=guest, at=at, drill=row)
    return row


def started(by: Standing, row: Drill, at: datetime = NOW) -> Drill:
    """Return a drill that has begun."""
    return actions.start_drill(by=by, at=at, drill=row)


def held(host: Standing, guest: Standing, at: datetime = NOW, **more: Any) -> Drill:
    """Return a joint drill that is over: all was done in time and order, but the rescue came three minutes late."""
    row = started(host, joint(host, guest, at, **more), at)
    for minute, key, by in (
        (0, "discover", host),
        (1, "report", host),
        (3, "evacuate", host),
        (3, "call-119", host),
        (15, "rescue", guest),
    ):
        moment = at + timedelta(minutes=minute)
        actions.note_action(by=by, at=moment, drill=row, expected=key)
    return actions.finish_drill(by=host, at=at + timedelta(minutes=20), drill=row)


def evaluated(host: Standing, guest: Standing, at: datetime = NOW, **more: Any) -> Drill:
    """Return a joint drill that both towns evaluated."""
    row = held(host, guest, at, **more)
    for by in (host, guest):
        actions.evaluate_drill(
            by=by, at=at + timedelta(hours=1), drill=row, well_zh="联络顺畅", lacking_zh="救援来得晚"
        )
        row = queries.drill_named(by, "five-towns", row.pk)
        assert row is not None
    return row


def corrective(by: Standing, row: Drill, at: datetime = NOW + timedelta(hours=2), **more: Any) -> CorrectiveAction:
    """Return something to be mended within ten working days."""
    return actions.set_corrective(
        by=by, at=at, drill=row, **{"what_zh": "增设路口引导员", "what": "A guide at the crossing", "days": 10, **more}
    )
