"""A need as it was understood, and who could meet it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pilin.domain.chains import queries
from pilin.domain.chains.enums import NeedKind
from pilin.domain.chains.frames import finding
from pilin.domain.chains.frames.firms import columns_in_sight, columns_of, firms_told, province_of, says_of, ways_of
from pilin.domain.enterprises.models import Enterprise
from pilin.engine.base import Comparator
from pilin.engine.chain import Ask, Partner, PartnersFound, Wish, partners_among
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import member_cards

RATES = {"day", "week", "month", "quarter", "year"}  # periods of which an amount can be held against a capacity


@dataclass(frozen=True, slots=True)
class Understood:
    """A need or an offer as it was read; what was not said is None or empty."""

    kind: str = NeedKind.NEED.value
    product: str = ""  # the product in the asker's words
    key: str | None = None  # of the product knowledge
    quantity: str | None = None  # decimal
    comparator: str | None = None
    upper: str | None = None  # of a range
    unit: str | None = None
    period: str | None = None
    each: str | None = None  # what one piece weighs or measures
    within: float | None = None  # minutes
    within_km: float | None = None
    areas: tuple[str, ...] = ()  # codes of provinces, prefectures, counties: only firms of these
    near: str = ""  # code of a town: minutes are from there
    certificates: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    price: dict[str, Any] | None = None  # amount (decimal), currency, comparator, upper, per (a unit), whole
    by: str | None = None  # by whose end it is needed: a day, month, quarter or year
    notes: tuple[dict[str, str], ...] = ()  # part, words, reason: said, and left open all the same

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept and sent."""
        told = asdict(self)
        return {
            **told,
            "areas": list(self.areas),
            "certificates": list(self.certificates),
            "unread": list(self.unread),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Understood:
        """Return what was kept; words it does not know are passed over."""
        known = {name: told[name] for name in cls.__slots__ if name in told}
        for name in ("areas", "certificates", "unread", "notes"):
            known[name] = tuple(known.get(name) or ())
        return cls(**known)

    def corrected(self, **given: Any) -> Understood:
        """Return it with what somebody corrected; None leaves a part as it was read."""
        said = {name: value for name, value in given.items() if value is not None}
        if "price" in said:
            said["price"] = self._at_most(said["price"])
        notes = tuple(note for note in self.notes if note["part"] not in said)
        made = replace(self, **said, notes=notes)
        return replace(made, key=queries.knowledge().find(made.product) if made.product else None)

    def _at_most(self, amount: Decimal) -> dict[str, Any]:
        """Return a ceiling in the currency and for the unit that was read; in yuan where none was."""
        read = self.price or {}
        told = {
            "amount": f"{amount:f}",
            "currency": read.get("currency", "CNY"),
            "comparator": Comparator.AT_MOST.value,
            "upper": None,
        }
        return {**told, "per": read.get("per"), "whole": read.get("whole", False)}

    @property
    def known_as(self) -> tuple[str, str] | None:
        """Return the Chinese and English name under which the knowledge has the product."""
        product = queries.knowledge().products.get(self.key or "")
        return (product.zh, product.en) if product else None


@dataclass(frozen=True, slots=True)
class Answer(PartnersFound):
    """Who could meet a need; ``whole`` where every firm in sight that could fit was weighed, else ``fitting`` is a least."""

    whole: bool = True


def answer(
    standing: Standing,
    circle: str,
    read: Understood,
    on: date,
    *,
    asker: Enterprise | None = None,
    town: str = "",
    top: int = 20,
) -> Answer:
    """Return who could meet a need or take an offer, of the firms in sight."""
    cards = member_cards(standing)
    linked: set[UUID] = set()
    if asker is not None:
        town = asker.owner
        for one in queries.links_of(standing, circle, asker, on):
            linked |= {one.link.seller_id, one.link.buyer_id}
    town = town or read.near
    known = queries.knowledge()
    wish = Wish(read.product, known, offered=read.kind == NeedKind.OFFER)
    ask = Ask(
        town=town or None, province=province_of(cards, town), within=read.within, areas=frozenset(read.areas), within_km=read.within_km,
        certificates=read.certificates, asker=str(asker.pk) if asker else None,
        amount=Decimal(read.quantity) if read.quantity and read.unit and read.period in RATES else None,
    )  # fmt: skip
    ways = ways_of(standing, cards.values(), on)
    near = finding.stands(ask, ways, {code: card.province.code for code, card in cards.items()})
    weighed = finding.candidates(standing, circle, wish, known, near, most=max(finding.MOST, 2 * top))
    if weighed is not None:
        told = columns_in_sight(standing, circle, list(dict.fromkeys([*weighed.firms, *linked])))
        keys: Any = [row[0] for row in told]
    else:
        rows = queries.firms(standing, circle)
        told, keys = columns_of(rows), rows.values("pk")
    says = says_of(
        standing, keys, on,
        fits=lambda name: wish.fit(name) is not None, unit=read.unit, period=read.period,
    )  # fmt: skip
    found = partners_among(wish, ask, firms_told(told, cards, linked, says), known, ways=ways, top=top)
    return Answer(found.partners, found.missed, found.fitting, weighed is None or weighed.whole)


def reasons_out(one: Partner) -> list[dict[str, Any]]:
    """Return why a firm is an answer, part by part; the points add up to its score."""
    return [
        {
            "why": part.why.value,
            "points": round(part.points, 4),
            "about": part.about,
            "match": part.match,
            "estimated": part.estimated,
        }
        for part in one.parts
    ]


def answer_out(read: Understood, found: Answer) -> dict[str, Any]:
    """Return an answer for programs."""
    return {
        "understood": read.as_dict(),
        "results": [
            {
                "rank": one.rank, "firm_id": one.firm_id, "name": one.name, "score": one.score,
                "minutes": None if one.minutes is None else round(one.minutes, 1), "minutes_estimated": one.estimated,
                "town": one.town, "province": one.province, "reasons": reasons_out(one),
            }
            for one in found.partners
        ],
        "left_out": [
            {"firm_id": one.firm_id, "name": one.name, "town": one.town, "why": one.why.value, "about": one.about}
            for one in found.missed
        ],
        "fitting": found.fitting,
        "whole": found.whole,
    }  # fmt: skip
