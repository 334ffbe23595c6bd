"""OGC SensorThings 1.1 under ``/sta/v1.1/``: its reading part, and observations brought by a town's key.

Stations are Things, gauges are Datastreams with one Sensor each, readings are Observations: the last word on each moment.
What is public is read by all, the rest as far as one's standing reads it. Writing takes a key; a cookie counts for nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.observations import actions
from pilin.foundation.observations.enums import QuantityKind
from pilin.foundation.observations.models import GaugeReading, Series, Station
from pilin.foundation.observations.queries import sensing
from pilin.foundation.observations.queries.observing import Shelved
from pilin.foundation.observations.rules import ReadingSaid, odata, read_moment
from pilin.foundation.observations.schemas import marks_of

ROOT = "/sta/v1.1/"
CONFORMS = [
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data",
]
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
UCUM = {"mm": ("millimetre", "mm", "ucum:mm"), "m_level": ("metre above datum", "m", "ucum:m"), "m3_s": ("cubic metre per second", "m³/s", "ucum:m3/s"), "m_s": ("metre per second", "m/s", "ucum:m/s")}  # fmt: skip
LINKS: dict[str, dict[str, str]] = {  # of which kind → name of the link → what it leads to
    "Things": {"Datastreams": "Datastreams", "Locations": "Locations"},
    "Locations": {"Things": "Things"},
    "Sensors": {"Datastreams": "Datastreams"},
    "ObservedProperties": {"Datastreams": "Datastreams"},
    "Datastreams": {
        "Thing": "Things",
        "Sensor": "Sensors",
        "ObservedProperty": "ObservedProperties",
        "Observations": "Observations",
    },
    "Observations": {"Datastream": "Datastreams"},
}
MANY = ("Things", "Locations", "Datastreams", "Observations")  # links to collections
EXPANDED = 20  # entities of a page whose collections are given with them
STEP = re.compile(r"(?P<name>[A-Za-z]+)(?:\((?P<key>'[^']{1,64}'|\d{1,18}|[0-9a-fA-F-]{36})\))?")


def _spoken(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Let a view answer as the standard says, errors included."""

    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> HttpResponse:
        try:
            told, status, headers = view(request, **given)
        except Invalid as wrong:
            said = "; ".join(f"{f.field}: {f.reason} {f.value}".strip() for f in wrong.faults)
            told, status, headers = {"code": 400, "type": "error", "message": said}, 400, {}
        except Refused as wrong:
            status, headers = (401 if wrong.code == "sign_in" else 403), {}
            told = {"code": status, "type": "error", "message": str(wrong.reason)}
        except Http404:
            told, status, headers = (
                {"code": 404, "type": "error", "message": _("There is nothing at this address")},
                404,
                {},
            )
        return JsonResponse(told, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})

    return answer


@_spoken
def root(request: HttpRequest) -> tuple[Any, int, dict[str, str]]:
    """Return what there is."""
    return {
        "value": [{"name": kind, "url": _url(request, kind)} for kind in sensing.KINDS],
        "serverSettings": {"conformance": CONFORMS},
    }, 200, {}  # fmt: skip


@csrf_exempt  # a cookie counts for nothing when something is written: see the module's text
@_spoken
def resource(request: HttpRequest, path: str) -> tuple[Any, int, dict[str, str]]:
    """Return a collection or an entity, or keep an observation."""
    if request.method == "POST":
        return _keep(request, path)
    if request.method not in ("GET", "HEAD"):
        raise Invalid(Fault("method", "", _("GET, or POST of Observations")))
    steps = [STEP.fullmatch(step) for step in path.strip("/").split("/")]
    if not 1 <= len(steps) <= 2 or not all(steps) or steps[0]["name"] not in sensing.KINDS:  # type: ignore[index]
        raise Http404
    first = steps[0]
    assert first is not None
    kind = first["name"]
    if first["key"] is None:
        if len(steps) > 1:
            raise Http404
        return _collection(request, kind, None), 200, {}
    row = _entity(request, kind, first["key"])
    if len(steps) == 1:
        asked = odata.read_asked(request.GET.dict(), {}, LINKS[kind])
        return _told(request, kind, row, asked), 200, {}
    second = steps[1]
    assert second is not None
    target = LINKS[kind].get(second["name"])
    if target is None or second["key"] is not None:
        raise Http404
    if second["name"] in MANY:
        return _collection(request, target, (kind, row)), 200, {}
    asked = odata.read_asked(request.GET.dict(), {}, LINKS[target])
    return _told(request, target, _linked(second["name"], row), asked), 200, {}


