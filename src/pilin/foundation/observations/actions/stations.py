"""Deeds of stations: enter one, open its series, move it, end it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.observations import rules
from pilin.foundation.observations.enums import DATUMS, UNIT_OF, PeriodKind, QuantityKind, SeriesKind, StationKind
from pilin.foundation.observations.models import Series, Station, StationPosition
from pilin.foundation.places.models import Place

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUSE = Standing.machine("observations")
RESERVED = ("add", "bring", "refused")  # addresses of pages beside those of stations


@deed("observations.add_station", says=_("{who} entered the station {name}"))
def add_station(
    *,
    by: Standing,
    at: datetime,
    circle: str,
    code: str,
    kind: str,
    name_zh: str,
    name: str,
    river_zh: str = "",
    river: str = "",
    place: str = "",
    longitude: str | Decimal | None = None,
    latitude: str | Decimal | None = None,
    note_zh: str = "",
    note: str = "",
    owner: str = "",
    audience: str = Audience.PUBLIC,
    source: str = "",
    illustrative: bool = False,
    since: datetime | None = None,
) -> Station:
    """Enter a station of the town acted for; set-up may name the town. Coordinates are WGS 84, both or neither.

    ``since`` is the moment from which it stands there; the beginning of today if none is named.
    """
    within = Circle.objects.visible_to(by).filter(slug=circle).first()
    if within is None:
        raise Invalid(Fault("unknown_circle", "circle", _("There is no such circle"), value=circle))
    rules.may_keep_station(by, circle).require()
    faults, lon, lat = _coordinates(longitude, latitude)
    if not name_zh.strip():
        faults.append(Fault("missing", "name_zh", _("Give the station a Chinese name")))
    if kind not in StationKind.values:
        faults.append(Fault("unknown_kind", "kind", _("Choose rain, level, tide, gate or weather"), value=kind))
    if not code:
        faults.append(Fault("missing", "code", _("Give the station a code of small letters, digits and hyphens")))
    elif code in RESERVED or Station.objects.visible_to(HOUSE).filter(in_circle=within, code=code).exists():
        faults.append(Fault("taken", "code", _("Another station of this circle has this code"), value=code))
    where = Place.objects.visible_to(by).filter(code=place).first() if place else None
    if place and where is None:
        faults.append(Fault("unknown_place", "place", _("There is no such place"), value=place))
    if audience not in Audience.values:
        faults.append(Fault("no_choice", "audience", _("Choose who may read it"), value=audience))
    if since is not None and since > at:
        faults.append(Fault("ahead", "since", _("This moment lies ahead")))
    if faults:
        raise Invalid(*faults)
    row = Station(
        in_circle=within, circle=circle, owner=(owner if by.sees_all and owner else by.member) or circle, audience=audience,
        code=code, kind=kind, name_zh=name_zh, name=name or name_zh, river_zh=river_zh, river=river, place=where, longitude=lon,
        latitude=lat, note_zh=note_zh, note=note, source=source, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    if lon is not None and lat is not None:
        today = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        _stand(row, since or today, lon, lat)
    tell(name=both(row, "name"))
    return row


@deed("observations.add_gauge_series", says=_("{who} opened the gauge {title}"))
def add_gauge_series(
    *,
    by: Standing,
    at: datetime,
    station: Station,
    quantity: str,
    datum: str = "",
    interval_minutes: int | None = None,
    lowest: str | Decimal | None = None,
    highest: str | Decimal | None = None,
    largest_step: str | Decimal | None = None,
    stuck_minutes: int | None = None,
) -> Series:
    """Open the series of one quantity of a station. Limits that are not given are not checked."""
    rules.may_change_station(by, station.owner).require()
    if quantity not in QuantityKind.values:
        raise Invalid(Fault("unknown_quantity", "quantity", _("Choose what the gauge measures"), value=quantity))
    kind = QuantityKind(quantity)
    faults, limits = _limits(lowest=lowest, highest=highest, largest_step=largest_step)
    if kind == QuantityKind.LEVEL and not datum:
        faults.append(Fault("no_datum", "datum", _("A water level needs its vertical datum")))
    elif datum and kind != QuantityKind.LEVEL:
        faults.append(Fault("datum_without_level", "datum", _("Only a water level has a vertical datum"), value=datum))
    elif datum and datum not in DATUMS:
        faults.append(Fault("unknown_datum", "datum", _("Choose one of the datums known here"), value=datum))
    for name, minutes in (("interval_minutes", interval_minutes), ("stuck_minutes", stuck_minutes)):
        if minutes is not None and not 0 < minutes <= 527_040:
            faults.append(Fault("no_minutes", name, _("A number of minutes, from one to a year"), value=str(minutes)))
    slug = f"{station.code}-{kind.value}"
    if Series.objects.visible_to(HOUSE).filter(slug=slug).exists():
        faults.append(
            Fault("taken", "quantity", _("There is such a series already: {slug}").format(slug=slug), value=slug)
        )
    if faults:
        raise Invalid(*faults)
    row = Series(
        in_circle=station.in_circle, circle=station.circle, owner=station.owner, audience=station.audience,
        parties=station.parties, agreement=station.agreement, slug=slug,
        kind=SeriesKind.FLOW if kind == QuantityKind.RAIN else SeriesKind.LEVEL, unit=UNIT_OF[kind], datum=datum,
        period_kind=PeriodKind.OPEN, title_zh=_titled(station.name_zh, kind, "zh-hans"),
        title=_titled(station.name, kind, "en"), about_zh=station.river_zh, about=station.river, place=station.place,
        kept_by="gauge", station=station, quantity=kind, interval_minutes=interval_minutes, stuck_minutes=stuck_minutes,
        source=station.source, illustrative=station.illustrative, **limits,
    )  # fmt: skip
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("observations.move_station", says=_("{who} moved the station {name}: {reason}"))
def move_station(
    *,
    by: Standing,
    at: datetime,
    station: Station,
    longitude: str | Decimal,
    latitude: str | Decimal,
    valid_from: datetime,
    reason_zh: str,
    reason: str = "",
) -> StationPosition:
    """Note that a station stands elsewhere from a moment on, and why. What it read before was read at the old place."""
    rules.may_change_station(by, station.owner).require()
    faults, lon, lat = _coordinates(longitude, latitude)
    if not faults and (lon is None or lat is None):
        faults.append(Fault("missing", "longitude", _("Say where the station stands now")))
    if not reason_zh.strip():
        faults.append(Fault("missing", "reason_zh", _("Say why the station moved")))
    last = StationPosition.objects.visible_to(HOUSE).filter(station=station).order_by("-valid_from").first()
    if valid_from > at:
        faults.append(Fault("ahead", "valid_from", _("This moment lies ahead")))
    elif last is not None and valid_from <= last.valid_from:
        faults.append(Fault("before_last", "valid_from", _("A later move is already kept")))
    if faults or lon is None or lat is None:
        raise Invalid(*faults)
    moved = _stand(station, valid_from, lon, lat, reason_zh, reason or reason_zh)
    station.longitude, station.latitude = lon, lat
    station.save()
    tell(name=both(station, "name"), reason=both(moved, "reason"))
    return moved


@deed("observations.end_station", says=_("{who} closed the station {name}"))
def end_station(*, by: Standing, at: datetime, station: Station, on: date | None = None) -> Station:
    """Note that a station gauges no more. Its readings stay; nobody is told any longer that they are late."""
    rules.may_change_station(by, station.owner).require()
    if station.ended_on is not None:
        raise Refused("ended", _("The station is closed already"))
    today = at.astimezone(SHANGHAI).date()
    if on is not None and on > today:
        raise Invalid(Fault("ahead", "on", _("This day lies ahead"), value=on.isoformat()))
    station.ended_on = on or today
    station.save()
    tell(name=both(station, "name"))
    return station


def _stand(
    station: Station, since: datetime, lon: Decimal, lat: Decimal, reason_zh: str = "", reason: str = ""
) -> StationPosition:
    row = StationPosition(
        in_circle=station.in_circle, circle=station.circle, owner=station.owner, audience=station.audience,
        parties=station.parties, agreement=station.agreement, source=station.source, illustrative=station.illustrative,
        station=station, valid_from=since, longitude=lon, latitude=lat, reason_zh=reason_zh, reason=reason,
    )  # fmt: skip
    row.save()
    return row


def _titled(name: str, kind: QuantityKind, language: str) -> str:
    with translation.override(language):
        joint = "" if language == "zh-hans" else ", "
        return f"{name}{joint}{kind.label}"


def _coordinates(
    longitude: str | Decimal | None, latitude: str | Decimal | None
) -> tuple[list[Fault], Decimal | None, Decimal | None]:
    """Return a place on the globe, to a tenth of a metre, and what is wrong with it; two Nones where none is given."""
    faults, read = [], []
    for name, said, most in (("longitude", longitude, 180), ("latitude", latitude, 90)):
        value = None
        if said not in (None, ""):
            try:
                value = Decimal(str(said).strip())
            except InvalidOperation:
                value = Decimal("NaN")
            if not value.is_finite() or abs(value) > most:
                faults.append(Fault("no_degrees", name, _("Degrees in WGS 84, as 121.306512"), value=str(said)))
                value = None
            else:
                value = value.quantize(Decimal("0.000001"))
        read.append(value)
    if not faults and (read[0] is None) != (read[1] is None):
        missing = "latitude" if read[1] is None else "longitude"
        faults.append(Fault("missing", missing, _("Give both longitude and latitude, or neither")))
    return faults, read[0], read[1]


def _limits(**said: str | Decimal | None) -> tuple[list[Fault], dict[str, Any]]:
    """Return the limits of a series as its columns keep them; None where one is not given."""
    faults: list[Fault] = []
    limits: dict[str, Any] = {}
    for name, text in said.items():
        limits[name] = None
        if text in (None, ""):
            continue
        try:
            value = Decimal(str(text).strip())
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) >= rules.LARGEST_READING:
            faults.append(Fault("no_number", name, _("Write a number, as 3852000000 or 3.55"), value=str(text)))
        else:
            limits[name] = value.quantize(Decimal("0.001"))
    low, high = limits["lowest"], limits["highest"]
    if low is not None and high is not None and low >= high:
        faults.append(Fault("crossed", "highest", _("The highest value lies above the lowest"), value=str(high)))
    if limits["largest_step"] is not None and limits["largest_step"] <= 0:
        faults.append(Fault("no_step", "largest_step", _("A step is larger than zero")))
    return faults, limits
