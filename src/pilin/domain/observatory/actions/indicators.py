"""The deeds of indicators: define one, put series under it, set targets, describe how a province counts, judge and confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pilin.domain.observatory import queries, rules
from pilin.domain.observatory.enums import LIKENESS_SAID, Beside, Expected, IndicatorForm, Likeness
from pilin.domain.observatory.models import (
    Concordance,
    ConcordanceConfirmation,
    Indicator,
    IndicatorDefinition,
    IndicatorInput,
    IndicatorTarget,
)
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import STALE, Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.models import Circle, Member
from pilin.foundation.members.queries import day_of, member_row
from pilin.foundation.observations.models import Series
from pilin.foundation.places.queries import lies_in, place_of


@deed("observatory.define_indicator", says=_("{who} defined the indicator {title}"))
def define_indicator(
    *,
    by: Standing,
    at: datetime,
    circle: Circle,
    town: str,
    slug: str,
    title_zh: str,
    form: str,
    unit: str,
    valid_from: date,
    title: str = "",
    about_zh: str = "",
    about: str = "",
    parent: str = "",
    part_of: str = "",
    expects: str = Expected.NAMED,
    claim: str = "",
    valid_to: date | None = None,
    indicator: Indicator | None = None,
    revision: int | None = None,
    audience: str = Audience.PUBLIC,
    illustrative: bool = False,
    source: str = "",
) -> Indicator:
    """Enter an indicator, or change it (``indicator``, as it was read at ``revision``); form and unit stay once series feed it."""
    town = indicator.owner if indicator else town
    rules.may_define(by, circle.slug).require()
    rules.may_feed(by, circle.slug, (town,)).require()
    faults = rules.faults_of_indicator(
        slug=slug, title_zh=title_zh, form=form, unit=unit, expects=expects, part_of=part_of, valid_from=valid_from, valid_to=valid_to
    )  # fmt: skip
    above = queries.indicator_named(by, circle.slug, parent) if parent else None
    if parent and (above is None or above == indicator):
        faults.append(Fault("parent", "parent", _("No other indicator has this address"), value=parent))
    elif above is not None and indicator is not None and _stands_under(above, indicator):
        faults.append(Fault("round", "parent", _("It would stand under itself"), value=parent))
    said = Series.objects.visible_to(by).filter(slug=claim).first() if claim else None
    if claim and said is None:
        faults.append(Fault("unknown_series", "claim", _("There is no such series"), value=claim))
    elif said is not None and said.unit != unit:
        faults.append(Fault("unit", "claim", _("This series is in another unit than the indicator"), value=said.unit))
    same = queries.indicators(queries.HOUSE, circle.slug).filter(slug=slug)
    if (same.exclude(pk=indicator.pk) if indicator else same).exists():
        faults.append(Fault("twice", "slug", _("Another indicator has this address"), value=slug))
    if indicator and (indicator.form, indicator.unit) != (form, unit) and queries.input_rows(indicator):
        faults.append(Fault("fed", "form", _("Series feed it already: form and unit stay as they are")))
    if faults:
        raise Invalid(*faults)
    row = indicator or Indicator(
        in_circle=circle, circle=circle.slug, owner=town, audience=audience, illustrative=illustrative, source=source
    )
    if revision is not None and row.revision != revision:
        raise Conflict("stale", STALE)
    row.slug, row.title_zh, row.title, row.form, row.unit = slug, title_zh.strip(), title.strip(), form, unit
    row.about_zh, row.about, row.parent, row.part_of = about_zh.strip(), about.strip(), above, part_of
    row.expects, row.claim, row.valid_from, row.valid_to = expects, said, valid_from, valid_to
    row.save()
    tell(title=both(row, "title"))
    return row


@deed("observatory.add_input", says=_("{who} put the series {series} under the indicator {title}"))
def add_input(
    *, by: Standing, at: datetime, indicator: Indicator, numerator: str, denominator: str = "", town: str = "", illustrative: bool = False
) -> IndicatorInput:  # fmt: skip
    """Let a series give a town's part of an indicator; of a share, what is counted and out of what.

    Refused where it would count something twice: the same town or series again, a town within a place that counts already.
    """
    above, below = series_read(by, numerator), series_read(by, denominator)
    keepers = [indicator.owner, *([above.owner] if above else [])]
    rules.may_feed(by, indicator.circle, keepers).require()
    faults = faults_of_series(indicator, numerator, above, denominator, below)
    whose = member_row(by, town or (above.owner if above else "")) if above else None
    if above is not None and whose is None:
        faults.append(Fault("unknown_member", "town", _("Say of which town these figures are"), value=town))
    if whose is not None:
        faults += faults_of_counting(indicator, whose, above, day_of(at))
    if any(one.counted for one in queries.input_rows(indicator)):
        faults.append(Fault("alike", "numerator", _("Its other towns are counted otherwise: all are counted alike")))
    if faults or above is None or whose is None:
        raise Invalid(*faults)
    row = IndicatorInput(
        in_circle=indicator.in_circle, circle=indicator.circle, owner=by.member or indicator.owner, audience=indicator.audience,
        parties=indicator.parties, agreement=indicator.agreement, indicator=indicator, town=whose, numerator=above,
        denominator=below, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(indicator, "title"), series=both(above, "title"))
    return row


@deed("observatory.set_target", says=_("{who} set the target of {title}: {comparator} {value}"))
def set_target(
    *,
    by: Standing,
    at: datetime,
    indicator: Indicator,
    comparator: str,
    value: str | Decimal,
    clause_zh: str,
    valid_from: date,
    clause: str = "",
    year: int | None = None,
    binds: str = "",
    valid_to: date | None = None,
    source: str = "",
    illustrative: bool = False,
) -> IndicatorTarget:
    """Say what the value has to be, for the circle or for one's own town; one for the same year that began earlier gives way."""
    rules.may_set_target(by, indicator.circle, indicator.owner, binds).require()
    number, wrong = rules.read_amount(value, "value")
    faults = [wrong] if wrong else []
    if comparator not in Beside.values:
        faults.append(
            Fault("comparator", "comparator", _("More than, at least, less than or at most"), value=comparator)
        )
    if year is not None and not 1950 <= year <= 2150:
        faults.append(Fault("far", "year", _("Between 1950 and 2150"), value=str(year)))
    if not clause_zh.strip():
        faults.append(Fault("missing", "clause_zh", _("Name the clause or the text in which the target stands")))
    bound = member_row(by, binds) if binds else None
    if binds and bound is None:
        faults.append(Fault("unknown_member", "binds", _("There is no such town"), value=binds))
    faults += rules.faults_of_days(valid_from, valid_to)
    if faults or number is None:
        raise Invalid(*faults)
    row = IndicatorTarget(
        in_circle=indicator.in_circle, circle=indicator.circle, owner=binds or indicator.owner, audience=indicator.audience,
        parties=indicator.parties, agreement=indicator.agreement, indicator=indicator, comparator=comparator, value=number,
        unit=indicator.unit, year=year, binds=bound, clause_zh=clause_zh.strip(), clause=clause.strip(), valid_from=valid_from,
        valid_to=valid_to, source=source, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(indicator, "title"), comparator=comparator, value=f"{number:f}")
    return row


