"""Reads: what an indicator's value was as of a day, from which figures, by whose definition, and whether it meets its target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from pilin.domain.enterprises.enums import FigureKind
from pilin.domain.enterprises.models import GroupFigure
from pilin.domain.observatory import rules
from pilin.domain.observatory.enums import Expected, IndicatorForm, Likeness, PairState
from pilin.domain.observatory.models import (
    AttestedCount,
    Concordance,
    ConcordanceConfirmation,
    Indicator,
    IndicatorDefinition,
    IndicatorInput,
    IndicatorTarget,
)
from pilin.domain.observatory.queries.counting import (
    Records,
    asks_of,
    counted,
    made_up,
    records_of_firms,
    too_many,
)
from pilin.domain.observatory.queries.told import (
    Answer,
    At,
    Change,
    Counted,
    Once,
    Pair,
    Part,
    SideValue,
    TargetTold,
    quantity_of,
)
from pilin.domain.observatory.rules import Measured, Tally
from pilin.engine.base import Comparator, PartialDate
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import SHANGHAI, members_on
from pilin.foundation.observations import queries as observations
from pilin.foundation.observations.models import Series
from pilin.foundation.observations.queries import Reading

HOUSE = Standing.machine("observatory")
Given = tuple[Reading | Counted, Reading | None]  # what is counted, or its count; and the series beside it


@dataclass(frozen=True, slots=True)
class Book:
    """Everything of a circle's indicators that this standing may read, as of a day; a fixed number of questions."""

    standing: Standing
    circle: str
    as_of: date
    moment: datetime  # the end of the day in Shanghai
    indicators: tuple[Indicator, ...]
    inputs: dict[UUID, list[IndicatorInput]]
    targets: dict[UUID, list[IndicatorTarget]]
    definitions: dict[UUID, list[IndicatorDefinition]]
    judgements: dict[frozenset[UUID], list[Concordance]]
    confirmations: dict[UUID, ConcordanceConfirmation]
    series: dict[UUID, Series]
    readings: dict[UUID, list[Reading]]
    members: tuple[str, ...]
    attested: dict[UUID, list[AttestedCount]]
    live: Records | None  # firms to count now; None where nobody asked for it, or there are too many
    live_why: str


def indicators(standing: Standing, circle: str) -> QuerySet[Indicator]:
    """Return the circle's indicators in sight."""
    return Indicator.objects.visible_to(standing).filter(circle=circle).select_related("in_circle")


def indicator_named(standing: Standing, circle: str, slug: str) -> Indicator | None:
    """Return an indicator; None where this standing may not read it."""
    return indicators(standing, circle).filter(slug=slug).first()


def definition_named(standing: Standing, indicator: Indicator, uid: UUID) -> IndicatorDefinition | None:
    """Return a definition of an indicator; None where this standing may not read it."""
    rows = IndicatorDefinition.objects.visible_to(standing).select_related("jurisdiction", "in_circle", "indicator")
    return rows.filter(indicator=indicator, pk=uid).first()


def concordance_named(standing: Standing, indicator: Indicator, uid: UUID) -> Concordance | None:
    """Return a judgement on two definitions of an indicator; None where this standing may not read it."""
    rows = Concordance.objects.visible_to(standing).select_related(
        "left__jurisdiction", "right__jurisdiction", "in_circle"
    )
    return rows.filter(left__indicator=indicator, pk=uid).first()


def confirmation_of(concordance: Concordance) -> ConcordanceConfirmation | None:
    """Return the confirmation of a judgement, for a rule to look at."""
    return ConcordanceConfirmation.objects.visible_to(HOUSE).filter(concordance=concordance).first()


def input_rows(indicator: Indicator) -> list[IndicatorInput]:
    """Return every input of an indicator, for a rule to look at."""
    rows = IndicatorInput.objects.visible_to(HOUSE).filter(indicator=indicator)
    return list(rows.select_related("town__place", "numerator", "denominator"))


