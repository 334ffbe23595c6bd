"""Public events for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pilin.domain.living import actions
from pilin.domain.living.models import Happening, JointPass, Registration
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from tests.factories.base import NOW, SHANGHAI, Five, make_user

NAMED = (
    "title_zh",
    "title",
    "kind",
    "announce",
    "venues",
    "at",
    "series",
    "edition",
    "host",
    "quotas",
    "illustrative",
    "source",
)
DAY = "2024-11-16"
START = datetime(2024, 11, 16, 14, 0, tzinfo=SHANGHAI)
LATER = datetime(2024, 11, 17, 9, 0, tzinfo=SHANGHAI)


def resident(name: str) -> tuple[User, Standing]:
    """Return a person without an office, and the standing they have signed in."""
    user = make_user(name)
    return user, Standing(StandingKind.PERSON, person=user.pk, name=name)


def venue(five: Five, town: str = "fengjing") -> dict[str, str]:
    return {"name_zh": "文化活动中心", "name": "Culture centre", "town": getattr(five, town).code}


def plan(five: Five, town: str = "fengjing", **more: Any) -> Happening:
    """Plan a festival of 16 November for a town, announced and with registration unless said otherwise."""
    given: dict[str, Any] = {
        "title_zh": "水乡灯会", "title": "Lantern festival", "kind": "festival", "starts_on": DAY, "starts_at": START, "registers": True,
        "announce": True, "venues": [venue(five, town)], "at": NOW,
    }  # fmt: skip
    given |= more
    by = given.pop("by", getattr(five, town).clerk)
    said = {name: given.pop(name) for name in list(given) if name not in NAMED}
    return actions.plan_happening(by=by, circle=five.circle, town=getattr(five, town).code, said=said, **given)


def change(five: Five, row: Happening, **said: Any) -> Happening:
    """Change what is said of an event, by the clerk of the town that planned it."""
    return actions.change_happening(by=five.fengjing.clerk, at=NOW, happening=row, said=said)


def register(
    who: tuple[User, Standing], happening: Happening, town: str, at: datetime = NOW, name: str = "陆阿婆"
) -> Registration:
    """Register somebody with an account."""
    user, standing = who
    return actions.register(by=standing, at=at, happening=happening, town=town, name=name, person=user.pk)


def on_behalf(clerk: Standing, happening: Happening, name: str, at: datetime = NOW) -> Registration:
    """Let the clerk of a town register somebody of it who has no account."""
    return actions.register(by=clerk, at=at, happening=happening, town=clerk.member, name=name)


def offer(five: Five, **more: Any) -> JointPass:
    """Offer a pass for a venue of each bank, good once at each for a month."""
    venues = [
        {"town": five.fengjing.code, "name_zh": "枫泾古镇", "name": "Old town"},
        {"town": five.xindai.code, "name_zh": "泖河渔村", "name": "Fishing village"},
    ]
    given: dict[str, Any] = {
        "title_zh": "毗邻五镇联票", "title": "Five-town pass", "valid_from": NOW.date(), "valid_to": NOW.date() + timedelta(days=30), "venues": venues,
    }  # fmt: skip
    given |= more
    return actions.offer_pass(by=five.fengjing.clerk, at=NOW, circle=five.circle, town=five.fengjing.code, **given)
