"""What pages draw: stitches, timelines, lanes and coverage, from cards."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from pilin.domain.programme import queries
from pilin.domain.programme.enums import ItemState, MilestoneState, Strand
from pilin.domain.programme.queries import ItemCard, ListCard, MilestoneCard, Tally
from pilin.foundation.members.queries import MemberCard, circle_named, member_cards, members_on


def named(row: Any, name: str = "title") -> str:
    """Return a field in the reader's language; Chinese where no English was given."""
    if (get_language() or "zh").startswith("zh"):
        return str(getattr(row, f"{name}_zh"))
    return str(getattr(row, name) or getattr(row, f"{name}_zh"))


class Seat:
    """Who asks for a page, when, and about which circle; a circle nobody knows is not found."""

    def __init__(self, request: HttpRequest, circle: str) -> None:
        self.standing, self.at = request.standing, request.at
        self.on = queries.day_of(self.at)
        found = circle_named(self.standing, circle)
        if found is None:
            raise Http404
        self.circle, self.slug = found, circle

    def list_of(self, year: int) -> ListCard:
        """Return the year's list; not found where this standing may not read one."""
        card = queries.list_of(self.standing, self.slug, year)
        if card is None:
            raise Http404
        return card

    def items(self, year: int) -> list[ItemCard]:
        """Return the year's items as they stand today."""
        return queries.items_of(self.standing, self.slug, year, self.on)

    def item(self, year: int, no: int) -> ItemCard:
        """Return one item; not found where this standing may not read it."""
        found = queries.item_of(self.standing, self.slug, year, no, self.on)
        if found is None:
            raise Http404
        return found

    def members(self) -> dict[str, MemberCard]:
        """Return every member by code."""
        return member_cards(self.standing)

    def towns(self) -> list[MemberCard]:
        """Return the circle's members today: left bank first."""
        return sorted(members_on(self.standing, self.slug, self.on), key=lambda m: (m.bank >= 0, m.code))

    @property
    def chairs(self) -> bool:
        """Return whether this is the office of the chair."""
        return bool(self.standing.keeps_office_of_chair(self.slug))


def item_url(item: ItemCard) -> str:
    """Return where an item stands."""
    return reverse("programme:item", kwargs={"circle": item.circle, "year": item.year, "no": item.no})


def stitches(items: Iterable[ItemCard]) -> list[dict[str, Any]]:
    """Return one stitch an item: late, half where one bank has spoken last, solid where the other has witnessed."""
    drawn = []
    for item in items:
        if item.state == ItemState.DROPPED:
            continue
        waiting = item.awaiting
        told = [m for m in item.milestones if m.state == MilestoneState.WITNESSED]
        shown: MilestoneCard | None = waiting[-1] if waiting else (told[-1] if told else None)
        drawn.append({
            "left": bool(shown and shown.left), "right": bool(shown and shown.right), "late": item.state == ItemState.LATE,
            "title": f"{item.no} {named(item)}", "url": item_url(item),
        })  # fmt: skip
    return drawn


def late_tag(item: ItemCard) -> str:
    """Return how late the item's latest milestone is, in words; empty when it is not."""
    days = max((m.days_late for m in item.milestones if m.late), default=0)
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days} if days else ""


def board(items: Sequence[ItemCard], towns: dict[str, MemberCard]) -> list[dict[str, Any]]:
    """Return lanes by what an item needs next."""
    lanes: dict[str, list[ItemCard]] = {"late": [], "waits": [], "under_way": [], "done": [], "dropped": []}
    for item in items:
        if item.state == ItemState.LATE:
            lanes["late"].append(item)
        elif item.state == ItemState.DONE:
            lanes["done"].append(item)
        elif item.state == ItemState.DROPPED:
            lanes["dropped"].append(item)
        else:
            lanes["waits" if item.awaiting else "under_way"].append(item)
    labels = {
        "late": _("Late"), "waits": _("Awaiting the other bank"), "under_way": _("Under way"), "done": _("Done"),
        "dropped": _("Given up"),
    }  # fmt: skip
    return [
        {"label": labels[key], "cards": [_card(i, towns) for i in some]}
        for key, some in lanes.items()
        if some or key != "dropped"
    ]


def _card(item: ItemCard, towns: dict[str, MemberCard]) -> dict[str, Any]:
    return {
        "no": item.no, "title": named(item), "url": item_url(item), "lead": towns.get(item.lead),
        "partners": [towns[c] for c in item.partners if c in towns], "milestones": item.milestones, "tag": late_tag(item),
    }  # fmt: skip


def timeline(items: Sequence[ItemCard], year: int, on: date, towns: dict[str, MemberCard]) -> dict[str, Any]:
    """Return what the double-line timeline draws: a month a column, a row an item, today's line."""
    dues = [m.due_on for i in items for m in i.milestones]
    first = min((d.month for d in dues if d.year == year), default=1)
    first_day = date(year, max(1, first - 1), 1)
    last_year, last_month = max([(d.year, d.month) for d in dues if d.year >= year] + [(year, 12)])
    last_day = date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
    span = (last_day - first_day).days + 1

    def at(day: date) -> float:
        return round(100 * max(0, min(span, (day - first_day).days)) / span, 2)

    months = []
    month = first_day
    while month <= last_day:
        label = f"{month.month} 月" if (get_language() or "zh").startswith("zh") else f"{month:%b}"
        months.append({"at": at(month), "label": label})
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    groups = []
    for strand in Strand:
        rows = [_row(item, at, towns) for item in items if item.strand == strand]
        if rows:
            groups.append({"label": strand.label, "rows": rows})
    return {"months": months, "groups": groups, "now": at(on) if first_day <= on <= last_day else None}


def _row(item: ItemCard, at: Any, towns: dict[str, MemberCard]) -> dict[str, Any]:
    sides: dict[bool, list[tuple[MemberCard, str]]] = {True: [], False: []}
    for code in item.towns:
        town = towns.get(code)
        if town:
            sides[town.bank < 0].append((town, "s" if code == item.lead else "o s"))
    steps = []
    for m in item.milestones:
        tag = (ngettext("%(n)s day late", "%(n)s days late", m.days_late) % {"n": m.days_late}) if m.late else ""
        steps.append({"at": at(m.due_on), "left": m.left, "right": m.right, "late": m.late, "tag": tag})
    start = 0.0
    end = max((s["at"] for s in steps), default=0)
    left = max((s["at"] for s in steps if s["left"]), default=0)
    right = max((s["at"] for s in steps if s["right"]), default=0)
    return {
        "no": item.no, "title": named(item), "url": item_url(item), "left": sides[True], "right": sides[False],
        "milestones": steps, "start": start, "width": end, "left_width": left, "right_width": right,
    }  # fmt: skip


def coverage(rolled: queries.RollUp, towns: Sequence[MemberCard]) -> dict[str, Any]:
    """Return the strip of coverage: left bank, border, right bank."""
    by_code: dict[str, Tally] = {t.key: t for t in rolled.towns}
    rows = [{"member": m, "tally": by_code[m.code]} for m in towns if m.code in by_code]
    return {"left": [r for r in rows if r["member"].bank < 0], "right": [r for r in rows if r["member"].bank >= 0]}  # type: ignore[attr-defined]