def book(standing: Standing, circle: str, as_of: date, slug: str = "", *, counting: bool = False) -> Book:
    """Return what there is to read of a circle's indicators, or of one of them, as of a day.

    With ``counting``, which is for today alone, shares of which records are counted are counted now, from what this
    standing may read; of days gone by what an officer attested is told, for records change.
    """
    moment = datetime.combine(as_of, time.max, tzinfo=SHANGHAI)
    chosen = indicators(standing, circle).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=as_of), valid_from__lte=as_of
    )
    if slug:
        chosen = indicators(standing, circle).filter(slug=slug)
    rows = tuple(chosen)
    inputs = _by_indicator(
        IndicatorInput.objects.visible_to(standing).filter(indicator__in=rows).select_related("town")
    )
    targets = IndicatorTarget.objects.visible_to(standing).filter(indicator__in=rows).select_related("binds")
    definitions = IndicatorDefinition.objects.visible_to(standing).filter(indicator__in=rows)
    judged = Concordance.objects.visible_to(standing).filter(left__indicator__in=rows, judged_at__lte=moment)
    confirmed = ConcordanceConfirmation.objects.visible_to(standing).filter(
        concordance__left__indicator__in=rows, confirmed_at__lte=moment
    )
    named = {uid for some in inputs.values() for one in some for uid in (one.numerator_id, one.denominator_id) if uid}
    named |= {row.claim_id for row in rows if row.claim_id}
    seen = {one.pk: one for one in Series.objects.visible_to(standing).filter(pk__in=named)}
    held = observations.readings_of(standing, seen.values())
    attested = _by_indicator(
        AttestedCount.objects.visible_to(standing).filter(indicator__in=rows, attested_at__lte=moment)
    )
    fresh = {
        uid: some for uid, some in inputs.items() if slug or uid not in attested
    }  # the tree shows what was attested
    live, live_why = _live(standing, circle, as_of, fresh) if counting else (None, "")
    judgements: dict[frozenset[UUID], list[Concordance]] = {}
    for one in judged.order_by("judged_at", "uid"):
        judgements.setdefault(frozenset((one.left_id, one.right_id)), []).append(one)
    return Book(
        standing=standing, circle=circle, as_of=as_of, moment=moment, indicators=rows, inputs=inputs,
        targets=_by_indicator(targets),
        definitions=_by_indicator(definitions.select_related("jurisdiction").order_by("valid_from", "made_at", "uid")),
        judgements=judgements, confirmations={one.concordance_id: one for one in confirmed}, series=seen,
        readings={uid: [r for r in some if r.known_at <= moment] for uid, some in held.items()},
        members=tuple(card.code for card in members_on(standing, circle, as_of)), attested=attested, live=live,
        live_why=live_why,
    )  # fmt: skip


def answers(told: Book) -> list[Answer]:
    """Return every indicator of the book with its value, a parent before its children."""
    by_parent: dict[UUID | None, list[Indicator]] = {}
    shown = {row.pk for row in told.indicators}
    for row in told.indicators:
        by_parent.setdefault(row.parent_id if row.parent_id in shown else None, []).append(row)

    def down(parent: UUID | None, depth: int) -> Iterable[Answer]:
        for row in by_parent.get(parent, []):
            yield answer(told, row, depth)
            yield from down(row.pk, depth + 1)

    return list(down(None, 0))


def answer_of(standing: Standing, circle: str, slug: str, as_of: date, *, counting: bool = False) -> Answer | None:
    """Return one indicator as of a day; None where this standing may not read it. Asked again it answers the same."""
    told = book(standing, circle, as_of, slug, counting=counting)
    return answer(told, told.indicators[0]) if told.indicators else None


def answer(told: Book, row: Indicator, depth: int = 0) -> Answer:
    """Return an indicator of the book with its value."""
    inputs = tuple(one for one in told.inputs.get(row.pk, []) if _in_sight(told, one))
    counts = {one.pk: _counted_now(told, one) for one in inputs if one.counted}
    kept = {one.pk: _counts(told, one) for one in inputs if one.counted}
    kept = kept if any(kept.values()) else counts
    now: dict[UUID, Mapping[PartialDate | None, Given]] = {
        one.pk: kept[one.pk] if one.counted else _figures(told, one) for one in inputs
    }
    spans = sorted({span for figures in now.values() for span in figures}, key=lambda p: (p is not None, p or _EVER))
    periods = tuple(_at(told, row, inputs, now, span) for span in spans) or (_at(told, row, inputs, now, None),)
    last = next((at for at in reversed(periods) if at.figure), periods[-1])
    live = _at(told, row, inputs, counts, PartialDate.day(told.as_of)) if any(counts.values()) else None
    claim = _claim(told, row)
    targets = tuple(_target(one, last) for one in _in_force(told, row))
    circle_target = next((one.row for one in targets if one.row.binds_id is None), None)
    in_force = [
        (side, definition_on(told, row, side, told.as_of)) for side in sorted(_sides_defined(told, row), reverse=True)
    ]
    definitions = tuple(one for _side, one in in_force if one is not None)
    return Answer(
        indicator=row, as_of=told.as_of, at=last, periods=periods, targets=targets, claim=claim,
        claim_met=rules.met(_measured(claim), circle_target.comparator, circle_target.value)  # type: ignore[arg-type]
        if claim and claim.quantity and circle_target else None,
        change=_change(told, row, periods) if len(periods) > 1 else None, inputs=inputs, series=told.series,
        revised=tuple(_revised(told, inputs)), definitions=definitions,
        pairs=tuple(pair_of(told, one, other) for k, one in enumerate(definitions) for other in definitions[k + 1 :]),
        depth=depth, live=live, live_why=told.live_why if counts else "",
    )  # fmt: skip