@deed("observatory.describe_definition", says=_("{who} wrote how {place} counts {title}"))
def describe_definition(
    *,
    by: Standing,
    at: datetime,
    indicator: Indicator,
    jurisdiction: str,
    text_zh: str,
    valid_from: date,
    text: str = "",
    clause_zh: str = "",
    clause: str = "",
    valid_to: date | None = None,
    source: str = "",
    illustrative: bool = False,
) -> IndicatorDefinition:
    """Write how one's province counts from a day on. The one before stands for the days before; pairs are judged anew."""
    rules.may_describe(by, indicator.circle, jurisdiction).require()
    place = place_of(by, jurisdiction)
    faults = rules.faults_of_days(valid_from, valid_to)
    if place is None or len(jurisdiction) != 2:
        faults.append(Fault("jurisdiction", "jurisdiction", _("There is no such province"), value=jurisdiction))
    if not text_zh.strip():
        faults.append(Fault("missing", "text_zh", _("Write in Chinese what is counted")))
    mine = IndicatorDefinition.objects.visible_to(queries.HOUSE).filter(
        indicator=indicator, jurisdiction__code=jurisdiction
    )
    if mine.filter(valid_from=valid_from).exists():
        faults.append(
            Fault(
                "twice",
                "valid_from",
                _("Another definition of this province begins on that day"),
                value=str(valid_from),
            )
        )
    if faults or place is None:
        raise Invalid(*faults)
    row = IndicatorDefinition(
        in_circle=indicator.in_circle, circle=indicator.circle, owner=by.member or indicator.owner, audience=indicator.audience,
        parties=indicator.parties, agreement=indicator.agreement, indicator=indicator, jurisdiction=place, text_zh=text_zh.strip(),
        text=text.strip(), clause_zh=clause_zh.strip(), clause=clause.strip(), valid_from=valid_from, valid_to=valid_to,
        source=source, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(indicator, "title"), place=both(place, "name"))
    return row


