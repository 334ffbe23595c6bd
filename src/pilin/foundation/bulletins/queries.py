"""What is out, what waits, and what a bulletin says; and the answers of dated queries that drafts may name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Verdict
from pilin.foundation.bulletins import rules
from pilin.foundation.bulletins.correcting import HOUSE, Notice, correction_of, notices_of, spoken_on
from pilin.foundation.bulletins.enums import (
    CALENDAR,
    FAMILIES,
    FIGURES,
    PROMISES,
    BulletinState,
    CalendarEntry,
    FigureAnswer,
    PromiseAnswer,
)
from pilin.foundation.bulletins.models import Bulletin, BulletinSignature
from pilin.foundation.members.models import Member
from pilin.foundation.members.queries import MemberCard, member_card

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLIC = Standing.public()


@dataclass(frozen=True, slots=True)
class Signed:
    """A town's place under a text: when it signed, or None while it is awaited."""

    member: MemberCard
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Release:
    """A bulletin as every door shows it: frozen, whatever became of the rows it was made from."""

    uid: UUID
    circle: str
    circle_zh: str
    circle_en: str
    slug: str
    kind: str
    state: BulletinState
    owner: str
    revision: int
    year: int | None
    number: int | None
    title_zh: str
    title: str
    blocks: list[dict[str, Any]]
    figures: dict[str, dict[str, Any]]
    text_hash: str
    needs_all: bool
    release_at: datetime
    frozen_at: datetime | None
    signers: tuple[Signed, ...]
    corrections: tuple[Notice, ...]
    illustrative: bool
    source: str
    citations: list[dict[str, Any]] = field(default_factory=list)
    waved: dict[str, str] = field(default_factory=dict)

    @property
    def document_number_zh(self) -> str:
        """Return the document number in the form of GB/T 9704; empty for a draft."""
        return f"{self.circle_zh}公报〔{self.year}〕{self.number}号" if self.number else ""

    @property
    def document_number(self) -> str:
        """Return the document number in English; empty for a draft."""
        return f"{self.circle_en} bulletin {self.year} no. {self.number}" if self.number else ""

    @property
    def changed_at(self) -> datetime:
        """Return when what stands beside the text last changed: its release, a correction, a town's word on one."""
        return max([self.release_at, *(one.changed_at for one in self.corrections)])

    @property
    def halves(self) -> int:
        """Return how many corrections are not, or not yet, the word of every town that signed."""
        return sum(one.is_half for one in self.corrections)

    @property
    def beside(self) -> str:
        """Return what changes with each correction and each town's word on one: both are only ever added."""
        return f"{len(self.corrections)} {sum(len(one.confirmed) + len(one.objections) for one in self.corrections)}"


def bulletins_of(standing: Standing, circle: str, at: datetime) -> list[Release]:
    """Return the bulletins of a circle that this standing may read at this moment, newest first.

    What is out is everyone's; drafts and what waits for its moment are for whoever their audience names.
    """
    return _releases(standing, at, Q(circle=circle))


def every_bulletin(standing: Standing, at: datetime) -> list[Release]:
    """Return the bulletins of every circle that this standing may read at this moment, newest first."""
    return _releases(standing, at, Q())


def bulletin_named(standing: Standing, circle: str, slug: str, at: datetime) -> Release | None:
    """Return one bulletin, if this standing may read it at this moment."""
    found = _releases(standing, at, Q(circle=circle, slug=slug))
    return found[0] if found else None


def released_named(circle: str, slug: str, at: datetime) -> Release | None:
    """Return a bulletin that is out at this moment; None a second before, for whoever asks."""
    found = bulletin_named(Standing.public(), circle, slug, at)
    return found if found and found.state is BulletinState.RELEASED else None


def may(standing: Standing, uid: UUID, at: datetime) -> dict[str, bool]:
    """Return which deeds a page offers this standing on a bulletin it may read."""
    row = Bulletin.objects.visible_to(HOUSE).get(pk=uid)
    signed = signed_codes([uid]).get(uid, ())
    state = rules.state_of(row, signed, at)
    change = bool(rules.may_change(standing, row))
    waiting = state in (BulletinState.DRAFT, BulletinState.SIGNING, BulletinState.EMBARGO)
    return {
        "change": change and state is BulletinState.DRAFT,
        "freeze": change and state is BulletinState.DRAFT,
        "sign": state is BulletinState.SIGNING and bool(rules.may_sign(standing, row, signed, at)),
        "release": change and state is BulletinState.RELEASED and row.released_at is None,
        "withdraw": change and waiting,
        "correct": bool(rules.may_correct(standing, row, signed, at)),
    }


