"""Schemes with where they stand, the figures they are settled by, settlements with the towns' words, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilin.domain.benefits import history, rules, wording
from pilin.domain.benefits.enums import Count, SettlementSaid, SettlementStage, State
from pilin.domain.benefits.models import (
    Figure,
    Refusal,
    Scheme,
    SchemeParty,
    Settlement,
    SettlementCount,
    SettlementSide,
    SettlementWord,
)
from pilin.engine import share
from pilin.engine.base import Invalid
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import AgreementCard, Relying, agreement_card, agreements_of, member_cards
from pilin.foundation.notices.enums import WorkItem, WorkKind


@dataclass(frozen=True, slots=True)
class SchemeCard:
    """A scheme's version as lists show it."""

    row: Scheme
    parties: tuple[SchemeParty, ...]
    state: State
    agreement: AgreementCard | None
    refusals: tuple[Refusal, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return its towns, in the order in which the engine takes them."""
        return tuple(party.member.code for party in self.parties)

    @property
    def signed(self) -> tuple[str, ...]:
        """Return the towns that have signed."""
        return tuple(seal.member.code for seal in self.agreement.signed) if self.agreement else ()

    @property
    def refused(self) -> tuple[str, ...]:
        """Return the towns that have turned it down."""
        return tuple(row.owner for row in self.refusals)


@dataclass(frozen=True, slots=True)
class SettlementCard:
    """One settlement with its sides, counts and words."""

    row: Settlement
    sides: tuple[SettlementSide, ...]
    counts: tuple[SettlementCount, ...]
    words: tuple[SettlementWord, ...]
    course: rules.Course

    @property
    def statistical(self) -> tuple[SettlementCount, ...]:
        """Return what statistics count, each where it is."""
        return tuple(one for one in self.counts if one.kind == Count.STATISTICAL)

    @property
    def credits(self) -> tuple[SettlementCount, ...]:
        """Return what the assessment credits; a table of its own, never added to the other."""
        return tuple(one for one in self.counts if one.kind == Count.CREDIT)


@dataclass(frozen=True, slots=True)
class YearNeeds:
    """What a year of a scheme is settled by, and what of it nobody has entered."""

    year: int
    missing: tuple[share.Needed, ...]
    settlement: SettlementCard | None
    over: bool

    @property
    def ready(self) -> bool:
        """Return whether it can be reckoned."""
        return self.over and not self.missing


@dataclass(frozen=True, slots=True)
class Whole:
    """One version of a scheme with everything about it that the standing may read."""

    card: SchemeCard
    versions: tuple[Scheme, ...]
    figures: tuple[Figure, ...]  # the newest of each; older ones stay in ``told``
    told: tuple[Figure, ...]  # every one, as entered
    years: tuple[YearNeeds, ...]
    settlements: tuple[SettlementCard, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """A settlement reckoned again: from what it kept, and from what is known today."""

    same: bool
    digest: str
    now: dict[str, share.Side] | None  # None where today's figures give no result
    now_same: bool


def schemes_of(standing: Standing, circle: str, on: date) -> list[SchemeCard]:
    """Return the schemes of a circle, last versions only, the newest first; a fixed number of queries."""
    rows = list(_rows(standing).filter(circle=circle))
    last = {row.lineage: row for row in rows}  # ordered by version
    agreements = {card.uid: card for card in agreements_of(standing, circle, on)} if rows else {}
    newest = sorted(last.values(), key=lambda row: (row.from_year, row.made_at), reverse=True)
    return [_card(row, agreements.get(row.signed_as_id) if row.signed_as_id else None, on) for row in newest]


def scheme_card(standing: Standing, circle: str, uid: UUID, on: date) -> SchemeCard | None:
    """Return one version of a scheme, or None where this standing reads none."""
    row = _rows(standing).filter(circle=circle, pk=uid).first()
    if row is None:
        return None
    return _card(row, agreement_card(standing, row.signed_as_id, on) if row.signed_as_id else None, on)


def whole(standing: Standing, circle: str, uid: UUID, on: date) -> Whole | None:
    """Return one version of a scheme with its figures, years and settlements; None where this standing reads none."""
    card = scheme_card(standing, circle, uid, on)
    if card is None:
        return None
    told = tuple(Figure.objects.visible_to(standing).filter(lineage=card.row.lineage))
    newest = tuple(newest_of(told))
    settled = settlements_of(standing, card.row)
    versions = Scheme.objects.visible_to(standing).filter(lineage=card.row.lineage).order_by("version")
    return Whole(card, tuple(versions), newest, told, tuple(_years(card, newest, settled, on)), tuple(settled))


def settlements_of(standing: Standing, row: Scheme) -> list[SettlementCard]:
    """Return the settlements of a version, oldest first, those reckoned anew included."""
    rows = list(_settlements(standing).filter(of=row).order_by("year", "attempt"))
    return [_settled(one, any(o.year == one.year and o.attempt > one.attempt for o in rows)) for one in rows]


def settlement_card(standing: Standing, circle: str, uid: UUID) -> SettlementCard | None:
    """Return one settlement, or None where this standing reads none."""
    row = _settlements(standing).filter(circle=circle, pk=uid).first()
    if row is None:
        return None
    later = Settlement.objects.visible_to(standing).filter(of=row.of_id, year=row.year, attempt__gt=row.attempt)
    return _settled(row, later.exists())


def settled_elsewhere(row: Scheme, year: int) -> SettlementCard | None:
    """Return the year's settlement that the towns have confirmed, under whichever version; None where there is none."""
    house = Standing.machine("benefits")
    rows = _settlements(house).filter(of__lineage=row.lineage, year=year)
    done = (SettlementStage.CONFIRMED, SettlementStage.PAID, SettlementStage.SETTLED)
    return next((card for card in map(_settled, rows) if card.course.stage in done), None)


def next_attempt(row: Scheme, year: int) -> int:
    """Return which attempt the next settlement of a year is; counts rows nobody else may read, too."""
    rows = Settlement.objects.visible_to(Standing.machine("benefits")).filter(of=row, year=year)
    return rows.count() + 1


def next_version(row: Scheme) -> int:
    """Return the number of a scheme's next version."""
    rows = Scheme.objects.visible_to(Standing.machine("benefits")).filter(lineage=row.lineage)
    return rows.count() + 1


def newest_of(figures: Iterable[Figure], known_at: datetime | None = None) -> list[Figure]:
    """Return the figure of each kind that was known last, at a moment if one is given."""
    found: dict[tuple[int, str, str], Figure] = {}
    for one in figures:  # in the order in which they were known
        if known_at is None or one.known_at <= known_at:
            found[one.year, one.measure, one.about] = one
    return list(found.values())


def figures_known(standing: Standing, row: Scheme, known_at: datetime) -> list[share.Figure]:
    """Return the figures of all versions as they were known at a moment, as the engine takes them."""
    rows = Figure.objects.visible_to(standing).filter(lineage=row.lineage)
    return [as_given(one) for one in newest_of(rows, known_at)]


def as_given(row: Figure) -> share.Figure:
    """Return a figure as the engine takes it."""
    return share.Figure(row.year, row.measure, row.towns, row.amount, row.currency)


def terms_of(row: Scheme, codes: Sequence[str]) -> share.YearlyTerms:
    """Return a version's terms as the engine reads them."""
    return share.read_terms(row.kind, codes, row.from_year, row.parameters, currency=row.currency)


def terms_read(row: Scheme, codes: Sequence[str]) -> share.YearlyTerms | None:
    """Return a version's terms, or None where its towns may not be read or nothing could be reckoned by them."""
    try:
        return terms_of(row, codes)
    except Invalid:
        return None


def clauses_of(card: SchemeCard) -> list[tuple[str, str]]:
    """Return the clauses that a version's towns sign, Chinese and English; none where its terms are not to be read."""
    row, preset = card.row, share.schemes().get(card.row.preset)
    told = terms_read(row, card.codes)
    if told is None or preset is None:
        return []
    towns = {party.member.code: (party.member.name_zh, party.member.name) for party in card.parties}
    return wording.clauses_of(told, preset, towns, (row.shared_zh, row.shared))


def kept_terms(row: Settlement) -> share.YearlyTerms:
    """Return the terms that a settlement was reckoned by, from the settlement alone."""
    kept: Mapping[str, Any] = row.terms
    return share.read_terms(
        kept["kind"], kept["parties"], kept["from_year"], kept["parameters"], currency=kept["currency"]
    )


def kept_figures(row: Settlement) -> list[share.Figure]:
    """Return the figures that a settlement was reckoned by, from the settlement alone."""
    return [
        share.Figure(year, measure, tuple(about), Decimal(amount), currency)
        for year, measure, about, amount, currency in row.inputs
    ]


def reckoned_again(standing: Standing, card: SettlementCard, known_at: datetime) -> Again:
    """Reckon a settlement again: from what it kept, which must give the same to the fen; and from what is known today."""
    kept = {side.member.code: (side.own, side.gave, side.had) for side in card.sides}
    try:
        told = kept_terms(card.row)
        done = share.settle_year(told, kept_figures(card.row), card.row.year)
    except (Invalid, KeyError):  # what it kept is spoilt: it proves nothing
        return Again(False, "", None, False)
    same = done.digest == card.row.digest and _triples(done.sides) == kept
    try:
        now = share.settle_year(told, figures_known(standing, card.row.of, known_at), card.row.year)
    except Invalid:
        return Again(same, done.digest, None, False)
    return Again(same, done.digest, now.sides, _triples(now.sides) == kept)


@dataclass(frozen=True, slots=True)
class Prospect:
    """One set of terms on a history that all of them share; ``wrong`` says why it cannot be reckoned."""

    key: str
    terms: share.MoveTerms
    outlook: share.Outlook | None
    wrong: Invalid | None = None


def prospects(
    chosen: Mapping[str, share.MoveTerms],
    before: Sequence[Decimal],
    after: Sequence[Decimal],
    *,
    led: bool | None,
    fits: bool | None,
    stays: Sequence[Decimal] | None = None,
    laid_out: Decimal = Decimal(0),
) -> list[Prospect]:
    """Set several terms beside each other on one history of a move, yuan; nothing is written."""
    found = []
    for key, terms in chosen.items():
        try:
            done = share.look_ahead(
                {key: terms}, before, after, led_by_government=led, in_layout=fits, stays=stays, laid_out=laid_out
            )[key]
            found.append(Prospect(key, terms, done))
        except Invalid as wrong:
            found.append(Prospect(key, terms, None, wrong))
    return found


@dataclass(frozen=True, slots=True)
class YearlyProspect:
    """One rule on a history of several towns; ``wrong`` names each figure for which it cannot be reckoned."""

    key: str
    preset: share.Scheme
    terms: share.YearlyTerms
    outlook: share.YearlyOutlook | None
    wrong: Invalid | None = None


def yearly_prospects(chosen: Mapping[str, share.YearlyTerms], figures: Sequence[share.Figure]) -> list[YearlyProspect]:
    """Set several rules beside each other on one history of towns by years, yuan and people; nothing is written."""
    found = []
    for key, terms in chosen.items():
        preset = share.schemes()[history.PRESET.get(key, key)]
        try:
            found.append(YearlyProspect(key, preset, terms, share.look_over(terms, figures)))
        except Invalid as wrong:
            found.append(YearlyProspect(key, preset, terms, None, wrong))
    return found


def yearly_asked(kind: str, rows: Sequence[str], **told: Any) -> list[YearlyProspect]:
    """Set the rules that a program asks for beside each other on the rows that it brings.

    Parameters
    ----------
    rows : sequence of str
        As ``history.rows_read`` reads them.
    told : dict
        As ``history.told_by`` takes it.

    Raises
    ------
    Invalid
        Where the rules or the rows cannot be read, or no rule can be reckoned: naming what, whose and which year.
    """
    found = yearly_prospects(history.told_by(kind, **told), history.rows_read(rows))
    if all(one.outlook is None for one in found):
        faults = [fault for one in found if one.wrong for fault in wording.in_own_words(one.wrong).faults]
        raise Invalid(*dict.fromkeys(faults))
    return found


def moves() -> dict[str, share.Scheme]:
    """Return the presets that a move can be simulated by."""
    return {key: one for key, one in share.schemes().items() if one.kind == "relocation"}


def work_of(standing: Standing, on: date) -> list[WorkItem]:
    """Return the settlements that wait for a word of this person's own town."""
    if not standing.member or not standing.roles:
        return []
    says = {
        SettlementSaid.CONFIRMED: (WorkKind.TO_WITNESS, _("Confirm or object"), _("Reckoned; nothing is paid before your town confirms")),
        SettlementSaid.PAID: (WorkKind.DUE, _("Note it as paid"), _("Every town has confirmed: your town pays")),
        SettlementSaid.RECEIVED: (WorkKind.TO_WITNESS, _("Has it come?"), _("The other town says it has paid")),
    }  # fmt: skip
    chinese = (get_language() or "").startswith("zh")
    rows = list(
        _settlements(standing).filter(sides__member__code=standing.member, circle__in=standing.circles).distinct()
    )
    newest = {(row.of_id, row.year): row.attempt for row in rows}
    items = []
    for row in rows:
        card = _settled(row, newest[row.of_id, row.year] > row.attempt)
        word = card.course.waits_for(standing.member)
        if word is None or (word is SettlementSaid.CONFIRMED and not rules.may_confirm(standing, card.course)):
            continue
        kind, verb, detail = says[word]
        title = row.of.title_zh if chinese else row.of.title or row.of.title_zh
        url = reverse("benefits:settlement", kwargs={"circle": row.circle, "uid": row.pk})
        items.append(WorkItem(kind=kind, title=f"{title} {row.year}", detail=detail, url=url, verb=verb))
    return items


def relying_on(standing: Standing, agreement: UUID) -> list[Relying]:
    """Return the schemes whose text an agreement carries."""
    rows = Scheme.objects.visible_to(standing).filter(signed_as=agreement)
    towns = member_cards(standing) if rows else {}
    return [
        Relying(
            f"v{row.version}", row.title or row.title_zh, row.title_zh,
            reverse("benefits:scheme", kwargs={"circle": row.circle, "uid": row.pk}), towns.get(row.owner), "",
        )
        for row in rows
    ]  # fmt: skip


def town_names(standing: Standing) -> dict[str, str]:
    """Return the towns' short names in the reader's language."""
    chinese = (get_language() or "").startswith("zh")
    return {code: card.short_zh if chinese else card.short for code, card in member_cards(standing).items()}


def _rows(standing: Standing) -> QuerySet[Scheme]:
    return (
        Scheme.objects.visible_to(standing)
        .select_related("in_circle")
        .prefetch_related(
            Prefetch("party_rows", SchemeParty.objects.visible_to(standing).select_related("member")),
            Prefetch("refusals", Refusal.objects.visible_to(standing)),
        )
    )


def _settlements(standing: Standing) -> QuerySet[Settlement]:
    return (
        Settlement.objects.visible_to(standing)
        .select_related("of", "in_circle")
        .prefetch_related(
            Prefetch("sides", SettlementSide.objects.visible_to(standing).select_related("member")),
            Prefetch("counts", SettlementCount.objects.visible_to(standing).select_related("member")),
            Prefetch("words", SettlementWord.objects.visible_to(standing)),
        )
        .order_by("of", "year", "attempt")
    )


def _card(row: Scheme, agreement: AgreementCard | None, on: date) -> SchemeCard:
    carried = None
    if agreement is not None:
        left = [party.left_on.last for party in agreement.parties if party.left_on is not None]
        carried = rules.Carried(agreement.state, min(left, default=None))
    refusals = tuple(row.refusals.all())
    seals = {seal.member.code for seal in agreement.signed} if agreement else set()
    stands = any(one.owner not in seals for one in refusals)  # who signs after all has changed its mind
    state = rules.state_of(row.proposed_at is not None, carried, stands, on)
    return SchemeCard(row, tuple(row.party_rows.all()), state, agreement, refusals)


def _settled(row: Settlement, replaced: bool = False) -> SettlementCard:
    sides = tuple(row.sides.all())
    nets = {side.member.code: side.net for side in sides}
    words = tuple(row.words.all())
    return SettlementCard(row, sides, tuple(row.counts.all()), words, rules.course_of(nets, words, replaced))


def _years(card: SchemeCard, figures: Sequence[Figure], settled: Sequence[SettlementCard], on: date) -> list[YearNeeds]:
    """Return each year of a scheme that has begun, and the first if none has, with what it still needs."""
    told = terms_read(card.row, card.codes)
    if told is None:
        return []
    known = {share.Needed(one.year, one.measure, one.towns) for one in figures}
    newest = {one.row.year: one for one in settled}
    years = range(told.from_year, max(told.from_year, min(told.last_year, on.year)) + 1)
    return [
        YearNeeds(
            year,
            tuple(one for one in share.needed(told, year) if one not in known),
            newest.get(year),
            year < on.year,
        )
        for year in years
    ]


def _triples(sides: Mapping[str, share.Side]) -> dict[str, tuple[Decimal | None, Decimal, Decimal]]:
    return {code: (side.own, side.gave, side.had) for code, side in sides.items()}