@deed("observatory.judge_concordance", says=_("{who} judged two definitions of {title}: {likeness}"))
def judge_concordance(
    *,
    by: Standing,
    at: datetime,
    left: IndicatorDefinition,
    right: IndicatorDefinition,
    likeness: str,
    reason_zh: str,
    reason: str = "",
    factor: str | Decimal | None = None,
    offset: str | Decimal | None = None,
    illustrative: bool = False,
) -> Concordance:
    """Say by name whether two definitions mean the same. Until the other side confirms it, it is half and nothing is added."""
    rules.may_judge(by, left.circle, (left.jurisdiction.code, right.jurisdiction.code)).require()
    faults = []
    times = more = None
    if factor not in (None, ""):
        times, wrong = rules.read_amount(factor, "factor", above_zero=True)
        faults += [wrong] if wrong else []
    if offset not in (None, ""):
        more, wrong = rules.read_amount(offset, "offset")
        faults += [wrong] if wrong else []
    if not faults:
        faults = rules.faults_of_judgement(likeness=likeness, factor=times, offset=more, reason_zh=reason_zh)
    if left.indicator_id != right.indicator_id or left == right:
        faults.append(Fault("pair", "right", _("Choose two definitions of one indicator")))
    if faults:
        raise Invalid(*faults)
    row = Concordance(
        in_circle=left.in_circle, circle=left.circle, owner=by.member, audience=left.audience, parties=left.parties,
        agreement=left.agreement, left=left, right=right, likeness=likeness, reason_zh=reason_zh.strip(), reason=reason.strip(),
        factor=times, offset=(more or Decimal(0)) if likeness == Likeness.CONVERTIBLE else None, judged_by=_person(by),
        judged_name=by.name, judged_at=at, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(left.indicator, "title"), likeness=LIKENESS_SAID[Likeness(likeness)])
    return row


@deed("observatory.confirm_concordance", says=_("{who} confirmed what the other side judged of {title}"))
def confirm_concordance(
    *, by: Standing, at: datetime, concordance: Concordance, illustrative: bool = False
) -> ConcordanceConfirmation:
    """Give the other side's word: with it the judgement counts, and values that rest on it appear."""
    sides = (concordance.left.jurisdiction.code, concordance.right.jurisdiction.code)
    rules.may_confirm(by, concordance.circle, concordance.owner, concordance.judged_by, sides).require()
    if queries.confirmation_of(concordance) is not None:
        raise Conflict("confirmed", _("It is confirmed already"))
    row = ConcordanceConfirmation(
        in_circle=concordance.in_circle, circle=concordance.circle, owner=by.member, audience=concordance.audience,
        parties=concordance.parties, agreement=concordance.agreement, concordance=concordance, confirmed_by=_person(by),
        confirmed_name=by.name, confirmed_at=at, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(concordance.left.indicator, "title"))
    return row


def _person(by: Standing) -> UUID:
    """Return who acts; the rule before has refused whoever is nobody."""
    if by.person is None:
        raise TypeError("a judgement has a name")
    return by.person


def series_read(by: Standing, slug: str) -> Series | None:
    """Return the series of this address; None for none, and for one this standing may not read."""
    return Series.objects.visible_to(by).filter(slug=slug).select_related("place").first() if slug else None


def _stands_under(above: Indicator, row: Indicator) -> bool:
    step: Indicator | None = above
    while step is not None:
        if step == row:
            return True
        step = step.parent
    return False


def faults_of_series(
    indicator: Indicator, numerator: str, above: Series | None, denominator: str, below: Series | None
) -> list[Fault]:
    """Return why two series are no part of an indicator and its whole."""
    faults = []
    for field, slug, series in (("numerator", numerator, above), ("denominator", denominator, below)):
        if slug and series is None:
            faults.append(Fault("unknown_series", field, _("There is no such series"), value=slug))
        elif series is not None and series.circle != indicator.circle:
            faults.append(Fault("circle", field, _("This series is kept for another circle"), value=slug))
    if not numerator:
        faults.append(Fault("missing", "numerator", _("Name the series")))
    if indicator.form == IndicatorForm.SHARE:
        if not denominator:
            faults.append(Fault("missing", "denominator", _("A share names what is counted and out of what")))
        elif above is not None and below is not None and above.unit != below.unit:
            faults.append(
                Fault("unit", "denominator", _("Both are in the same unit, or it is no share"), value=below.unit)
            )
        elif above is not None and above == below:
            faults.append(Fault("same", "denominator", _("What is counted is not what it is counted out of")))
    else:
        if denominator:
            faults.append(Fault("denominator", "denominator", _("Only a share has a denominator"), value=denominator))
        if above is not None and above.unit != indicator.unit:
            faults.append(
                Fault("unit", "numerator", _("This series is in another unit than the indicator"), value=above.unit)
            )
    return faults


def faults_of_counting(indicator: Indicator, town: Member, series: Series | None, on: date) -> list[Fault]:
    """Return why a town's series would be counted twice."""
    there: Sequence[IndicatorInput] = queries.input_rows(indicator)
    faults = []
    if indicator.form == IndicatorForm.SINGLE and there:
        faults.append(Fault("single", "numerator", _("It is one figure as given: one series feeds it")))
    for one in there:
        named = one.numerator.slug if one.numerator else one.count
        if one.town == town or (series is not None and one.numerator == series):
            faults.append(Fault("twice", "numerator", _("This town or series counts already"), value=named))
            break
        mine, other = town.place.code, one.town.place.code
        if lies_in(queries.HOUSE, mine, other, on) or lies_in(queries.HOUSE, other, mine, on):
            reason = _("One of the two lies in the other: it would count twice")
            faults.append(Fault("counts_twice", "numerator", reason, value=named))
            break
    return faults
