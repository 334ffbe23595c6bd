"""Listings, lists, labels, stories and flights for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.living import actions
from pilin.domain.living.models.listings import (
    Contribution,
    FigureNote,
    FlightRequest,
    LabelHeld,
    LabelKind,
    Listing,
    ListingRegister,
    RegisterClass,
)
from pilin.domain.living.queries.listings import HOUSE
from pilin.domain.living.rules.listings import ClassInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from pilin.foundation.observations import actions as observations
from pilin.foundation.observations.models import Series
from tests.factories.base import NOW, SHANGHAI, Five


def listing(by: Standing, at: datetime = NOW, **more: Any) -> Listing:
    """Return a bathhouse of the town acted for, with its place on the map."""
    given = {
        "kind": "bathhouse", "title_zh": "日新池", "title": "Rixin Pond", "status": "gone", "where_zh": "普安路", "where": "Pu’an Road",
        "story_zh": "一池热汤。", "latitude": Decimal("30.8902"), "longitude": Decimal("121.0120"), **more,
    }  # fmt: skip
    return actions.enter_listing(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)  # type: ignore[arg-type]


def base(by: Standing, **more: Any) -> Listing:
    """Return a place where drones fly and flights are asked for."""
    return listing(
        by,
        **{
            "kind": "flying",
            "title_zh": "起降点",
            "title": "Landing ground",
            "takes_requests": True,
            "status": "alive",
            **more,
        },
    )


def register(by: Standing, *classes: tuple[str, int | None], at: datetime = NOW, **more: Any) -> ListingRegister:
    """Return a list of these classes with how many each says it has."""
    given = {
        "title_zh": "五个一百", "title": "Five hundred", "classes": [ClassInput(title, title, number) for title, number in classes or [("名人", 100)]],
        "declared_classes": 5, **more,
    }  # fmt: skip
    return actions.enter_register(by=by, at=at, circle=circle_named(by, "five-towns"), town=by.member, **given)  # type: ignore[arg-type]


def class_of(row: ListingRegister, position: int = 1) -> RegisterClass:
    """Return a class of a list."""
    return (
        RegisterClass.objects.visible_to(HOUSE)
        .select_related("register", "in_circle")
        .get(register=row, position=position)
    )


def label(by: Standing, title_zh: str = "美丽乡村示范村", at: datetime = NOW, **more: Any) -> LabelKind:
    """Return a label that villages hold."""
    given = {"title": title_zh, "level": "province", "of_villages": True, "declared": 15, **more}
    circle: Any = circle_named(by, "five-towns")
    return actions.add_label(by=by, at=at, circle=circle, town=by.member, title_zh=title_zh, **given)


def held(by: Standing, of: LabelKind, village_zh: str = "新义村", at: datetime = NOW, **more: Any) -> LabelHeld:
    """Return a label that a village of the town acted for holds."""
    return actions.give_label(by=by, at=at, label=of, town=by.member, village_zh=village_zh, **{"year": 2019, **more})


def story(by: Standing, of: Listing, at: datetime = NOW, **more: Any) -> Contribution:
    """Return a story that somebody told of a listing."""
    given = {"text": "小时候爷爷带我去那里洗澡，冬天热气腾腾。", "rights": "own", "credit": "老街坊", **more}
    return actions.tell_story(by=by, at=at, listing=of, **given)


def flight(
    by: Standing, at_base: Listing, firm: Enterprise, at: datetime = NOW, *, days: int = 1, hour: int = 9, **more: Any
) -> FlightRequest:
    """Return a request for a flight of an hour, so many days after ``at``, in the name of a firm."""
    starts = (at.astimezone(SHANGHAI) + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
    given = {
        "size": "small", "registration": "UAS00001", "licensed": True, "starts_at": starts, "ends_at": starts + timedelta(hours=1), "height_m": 150,
        "area": "枫泾镇东侧农田", "purpose": "稻田巡查", **more,
    }  # fmt: skip
    return actions.ask_flight(by=by, at=at, base=at_base, firm=firm, **given)


def series(
    five: Five,
    slug: str,
    value: str,
    *,
    unit: str = "visit",
    period: str | None = "2019",
    kind: str = "flow",
    by: Standing | None = None,
) -> Series:
    """Return a series of Fengjing with one figure."""
    by = by or five.fengjing.clerk
    row = observations.add_series(
        by=by, at=NOW, circle=five.slug, slug=slug, kind=kind, unit=unit, title_zh=slug, title=slug, period_kind="year" if period else "open", member=by.member
    )  # fmt: skip
    observations.attest_figure(by=by, at=NOW, series=slug, value=value, unit=unit, period=period)
    return row


def note(by: Standing, of: Series, topic: str = "visitors", at: datetime = NOW, **more: Any) -> FigureNote:
    """Return how a series is read on a page."""
    return actions.note_figure(by=by, at=at, series=of, topic=topic, **more)
