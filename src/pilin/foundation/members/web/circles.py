"""The circle itself: who belongs, who answers for what, whose turn it is."""

from __future__ import annotations

import re
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilin.foundation.journal.queries import latest
from pilin.foundation.members import actions, forms, queries, rules
from pilin.foundation.members.enums import WAYS_OF_CIRCLE, MembershipKind
from pilin.foundation.members.web.shared import circle_or_404, day_asked
from pilin.web import drawing
from pilin.web.forms import perform

SIXTH = queries.MemberCard(
    "000000001",
    "Sixth town",
    "第六镇",
    "Sixth town",
    "第六镇",
    "陆",
    10,
    1,
    queries.Division("31", "", ""),
    None,
    illustrative=True,
)


@require_GET
def circle(request: HttpRequest, circle: str) -> HttpResponse:
    """Show who belongs to a circle on a day, its bodies at three levels, and who answers for what."""
    row, standing = circle_or_404(request, circle), request.standing
    day, is_today, no_day = day_asked(request)
    members = queries.members_on(standing, circle, day)
    bodies = queries.bodies_of(standing, circle)
    history = queries.membership_history(standing, circle)
    changes = sorted({h.valid_from.first for h in history if h.valid_from and h.kind == MembershipKind.MEMBER})
    return render(
        request,
        "members/circle.html",
        {
            "circle": row,
            "on": day,
            "is_today": is_today,
            "no_day": no_day,
            "members_here": members,
            "mapped": drawing.knows(m.code for m in members),
            "left": [m for m in members if m.bank < 0],
            "right": [m for m in members if m.bank >= 0],
            "counties": len(queries.counties_of(members)),
            "observers": queries.members_on(standing, circle, day, MembershipKind.OBSERVER),
            "chair": queries.chair_on(standing, circle, day),
            "history": history,
            "change_days": [d for d in changes if d <= queries.day_of(request.at)],
            "levels": _by_level(bodies),
            "told": latest(standing, circle=circle, most=8),
            "cards": queries.member_cards(standing),
            "may_keep": rules.may_keep_circle(standing, circle),
            "ways": WAYS_OF_CIRCLE,
            "invitations": [i for i in queries.invitations_of(standing, circle) if i.accepted_at is None],
        },
    )


def _by_level(bodies: list[queries.BodyCard]) -> list[tuple[str, list[queries.BodyCard]]]:
    groups: dict[str, list[queries.BodyCard]] = {}
    for body in bodies:
        groups.setdefault(body.level_label, []).append(body)
    return list(groups.items())


@require_GET
def presidency(request: HttpRequest, circle: str) -> HttpResponse:
    """Show whose turn it was, is and will be, and what one more member would change: with ``?joins=``, nothing is kept."""
    row, standing = circle_or_404(request, circle), request.standing
    today = queries.day_of(request.at)
    known = [*(o.from_year for o in queries.order_rows(circle)), *(t.year for t in queries.settled_terms(circle))]
    first = min(known, default=today.year)
    last = today.year + 7
    terms = queries.terms_of(standing, circle, first, last)
    joins, bad = _joins(request.GET.get("joins", ""), today)
    preview = queries.terms_with_newcomer(standing, circle, first, last, joins, SIXTH) if joins else []
    now = next((t for t in terms if t.is_on(today)), None)
    return render(
        request,
        "members/presidency.html",
        {
            "circle": row,
            "today": today,
            "known": bool(known),
            "terms": terms,
            "now": now,
            "next": next((t for t in terms if t.starts_on > today), None),
            "days_left": (now.ends_on - today).days if now else None,
            "joins": joins,
            "bad": bad,
            "rows": _beside(terms, preview),
            "returns": next(
                (t.year for t in terms if now and t.year > now.year and t.member.code == now.member.code), None
            ),
            "may_keep": rules.may_keep_circle(standing, circle),
        },
    )


def _joins(text: str, today: date) -> tuple[date | None, str]:
    text = text.strip()
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(f"{text}-01-01" if re.fullmatch(r"\d{4}", text) else text)
    except ValueError:
        return None, text[:20]
    return (day, "") if 2000 <= day.year <= today.year + 20 else (None, text[:20])


def _beside(
    terms: list[queries.TermCard], preview: list[queries.TermCard]
) -> list[tuple[int, queries.TermCard | None, queries.TermCard | None, bool]]:
    now, then = {t.year: t for t in terms}, {t.year: t for t in preview}
    rows = []
    for year in sorted(now.keys() | then.keys()):
        one, other = now.get(year), then.get(year)
        changed = bool(preview) and (one and one.member.code) != (other and other.member.code)
        rows.append((year, one, other, changed))
    return rows


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, circle: str) -> HttpResponse:
    """Record the order of turns of a circle."""
    row, standing, at = circle_or_404(request, circle), request.standing, request.at
    rules.may_keep_circle(standing, circle).require()
    today = queries.day_of(at)
    members = queries.members_on(standing, circle, today)
    form = forms.OrderForm(
        request.POST or None,
        initial={
            "names": ", ".join(m.short_zh for m in members),
            "from_year": today.year + 1,
            "decided_on": today,
        },
    )
    if request.method == "POST" and form.is_valid():
        codes = _codes(form.cleaned_data["names"], members)
        made = perform(
            form,
            lambda: actions.settle_order(
                by=standing,
                at=at,
                circle=row,
                codes=codes,
                from_year=form.cleaned_data["from_year"],
                decided_on=form.cleaned_data["decided_on"],
            ),
        )
        if made:
            messages.success(request, _("The order is recorded; terms follow from it."))
            return redirect("members:presidency", circle=circle)
    return render(
        request,
        "members/form.html",
        {
            "circle": row,
            "form": form,
            "title": _("Record the order of turns"),
            "verb": _("Record the order"),
            "back": "members:presidency",
            "back_label": _("Presidency"),
            "hint": _("Past years stay as they are. Nobody is in office twice running."),
        },
    )


def _codes(names: str, members: list[queries.MemberCard]) -> list[str]:
    known = {name.casefold(): m.code for m in members for name in (m.code, m.short, m.short_zh, m.name, m.name_zh)}
    parts = [part.strip() for part in re.split(r"[,，、;；\n]+", names) if part.strip()]
    return [known.get(part.casefold(), part) for part in parts]
