"""Agreements: what is in force, what waits for a seal, what each one allows."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilin.foundation.access.enums import Role
from pilin.foundation.journal.queries import history
from pilin.foundation.ledger.trails import signed_context
from pilin.foundation.members import actions, forms, queries, rules
from pilin.foundation.members.enums import AgreementState
from pilin.foundation.members.models import Agreement
from pilin.foundation.members.web.shared import circle_or_404, day_asked, in_chinese
from pilin.web.forms import perform


@require_GET
def agreements(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the agreements of a circle along the years; ``?for=`` finds those that allow something, ``?state=`` one state."""
    row, standing = circle_or_404(request, circle), request.standing
    day, _is_today, _no_day = day_asked(request)
    cards = queries.agreements_of(standing, circle, day)
    wanted, state = request.GET.get("for", "").strip()[:80], request.GET.get("state", "")
    shown = [card for card in cards if not state or card.state == state]
    years: dict[int | None, list[queries.AgreementCard]] = {}
    for card in shown:
        at = card.proposed_at
        year = card.signed_on.first.year if card.signed_on else queries.day_of(at).year if at else None
        years.setdefault(year, []).append(card)
    return render(
        request,
        "members/agreements.html",
        {
            "circle": row,
            "years": sorted(years.items(), key=lambda group: -(group[0] or 0)),
            "total": len(shown),
            "states": [
                (s.value, s.label, sum(c.state == s for c in cards))
                for s in AgreementState
                if any(c.state == s for c in cards)
            ],
            "wanted": wanted,
            "allowing": queries.agreements_allowing(standing, circle, wanted, day) if wanted else [],
            "ending": [card for card in cards if card.ends_in_days is not None],
            "waiting": [card for card in cards if card.state is AgreementState.PROPOSED],
            "may_propose": rules.may_propose(standing, circle),
        },
    )


def _card_or_404(request: HttpRequest, circle: str, slug: str) -> queries.AgreementCard:
    day = queries.day_of(request.at)
    card = queries.agreement_named(request.standing, slug, day)
    if card is None or card.circle != circle:
        raise Http404
    return card


def _row_or_404(request: HttpRequest, circle: str, slug: str) -> Agreement:
    row = queries.agreement_row(request.standing, slug)
    if row is None or row.circle != circle:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show an agreement, its seals and its text; a signatory types the words and sets the town's seal here."""
    home, card = circle_or_404(request, circle), _card_or_404(request, circle, slug)
    standing, at = request.standing, request.at
    row = _row_or_404(request, circle, slug)
    form = forms.SignForm(request.POST or None, initial={"text_hash": card.text_hash})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["words"].strip().lower() not in {w.lower() for w in rules.SIGNING_WORDS.values()}:
            form.add_error("words", _("These are not the words; type them as they stand above."))
        elif perform(
            form,
            lambda: actions.sign_agreement(
                by=standing,
                at=at,
                agreement=row,
                text_hash=form.cleaned_data["text_hash"],
            ),
        ):
            messages.success(request, _("Your town's seal is set."))
            return redirect("members:agreement", circle=circle, slug=slug)
    day, facts = queries.day_of(at), queries.agreement_facts(row)
    may_sign = rules.may_sign(standing, facts, card.text_hash, day, card.sign_by)
    cards = queries.agreements_of(standing, circle, day)
    mine = next((m for m in queries.member_cards(standing).values() if m.code == standing.member), None)
    return render(
        request,
        "members/agreement.html",
        {
            "circle": home,
            "agreement": card,
            "seals": [{"member": s.member, "signed_at": s.signed_at, "who": s.signatory} for s in card.seals],
            "chain": queries.chain_of(cards, slug),
            "followers": [c for c in cards if c.follows == slug],
            "relying": queries.relying_on(standing, card.uid),
            "told": history(standing, [card.uid, *(s.uid for s in card.seals if s.uid)]),
            "members": queries.member_cards(standing),
            "mine": mine,
            "form": form,
            "may_sign": may_sign,
            "is_signatory": standing.holds(Role.SIGNATORY),
            "asked": "|".join(rules.SIGNING_WORDS.values()),
            "asked_words": rules.SIGNING_WORDS["zh-hans" if in_chinese() else "en"],
            "is_last": len(card.missing) == 1,
            "may_accede": rules.may_accede(standing, facts, day, circle),
            "may_withdraw": rules.may_withdraw(standing, facts, day),
            "letters": len(card.text),
            **signed_context(standing, card.uid),
        },
        status=422 if form.errors else 200,
    )


