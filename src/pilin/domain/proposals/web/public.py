"""What residents do about a proposal with one press: follow it, rate it, say that it is done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.proposals import actions
from pilin.domain.proposals.web.shared import proposal_of


@require_POST
def follow(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Follow a proposal."""
    row = proposal_of(request, circle, uid)
    actions.follow_proposal(by=request.standing, at=request.at, proposal=row)
    messages.success(request, _("You are told what becomes of it."))
    return redirect("proposals:proposal", circle=circle, uid=uid)


@require_POST
def leave(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Follow a proposal no more."""
    row = proposal_of(request, circle, uid)
    actions.leave_proposal(by=request.standing, at=request.at, proposal=row)
    messages.success(request, _("You are told nothing more of it."))
    return redirect("proposals:proposal", circle=circle, uid=uid)


@require_POST
def rate(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say how one finds what became of a proposal."""
    row = proposal_of(request, circle, uid)
    mark = request.POST.get("mark", "")
    actions.rate_proposal(
        by=request.standing, at=request.at, proposal=row, mark=int(mark) if mark.isascii() and mark.isdecimal() and len(mark) < 3 else 0
    )  # fmt: skip
    messages.success(request, _("Said. Only the number of voices and their middle are shown."))
    return redirect("proposals:proposal", circle=circle, uid=uid)


@require_POST
def confirm(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that what one proposed is done."""
    row = proposal_of(request, circle, uid)
    actions.confirm_done(by=request.standing, at=request.at, proposal=row)
    messages.success(request, _("Said. The other towns are asked now whether they do the same."))
    return redirect("proposals:proposal", circle=circle, uid=uid)
