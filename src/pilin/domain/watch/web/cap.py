"""The pages of alerts: what stands, one alert, files taken in, senders, notices to duty lists, and what the public fetches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pilin.domain.watch import actions, rules
from pilin.domain.watch.enums import AlertState, AlertWay
from pilin.domain.watch.feeds import atom_of
from pilin.domain.watch.forms import cap as forms
from pilin.domain.watch.models import Alert, AlertSender, JointNotice
from pilin.domain.watch.queries import cap as queries
from pilin.domain.watch.taking import File, read_file, reason_of
from pilin.domain.watch.wording import CHANGES, LABELS, RULES, WHY
from pilin.engine import cap
from pilin.engine.base import Fault, Invalid, Refused
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.forms import perform
from pilin.web.words import in_words

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALF_A_DAY = timedelta(hours=12)
SHOWN = 3  # alerts of a bank on a card before the others are folded away
MOST_FOLDED = 100
MOST_CARDS = 100
MOST_OUTLINES = 100  # polygons drawn of one alert, and as many circles


def alerts(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what stands, folded into what threatens, with both banks."""
    within, standing = _circle(request, circle), request.standing
    told, members = queries.board(standing, circle, request.at), member_cards(standing)
    context = {
        "circle": within, "b": told, "members": members, "cards": [_banks(card, members) for card in told.cards[:MOST_CARDS]],
        "beyond_cards": max(0, len(told.cards) - MOST_CARDS),
        "may_take": bool(rules.may_keep(standing, circle, standing.member)), "may_send": bool(rules.may_send(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "watch/cap_alerts.html", context)


def alert(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one alert: what it says, where, who vouches for it, what reading took, what belongs to it."""
    row = _alert(request, circle, uid)
    standing, members = request.standing, member_cards(request.standing)
    told = queries.alert_told(standing, row, request.at)
    read = cap.readings(row.raw)[0].alert
    signals = queries.signals_of(standing, row)
    may_keep = bool(rules.may_keep(standing, circle, row.owner))
    context = {
        "circle": row.in_circle, "a": row, "t": told, "infos": read.infos, "read": read, "members": members, "signals": signals,
        "alike": queries.alike(standing, row), "does": {code: _("named in it") for code in row.towns},
        "areas": _areas(read.infos),
        "towns": [members[one.code] for one in members_on(standing, circle, day_of(request.at)) if one.code in members],
        "may_relay": may_keep and not signals and told.trusted and told.sender is not None and told.sender.is_station
        and told.state in (AlertState.ACTIVE, AlertState.AHEAD) and row.scope == "Public",
        "changes": [(one, CHANGES[one["change"]]) for one in row.tolerances if one["change"] in CHANGES],
        "faults": [(one, RULES[one["rule"]]) for one in row.faults if one["rule"] in RULES],
        "why": WHY.get(row.signed_why, ""), "labels": LABELS, "status": LABELS.get(row.status, row.status), "may_keep": may_keep,
    }  # fmt: skip
    return render(request, "watch/cap_alert.html", context)


def _areas(infos: Iterable[Any]) -> dict[str, list[Any]]:
    """Return the polygons and circles of an alert, each once, though every language names them again."""
    found = [area for info in infos for area in info.areas]
    return {
        "rings": list(dict.fromkeys(ring for area in found for ring in area.rings))[:MOST_OUTLINES],
        "discs": list(dict.fromkeys(disc for area in found for disc in area.discs))[:MOST_OUTLINES],
    }


@require_safe
def alert_xml(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give an alert's bytes as they came or went."""
    row = _alert(request, circle, uid)
    answer = HttpResponse(row.raw, content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="alert-{row.pk}.xml"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def take(request: HttpRequest, circle: str) -> HttpResponse:
    """Take the alerts of a file in, each once; what is taken stays when a later step is turned down."""
    within, standing = _circle(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.TakeForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    if form.is_valid():
        brought = perform(form, lambda: _read(form.cleaned_data["file"]))
        if brought is not None and (done := perform(form, lambda: _taken(request, within, brought))) is not None:
            number, rows = done
            messages.success(
                request, ngettext("{n} alert is taken in.", "{n} alerts are taken in.", number).format(n=number)
            )
            for fault in brought.turned_away[:5]:
                messages.warning(request, _("Line {row}: {reason}").format(row=fault.row, reason=fault.reason))
            if number == 1:
                return redirect("watch:alert", circle=circle, uid=rows[0].pk)
            return redirect("watch:alerts", circle=circle)
    return _form(request, within, form, title=_("Take in alerts"), verb=_("Take them in"), back=_back(circle), sub="")


def _read(file: Any) -> File:
    if file.size > cap.LIMITS.bytes:
        raise Invalid(Fault("too_large", "file", reason_of("too_large")))
    return read_file(file.read())


def _taken(request: HttpRequest, within: Circle, brought: File) -> tuple[int, list[Alert]]:
    number, rows, refused = 0, [], None
    for step in brought.steps():
        try:
            taken = actions.take_alerts(
                by=request.standing, at=request.at, circle=within, town=request.standing.member, brought=step,
            )  # fmt: skip
        except Refused as error:  # this step is here already; the next one may not be
            refused = error
            continue
        number += len(taken.rows)
        rows += taken.rows[:1]
    if not number and refused is not None:
        raise refused
    return number, rows


def relay(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Name the signal that an alert is, and relay it."""
    row = _alert(request, circle, uid)
    rules.may_keep(request.standing, circle, row.owner).require()
    form = forms.RelayForm(
        request.POST if request.method == "POST" else None, initial={"hazard": row.hazard, "colour": row.colour}
    )
    if form.is_valid() and (
        perform(form, lambda: actions.relay_alert(by=request.standing, at=request.at, alert=row, **form.cleaned_data))
        is not None
    ):
        messages.success(request, _("Relayed, with the station's name and minute."))
        return redirect("watch:alert", circle=circle, uid=uid)
    back = reverse("watch:alert", args=[circle, uid])
    return _form(
        request,
        row.in_circle,
        form,
        title=_("Relay as a signal"),
        verb=_("Relay it"),
        back=back,
        sub=in_words(row, "headline"),
    )


def senders(request: HttpRequest, circle: str) -> HttpResponse:
    """Show whom the towns believe, and by which keys the towns sign."""
    within, standing = _circle(request, circle), request.standing
    context = {
        "circle": within, "members": member_cards(standing), "senders": queries.senders(standing, circle), "keys": queries.keys_in(standing, circle),
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "watch/cap_senders.html", context)


def add_sender(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter whom the town believes."""
    return _sender_form(request, _circle(request, circle), None)


def change_sender(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change what the town knows of a sender."""
    row = _sender(request, circle, uid)
    return _sender_form(request, row.in_circle, row)


def _sender_form(request: HttpRequest, within: Circle, row: AlertSender | None) -> HttpResponse:
    standing, circle = request.standing, within.slug
    town = row.owner if row else standing.member
    rules.may_keep(standing, circle, town).require()
    initial = {name: getattr(row, name) for name in forms.SenderForm.base_fields} if row else {}
    if row:
        initial["areas"] = ", ".join(row.areas)
    form = forms.SenderForm(request.POST if request.method == "POST" else None, initial=initial)
    if row:
        form.fields["sender"].disabled = True  # another sender is another row: what came from this one stays its own
    if form.is_valid() and (
        perform(
            form, lambda: actions.know_sender(by=standing, at=request.at, circle=within, town=town, **form.cleaned_data)
        )
        is not None
    ):
        messages.success(request, _("Entered. Its alerts are looked at with this from now on."))
        return redirect("watch:senders", circle=circle)
    title = _("Change a sender") if row else _("Enter a sender")
    back = reverse("watch:senders", args=[circle])
    return _form(
        request, within, form, title=title, verb=_("Write it down"), back=back, sub=in_words(row, "name") if row else ""
    )


@require_POST
def end_sender(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Believe a sender no more."""
    actions.end_sender(by=request.standing, at=request.at, sender=_sender(request, circle, uid))
    messages.success(request, _("Believed no more from today on."))
    return redirect("watch:senders", circle=circle)


def notices(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what towns said to duty lists, with who says it and who was asked."""
    within, standing = _circle(request, circle), request.standing
    context = {
        "circle": within, "members": member_cards(standing), "notices": queries.notices(standing, circle, request.at),
        "may_send": bool(rules.may_send(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "watch/cap_notices.html", context)


def notice(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a notice: its words, each town's own alert, what can be done next."""
    row, standing = _notice(request, circle, uid), request.standing
    told, members = queries.notice_told(standing, row, request.at), member_cards(standing)
    context = {
        "circle": row.in_circle, "n": row, "t": told, "members": members, "does": {code: _("named in it") for code in row.areas},
        "asked": [(members[code], told.said.get(code)) for code in row.towns if code in members],
        "towns": [members[one.code] for one in members_on(standing, circle, day_of(request.at)) if one.code in members],
        "may_join": bool(rules.may_join(standing, row, told.said, request.at)),
        "may_follow": bool(rules.may_follow(standing, row, told.said, told.later is not None)),
    }  # fmt: skip
    return render(request, "watch/cap_notice.html", context)


def write_notice(request: HttpRequest, circle: str) -> HttpResponse:
    """Write a notice, look at it, and say it to the duty lists."""
    return _compose(request, _circle(request, circle), None)


def follow_notice(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Update or cancel a notice."""
    row = _notice(request, circle, uid)
    return _compose(request, row.in_circle, row)


def _compose(request: HttpRequest, within: Circle, follows: JointNotice | None) -> HttpResponse:
    standing, circle, at = request.standing, within.slug, request.at
    rules.may_send(standing, circle, standing.member).require()
    if follows:
        told = queries.notice_told(standing, follows, at)
        rules.may_follow(standing, follows, told.said, told.later is not None).require()
    towns = members_on(standing, circle, day_of(at))
    choices = [(one.code, str(in_words(one, "name"))) for one in towns]
    names = [name for name in forms.NoticeForm.base_fields if follows and hasattr(follows, name)]
    initial: dict[str, Any] = {name: getattr(follows, name) for name in names if name != "msg_type"}
    initial["expires_at"] = (at + HALF_A_DAY).astimezone(SHANGHAI).replace(second=0, microsecond=0, tzinfo=None)
    if not follows:
        initial["areas"] = [standing.member]
    form = forms.NoticeForm(
        request.POST if request.method == "POST" else None, initial=initial, members=choices, own=standing.member, follows=follows is not None
    )  # fmt: skip
    preview = None
    if form.is_valid():
        given: dict[str, Any] = {**form.cleaned_data, "shapes": forms.shapes_of(form.cleaned_data["areas"])}
        if "look" in request.POST:
            preview = perform(form, lambda: queries.drafted(standing, within, follows, at, **given))
        elif made := perform(
            form,
            lambda: actions.send_notice(
                by=standing, at=at, circle=within, town=standing.member, follows=follows, **given
            ),
        ):
            messages.success(request, _("Said to the duty list of your town, signed with its key."))
            return redirect("watch:notice", circle=circle, uid=made.pk)
    back = reverse("watch:notice", args=[circle, follows.pk]) if follows else reverse("watch:notices", args=[circle])
    context = {
        "circle": within, "form": form, "preview": preview, "back": back, "follows": follows, "members": member_cards(standing), "towns": towns,
        "does": {code: _("named in it") for code in (preview.areas if preview else [])},
    }  # fmt: skip
    return render(request, "watch/cap_compose.html", context, status=422 if form.errors else 200)


@require_POST
def join_notice(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say for one's own town what another proposed."""
    row = _notice(request, circle, uid)
    actions.join_notice(by=request.standing, at=request.at, notice=row, shapes=forms.shapes_of(row.areas))
    messages.success(request, _("Your town says it too, signed with its own key."))
    return redirect("watch:notice", circle=circle, uid=uid)


# What the public fetches --------------------------------------------------------------------------------------------------


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the alerts that towns relay to everyone as an Atom feed."""
    rows = queries.public_alerts(request.at)
    body = atom_of(
        rows,
        site=settings.SITE["site_url"],
        address=lambda row: reverse("cap:alert", args=[row.identifier]),
        at=request.at,
    )
    return _kept(request, body, "application/atom+xml; charset=utf-8")


@require_safe
def public_alert(request: HttpRequest, identifier: str) -> HttpResponse:
    """Give one alert that everyone may fetch, in the bytes it came in."""
    row = queries.public_alert(identifier)
    if row is None:
        raise Http404
    return _kept(request, row.raw, "application/cap+xml")


def _kept(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answered = get_conditional_response(request, etag=tag) or HttpResponse(body, content_type=kind)
    answered["ETag"] = tag
    answered["Cache-Control"] = "public, max-age=60"
    return answered


# Shared by the pages above ------------------------------------------------------------------------------------------------


def _banks(card: rules.Card, members: Any) -> dict[str, Any]:
    """Return a card with its sources by the bank of the towns that they name, or of the town that says it: left, right, both or none of the circle."""
    sides: dict[str, list[Alert]] = {"left": [], "right": [], "both": []}
    for row in card.sources:
        named = [row.owner] if row.way == AlertWay.OUT else row.towns  # what a town says is its own bank's word
        banks = {members[code].bank for code in named if code in members} - {0}
        sides["left" if banks == {-1} else "right" if banks == {1} else "both"].append(row)
    more = [row for side in sides.values() for row in side[SHOWN:]]
    return {"card": card, **sides, "more": more, "beyond": len(more) - MOST_FOLDED}


def _form(request: HttpRequest, within: Circle, form: Any, **said: Any) -> HttpResponse:
    files = form.is_multipart()
    return render(
        request,
        "watch/cap_form.html",
        {"circle": within, "form": form, "files": files, **said},
        status=422 if form.errors else 200,
    )


def _back(circle: str) -> str:
    return reverse("watch:alerts", args=[circle])


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _alert(request: HttpRequest, circle: str, uid: UUID) -> Alert:
    found = queries.alert_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _sender(request: HttpRequest, circle: str, uid: UUID) -> AlertSender:
    found = queries.sender_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _notice(request: HttpRequest, circle: str, uid: UUID) -> JointNotice:
    found = queries.notice_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