@require_GET
def text(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Give the canonical text as it is hashed, so that anyone checks it with a tool of their own."""
    card = _card_or_404(request, circle, slug)
    if not card.text:
        raise Http404
    return HttpResponse(card.text, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, circle: str) -> HttpResponse:
    """Lay a text before the towns."""
    row, standing, at = circle_or_404(request, circle), request.standing, request.at
    rules.may_propose(standing, circle).require()
    day = queries.day_of(at)
    members, earlier = queries.members_on(standing, circle, day), queries.agreements_of(standing, circle, day)
    form = forms.ProposeForm(
        request.POST or None,
        members=members,
        earlier=earlier,
        zh=in_chinese(),
        initial={"parties": [m.code for m in members], "kind": "supplement"},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        parties = [m for code in given["parties"] if (m := queries.member_row(standing, code))]
        follows = queries.agreement_row(standing, given["follows"]) if given["follows"] else None
        made = perform(
            form,
            lambda: actions.propose_agreement(
                by=standing,
                at=at,
                circle=row,
                slug=given["slug"],
                kind=given["kind"],
                title_zh=given["title_zh"],
                title=given["title"],
                parties=parties,
                clauses=form.clauses_in_pairs(),
                sign_by=given["sign_by"],
                valid_to=given["valid_to"],
                follows=follows,
                relation=given["relation"],
            ),
        )
        if made:
            messages.success(request, _("The text is laid out; each town's signatory can sign it now."))
            return redirect("members:agreement", circle=circle, slug=made.slug)
    return render(
        request,
        "members/form.html",
        {
            "circle": row,
            "form": form,
            "title": _("Lay out an agreement"),
            "verb": _("Lay out for signing"),
            "back": "members:agreements",
            "back_label": _("Agreements"),
            "draft": f"agreement-{circle}",
            "hint": _("It takes force when every party has signed exactly this text."),
        },
    )


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Take one's own town out of an agreement."""
    home, row = circle_or_404(request, circle), _row_or_404(request, circle, slug)
    standing, at = request.standing, request.at
    rules.may_withdraw(standing, queries.agreement_facts(row), queries.day_of(at)).require()
    form = forms.WithdrawForm(request.POST or None, initial={"left_on": queries.day_of(at)})
    if (
        request.method == "POST"
        and form.is_valid()
        and None
        is not perform(
            form,
            lambda: actions.withdraw(
                by=standing,
                at=at,
                agreement=row,
                left_on=form.cleaned_data["left_on"],
                why=form.cleaned_data["why"],
            ),
        )
    ):
        messages.success(request, _("Your town leaves on the day you gave; what was recorded stays."))
        return redirect("members:agreement", circle=circle, slug=slug)
    return render(
        request,
        "members/form.html",
        {
            "circle": home,
            "form": form,
            "title": _("Leave this agreement"),
            "verb": _("Leave the agreement"),
            "back": "members:agreements",
            "back_label": _("Agreements"),
            "hint": _("The other parties keep theirs; what was recorded stays on both banks."),
        },
    )


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Bring one's own town into an agreement in force, under the same text."""
    home, row, card = (
        circle_or_404(request, circle),
        _row_or_404(request, circle, slug),
        _card_or_404(request, circle, slug),
    )
    standing, at = request.standing, request.at
    rules.may_accede(standing, queries.agreement_facts(row), queries.day_of(at), circle).require()
    mine = queries.member_row(standing, standing.member)
    if mine is None:
        raise Http404
    form = forms.SignForm(request.POST or None, initial={"text_hash": card.text_hash})
    form.fields["words"].label = _("Type these words: %(words)s") % {
        "words": rules.SIGNING_WORDS["zh-hans" if in_chinese() else "en"]
    }
    form.fields["text_hash"].required = False
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["words"].strip().lower() not in {w.lower() for w in rules.SIGNING_WORDS.values()}:
            form.add_error("words", _("These are not the words; type them as they stand above."))
        elif perform(
            form,
            lambda: actions.accede(
                by=standing,
                at=at,
                agreement=row,
                member=mine,
                text_hash=form.cleaned_data["text_hash"],
            ),
        ):
            messages.success(request, _("Your town is a party from today."))
            return redirect("members:agreement", circle=circle, slug=slug)
    return render(
        request,
        "members/form.html",
        {
            "circle": home,
            "form": form,
            "title": _("Join this agreement"),
            "verb": _("Join under the same text"),
            "back": "members:agreements",
            "back_label": _("Agreements"),
            "hint": card.title_zh if in_chinese() else card.title,
        },
    )
