"""What is sent to the services of living next door, where a form or a schema asks for more than it says."""

from __future__ import annotations

from typing import Any

_OFFER = {
    "title_zh": "办证", "events": ["home"], "provider_zh": "中心", "for_whom": "circle", "valid_from": "2024-10-01", "audience": "own",
}  # fmt: skip
_HALL = {"kind": "hall", "name_zh": "新大厅", "place": "330421003", "audience": "own"}
_WORD = {"kind": "outpatient", "area": "330421", "linked": "no", "as_of": "2024-10-18", "says_zh": "医保办"}
LIVING_SERVICES: dict[str, dict[str, Any]] = {
    "living:needs": {"event": "health", "words": "没有找到", "town": "330421003"},
    "living:add_facility": _HALL,
    "living:change_facility": _HALL,
    "living:add_service": _OFFER,
    "living:change_service": _OFFER,
    "living:say_settlement": _WORD,
    "/api/v1/circles/<slug:circle>/facilities": _HALL,
    "/api/v1/circles/<slug:circle>/facilities/<uuidstr:uid>/settlement": _WORD,
    "/api/v1/circles/<slug:circle>/public-services": _OFFER,
}