def definition_on(told: Book, row: Indicator, side: str, on: date) -> IndicatorDefinition | None:
    """Return how a province counted on a day: the definition that began last and has not ended."""
    counted = [
        one
        for one in told.definitions.get(row.pk, [])
        if one.jurisdiction.code == side and one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
    ]
    return counted[-1] if counted else None


def pair_of(told: Book, one: IndicatorDefinition, other: IndicatorDefinition) -> Pair:
    """Return what was judged of two definitions: what both sides said last, and what waits for the other side."""
    judged = told.judgements.get(frozenset((one.pk, other.pk)), [])
    whole = [judgement for judgement in judged if judgement.pk in told.confirmations]
    counts = whole[-1] if whole else None
    later = [judgement for judgement in judged if counts is None or judgement.judged_at > counts.judged_at]
    pending = later[-1] if later else None
    state = counts.likeness if counts else (PairState.HALF if pending else PairState.UNJUDGED)
    if counts and counts.left_id != one.pk:
        one, other = other, one
    return Pair(one, other, state, counts, told.confirmations.get(counts.pk) if counts else None, pending)


def _by_indicator(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.indicator_id, []).append(row)
    return found


_EVER = PartialDate.day(date.min)


def _measured(reading: Reading) -> Measured | None:
    quantity = reading.quantity
    return Measured(rules.as_fraction(quantity.value), quantity.comparator) if quantity else None


def _live(
    standing: Standing, circle: str, on: date, inputs: dict[UUID, list[IndicatorInput]]
) -> tuple[Records | None, str]:
    if not any(one.counted for some in inputs.values() for one in some):
        return None, ""
    if too_many(standing, circle):
        return None, "too_many"
    return records_of_firms(standing, circle, on), ""


def _in_sight(told: Book, one: IndicatorInput) -> bool:
    return one.numerator_id in told.series or (one.counted and not one.numerator_id)


def _beside(told: Book, one: IndicatorInput) -> Reading | None:
    """Return the newest figure of the series that stands beside a count."""
    uid = one.numerator_id or one.denominator_id
    readings = observations.current(told.readings.get(uid, [])) if uid else []
    return readings[-1] if readings else None


def _counts(told: Book, one: IndicatorInput) -> dict[PartialDate | None, Given]:
    """Return what was attested of a counted input, a day each; of two on one day the later."""
    ask, code = [one.count, one.whole, one.place], one.town.code
    return {
        PartialDate.day(row.counted_on): (
            Counted(Tally(**row.towns[code]), one.count, one.whole, one.place, row.counted_on, row, bool(row.made_up)),
            _beside(told, one),
        )
        for row in told.attested.get(one.indicator_id, [])
        if row.counts.get(code) == ask
    }


def _counted_now(told: Book, one: IndicatorInput) -> dict[PartialDate | None, Given]:
    if told.live is None:
        return {}
    asks = asks_of([one])
    tally = counted(told.live, asks)[one.town.code]
    fresh = Counted(tally, one.count, one.whole, one.place, told.as_of, None, bool(made_up(told.live, asks)))
    return {PartialDate.day(told.as_of): (fresh, _beside(told, one))}


