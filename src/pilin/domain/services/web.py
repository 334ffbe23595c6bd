"""The pages of services: the catalogue by stage with both banks, one service, whom to call, leaflets, and asking."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.enterprises.queries import firm_of_code
from pilin.domain.services import actions, forms, queries, rules
from pilin.domain.services.documents import pdf_of
from pilin.domain.services.enums import ServiceStage
from pilin.domain.services.models import Resource, Service
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.web.forms import Form, day_named, perform
from pilin.web.words import in_words, money, number

HALF_A_YEAR = timedelta(days=182)


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the catalogue: stage by stage, each matter with the towns of both banks."""
    within, standing, asked, on = _circle(request, circle), request.standing, request.GET, day_of(request.at)
    members = member_cards(standing)
    every = list(queries.services(standing, circle, on))
    rows = queries.services(
        standing, circle, on, stage=asked.get("stage", ""), town=asked.get("town", ""), words=asked.get("q", "")[:80]
    )
    context = {
        "circle": within, "members": members, "told": queries.by_stage(rows, {code: card.bank for code, card in members.items()}),
        "totals": queries.totals(every), "filtered": any(asked.get(key) for key in ("stage", "town", "q")),
        "stages": [(one.value, one.label, n) for one in ServiceStage if (n := sum(row.stage == one for row in every))],
        "towns": [(code, members[code], sum(row.owner == code for row in every)) for code in sorted({r.owner for r in every}) if code in members],
        "may_keep": rules.may_keep(standing, circle, standing.member), "all_ill": every[0] if every and all(row.illustrative for row in every) else None,
    }  # fmt: skip
    return render(request, "services/index.html", context)


