"""What odd jobs came to, month by month, as each town has published it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.oddjobs import actions, queries, rules
from pilin.domain.oddjobs.enums import LAUNCHED, MONTH_FIGURES
from pilin.domain.oddjobs.web.shared import circle_of, towns_of
from pilin.engine.base import Quantity
from pilin.foundation.members.queries import day_of, member_cards


def months(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a month as each town has published it; to a clerk, what the own records say now, to be published."""
    within, standing, today = circle_of(request, circle), request.standing, day_of(request.at)
    last = _before(today.replace(day=1))
    month = min(max(_month(request.GET.get("month", "")) or last, LAUNCHED), last)
    towns = towns_of(request, circle)
    rows = queries.months_published(standing, circle, towns, month)
    may_publish = bool(standing.member and rules.may_publish(standing, circle, standing.member))
    own = next((row for row in rows if row.town.code == standing.member), None)
    context: dict[str, Any] = {
        "circle": within, "members": member_cards(standing), "figures": MONTH_FIGURES, "month": month, "rows": [_cells(row) for row in rows], "last": last,
        "before": _before(month) if month > LAUNCHED else None, "after": _after(month) if month < last else None, "may_keep": bool(standing.member and rules.may_see_workers(standing, circle, standing.member)),
        "mine": _mine(circle, standing.member, month, towns, own) if may_publish and own else None,
    }  # fmt: skip
    return render(request, "oddjobs/months.html", context)


@require_POST
def publish(request: HttpRequest, circle: str) -> HttpResponse:
    """Publish a month of the own town."""
    within, month = circle_of(request, circle), _month(request.POST.get("month", "")) or day_of(request.at)
    given = actions.publish_month(
        by=request.standing, at=request.at, circle=within, town=request.standing.member, month=month
    )
    messages.success(request, _("Published: {number} figures. Everyone reads them.").format(number=len(given)))
    return redirect(f"{reverse('oddjobs:months', args=[circle])}?month={month:%Y-%m}")


def _cells(row: queries.MonthRow) -> tuple[Any, list[tuple[Any, str]]]:
    return row.town, [(row.readings[name], row.slugs.get(name, "")) for name in MONTH_FIGURES]


def _mine(circle: str, town: str, month: date, towns: list[Any], own: queries.MonthRow) -> dict[str, Any]:
    """Return the figures of the own town as its records say them now, and whether that is other than what was published."""
    counted = queries.month_counted(circle, town, month, {one.code: one.bank for one in towns})
    told, differs = [], False
    for name, figure in MONTH_FIGURES.items():
        reading, now = own.readings[name], counted[name]
        new = reading is None or not now.same_as(reading)
        differs |= new
        shown = None if now.value is None else Quantity(now.value, figure.unit, now.comparator)
        told.append((figure.label, shown, new and own.published))
    return {"told": told, "differs": differs, "published": own.published}


def _month(said: str) -> date | None:
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        return None


def _before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def _after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
