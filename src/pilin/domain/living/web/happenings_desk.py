"""Pages of public events for officers: planning, next year, quotas, the sheet and the scan, camps, passes at venues."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.living import actions
from pilin.domain.living.enums.happenings import HappeningState, RegistrationState
from pilin.domain.living.forms import happenings as forms
from pilin.domain.living.models import Happening
from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries import happenings_coming as coming
from pilin.domain.living.rules import happenings as rules
from pilin.domain.living.web.happenings_shared import (
    circle_of,
    form_page,
    happening_of,
    pass_of,
    tabs,
    town_choices,
)
from pilin.engine.base.qr import qr_svg
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.intake.tables import write_csv
from pilin.foundation.members.queries import chair_on, day_of, members_on
from pilin.foundation.values.columns import as_partial_date
from pilin.web.forms import Form, perform
from pilin.web.words import in_words

SHANGHAI = rules.SHANGHAI


@require_GET
def desk(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a town's planning: drafts, what is to come with its places, series and what next year lacks."""
    within, standing, on = circle_of(request, circle), request.standing, day_of(request.at)
    rules.may_plan_happening(standing, circle, standing.member).require()
    rows = [
        one
        for one in queries.happenings(standing, circle, request.at)
        if standing.member in (one.row.owner, one.row.host.code if one.row.host else "")
    ]
    year = on.year + 1
    states = (HappeningState.DRAFT, HappeningState.NOW, HappeningState.AHEAD)
    context = {
        "circle": within, "year": year, "series": [one for one in queries.series_told(standing, circle, request.at, year) if one.row.owner == standing.member],
        "groups": [(state.label, [one for one in rows if one.state is state]) for state in states],
        "over": [one for one in reversed(rows) if one.state is HappeningState.OVER][:20], "today": on, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_desk.html", context)


def plan_year(request: HttpRequest, circle: str) -> HttpResponse:
    """Lay the drafts of what returns in a year."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_plan_happening(standing, circle, standing.member).require()
    initial = {"year": day_of(request.at).year + 1}
    form = forms.YearForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        made = perform(
            form,
            lambda: actions.plan_year(
                by=standing, at=request.at, circle=within, town=standing.member, year=form.cleaned_data["year"]
            ),
        )
        if made is not None:
            messages.success(
                request, _("%(number)s drafts were laid; nobody else reads them yet.") % {"number": len(made)}
            )
            return redirect("living:happenings_desk", circle=circle)
    return form_page(
        request, within, form, title=_("Plan what returns"), verb=_("Lay the drafts"), back=_desk(circle),
        note=_("Each yearly series without an edition in that year gets a draft: in its month or season, hosted by whose turn it is."),
    )  # fmt: skip


def series(request: HttpRequest, circle: str, uid: UUID | None = None) -> HttpResponse:
    """Put a series into the calendar, or change it."""
    within, standing = circle_of(request, circle), request.standing
    row = queries.series_in(standing, circle).filter(pk=uid).first() if uid else None
    if uid and row is None:
        raise Http404
    rules.may_plan_happening(standing, circle, row.owner if row else standing.member).require()
    initial = {name: getattr(row, name) for name in forms.SeriesForm.base_fields if name != "host"} if row else {}
    initial |= {"host": row.host.code} if row and row.host else {}
    form = forms.SeriesForm(
        request.POST if request.method == "POST" else None, towns=town_choices(request, circle), initial=initial
    )
    if (
        form.is_valid()
        and perform(
            form,
            lambda: actions.keep_series(
                by=standing, at=request.at, circle=within, town=standing.member, series=row, **form.cleaned_data
            ),
        )
        is not None
    ):
        messages.success(request, _("It stands in the calendar of series."))
        return redirect("living:happenings_desk", circle=circle)
    title = _("Change a series") if row else _("Add a series")
    return form_page(
        request,
        within,
        form,
        title=title,
        sub=in_words(row, "title") if row else "",
        verb=_("Keep it"),
        back=_desk(circle),
    )


def add(request: HttpRequest, circle: str) -> HttpResponse:
    """Plan an event; what the same town has at the same time is named first."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_plan_happening(standing, circle, standing.member).require()
    kept = [(str(one.pk), in_words(one, "title")) for one in queries.series_in(standing, circle)]
    towns = town_choices(request, circle)
    of = request.GET.get("series", "")
    form = forms.HappeningForm(
        request.POST if request.method == "POST" else None, towns=towns, series=kept, clash=True,
        initial={"series": of, "venue_1_town": standing.member, "registers": True},
    )  # fmt: skip
    clashes: list[Any] = []
    if form.is_valid():
        data = form.cleaned_data
        clashes = _clashes(request, circle, form, data["host"])
        if clashes and not data["anyway"]:
            form.add_error("anyway", _("The town has something then already. Choose another time, or tick this."))
        else:
            made = perform(
                form,
                lambda: actions.plan_happening(
                    by=standing, at=request.at, circle=within, town=standing.member, title_zh=data["title_zh"], title=data["title"],
                    kind=data["kind"], series=_uid(data["series"]), edition=data["edition"], venues=form.venues(), host=data["host"],
                    said=form.said(),
                ),
            )  # fmt: skip
            if made:
                messages.success(request, _("Planned. Share out its places, then announce it."))
                return redirect("living:happening", circle=circle, uid=made.pk)
    return form_page(
        request, within, form, title=_("Plan an event"), verb=_("Plan it"), back=_desk(circle), clashes=clashes
    )


def change(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change what is said of an event."""
    told, standing = happening_of(request, circle, uid), request.standing
    row = told.row
    rules.may_run_happening(standing, row).require()
    form = forms.HappeningForm(
        request.POST if request.method == "POST" else None, towns=town_choices(request, circle), clash=True,
        initial=forms.initial_of(row, told.venues),
    )  # fmt: skip
    for name in ("series", "host"):
        del form.fields[name]
    clashes: list[Any] = []
    if form.is_valid():
        data = form.cleaned_data
        host = row.host.code if row.host else ""
        clashes = _clashes(request, circle, form, host, but=row.pk)
        if clashes and not data["anyway"]:
            form.add_error("anyway", _("The town has something then already. Choose another time, or tick this."))
        elif perform(
            form,
            lambda: actions.change_happening(
                by=standing, at=request.at, happening=row, revision=row.revision, venues=form.venues(),
                said=form.said() | {name: data[name] for name in ("title_zh", "title", "kind", "edition")},
            ),
        ) is not None:  # fmt: skip
            messages.success(request, _("Changed. Whoever registered is told where day, hour or place moved."))
            return redirect("living:happening", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("Change an event"), sub=in_words(row, "title"), verb=_("Change it"), back=_page(circle, uid),
        clashes=clashes,
    )  # fmt: skip


@require_POST
def announce(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Announce an event."""
    told = happening_of(request, circle, uid)
    try:
        actions.announce_happening(by=request.standing, at=request.at, happening=told.row)
        messages.success(request, _("Announced: it stands in the calendar."))
    except Invalid as error:
        messages.error(request, str(error.faults[0].reason))
    return redirect("living:happening", circle=circle, uid=uid)


@require_POST
def release(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give unused places of towns to whoever waits."""
    told = happening_of(request, circle, uid)
    number = actions.release_places(by=request.standing, at=request.at, happening=told.row)
    messages.success(request, _("Released: %(number)s came off the waiting list.") % {"number": number})
    return redirect("living:happening", circle=circle, uid=uid)


def cancel(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Call an event off, with the reason."""
    told, standing = happening_of(request, circle, uid), request.standing
    rules.may_run_happening(standing, told.row).require()
    form = forms.WhyForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(
            form,
            lambda: actions.cancel_happening(
                by=standing, at=request.at, happening=told.row, why=form.cleaned_data["why"]
            ),
        )
        is not None
    ):
        messages.success(request, _("Called off. Whoever registered is told why."))
        return redirect("living:happening", circle=circle, uid=uid)
    return form_page(
        request, told.row.in_circle, form, title=_("Call an event off"), sub=in_words(told.row, "title"), verb=pgettext("happening", "Call it off"),
        back=_page(circle, uid),
    )  # fmt: skip


def share(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Share out the places of an event among towns; equal shares by largest remainder stand there to begin with."""
    told, standing = happening_of(request, circle, uid), request.standing
    row = told.row
    rules.may_run_happening(standing, row).require()
    cards = queries.towns_of(standing, circle, day_of(request.at))
    members = [card.code for card in members_on(standing, circle, day_of(request.at))]
    had = {one.town.code: one.places for one in told.quotas if one.town}
    shares = had or (rules.share_out(row.places, dict.fromkeys(members, 1)) if row.places and members else {})
    form = forms.QuotaForm(
        request.POST if request.method == "POST" else None, towns=[(card.code, in_words(card, "name")) for card in cards],
        initial={f"q{code}": places for code, places in shares.items()},
    )  # fmt: skip
    if (
        form.is_valid()
        and perform(form, lambda: actions.share_places(by=standing, at=request.at, happening=row, quotas=form.quotas()))
        is not None
    ):
        messages.success(request, _("Shared out."))
        return redirect("living:happening", circle=circle, uid=uid)
    return form_page(
        request, row.in_circle, form, title=_("Share out the places"), sub=in_words(row, "title"), verb=_("Share them out"), back=_page(circle, uid),
        note=_("The event has %(places)s places; the quotas make the same.") % {"places": row.places if row.places is not None else "—"},
    )  # fmt: skip


@require_GET
def people(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show the sheet: who has a place and who waits, to tick and to print."""
    told, standing = happening_of(request, circle, uid), request.standing
    rules.may_see_comers(standing, told.row).require()
    rows = coming.comers(standing, told.row)
    held = [one for one in rows if one.row.state == RegistrationState.HELD]
    context = {
        "circle": told.row.in_circle, "h": told.row, "told": told, "held": held, "waiting": [one for one in rows if one not in held],
        "there": sum(one.there for one in held), "may_note": bool(rules.takes_tickets(told.row, request.at)), **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_people.html", context)


@require_GET
def people_csv(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give the sheet as CSV, safe to open in a spreadsheet; without the codes of tickets."""
    told, standing = happening_of(request, circle, uid), request.standing
    rules.may_see_comers(standing, told.row).require()
    rows = [
        (
            number, one.row.name, in_words(one.row.town, "name"), one.row.get_state_display(), _clock(one.row.asked_at),
            _clock(one.came.came_at) if one.came else "",
        )
        for number, one in enumerate(coming.comers(standing, told.row), start=1)
    ]  # fmt: skip
    heads = [_("No."), pgettext("person", "Name"), _("Town"), _("State"), _("Registered"), _("Came")]
    answer = HttpResponse(write_csv(heads, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="pilin-sheet.csv"'
    return answer


def scan(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take tickets in at the entrance: one field, one big button, and what the last one said."""
    told, standing = happening_of(request, circle, uid), request.standing
    rules.may_mark_came(standing, told.row).require()
    sessions = queries.sessions_of(standing, told.row)
    sitting = next((one for one in sessions if str(one.pk) == request.GET.get("session", "")), None)
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    last, fresh = None, False
    if form.is_valid():
        done = perform(
            form,
            lambda: actions.mark_came(
                by=standing, at=request.at, happening=told.row, code=form.cleaned_data["code"], session=sitting.pk if sitting else None
            ),
        )  # fmt: skip
        if done:
            (last, fresh), form = done, forms.CodeForm()
    rows = [one for one in coming.comers(standing, told.row) if one.row.state == RegistrationState.HELD]
    there = sum(sitting.pk in one.sessions if sitting else one.came is not None for one in rows)
    context = {
        "circle": told.row.in_circle, "h": told.row, "form": form, "last": last, "fresh": fresh, "there": there, "held": len(rows),
        "sessions": sessions, "sitting": sitting, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_scan.html", context, status=422 if form.errors else 200)


@require_POST
def tick(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Tick somebody on the sheet as there."""
    told = happening_of(request, circle, uid)
    who = _uid(request.POST.get("who", ""))
    if who is None:
        raise Http404
    actions.mark_came(by=request.standing, at=request.at, happening=told.row, registration=who)
    return redirect(f"{reverse('living:happening_people', args=[circle, uid])}#r{who}")


@require_GET
def camp(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a camp: places per town, sessions by people, secondments, what people thought."""
    told, standing = happening_of(request, circle, uid), request.standing
    rules.may_see_comers(standing, told.row).require()
    context = {
        "circle": told.row.in_circle, "h": told.row, "told": told, "camp": coming.camp(standing, told.row), "board": queries.quotas_of(told),
        "thought": coming.thought_of(told.row), "may_run": bool(rules.may_run_happening(standing, told.row)),
        "may_note": bool(rules.takes_tickets(told.row, request.at)), **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_camp.html", context)


def add_session(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Add a session to a camp."""
    told, standing = happening_of(request, circle, uid), request.standing
    rules.may_run_happening(standing, told.row).require()
    form = forms.SessionForm(request.POST if request.method == "POST" else None)
    if (
        form.is_valid()
        and perform(
            form, lambda: actions.add_session(by=standing, at=request.at, happening=told.row, **form.cleaned_data)
        )
        is not None
    ):
        messages.success(request, _("It stands in the curriculum."))
        return redirect("living:camp", circle=circle, uid=uid)
    return _camp_form(request, told.row, form, _("Add a session"), _("Add it"))


@require_POST
def sheet(request: HttpRequest, circle: str, uid: UUID, session: UUID) -> HttpResponse:
    """Fill in who was at a session, from the grid."""
    told = happening_of(request, circle, uid)
    present = [who for text in request.POST.getlist("present") if (who := _uid(text)) is not None]
    actions.keep_attendance(by=request.standing, at=request.at, happening=told.row, session=session, present=present)
    messages.success(request, _("The sheet is filled in."))
    return redirect("living:camp", circle=circle, uid=uid)


def second(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Send a participant of a camp to another town."""
    told, standing = happening_of(request, circle, uid), request.standing
    rules.may_see_comers(standing, told.row).require()
    held = {
        str(one.row.pk): one.row for one in coming.comers(standing, told.row) if one.row.state == RegistrationState.HELD
    }
    names = [(key, f"{row.name} · {in_words(row.town, 'short')}") for key, row in held.items()]
    form = forms.SecondmentForm(
        request.POST if request.method == "POST" else None, people=names, towns=town_choices(request, circle),
        initial={"who": request.GET.get("who", ""), "from_on": day_of(request.at)},
    )  # fmt: skip
    if form.is_valid():
        data = dict(form.cleaned_data)
        row = held[data.pop("who")]
        if perform(form, lambda: actions.second(by=standing, at=request.at, registration=row, **data)) is not None:
            messages.success(request, _("Seconded; home, camp and receiving town read it."))
            return redirect("living:camp", circle=circle, uid=uid)
    return _camp_form(request, told.row, form, _("Second a participant"), _("Second them"))


def add_pass(request: HttpRequest, circle: str) -> HttpResponse:
    """Offer a joint pass."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_plan_happening(standing, circle, standing.member).require()
    form = forms.PassForm(request.POST if request.method == "POST" else None, towns=town_choices(request, circle))
    if form.is_valid():
        data = form.cleaned_data
        names = ("title_zh", "title", "about_zh", "about", "price_cny", "valid_from", "valid_to", "uses")
        made = perform(
            form,
            lambda: actions.offer_pass(
                by=standing, at=request.at, circle=within, town=standing.member, venues=form.venues(), **{name: data[name] for name in names}
            ),
        )  # fmt: skip
        if made:
            messages.success(request, _("Offered. Issue passes, and take them in at the venues."))
            return redirect("living:pass", circle=circle, uid=made.pk)
    return form_page(
        request,
        within,
        form,
        title=_("Offer a joint pass"),
        verb=_("Offer it"),
        back=reverse("living:passes", args=[circle]),
    )


def issue(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Issue passes and show them to print, once: their codes stand on no other page."""
    told, standing = pass_of(request, circle, uid), request.standing
    rules.may_plan_happening(standing, circle, told.row.owner).require()
    form = forms.IssueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = perform(
            form,
            lambda: actions.issue_passes(by=standing, at=request.at, of=told.row, number=form.cleaned_data["number"]),
        )
        if made:
            context = {
                "circle": told.row.in_circle, "p": told.row, "told": told, "made": [(one, qr_svg(one.code)) for one in made], **tabs(request, circle),
            }  # fmt: skip
            return render(request, "living/happenings_issued.html", context)
    return form_page(
        request, told.row.in_circle, form, title=_("Issue passes"), sub=in_words(told.row, "title"), verb=_("Issue them"),
        back=reverse("living:pass", args=[circle, uid]),
        note=_("Each bears a code and no name. Print them from the next page: the codes are shown once."),
    )  # fmt: skip


def use(request: HttpRequest, circle: str, uid: UUID, venue: UUID) -> HttpResponse:
    """Take passes in at a venue: one field, one big button."""
    told, standing = pass_of(request, circle, uid), request.standing
    found = next(((one, number) for one, number in told.venues if one.pk == venue), None)
    if found is None:
        raise Http404
    place, number = found
    rules.may_use_pass(standing, circle, place.town.code).require()
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    left = None
    if form.is_valid() and (
        done := perform(
            form, lambda: actions.use_pass(by=standing, at=request.at, venue=place, code=form.cleaned_data["code"])
        )
    ):
        left, number, form = done[1], number + 1, forms.CodeForm()
    context = {
        "circle": told.row.in_circle, "p": told.row, "venue": place, "form": form, "left": left, "number": number, **tabs(request, circle),
    }  # fmt: skip
    return render(request, "living/happenings_use.html", context, status=422 if form.errors else 200)


def _clashes(
    request: HttpRequest, circle: str, form: forms.HappeningForm, host: str, but: UUID | None = None
) -> list[Any]:
    """Return what the towns of a planned event have at the same time; nothing where its day is not known."""
    data = form.cleaned_data
    try:
        first, last = as_partial_date(data["starts_on"] or None), as_partial_date(data["ends_on"] or None)
    except ValueError:
        return []  # the deed says what is wrong with it
    draft = Happening(starts_at=data["starts_at"], ends_at=data["ends_at"])
    if first is None and data["starts_at"] is not None:
        first = as_partial_date(day_of(data["starts_at"]))
    draft.starts_on, draft.ends_on = first, last
    slot = rules.slot_of(draft)
    if slot is None:
        return []
    towns = {one["town"] for one in form.venues() if one["town"]}
    if not towns:
        chair = chair_on(request.standing, circle, slot.first)
        towns = {host or (chair.member.code if chair else "")}
    return queries.clashes(request.standing, circle, towns, slot, but=but)


def _camp_form(request: HttpRequest, row: Happening, form: Form, title: str, verb: str) -> HttpResponse:
    back = reverse("living:camp", args=[row.circle, row.pk])
    return form_page(request, row.in_circle, form, title=title, sub=in_words(row, "title"), verb=verb, back=back)


def _desk(circle: str) -> str:
    return reverse("living:happenings_desk", args=[circle])


def _page(circle: str, uid: UUID) -> str:
    return reverse("living:happening", args=[circle, uid])


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _clock(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
