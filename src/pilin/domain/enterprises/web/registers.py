"""The pages: firms, one firm with what each register says, which of them may be one, the registers and bringing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pilin.domain.enterprises import actions, forms, queries, rules
from pilin.domain.enterprises.enums import OF_A_FIRM, PERIODS, UNITS, BringingState, ClaimState, LikenessState
from pilin.domain.enterprises.models import Enterprise, Register
from pilin.foundation.access.enums import Role
from pilin.foundation.journal.queries import history
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards
from pilin.web.forms import page_number, perform

A_PAGE = 50
PAIRS_A_PAGE = 10


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the firms in sight, with filters; an empty register says what to bring."""
    within, standing, asked = in_circle(request, circle), request.standing, request.GET
    find, town = asked.get("q", "").strip()[:80], asked.get("town", "")[:16]
    rows = queries.enterprises(standing, circle, find=find, town=town, industry=asked.get("industry", "")[:4])
    towns, members = queries.tally(standing, circle), member_cards(standing)
    return render(
        request,
        "enterprises/index.html",
        {
            "circle": within,
            "page": Paginator(rows, A_PAGE).get_page(page_number(asked.get("page"))),
            "members": members,
            "towns": [(code, members.get(code), n) for code, n in sorted(towns.items()) if code in members],
            "all": sum(towns.values()),
            "find": find,
            "may_bring": bool(rules.may_bring(standing, circle)),
            "waiting": queries.claims(standing, circle, ClaimState.ASKED).count()
            if rules.may_read_claims(standing)
            else 0,
            "alike": queries.likenesses(standing, circle).count() if standing.member else 0,
        },
    )


