"""Reading: today, a year's list in three views, an item, plans."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilin.domain.obstacles.queries import obstacles_linked_to
from pilin.domain.programme import queries, rules
from pilin.domain.programme.enums import ItemState, PlanState, Strand
from pilin.domain.programme.forms import exported
from pilin.domain.programme.queries import ItemCard, Wanted
from pilin.domain.programme.web.views import Seat, board, coverage, item_url, stitches, timeline
from pilin.foundation.access.enums import Role
from pilin.foundation.bulletins.queries import bulletins_of
from pilin.foundation.files.queries import attachments_of
from pilin.foundation.journal.queries import history
from pilin.foundation.ledger.trails import signed_context
from pilin.foundation.members.queries import agreements_of, chair_on, membership_history, terms_of
from pilin.foundation.notices.queries import work_of
from pilin.web.frame import TILES

VIEWS = ("timeline", "board", "table")
MOST_WORK = 6


def today(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the circle today: the chair, the map with its stitches, what waits, the list by strand, what is due."""
    seat = Seat(request, circle)
    lists = queries.lists_of(seat.standing, circle)
    card = queries.current_list(lists, seat.on)
    items = seat.items(card.year) if card else []
    towns = seat.towns()
    codes = sorted({m.code for m in towns} | set(card.towns if card else ()))
    rolled = queries.roll_up(items, codes)
    plan = queries.plan_for(seat.standing, circle, card.year, seat.on) if card else None
    gaps = queries.uncovered_clauses(seat.standing, plan.uid, items) if plan else []
    chair = chair_on(seat.standing, circle, seat.on)
    does = {t.key: _("leads %(leads)s, joins %(joins)s") % {"leads": t.leads, "joins": t.joins} for t in rolled.towns}
    work = work_of(seat.standing, seat.on) if seat.standing.signed_in else []
    tiles = [tile for make in TILES.values() if (tile := make(request, circle))]
    released = [r for r in bulletins_of(seat.standing, circle, seat.at) if str(getattr(r, "state", "")) == "released"]
    return render(request, "programme/today.html", {
        "circle": seat.circle, "on": seat.on, "list": card, "items": items, "towns": towns, "members": seat.members(),
        "rolled": rolled, "covs": coverage(rolled, towns), "gaps": gaps, "plan": plan, "chair": chair,
        "days_left": (chair.ends_on - seat.on).days if chair else None,
        "term_done": _share(chair, seat.on), "next_terms": _next_terms(seat, chair),
        "stitches": stitches(items), "does": does, "work": work[:MOST_WORK], "work_count": len(work),
        "record": _record(seat, lists), "due": queries.due_in_month(items, seat.on), "tiles": tiles, "bulletin": released[0] if released else None,
        "strands": [
            (s, next(t for t in rolled.strands if t.key == s), [i for i in items if i.strand == s]) for s in Strand
        ],
    })  # fmt: skip


def _record(seat: Seat, lists: list[queries.ListCard]) -> list[queries.Landmark]:
    """Return what is on record of the circle: agreements, who joined, the first chair, the lists released."""
    ships = membership_history(seat.standing, seat.slug)
    began = min((b.valid_from.first.year for b in ships if b.valid_from), default=seat.on.year)
    return queries.chronicle(
        agreements_of(seat.standing, seat.slug, seat.on), ships,
        terms_of(seat.standing, seat.slug, began, seat.on.year), lists,
    )  # fmt: skip


def _share(chair: Any, on: Any) -> float:
    if chair is None:
        return 0
    return float(round(100 * (on - chair.starts_on).days / max(1, (chair.ends_on - chair.starts_on).days), 1))


