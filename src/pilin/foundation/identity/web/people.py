"""Pages of one's own account and of the town's people."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.foundation.access.enums import Role
from pilin.foundation.access.verdict import Invalid
from pilin.foundation.identity import actions, queries, rules
from pilin.foundation.identity.enums import LARGEST_DRAFT
from pilin.foundation.identity.forms import DeputyForm, EndForm, EraseForm, InviteForm, PreferencesForm, SignOutForm
from pilin.foundation.identity.web.confirming import confirmed
from pilin.web.forms import perform
from pilin.web.terminal import plain


def _today(request: HttpRequest) -> Any:
    return request.at.astimezone(queries.SHANGHAI).date()


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Show who one is here: offices, deputies, settings, and everything held on oneself."""
    return _me(request)


def _me(request: HttpRequest, **given: Any) -> HttpResponse:
    standing: Any = request.standing
    person = queries.person_of(standing)
    if person is None:
        raise Http404
    on = _today(request)
    offices = queries.offices_of_person(standing, on)
    colleagues = {member: queries.colleagues(standing, member, on) for member in {o.member for o in offices}}
    deputies = [
        (
            office,
            given.get("deputy_form")
            if given.get("deputy_of") == str(office.uid)
            else DeputyForm(
                prefix=None,
                auto_id=f"id_{office.uid}_%s",
                colleagues=colleagues[office.member],
                initial={
                    "office": office.uid,
                    "deputy": str(office.deputy or ""),
                    "starts": office.deputy_from or on,
                    "ends": office.deputy_to,
                },
            ),
        )
        for office in offices
    ]
    initial = {name: getattr(person, name) for name in PreferencesForm.base_fields}
    context = {
        "person": person,
        "offices": offices,
        "deputies": deputies,
        "several": len({office.member for office in offices}) > 1,
        "form": given.get("form") or PreferencesForm(initial=initial),
        "held": queries.held_on(person.pk),
        "drafts": queries.drafts_of(standing),
    }
    return render(request, "identity/me.html", context, status=422 if given else 200)


@login_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep one's own settings; the language counts at once."""
    form = PreferencesForm(request.POST)
    if form.is_valid() and (
        person := perform(
            form,
            lambda: actions.set_preferences(by=request.standing, at=request.at, **form.cleaned_data),
        )
    ):
        messages.success(request, _("Your settings are kept"))
        response = redirect("identity:me")
        if person.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, person.language, max_age=31_536_000, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response
    return _me(request, form=form)


@login_required
@require_POST
def deputy(request: HttpRequest) -> HttpResponse:
    """Name who stands in for one's office."""
    standing: Any = request.standing
    on = _today(request)
    office = next(
        (o for o in queries.offices_of_person(standing, on) if str(o.uid) == request.POST.get("office")), None
    )
    if office is None:
        raise Http404
    form = DeputyForm(
        request.POST, auto_id=f"id_{office.uid}_%s", colleagues=queries.colleagues(standing, office.member, on)
    )
    if (
        form.is_valid()
        and perform(form, lambda: actions.name_deputy(by=standing, at=request.at, **form.cleaned_data)) is not None
    ):
        messages.success(
            request, _("The deputy is named") if form.cleaned_data["deputy"] else _("Nobody stands in now")
        )
        return redirect("identity:me")
    return _me(request, deputy_of=str(office.uid), deputy_form=form)


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Choose for which town one acts."""
    actions.choose_member(by=request.standing, at=request.at, member=request.POST.get("member", ""))
    messages.success(request, _("You act for the town chosen"))
    return redirect("identity:me")


@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """Hand over everything held on oneself, as JSON."""
    standing: Any = request.standing
    body = {"as_of": plain(request.at), "held": plain(queries.held_on(standing.person))}
    response = HttpResponse(json.dumps(body, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="pilin-my-data.json"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_http_methods(["GET", "POST"])
@confirmed
def erase(request: HttpRequest) -> HttpResponse:
    """Close one's own account; who it is, is asked once more, and the sign-in name is typed."""
    standing: Any = request.standing
    person = queries.person_of(standing)
    if person is None:
        raise Http404
    form = EraseForm(request.POST or None, prefix="erase")
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["username"].strip() != person.username:
            form.add_error("username", _("This is not your sign-in name"))
        elif perform(form, lambda: actions.erase_person(by=standing, at=request.at, person=person.pk)) is not None:
            logout(request)
            messages.success(request, _("Your account is closed and your data erased"))
            return redirect("front")
    offices = queries.offices_of_person(standing, _today(request))
    context = {"erase_form": form, "may_leave": rules.may_leave(standing, person.pk, len(offices))}
    return render(request, "identity/erase.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST", "DELETE"])