def _part_counted(
    row: Indicator, one: IndicatorInput, side: str, slugs: tuple[str, str], told: Counted, reading: Reading | None
) -> Part:
    """Return a town's part of which something is counted from records."""
    tally = told.tally
    beside = _measured(reading) if reading else None
    figure: Measured | str | None
    if not tally.records and not tally.outside:
        figure = "no_records"
    elif row.form != IndicatorForm.SHARE:
        figure = tally.number
    elif told.pure:
        figure = tally.percent or _why_no_share(tally)
    elif beside is None:
        figure = "no_denominator" if one.count else "not_given"
    else:
        figure = rules.quotient(tally.number, beside) if one.count else rules.quotient(beside, tally.number)
    readings = (reading if one.numerator_id else None, reading if one.denominator_id else None)
    if isinstance(figure, str):
        return Part(one.town.code, side, row.unit, slugs, *readings, None, figure, told)
    return Part(one.town.code, side, row.unit, slugs, *readings, figure, "", told)


def _why_no_share(tally: Tally) -> str:
    if tally.records:
        return "all_unknown"
    return "zero_denominator" if tally.outside else "no_records"


def _halves(part: Part) -> tuple[Measured | None, Measured | None]:
    """Return what is counted and what it is counted out of, each from a figure or from records."""
    above = _measured(part.numerator) if part.numerator else None
    below = _measured(part.denominator) if part.denominator else None
    if part.counted is None:
        return above, below
    tally = part.counted.tally
    if part.counted.pure:
        about = Comparator.ABOUT if tally.unknown else Comparator.EXACTLY
        return Measured(Fraction(tally.yes), about), Measured(Fraction(tally.known), about)
    return (tally.number if part.counted.count else above), (tally.number if part.counted.whole else below)


def _figures(told: Book, one: IndicatorInput) -> dict[PartialDate | None, tuple[Reading, Reading | None]]:
    """Return the last word on each period of an input, what is counted beside what it is counted out of."""
    below = observations.current(told.readings.get(one.denominator_id, [])) if one.denominator_id else []
    beside = {reading.period: reading for reading in below}
    above = observations.current(told.readings.get(one.numerator_id, [])) if one.numerator_id else []
    return {reading.period: (reading, beside.get(reading.period)) for reading in above}


def _part(told: Book, row: Indicator, one: IndicatorInput, given: Given | None) -> Part:
    side = rules.side_of(one.town.code)
    named = (told.series.get(uid) if uid else None for uid in (one.numerator_id, one.denominator_id))
    above_slug, below_slug = (series.slug if series else "" for series in named)
    slugs = (above_slug, below_slug)
    if given is None:
        return Part(one.town.code, side, row.unit, slugs, None, None, None, "not_reported")
    above, below = given
    if isinstance(above, Counted):
        return _part_counted(row, one, side, slugs, above, below)
    figure: Measured | str | None = _measured(above)
    if figure is None:
        figure = "not_given"
    elif row.form == IndicatorForm.SHARE:
        whole = _measured(below) if below else None
        figure = "no_denominator" if whole is None else rules.quotient(_as_measured(figure), whole)
    if isinstance(figure, str):
        return Part(one.town.code, side, row.unit, slugs, above, below, None, figure)
    return Part(one.town.code, side, row.unit, slugs, above, below, figure, "")


def _as_measured(figure: Measured | str) -> Measured:
    assert isinstance(figure, Measured)
    return figure


def _at(
    told: Book,
    row: Indicator,
    inputs: tuple[IndicatorInput, ...],
    now: Mapping[UUID, Mapping[PartialDate | None, Given]],
    span: PartialDate | None,
) -> At:
    parts = [_part(told, row, one, now.get(one.pk, {}).get(span)) for one in inputs]
    expected = told.members if row.expects == Expected.CIRCLE else tuple(dict.fromkeys(one.town.code for one in inputs))
    reported = tuple(part.town for part in parts if part.figure and part.town in expected)
    on = min(span.last, told.as_of) if span else told.as_of
    sides = tuple(
        _side(told, row, side, on, tuple(part for part in parts if part.side == side))
        for side in sorted({part.side for part in parts}, reverse=True)
    )
    figure, base, converted, reason = _together(told, row, sides)
    return At(span, row.unit, figure, reason, base, converted, sides, reported, expected)


def _side(told: Book, row: Indicator, side: str, on: date, parts: tuple[Part, ...]) -> SideValue:
    figure = _pooled(row, [(part, part.figure) for part in parts])
    definition = definition_on(told, row, side, on)
    if isinstance(figure, str):
        return SideValue(side, row.unit, definition, None, figure, parts)
    return SideValue(side, row.unit, definition, figure, "", parts)


