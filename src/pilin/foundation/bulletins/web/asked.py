"""What the pages of bulletins share: who asks, for which circle and bulletin, in which language."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from pilin.foundation.bulletins import queries
from pilin.foundation.bulletins.checks import Check, Checked
from pilin.foundation.bulletins.enums import PromiseAnswer
from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import cited_words, flag_words, value_words, with_unit
from pilin.foundation.bulletins.units import when_words
from pilin.foundation.members.models import Circle
from pilin.foundation.members.queries import circle_named


def language() -> str:
    """Return ``zh`` or ``en``: the language of the page."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def circle_of(request: HttpRequest, slug: str) -> Circle:
    """Return the circle, or answer that there is none."""
    found = circle_named(request.standing, slug)
    if found is None:
        raise Http404
    return found


def seen(request: HttpRequest, circle: str, slug: str) -> Release:
    """Return a bulletin that whoever asks may read, or answer that there is none."""
    found = queries.bulletin_named(request.standing, circle, slug, request.at)
    if found is None:
        raise Http404
    return found


def kept(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """Answer with a public body and its tag; who holds it already is told so."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answered = get_conditional_response(request, etag=tag) or HttpResponse(body, content_type=kind)
    answered["ETag"] = tag
    answered["Cache-Control"] = "public, max-age=60"
    return answered


def told_of(check: Check, lang: str) -> dict[str, Any]:
    """Return a check as its pages show it: each figure in words, then and now."""
    return {
        "check": check,
        "on": when_words(check.on.isoformat(), lang),
        "rows": [_row(one, lang) for one in check.figures],
        "flags": [flag_words(flag, lang) for flag in check.flags],
        "beside": [(flag_words(flag, lang), sorted({held.bulletin for held in flag.held})) for flag in check.beside],
    }


def _row(one: Checked, lang: str) -> dict[str, Any]:
    frozen, zh = one.frozen, lang == "zh"
    now = one.now
    moved = one.difference
    unit = frozen["unit"]
    return {
        "one": one,
        "counts": frozen["query_zh"] if zh else frozen["query"],
        "source": cited_words(frozen, lang) if one.is_cited else frozen["source"],
        "then": value_words(frozen, lang),
        "period": now.period if now and now.period != frozen["period"] else "",
        "now": with_unit(format(now.value, "f"), str(now.comparator), now.unit, lang) if now else "",
        "moved": "" if not moved else ("+" if moved > 0 else "−") + with_unit(format(abs(moved), "f"), "=", unit, lang),
        "promise": _promise(one.promise, lang) if one.promise else None,
    }


def _promise(told: PromiseAnswer, lang: str) -> dict[str, Any]:
    return {
        "words": told.words_zh if lang == "zh" else told.words,
        "promised": when_words(told.promised, lang) if told.promised else "",
        "actual": when_words(told.actual, lang) if told.actual else "",
        "state": told.state,
        "days": told.days,
        "url": told.url,
    }
