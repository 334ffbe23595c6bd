"""What the page of an indicator tells of its count: attested, counted again, and counted just now for whoever reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilin.domain.observatory import queries, rules
from pilin.domain.observatory.enums.counts import ACROSS, SAID, WITH_PLACE, CountOf
from pilin.domain.observatory.queries import Answer, At
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import member_cards
from pilin.web.words import in_words


def context_of(standing: Standing, circle: str, answer: Answer, today: bool) -> dict[str, Any]:
    """Return what the page shows of a count; nothing of an indicator that is fed by series alone."""
    owner = answer.indicator.owner
    inputs = [one for one in answer.inputs if one.counted]
    may_count = bool(rules.may_count(standing, circle, owner))
    if not inputs:
        return {"counted": None, "may_count": may_count and not answer.inputs}
    kept = next((part.counted.attested for part in answer.at.parts if part.counted and part.counted.attested), None)
    first = inputs[0]
    return {
        "counted": first, "may_count": may_count, "kept": kept, "place": place_said(standing, first.place, {first.count, first.whole}),
        "said": [SAID[CountOf(code)] for code in (first.count, first.whole) if code],
        "recount": queries.recounted(standing, kept) if kept and today and not answer.live_why else None,
        "tellings": [(at, _rows(at)) for at in (answer.at, answer.live if kept else None) if at],
        "may_attest": today and bool(rules.may_attest_count(standing, circle, owner)),
    }  # fmt: skip


def attested_in(answer: Answer) -> list[UUID]:
    """Return the attested counts of an answer, to find what was done."""
    told = {
        part.counted.attested.pk for at in answer.periods for part in at.parts if part.counted and part.counted.attested
    }
    return sorted(told)


def place_said(standing: Standing, place: str, codes: set[str]) -> str:
    """Return the place a count asks for, in the reader's language: empty where it asks for none."""
    if codes.isdisjoint(WITH_PLACE):
        return ""
    if place == ACROSS:
        return ACROSS
    return provinces_named(standing).get(place, place) or "any"


def provinces_named(standing: Standing) -> dict[str, str]:
    """Return the provinces of all members by their codes, named in the reader's language."""
    return {card.province.code: in_words(card.province, "name") for card in member_cards(standing).values()}


def _rows(at: At) -> list[Any]:
    return [part for part in at.parts if part.counted]
