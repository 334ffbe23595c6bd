"""A service as machines read it: schema.org GovernmentService."""

from __future__ import annotations

from typing import Any

from pilin.domain.lines.rules import clock
from pilin.domain.living.queries.services import ServiceTold
from pilin.web.words import in_words

DAYS = {
    "mon": ["Monday"], "tue": ["Tuesday"], "wed": ["Wednesday"], "thu": ["Thursday"], "fri": ["Friday"], "sat": ["Saturday"],
    "sun": ["Sunday"],
    "daily": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}  # fmt: skip


def marked_up(one: ServiceTold, town: str, address: str) -> dict[str, Any]:
    """Return a service as JSON-LD. Hours by working days are left out: the vocabulary knows no such days."""
    row, place = one.row, one.facility
    made: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "GovernmentService", "name": in_words(row, "title"), "url": address,
        "description": in_words(row, "about") or None, "serviceType": row.event_labels,
        "provider": {"@type": "GovernmentOrganization", "name": in_words(row, "provider"), "areaServed": town},
        "audience": {"@type": "Audience", "audienceType": in_words(row, "who") or str(row.get_for_whom_display())},
        "availableLanguage": [{"zh": "zh", "wu": "wuu", "en": "en"}[code] for code in row.language_codes] or None,
        "isAccessibleForFree": None if row.cost_cny is None else one.free,
    }  # fmt: skip
    if place is not None:
        made["availableChannel"] = {
            "@type": "ServiceChannel", "servicePhone": place.desk_phone or None,
            "serviceLocation": {
                "@type": "Place", "name": in_words(place, "name"), "address": in_words(place, "address") or None, "telephone": place.desk_phone or None,
                "openingHoursSpecification": [
                    {"@type": "OpeningHoursSpecification", "dayOfWeek": DAYS[hours.days], "opens": clock(hours.opens), "closes": "23:59" if hours.closes == 1440 else clock(hours.closes)}
                    for hours in one.hours.rows
                    if hours.days in DAYS
                ] or None,
            },
        }  # fmt: skip
    elif row.online:
        made["availableChannel"] = {"@type": "ServiceChannel", "serviceUrl": row.online}
    whole: dict[str, Any] = _whole(made)
    return whole


def _whole(value: Any) -> Any:
    """Return a value without what is unknown."""
    if isinstance(value, dict):
        return {key: _whole(part) for key, part in value.items() if part is not None}
    return [_whole(part) for part in value] if isinstance(value, list) else value
