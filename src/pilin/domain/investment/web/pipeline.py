"""The pipeline of a circle: what stands in each stage, and a form to register a lead."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilin.domain.investment import actions, forms, queries, rules
from pilin.domain.investment.enums import SIGNED_ON, LeadStage, Sector
from pilin.domain.investment.models import PipelineFigure
from pilin.domain.investment.web.pages import circle_or_404, form_page, today_of
from pilin.engine.base import Quantity
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import page_number, perform

A_PAGE = 50
A_COLUMN = 20  # of the board; the table shows all


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the funnel, the leads as a board or a table, and what reports say."""
    within = circle_or_404(request, circle)
    standing, asked = request.standing, request.GET
    all_cards = queries.cards(standing, circle, today_of(request))
    funnel = queries.pipeline_of(all_cards, queries.figures(standing, circle))
    shown = queries.sifted(
        all_cards,
        stage=asked.get("stage", ""),
        town=asked.get("town", ""),
        sector=asked.get("sector", ""),
        ended=asked.get("ended") == "1",
        words=asked.get("q", ""),
    )
    living, members = queries.sifted(all_cards), member_cards(standing)
    as_table = asked.get("view") == "table" or asked.get("ended") == "1"
    context = {
        "circle": within,
        "members": members,
        "funnel": funnel,
        "board": [
            (total, found[:A_COLUMN], max(0, len(found) - A_COLUMN))
            for total, (_stage, found) in zip(funnel.stages, queries.by_stage(shown), strict=True)
        ],
        "view": "table" if as_table else "board",
        "page": Paginator(shown, A_PAGE).get_page(page_number(asked.get("page"))),
        "shown": len(shown),
        "all": len(all_cards),
        "stages": [(s.value, s.label, n) for s in LeadStage if (n := sum(c.lead.stage == s for c in living))],
        "sectors": [(s.value, s.label, n) for s in Sector if (n := sum(c.lead.sector == s for c in living))],
        "towns": [(code, members[code]) for code in sorted({c.lead.owner for c in living}) if code in members],
        "reported": [_reported(row) for row in funnel.figures],
        "joins": queries.joins_asked(standing, circle) if standing.member else [],
        "may_set_still": rules.may_set_still(standing, circle, standing.member),
        "may_register": rules.may_register(standing, circle),
        "signed_stages": [LeadStage(s).label for s in SIGNED_ON],
    }
    return render(request, "investment/index.html", context)


def register(request: HttpRequest, circle: str) -> HttpResponse:
    """Take a lead; where another town courts the investor, say so and offer to ask it."""
    within = circle_or_404(request, circle)
    rules.may_register(request.standing, circle).require()
    form = forms.LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            form,
            lambda: actions.register_lead(by=request.standing, at=request.at, circle=circle, facts=form.facts()),
        )
        if made:
            messages.success(
                request, _("Registered. Your town keeps this lead; nobody else reads it until you share it.")
            )
            return redirect("investment:lead", circle=circle, uid=made.pk)
    return form_page(
        request,
        circle=within,
        form=form,
        title=_("Register a lead"),
        verb=_("Register it"),
        hint=_("Who reports first keeps the lead. Your town alone reads it until you share it."),
        back=reverse("investment:index", kwargs={"circle": circle}),
        ask=bool(form.non_field_errors()),
        draft="investment.register",
    )


def still(request: HttpRequest, circle: str) -> HttpResponse:
    """Set after how many days in each stage one's own town's leads stand still."""
    within, town = circle_or_404(request, circle), request.standing.member
    rules.may_set_still(request.standing, circle, town).require()
    form = forms.StillForm(request.POST or None, days=queries.still_days(circle, town))
    back = reverse("investment:index", kwargs={"circle": circle})
    if request.method == "POST" and form.is_valid():
        days = dict(form.cleaned_data)
        act = partial(actions.set_still, by=request.standing, at=request.at, circle=circle, town=town, days=days)
        if perform(form, act) is not None:
            messages.success(request, _("Set."))
            return redirect(back)
    return form_page(
        request,
        circle=within,
        form=form,
        title=_("When a lead stands still"),
        verb=_("Set it"),
        hint=_(
            "So many days in one stage, and then your town’s clerks are told, once, and the board marks it. "
            "Each town sets this for its own leads."
        ),
        back=back,
    )


def _reported(row: PipelineFigure) -> dict[str, Any]:
    area = row.area
    ha = None if area is None else rules.in_unit(rules.exact_m2(area), rules.HECTARE)
    return {
        "row": row,
        "stage": LeadStage(row.stage).label if row.stage else "",
        "mean": rules.mean_amount(row) if row.projects and row.projects > 1 else None,
        "ratio": rules.output_ratio(row),
        "per_mu": rules.output_per_mu(row),
        "ha": None if ha is None else Quantity(ha, "ha"),
    }