def service(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one service: what is done, what to bring, the days by law, as promised and as taken, and the other towns' like it."""
    row, standing, on = _service(request, circle, uid), request.standing, day_of(request.at)
    firms = queries.firms_to_ask_for(standing, circle)
    context = {
        "circle": row.in_circle, "s": row, "members": member_cards(standing), "alike": queries.alike(standing, row, on),
        "papers": in_words(row, "papers").splitlines(), "taken": queries.taken(row), "contact": row.contact and queries.resource_told(row.contact, on),
        "may_ask": bool(rules.may_ask(standing, row, firms[0].pk if firms else None, on)),
        "may_keep": bool(rules.may_keep(standing, circle, row.owner)), "ended": row.ended_on is not None and on >= row.ended_on,
    }  # fmt: skip
    return render(request, "services/service.html", context)


def add(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter a service."""
    return _offer(request, _circle(request, circle), None)


def change(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change a service."""
    row = _service(request, circle, uid)
    return _offer(request, row.in_circle, row)


def _offer(request: HttpRequest, within: Circle, row: Service | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    contacts = [(str(one.pk), one.name_zh) for one in queries.resources(standing, within.slug, town=town)]
    form = forms.ServiceForm(
        request.POST if request.method == "POST" else None,
        contacts=contacts,
        policies=_policies(day_of(request.at)),
        initial=_initial(row, forms.ServiceForm),
    )
    if form.is_valid():
        data = dict(form.cleaned_data)
        data["contact"] = UUID(data["contact"]) if data["contact"] else None
        made = perform(
            form,
            lambda: actions.offer_service(by=standing, at=request.at, circle=within, town=town, service=row, **data),
        )
        if made:
            messages.success(request, _("Written. Firms of the circle find it from now on."))
            return redirect("services:service", circle=within.slug, uid=made.pk)
    back = (
        reverse("services:service", args=[within.slug, row.pk])
        if row
        else reverse("services:index", args=[within.slug])
    )
    title = _("Change a service") if row else _("Offer a service")
    return _form(
        request, within, form, title=title, sub=row.title_zh if row else "", verb=_("Write it down"), back=back
    )


@require_POST
def end(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Offer a service no more."""
    row = _service(request, circle, uid)
    actions.end_service(by=request.standing, at=request.at, service=row)
    messages.success(request, _("Offered no more from today on."))
    return redirect("services:index", circle=circle)


def ask(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Ask for a service: for a firm that one speaks for, or as the town's clerk for a firm at the counter."""
    row, standing, on = _service(request, circle, uid), request.standing, day_of(request.at)
    firms = queries.firms_to_ask_for(standing, circle)
    rules.may_ask(standing, row, firms[0].pk if firms else None, on).require()
    data = request.POST if request.method == "POST" else None
    form: Form
    if firms:
        choices = [(str(firm.pk), firm.name_zh) for firm in firms]
        form = forms.AskForm(
            data, firms=choices, initial={"subject": row.title_zh, "firm": request.GET.get("firm", "")}
        )
    else:
        form = forms.AskForForm(data, initial={"subject": row.title_zh})
    if form.is_valid():
        given = dict(form.cleaned_data)
        if not firms:
            found = firm_of_code(standing, circle, given.pop("code"))
            if found is None:
                form.add_error("code", _("No firm in sight has this code; bring it with a register first"))
            given["firm"] = found.pk if found else None
        else:
            given["firm"] = UUID(given["firm"])
        if form.is_valid() and (
            made := perform(form, lambda: actions.ask_service(by=standing, at=request.at, service=row, **given))
        ):
            messages.success(request, _("Asked. Somebody takes it by the end of the next working day."))
            return redirect("cases:case", circle=circle, uid=made.pk)
    back = reverse("services:service", args=[circle, uid])
    return _form(
        request,
        row.in_circle,
        form,
        title=_("Ask for this service"),
        sub=row.title_zh,
        verb=_("Ask the town"),
        back=back,
    )


def days(request: HttpRequest, circle: str) -> HttpResponse:
    """Show how long services take, by law, as promised and as taken, before and after a day."""
    within, standing, on = _circle(request, circle), request.standing, day_of(request.at)
    split = day_named(request.GET.get("split")) or on - HALF_A_YEAR
    told = queries.days_compared(standing, circle, split, on)
    context = {
        "circle": within, "told": told, "split": split, "members": member_cards(standing),
        "rows": [(row, percent(row.cut), percent(row.promised_cut)) for row in told.rows], "cut": percent(told.cut),
    }  # fmt: skip
    return render(request, "services/days.html", context)


def percent(share: Decimal | None) -> str:
    """Return a share as a page writes it: 66 %, -12.5 %; empty where it is unknown."""
    return "" if share is None else f"{number((-share * 100).quantize(Decimal('0.1')))} %"


def policies(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the measures of both provinces that hold on a day, with clause and criteria; and whose firm can be asked about."""
    within, standing = _circle(request, circle), request.standing
    on = day_named(request.GET.get("on")) or day_of(request.at)
    helped: dict[str, list[Service]] = {}
    for row in queries.services(standing, circle, on):
        for measure in row.measures:
            helped.setdefault(measure, []).append(row)
    context = {
        "circle": within, "on": on, "measures": [(one, helped.get(one.id, [])) for one in queries.measures_in_force(on)],
        "packages": queries.packages(), "firms": queries.firms_to_ask_for(standing, circle), "members": member_cards(standing),
        "zh": get_language() != "en",
    }  # fmt: skip
    return render(request, "services/policies.html", context)


def fit(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show which policies fit a firm, criterion by criterion, in its own place or as if it stood in another town."""
    within, standing = _circle(request, circle), request.standing
    firm = queries.firm_to_fit(standing, circle, uid)
    if firm is None:
        raise Http404
    members, on = member_cards(standing), day_named(request.GET.get("on")) or day_of(request.at)
    place = request.GET.get("place", "")
    told = queries.fit(standing, firm, on, place=place if place in members else "")
    context = {
        "circle": within, "firm": firm, "told": told, "members": members, "zh": get_language() != "en", "place": place,
        "towns": [(one.code, members[one.code]) for one in members_on(standing, circle, on) if one.code in members],
        "known": [(name_of_fact(one.column), one, value_of_fact(one)) for one in told.facts], "may_ask": standing.speaks_for(firm.pk),
        "savings": [(f"{one.rate * 100:.0f}", one) for one in told.deduction.savings] if told.deduction else [],
    }  # fmt: skip
    return render(request, "services/fit.html", context)


def facts(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say what policies ask of a firm."""
    within, standing = _circle(request, circle), request.standing
    firm = queries.firm_to_fit(standing, circle, uid)
    if firm is None:
        raise Http404
    row = queries.facts_row(firm)
    form = forms.FactsForm(
        request.POST if request.method == "POST" else None, year=day_of(request.at).year, zh=get_language() != "en",
        register=queries.register_says(firm), initial=forms.initial_facts(row.facts) if row else {},
    )  # fmt: skip
    if form.is_valid():
        made = perform(form, lambda: actions.say_facts(by=standing, at=request.at, firm=firm, facts=form.facts()))
        if made is not None:
            messages.success(request, _("Kept. This is what it comes to."))
            return redirect("services:fit", circle=circle, uid=uid)
    context = {"circle": within, "firm": firm, "form": form, "back": reverse("services:fit", args=[circle, uid])}
    return render(request, "services/facts.html", context, status=422 if form.errors else 200)


def _policies(on: date) -> list[tuple[str, str]]:
    zh = get_language() != "en"
    return [(one.id, one.title_zh if zh else one.title) for one in queries.measures_in_force(on)]


def value_of_fact(one: queries.FactSaid) -> str:
    """Return a fact's value as people read it: money in its units, shares in percent, titles by their names."""
    from pilin.engine import admit  # slow import

    fact, zh = admit.catalogue()[one.column.partition("[")[0]], get_language() != "en"
    match fact.kind:
        case admit.Kind.AMOUNT:
            return money(one.value)
        case admit.Kind.SHARE:
            return f"{number(Decimal(one.value) * 100)} %"
        case admit.Kind.FLAG:
            return str(_("yes") if one.value else _("no"))
        case admit.Kind.TITLES:
            named = [fact.titles[code][0 if zh else 1] for code in one.value if code in fact.titles]
            return ("、" if zh else ", ").join(named) or str(_("none of these"))
    return str(one.value)


def name_of_fact(column: str) -> str:
    """Return what people call a fact, in the reader's language."""
    from pilin.engine.admit import name_of  # slow import

    return name_of(column, zh=get_language() != "en")


def resources(request: HttpRequest, circle: str) -> HttpResponse:
    """Show whom firms can turn to, and the leaflets."""
    within, standing, asked, on = _circle(request, circle), request.standing, request.GET, day_of(request.at)
    rows = queries.resources(
        standing, circle, stage=asked.get("stage", ""), town=asked.get("town", ""), words=asked.get("q", "")[:80]
    )
    every, members = list(queries.resources(standing, circle)), member_cards(standing)
    context = {
        "circle": within, "members": members, "told": [queries.resource_told(row, on) for row in rows],
        "leaflets": list(queries.leaflets(standing, circle)), "all": len(every),
        "filtered": any(asked.get(key) for key in ("stage", "town", "q")),
        "stages": [(one.value, one.label, n) for one in ServiceStage if (n := sum(row.stage == one for row in every))],
        "towns": [(code, members[code], sum(row.owner == code for row in every)) for code in sorted({r.owner for r in every}) if code in members],
        "may_keep": rules.may_keep(standing, circle, standing.member),
    }  # fmt: skip
    return render(request, "services/resources.html", context)


def resource(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show one resource."""
    row, standing = _resource(request, circle, uid), request.standing
    context = {
        "circle": _circle(request, circle), "r": row, "told": queries.resource_told(row, day_of(request.at)), "members": member_cards(standing),
        "may_keep": bool(rules.may_keep(standing, circle, row.owner)),
        "offers": [one for one in queries.services(standing, circle, day_of(request.at)) if one.contact_id == row.pk],
    }  # fmt: skip
    return render(request, "services/resource.html", context)


def add_resource(request: HttpRequest, circle: str) -> HttpResponse:
    """Note whom firms can turn to."""
    return _note(request, _circle(request, circle), None)


def change_resource(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Change what is said of a resource."""
    return _note(request, _circle(request, circle), _resource(request, circle, uid))


def _note(request: HttpRequest, within: Circle, row: Resource | None) -> HttpResponse:
    standing = request.standing
    town = row.owner if row else standing.member
    rules.may_keep(standing, within.slug, town).require()
    initial = _initial(row, forms.ResourceForm) or {"reviewed_on": day_of(request.at)}
    form = forms.ResourceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        made = perform(
            form,
            lambda: actions.note_resource(
                by=standing, at=request.at, circle=within, town=town, resource=row, **form.cleaned_data
            ),
        )
        if made:
            messages.success(request, _("Written. It counts for twelve months; then somebody makes sure of it again."))
            return redirect("services:resource", circle=within.slug, uid=made.pk)
    back = (
        reverse("services:resource", args=[within.slug, row.pk])
        if row
        else reverse("services:resources", args=[within.slug])
    )
    title = _("Change a resource") if row else _("Note whom firms can turn to")
    return _form(request, within, form, title=title, sub=row.name_zh if row else "", verb=_("Write it down"), back=back)


@require_POST
def review(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that a resource answers."""
    actions.review_resource(by=request.standing, at=request.at, resource=_resource(request, circle, uid))
    messages.success(request, _("Noted: it answers. It counts for twelve months from today."))
    return redirect("services:resource", circle=circle, uid=uid)


def add_leaflet(request: HttpRequest, circle: str) -> HttpResponse:
    """Put resources on a leaflet."""
    within, standing, on = _circle(request, circle), request.standing, day_of(request.at)
    rules.may_keep(standing, circle, standing.member).require()
    live = [row for row in queries.resources(standing, circle, town=standing.member) if rules.is_live(row, on)]
    form = forms.LeafletForm(
        request.POST if request.method == "POST" else None, resources=[(str(row.pk), row.name_zh) for row in live]
    )
    if form.is_valid():
        data = {**form.cleaned_data, "resources": [UUID(one) for one in form.cleaned_data["resources"]]}
        if perform(
            form, lambda: actions.make_leaflet(by=standing, at=request.at, circle=within, town=standing.member, **data)
        ):
            messages.success(request, _("Made. It prints from the list of leaflets."))
            return redirect("services:resources", circle=circle)
    back = reverse("services:resources", args=[circle])
    return _form(request, within, form, title=_("Make a leaflet"), sub="", verb=_("Make it"), back=back)


def leaflet(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Give a leaflet as PDF, in the reader's language."""
    row = queries.leaflet_named(request.standing, circle, uid)
    if row is None:
        raise Http404
    lang, on = ("en" if (get_language() or "").startswith("en") else "zh"), day_of(request.at)
    town = member_cards(request.standing).get(row.owner)
    resources = queries.resources_of(request.standing, row, on)
    made = pdf_of(row, resources, town=in_words(town, "name") if town else "", lang=lang, on=on)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="leaflet-{lang}.pdf"'
    return answer


def _initial(row: Any, form: type[Form]) -> dict[str, Any]:
    """Return what a form begins with: what the row says."""
    if row is None:
        return {}
    said = {name: getattr(row, name) for name in form.base_fields}
    if "contact" in said:
        said["contact"] = str(row.contact_id or "")
    return said


def _form(request: HttpRequest, within: Circle, form: Form, **said: Any) -> HttpResponse:
    return render(
        request, "services/form.html", {"circle": within, "form": form, **said}, status=422 if form.errors else 200
    )


def _circle(request: HttpRequest, circle: str) -> Circle:
    found = circle_named(request.standing, circle)
    if found is None:
        raise Http404
    return found


def _service(request: HttpRequest, circle: str, uid: UUID) -> Service:
    found = queries.service_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _resource(request: HttpRequest, circle: str, uid: UUID) -> Resource:
    found = queries.resource_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