def _collection(request: HttpRequest, kind: str, within: tuple[str, Any] | None) -> dict[str, Any]:
    asked = odata.read_asked(request.GET.dict(), sensing.PROPERTIES[kind], LINKS[kind])
    if kind == "ObservedProperties":
        every = list(QuantityKind)
        found = sensing.Page(
            every[asked.skip : asked.skip + asked.top],
            len(every) > asked.skip + asked.top,
            len(every) if asked.count else None,
        )
    else:
        found = sensing.collection(request.standing, kind, within, asked)
    if len(found.rows) > EXPANDED and any(name in MANY for name in asked.expand):
        raise Invalid(
            Fault(
                "too_many",
                "$expand",
                _("Ask for at most %(most)s entities with their collections: $top") % {"most": EXPANDED},
            )
        )
    told: dict[str, Any] = {} if found.count is None else {"@iot.count": found.count}
    if found.more and asked.top:
        query = {**request.GET.dict(), "$top": asked.top, "$skip": asked.skip + asked.top}
        told["@iot.nextLink"] = f"{request.build_absolute_uri(request.path)}?{urlencode(query)}"
    told["value"] = [_told(request, kind, row, asked) for row in found.rows]
    return told


def _linked(name: str, row: Any) -> Any:
    """Return the one entity that a link leads to."""
    match name:
        case "Thing":
            return row.station
        case "ObservedProperty":
            return QuantityKind(row.quantity)
        case "Datastream":
            return row.series
        case _:
            return row  # a gauge is its own sensor


def _entity(request: HttpRequest, kind: str, key: str) -> Any:
    words = key.strip("'")
    if kind == "ObservedProperties":
        if words not in QuantityKind.values:
            raise Http404
        return QuantityKind(words)
    try:
        number: UUID | int | str = _number(words) if kind == "Observations" else UUID(words)
    except ValueError:
        raise Http404 from None
    row = sensing.entity(request.standing, kind, number)
    if row is None:
        raise Http404
    return row


def _number(words: str) -> int | str:
    """Return the number of an observation, or its name where it has none."""
    return int(words) if words.isdigit() else words


def _told(request: HttpRequest, kind: str, row: Any, asked: odata.Asked) -> dict[str, Any]:
    """Return an entity as the standard says it, with what it expands to."""
    key = row.value if isinstance(row, QuantityKind) else row.pk
    self_link = _url(request, kind, key)
    body = TELLING[kind](row)
    if asked.select is not None:
        body = {name: value for name, value in body.items() if name in asked.select}
    told: dict[str, Any] = {"@iot.id": key if kind == "Observations" else str(key), "@iot.selfLink": self_link, **body}
    for name, target in LINKS[kind].items():
        if name not in asked.expand:
            if asked.select is None or name in asked.select:
                told[f"{name}@iot.navigationLink"] = f"{self_link}/{name}"
        elif name in MANY:
            found = sensing.collection(request.standing, target, (kind, row), odata.Asked())
            told[name] = [_told(request, target, one, odata.Asked()) for one in found.rows]
            if found.more:
                told[f"{name}@iot.nextLink"] = f"{self_link}/{name}?{urlencode({'$skip': odata.A_PAGE})}"
        else:
            told[name] = _told(request, target, _linked(name, row), odata.Asked())
    return told


def _url(request: HttpRequest, kind: str, key: Any = None) -> str:
    said = "" if key is None else f"({key})" if isinstance(key, int) else f"('{key}')"
    return request.build_absolute_uri(f"{ROOT}{kind}{said}")


def _thing(row: Station) -> dict[str, Any]:
    about = {"owner": row.owner, "circle": row.circle, "code": row.code, "kind": row.kind, "name_zh": row.name_zh, "river": row.river or None, "source": row.source or None, "illustrative": row.illustrative}  # fmt: skip
    return {"name": row.name, "description": row.note or row.name_zh, "properties": about}


