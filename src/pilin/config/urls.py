"""Addresses. A live page keeps one address, signed in or not; ``/public/`` holds frozen bulletins and feeds only."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView

from pilin.config import pages
from pilin.config.api import api
from pilin.domain.watch.urls import public_cap

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.front, name="front"),
    path("healthz", pages.health, name="health"),
    path("account/sessions/", RedirectView.as_view(pattern_name="identity:sessions"), name="usersessions_list"),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("pilin.web.urls")),
]
urlpatterns.append(path("public/cap/", include((public_cap, "cap"))))
for room in settings.ROOMS:
    try:
        import_module(f"{room}.urls")
    except ModuleNotFoundError as missing:
        if missing.name != f"{room}.urls":
            raise
    else:
        urlpatterns.append(path("", include(f"{room}.urls")))

handler404 = "pilin.web.pages.not_found"
handler400 = "pilin.web.pages.bad_request"
handler500 = "pilin.web.pages.server_error"
handler403 = "pilin.web.pages.forbidden"
