"""What every deed here does: hold a row until it ends, know a circle's towns, tell people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilin.domain.enforcement import queries
from pilin.foundation.access.enums import Role
from pilin.foundation.access.models import SharedModel
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Refused
from pilin.foundation.identity.queries import people_holding
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.notices.actions import notify

R = TypeVar("R", bound=SharedModel)


def held(row: R) -> R:
    """Return a row as it is now, held until the deed ends."""
    model = type(row)
    found = model.objects.visible_to(queries.HOUSE).select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise Refused("not_found", _("There is no such record any more"))
    return found


def towns_on(circle: str, on: date) -> set[str]:
    """Return the codes of a circle's towns on a day, observers among them."""
    full = members_on(queries.HOUSE, circle, on)
    return {card.code for card in [*full, *members_on(queries.HOUSE, circle, on, "observer")]}


def tell_clerks(by: Standing, at: datetime, towns: Collection[str], kind: str, row: Any, title: str) -> None:
    """Tell the clerks of other towns of something that waits for them."""
    people = [
        person for town in sorted(set(towns) - {by.member}) for person in people_holding(town, Role.CLERK, day_of(at))
    ]
    page = {"Patrol": "patrol", "Transfer": "transfer", "Hazard": "hazard", "Finding": "finding"}[type(row).__name__]
    url = reverse(f"enforcement:{page}", kwargs={"circle": row.circle, "uid": row.pk})
    notify(by=by, at=at, people=people, kind=kind, facts={"title": title, "title_zh": title}, url=url)