def _location(row: Station) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [float(row.longitude or 0), float(row.latitude or 0)]}
    return {"name": row.name, "description": row.name_zh, "encodingType": "application/geo+json", "location": point}


def _sensor(row: Series) -> dict[str, Any]:
    return {
        "name": row.title,
        "description": row.title_zh,
        "encodingType": "text/html",
        "metadata": f"/c/{row.circle}/observatory/{row.slug}/",
    }


def _property(row: QuantityKind) -> dict[str, Any]:
    return {
        "name": str(row.value),
        "definition": f"/sta/v1.1/ObservedProperties('{row.value}')",
        "description": str(row.label),
    }


def _datastream(row: Series) -> dict[str, Any]:
    name, symbol, definition = UCUM[row.unit]
    return {
        "name": row.title, "description": row.title_zh, "observationType": MEASUREMENT,
        "unitOfMeasurement": {"name": name, "symbol": symbol, "definition": definition},
        "properties": {
            "slug": row.slug, "owner": row.owner, "circle": row.circle, "datum": row.datum or None, "intervalMinutes": row.interval_minutes,
            "source": row.source or None, "illustrative": row.illustrative,
        },
    }  # fmt: skip


def _observation(row: GaugeReading | Shelved) -> dict[str, Any]:
    at = _utc(row.at)
    return {
        "phenomenonTime": f"{_utc(row.begins_at)}/{at}" if row.begins_at else at,
        "resultTime": _utc(row.known_at),
        "result": None if row.value is None else float(row.value),
        "resultQuality": marks_of(row.quality),
    }


def _utc(moment: Any) -> str:
    return str(moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"))


TELLING: dict[str, Callable[[Any], dict[str, Any]]] = {
    "Things": _thing, "Locations": _location, "Sensors": _sensor, "ObservedProperties": _property, "Datastreams": _datastream,
    "Observations": _observation,
}  # fmt: skip


def _keep(request: HttpRequest, path: str) -> tuple[Any, int, dict[str, str]]:
    """Keep an observation: the unit and the datum are those of its Datastream, as the standard has it."""
    if getattr(request, "key", None) is None:
        raise Refused("sign_in", _("Observations are brought with a key of the town: Authorization: Bearer pilin_…"))
    steps = [STEP.fullmatch(step) for step in path.strip("/").split("/")]
    try:
        said = json.loads(request.body, parse_float=str, parse_int=str)
    except (ValueError, UnicodeDecodeError, RecursionError):
        raise Invalid(Fault("no_json", "", _("This is no JSON"))) from None
    if not isinstance(said, dict):
        raise Invalid(Fault("no_json", "", _("Send one Observation, as an object")))
    if (
        len(steps) == 2
        and steps[0]
        and steps[1]
        and steps[0]["name"] == "Datastreams"
        and steps[1]["name"] == "Observations"
    ):
        key = steps[0]["key"] or ""
    elif path.strip("/") == "Observations":
        stream = said.get("Datastream")
        key = str(stream.get("@iot.id", "")) if isinstance(stream, dict) else ""
    else:
        raise Http404
    try:
        series = sensing.entity(request.standing, "Datastreams", UUID(key.strip("'")))
    except ValueError:
        series = None
    if series is None:
        raise Invalid(Fault("unknown_series", "Datastream", _("There is no such gauge here")))
    begins, _slash, at = str(said.get("phenomenonTime") or "").rpartition("/")
    result = said.get("result")
    reading = ReadingSaid(
        series.slug,
        at,
        None if result is None else str(result),
        unit=series.unit,
        datum=series.datum,
        begins_at=begins or None,
    )
    taken = actions.take_readings(
        by=request.standing, at=request.at, circle=series.circle, rows=[reading], source="sensorthings"
    )
    if taken.refused:
        raise Invalid(*taken.refused)
    moment = read_moment(at)
    row = sensing.observation_at(request.standing, series, moment) if moment else None
    if row is None:
        raise Http404
    told = _told(request, "Observations", row, odata.Asked())
    return told, 201, {"Location": told["@iot.selfLink"]}