def verdict_on_change(standing: Standing, uid: UUID) -> Verdict:
    """Return whether this standing may change a bulletin's draft, and why not."""
    return rules.may_change(standing, Bulletin.objects.visible_to(HOUSE).get(pk=uid))


def verdict_on_correction(standing: Standing, uid: UUID, at: datetime) -> Verdict:
    """Return whether this standing may publish a correction, and why not."""
    return rules.may_correct(
        standing, Bulletin.objects.visible_to(HOUSE).get(pk=uid), signed_codes([uid]).get(uid, ()), at
    )


def verdict_on_word(standing: Standing, uid: UUID, number: int) -> Verdict | None:
    """Return whether this standing may confirm a correction or object to it, and why not; None when there is none."""
    row = correction_of(uid, number)
    if row is None:
        return None
    bulletin = Bulletin.objects.visible_to(HOUSE).get(pk=uid)
    return rules.may_answer(standing, bulletin, row.owner, spoken_on([row.pk]).get(row.pk, ()))


def due_for_release(at: datetime) -> list[UUID]:
    """Return the frozen bulletins whose moment has come and whose release nobody has noted yet, oldest first."""
    rows = Bulletin.objects.visible_to(HOUSE).filter(
        frozen_at__isnull=False, released_at__isnull=True, withdrawn_at__isnull=True, release_at__lte=at
    )
    signed = signed_codes([row.pk for row in rows])
    return [
        row.pk
        for row in sorted(rows, key=lambda r: (r.release_at, r.pk))
        if rules.state_of(row, signed.get(row.pk, ()), at) is BulletinState.RELEASED
    ]


