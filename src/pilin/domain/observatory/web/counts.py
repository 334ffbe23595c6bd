"""The pages of counting: have an indicator counted from the register, attest its count, say of a firm what no record says."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilin.domain.chains.queries import firm_named
from pilin.domain.observatory import actions, forms, rules
from pilin.domain.observatory.actions import FirmSaying
from pilin.domain.observatory.web.counted import provinces_named
from pilin.domain.observatory.web.indicators import address, answered, circle_asked, row_asked
from pilin.engine.base import Refused
from pilin.foundation.members.queries import day_of, members_on
from pilin.foundation.observations.queries import catalogue
from pilin.web.forms import perform
from pilin.web.words import in_words


def count(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Have a town's part of an indicator counted from the register."""
    row, standing = row_asked(request, circle, slug), request.standing
    rules.may_count(standing, circle, row.owner).require()
    series = [(card.slug, in_words(card, "title")) for card in catalogue(standing, circle)]
    form = forms.CountForm(
        request.POST or None, series=series, provinces=sorted(provinces_named(standing).items()),
        towns=[(card.code, in_words(card, "short")) for card in members_on(standing, circle, day_of(request.at))],
    )  # fmt: skip
    return answered(
        request, row.in_circle, form, title=_("Have it counted from the register"), verb=_("Count it"), back=address(row, circle), row=row,
        act=lambda: actions.count_from_register(by=standing, at=request.at, indicator=row, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def attest(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Attest today's count, by name."""
    row = row_asked(request, circle, slug)
    rules.may_attest_count(request.standing, circle, row.owner).require()
    try:
        actions.attest_count(by=request.standing, at=request.at, indicator=row)
    except Refused as error:
        messages.warning(
            request, " ".join(str(one.reason) for one in getattr(error, "faults", ())) or str(error.reason)
        )
    else:
        messages.success(
            request, _("Attested. It stays as it was counted, with your name and the digest of what was read.")
        )
    return redirect(address(row, circle))


def say(request: HttpRequest, circle: str) -> HttpResponse:
    """Say of one firm of one's town, or of the firm one speaks for, what the counts ask."""
    within, standing = circle_asked(request, circle), request.standing
    if not standing.firms:
        rules.may_define(standing, circle).require()
    form = forms.FirmSayingForm(request.POST or None, initial={"valid_from": str(day_of(request.at).year)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        firm = firm_named(standing, circle, given.pop("firm"))
        if firm is None:
            form.add_error("firm", _("No one firm in the register is called so"))
        else:
            word = FirmSaying(firm, **{**given, "holds": given["holds"] == "yes"})
            if perform(form, lambda: actions.say_of_firms(by=standing, at=request.at, words=[word])):
                messages.success(request, _("Written down."))
                return redirect(reverse("observatory:indicators", kwargs={"circle": circle}))
    context = {
        "circle": within, "form": form, "title": _("Say of a firm what the counts ask"), "verb": _("Write it down"),
        "back": reverse("observatory:indicators", kwargs={"circle": circle}), "i": None, "pair": None,
    }  # fmt: skip
    return render(request, "observatory/indicators_form.html", context, status=422 if form.errors else 200)
