"""The pages of parks: what is built together and in which shares, crossings, carriers, promises, who is in the Zone."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.parks import actions, forms, queries, rules
from pilin.domain.parks.enums import PromiseState
from pilin.domain.parks.models import Crossing, Park, ParkParty, ShareProposal
from pilin.engine.base import misfit_of
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.forms import Form, perform
from pilin.web.words import in_words


@require_GET
def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the parks of a circle with their parents on both banks, and how they compare."""
    within, standing, on = _circle(request, circle), request.standing, day_of(request.at)
    context = {
        "circle": within, "parks": queries.parks(standing, circle, on), "members": member_cards(standing),
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "parks/index.html", context)


@require_GET
def park(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one park: its parties and shares, what is proposed, what its figures make, its firms."""
    row, standing, on = _park(request, circle, uid), request.standing, day_of(request.at)
    told = queries.park_told(standing, row, on)
    waiting = told.open_proposal
    said = {word.member.code for word in waiting.words} if waiting else set()
    context = {
        "circle": row.in_circle, "park": row, "told": told, "members": member_cards(standing), "on": on,
        "may_keep": bool(rules.may_keep(standing, circle, row.owner)),
        "may_propose": row.joint and not waiting and bool(rules.may_propose(standing, circle, told.towns)),
        "may_answer": waiting is not None and bool(rules.may_answer(standing, circle, told.towns, said)),
        "may_withdraw": waiting is not None and bool(rules.may_withdraw(standing, circle, waiting.row.owner)),
        "waiting_lines": waiting.lines(told.parties) if waiting else [],
        "past": [one for one in told.proposals if one not in (waiting, told.agreed)],
    }  # fmt: skip
    return render(request, "parks/park.html", context)


@require_GET
def crossings(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the crossings: in use, under construction, planned; and what their counts say of the design."""
    within, standing = _circle(request, circle), request.standing
    context = {
        "circle": within, "crossings": queries.crossings(standing, circle), "members": member_cards(standing),
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)), "town": standing.member,
    }  # fmt: skip
    return render(request, "parks/crossings.html", context)


