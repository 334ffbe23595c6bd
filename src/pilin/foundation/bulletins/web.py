"""The pages of bulletins: the list, the desk where one is made, and what the public reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilin.engine.base.qr import qr_svg
from pilin.foundation.bulletins import actions, drafting, feeds, forms, queries, rules
from pilin.foundation.bulletins.documents import docx_of, pdf_of
from pilin.foundation.bulletins.documents.stamped import Printed, printed
from pilin.foundation.bulletins.enums import BulletinState
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import Page, address_of, page_of
from pilin.foundation.journal.queries import history
from pilin.foundation.ledger.stamps import Stamp, stamp_of
from pilin.foundation.ledger.trails import signed_context, writers
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named, member_cards
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
    within = _circle(request, circle)
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
    within = _circle(request, circle)
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
    return render(request, "bulletins/start.html", {"circle": within, "form": form})


def bulletin(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show a bulletin on the members' desk: its state, who signs, what can be done next. Others go to the public page."""
    within = _circle(request, circle)
    found = _seen(request, circle, slug)
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
            "p": page_of(found, _lang()),
            "members": member_cards(standing),
            "may": may,
            "signed": sum(1 for s in found.signers if s.signed_at),
            "history": history(standing, [found.uid]),
            **signed_context(standing, found.uid),
        },
    )


def draft(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Change a draft's text."""
    within = _circle(request, circle)
    found = _seen(request, circle, slug)
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
    return render(request, "bulletins/draft.html", {"circle": within, "r": found, "form": form, "names": names})


@require_POST
def perform_deed(request: HttpRequest, circle: str, slug: str, deed: str) -> HttpResponse:
    """Freeze, sign, release or withdraw; a refusal becomes its own page."""
    found = _seen(request, circle, slug)
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
    within = _circle(request, circle)
    found = _seen(request, circle, slug)
    queries.verdict_on_correction(request.standing, found.uid, request.at).require()
    form = forms.CorrectionForm(request.POST or None)
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
    return render(request, "bulletins/correct.html", {"circle": within, "r": found, "form": form})


@require_safe
def public(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show what is out to anyone; before its moment nothing, and to members that it is under embargo."""
    found = queries.released_named(circle, slug, request.at)
    if found is None:
        return _embargo(request, circle, slug)
    stamp = _stamp(found)

    def make() -> HttpResponse:
        page = page_of(found, _lang())
        context = {"r": found, "p": page, "qr": qr_svg(address_of(found)), "address": address_of(found)}
        if stamp is not None:
            context |= {"stamp": _printed(stamp), "stamp_qr": stamp.qr, "stamp_path": stamp.path}
        return render(request, "bulletins/public.html", context)

    return _frozen(request, found, "html", make, stamp)


@require_safe
def public_pdf(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Give what is out as PDF; members get what is frozen or drafted too, marked so."""
    return _file(request, circle, slug, "pdf", "application/pdf", pdf_of)


@require_safe
def public_docx(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Give what is out as a Word document; members get what is frozen or drafted too, marked so."""
    return _file(request, circle, slug, "docx", WORD, docx_of)


@require_safe
def public_qr(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Give the QR code of a released bulletin's address."""
    found = queries.released_named(circle, slug, request.at)
    if found is None:
        raise Http404
    return HttpResponse(qr_svg(address_of(found)), content_type="image/svg+xml")


@require_safe
def feed(request: HttpRequest, circle: str) -> HttpResponse:
    """Give what is out as an Atom feed."""
    within = _circle(request, circle)
    out = [r for r in queries.bulletins_of(queries.PUBLIC, circle, request.at) if r.state is BulletinState.RELEASED]
    title = f"{within.name_zh}公报" if _lang() == "zh" else f"{within.name}: bulletins"
    body = feeds.atom_of(out, circle=circle, title=title, lang=_lang(), site=settings.SITE["site_url"], at=request.at)
    return _kept(request, body, "application/atom+xml; charset=utf-8")


@require_safe
def calendar(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the circle's public dates as iCalendar."""
    within = _circle(request, circle)
    entries = queries.calendar_of(circle, request.at)
    name = within.name_zh if _lang() == "zh" else within.name
    newest = max((r.release_at for r in queries.bulletins_of(queries.PUBLIC, circle, request.at)), default=request.at)
    body = feeds.calendar_bytes(entries, name=name, lang=_lang(), site=settings.SITE["site_url"], at=newest)
    return _kept(request, body, "text/calendar; charset=utf-8")


def _lang() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _circle(request: HttpRequest, slug: str) -> Circle:
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def _seen(request: HttpRequest, circle: str, slug: str) -> Release:
    found = queries.bulletin_named(request.standing, circle, slug, request.at)
    if found is None:
        raise Http404
    return found


def _embargo(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    found = queries.bulletin_named(request.standing, circle, slug, request.at)
    if found is None or found.state not in (BulletinState.EMBARGO, BulletinState.SIGNING):
        raise Http404
    response = render(request, "bulletins/embargo.html", {"r": found, "circle": _circle(request, circle)}, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def _file(
    request: HttpRequest, circle: str, slug: str, ending: str, kind: str, write: Callable[..., bytes]
) -> HttpResponse:
    found = queries.released_named(circle, slug, request.at) or _seen(request, circle, slug)
    held = found.state is not BulletinState.RELEASED
    stamp = None if held else _stamp(found)

    def make() -> HttpResponse:
        page: Page = page_of(found, _lang())
        under = _printed(stamp) if stamp else None
        content = write(page, address=address_of(found), embargoed=held, stamp=under)
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{slug}-{page.lang}.{ending}"'
        return response

    if held:
        response = make()
        response["Cache-Control"] = "private, no-store"
        return response
    return _frozen(request, found, ending, make, stamp)


def _stamp(found: Release) -> Stamp | None:
    """Return the head of the ledger under a bulletin that is out; None until the release is noted and a head covers it."""
    return stamp_of(queries.PUBLIC, f"bulletins.bulletin:{found.uid}")


def _printed(stamp: Stamp) -> Printed:
    return printed(stamp, writers((stamp.writer, *stamp.cosigners)), _lang())


def _frozen(
    request: HttpRequest, found: Release, form: str, make: Callable[[], HttpResponse], stamp: Stamp | None
) -> HttpResponse:
    """Answer with a tag that changes only with the text, its corrections, the head under it, the form and the language."""
    under = f"{stamp.size} {stamp.root}" if stamp else ""
    told = f"{found.text_hash} {len(found.corrections)} {under} {form} {_lang()} {settings.SITE['site_url']}"
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    newest: datetime = max([found.release_at, *(c.published_at for c in found.corrections)])
    answered = get_conditional_response(request, etag=tag, last_modified=int(newest.timestamp()))
    if answered is None:
        answered = make()
    answered["ETag"] = tag
    answered["Cache-Control"] = "public, max-age=60"
    return answered


def _kept(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answered = get_conditional_response(request, etag=tag) or HttpResponse(body, content_type=kind)
    answered["ETag"] = tag
    answered["Cache-Control"] = "public, max-age=60"
    return answered
