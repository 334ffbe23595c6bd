"""How a circle came to be what it is: what is on record, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from pilin.domain.programme.queries.cards import ListCard, day_of
from pilin.engine.base import PartialDate
from pilin.foundation.members.enums import MembershipKind
from pilin.foundation.members.queries import AgreementCard, Belonged, MemberCard, TermCard


@dataclass(frozen=True, slots=True)
class Landmark:
    """One thing on record: an agreement signed, towns that joined, a first chair, a list released."""

    kind: str  # agreement, joined, chair, list
    when: PartialDate
    title_zh: str
    title: str
    path: tuple[str, ...]  # what the page's address is made of: slug, or year
    members: tuple[MemberCard, ...]
    source: str


def chronicle(
    agreements: Iterable[AgreementCard],
    memberships: Iterable[Belonged],
    terms: Iterable[TermCard],
    lists: Sequence[ListCard],
) -> list[Landmark]:
    """Return what is on record of a circle, earliest first; what was made up to fill a demo is left out."""
    found = [
        Landmark("agreement", card.signed_on, card.title_zh, card.title, (card.slug,), (), card.source)
        for card in agreements
        if card.signed_on and not card.illustrative
    ]
    joined = [b for b in memberships if b.kind == MembershipKind.MEMBER and b.valid_from and not b.illustrative]
    for (when, source), some in groupby(joined, key=lambda b: (b.valid_from, b.source)):
        if when is not None:
            found.append(Landmark("joined", when, "", "", (), tuple(b.member for b in some), source))
    settled = [term for term in terms if term.settled and not term.illustrative]
    for term in settled[:1]:
        found.append(
            Landmark(
                "chair",
                PartialDate(term.starts_on, term.starts_on),
                "",
                "",
                (str(term.year),),
                (term.member,),
                term.source,
            )
        )
    found += [
        Landmark("list", _day(card.released_at), "", "", (str(card.year),), (), card.source)
        for card in lists
        if card.released_at and not card.illustrative
    ]
    order = {"agreement": 0, "joined": 1, "chair": 2, "list": 3}
    return sorted(found, key=lambda mark: (mark.when.first, order[mark.kind]))


def _day(at: datetime) -> PartialDate:
    return PartialDate(day_of(at), day_of(at))
