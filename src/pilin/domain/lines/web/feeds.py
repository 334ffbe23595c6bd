"""The pages of feeds: take the circle's own, show what one brought would change, bring it, and who is which stop."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.lines import actions, forms, queries, rules, wording
from pilin.domain.lines.web.found import in_circle
from pilin.engine import gtfs
from pilin.engine.base import Invalid
from pilin.foundation.intake.tables import ImportReport
from pilin.foundation.members.queries import day_of, member_cards


@require_GET
def feed(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what is exchanged with others: the circle's own feed, and which stops of feeds are which stops."""
    within, standing = in_circle(request, circle), request.standing
    held = list(queries.matches(standing, circle))
    context = {
        "circle": within, "matches": held, "members": member_cards(standing), "may_keep": rules.may_keep(standing, circle, standing.member),
        "mine": standing.member, "today": day_of(request.at),
    }  # fmt: skip
    return render(request, "lines/feed.html", context)


@require_GET
def take_feed(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the circle's lines as a feed, an archive."""
    in_circle(request, circle)
    on = day_of(request.at)
    files = queries.feed_of(request.standing, circle, on, request.build_absolute_uri("/"))
    answer = HttpResponse(gtfs.write_zip(files), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{circle}-gtfs-{on:%Y%m%d}.zip"'
    return answer


def bring_feed(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what a feed would change, ask which stop is which, and bring it: all of it, or a report of what is wrong."""
    within, standing = in_circle(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.FeedForm(
        request.POST if request.method == "POST" else None, request.FILES or None, initial={"valid_from": day_of(request.at)}
    )  # fmt: skip
    plan, report, packed = None, None, ""
    if form.is_valid():
        content, name = _content(form)
        day = form.cleaned_data["valid_from"]
        answers = {name[5:]: said for name, said in request.POST.items() if name.startswith("stop:") and isinstance(said, str) and said}  # fmt: skip
        read, faults = forms.read_feed(content)
        if request.POST.get("do") == "bring":
            try:
                written = actions.bring_feed(
                    by=standing, at=request.at, circle=within, town=standing.member, feed=read, read=faults, valid_from=day, answers=answers
                )  # fmt: skip
            except Invalid as error:
                report = ImportReport(name, 0, error.faults)
            else:
                messages.success(request, _("In force: %(lines)s lines with %(trips)s trips; %(ended)s trips end.") % written)  # fmt: skip
                return redirect("lines:index", circle=circle)
        plan = queries.feed_plan(standing, circle, standing.member, read, faults, day, answers)
        if plan.faults:
            report = ImportReport(name, 0, tuple(wording.fault_of(one) for one in plan.faults))
        packed = base64.b64encode(content).decode()
    context = {
        "circle": within, "form": form, "plan": plan, "report": report, "packed": packed, "town": member_cards(standing).get(standing.member),
        "notes": [(one, wording.said(one)) for one in plan.notes[:100]] if plan else [],
    }  # fmt: skip
    return render(request, "lines/bring_feed.html", context, status=422 if report or form.errors else 200)


def _content(form: forms.FeedForm) -> tuple[bytes, str]:
    """Return the archive that was sent with this form or, packed in it, with the one before."""
    brought = form.cleaned_data.get("file")
    if brought:
        return brought.read(), brought.name
    try:
        return base64.b64decode(form.cleaned_data["packed"], validate=True), "GTFS"
    except (binascii.Error, ValueError):
        return b"", "GTFS"


@require_POST
def part(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Part a stop of a feed from the stop it was taken for."""
    match = queries.match_named(request.standing, circle, uid)
    if match is None:
        raise Http404
    actions.part_stops(by=request.standing, at=request.at, match=match)
    messages.success(request, _("Parted: the next feed asks again."))
    return redirect("lines:feed", circle=circle)
