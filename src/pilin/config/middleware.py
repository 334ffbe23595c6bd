"""What every request passes: its language, its standing, and the words for a refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from pilin.config.standing import standing_of
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.web.pages import refusal_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]
COOKIE = settings.LANGUAGE_COOKIE_NAME
KNOWN = {code for code, _name in settings.LANGUAGES}


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
        request.standing = standing_of(request.user, request.at)
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a deed refused where no form caught it into a page that says why, and who may."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, (Refused, Invalid)) and not isinstance(error, Http404):
            return refusal_page(request, error)
        return None
