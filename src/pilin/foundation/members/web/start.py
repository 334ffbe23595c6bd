"""How a circle starts: the keeper, the circle, its members, their first officers; later, towns that are invited."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.members import actions, forms, queries, rules
from pilin.foundation.members.web.shared import circle_or_404, in_chinese
from pilin.web.forms import perform

BACKEND = "django.contrib.auth.backends.ModelBackend"
STEPS = 3


def _setup_code() -> str:
    path = Path(settings.HOME) / "setup-code"
    return path.read_text(encoding="utf8").strip() if path.exists() else ""


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin an instance with its keeper, or make a circle: what comes first depends on what is there."""
    standing, at = request.standing, request.at
    if not User.objects.filter(is_active=True).exists():
        return _first_person(request)
    if not rules.may_make_circle(standing):
        return render(request, "members/start_closed.html", {"begun": True}, status=200 if standing.signed_in else 403)
    form = forms.CircleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(form, lambda: actions.make_circle(by=standing, at=at, **form.cleaned_data))
        if made:
            messages.success(request, _("The circle is made. Now its members."))
            return redirect("members:start_members", circle=made.slug)
    return render(
        request,
        "members/start.html",
        {
            "form": form,
            "step": 1,
            "title": _("Start a circle"),
            "verb": _("Make the circle"),
            "lead": _("A circle is two or more towns that work together under a chair that rotates."),
        },
    )


def _first_person(request: HttpRequest) -> HttpResponse:
    code = _setup_code()
    form = forms.KeeperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not code or not hmac.compare_digest(given["code"].strip().encode(), code.encode()):
            form.add_error("code", _("This is not the setup code."))
        else:
            person = perform(
                form,
                lambda: actions.begin_instance(
                    by=Standing.machine("setup"),
                    at=request.at,
                    username=given["username"],
                    name_zh=given["name_zh"],
                    name_en=given["name_en"],
                    password=given["password"],
                ),
            )
            if person:
                login(request, person, backend=BACKEND)
                return redirect("members:start")
    return render(
        request,
        "members/start.html",
        {
            "form": form,
            "step": 0,
            "title": _("Begin this instance"),
            "verb": _("Become its keeper"),
            "lead": _(
                "Nobody is here yet. The keeper makes circles and enters their towns; nobody signs up by himself."
            ),
            "no_code": not code,
        },
    )


@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter the members of a new circle, one after another."""
    row, standing, at = circle_or_404(request, circle), request.standing, request.at
    rules.may_keep_circle(standing, circle).require()
    form = forms.MemberForm(request.POST or None, initial={"valid_from": queries.day_of(at).isoformat()})
    if (
        request.method == "POST"
        and form.is_valid()
        and None is not perform(form, lambda: actions.enter_town(by=standing, at=at, circle=row, **form.cleaned_data))
    ):
        messages.success(request, _("Entered. Add the next one, or go on to the officers."))
        return redirect("members:start_members", circle=circle)
    here = queries.membership_history(standing, circle)
    return render(
        request,
        "members/start.html",
        {
            "circle": row,
            "form": form,
            "step": 2,
            "title": _("Members of %(circle)s") % {"circle": row.name_zh if in_chinese() else row.name},
            "verb": _("Add this member"),
            "here": here,
            "onward": reverse("members:start_officers", kwargs={"circle": circle}) if len(here) > 1 else "",
            "onward_label": _("On to the officers"),
        },
    )


@require_http_methods(["GET", "POST"])
def officers(request: HttpRequest, circle: str) -> HttpResponse:
    """Enter the first officers of the members of a new circle."""
    row, standing, at = circle_or_404(request, circle), request.standing, request.at
    rules.may_keep_circle(standing, circle).require()
    here = queries.membership_history(standing, circle)
    form = forms.OfficerForm(
        request.POST or None,
        members=list({h.member.code: h.member for h in here}.values()),
        zh=in_chinese(),
        initial={"roles": ["signatory", "secretary"]},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and None
        is not perform(form, lambda: actions.enter_officer(by=standing, at=at, circle=row, **form.cleaned_data))
    ):
        messages.success(request, _("The officer can sign in now."))
        return redirect("members:start_officers", circle=circle)
    return render(
        request,
        "members/start.html",
        {
            "circle": row,
            "form": form,
            "step": 3,
            "title": _("First officers"),
            "verb": _("Add this officer"),
            "here": here,
            "onward": reverse("members:circle", kwargs={"circle": circle}),
            "onward_label": _("Open the circle"),
            "lead": _("Each town needs at least one signatory, who can then enter the town's other officers."),
        },
    )


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, circle: str) -> HttpResponse:
    """Ask a town into the circle and show its link, once."""
    row, standing, at = circle_or_404(request, circle), request.standing, request.at
    rules.may_keep_circle(standing, circle).require()
    form = forms.InviteForm(request.POST or None, initial={"joins_on": queries.day_of(at)})
    link = ""
    if request.method == "POST" and form.is_valid():
        token = secrets.token_urlsafe(24)
        given = dict(form.cleaned_data)
        made = perform(form, lambda: actions.invite_new_town(by=standing, at=at, circle=row, token=token, **given))
        if made:
            link = request.build_absolute_uri(reverse("members:accept", kwargs={"token": token}))
    return render(request, "members/invite.html", {"circle": row, "form": form, "link": link})


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link become the invited town's first officer."""
    at = request.at
    found = queries.open_invitation(actions.token_digest(token), at)
    if found is None:
        return render(request, "members/start_closed.html", {"spent": True}, status=404)
    form = forms.AcceptForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and None
        is not perform(
            form, lambda: actions.accept_invitation(by=request.standing, at=at, token=token, **form.cleaned_data)
        )
    ):
        login(request, User.objects.get(username=form.cleaned_data["username"].strip()), backend=BACKEND)
        messages.success(request, _("Your town belongs to the circle now."))
        return redirect("members:circle", circle=found.circle)
    return render(
        request,
        "members/accept.html",
        {
            "form": form,
            "invitation": found,
            "town_card": queries.member_card(found.member),
            "circle": found.in_circle,
        },
    )
