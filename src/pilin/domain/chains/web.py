"""The pages: chains and clusters, a firm's surroundings, a need with its answers, an introduction until its outcome."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilin.domain.chains import actions, forms, frames, queries, rules
from pilin.domain.chains.enums import (
    CHAINS,
    GAPS,
    MOST_STITCHES,
    NOTES,
    STAGES,
    STITCHES,
    Course,
    LinkSide,
    NeedState,
    Word,
)
from pilin.domain.chains.models import Need
from pilin.domain.enterprises.enums import PERIODS, UNITS
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.chain import StageGap
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.queries import history
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, day_of, member_cards, members_on
from pilin.foundation.places.queries import place_of
from pilin.web.forms import page_number, perform
from pilin.web.words import in_chinese
from pilin.web.words import in_words as words

A_PAGE = 30
BOX_LETTERS = 21  # of a box of the drawing; a Chinese character takes two


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the chains the circle has firms of, its clusters and alliances, and what waits for this town."""
    within, standing, today = _circle(request, circle), request.standing, _today(request)
    told = queries.introductions_told(standing, queries.introductions(standing, circle)[:20])
    return render(
        request,
        "chains/index.html",
        {
            "circle": within,
            "chains": frames.chain_cards(standing, circle, today),
            "clusters": queries.clusters(standing, circle),
            "waiting": [one for one in told if queries.waits(one)],
            "needs": queries.needs(standing, circle).filter(state=NeedState.OPEN)[:6],
            "members": member_cards(standing),
            "names": {m.province.code: words(m.province, "name") for m in members_on(standing, circle, today)},
            "labels": STAGES,
            "form": forms.AskForm(),
        },
    )


def chain(request: HttpRequest, circle: str, chain: str) -> HttpResponse:
    """Show a chain: who stands at which stage on which bank, what is missing and who would close it, what flows."""
    within, standing, today = _circle(request, circle), request.standing, _today(request)
    if chain not in CHAINS:
        raise Http404
    told = frames.chain_told(standing, circle, chain, today)
    cards = member_cards(standing)
    members = members_on(standing, circle, today)
    town = request.GET.get("town", "")
    flows = frames.flow_drawing(told.flows)
    view = request.GET.get("view", "")
    view = view if view in ("table", "map") else "chain"
    return render(
        request,
        "chains/chain.html",
        {
            "circle": within,
            "key": chain,
            "name": CHAINS[chain],
            "told": told,
            "banks": frames.banks(told, members),
            "invented": frames.minutes_invented(standing, today),
            "gaps": [_gap(gap, told, town) for gap in told.towns.get(town, told.report).stages],
            "town": cards.get(town),
            "towns": [(m.code, m) for m in members],
            "map_towns": members,
            "flows": flows,
            "flow_width": int(flows.width) + 60,
            "flow_height": int(flows.height) + 30,
            "flow_label": int(flows.height) + 16,
            "products": {g.stage.key: _product_words(g.stage.products[:4]) for g in told.report.stages},
            "single": [(told.firms.get(b), p, told.firms.get(s)) for b, p, s in told.single],
            "stages": STAGES,
            "firms": sum(len(rows) for towns in told.stages.values() for rows in towns.values()),
            "view": view,
            "on_map": _on_map(told, members),
            "stitches": _stitches(standing, within.slug, told, today) if view == "map" else [],
            "stitches_said": STITCHES,
            "members": cards,
        },
    )


def _on_map(told: frames.ChainTold, members: Iterable[Any]) -> dict[str, str]:
    """Return for each town the line under its name on the map: how many of its firms stand at which stage."""
    counts = {m.code: [(stage, len(of.get(m.code, ()))) for stage, of in told.stages.items()] for m in members}
    return {code: " · ".join(f"{STAGES[stage]} {n}" for stage, n in of if n) for code, of in counts.items()}


