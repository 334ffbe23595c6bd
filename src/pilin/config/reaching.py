"""Where pages reach the process that tells them when to look again, and which pages it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class LiveWay:
    """How pages reach the live process.

    Parameters
    ----------
    url : str
        Its address where the settings name one, with or without a host; empty: the page's own host at ``port``.
    port : int
        Where it listens; 0: there is none.
    origins : tuple of str
        What pages must be let connect to beside their own origin, as a content security policy writes it.
    """

    url: str = ""
    port: int = 0
    origins: tuple[str, ...] = ()

    def address(self, scheme: str, host: str) -> str:
        """Return where a page of a host asks; empty where it asks by itself."""
        if self.url or not self.port:
            return self.url
        name = urlsplit(f"//{host}").hostname or ""
        return (
            "" if not name or ":" in name else f"{scheme}://{name}:{self.port}/live"
        )  # no policy can name a bare IPv6


def live_way(site: Mapping[str, Any], hosts: Iterable[str]) -> LiveWay:
    """Return how pages reach the process by these settings; ``pilin serve`` sets its port where the settings leave it open."""
    if not site["live"]:
        return LiveWay()
    url, port = site["live_url"].rstrip("/"), site["live_port"]
    if url:
        parts = urlsplit(url)
        return LiveWay(url, port, (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ())
    if not port:
        return LiveWay()
    scheme = "https" if site["secure"] else "http"
    names = dict.fromkeys([urlsplit(site["site_url"]).hostname or "", *hosts])
    named = (f"*{name}" if name.startswith(".") else name for name in names if name and ":" not in name)
    return LiveWay("", port, tuple(f"{scheme}://{name}:{port}" for name in named))


def is_own_page(origin: str, site_url: str, hosts: Iterable[str]) -> bool:
    """Return whether an origin is this instance's: the one it names itself by, or that of a name it answers to."""
    from django.http.request import validate_host  # app ready

    site, asked = urlsplit(site_url), urlsplit(origin)
    if asked.scheme not in ("http", "https") or not asked.hostname:
        return False
    name = f"[{asked.hostname}]" if ":" in asked.hostname else asked.hostname
    return origin == f"{site.scheme}://{site.netloc}" or validate_host(name, list(hosts))
