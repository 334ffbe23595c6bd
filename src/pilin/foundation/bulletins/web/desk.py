"""The pages of bulletins: the list, the desk where one is made, and what the public reads."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pilin.foundation.bulletins import actions, correcting, drafting, forms, queries, rules
from pilin.foundation.bulletins.enums import BulletinState
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import page_of, value_words
from pilin.foundation.bulletins.web.asked import circle_of, language, seen
from pilin.foundation.journal.queries import history
from pilin.foundation.ledger.trails import signed_context
from pilin.foundation.members.queries import member_cards
from pilin.web.forms import page_number, perform

SHANGHAI = ZoneInfo("Asia/Shanghai")
A_PAGE = 30
DONE = {
    "freeze": gettext_lazy("The text is frozen."),
    "sign": gettext_lazy("Signed."),
    "release": gettext_lazy("Released."),
    "withdraw": gettext_lazy("Withdrawn. Nobody outside the circle has seen it."),
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def index(request: HttpRequest, circle: str) -> HttpResponse:
    """List what is out; to members also what is drafted or waits."""
    within = circle_of(request, circle)
    found = queries.bulletins_of(request.standing, circle, request.at)
    out = [r for r in found if r.state is BulletinState.RELEASED]
    return render(
        request,
        "bulletins/index.html",
        {
            "circle": within,
            "page": Paginator(out, A_PAGE).get_page(page_number(request.GET.get("page"))),
            "waiting": [r for r in found if r.state is not BulletinState.RELEASED],
            "members": member_cards(request.standing),
            "may_draft": bool(rules.may_draft(request.standing, circle)),
        },
    )


def start(request: HttpRequest, circle: str) -> HttpResponse:
    """Begin a draft from a template."""
    within = circle_of(request, circle)
    rules.may_draft(request.standing, circle).require()
    form = forms.StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        made = perform(
            form,
            lambda: actions.draft_bulletin(
                by=request.standing, at=request.at, circle=circle, blocks=drafting.template(given["kind"]), **given
            ),
        )
        if made is not None:
            messages.success(request, _("Drafted. Write its text."))
            return redirect("bulletins:draft", circle=circle, slug=made.slug)
    return render(request, "bulletins/start.html", {"circle": within, "form": form}, status=422 if form.errors else 200)


def bulletin(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show a bulletin on the members' desk: its state, who signs, what can be done next. Others go to the public page."""
    within = circle_of(request, circle)
    found = seen(request, circle, slug)
    standing = request.standing
    if found.state is BulletinState.RELEASED and not standing.member:
        return redirect("bulletins:public", circle=circle, slug=slug)
    may = queries.may(standing, found.uid, request.at)
    return render(
        request,
        "bulletins/bulletin.html",
        {
            "circle": within,
            "r": found,
            "p": page_of(found, language()),
            "members": member_cards(standing),
            "may": may,
            "to_answer": correcting.to_answer(standing, found.uid),
            "signed_so_far": sum(1 for s in found.signers if s.signed_at),
            "history": history(standing, [found.uid]),
            **signed_context(standing, found.uid),
        },
    )


def draft(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Change a draft's text."""
    within = circle_of(request, circle)
    found = seen(request, circle, slug)
    queries.verdict_on_change(request.standing, found.uid).require()
    zh, en = drafting.texts_of(found.blocks)
    form = forms.DraftForm(
        request.POST or None,
        initial={
            "title_zh": found.title_zh, "title": found.title, "text_zh": zh, "text": en, "needs_all": found.needs_all,
            "release_at": found.release_at.astimezone(SHANGHAI).replace(tzinfo=None), "revision": found.revision,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        texts = given.pop("text_zh"), given.pop("text")
        changed = perform(
            form,
            lambda: actions.change_draft(
                by=request.standing, at=request.at, bulletin=found.uid,
                blocks=drafting.blocks_of(*texts, found.blocks), **given,
            ),
        )  # fmt: skip
        if changed is not None:
            messages.success(request, _("Kept."))
            return redirect("bulletins:bulletin", circle=circle, slug=slug)
    names = queries.figure_names(request.standing, circle)
    context = {"circle": within, "r": found, "form": form, "names": names}
    return render(request, "bulletins/draft.html", context, status=422 if form.errors else 200)


@require_POST
def perform_deed(request: HttpRequest, circle: str, slug: str, deed: str) -> HttpResponse:
    """Freeze, sign, release or withdraw; a refusal becomes its own page."""
    found = seen(request, circle, slug)
    by, at, uid = request.standing, request.at, found.uid
    deeds: dict[str, Callable[[], object]] = {
        "freeze": lambda: actions.freeze_bulletin(by=by, at=at, bulletin=uid),
        "sign": lambda: actions.sign_bulletin(by=by, at=at, bulletin=uid, hash_seen=request.POST.get("hash_seen", "")),
        "release": lambda: actions.release_bulletin(by=by, at=at, bulletin=uid),
        "withdraw": lambda: actions.withdraw_bulletin(by=by, at=at, bulletin=uid),
    }
    if deed not in deeds:
        raise Http404
    deeds[deed]()
    messages.success(request, str(DONE[deed]))
    return redirect("bulletins:bulletin", circle=circle, slug=slug)


def correct(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Publish a correction beside a released bulletin."""
    within = circle_of(request, circle)
    found = seen(request, circle, slug)
    queries.verdict_on_correction(request.standing, found.uid, request.at).require()
    form = forms.CorrectionForm(request.POST or None, figures=_figures_of(found))
    if request.method == "POST" and form.is_valid():
        made = perform(
            form,
            lambda: actions.publish_correction(
                by=request.standing, at=request.at, bulletin=found.uid, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, _("Published beside the bulletin."))
            return redirect("bulletins:bulletin", circle=circle, slug=slug)
    context = {"circle": within, "r": found, "form": form}
    return render(request, "bulletins/correct.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, circle: str, slug: str, number: int) -> HttpResponse:
    """Confirm a correction for the town; a refusal becomes its own page."""
    found = _answered(request, circle, slug, number)
    actions.confirm_correction(by=request.standing, at=request.at, bulletin=found.uid, number=number)
    messages.success(request, _("Confirmed for your town."))
    return redirect("bulletins:bulletin", circle=circle, slug=slug)


def object_to(request: HttpRequest, circle: str, slug: str, number: int) -> HttpResponse:
    """Object to a correction for the town, with the reason."""
    within = circle_of(request, circle)
    found = _answered(request, circle, slug, number)
    verdict = queries.verdict_on_word(request.standing, found.uid, number)
    if verdict is not None:
        verdict.require()
    form = forms.ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(
            form,
            lambda: actions.object_to_correction(
                by=request.standing, at=request.at, bulletin=found.uid, number=number, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, _("Your town’s objection stands beside the correction."))
            return redirect("bulletins:bulletin", circle=circle, slug=slug)
    one = next(c for c in page_of(found, language()).corrections if c.notice.number == number)
    context = {"circle": within, "r": found, "form": form, "c": one}
    return render(request, "bulletins/object.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, circle: str, slug: str, number: int) -> Release:
    """Return a bulletin with the correction that is answered, or answer that there is none."""
    found = seen(request, circle, slug)
    if not any(notice.number == number for notice in found.corrections):
        raise Http404
    return found


def _figures_of(found: Release) -> list[tuple[str, str]]:
    """Return the frozen figures of a bulletin with what they count and what was written."""
    lang = language()
    return [
        (name, f"{one['query_zh' if lang == 'zh' else 'query']}: {value_words(one, lang)}")
        for name, one in found.figures.items()
    ]
