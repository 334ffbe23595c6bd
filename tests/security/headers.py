"""What an answer leaves open: read by the walk of every address too."""

from __future__ import annotations

from typing import Any

from django.conf import settings

REFERRERS = (
    "same-origin",
    "strict-origin",
)  # the second hides a path that opens something by itself from our own logs too
NO_PAGE = {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "sandbox": []}
WORKER = {  # a service worker fetches from here, and nothing else
    "default-src": ["'none'"], "connect-src": ["'self'"], "script-src": ["'self'"], "frame-ancestors": ["'none'"],
}  # fmt: skip


def policy(header: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in header.split(";") if part.strip()}


def weak(answer: Any, path: str, signed_in: bool) -> list[str]:
    """Return what an answer leaves open."""
    headers = answer.headers
    found = [
        f"{name} is {headers.get(name)!r}"
        for name, wanted in {
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items()
        if headers.get(name) != wanted
    ]
    if headers.get("Referrer-Policy") not in REFERRERS:
        found.append(f"Referrer-Policy is {headers.get('Referrer-Policy')!r}")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    told = policy(headers.get("Content-Security-Policy", ""))
    unsafe = [
        word for words in told.values() for word in words if word.startswith("'unsafe") or word in ("*", "https:")
    ]
    if unsafe:
        found.append(f"policy allows {unsafe}")
    if told.get("frame-ancestors") != ["'none'"] or told.get("default-src") != ["'none'"]:
        found.append(f"policy is {told}")
    kind = headers.get("Content-Type", "text/html").split(";")[0]
    static = path.startswith(settings.STATIC_URL)
    if (
        kind not in ("text/html", "application/pdf")
        and not static
        and told != (WORKER if path.endswith("/worker.js") else NO_PAGE)
    ):
        found.append(f"{kind} may do {told}")
    if signed_in and not static and headers.get("Cache-Control") != "no-store":
        found.append(f"Cache-Control is {headers.get('Cache-Control')!r}")
    return found
