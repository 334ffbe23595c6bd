"""What every request passes: its language, its standing, and the words for a refusal or a trouble."""

from __future__ import annotations

import logging
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import ClassVar

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from pilin.config import disk
from pilin.config.standing import standing_of
from pilin.engine.base import Trouble, revealed
from pilin.foundation.access.asking import on_behalf_of
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.journal.queries import newest_line
from pilin.web.pages import refusal_page, trouble_answer, trouble_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]
COOKIE = settings.LANGUAGE_COOKIE_NAME
KNOWN = {code for code, _name in settings.LANGUAGES}


class HeadersMiddleware:
    """Tells every browser what no answer may do, be it a page, a file, an error or a redirect.

    The policy for pages comes from django-csp. What is no page (a file, a feed, a drawing) may do nothing at all when it
    is opened by itself, unless its door gave it a ``policy`` (a service worker must fetch). What a signed-in person reads is
    kept by no browser and no proxy.
    """

    ALWAYS: ClassVar[dict[str, str]] = {
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(
            f"{power}=({allowed})"
            for power, allowed in (("geolocation", "self"), *((power, "") for power in (
                "accelerometer", "camera", "display-capture", "gyroscope", "hid", "magnetometer", "microphone",
                "midi", "payment", "serial", "usb", "xr-spatial-tracking",
            )))  # where somebody is, is asked by a button only that says so, and fills in a form
        ),
    }  # fmt: skip
    PAGES = (
        "text/html",
        "application/pdf",
    )  # a browser shows a PDF with a page of its own, which a sandbox would break
    NO_PAGE = "default-src 'none'; frame-ancestors 'none'; sandbox"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.ALWAYS.items():
            response.headers.setdefault(name, value)
        kind = response.headers.get("Content-Type", "text/html")
        if not kind.startswith(self.PAGES) and not request.path.startswith(settings.STATIC_URL):
            response.headers["Content-Security-Policy"] = getattr(response, "policy", self.NO_PAGE)
        standing = getattr(request, "standing", None)
        if standing is not None and standing.signed_in:
            response.headers["Cache-Control"] = "no-store"
        return response


class RevealMiddleware:
    """Shows in every page what nobody would see: marks that hide, or that turn the direction of writing round.

    Doors take them away; a row may be older than that, or have come from another town.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
            page = revealed(response.content)
            if page != response.content:
                response.content = page
                response.headers["Content-Length"] = str(len(page))
        return response


class LanguageMiddleware:
    """Chinese first; a cookie or ``?lang=`` changes it, the browser's wish does not: the page is the same for all."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("lang") or request.COOKIES.get(COOKIE, "")
        language = asked if asked in KNOWN else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if request.GET.get("lang") in KNOWN:
            response.set_cookie(
                COOKIE, language, max_age=31_536_000, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response


class StandingMiddleware:
    """Gives each request its standing and the moment it came: ``request.standing`` and ``request.at``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.at = timezone.now()
        request.standing = standing_of(request.user, request.at, guarded=settings.SITE["second_factor_for"])
        with on_behalf_of(request.standing):
            return self.get_response(request)


class ReadOnlyMiddleware:
    """Refuses whatever would write while there is no room, before any of it is begun; reading goes on as usual."""

    SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in self.SAFE and disk.state().read_only:
            return trouble_page(request, Trouble.FULL)
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a deed refused where no form caught it into a page that says why, and who may.

    A deed that fell through because the database was busy or the disk full is no fault of ours and none of the
    person's: it is answered with when to press again, not with "broken".
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, (Refused, Invalid)) and not isinstance(error, Http404):
            return refusal_page(request, error)
        return trouble_answer(request, error)


class PublicPagesMiddleware:
    """Keeps what visitors read until anybody's next deed, or for ten minutes.

    A visitor's page follows from the records, the language and the day alone, and every change of the records leaves a
    line in the journal: the newest line is part of what a page is kept under. Only whole pages and answers to people
    without a session are kept, and none that sets a cookie or carries a form's token. The nonce of the security policy
    is set anew each time. What the clock releases leaves a line too; the ten minutes are for what a page says of hours.
    Where many ask for one page that is not kept, a process reckons it once and the others wait.
    """

    SECONDS = 600
    MOST_BYTES = 1_000_000
    COOKIES = frozenset({COOKIE, "pilin_theme", "pilin_text", "known_device", settings.CSRF_COOKIE_NAME})
    NEVER = ("/account/", "/start/", "/me/", "/healthz", "/metrics")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.turns = [Lock() for _turn in range(64)]  # few, shared by all pages: a page waits at most for another

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self._may_keep(request):
            return self.get_response(request)
        key = self._key(request)
        if kept := self._kept(request, key):
            return kept
        with self.turns[int(key[-2:], 16) % len(self.turns)]:
            return self._kept(request, key) or self._reckoned(request, key)

    def _kept(self, request: HttpRequest, key: str) -> HttpResponse | None:
        kept: tuple[str, bytes, dict[str, str]] | None = caches["pages"].get(key)
        if kept is None:
            return None
        nonce, body, headers = kept
        if nonce:
            fresh = str(request.csp_nonce)  # type: ignore[attr-defined]  # django-csp sets it
            body = body.replace(nonce.encode(), fresh.encode())
        return HttpResponse(body, headers=headers)

    def _reckoned(self, request: HttpRequest, key: str) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and self._is_plain(request, response):
            nonce = str(getattr(request, "_csp_nonce", "") or "")
            try:
                caches["pages"].set(key, (nonce, response.content, dict(response.headers)), self.SECONDS)
            except OSError as error:  # no room to keep it: whoever asked reads it all the same
                logging.getLogger(__name__).warning("%s is not kept: %s", request.path, error)
        return response

    def _may_keep(self, request: HttpRequest) -> bool:
        return (
            request.method == "GET"
            and not request.standing.signed_in
            and set(request.COOKIES) <= self.COOKIES
            and "Authorization" not in request.headers
            and not request.path.startswith(self.NEVER)
            and "/ledger/" not in request.path  # what it says was checked this moment
        )

    def _key(self, request: HttpRequest) -> str:
        facts = (
            request.build_absolute_uri(),
            request.LANGUAGE_CODE,
            sorted((name, value) for name, value in request.COOKIES.items() if name.startswith("pilin_")),
            timezone.localdate(request.at),
            newest_line(),
            disk.state().read_only,
        )
        return "page:" + sha256(repr(facts).encode()).hexdigest()

    def _is_plain(self, request: HttpRequest, response: HttpResponse) -> bool:
        return (
            response.status_code == 200
            and not response.cookies
            and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # a form's token stands in it
            and not request.session.modified
            and len(response.content) <= self.MOST_BYTES
        )
