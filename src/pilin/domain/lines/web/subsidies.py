"""The pages of who pays for which line."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilin.domain.lines import actions, forms, queries, rules
from pilin.domain.lines.models import Subsidy
from pilin.domain.lines.web.found import form_page, in_circle, line_of
from pilin.foundation.members.queries import day_of, member_cards, members_on
from pilin.web.forms import perform
from pilin.web.words import in_words


@require_GET
def subsidies(request: HttpRequest, circle: str) -> HttpResponse:
    """Show who pays for which line, agreed and proposed."""
    within, standing = in_circle(request, circle), request.standing
    held = list(queries.lines(standing, circle, day_of(request.at)))
    told = queries.subsidies(standing, held)
    rows = [
        (one, bool(rules.may_agree_to_subsidy(standing, circle, tuple(one.row.shares), one.said)), bool(rules.may_keep(standing, circle, one.row.owner)))
        for one in told
    ]  # fmt: skip
    paid = {one.row.line_id for one in told}
    context = {
        "circle": within, "rows": rows, "members": member_cards(standing), "unsaid": [line for line in held if line.pk not in paid],
        "may_keep": bool(rules.may_keep(standing, circle, standing.member)), "all_ill": told[0].row if told and all(one.row.illustrative for one in told) else None,
    }  # fmt: skip
    return render(request, "lines/subsidies.html", context)


def propose(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Propose who pays for a line in a year."""
    row, standing = line_of(request, circle, uid), request.standing
    rules.may_propose_subsidy(standing, circle, (standing.member,)).require()
    towns = [(card.code, in_words(card, "name")) for card in members_on(standing, circle, day_of(request.at))]
    form = forms.SubsidyForm(
        request.POST if request.method == "POST" else None, towns=towns, initial={"year": day_of(request.at).year}
    )
    if form.is_valid():
        data = form.cleaned_data
        if perform(
            form,
            lambda: actions.propose_subsidy(
                by=standing, at=request.at, line=row, year=data["year"], amount_cny=data["amount_cny"], shares=data["shares"]
            ),
        ):  # fmt: skip
            messages.success(request, _("Proposed. It counts once every town with a share has agreed."))
            return redirect("lines:subsidies", circle=circle)
    back = reverse("lines:line", args=[circle, uid])
    return form_page(request, row.in_circle, form, title=_("Propose who pays for it"), sub=str(row), verb=_("Propose it"), back=back)  # fmt: skip


@require_POST
def agree(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Say yes to one's share."""
    actions.agree_to_subsidy(by=request.standing, at=request.at, subsidy=_subsidy(request, circle, uid))
    messages.success(request, _("Agreed."))
    return redirect("lines:subsidies", circle=circle)


@require_POST
def take_back(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Take back a proposal."""
    actions.withdraw_subsidy(by=request.standing, at=request.at, subsidy=_subsidy(request, circle, uid))
    messages.success(request, _("Taken back."))
    return redirect("lines:subsidies", circle=circle)


def _subsidy(request: HttpRequest, circle: str, uid: UUID) -> Subsidy:
    found = queries.subsidy_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found
