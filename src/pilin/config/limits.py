"""Which requests count together, and how many are too many; a town hall behind one address must not notice any of it."""

from __future__ import annotations

import math
import re
import time
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pilin.config.guard import address_of
from pilin.config.middleware import GetResponse
from pilin.foundation.access.verdict import Refused
from pilin.web.api import error_body
from pilin.web.limits import Limiter, Rate

# kind of request → for one address of visitors, for one person or key
RATES = {
    "read": (Rate(1_200, 600), Rate(300, 150)),
    "write": (Rate(600, 300), Rate(180, 90)),
    "sign_in": (Rate(240, 120), Rate(30, 20)),
    "link": (Rate(60, 30), Rate(30, 20)),  # an address that is a secret: looking counts like sending
    "search": (Rate(240, 120), Rate(60, 40)),
    "export": (Rate(180, 90), Rate(40, 30)),
    "upload": (Rate(120, 60), Rate(60, 60)),
}
FLOOD = Rate(6_000, 3_000)  # everything from one address, before anybody asks who it is
FREE = ("/healthz", "/metrics")
SIGN_IN = re.compile(r"^/account/(login|password|2fa|reauthenticate|confirm|signup)|^/(accept|join)/|^/start/")
EXPORT = re.compile(r"\.(csv|xlsx|pdf|docx|zip|ics|json|txt)$|/(pdf|docx|export|my-data|archive|calendar|feed)(/|\.|$)")
ASKED = ("q", "find", "for", "search")  # names under which words to look for come
LINK = re.compile(r"^/investment/confirm/")
SAFE = ("GET", "HEAD", "OPTIONS")

LIMITER = Limiter()


def kind_of(request: HttpRequest) -> str:
    """Return what kind of request this is; the dearest kind that fits."""
    if LINK.search(request.path):
        return "link"
    if request.method not in SAFE:
        if SIGN_IN.search(request.path):
            return "sign_in"
        return "upload" if request.content_type == "multipart/form-data" else "write"
    if EXPORT.search(request.path) and request.path != "/api/v1/openapi.json":
        return "export"
    return "search" if any(request.GET.get(name) for name in ASKED) else "read"


def asker_of(request: HttpRequest) -> tuple[bool, str]:
    """Return whether somebody is known, and who: a key, a person, else the address (of IPv6 the network of a house)."""
    key = getattr(request, "key", None)
    if key is not None:
        return True, f"key:{key.pk}"
    standing = getattr(request, "standing", None)
    if standing is not None and standing.signed_in:
        return True, f"person:{standing.person}"
    return False, f"address:{network_of(address_of(request))}"


def network_of(address: str) -> str:
    """Return what counts as one address: one house has a whole network of version 6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(found) >> 64 << 64)) if isinstance(found, IPv6Address) else address


def too_many(request: HttpRequest, seconds: float) -> HttpResponse:
    """Say when to come again: to people on a page, to programs in the API's form of error."""
    after = max(1, math.ceil(seconds))
    reason = _("Too much was asked at once. Nothing was written. Try again in {seconds} seconds").format(seconds=after)
    answer: HttpResponse
    if request.path.startswith("/api/"):
        answer = JsonResponse(error_body("too_many", reason), status=429)
    else:
        context = {"title": _("Too much at once"), "error": Refused("too_many", reason), "faults": ()}
        answer = render(request, "web/refused.html", context, status=429)
    answer.headers["Retry-After"] = str(after)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def scaled(rate: Rate) -> Rate:
    """Return a rate as this instance has it."""
    percent = settings.SITE["limit_percent"]
    return Rate(max(1, rate.a_minute * percent // 100), max(1, rate.at_once * percent // 100))


class FloodMiddleware:
    """Turns away an address that floods, before a session or a key is looked up: a bare answer, as cheap as can be."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SITE["limit_percent"] and request.path not in FREE:
            asker = ("flood", network_of(address_of(request)))
            if late := LIMITER.wait(asker, scaled(FLOOD), time.monotonic()):
                after = str(max(1, math.ceil(late)))
                return HttpResponse(
                    f"429. Retry-After: {after}\n",
                    status=429,
                    content_type="text/plain; charset=utf-8",
                    headers={"Retry-After": after, "Cache-Control": "no-store"},
                )
        return self.get_response(request)


class LimitMiddleware:
    """Turns away whoever asks too much of one kind: people and keys each by themselves, visitors by address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SITE["limit_percent"] and request.path not in FREE:
            kind = kind_of(request)
            known, asker = asker_of(request)
            if late := LIMITER.wait((kind, asker), scaled(RATES[kind][known]), time.monotonic()):
                return too_many(request, late)
        return self.get_response(request)
