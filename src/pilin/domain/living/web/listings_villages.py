"""The pages of villages and visitors: labels, incomes, funds and series with how they are counted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilin.domain.living import actions
from pilin.domain.living.enums.listings import FigurePart, FigureTopic
from pilin.domain.living.forms import listings as forms
from pilin.domain.living.queries import listings as listed
from pilin.domain.living.queries import listings_figures as queries
from pilin.domain.living.rules import listings as rules
from pilin.domain.living.web.listings import choices, circle_of, form_page
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words


@require_GET
def villages(request: HttpRequest, circle: str) -> HttpResponse:
    """Show labels of villages by level and year, and incomes and funds: aggregates alone, no village's money, no person."""
    within, standing = circle_of(request, circle), request.standing
    told = queries.villages(standing, circle, day_of(request.at))
    shown = (FigurePart.INCOME, FigurePart.TRAINED, FigurePart.FUND, FigurePart.OTHER)
    context = {
        "circle": within, "told": told, "tab": "villages", "members": member_cards(standing), "union": _union(told),
        "figures": [one for one in told.figures if one.note.part in shown], "income": _trend(told.of(FigurePart.INCOME)),
        "fund": told.of(FigurePart.FUND), "covered": told.of(FigurePart.COVERED), "everywhere": told.of(FigurePart.VILLAGES),
        "may_keep": bool(rules.may_keep_listings(standing, circle, standing.member)), "mine": standing.member,
    }  # fmt: skip
    return render(request, "living/listings_villages.html", context)


@require_GET
def visitors(request: HttpRequest, circle: str) -> HttpResponse:
    """Show series of visitors with their method; those asked for with ``?add=`` are added up, or it is said why not."""
    within, standing = circle_of(request, circle), request.standing
    figures = queries.figures_of(standing, circle, FigureTopic.VISITORS)
    asked = request.GET.getlist("add")[:20]
    context = {
        "circle": within, "figures": figures, "tab": "visitors", "members": member_cards(standing), "sum": queries.sum_of(figures, asked), "asked": asked,
        "may_keep": bool(rules.may_keep_listings(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "living/listings_visitors.html", context)


def add_label(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a label."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep_listings(standing, circle, standing.member).require()
    form = forms.LabelForm(request.POST if request.method == "POST" else None, initial={"of_villages": True})
    if form.is_valid() and perform(form, lambda: actions.add_label(by=standing, at=request.at, circle=within, town=standing.member, **form.cleaned_data)) is not None:  # fmt: skip
        messages.success(request, _("Written down. Say now which villages hold it."))
        return redirect("living:villages", circle=circle)
    return form_page(
        request,
        within,
        form,
        title=_("Write down a label"),
        sub="",
        verb=_("Write it down"),
        back=reverse("living:villages", args=[circle]),
    )


def hold_label(request: HttpRequest, circle: str) -> HttpResponse:
    """Say that a village of one's town holds a label."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep_listings(standing, circle, standing.member).require()
    labels = {str(one.pk): one for one in listed.label_kinds(standing, circle) if one.of_villages}
    form = forms.HolderForm(request.POST if request.method == "POST" else None, labels=choices(labels.values()))

    def act() -> Any:
        given = dict(form.cleaned_data)
        return actions.give_label(
            by=standing, at=request.at, label=labels[given.pop("label")], town=standing.member, **given
        )

    if form.is_valid() and perform(form, act) is not None:
        messages.success(request, _("Written down."))
        return redirect("living:villages", circle=circle)
    return form_page(
        request, within, form, title=_("Say which village holds a label"), sub="", verb=_("Write it down"), back=reverse("living:villages", args=[circle])
    )  # fmt: skip


def end_label(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say until which year a label counts that a village or a listing of one's town holds."""
    row, standing = listed.held_named(request.standing, circle, uid), request.standing
    if row is None:
        raise Http404
    rules.may_keep_listings(standing, circle, row.owner).require()
    form = forms.LabelEndForm(request.POST if request.method == "POST" else None)
    back = (
        reverse("living:listing", args=[circle, row.listing_id])
        if row.listing_id
        else reverse("living:villages", args=[circle])
    )
    if form.is_valid():
        until = form.cleaned_data["until"]
        if perform(form, lambda: actions.end_label(by=standing, at=request.at, held=row, until=until)) is not None:
            messages.success(request, _("Written down."))
            return redirect(back)
    within = circle_of(request, circle)
    return form_page(
        request,
        within,
        form,
        title=_("Say until when a label counts"),
        sub=in_words(row.label, "title"),
        verb=_("Write it down"),
        back=back,
    )


def note_figure(request: HttpRequest, circle: str) -> HttpResponse:
    """Put a series of one's town on a page and say how it is read there."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_keep_listings(standing, circle, standing.member).require()
    rows = {one.slug: one for one in queries.series_to_note(standing, circle) if one.owner == standing.member}
    form = forms.FigureNoteForm(
        request.POST if request.method == "POST" else None, series=[(slug, in_words(one, "title")) for slug, one in rows.items()],
        initial={"topic": request.GET.get("topic", "")},
    )  # fmt: skip

    def act() -> Any:
        given = dict(form.cleaned_data)
        return actions.note_figure(by=standing, at=request.at, series=rows[given.pop("series")], **given)

    if form.is_valid() and perform(form, act) is not None:
        messages.success(request, _("Written down."))
        return redirect(f"living:{form.cleaned_data['topic']}", circle=circle)
    back = reverse("living:visitors", args=[circle])
    return form_page(
        request, within, form, title=_("Say how a figure is read"), sub="", verb=_("Write it down"), back=back
    )


def _trend(told: queries.FigureTold | None) -> dict[str, Any] | None:
    """Return a chart of a series with the year before that its growth implies, dashed; None where there is nothing to draw."""
    if told is None or not told.readings:
        return None
    known = [(str(one.period or "—"), one.value) for one in told.readings if one.value is not None]
    implied = told.before is not None and told.reported_before is None and told.before_year is not None
    years = [str(told.before_year)] if implied else []
    categories = [*years, *(year for year, _value in known)]
    series: list[dict[str, Any]] = [
        {
            "name": _("as reported"),
            "values": [*([None] * len(years)), *(value for _year, value in known)],
            "type": "bar",
        }
    ]
    if implied and told.before is not None:
        series.append(
            {
                "name": _("as the growth implies"),
                "values": [told.before.value, *([None] * len(known))],
                "type": "bar",
                "dashed": True,
            }
        )
    return {
        "categories": categories,
        "series": series,
        "unit": told.latest.quantity.unit if told.latest and told.latest.quantity else "",
    }


def _union(told: queries.VillagesTold) -> dict[str, Any] | None:
    """Return a chart of labels by holders: as counted, and as named here; None where no label is known."""
    if not told.labels:
        return None
    return {
        "categories": [in_words(one.row, "title") for one in told.labels],
        "series": [
            {"name": _("as the source counts"), "values": [one.row.declared for one in told.labels], "type": "bar"},
            {"name": _("named here"), "values": [one.named for one in told.labels], "type": "bar"},
        ],
        "unit": _("villages"), "across": True,
    }  # fmt: skip
