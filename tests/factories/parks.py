"""Parks, shares, crossings, carriers and promises for tests, made by the room's own deeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilin.domain.parks import actions, queries
from pilin.domain.parks.models import Carrier, Crossing, Park, ParkFirm, ParkList, Promise, ShareProposal
from pilin.domain.parks.rules import FigureInput, PartyInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW

SINCE = date(2024, 1, 1)


def _base(by: Standing, at: datetime) -> dict[str, Any]:
    return {"by": by, "at": at, "circle": circle_named(by, "five-towns"), "town": by.member}


def park(by: Standing, *others: str, at: datetime = NOW, **more: Any) -> Park:
    """Return a park of the town acted for and other members, by code."""
    given = {
        "name_zh": "协同园",
        "name": "Joint park",
        "parties": [PartyInput(by.member), *map(PartyInput, others)],
        **more,
    }
    return actions.enter_park(**_base(by, at), **given)


def proposal(by: Standing, row: Park, *shares: str | None, at: datetime = NOW, **more: Any) -> ShareProposal:
    """Propose these shares, in the order of the park's parties; None leaves one unknown."""
    said = {
        party.pk: None if share is None else Decimal(share)
        for party, share in zip(queries.parties_of(row), shares, strict=True)
    }
    return actions.propose_shares(by=by, at=at, park=row, shares=said, **more)


def listed(by: Standing, declared: int = 19, at: datetime = NOW, **more: Any) -> ParkList:
    """Return a list of parks as somebody counts them."""
    return actions.enter_list(
        **_base(by, at), **{"name_zh": "合作园区", "name": "Joint parks", "declared": declared, **more}
    )


def stay(by: Standing, row: Park, firm: Any, at: datetime = NOW, **more: Any) -> ParkFirm:
    """Put a firm into a park."""
    return actions.put_firm(by=by, at=at, park=row, enterprise=firm, **{"valid_from": SINCE, **more})


def crossing(by: Standing, at: datetime = NOW, **more: Any) -> Crossing:
    """Return a crossing in use."""
    return actions.enter_crossing(**_base(by, at), **{"name_zh": "大桥", "name": "Bridge", "state": "open", **more})


def carrier(by: Standing, *figures: FigureInput, at: datetime = NOW, **more: Any) -> Carrier:
    """Return a carrier with these figures."""
    return actions.enter_carrier(
        **_base(by, at), **{"name_zh": "科创中心", "name": "Centre", "figures": figures, **more}
    )


def promise(by: Standing, at: datetime = NOW, **more: Any) -> Promise:
    """Return a promise on a new work, unless one is given."""
    given = {"what_zh": "开工", "what": "Begins", "said_by_zh": "城建中心", "said_on": date(2020, 9, 10), **more}
    if "work" not in given:
        given.setdefault("work_zh", "乐园")
    return actions.enter_promise(**_base(by, at), **given)
