"""The frame's registries: where one can go, and what waits there. Filled by the wiring, closed after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the rail: a room people go to.

    Parameters
    ----------
    key : str
        Its letter after ``g``.
    label : str
    icon : str
        Name of an icon of the sprite.
    address : str
        Name of a route that takes ``circle``.
    covers : tuple of str
        Namespaces or route names under which it is the current one.
    """

    key: str
    label: str | Promise
    icon: str
    address: str
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A page of whoever looks after the instance, in the menu under their name.

    Parameters
    ----------
    label : str
    icon : str
        Name of an icon of the sprite.
    address : str
        Name of a route without arguments.
    """

    label: str | Promise
    icon: str
    address: str


WAYS: list[Way] = []
DUTIES: list[Duty] = []
COUNTERS: dict[str, Callable[[HttpRequest], int]] = {}  # key of a way → how many things wait there for this person
BANNERS: list[Callable[[HttpRequest], Any]] = []  # each: what every page must say above all else; None: nothing
TILES: dict[str, Callable[[HttpRequest, str], dict[str, Any] | None]] = {}  # name → context of a tile, None: no tile


def navigation(request: HttpRequest, circle: str) -> list[dict[str, Any]]:
    """Return the rail's entries for a circle, the current one marked."""
    if not circle:
        return []
    match = request.resolver_match
    here = {match.view_name, *match.namespaces} if match else set()
    return [
        {
            "key": way.key,
            "label": way.label,
            "icon": way.icon,
            "url": reverse(way.address, kwargs={"circle": circle}),
            "current": bool(here & set(way.covers)),
        }
        for way in WAYS
    ]


def counts(request: HttpRequest) -> dict[str, int]:
    """Return how many things wait for this person, by the key of the way; nothing for whoever is not signed in."""
    if not getattr(request, "standing", None) or not request.standing.signed_in:
        return {}
    return {key: number for key, reckon in COUNTERS.items() if (number := reckon(request))}


def banners(request: HttpRequest) -> list[Any]:
    """Return what every page must say above all else, as of now."""
    return [text for ask in BANNERS if (text := ask(request))]