def _pooled(row: Indicator, parts: list[tuple[Part, Measured | None]]) -> Measured | str:
    """Return the towns' figures as one: sums add up, shares are weighed by what they are counted out of."""
    pure = [part.counted for part, _figure in parts if part.counted and part.counted.pure]
    if pure and len(pure) == len(parts) and len({one.alike for one in pure}) == 1:  # unknown ones weigh too
        whole_tally = sum((one.tally for one in pure), Tally())
        return whole_tally.percent or _why_no_share(whole_tally)
    known = [(part, figure) for part, figure in parts if figure is not None]
    if not known:
        reasons = {part.reason for part, _figure in parts} - {"not_reported"}
        return reasons.pop() if len(reasons) == 1 else "no_figure"
    if len(known) == 1:
        return known[0][1]
    if row.form == IndicatorForm.SINGLE:
        return "no_share_of_shares"
    if row.form == IndicatorForm.SUM:
        return rules.sum_of(figure for _part, figure in known)
    halves = [(*_halves(part), figure) for part, figure in known]
    wholes = [below for _above, below, _figure in halves if below is not None]
    above = [
        Measured(figure.value * below.value / 100, counted_above.comparator)
        for counted_above, below, figure in halves
        if counted_above is not None and below is not None
    ]
    total, whole = rules.sum_of(above), rules.sum_of(wholes)
    if isinstance(total, str) or isinstance(whole, str):
        return "mixed"
    return rules.quotient(total, whole)


def _together(told: Book, row: Indicator, sides: tuple[SideValue, ...]) -> tuple[Measured | None, str, bool, str]:
    """Return the value over all sides, or why there is none. Two provinces are added only where both said how."""
    known = [side for side in sides if side.figure]
    if not known:
        reasons = {side.reason for side in sides}
        return None, "", False, reasons.pop() if len(reasons) == 1 else "no_figure"
    every = [part for side in sides for part in side.parts]
    alike = {part.counted.alike if part.counted else None for part in every}
    if None not in alike and len(alike) == 1 and not any(slug for part in every for slug in part.series):
        figure = _pooled(row, [(part, part.figure) for part in every])  # one count counts alike on both banks
        return (None, "", False, figure) if isinstance(figure, str) else (figure, "", False, "")
    own = rules.side_of(row.owner)
    base = next((side for side in known if side.side == own), known[0])
    taken: list[tuple[Part, Measured | None]] = []
    converted = False
    for side in known:
        if side is base:
            taken += [(part, part.figure) for part in side.parts]
            continue
        if side.definition is None or base.definition is None:
            return None, "", False, "no_definition"
        pair = pair_of(told, side.definition, base.definition)
        if pair.state not in (Likeness.SAME, Likeness.CONVERTIBLE):
            return None, "", False, str(pair.state)
        taken += [(part, _into(part.figure, pair, base.definition)) for part in side.parts]
        converted = converted or pair.state == Likeness.CONVERTIBLE
    figure = _pooled(row, taken)
    if isinstance(figure, str):
        return None, base.side, converted, figure
    return figure, base.side, converted, ""


def _into(figure: Measured | None, pair: Pair, base: IndicatorDefinition) -> Measured | None:
    """Return a figure as the base definition counts it."""
    judged = pair.judgement
    if figure is None or judged is None or judged.likeness != Likeness.CONVERTIBLE:
        return figure
    return rules.converted(
        figure, judged.factor or Decimal(1), judged.offset or Decimal(0), back=judged.left_id == base.pk
    )


def _claim(told: Book, row: Indicator) -> Reading | None:
    readings = observations.current(told.readings.get(row.claim_id, [])) if row.claim_id else []
    return readings[-1] if readings else None


def _in_force(told: Book, row: Indicator) -> list[IndicatorTarget]:
    """Return the targets of the day: of those for the same whom and year the one that began last."""
    last: dict[tuple[UUID | None, int | None], IndicatorTarget] = {}
    for one in told.targets.get(row.pk, []):
        if one.valid_from <= told.as_of and (one.valid_to is None or told.as_of <= one.valid_to):
            last[one.binds_id, one.year] = one
    return list(last.values())