def signed_codes(bulletins: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the codes of the towns that signed each of these."""
    rows = BulletinSignature.objects.visible_to(HOUSE).filter(bulletin__in=list(bulletins)).select_related("member")
    found: dict[UUID, tuple[str, ...]] = {}
    for row in rows:
        found[row.bulletin_id] = (*found.get(row.bulletin_id, ()), row.member.code)
    return found


def answer_figure(standing: Standing, name: str, on: date) -> FigureAnswer | None:
    """Return the answer of a dated query; None when no query has this name."""
    if name in FIGURES:
        return FIGURES[name](standing, on)
    prefix, dot, rest = name.partition(".")
    if dot and prefix in FAMILIES and rest in dict(FAMILIES[prefix].names(standing, "")):
        return FAMILIES[prefix].answer(standing, on, rest)
    return None


def copied(answer: FigureAnswer) -> dict[str, Any]:
    """Return the answer of a dated query as it is copied into a frozen text."""
    quantity = answer.value
    return {
        "value": format(quantity.value, "f") if quantity else None,
        "comparator": str(quantity.comparator) if quantity else "=",
        "unit": quantity.unit if quantity else "",
        "datum": quantity.datum if quantity else "",
        "period": quantity.period if quantity else "",
        "on": answer.on.isoformat(),
        "query": answer.query,
        "query_zh": answer.query_zh or answer.query,
        "source": answer.source or (quantity.source if quantity else ""),
        "illustrative": answer.illustrative,
    }


def promise_told(standing: Standing, circle: str, name: str, on: date) -> PromiseAnswer | None:
    """Return what became of a named promise as of a day; None when there is none, or none this standing may read."""
    prefix, dot, key = name.partition(".")
    return PROMISES[prefix].told(standing, circle, key, on) if dot and prefix in PROMISES else None


def promise_names(standing: Standing, circle: str) -> list[tuple[str, str]]:
    """Return the promises a cited figure may stand for, with their labels, by label."""
    found = [
        (f"{prefix}.{key}", label)
        for prefix, family in PROMISES.items()
        for key, label in family.names(standing, circle)
    ]
    return sorted(found, key=lambda one: one[1])


def bulletins_named(standing: Standing, name: str, at: datetime) -> list[Release]:
    """Return the bulletins with this uid or this name in the address, of any circle, that this standing may read."""
    try:
        return _releases(standing, at, Q(pk=UUID(name)))
    except ValueError:
        return _releases(standing, at, Q(slug=name))


def verdict_on_binding(standing: Standing, uid: UUID) -> Verdict:
    """Return whether this standing may bind figures of a draft to sources, and why not."""
    return rules.may_bind(standing, Bulletin.objects.visible_to(HOUSE).get(pk=uid))


def figure_names(standing: Standing, circle: str) -> list[tuple[str, str]]:
    """Return the figures a draft of this circle may name, with their labels, by name."""
    single = [(name, name) for name in FIGURES]
    many = [
        (f"{prefix}.{rest}", label)
        for prefix, family in FAMILIES.items()
        for rest, label in family.names(standing, circle)
    ]
    return sorted(single + many)


def calendar_of(circle: str, at: datetime) -> list[CalendarEntry]:
    """Return what the circle's public calendar shows: releases, and what the rooms above add, by date."""
    entries = [
        CalendarEntry(
            uid=str(r.uid), title=r.title, title_zh=r.title_zh, starts=r.release_at,
            url=f"/public/{circle}/{r.slug}/", illustrative=r.illustrative,
        )
        for r in bulletins_of(Standing.public(), circle, at)
        if r.state is BulletinState.RELEASED
    ]  # fmt: skip
    for source in CALENDAR:
        entries.extend(source(Standing.public(), circle))
    return sorted(entries, key=lambda e: (_day(e.starts), e.uid))


def _day(moment: datetime | date) -> date:
    return moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment


def _releases(standing: Standing, at: datetime, wanted: Q) -> list[Release]:
    mine = set(Bulletin.objects.visible_to(standing).filter(wanted).values_list("pk", flat=True))
    out_by_now = Q(frozen_at__isnull=False, withdrawn_at__isnull=True, release_at__lte=at)
    rows = list(
        Bulletin.objects.visible_to(HOUSE)
        .filter(wanted)
        .filter(Q(pk__in=mine) | out_by_now)
        .select_related("in_circle")
    )
    signatures: dict[UUID, dict[str, datetime]] = {}
    keys = [row.pk for row in rows]
    for s in BulletinSignature.objects.visible_to(HOUSE).filter(bulletin__in=keys).select_related("member"):
        signatures.setdefault(s.bulletin_id, {})[s.member.code] = s.signed_at
    corrections = notices_of(standing, rows)
    codes = {code for row in rows for code in row.signers_needed}
    cards = {
        m.code: member_card(m)
        for m in Member.objects.visible_to(HOUSE).filter(code__in=codes).select_related("province", "county")
    }
    found = []
    for row in rows:
        signed = signatures.get(row.pk, {})
        state = rules.state_of(row, signed, at)
        if row.pk in mine or state is BulletinState.RELEASED:
            found.append(_release(row, state, signed, cards, corrections.get(row.pk, [])))
    return found


def _release(
    row: Bulletin,
    state: BulletinState,
    signed: dict[str, datetime],
    cards: dict[str, MemberCard],
    notices: list[Notice],
) -> Release:
    needed = sorted((cards[code] for code in row.signers_needed if code in cards), key=lambda m: (m.bank, m.code))
    return Release(
        uid=row.pk,
        circle=row.circle,
        circle_zh=row.in_circle.name_zh,
        circle_en=row.in_circle.name,
        slug=row.slug,
        kind=row.kind,
        state=state,
        owner=row.owner,
        revision=row.revision,
        year=row.year,
        number=row.number,
        title_zh=row.title_zh,
        title=row.title,
        blocks=row.blocks,
        figures=row.figures,
        text_hash=row.text_hash,
        needs_all=row.needs_all,
        release_at=row.release_at,
        frozen_at=row.frozen_at,
        signers=tuple(Signed(member, signed.get(member.code)) for member in needed),
        corrections=tuple(notices),
        illustrative=row.illustrative,
        source=row.source,
        citations=row.citations,
        waved=row.waved,
    )
