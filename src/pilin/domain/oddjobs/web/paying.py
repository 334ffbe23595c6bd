"""Hours and money: what a worker earned on both banks, what is owed, what is overdue, and a proof of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.enterprises.queries import codes_of
from pilin.domain.oddjobs import actions, forms, queries, rules
from pilin.domain.oddjobs.documents import pdf_of
from pilin.domain.oddjobs.models import Pay
from pilin.domain.oddjobs.web.shared import acting_for, circle_of, form_page
from pilin.foundation.members.queries import day_of, member_cards
from pilin.web.forms import perform
from pilin.web.words import in_words


def pay(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a worker hours and money of this month and the last, on both banks."""
    within, worker = circle_of(request, circle), acting_for(request, circle)
    today = day_of(request.at)
    first = _month_before(today)
    rows = (
        [row for row in queries.pays_of(worker) if row.booking.shift.starts_at.date() >= first or row.open]
        if worker
        else []
    )
    members = member_cards(request.standing)
    context = {
        "circle": within, "worker": worker, "members": members, "rows": rows, "today": today, "banks": queries.banks_of(rows, members),
        "form": forms.ProofForm(initial={"first_on": first, "last_on": today}), "first": first,
        "week": queries.hours_of_week(worker, today, queries.caps(today).week_hours) if worker else None,
    }  # fmt: skip
    return render(request, "oddjobs/pay.html", context)


def paid(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that pay was paid."""
    row = _pay(request, circle, uid)
    rules.may_run(request.standing, row.booking.shift.post).require()
    form = forms.PaidForm(request.POST if request.method == "POST" else None, initial={"paid_on": day_of(request.at)})
    if form.is_valid():
        data = form.cleaned_data
        made = perform(
            form,
            lambda: actions.state_paid(
                by=request.standing,
                at=request.at,
                pay=row,
                paid_on=data["paid_on"],
                paid_how=data["paid_how"],
                deductions=form.deductions,
            ),
        )
        if made:
            messages.success(request, _("Said. The worker says whether it came."))
            return redirect("oddjobs:post", circle=circle, uid=row.booking.shift.post_id)
    sub = f"{row.booking.worker.name} · ¥{row.gross_cny}"
    back = reverse("oddjobs:post", args=[circle, row.booking.shift.post_id])
    return form_page(
        request,
        circle_of(request, circle),
        form,
        title=_("Say that it was paid"),
        sub=sub,
        verb=_("It was paid"),
        back=back,
    )


@require_POST
def received(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that pay came."""
    actions.confirm_received(by=request.standing, at=request.at, pay=_pay(request, circle, uid))
    messages.success(request, _("Noted: it came."))
    return redirect("oddjobs:pay", circle=circle)


@require_POST
def denied(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say that pay did not come."""
    actions.deny_received(by=request.standing, at=request.at, pay=_pay(request, circle, uid))
    messages.success(request, _("Both towns were told."))
    return redirect("oddjobs:pay", circle=circle)


def arrears(request: HttpRequest, circle: str) -> HttpResponse:
    """Show a clerk what is owed for the town's work and to the town's workers, the longest overdue first."""
    within, standing = circle_of(request, circle), request.standing
    rules.may_see_workers(standing, circle, standing.member).require()
    today = day_of(request.at)
    owed = list(queries.unpaid(standing).filter(circle=circle).order_by("due_on", "uid")[:300])
    codes = codes_of(standing, {row.booking.shift.post.employer_id for row in owed})
    rows = [(row, row.days_late(today), codes.get(row.booking.shift.post.employer_id, "")) for row in owed]
    context = {
        "circle": within,
        "members": member_cards(standing),
        "rows": rows,
        "late": sum(late > 0 for _row, late, _code in rows),
        "may_ban": bool(rules.may_ban(standing, circle, standing.member)),
    }
    return render(request, "oddjobs/arrears.html", context)


@require_POST
def proof(request: HttpRequest, circle: str) -> HttpResponse:
    """Give a proof of hours and pay as PDF, with a code that leads to what the log says of it."""
    worker = acting_for(request, circle)
    if worker is None:
        raise Http404
    form = forms.ProofForm(request.POST)
    if not form.is_valid():
        return form_page(
            request,
            circle_of(request, circle),
            form,
            title=_("Proof of hours and pay"),
            verb=_("Download it"),
            back=reverse("oddjobs:pay", args=[circle]),
        )
    made = actions.take_proof(by=request.standing, at=request.at, worker=worker, **form.cleaned_data)
    members = member_cards(request.standing)
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    address = request.build_absolute_uri(reverse("oddjobs:proof_shown", args=[circle, made.digest]))
    towns = {code: in_words(card, "short") for code, card in members.items()}
    answer = HttpResponse(pdf_of(made, towns=towns, address=address, lang=lang), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="pilin-proof-{made.last_on:%Y%m%d}.pdf"'
    return answer


def proof_shown(request: HttpRequest, circle: str, digest: str) -> HttpResponse:
    """Say to anybody whether a proof with this digest was made here, and where the log has it."""
    row = queries.proof_known(digest)
    context = {
        "circle": circle_of(request, circle),
        "row": row,
        "digest": digest,
        "members": member_cards(request.standing),
    }
    return render(request, "oddjobs/proof.html", context, status=200 if row else 404)


def _month_before(today: date) -> date:
    return today.replace(year=today.year - (today.month == 1), month=12 if today.month == 1 else today.month - 1, day=1)


def _pay(request: HttpRequest, circle: str, uid: UUID) -> Pay:
    found = queries.pay_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
