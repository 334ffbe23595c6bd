"""The canonical text of a list: what the towns accept and what is hashed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pilin.domain.programme.queries.cards import ItemCard


def frozen_item(item: ItemCard) -> dict[str, Any]:
    """Return what of an item is agreed. Who answers for it in person is not: people change, the town does not."""
    return {
        "no": item.no,
        "title_zh": item.title_zh,
        "title_en": item.title,
        "strand": item.strand,
        "lead": item.lead,
        "partners": sorted(item.partners),
        "clause": item.clause or None,
        "plan": item.plan_slug or None,
        "agreement": item.agreement or None,
        "agreement_clause": item.agreement_clause or None,
        "affected_zh": item.affected_zh,
        "affected_en": item.affected,
        "indicator": item.indicator or None,
        "indicator_target": None if item.indicator_target is None else f"{item.indicator_target.normalize():f}",
        "indicator_unit": item.indicator_unit or None,
        "budget": [{"town": b.member, "amount": f"{b.amount:.2f}", "currency": b.currency} for b in item.budget],
        "milestones": [
            {
                "no": m.no,
                "title_zh": m.title_zh,
                "title_en": m.title,
                "due_on": m.agreed_on.isoformat(),
                "weight": m.weight,
                "confirm_zh": m.confirm_zh,
                "confirm_en": m.confirm,
            }
            for m in item.milestones
        ],
        "carried_from": [item.carried_from_year, item.carried_from_no] if item.carried_from_year else None,
        "illustrative": item.illustrative,
    }


def text_of(circle: str, year: int, items: Iterable[ItemCard]) -> str:
    """Return the canonical JSON text of a list: sorted keys, one indent, no escapes, so that equal lists hash equally."""
    body = {"circle": circle, "year": year, "items": [frozen_item(i) for i in sorted(items, key=lambda i: i.no)]}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def changes_between(old: str, new: str) -> list[tuple[int, str, Any, Any]]:
    """Return what differs between two versions as (item, field, before, after); a field ``""`` is the whole item."""
    before, after = _by_no(old), _by_no(new)
    changes: list[tuple[int, str, Any, Any]] = []
    for no in sorted(set(before) | set(after)):
        was, now = before.get(no), after.get(no)
        if was is None or now is None:
            changes.append((no, "", (was or {}).get("title_zh"), (now or {}).get("title_zh")))
            continue
        changes += [(no, key, was.get(key), now.get(key)) for key in now if was.get(key) != now.get(key)]
    return changes


def _by_no(text: str) -> Mapping[int, dict[str, Any]]:
    return {item["no"]: item for item in json.loads(text)["items"]} if text else {}


def frozen_value(text: str, no: int, field: str) -> str | None:
    """Return what the frozen text says in a field of an item; None where it has no such item or field."""
    item = _by_no(text).get(no)
    if item is None or field not in item:
        return None
    value = item[field]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
