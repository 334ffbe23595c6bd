"""The desk's pages on figures: bound to which source, not bound at all, mistaken for one another, and then against now."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilin.foundation.bulletins import actions, checks, citing, forms, queries
from pilin.foundation.bulletins.enums import BulletinKind, BulletinState
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import page_of, value_words
from pilin.foundation.bulletins.web.asked import circle_of, language, seen, told_of
from pilin.web.forms import perform

SHANGHAI = ZoneInfo("Asia/Shanghai")


@require_safe
def check(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Check a bulletin against what this reader may read of today's records."""
    within = circle_of(request, circle)
    found = seen(request, circle, slug)
    if found.state is BulletinState.RELEASED and not request.standing.member:
        return redirect("bulletins:public_check", circle=circle, slug=slug)
    told = checks.checked(request.standing, found, _today(request), request.at)
    context = {"circle": within, "r": found, "p": page_of(found, language()), **told_of(told, language())}
    return render(request, "bulletins/check.html", context)


@require_safe
def figures(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show what a bulletin's figures are bound to, which numbers are bound to nothing, and what may be mistaken."""
    within = circle_of(request, circle)
    found = seen(request, circle, slug)
    if found.state is BulletinState.RELEASED and not request.standing.member:
        return redirect("bulletins:public_check", circle=circle, slug=slug)
    told = checks.checked(request.standing, found, _today(request), request.at)
    used = {one.name for one in told.figures}
    context = {
        "circle": within,
        "r": found,
        "kept": [
            {
                **one,
                "used": f"{citing.PREFIX}{one['name']}" in used,
                "shown": value_words(citing.frozen(one), language()),
            }
            for one in found.citations
        ],
        "waved": sorted(found.waved.items()),
        "asked_for": found.kind == BulletinKind.BRIEFING,
        "may_bind": bool(queries.verdict_on_binding(request.standing, found.uid)),
        **told_of(told, language()),
    }
    return render(request, "bulletins/figures.html", context)


def cite(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Bind a figure to the source that says it."""
    return _cite(request, circle, slug, None)


def change_citation(request: HttpRequest, circle: str, slug: str, name: str) -> HttpResponse:
    """Change a cited figure of a draft."""
    found = seen(request, circle, slug)
    kept = citing.named(found.citations, f"{citing.PREFIX}{name}")
    if kept is None:
        raise Http404
    return _cite(request, circle, slug, kept)


def wave(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Let a number stand though nothing binds it, with the reason."""
    within = circle_of(request, circle)
    found = seen(request, circle, slug)
    queries.verdict_on_binding(request.standing, found.uid).require()
    number = request.GET.get("number", "")[:40]
    form = forms.WaveForm(request.POST or None, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        done = perform(
            form,
            lambda: actions.wave_number(by=request.standing, at=request.at, bulletin=found.uid, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, _("Kept, with the reason."))
            return redirect("bulletins:figures", circle=circle, slug=slug)
    context = {"circle": within, "r": found, "form": form, "number": form["number"].value() or number}
    return render(request, "bulletins/wave.html", context, status=422 if form.errors else 200)


@require_POST
def drop(request: HttpRequest, circle: str, slug: str, name: str) -> HttpResponse:
    """Drop a cited figure that the text does not name."""
    found = seen(request, circle, slug)
    actions.drop_citation(by=request.standing, at=request.at, bulletin=found.uid, name=name)
    messages.success(request, _("Dropped."))
    return redirect("bulletins:figures", circle=circle, slug=slug)


def _cite(request: HttpRequest, circle: str, slug: str, kept: citing.Citation | None) -> HttpResponse:
    within = circle_of(request, circle)
    found = seen(request, circle, slug)
    queries.verdict_on_binding(request.standing, found.uid).require()
    form = forms.CitationForm(
        request.POST or None,
        initial=_initial(found, kept),
        promises=queries.promise_names(request.standing, circle),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = perform(
            form, lambda: actions.cite_figure(by=request.standing, at=request.at, bulletin=found.uid, **given)
        )
        if done is not None:
            new = citing.named(done.citations, f"{citing.PREFIX}{given['name']}") or {}
            messages.success(request, _("Bound. Name it in both texts."))
            for words in _warnings(new):
                messages.warning(request, words)
            return redirect("bulletins:figures", circle=circle, slug=slug)
    context = {"circle": within, "r": found, "form": form, "kept": kept}
    return render(request, "bulletins/cite.html", context, status=422 if form.errors else 200)


def _initial(found: Release, kept: citing.Citation | None) -> dict[str, Any]:
    """Return what the form begins with: the figure as kept; for a new one the source of the last one that was bound."""
    if kept is not None:
        return {**kept, "value": kept["value"] or "", "said_on": date.fromisoformat(kept["date"])}
    last = found.citations[-1] if found.citations else None
    if last is None:
        return {}
    return {**{part: last[part] for part in ("title", "title_zh", "url")}, "said_on": date.fromisoformat(last["date"])}


def _warnings(kept: citing.Citation) -> list[str]:
    told = []
    if citing.DOUBLED in kept["marks"]:
        told.append(_("The passage says a line twice. It is kept as pasted, and marked."))
    if citing.CUT in kept["marks"]:
        told.append(_("The passage breaks off before its end. It is kept as pasted, and marked."))
    if kept["could_mean"]:
        told.append(
            _("The date could mean %(dates)s: it stays open until the words say which.")
            % {"dates": ", ".join(kept["could_mean"])}
        )
    return told


def _today(request: HttpRequest) -> date:
    return request.at.astimezone(SHANGHAI).date()