def drafts(request: HttpRequest, form: str = "") -> JsonResponse:
    """Keep, give back or drop one's own draft of a form: ``{"form", "fields"}`` in, ``{"form", "body", "kept_at"}`` out."""
    standing: Any = request.standing
    at: Any = request.at
    if not standing.signed_in:
        return JsonResponse(
            {"error": {"code": "sign_in", "row": None, "field": None, "reason": _("Sign in first")}}, status=401
        )
    form = form or request.GET.get("form", "")
    if request.method == "POST":
        try:
            if len(request.body) > 4 * LARGEST_DRAFT:
                raise ValueError
            body = json.loads(request.body)
            fields = body if form else body["fields"]
            form = form or body["form"]
            if not isinstance(fields, dict) or not isinstance(form, str):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            return JsonResponse(
                {"error": {"code": "malformed", "row": None, "field": None, "reason": _("Not a draft")}}, status=422
            )
        try:
            actions.save_draft(by=standing, at=at, form=form, fields=fields)
        except Invalid as error:
            fault = error.faults[0]
            bad = {"code": fault.code, "row": None, "field": fault.field, "reason": str(fault.reason)}
            return JsonResponse({"error": bad}, status=422)
    elif request.method == "DELETE":
        actions.drop_draft(by=standing, at=at, form=form)
    kept = queries.draft_of(standing, form)
    answer = {"form": form, "body": kept.fields if kept else None, "kept_at": plain(kept.saved_at) if kept else None}
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response


@login_required
def people(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the officers of one's own town; its signatory and the keeper invite and appoint here."""
    standing: Any = request.standing
    at: Any = request.at
    keeper = standing.holds(Role.KEEPER)
    member = (request.GET.get("member", "") if keeper else "") or standing.member
    if not keeper and (not standing.member or circle not in standing.circles | standing.observes):
        raise Http404
    may = rules.may_appoint(standing, member, Role.CLERK)
    form = InviteForm(initial={"valid_from": _today(request)})
    end_form: EndForm | SignOutForm | None = None
    if request.method == "POST" and "sign_out" in request.POST:
        end_form = SignOutForm(request.POST)
        if end_form.is_valid():
            person = end_form.cleaned_data["sign_out"]
            ended = perform(end_form, lambda: actions.end_sessions(by=standing, at=at, person=person, member=member))
            if ended is not None:
                messages.success(request, ngettext("%(n)d session ended", "%(n)d sessions ended", ended) % {"n": ended})
                return redirect(request.get_full_path())
    elif request.method == "POST" and "on" in request.POST:
        end_form = EndForm(request.POST)
        given = end_form.cleaned_data if end_form.is_valid() else {}
        if given and perform(end_form, lambda: actions.end_appointment(by=standing, at=at, **given)) is not None:
            messages.success(request, _("The office ends on that day"))
            return redirect(request.get_full_path())
    elif request.method == "POST":
        form = InviteForm(request.POST)
        if form.is_valid():
            given = dict(form.cleaned_data)
            shared = given.pop("shared")
            made = perform(
                form,
                lambda: actions.invite_officer(
                    by=standing, at=at, member=member, circle=circle if shared else "", **given
                ),
            )
            if made:
                response = render(
                    request,
                    "identity/invited.html",
                    {"office": made[0], "password": made[1], "circle": circle, "member": member},
                )
                response["Cache-Control"] = "no-store"  # the first password is shown this once
                return response
    wrong = request.method == "POST"
    context = {
        "circle": circle,
        "member": member,
        "keeper": keeper,
        "may": may,
        "may_read_account": rules.may_read_account(standing, member),
        "may_end_sessions": rules.may_end_sessions(standing, member),
        "offices": queries.offices_of_town(standing, member, _today(request)),
        "form": form,
        "end_form": end_form,
        "ending": request.POST.get("office") if wrong else None,
    }
    return render(request, "identity/people.html", context, status=422 if wrong else 200)