def _target(row: IndicatorTarget, at: At) -> TargetTold:
    if row.binds_id is None:
        figure, reason, told = at.figure, at.reason, at.counted
        if figure is not None and not at.whole:
            return TargetTold(row, None, "partial")
    else:
        part = next((part for part in at.parts if row.binds and part.town == row.binds.code), None)
        figure, reason = (part.figure, part.reason) if part else (None, "not_reported")
        told = part.counted if part else None
    if figure is None:
        return TargetTold(row, None, reason)
    if told is not None and told.pure:
        surely = rules.met_by(told.tally, row.comparator, row.value)
        return TargetTold(row, surely, "uncounted" if surely is None else "")
    answered = rules.met(figure, row.comparator, row.value)
    return TargetTold(row, answered, "inexact" if answered is None else "")


def _change(told: Book, row: Indicator, periods: tuple[At, ...]) -> Change | None:
    valued = [at for at in periods if at.figure and at.period]
    if not valued:
        return None
    first, last = valued[0], valued[-1]
    if first is last:
        return Change(first, last, None, Comparator.EXACTLY, "one_period")
    before, after = _as_measured(first.figure or ""), _as_measured(last.figure or "")
    if {part.town for part in first.parts if part.figure} != {part.town for part in last.parts if part.figure}:
        return Change(first, last, None, Comparator.EXACTLY, "other_towns")
    then = {side.side: side.definition for side in first.sides if side.figure}
    since = {side.side: side.definition for side in last.sides if side.figure}
    if then.keys() != since.keys() or first.base != last.base:
        return Change(first, last, None, Comparator.EXACTLY, "changed")
    for side, was in then.items():
        now = since[side]
        if was == now:
            continue
        pair = pair_of(told, was, now) if was and now else None
        if pair is None or pair.state not in (Likeness.SAME, Likeness.CONVERTIBLE) or (len(then) > 1 and pair.state != Likeness.SAME):  # fmt: skip
            return Change(first, last, None, Comparator.EXACTLY, "changed")
        before = _as_measured(_into(before, pair, now) or "")  # type: ignore[arg-type]
    if before.value == 0:
        return Change(first, last, None, Comparator.EXACTLY, "from_zero")
    exact = {before.comparator, after.comparator} == {Comparator.EXACTLY}
    percent = rules.as_decimal(100 * (after.value - before.value) / before.value)
    return Change(first, last, percent, Comparator.EXACTLY if exact else Comparator.ABOUT, "")


def _revised(told: Book, inputs: tuple[IndicatorInput, ...]) -> Iterable[tuple[str, Reading]]:
    for one in inputs:
        for uid in (one.numerator_id, one.denominator_id):
            if uid not in told.series:
                continue
            readings = told.readings.get(uid, [])
            corrected = {reading.period for reading in readings if reading.revision > 1}
            yield from ((told.series[uid].slug, reading) for reading in readings if reading.period in corrected)


def _sides_defined(told: Book, row: Indicator) -> set[str]:
    return {one.jurisdiction.code for one in told.definitions.get(row.pk, [])}


def counted_once(standing: Standing, circle: str) -> list[Once]:
    """Return what the firms' groups have together by kind, year and unit: a group with sites in two towns counts once.

    Two towns may have noted the same figure of a group: the first to note it is told. Nothing is split among towns.
    """
    rows = GroupFigure.objects.visible_to(standing).filter(circle=circle, entity__isnull=True)
    once: dict[tuple[UUID, str, int], GroupFigure] = {}
    for row in rows.order_by("made_at", "uid"):
        once.setdefault((row.group_id, row.kind, row.year), row)
    held: dict[tuple[int, str, str], list[GroupFigure]] = {}
    for (_group, kind, year), row in sorted(once.items(), key=lambda pair: str(pair[0])):
        held.setdefault((-year, kind, row.unit), []).append(row)
    told = []
    for (_year, kind, unit), some in sorted(held.items()):
        total = rules.sum_of(Measured(rules.as_fraction(row.amount.value), row.amount.comparator) for row in some)
        amount = None if isinstance(total, str) else quantity_of(total, unit)
        if amount is not None:
            told.append(
                Once(
                    kind, str(FigureKind(kind).label), some[0].year, amount, len(some),
                    tuple(dict.fromkeys(row.source for row in some if row.source)), any(row.illustrative for row in some),
                )
            )  # fmt: skip
    return told