@require_GET
def carriers(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the carriers of innovation with their figures, each figure for itself."""
    within, standing = _circle(request, circle), request.standing
    context = {
        "circle": within, "carriers": queries.carriers(standing, circle), "members": member_cards(standing),
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)),
    }  # fmt: skip
    return render(request, "parks/carriers.html", context)


@require_GET
def promises(request: HttpRequest, circle: str) -> HttpResponse:
    """Show what was promised against what came, late first; and answer which date words mean."""
    within, standing, on = _circle(request, circle), request.standing, day_of(request.at)
    told = queries.promises(standing, circle, on)
    state = request.GET.get("state", "")
    form = forms.AskForm(request.GET if "words" in request.GET else None, initial={"said_on": on})
    found = misfit = None
    if form.is_bound and form.is_valid():
        words, said_on = form.cleaned_data["words"], form.cleaned_data["said_on"]
        found, misfit = rules.date_found(words, said_on), misfit_of(words, said_on)
    context = {
        "circle": within, "told": [one for one in told if state in ("", one.outcome.state)], "members": member_cards(standing), "on": on,
        "states": [(one.value, one.label, n) for one in PromiseState if (n := sum(t.outcome.state == one for t in told))],
        "all": len(told), "form": form, "found": found, "misfit": misfit,
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)), "may_report": bool(rules.may_report(standing, circle)),
    }  # fmt: skip
    return render(request, "parks/promises.html", context, status=422 if form.is_bound and form.errors else 200)


@require_GET
def zone(request: HttpRequest, circle: str) -> HttpResponse:
    """Show who is in the Demonstration Zone and in its plan on a day."""
    within, standing = _circle(request, circle), request.standing
    on, no_day = _day_asked(request)
    context = {
        "circle": within, "zone": queries.zone_on(standing, on), "on": on, "no_day": no_day,
        "regions": queries.regions_on(standing, on),
    }  # fmt: skip
    return render(request, "parks/zone.html", context)


def add(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a park."""
    return _enter(request, _circle(request, circle), None)


def change(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a park."""
    row = _park(request, circle, uid)
    return _enter(request, row.in_circle, row)


def _enter(request: HttpRequest, within: Circle, row: Park | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    lists = {str(one.pk): one for one in queries.park_lists(standing, within.slug)}
    on = day_of(request.at)
    cards = [card for kind in MembershipKind for card in members_on(standing, within.slug, on, kind)]
    initial: dict[str, Any] = {"towns": [town]}
    if row:
        initial = {name: getattr(row, name) for name in forms.ParkForm.base_fields if hasattr(row, name)}
        initial |= {
            "listed_in": str(row.listed_in_id or ""),
            "firms_inside": {True: "yes", False: "no", None: ""}[row.firms_inside],
        }
    form = forms.ParkForm(
        request.POST if request.method == "POST" else None, initial=initial, entered=row is not None,
        towns=[(card.code, in_words(card, "name")) for card in cards],
        lists=[(key, in_words(one, "name")) for key, one in lists.items()],
    )  # fmt: skip
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("towns", "outside")}
        given |= {"listed_in": lists.get(given["listed_in"])}
        if row:  # said by the source, and asked for by no field
            given |= {"talents_zh": row.talents_zh, "talents": row.talents}
        made = perform(
            form, lambda: actions.enter_park(by=standing, at=request.at, circle=within, town=town, park=row, parties=form.parties, **given)
        )  # fmt: skip
        if made:
            messages.success(request, _("Written down."))
            return redirect("parks:park", circle=within.slug, uid=made.pk)
    back = _of_park(row) if row else reverse("parks:index", args=[within.slug])
    title = _("Change a park") if row else _("Enter a park")
    return _form(
        request, within, form, title=title, sub=in_words(row, "name") if row else "", verb=_("Write it down"), back=back
    )


def propose(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Propose the shares of a park's parties."""
    row, standing = _park(request, circle, uid), request.standing
    told = queries.park_told(standing, row, day_of(request.at))
    rules.may_propose(standing, circle, told.towns).require()
    shares = {str(party.pk): share for party, share in told.shares}
    form = forms.SharesForm(
        request.POST if request.method == "POST" else None, parties=[(party, _name_of(party)) for party in told.parties], initial=shares
    )  # fmt: skip
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("why_zh", "why")}
        if perform(
            form, lambda: actions.propose_shares(by=standing, at=request.at, park=row, shares=form.shares, **said)
        ):
            messages.success(request, _("Proposed. It counts once whoever signs for each of the towns has agreed."))
            return redirect("parks:park", circle=circle, uid=uid)
    return _form(
        request, row.in_circle, form, title=_("Propose the shares"), sub=in_words(row, "name"), verb=_("Propose it"), back=_of_park(row)
    )  # fmt: skip


def answer(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Answer for one's town to the shares proposed."""
    row, standing = _proposal(request, circle, uid), request.standing
    rules.may_answer(standing, circle, queries.towns_of(row.park), queries.words_on(row)).require()
    told = queries.park_told(standing, row.park, day_of(request.at))
    form = forms.AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        if perform(form, lambda: actions.answer_shares(by=standing, at=request.at, proposal=row, **said)):
            messages.success(request, _("Your town has answered."))
            return redirect("parks:park", circle=circle, uid=row.park_id)
    lines = next((one.lines(told.parties) for one in told.proposals if one.row.pk == row.pk), [])
    context = {
        "circle": row.in_circle, "form": form, "title": _("Answer for your town"), "sub": in_words(row.park, "name"), "verb": _("Answer"),
        "back": _of_park(row.park), "lines": lines, "members": member_cards(standing), "proposal": row,
    }  # fmt: skip
    return render(request, "parks/form.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take back the shares proposed."""
    row = _proposal(request, circle, uid)
    actions.withdraw_shares(by=request.standing, at=request.at, proposal=row)
    messages.success(request, _("Taken back."))
    return redirect("parks:park", circle=circle, uid=row.park_id)


def put_firm(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Put a firm into a park; ``?find=`` looks for it by name."""
    row, standing = _park(request, circle, uid), request.standing
    rules.may_keep(standing, circle, row.owner).require()
    find = request.GET.get("find", "")[:80]
    firms = {str(firm.pk): firm for firm in queries.firms_to_put(standing, circle, find)}
    form = forms.FirmForm(
        request.POST if request.method == "POST" else None, firms=[(key, in_words(firm, "name")) for key, firm in firms.items()],
        initial={"valid_from": day_of(request.at)},
    )  # fmt: skip
    if form.is_valid():
        given = dict(form.cleaned_data)
        chosen = firms[given.pop("enterprise")]
        if perform(form, lambda: actions.put_firm(by=standing, at=request.at, park=row, enterprise=chosen, **given)):
            messages.success(request, _("It is in the park from that day on."))
            return redirect("parks:park", circle=circle, uid=uid)
    context = {
        "circle": row.in_circle, "form": form, "title": _("Put a firm into the park"), "sub": in_words(row, "name"), "verb": _("Put it in"),
        "back": _of_park(row), "find": find, "finds": True,
    }  # fmt: skip
    return render(request, "parks/form.html", context, status=422 if form.errors else 200)


@require_POST
def end_firm(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that a firm left a park today."""
    stay = queries.park_firm_named(request.standing, circle, uid)
    if stay is None:
        raise Http404
    actions.end_firm(by=request.standing, at=request.at, stay=stay)
    messages.success(request, _("Today is its last day in the park. That it was there stays readable."))
    return redirect("parks:park", circle=circle, uid=stay.park_id)


def add_crossing(request: HttpRequest, circle: str) -> HttpResponse:
    """Write down a crossing."""
    return _cross(request, _circle(request, circle), None)


def change_crossing(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a crossing."""
    row = queries.crossing_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    return _cross(request, row.in_circle, row)


def _cross(request: HttpRequest, within: Circle, row: Crossing | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    initial = {name: getattr(row, name) for name in forms.CrossingForm.base_fields} if row else {}
    form = forms.CrossingForm(request.POST if request.method == "POST" else None, initial=initial)
    back = reverse("parks:crossings", args=[within.slug])
    if form.is_valid():
        given = form.cleaned_data
        if perform(
            form,
            lambda: actions.enter_crossing(by=standing, at=request.at, circle=within, town=town, crossing=row, **given),
        ):
            messages.success(request, _("Written down."))
            return redirect(back)
    title = _("Change a crossing") if row else _("Write down a crossing")
    return _form(
        request, within, form, title=title, sub=in_words(row, "name") if row else "", verb=_("Write it down"), back=back
    )


def add_list(request: HttpRequest, circle: str) -> HttpResponse:
    """Put down how many parks a source counts."""
    within, standing = _circle(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.ListForm(request.POST if request.method == "POST" else None)
    back = reverse("parks:index", args=[circle])
    if form.is_valid():
        given = form.cleaned_data
        act = partial(actions.enter_list, by=standing, at=request.at, circle=within, town=standing.member, **given)
        if perform(form, act):
            messages.success(request, _("Written down."))
            return redirect(back)
    title = _("Put down a list of parks")
    return _form(request, within, form, title=title, verb=_("Write it down"), back=back)


def add_carrier(request: HttpRequest, circle: str) -> HttpResponse:
    """Write down a carrier of innovation with its figures."""
    within, standing = _circle(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    form = forms.CarrierForm(request.POST if request.method == "POST" else None)
    back = reverse("parks:carriers", args=[circle])
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in form.base_fields}
        act = partial(
            actions.enter_carrier, by=standing, at=request.at, circle=within, town=standing.member,
            figures=form.figures, **said,
        )  # fmt: skip
        if perform(form, act):
            messages.success(request, _("Written down."))
            return redirect(back)
    title = _("Write down a carrier")
    context = {"circle": within, "form": form, "title": title, "verb": _("Write it down"), "back": back}
    return render(request, "parks/carrier.html", context, status=422 if form.errors else 200)


def add_promise(request: HttpRequest, circle: str) -> HttpResponse:
    """Write down what was promised."""
    within, standing = _circle(request, circle), request.standing
    rules.may_keep(standing, circle, standing.member).require()
    works = {str(one.pk): one for one in queries.works(standing, circle)}
    form = forms.PromiseForm(
        request.POST if request.method == "POST" else None, works=[(key, in_words(one, "name")) for key, one in works.items()],
    )  # fmt: skip
    back = reverse("parks:promises", args=[circle])
    if form.is_valid():
        given = dict(form.cleaned_data)
        chosen = works.get(given.pop("work"))
        if perform(
            form, lambda: actions.enter_promise(by=standing, at=request.at, circle=within, town=standing.member, work=chosen, **given)
        ):  # fmt: skip
            messages.success(request, _("Written down with the date its words mean."))
            return redirect(back)
    return _form(request, within, form, title=_("Write down a promise"), sub="", verb=_("Write it down"), back=back)


def report(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Report when something promised was done."""
    row, standing = queries.promise_named(request.standing, circle, uid), request.standing
    if row is None:
        raise Http404
    rules.may_report(standing, circle).require()
    initial = {"actual": row.actual, "actual_source": row.actual_source}
    form = forms.ActualForm(request.POST if request.method == "POST" else None, initial=initial)
    back = reverse("parks:promises", args=[circle])
    if form.is_valid():
        given = form.cleaned_data
        if perform(form, lambda: actions.report_actual(by=standing, at=request.at, promise=row, **given)):
            messages.success(request, _("Reported."))
            return redirect(back)
    sub = f"{in_words(row.work, 'name')}: {in_words(row, 'what')}"
    return _form(
        request,
        row.in_circle,
        form,
        title=_("Report when it was done"),
        sub=sub,
        verb=pgettext("a date", "Report it"),
        back=back,
    )


def _name_of(party: ParkParty) -> str:
    """Return the name of a party in the reader's language."""
    return in_words(party.member or party, "name")


def _of_park(row: Park) -> str:
    return reverse("parks:park", args=[row.circle, row.pk])


def _day_asked(request: HttpRequest) -> tuple[date, str]:
    """Return the day asked for with ``?on=``, today unless said, and what was said where it is no day."""
    said = request.GET.get("on", "")
    try:
        found = parse_date(said) if said else day_of(request.at)
    except ValueError:
        found = None
    if found is None or not 1950 <= found.year <= 2150:
        return day_of(request.at), said[:20]
    return found, ""


def _form(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "parks/form.html", {"circle": within, "form": form, **said}, status=status)


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _park(request: HttpRequest, circle: str, uid: UUID) -> Park:
    found = queries.park_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _proposal(request: HttpRequest, circle: str, uid: UUID) -> ShareProposal:
    found = queries.proposal_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