def enterprise(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a firm: each field with who says it and as of when, and where two registers disagree."""
    within = in_circle(request, circle)
    told = queries.enterprise_told(request.standing, circle, uid)
    if told is None:
        raise Http404
    return render(
        request,
        "enterprises/enterprise.html",
        {
            "of_a_firm": [
                (label, icon, route) for label, icon, route, may in OF_A_FIRM if may(request.standing, told.enterprise)
            ],
            "circle": within,
            "told": told,
            "e": told.enterprise,
            "members": member_cards(request.standing),
            "records": [(record, told.how(record)) for record in told.records],
            "merged": [(firm, bool(rules.may_undo(request.standing, firm))) for firm in told.merged],
            "may_undo": bool(rules.may_undo(request.standing, told.enterprise)),
            "may_merge": _may_merge(request, told),
            "groups": queries.groups_of(request.standing, told.enterprise),
            "sites": queries.sites_of(request.standing, [told.enterprise.pk, *(firm.pk for firm in told.merged)]),
            "may_place": bool(rules.may_place_in_group(request.standing, told.enterprise)),
            "may_note": bool(rules.may_note_group(request.standing, circle)),
            "says": queries.firm_says(
                request.standing, [told.enterprise.pk, *(firm.pk for firm in told.merged)], day_of(request.at)
            ),
            "size": rules.size_told(told.enterprise),
            "units": UNITS,
            "periods": PERIODS,
            "may_speak": bool(rules.may_speak_for(request.standing, told.enterprise)),
            "may_claim": bool(rules.may_claim(request.standing, told.enterprise)),
            "history": history(
                request.standing,
                [told.enterprise.pk, *(firm.pk for firm in told.merged), *(r.register_id for r in told.records)],
                most=12,
            ),
        },
    )


def _may_merge(request: HttpRequest, told: queries.EnterpriseTold) -> bool:
    """Return whether the page offers to merge this firm into another that is not named yet."""
    firm = told.enterprise
    own = request.standing.member == firm.owner and request.standing.holds(Role.CLERK)
    return own and firm.merged_into_id is None and not told.merged


def merge(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that a firm is another: those that may be meant, side by side with it."""
    within, firm = in_circle(request, circle), firm_named(request, circle, uid)
    find = request.GET.get("q", "").strip()[:80]
    form = forms.MergeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        into = firm_named(request, circle, form.cleaned_data["into"])
        if perform(
            form,
            lambda: actions.merge_firms(
                by=request.standing, at=request.at, enterprise=firm, into=into, why=form.cleaned_data["why"]
            ),
        ):
            messages.success(request, _("Merged. Its page keeps its address, and the merge can be undone there."))
            return redirect("enterprises:enterprise", circle=circle, uid=into.pk)
    others = queries.firms_like(request.standing, firm, find)
    holds = queries.holds_others(request.standing, firm)
    context = {
        "circle": within, "e": firm, "form": form, "find": find, "members": member_cards(request.standing),
        "others": [(other, rules.may_merge(request.standing, firm, other, holds_others=holds)) for other in others],
    }  # fmt: skip
    return render(request, "enterprises/merge.html", context, status=422 if form.errors else 200)


def undo(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Undo a merge, with the reason."""
    within, firm = in_circle(request, circle), firm_named(request, circle, uid)
    rules.may_undo(request.standing, firm).require()
    form = forms.UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        done = perform(form, lambda: actions.undo_merge(by=request.standing, at=request.at, enterprise=firm, why=why))
        if done is not None:
            messages.success(request, _("Undone. Both firms stand as they stood before."))
            return redirect("enterprises:enterprise", circle=circle, uid=firm.pk)
    context = {"circle": within, "e": firm, "kept": queries.kept_of(request.standing, firm), "form": form}
    return render(request, "enterprises/undo.html", context, status=422 if form.errors else 200)


def likenesses(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the pairs of firms that may be one and wait for this town, side by side; or those that were decided."""
    within, standing = in_circle(request, circle), request.standing
    state = request.GET.get("state", "")
    state = state if state in LikenessState.values else LikenessState.OPEN.value
    page = Paginator(queries.likenesses(standing, circle, state), PAIRS_A_PAGE).get_page(
        page_number(request.GET.get("page"))
    )
    counts = queries.likeness_counts(standing, circle)
    return render(
        request,
        "enterprises/likenesses.html",
        {
            "circle": within,
            "page": page,
            "pairs": [queries.likeness_told(row) for row in page],
            "state": state,
            "states": [(code, LikenessState(code).label, n) for code, n in counts.items()],
            "members": member_cards(standing),
            "may_decide": standing.holds(Role.CLERK),
        },
    )


def likeness(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one pair; say that it is one firm or two."""
    within = in_circle(request, circle)
    found = queries.likeness_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    form = forms.DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        standing, at, one = request.standing, request.at, form.cleaned_data["said"] == "one"

        def decide() -> Any:
            if one:
                return actions.merge_firms(by=standing, at=at, enterprise=found.enterprise, into=found.other)
            return actions.keep_apart(by=standing, at=at, likeness=found)

        if perform(form, decide):
            said = (
                _("One firm: “%(name)s”. The merge can be undone on its page.")
                if one
                else _("Two firms: “%(name)s” stays by itself. The pair is not proposed again.")
            )
            messages.success(request, said % {"name": found.enterprise.name_zh})
            return redirect("enterprises:likenesses", circle=circle)
    context = {
        "circle": within, "form": form, "members": member_cards(request.standing), "pair": queries.likeness_told(found),
        "may_decide": request.standing.holds(Role.CLERK),
    }  # fmt: skip
    return render(request, "enterprises/likeness.html", context, status=422 if form.errors else 200)


def registers(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the registers in sight."""
    within, standing = in_circle(request, circle), request.standing
    return render(
        request,
        "enterprises/registers.html",
        {
            "circle": within,
            "page": Paginator(queries.registers(standing, circle), A_PAGE).get_page(
                page_number(request.GET.get("page"))
            ),
            "members": member_cards(standing),
            "may_bring": bool(rules.may_bring(standing, circle)),
            "bringings": [b for b in queries.bringings(standing, circle)[:12] if b.state != BringingState.DONE],
        },
    )


def register(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a register row by row, and how each row found its firm."""
    within, found = in_circle(request, circle), _register(request, circle, uid)
    rows = queries.records_of(request.standing, found)
    page = Paginator(rows, A_PAGE).get_page(page_number(request.GET.get("page")))
    return render(
        request,
        "enterprises/register.html",
        {
            "circle": within,
            "r": found,
            "page": page,
            "firms": queries.firms_of(request.standing, page.object_list),
            "members": member_cards(request.standing),
            "own": request.standing.member == found.owner,
            "may_withdraw": bool(rules.may_withdraw(request.standing, found)),
            "history": history(request.standing, [found.pk], most=12),
        },
    )


def withdraw(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take a register back, with the reason."""
    within, found = in_circle(request, circle), _register(request, circle, uid)
    rules.may_withdraw(request.standing, found).require()
    form = forms.WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        done = perform(
            form, lambda: actions.withdraw_register(by=request.standing, at=request.at, register=found, why=why)
        )
        if done is not None:
            messages.success(request, _("Taken back. What it said counts no more."))
            return redirect("enterprises:register", circle=circle, uid=found.pk)
    context = {"circle": within, "r": found, "form": form}
    return render(request, "enterprises/withdraw.html", context, status=422 if form.errors else 200)


def in_circle(request: HttpRequest, slug: str) -> Circle:
    """Return the circle of an address; 404 where there is none."""
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def firm_named(request: HttpRequest, circle: str, uid: UUID) -> Enterprise:
    """Return the firm of an address; 404 where this standing reads none."""
    found = queries.enterprise_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _register(request: HttpRequest, circle: str, uid: UUID) -> Register:
    found = queries.register_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
