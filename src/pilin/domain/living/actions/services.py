"""The deeds of services: write down facilities and services, say who settles directly, note what nobody found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.domain.lines.queries import ground_of
from pilin.domain.living.enums.services import LANGUAGES, LifeEvent
from pilin.domain.living.models.services import (
    Facility,
    FacilityDepartment,
    FacilityPartnership,
    OpeningHours,
    PublicService,
    ServicePaper,
    SettlementWord,
    UnmetNeed,
)
from pilin.domain.living.queries import services as queries
from pilin.domain.living.rules import services as rules
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, label, tell
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.places.models import Place
from pilin.foundation.places.queries import place_of


@deed("living.put_facility", says=_("{who} wrote down the facility {title}"))
def put_facility(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    kind: str,
    name_zh: str,
    place: str,
    facility: Facility | None = None,
    revision: int | None = None,
    name: str = "",
    address_zh: str = "",
    address: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    desk_phone: str = "",
    checked_on: date | None = None,
    hours: Sequence[rules.HoursInput] = (),
    departments: Sequence[rules.DepartmentInput] = (),
    partners: Sequence[rules.PartnerInput] = (),
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
    partners_source: str = "",
) -> Facility:
    """Enter a facility, or change it (``facility``, as it was read at ``revision``), whole: hours, departments, partners.

    It lies in ``place``, the code of a division; one within another town of the circle is that town's to write down.
    ``partners_source`` is where the partnerships stand, if elsewhere than the facility.
    """
    town = facility.owner if facility else town
    rules.may_keep_services(by, circle.slug, town).require()
    ground = ground_of(place, circle.slug, day_of(at))
    faults = rules.faults_of_facility(
        kind=kind, name_zh=name_zh, latitude=latitude, longitude=longitude, audience=audience, hours=hours, departments=departments,
        partners=partners, keeper=ground.keeper if ground else "", town=town,
    )  # fmt: skip
    said = {
        "name_zh": name_zh, "name": name, "address_zh": address_zh, "address": address, "desk_phone": desk_phone,
    }  # fmt: skip
    faults += _too_long(Facility, said)
    faults += _parts_too_long(FacilityDepartment, "departments", departments)
    faults += _parts_too_long(FacilityPartnership, "partners", partners)
    if ground is None:
        faults.append(Fault("place", "place", _("No division of a province known here has this code"), value=place))
    others = Facility.objects.visible_to(queries.HOUSE).filter(in_circle=circle, owner=town, name_zh=name_zh.strip())
    if (others.exclude(pk=facility.pk) if facility else others).exists():
        faults.append(Fault("twice", "name_zh", _("Your town has a facility of this name already"), value=name_zh))
    if faults or ground is None:
        raise Invalid(*faults)
    row = facility or Facility(
        in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source
    )
    _unchanged(row, revision)
    _write(row, said)
    row.kind, row.place, row.bank, row.audience, row.checked_on = kind, ground.place, ground.bank, audience, checked_on
    row.latitude = None if latitude is None else round(latitude, 6)
    row.longitude = None if longitude is None else round(longitude, 6)
    row.save()
    _put_parts(row, FacilityDepartment, "facility", [_values(one) for one in departments])
    _put_parts(
        row, FacilityPartnership, "facility", [_values(one) for one in partners], source=partners_source or source
    )
    _put_hours(row, "facility", hours)
    if facility:  # what was said of it is read by whoever reads it
        words = SettlementWord.objects.visible_to(queries.HOUSE).filter(facility=row)
        words.exclude(audience=audience).update(audience=audience)
    tell(title=both(row, "name"))
    return row


@deed("living.put_service", says=_("{who} wrote down the public service {title}"))
def put_service(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    title_zh: str,
    events: Sequence[str],
    provider_zh: str,
    for_whom: str,
    valid_from: date,
    service: PublicService | None = None,
    revision: int | None = None,
    title: str = "",
    about_zh: str = "",
    about: str = "",
    provider: str = "",
    facility: Facility | None = None,
    desk_zh: str = "",
    desk: str = "",
    online: str = "",
    who_zh: str = "",
    who: str = "",
    clause_zh: str = "",
    clause: str = "",
    languages: Sequence[str] = (),
    cost_cny: Decimal | None = None,
    cost_zh: str = "",
    cost: str = "",
    valid_to: date | None = None,
    checked_on: date | None = None,
    papers: Sequence[rules.PaperInput] = (),
    hours: Sequence[rules.HoursInput] = (),
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> PublicService:
    """Enter a service, or change it (``service``, as it was read at ``revision``), whole: papers and hours of its own.

    Without hours of its own the hours of its facility hold. One that is given no more gets a last day and stays readable.
    """
    town = service.owner if service else town
    rules.may_keep_services(by, circle.slug, town).require()
    faults = rules.faults_of_service(
        title_zh=title_zh, events=events, provider_zh=provider_zh, for_whom=for_whom, languages=languages, cost_cny=cost_cny,
        valid_from=valid_from, valid_to=valid_to, audience=audience, papers=papers, hours=hours,
        online=online,
    )  # fmt: skip
    said = {
        "title_zh": title_zh, "title": title, "about_zh": about_zh, "about": about, "provider_zh": provider_zh, "provider": provider,
        "desk_zh": desk_zh, "desk": desk, "online": online, "who_zh": who_zh, "who": who, "clause_zh": clause_zh, "clause": clause,
        "cost_zh": cost_zh, "cost": cost,
    }  # fmt: skip
    faults += [*_too_long(PublicService, said), *_parts_too_long(ServicePaper, "papers", papers)]
    if facility is not None and (facility.circle != circle.slug or facility.owner != town):
        faults.append(Fault("facility", "facility", _("Choose a facility that your town wrote down")))
    if faults:
        raise Invalid(*faults)
    row = service or PublicService(in_circle=circle, circle=circle.slug, owner=town, illustrative=illustrative, source=source)  # fmt: skip
    _unchanged(row, revision)
    _write(row, said)
    row.events = ",".join(event for event in LifeEvent.values if event in events)
    row.languages = ",".join(code for code in LANGUAGES if code in languages)
    row.for_whom, row.facility, row.cost_cny, row.audience = for_whom, facility, cost_cny, audience
    row.valid_from, row.valid_to, row.checked_on = valid_from, valid_to, checked_on
    row.save()
    _put_parts(row, ServicePaper, "service", [_values(one) for one in papers])
    _put_hours(row, "service", hours)
    tell(title=both(row, "title"))
    return row


@deed("living.say_settlement", says=_("{who} said whether {area} insurance pays directly at {title}"))
def say_settlement(
    *,
    by: Standing,
    at: datetime,
    facility: Facility,
    kind: str,
    area: str,
    linked: str,
    as_of: date,
    says_zh: str,
    says: str = "",
    illustrative: bool = False,
    source: str = "",
) -> SettlementWord:
    """Say for a facility of one's town whether insurance of an area pays directly there, as of a day; earlier words stay.

    A word on the same kind, area and day is put right, not said twice.
    """
    rules.may_say_settlement(by, facility.circle, facility.owner).require()
    faults = rules.faults_of_word(kind=kind, linked=linked, as_of=as_of, says_zh=says_zh, today=day_of(at))
    faults += _too_long(SettlementWord, {"says_zh": says_zh, "says": says})
    where: Place | None = place_of(by, area)
    if where is None:
        faults.append(Fault("area", "area", _("No place known here has this code"), value=area))
    if faults or where is None:
        raise Invalid(*faults)
    same = SettlementWord.objects.visible_to(queries.HOUSE).filter(
        facility=facility, kind=kind, area=where, as_of=as_of
    )
    row = same.first() or SettlementWord(
        in_circle=facility.in_circle, circle=facility.circle, owner=facility.owner, audience=facility.audience, parties=facility.parties,
        agreement=facility.agreement, facility=facility, kind=kind, area=where, as_of=as_of,
    )  # fmt: skip
    row.linked, row.says_zh, row.says, row.illustrative, row.source = linked, says_zh.strip(), says.strip(), illustrative, source  # fmt: skip
    row.save()
    tell(title=both(facility, "name"), area=both(where, "name"))
    return row


@deed("living.note_need", says=_("{who} noted a need on the other bank that no service meets: {event}"))
def note_need(
    *, by: Standing, at: datetime, circle: Circle, town: str, event: str, words: str = "", illustrative: bool = False
) -> UnmetNeed:
    """Note that somebody needed something and found no service. Anyone may, as the public: nothing says who.

    ``town`` is the town that is told. Numbers of cards and telephones, number plates and addresses of mail are not kept.
    """
    rules.may_note_need(by).require()
    text = rules.without_numbers(words).strip()
    faults = rules.faults_of_need(event=event, words=text)
    if town not in {card.code for card in members_on(queries.HOUSE, circle.slug, day_of(at))}:
        faults.append(Fault("town", "town", _("Choose a town of this circle"), value=town))
    if faults:
        raise Invalid(*faults)
    row = UnmetNeed(
        in_circle=circle, circle=circle.slug, owner=town, audience=Audience.CIRCLE, event=event, noted_on=day_of(at), words=text,
        illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(event=label(LifeEvent(event).label))
    return row


def _too_long(model: Any, said: Mapping[str, str], where: str = "") -> list[Fault]:
    """Return a fault for each text that its column does not hold; ``where`` is the field it came in by, if another."""
    most = {name: model._meta.get_field(name).max_length for name in said}
    return [
        Fault("long", where or name, _("At most {most} characters").format(most=most[name]), value=words[:40])
        for name, words in said.items()
        if len(words.strip()) > most[name]
    ]


def _parts_too_long(model: Any, where: str, parts: Sequence[Any]) -> list[Fault]:
    return [fault for part in parts for fault in _too_long(model, _values(part), where)]


def _write(row: Any, said: Mapping[str, str]) -> None:
    for field, words in said.items():
        setattr(row, field, words.strip())


def _values(part: Any) -> dict[str, str]:
    return {field.name: str(getattr(part, field.name)).strip() for field in fields(part)}


def _put_parts(row: Any, model: Any, field: str, parts: Sequence[dict[str, Any]], source: str = "") -> None:
    """Let the numbered parts of a row be exactly these: what stays the same is not written again."""
    old = {part.number: part for part in model.objects.visible_to(queries.HOUSE).filter(**{field: row})}
    for number, given in enumerate(parts, start=1):
        part = old.pop(number, None) or model(**{field: row, "number": number}, **_shared(row), source=source)
        _put(part, given | {"audience": row.audience})
    for part in old.values():
        part.delete()


def _put_hours(row: Any, field: str, hours: Sequence[rules.HoursInput]) -> None:
    """Let the hours of a row be exactly these."""
    old = {
        (part.days, part.opens, part.closes): part
        for part in OpeningHours.objects.visible_to(queries.HOUSE).filter(**{field: row})
    }
    for one in dict.fromkeys(hours):
        given = {"days": one.days, "opens": one.opens, "closes": one.closes}
        part = old.pop((one.days, one.opens, one.closes), None) or OpeningHours(**{field: row}, **given, **_shared(row))
        _put(part, given | {"audience": row.audience})
    for part in old.values():
        part.delete()


def _put(part: Any, given: dict[str, Any]) -> None:
    changed = part._state.adding or any(getattr(part, name) != value for name, value in given.items())
    for name, value in given.items():
        setattr(part, name, value)
    if changed:
        part.save()


def _shared(row: Any) -> dict[str, Any]:
    return {
        "in_circle": row.in_circle, "circle": row.circle, "owner": row.owner, "parties": row.parties, "agreement": row.agreement,
        "illustrative": row.illustrative,
    }  # fmt: skip


def _unchanged(row: Any, revision: int | None) -> None:
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
