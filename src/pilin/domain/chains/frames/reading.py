"""A need in plain words, read with the products and places this instance knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pilin.domain.chains import queries
from pilin.domain.chains.frames.partners import Understood
from pilin.engine.base import Comparator
from pilin.engine.need import Price, Vocabulary, read_need
from pilin.foundation.access.standing import Standing
from pilin.foundation.places.queries import names_of_places

TOWN_DIGITS = 9  # a place whose code is as long is a town: one is near it rather than in it alone


def provinces_named(standing: Standing, names: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the codes of places by name or code, and the names that name none."""
    known = names_of_places(standing)
    found = {name.strip(): known.get(name.strip().casefold()) for name in names if name.strip()}
    return tuple(code for code in found.values() if code), [name for name, code in found.items() if code is None]


def read(standing: Standing, text: str) -> Understood:
    """Return a need or an offer as it is understood; what the text does not say is None or empty."""
    places = names_of_places(standing)
    need = read_need(
        text, Vocabulary(queries.knowledge().find, {name: code for name, code in places.items() if not name.isdigit()})
    )
    areas = tuple(code for code in need.places if len(code) < TOWN_DIGITS)
    near = next((code for code in need.places if len(code) >= TOWN_DIGITS), "")
    told = need.quantity is not None
    return Understood(
        kind=need.kind.value, product=need.product, key=need.key, quantity=f"{need.quantity:f}" if told else None,
        upper=None if need.upper is None else f"{need.upper:f}",
        comparator=Comparator(need.comparator).value if told else None, unit=need.unit, period=need.period.value if need.period else None,
        each=None if need.each is None else f"{need.each:f} {need.each_unit}",
        within=None if need.minutes is None else float(need.minutes), within_km=None if need.km is None else float(need.km),
        areas=areas, near=near, certificates=need.certificates, unread=need.unread,
        price=_price(need.price), by=str(need.by) if need.by else None,
        notes=tuple({"part": note.part, "words": note.words, "reason": note.reason.value} for note in need.notes),
    )  # fmt: skip


def _price(price: Price | None) -> dict[str, Any] | None:
    if price is None:
        return None
    return {
        "amount": f"{price.amount:f}", "currency": price.currency, "comparator": Comparator(price.comparator).value,
        "upper": None if price.upper is None else f"{price.upper:f}", "per": price.per, "whole": price.whole,
    }  # fmt: skip
