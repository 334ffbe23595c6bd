"""The pages of a handover: all of a circle's, one dossier, its text, and the dialog before a seal."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilin.domain.handover import actions, archives, forms, queries, rules
from pilin.domain.handover.enums import HandoverState, Side
from pilin.foundation.journal.queries import history
from pilin.foundation.ledger.trails import signed_context, writers
from pilin.foundation.members.queries import circle_named, member_cards
from pilin.web.forms import perform

SHANGHAI = ZoneInfo("Asia/Shanghai")


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the handovers of a circle: past ones with their seals, and the next."""
    within = circle_named(request.standing, circle)
    if within is None:
        raise Http404
    today = _today(request)
    found = queries.handovers_of(request.standing, circle, today)
    context = {"circle": within, "views": found, "acting": queries.acting_chair(request.standing, circle, today)}
    return render(request, "handover/index.html", context)


def dossier(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Show one dossier: its sections, who has read what, the seals of both chairs."""
    view, standing = _found(request, circle, year), request.standing
    out, into = view.outgoing.code, view.incoming.code
    sign = queries.may_sign(standing, view)
    context = {
        "circle": circle_named(standing, circle),
        "view": view,
        "state": view.state,
        "outgoing": view.seals.get(Side.OUTGOING),
        "incoming": view.seals.get(Side.INCOMING),
        "left_out": view.outgoing.bank <= view.incoming.bank,
        "members": member_cards(standing),
        "may_compile": rules.may_compile(standing, out, view.state, into, late=view.days_left < 0),
        "may_read": rules.may_read(standing, into, view.state) if view.state != HandoverState.SIGNED else None,
        "may_sign": sign,
        "why_not_sign": str(sign.reason) if sign.code == "unread" else "",
        "told": history(standing, [view.handover, *view.versions]) if view.handover else [],
        **(signed_context(standing, view.handover.pk, _last_seal(view)) if view.handover else {}),
    }
    return render(request, "handover/dossier.html", context)


def text(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Give the text that is signed, byte for byte as it was hashed."""
    view = _found(request, circle, year)
    if view.dossier is None:
        raise Http404
    response = HttpResponse(view.dossier.text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="handover-{circle}-{year}-{view.dossier.number}.txt"'
    return response


@require_POST
def compile_dossier(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Compile the dossier anew."""
    _found(request, circle, year)
    made = actions.compile_dossier(by=request.standing, at=request.at, circle=circle, year=year)
    messages.success(request, _("Compiled as version %(n)s. Earlier seals no longer count.") % {"n": made.number})
    return redirect("handover:dossier", circle=circle, year=year)


@require_POST
def read(request: HttpRequest, circle: str, year: int, key: str) -> HttpResponse:
    """Note a section as read."""
    _found(request, circle, year)
    actions.read_section(by=request.standing, at=request.at, circle=circle, year=year, key=key)
    messages.success(request, _("Noted as read."))
    response = redirect("handover:dossier", circle=circle, year=year)
    response["Location"] += f"#s-{key}"
    return response


def sign(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Show what a seal means, and set it."""
    view, standing = _found(request, circle, year), request.standing
    out, into = view.outgoing.code, view.incoming.code
    queries.may_sign(standing, view).require()
    form = forms.SignForm(
        request.POST or None, initial={"text_hash": view.text_hash}, language=get_language() or "zh-hans"
    )
    if request.method == "POST" and form.is_valid():
        done = perform(
            form,
            lambda: actions.sign_dossier(
                by=standing, at=request.at, circle=circle, year=year, text_hash=form.cleaned_data["text_hash"]
            ),
        )
        if done:
            messages.success(request, _("Sealed."))
            return redirect("handover:dossier", circle=circle, year=year)
    side = rules.side_of(standing, out, into)
    cards = {Side.OUTGOING: view.outgoing, Side.INCOMING: view.incoming}
    mine = cards.get(Side(side)) or member_cards(standing)[standing.member]
    context = {
        "circle": circle_named(standing, circle),
        "view": view,
        "form": form,
        "mine": mine,
        "stands_in": side == Side.STEAD,
        "other": view.incoming if mine is view.outgoing else view.outgoing,
        "last": bool(view.seals),
    }
    return render(request, "handover/sign.html", context, status=422 if form.errors else 200)


def ceremony(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Show the five steps of a handover, how far each is, and who does the next."""
    found = _ceremony(request, circle, year)
    standing, view = request.standing, found.view
    context = {
        "circle": circle_named(standing, circle),
        "view": view,
        "ceremony": found,
        "members": member_cards(standing),
        "names": writers({head["writer"] for head in found.closing.heads} if found.closing else ()),
        "heads": found.closing.heads if found.closing else [],
        "may_close": rules.may_close_year(standing, view.outgoing.code, view.incoming.code),
        "may_note": rules.may_note_rotation(standing, view.incoming.code),
        "may_take": _may_take(request, circle) and found.closing and archives.path_of(found.closing.archive),
        "on": _today(request),
    }
    return render(request, "handover/ceremony.html", context)


@require_POST
def close_year(request: HttpRequest, circle: str, year: int) -> HttpResponse:
    """Check everything, close every log and write the archive."""
    found = _ceremony(request, circle, year)
    anew = found.closing is not None
    actions.close_year(by=request.standing, at=request.at, circle=circle, year=year, anew=anew)
    messages.success(request, _("The year is closed. Deposit the archive where no town alone keeps it."))
    return redirect("handover:ceremony", circle=circle, year=year)


@require_POST
def rotated(request: HttpRequest, circle: str, year: int, key: str) -> HttpResponse:
    """Note a shared secret as changed."""
    _ceremony(request, circle, year)
    actions.note_rotated(by=request.standing, at=request.at, circle=circle, year=year, key=key)
    messages.success(request, _("Noted as changed."))
    return redirect("handover:ceremony", circle=circle, year=year)


@require_safe
def archive(request: HttpRequest, circle: str, year: int) -> FileResponse:
    """Give the archive of the closing to the towns of the circle, for deposit."""
    closing = _ceremony(request, circle, year).closing
    path = archives.path_of(closing.archive) if closing and _may_take(request, circle) else None
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


def _last_seal(view: queries.View) -> str:
    """Return the name in the ledger of the seal that was set last; empty before the first."""
    seals = sorted((*view.seals.values(), *view.stead), key=lambda seal: seal.signed_at)
    return f"handover.dossierseal:{seals[-1].pk}" if seals else ""


def _may_take(request: HttpRequest, circle: str) -> bool:
    """Return whether this standing may take the archive: whoever reads the circle's log."""
    return circle in request.standing.circles | request.standing.observes


def _ceremony(request: HttpRequest, circle: str, year: int) -> queries.Ceremony:
    found = queries.ceremony_of(request.standing, circle, year, _today(request))
    if found is None:
        raise Http404
    return found


def tile(request: HttpRequest, circle: str) -> dict[str, Any] | None:
    """Return the dashboard's tile: how much of the next dossier is read; None where nobody knows who follows."""
    view = queries.next_handover(request.standing, circle, _today(request))
    if view is None:
        return None
    return {
        "title": _("Handover dossier"),
        "value": view.read_count,
        "of": len(view.sections),
        "unit": _("sections read"),
        "detail": str(view.state.label),
        "late": 1 if view.late else 0,
        "url": reverse("handover:dossier", kwargs={"circle": circle, "year": view.year}),
    }


def _found(request: HttpRequest, circle: str, year: int) -> queries.View:
    view = queries.dossier_of(request.standing, circle, year, _today(request))
    if view is None:
        raise Http404
    return view


def _today(request: HttpRequest) -> date:
    return request.at.astimezone(SHANGHAI).date()