def _stitches(standing: Standing, circle: str, told: frames.ChainTold, on: date) -> list[dict[str, Any]]:
    """Return the supply links across the border as stitches: each bank solid once the firm on it says that it holds."""
    cards = member_cards(standing)
    made = []
    for one in frames.links_across(standing, circle, told, on)[:MOST_STITCHES]:
        link = one.link
        left_sells = cards[link.seller.owner].bank < 0
        said = {side: word.holds for side, word in one.words.items()}
        seller, buyer = said.get(LinkSide.SELLER, False), said.get(LinkSide.BUYER, False)
        made.append({
            "left": seller if left_sells else buyer, "right": buyer if left_sells else seller, "late": one.denied,
            "title": f"{link.seller.name_zh} → {link.buyer.name_zh}",
            "url": reverse("chains:say", kwargs={"circle": circle, "uid": link.pk}),
        })  # fmt: skip
    return made


def cluster(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show a cluster or an alliance: its leading firm, firms by position, titles, quarters, offers and needs of its firms."""
    within, standing, today = _circle(request, circle), request.standing, _today(request)
    found = queries.cluster_named(standing, circle, slug)
    if found is None:
        raise Http404
    told = queries.cluster_told(standing, found, today)
    firms = [one.enterprise_id for one in told.firms]
    return render(
        request,
        "chains/cluster.html",
        {
            "circle": within,
            "c": found,
            "told": told,
            "positions": list(told.by_position.items()),
            "conflict": queries.stages_in_conflict(told.reported),
            "needs": queries.needs(standing, circle).filter(enterprise__in=firms, state=NeedState.OPEN)[:20],
            "chain": CHAINS.get(found.chain),
            "members": member_cards(standing),
            "history": history(standing, [found.pk], most=12),
        },
    )


def organisations(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the clusters, and the trees of branches that coordinate the firms of each town, with how much is recorded here."""
    within, standing = _circle(request, circle), request.standing
    trees = queries.organisation_trees(standing, circle)
    return render(
        request,
        "chains/organisations.html",
        {
            "circle": within,
            "clusters": queries.clusters(standing, circle),
            "trees": [(tree, [(one, tree.counts.get(one.row.what)) for one in tree.reported]) for tree in trees],
            "members": member_cards(standing),
        },
    )


def firm(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show what surrounds a firm, upstream and downstream; every firm in the drawing opens its own surroundings."""
    within, found, today = _circle(request, circle), _firm(request, circle, uid), _today(request)
    standing = request.standing
    depth = 2 if request.GET.get("depth") == "2" else 1
    told = frames.firm_chain(standing, circle, found, today, upstream=depth, downstream=depth)
    rows = queries.links_of(standing, circle, found, today)
    reported = queries.reported_of(standing, firm=found)
    sales = [one for one in rows if one.link.seller_id == found.pk]
    bought = [one for one in rows if one.link.buyer_id == found.pk]
    cards = member_cards(standing)
    provinces = {code: card.province.code for code, card in cards.items()}
    drawing = frames.firm_drawing(told, cards) if told else None
    return render(
        request,
        "chains/firm.html",
        {
            "circle": within,
            "e": found,
            "told": told,
            "drawing": drawing,
            "boxes": [(box, _label(box)) for box in drawing.boxes] if drawing else [],
            "depth": depth,
            "tables": [(_("Buys from"), bought, "seller"), (_("Sells to"), sales, "buyer")],
            "reported": [(one, queries.recorded_of(one.row.what, rows, found, provinces)) for one in reported],
            "may_note": bool(rules.may_speak(standing, found)),
            "members": cards,
            "history": history(standing, [one.link.pk for one in rows][:200], most=12) if standing.signed_in else [],
        },
    )


def link(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Note that this firm buys from another or sells to it."""
    within, found = _circle(request, circle), _firm(request, circle, uid)
    rules.may_speak(request.standing, found).require()
    form = forms.LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        other = queries.firm_named(request.standing, circle, data["other"])
        if other is None:
            form.add_error("other", _("No firm in sight has this name or code; write it as its page shows it"))
        else:
            sells = data["side"] == LinkSide.SELLER
            given = actions.LinkInput(
                *((found, other) if sells else (other, found)), product_zh=data["product_zh"], amount=data["amount"],
                from_on=data["from_on"], to_on=data["to_on"],
            )  # fmt: skip
            made = perform(
                form,
                lambda: actions.note_links(
                    by=request.standing, at=request.at, circle=circle, links=[given], audience=data["audience"]
                ),
            )
            if made:
                messages.success(request, _("Noted. Each side can now say whether it holds."))
                return redirect("chains:firm", circle=circle, uid=uid)
    context = {"circle": within, "e": found, "form": form}
    return render(request, "chains/link.html", context, status=422 if form.errors else 200)


def say(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a supply link with each side's word, and take the word of a side this person speaks for."""
    within, standing = _circle(request, circle), request.standing
    found = queries.link_named(standing, circle, uid)
    if found is None:
        raise Http404
    sides = [side for side in LinkSide if rules.side_of(standing, found.seller, found.buyer, side)]
    form = forms.SayForm(request.POST or None, sides=sides)
    if request.method == "POST":
        if not sides:
            rules.may_speak(standing, found.seller).require()
        if form.is_valid():
            data = form.cleaned_data
            said = perform(
                form,
                lambda: actions.say_link(
                    by=standing,
                    at=request.at,
                    link=found,
                    side=data["side"],
                    holds=data["holds"] == "yes",
                    note=data["note"],
                ),
            )
            if said:
                messages.success(request, _("Noted."))
                return redirect("chains:say", circle=circle, uid=uid)
    (told,) = queries.links_told(standing, [found])
    context = {
        "circle": within, "l": found, "told": told, "form": form if sides else None, "members": member_cards(standing),
        "words": [(side, side.label, told.words.get(side)) for side in LinkSide],
        "history": history(standing, [found.pk, *(word.pk for word in told.words.values())], most=12) if standing.signed_in else [],
    }  # fmt: skip
    return render(request, "chains/say.html", context, status=422 if form.errors else 200)


def ask(request: HttpRequest, circle: str) -> HttpResponse:
    """Answer a need in plain words at once: as it was read, who could do it, who not and why; nothing is kept."""
    within, standing, today = _circle(request, circle), request.standing, _today(request)
    form = forms.AskForm(request.GET if request.GET.get("q") else None)
    answer = read = asker = None
    own = queries.only_firm(standing, circle)
    if form.is_valid():
        data = form.cleaned_data
        asker = queries.firm_named(standing, circle, data["asker"]) if data["asker"] else own
        if data["asker"] and asker is None:
            form.add_error("asker", _("No firm in sight has this name or code"))
        read = frames.read(standing, data["q"]).corrected(**form.corrections())
        if read.product:
            answer = frames.answer(standing, circle, read, today, asker=asker, town=standing.member)
    context = {
        "circle": within, "form": form, "read": read, "answer": answer, "asker": asker, "members": member_cards(standing),
        "invented": frames.minutes_invented(standing, today), "officer": standing.holds(Role.CLERK) or bool(standing.firms),
        "firms": _firms_of(standing, circle, answer),
        **_words_of(read, standing),
        "state": forms.StateForm(initial={**_own(own), **_given(request, forms.StateForm)}, auto_id="state_%s"),
    }  # fmt: skip
    return render(request, "chains/ask.html", context, status=422 if form.is_bound and form.errors else 200)


def needs(request: HttpRequest, circle: str) -> HttpResponse:
    """Show the needs and offers in sight; take a new one."""
    within, standing = _circle(request, circle), request.standing
    if request.method == "POST":
        form = forms.StateForm(request.POST, auto_id="state_%s")
        if form.is_valid():
            data = form.cleaned_data
            asker = queries.firm_named(standing, circle, data["asker"])
            if asker is None:
                form.add_error("asker", _("No firm in sight has this name or code"))
            else:
                read = frames.read(standing, data["q"]).corrected(**form.corrections())
                made = perform(
                    form,
                    lambda: actions.state_need(
                        by=standing, at=request.at, circle=circle, enterprise=asker, text=data["q"], kind=read.kind,
                        understood=read.as_dict(), audience=data["audience"],
                    ),
                )  # fmt: skip
                if made:
                    messages.success(request, _("It stands. Ask the firms you want to talk to."))
                    return redirect("chains:need", circle=circle, uid=made.pk)
        status = 422
    else:
        initial = {**_own(queries.only_firm(standing, circle)), "q": request.GET.get("q", "")}
        form, status = forms.StateForm(initial=initial, auto_id="state_%s"), 200
    rows = queries.needs(standing, circle)
    state = request.GET.get("state", "")
    shown = rows.filter(state=state) if state in NeedState.values else rows
    return render(
        request,
        "chains/needs.html",
        {
            "circle": within,
            "form": form if standing.holds(Role.CLERK) or standing.firms else None,
            "page": Paginator(shown, A_PAGE).get_page(page_number(request.GET.get("page"))),
            "states": [(s.value, s.label) for s in NeedState],
            "members": member_cards(standing),
        },
        status=status,
    )


def need(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show a need with who could meet it; ask one of them."""
    within, standing, today = _circle(request, circle), request.standing, _today(request)
    found = _need(request, circle, uid)
    read = frames.Understood.from_dict(found.understood)
    answer = frames.answer(standing, circle, read, today, asker=found.enterprise) if read.product else None
    form = forms.CardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        partner = _firm(request, circle, _uid(request.POST.get("partner", "")))
        rules.may_introduce(standing, found, partner).require()
        if form.is_valid():
            why = next((one for one in answer.partners if one.firm_id == str(partner.pk)), None) if answer else None
            reasons = frames.reasons_out(why) if why else []
            made = perform(
                form,
                lambda: actions.introduce(
                    by=standing, at=request.at, need=found, partner=partner, reasons=reasons, card=form.card()
                ),
            )
            if made:
                messages.success(request, _("Asked. Your contact passes when they agree too."))
                return redirect("chains:introduction", circle=circle, uid=made.pk)
    asked = queries.introductions_told(standing, queries.introductions(standing, circle).filter(need=found))
    asked_now = (request.POST.get("partner") or request.GET.get("ask", ""))[:36]
    return render(
        request,
        "chains/need.html",
        {
            "circle": within,
            "n": found,
            "read": read,
            **_words_of(read, standing),
            "invented": frames.minutes_invented(standing, today),
            "answer": answer,
            "firms": _firms_of(standing, circle, answer),
            "asked": asked,
            "asked_firms": {str(one.introduction.partner_id) for one in asked},
            "may_introduce": bool(rules.may_introduce(standing, found)),
            "may_close": bool(rules.may_close(standing, found)),
            "form": form,
            "partner": asked_now,
            "partner_firm": queries.firm_named(standing, circle, asked_now) if asked_now else None,
            "members": member_cards(standing),
            "history": history(standing, [found.pk], most=12),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def close(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Close a need, with the reason."""
    within, found = _circle(request, circle), _need(request, circle, uid)
    rules.may_close(request.standing, found).require()
    form = forms.CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        done = perform(
            form,
            lambda: actions.close_need(
                by=request.standing, at=request.at, need=found, state=data["state"], why=data["why"]
            ),
        )
        if done:
            messages.success(request, _("Closed."))
            return redirect("chains:need", circle=circle, uid=uid)
    context = {"circle": within, "n": found, "form": form}
    return render(request, "chains/close.html", context, status=422 if form.errors else 200)


def introduction(request: HttpRequest, circle: str, uid: UUID) -> HttpResponse:
    """Show an introduction on two banks: what each side said, the contacts when both agree, and the next word."""
    within, standing = _circle(request, circle), request.standing
    found = queries.introduction_named(standing, circle, uid)
    if found is None:
        raise Http404
    (told,) = queries.introductions_told(standing, [found])
    open_words = {
        side: [word for word in Word if rules.may_answer(standing, found, side, told.course, word)]
        for side in told.speaks
    }
    sides = [side for side, words in open_words.items() if words]
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, open_words=open_words)
    if request.method == "POST":
        if not sides:
            rules.may_answer(
                standing, found, (told.speaks or (LinkSide.SELLER,))[0], told.course, Word.TALKING
            ).require()
        if form.is_valid():
            data = form.cleaned_data
            side, word = data["answer"].split(":")
            said = perform(
                form,
                lambda: actions.answer_introduction(
                    by=standing,
                    at=request.at,
                    introduction=found,
                    side=side,
                    word=word,
                    note=data["note"],
                    card=form.card(),
                ),
            )
            if said:
                messages.success(request, _("Noted."))
                return redirect("chains:introduction", circle=circle, uid=uid)
    cards = member_cards(standing)
    return render(
        request,
        "chains/introduction.html",
        {
            "circle": within,
            "i": found,
            "told": told,
            "course": Course(told.course),
            "sides": [_side(told, side) for side in (LinkSide.BUYER, LinkSide.SELLER)],
            "form": form if sides else None,
            "members": cards,
            "history": history(standing, [found.pk, *(word.pk for word in told.words)], most=20),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _own(firm: Enterprise | None) -> dict[str, str]:
    """Return who asks, where a person speaks for one firm alone."""
    return {"asker": firm.name_zh} if firm else {}


def _given(request: HttpRequest, form: type[forms.AskForm]) -> dict[str, str]:
    """Return what the address says of a form's fields, as its first content."""
    return {name: request.GET[name] for name in form.base_fields if name in request.GET}


def _words_of(read: frames.Understood | None, standing: Any) -> dict[str, Any]:
    """Return the words in which a page shows what was understood."""
    wanted = (*read.areas, read.near) if read else ()
    found = {code: place_of(standing, code) for code in wanted if code}
    named = {code: str(words(place, "name")) for code, place in found.items() if place}
    return {"places": named, "periods": PERIODS, "units": UNITS, "left_open": NOTES}


def _side(told: queries.IntroductionTold, side: LinkSide) -> dict[str, Any]:
    row = told.introduction
    return {
        "side": side, "label": side.label, "firm": rules.side_firm(row, side), "card": told.cards.get(side),
        "words": [one for one in told.words if one.side == side],
    }  # fmt: skip


def _gap(gap: StageGap, told: frames.ChainTold, town: str) -> dict[str, Any]:
    made = told.made(gap.stage.products, town)
    return {
        "gap": gap, "kind": GAPS[gap.kind.value], "stage": STAGES[gap.stage.key],
        "candidates": [(one, told.firms[one.firm_id]) for one in gap.candidates if one.firm_id in told.firms],
        "made": len(made), "all": len(gap.stage.products),
        "unmade": _product_words(key for key in gap.stage.products if key not in made),
    }  # fmt: skip


def _product_words(keys: Iterable[str]) -> str:
    """Return the names of products in the reader's language, in one line."""
    found = [queries.knowledge().products[key] for key in keys]
    return " · ".join(one.zh if in_chinese() else one.en for one in found)


def _label(box: frames.BoxTold) -> str:
    """Return what stands in a box of the drawing, as long as it fits."""
    if box.firm is None:
        return ngettext("{n} firm", "{n} firms", box.number).format(n=box.number)
    name = words(box.firm, "name")
    width = 0
    for place, letter in enumerate(name):
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > BOX_LETTERS:
            return f"{name[: place - 1]}…"
    return name


def _firms_of(standing: Any, circle: str, answer: Any) -> dict[str, Enterprise]:
    """Return the firms of an answer by their id."""
    if answer is None:
        return {}
    keys = [UUID(one.firm_id) for one in (*answer.partners, *answer.missed)]
    return {str(row.pk): row for row in queries.firms(standing, circle).filter(pk__in=keys)}


def _circle(request: HttpRequest, slug: str) -> Circle:
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def _firm(request: HttpRequest, circle: str, uid: UUID) -> Enterprise:
    found = queries.firm_named(request.standing, circle, str(uid))
    if found is None:
        raise Http404
    return found


def _need(request: HttpRequest, circle: str, uid: UUID) -> Need:
    found = queries.need_named(request.standing, circle, uid)
    if found is None:
        raise Http404
    return found


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _today(request: HttpRequest) -> date:
    return day_of(request.at)