def _next_terms(seat: Seat, chair: Any) -> list[Any]:
    first = (chair.year if chair else seat.on.year) + 1
    return terms_of(seat.standing, seat.slug, first, first + 3)


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Go to the list people mean today; say what belongs here where there is none."""
    seat = Seat(request, circle)
    lists = queries.lists_of(seat.standing, circle)
    card = queries.current_list(lists, seat.on)
    if card is None:
        return render(request, "programme/none.html", {"circle": seat.circle, "may_draft": seat.chairs})
    return redirect("programme:year", circle=circle, year=card.year)


def wanted_of(request: HttpRequest) -> Wanted:
    """Return which items the address asks for; what it says wrongly asks for nothing."""
    asked = request.GET

    def one(key: str) -> tuple[str, ...]:
        return (asked[key][:40],) if asked.get(key) else ()

    return Wanted(
        strand=one("strand"), lead=one("lead"), state=one("state"), silent=asked.get("silent") == "1",
        awaiting=asked.get("awaiting") == "1", due=asked.get("due", "")[:7], q=asked.get("q", "")[:80],
    )  # fmt: skip


def year(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Show a year's list as timeline, board or table; filters, order and view stand in the address."""
    seat = Seat(request, circle)
    card = seat.list_of(year)
    items = seat.items(year)
    wanted = wanted_of(request)
    shown = queries.sorted_items([i for i in items if wanted.takes(i)], request.GET.get("sort", "")[:12])
    towns, members = seat.towns(), seat.members()
    codes = sorted(set(card.towns) or {m.code for m in towns})
    strip = [members[c] for c in codes if c in members]
    rolled = queries.roll_up(items, codes)
    view = request.GET.get("view", "timeline")
    view = view if view in VIEWS else "timeline"
    month = f"{seat.on:%Y-%m}"
    lists = queries.lists_of(seat.standing, circle)
    context: dict[str, Any] = {
        "circle": seat.circle, "list": card, "year": year, "years": lists, "items": shown, "all": len(items), "view": view,
        "members": members, "rolled": rolled, "covs": coverage(rolled, strip), "wanted": wanted, "month": month, "on": seat.on,
        "strand_chips": [(s.label, s.value, sum(i.strand == s for i in items)) for s in Strand],
        "lead_chips": [(m, sum(i.lead == m.code for i in items)) for m in strip],
        "counts": {
            "late": sum(i.state == ItemState.LATE for i in items), "awaiting": sum(bool(i.awaiting) for i in items),
            "silent": sum(i.silent_days is not None for i in items), "done": sum(i.state == ItemState.DONE for i in items),
            "due": sum(any(f"{m.due_on:%Y-%m}" == month for m in i.milestones) for i in items),
        },
        "filtered": len(shown) != len(items), "silent_days": seat.circle.silent_after_days,
        "may_draft": seat.chairs, "signs": seat.standing.holds(Role.SIGNATORY) and seat.standing.member in card.missing,
        "reports": [i for i in items if i.lead == seat.standing.member and i.state in (ItemState.IN_FORCE, ItemState.LATE)],
        "budget": queries.roll_up(shown, ()).whole.budget, "with_budget": sum(bool(i.budget) for i in shown),
        **(signed_context(seat.standing, card.uid) if card.frozen else {}),
    }  # fmt: skip
    if view == "timeline":
        context.update(timeline(shown, year, seat.on, members))
    elif view == "board":
        context["lanes"] = board(shown, members)
    return render(request, "programme/year.html", context)


def item(request: HttpRequest, circle: str, year: int, no: int) -> HttpResponse:
    """Show an item on its two banks: what the lead reported, what the other bank found, what allows it, what it costs."""
    seat = Seat(request, circle)
    found = seat.item(year, no)
    card = seat.list_of(year)
    members = seat.members()
    lead = members.get(found.lead)
    partners = [members[c] for c in found.partners if c in members]
    province = {m.code: m.province[0] for m in seat.towns()}
    over = [m for m in partners if lead and m.province[0] != lead.province[0]]
    reports = [r for m in found.milestones for r in m.reports]
    subjects = [
        found.uid,
        *(m.uid for m in found.milestones),
        *(r.uid for r in reports),
        *(r.finding for r in reports if r.finding),
    ]
    rows = [_milestone(seat, found, m, province, members) for m in found.milestones]
    ask = next((r for r in rows if r["may_ask"]), None)
    return render(request, "programme/item.html", {
        "circle": seat.circle, "list": card, "item": found, "year": year, "members": members, "lead": lead,
        "lead_left": bool(lead and lead.bank < 0), "partners": partners, "over": over,
        "home": [m for m in partners if m not in over], "rows": rows, "ask": ask,
        "files": attachments_of(seat.standing, [str(r.uid) for m in found.milestones for r in m.reports]),
        "obstacles": obstacles_linked_to(seat.standing, found.uid), "told": history(seat.standing, subjects),
        "errata": [e for e in card.errata if e.item_no == no],
        "may_raise": seat.standing.member in found.towns or seat.chairs,
        "may_drop": bool(rules.may_drop(seat.standing, lead=found.lead, item=found.state, carried_to=found.carried_to_year)),
        "may_edit": bool(rules.may_change_items(seat.standing, circle, card.state)),
        "witness_days": seat.circle.witness_within_days, "silent_after": seat.circle.silent_after_days,
        **(signed_context(seat.standing, found.uid) if card.frozen else {}),
    })  # fmt: skip


