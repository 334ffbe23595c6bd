"""Deeds on reference data of places."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.places import queries, rules
from pilin.foundation.places.enums import ContainmentKind, NamedKind, PlaceKind, TravelMode
from pilin.foundation.places.models import Containment, NameAlias, Place, PlaceAlias, TravelTime

Day = PartialDate | date | str | None


@deed("places.add_place", says=_("{who} entered the place {title}"))
def add_place(
    *,
    by: Standing,
    at: datetime,
    code: str,
    kind: str,
    name_zh: str,
    name: str,
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    source: str = "",
    illustrative: bool = False,
) -> Place:
    """Enter a place under its code; refused when the code is taken or the point lies off the globe."""
    rules.may_keep_reference(by).require()
    faults = []
    if not code or len(code) > 16:
        faults.append(Fault("code", "code", _("A place needs a code of at most 16 characters.")))
    elif queries.place_of(by, code):
        faults.append(Fault("code_taken", "code", _("This code names another place already."), value=code))
    if kind not in PlaceKind.values:
        faults.append(Fault("unknown_kind", "kind", _("This kind of place is not known."), value=kind))
    if not name_zh.strip():
        faults.append(Fault("missing", "name_zh", _("A place needs its Chinese name.")))
    if (longitude is None) != (latitude is None):
        faults.append(Fault("half_point", "longitude", _("A point needs longitude and latitude.")))
    elif longitude is not None and latitude is not None and (abs(longitude) > 180 or abs(latitude) > 90):
        faults.append(Fault("off_globe", "longitude", _("This point is not on the globe.")))
    if faults:
        raise Invalid(*faults)
    place = Place(
        code=code,
        kind=kind,
        name_zh=name_zh.strip(),
        name=name.strip() or name_zh.strip(),
        longitude=longitude,
        latitude=latitude,
        source=source,
        illustrative=illustrative,
    )
    place.save()
    tell(title=both(place, "name"))
    return place


@deed("places.name_place", says=_("{who} noted that {title} is also called {alias}"))
def name_place(
    *, by: Standing, at: datetime, place: Place, name: str, language: str, why: str = "", source: str = ""
) -> PlaceAlias:
    """Note another name of a place."""
    rules.may_keep_reference(by).require()
    if not name.strip():
        raise Invalid(Fault("missing", "name", _("An alias needs a name.")))
    if queries.place_named(by, name):
        raise Invalid(Fault("name_taken", "name", _("This name means a place already."), value=name))
    alias = PlaceAlias(place=place, name=" ".join(name.split()), language=language, why=why, source=source)
    alias.save()
    tell(title=both(place, "name"), alias=alias.name)
    return alias


@deed("places.note_name", says=_("{who} noted what a name in a report means"))
def note_name(
    *, by: Standing, at: datetime, kind: str, name: str, name_zh: str, meant: str, why: str = "", source: str = ""
) -> NameAlias:
    """Note whom or what a garbled name in a report means."""
    rules.may_keep_reference(by).require()
    if kind not in NamedKind.values:
        raise Invalid(Fault("unknown_kind", "kind", _("This kind of name is not known."), value=kind))
    alias = NameAlias(kind=kind, name=" ".join(name.split()), name_zh=name_zh, meant=meant, why=why, source=source)
    alias.save()
    return alias


@deed("places.set_in", says=_("{who} noted that {title} lies in {outer}"))
def set_in(
    *,
    by: Standing,
    at: datetime,
    inner: Place,
    outer: Place,
    kind: str,
    valid_from: Day = None,
    valid_to: Day = None,
    source: str = "",
    illustrative: bool = False,
) -> Containment:
    """Note that one place lies in another, for a reason and a time; refused where a place would lie in itself."""
    rules.may_keep_reference(by).require()
    if kind not in ContainmentKind.values:
        raise Invalid(Fault("unknown_kind", "kind", _("This kind of link is not known."), value=kind))
    row = Containment(inner=inner, outer=outer, kind=kind, source=source, illustrative=illustrative)
    row.valid_from, row.valid_to = valid_from, valid_to
    first, last = row.valid_from_first or date.min, row.valid_to_last or date.max
    if last < first:
        raise Invalid(Fault("ends_before_start", "valid_to", _("It would end before it starts.")))
    new = rules.Edge(inner.code, outer.code, kind, first, last)
    edges = queries.containment_edges(by)
    if rules.closes_a_cycle(edges, new):
        raise Invalid(Fault("cycle", "outer", _("A place cannot lie in itself, by whatever way round.")))
    if any(
        (e.inner, e.outer, e.kind) == (new.inner, new.outer, new.kind) and e.first <= last and first <= e.last
        for e in edges
    ):
        raise Invalid(Fault("twice", "outer", _("This is noted already for some of these days.")))
    row.save()
    tell(title=both(inner, "name"), outer=both(outer, "name"))
    return row


@deed("places.end_in", says=_("{who} noted that {title} no longer lies in {outer}"))
def end_in(*, by: Standing, at: datetime, containment: Containment, valid_to: PartialDate | date | str) -> Containment:
    """Note the last day on which one place lay in another."""
    rules.may_keep_reference(by).require()
    containment.valid_to = valid_to
    if containment.valid_to_last < (containment.valid_from_first or date.min):
        raise Invalid(Fault("ends_before_start", "valid_to", _("It would end before it starts.")))
    containment.save()
    tell(title=both(containment.inner, "name"), outer=both(containment.outer, "name"))
    return containment


@deed("places.note_travel", says=_("{who} noted how long it takes from {title} to {outer}"))
def note_travel(
    *,
    by: Standing,
    at: datetime,
    origin: Place,
    destination: Place,
    minutes: Decimal,
    mode: str = TravelMode.CAR,
    valid_from: Day = None,
    valid_to: Day = None,
    source: str = "",
    illustrative: bool = False,
) -> TravelTime:
    """Note how long it takes between two places; a new road is a new row from its day on, and the old one ends."""
    rules.may_keep_reference(by).require()
    faults = []
    if origin.pk == destination.pk:
        faults.append(Fault("itself", "destination", _("Choose two places.")))
    if mode not in TravelMode.values:
        faults.append(Fault("unknown_mode", "mode", _("This means of travel is not known."), value=mode))
    if not 0 < minutes < 10_000:
        faults.append(
            Fault("minutes", "minutes", _("Minutes are more than 0 and less than 10,000."), value=str(minutes))
        )
    row = TravelTime(
        origin=origin, destination=destination, minutes=minutes, mode=mode, source=source, illustrative=illustrative
    )
    row.valid_from, row.valid_to = valid_from, valid_to
    if (row.valid_to_last or date.max) < (row.valid_from_first or date.min):
        faults.append(Fault("ends_before_start", "valid_to", _("It would end before it starts.")))
    if faults:
        raise Invalid(*faults)
    row.save()
    tell(title=both(origin, "name"), outer=both(destination, "name"))
    return row
