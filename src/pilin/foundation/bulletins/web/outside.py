"""What everyone reads, and programs: released bulletins, their files, feeds, catalogue and check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from pilin.engine.base import clean_text
from pilin.engine.base.qr import qr_svg
from pilin.foundation.bulletins import checks, feeds, finding, queries
from pilin.foundation.bulletins.documents import docx_of, pdf_of
from pilin.foundation.bulletins.documents.stamped import Printed, printed
from pilin.foundation.bulletins.enums import BulletinState
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import Page, address_of, page_of
from pilin.foundation.bulletins.web import machine
from pilin.foundation.bulletins.web.asked import circle_of, kept, language, seen, told_of
from pilin.foundation.ledger.stamps import Stamp, stamp_of
from pilin.foundation.ledger.trails import writers
from pilin.web.forms import page_number

SHANGHAI = ZoneInfo("Asia/Shanghai")
A_PAGE = 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def releases(request: HttpRequest, circle: str) -> HttpResponse:
    """List what is out, or find releases by their words, for anyone."""
    within = circle_of(request, circle)
    question = clean_text(request.GET.get("q", ""))[: finding.LONGEST].strip()
    out = _out(circle, request.at)
    hits = finding.found_releases(out, question, language()) if question else []
    rows: list[Any] = hits if question else out
    page = Paginator(rows, A_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"circle": within, "q": question, "page": page, "found": len(hits), "all": len(out), "lang": language()}
    body = render(request, "bulletins/releases.html", context).content
    return kept(request, body, "text/html; charset=utf-8")


@require_safe
def check(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Check a released bulletin against what everyone may read of today's records."""
    found = _released(request, circle, slug)
    today = request.at.astimezone(SHANGHAI).date()
    told = checks.checked(queries.PUBLIC, found, today, request.at)
    context = {"r": found, "p": page_of(found, language()), **told_of(told, language())}
    body = render(request, "bulletins/public_check.html", context).content
    return kept(request, body, "text/html; charset=utf-8")


@require_safe
def as_json(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Give what is out as JSON; before its moment nothing, to members neither."""
    found = _released(request, circle, slug)
    told = machine.release_json(found, settings.SITE["site_url"])
    body = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return kept(request, body, "application/json; charset=utf-8")


@require_safe
def catalogue(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the circle's releases as a DCAT catalogue."""
    within = circle_of(request, circle)
    told = machine.catalogue(
        _out(circle, request.at), circle=circle, name_zh=f"{within.name_zh}公报", name=f"{within.name}: bulletins",
        site=settings.SITE["site_url"],
    )  # fmt: skip
    return kept(request, json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/ld+json; charset=utf-8")


@require_safe
def public(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    """Show what is out to anyone; before its moment nothing, and to members that it is under embargo."""
    found = queries.released_named(circle, slug, request.at)
    if found is None:
        return _embargo(request, circle, slug)
    stamp = _stamp(found)

    def make() -> HttpResponse:
        page = page_of(found, language())
        context = {
            "r": found, "p": page, "qr": qr_svg(address_of(found)), "address": address_of(found),
            "article": machine.article(found, language(), settings.SITE["site_url"]),
        }  # fmt: skip
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
    found = _released(request, circle, slug)
    return HttpResponse(qr_svg(address_of(found)), content_type="image/svg+xml")


@require_safe
def feed(request: HttpRequest, circle: str) -> HttpResponse:
    """Give what is out as an Atom feed."""
    within = circle_of(request, circle)
    out = _out(circle, request.at)
    title = f"{within.name_zh}公报" if language() == "zh" else f"{within.name}: bulletins"
    body = feeds.atom_of(
        out, circle=circle, title=title, lang=language(), site=settings.SITE["site_url"], at=request.at
    )
    return kept(request, body, "application/atom+xml; charset=utf-8")


@require_safe
def calendar(request: HttpRequest, circle: str) -> HttpResponse:
    """Give the circle's public dates as iCalendar."""
    within = circle_of(request, circle)
    entries = queries.calendar_of(circle, request.at)
    name = within.name_zh if language() == "zh" else within.name
    newest = max((r.release_at for r in queries.bulletins_of(queries.PUBLIC, circle, request.at)), default=request.at)
    body = feeds.calendar_bytes(entries, name=name, lang=language(), site=settings.SITE["site_url"], at=newest)
    return kept(request, body, "text/calendar; charset=utf-8")


def _out(circle: str, at: datetime) -> list[Release]:
    return [r for r in queries.bulletins_of(queries.PUBLIC, circle, at) if r.state is BulletinState.RELEASED]


def _released(request: HttpRequest, circle: str, slug: str) -> Release:
    found = queries.released_named(circle, slug, request.at)
    if found is None:
        raise Http404
    return found


def _embargo(request: HttpRequest, circle: str, slug: str) -> HttpResponse:
    found = queries.bulletin_named(request.standing, circle, slug, request.at)
    if found is None or found.state not in (BulletinState.EMBARGO, BulletinState.SIGNING):
        raise Http404
    response = render(request, "bulletins/embargo.html", {"r": found, "circle": circle_of(request, circle)}, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def _file(
    request: HttpRequest, circle: str, slug: str, ending: str, kind: str, write: Callable[..., bytes]
) -> HttpResponse:
    found = queries.released_named(circle, slug, request.at) or seen(request, circle, slug)
    held = found.state is not BulletinState.RELEASED
    stamp = None if held else _stamp(found)

    def make() -> HttpResponse:
        page: Page = page_of(found, language())
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
    return printed(stamp, writers((stamp.writer, *stamp.cosigners)), language())


def _frozen(
    request: HttpRequest, found: Release, form: str, make: Callable[[], HttpResponse], stamp: Stamp | None
) -> HttpResponse:
    """Answer with a tag that changes only with the text, its corrections, the towns' words on them, the head under it, the form and the language."""
    under = f"{stamp.size} {stamp.root}" if stamp else ""
    told = f"{found.text_hash} {found.beside} {under} {form} {language()} {settings.SITE['site_url']}"
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    answered = get_conditional_response(request, etag=tag, last_modified=int(found.changed_at.timestamp()))
    if answered is None:
        answered = make()
    answered["ETag"] = tag
    answered["Cache-Control"] = "public, max-age=60"
    return answered