def _milestone(
    seat: Seat, found: ItemCard, m: Any, province: dict[str, str], members: dict[str, Any]
) -> dict[str, Any]:
    standing = seat.standing
    suggested = [c for c in rules.suggested_witnesses(found.lead, found.partners, province) if c in members]
    waits = m.waits_days
    return {
        "m": m, "witness": members.get(m.witness), "suggested": members.get(suggested[0]) if suggested else None,
        "may_report": bool(rules.may_report(standing, lead=found.lead, state=m.state, item=found.state, carried_to=found.carried_to_year)),
        "may_witness": bool(rules.may_witness(standing, lead=found.lead, circle=seat.slug, province=province, state=m.state)),
        "may_move": bool(rules.may_move_due(standing, lead=found.lead, state=m.state, item=found.state, carried_to=found.carried_to_year)),
        "may_ask": m.awaits_witness and bool(suggested) and (standing.member == found.lead or seat.chairs),
        "waits": ngettext("waiting %(n)s day", "waiting %(n)s days", waits) % {"n": waits} if waits is not None else "",
        "overdue": waits is not None and waits > seat.circle.witness_within_days,
        "late": ngettext("%(n)s day late", "%(n)s days late", m.days_late) % {"n": m.days_late} if m.late else "",
    }  # fmt: skip


def plans(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the plans of a circle and how far each has come."""
    seat = Seat(request, circle)
    return render(request, "programme/plans.html", {
        "circle": seat.circle, "plans": queries.plans_of(seat.standing, circle, seat.on), "members": seat.members(),
        "labels": {s.value: s.label for s in PlanState},
    })  # fmt: skip


def plan(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show a plan: its steps, its clauses, and which of them items serve."""
    seat = Seat(request, circle)
    found = queries.plan_named(seat.standing, circle, slug, seat.on)
    if found is None:
        raise Http404
    items = queries.items_in(seat.standing, circle, seat.on, found.first_year, found.last_year) if found.clauses else []
    served: dict[Any, list[ItemCard]] = {}
    for i in items:
        if i.clause_uid:
            served.setdefault(i.clause_uid, []).append(i)
    clauses = [{"clause": c, "items": [(i, item_url(i)) for i in served.get(c.pk, ())]} for c in found.clauses]
    return render(request, "programme/plan.html", {
        "circle": seat.circle, "plan": found, "clauses": clauses, "gaps": sum(not c["items"] for c in clauses),
        "members": seat.members(), "labels": {s.value: s.label for s in PlanState},
    })  # fmt: skip


def export(request: HttpRequest, circle: str, year: int, suffix: str) -> HttpResponse:
    """Give a list away as XLSX or CSV."""
    seat = Seat(request, circle)
    seat.list_of(year)
    content = exported((queries.as_input(i) for i in seat.items(year)), f".{suffix}")
    kind = (
        "text/csv; charset=utf-8"
        if suffix == "csv"
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{circle}-{year}.{suffix}"'
    return response


def version(request: HttpRequest, circle: str, year: int, number: int) -> HttpResponse:
    """Show the canonical text of one version, so that anyone can hash it."""
    seat = Seat(request, circle)
    found = queries.version_text(seat.standing, circle, year, number)
    if found is None:
        raise Http404
    return HttpResponse(found.text, content_type="application/json; charset=utf-8")


def list_url(circle: str, year: int, name: str = "year") -> str:
    """Return where a year's list stands."""
    return reverse(f"programme:{name}", kwargs={"circle": circle, "year": year})
