"""Corrections as every door shows them: whose word each is, and what the other towns that signed the text say of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins import rules
from pilin.foundation.bulletins.enums import CorrectionSaid
from pilin.foundation.bulletins.models import Bulletin, Correction, CorrectionWord
from pilin.foundation.members.queries import MemberCard, member_cards

HOUSE = Standing.machine("bulletins")  # reads what is out by its moment, though nobody noted the release yet


@dataclass(frozen=True, slots=True)
class Spoken:
    """A town's place under a correction: what it said and when; None while it is awaited."""

    member: MemberCard
    said: CorrectionSaid | None = None
    said_at: datetime | None = None
    reason_zh: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A published correction.

    Parameters
    ----------
    by : MemberCard or None
        The town whose word it is; None where the house published it for the circle.
    others : tuple of Spoken
        The other towns that signed the text, left bank first; empty where nobody else signed.
    """

    number: int
    text_zh: str
    text: str
    published_at: datetime
    figure: str = ""
    old_value: str = ""
    new_value: str = ""
    by: MemberCard | None = None
    others: tuple[Spoken, ...] = ()

    @property
    def confirmed(self) -> tuple[Spoken, ...]:
        """Return the other towns that confirmed it, left bank first."""
        return tuple(one for one in self.others if one.said is CorrectionSaid.CONFIRMED)

    @property
    def objections(self) -> tuple[Spoken, ...]:
        """Return the other towns that object to it, left bank first."""
        return tuple(one for one in self.others if one.said is CorrectionSaid.OBJECTED)

    @property
    def awaited(self) -> tuple[Spoken, ...]:
        """Return the other towns that have not answered, left bank first."""
        return tuple(one for one in self.others if one.said is None)

    @property
    def is_half(self) -> bool:
        """Return whether it is not, or not yet, the word of every town that signed the text."""
        return len(self.confirmed) < len(self.others)

    @property
    def confirmed_at(self) -> datetime | None:
        """Return when the last town confirmed it; None while it is half, and where nobody was asked."""
        return None if self.is_half else max((one.said_at for one in self.others if one.said_at), default=None)

    @property
    def changed_at(self) -> datetime:
        """Return when it or a word on it was last published."""
        return max([self.published_at, *(one.said_at for one in self.others if one.said_at)])


def notices_of(standing: Standing, rows: Iterable[Bulletin]) -> dict[UUID, list[Notice]]:
    """Return the corrections of these bulletins that this standing may read, each with the towns' words on it."""
    signers = {row.pk: row.signers_needed for row in rows}
    corrections = list(Correction.objects.visible_to(standing).filter(bulletin__in=list(signers)).order_by("number"))
    if not corrections:
        return {}
    words: dict[UUID, dict[str, CorrectionWord]] = {}
    for word in CorrectionWord.objects.visible_to(standing).filter(correction__in=corrections).select_related("member"):
        words.setdefault(word.correction_id, {})[word.member.code] = word
    cards = member_cards(HOUSE)
    found: dict[UUID, list[Notice]] = {}
    for row in corrections:
        notice = _notice(row, signers[row.bulletin_id], words.get(row.pk, {}), cards)
        found.setdefault(row.bulletin_id, []).append(notice)
    return found


def correction_of(bulletin: UUID, number: int) -> Correction | None:
    """Return a correction of a bulletin by its number; None when there is none."""
    row: Correction | None = Correction.objects.visible_to(HOUSE).filter(bulletin=bulletin, number=number).first()
    return row


def spoken_on(corrections: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the codes of the towns that confirmed or objected to each of these corrections."""
    rows = CorrectionWord.objects.visible_to(HOUSE).filter(correction__in=list(corrections))
    found: dict[UUID, set[str]] = {}
    for correction, code in rows.values_list("correction_id", "member__code"):
        found.setdefault(correction, set()).add(code)
    return found


def awaited_of(bulletin: Bulletin, published_by: str, spoken: Collection[str]) -> list[str]:
    """Return the codes of the towns whose word on a correction is awaited."""
    return sorted(set(bulletin.signers_needed) - {published_by} - set(spoken))


def to_answer(standing: Standing, uid: UUID) -> frozenset[int]:
    """Return the numbers of a bulletin's corrections that this standing may confirm or object to."""
    row = Bulletin.objects.visible_to(HOUSE).get(pk=uid)
    rows = list(Correction.objects.visible_to(HOUSE).filter(bulletin=row))
    spoken = spoken_on([one.pk for one in rows])
    return frozenset(
        one.number for one in rows if rules.may_answer(standing, row, one.owner, spoken.get(one.pk, set()))
    )


def desk_of(bulletin: Bulletin) -> str:
    """Return the path of a bulletin on the members' desk, where it is signed."""
    return reverse("bulletins:bulletin", kwargs={"circle": bulletin.circle, "slug": bulletin.slug})


def address_of(bulletin: Bulletin, number: int) -> str:
    """Return the path of a correction on the members' desk."""
    return f"{desk_of(bulletin)}#correction-{number}"


def _notice(
    row: Correction, signers: Iterable[str], words: Mapping[str, CorrectionWord], cards: Mapping[str, MemberCard]
) -> Notice:
    asked = sorted(
        (cards[code] for code in {*signers, *words} - {row.owner} if code in cards), key=lambda m: (m.bank, m.code)
    )
    return Notice(
        number=row.number,
        text_zh=row.text_zh,
        text=row.text,
        published_at=row.published_at,
        figure=row.figure,
        old_value=row.old_value,
        new_value=row.new_value,
        by=cards.get(row.owner),
        others=tuple(_spoken(card, words.get(card.code)) for card in asked),
    )


def _spoken(card: MemberCard, word: CorrectionWord | None) -> Spoken:
    if word is None:
        return Spoken(card)
    return Spoken(card, CorrectionSaid(word.said), word.said_at, word.reason_zh, word.reason)
