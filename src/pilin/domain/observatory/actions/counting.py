"""The deeds of counting: have an indicator counted from the register, attest its count, and say of firms what no record says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.rules import may_speak_for
from pilin.domain.observatory import queries, rules
from pilin.domain.observatory.actions.indicators import faults_of_counting, faults_of_series, series_read
from pilin.domain.observatory.enums.counts import FirmAsked
from pilin.domain.observatory.models import AttestedCount, FirmWord, Indicator, IndicatorInput
from pilin.engine.base import PartialDate
from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.queries import day_of, member_row, members_on
from pilin.foundation.values.columns import as_partial_date

Day = PartialDate | date | str | None
MOST_WORDS = 5_000  # of one list


@dataclass(frozen=True, slots=True)
class FirmSaying:
    """What is said of one firm: since when, until when, of which place, with whom."""

    enterprise: Enterprise
    about: str
    holds: bool
    valid_from: Day
    valid_to: Day = None
    place: str = ""
    partner_zh: str = ""


@deed("observatory.count_from_register", says=_("{who} had {title} counted from the register, of {town}"))
def count_from_register(
    *, by: Standing, at: datetime, indicator: Indicator, town: str, count: str = "", whole: str = "", place: str = "",
    numerator: str = "", denominator: str = "", illustrative: bool = False,
) -> IndicatorInput:  # fmt: skip
    """Let a town's part be counted from records: the part, the whole it is counted out of, or both.

    Parameters
    ----------
    count, whole : str
        Names of the closed list of counts; where one is empty, the series ``numerator`` or ``denominator`` stands in its place.
    place : str
        Beginning of a division code, ``across`` for the other provinces of the circle, or empty for any place.
    """
    rules.may_count(by, indicator.circle, indicator.owner).require()
    faults = rules.faults_of_count(indicator.form, indicator.unit, count, whole, place)
    above, below = series_read(by, numerator), series_read(by, denominator)
    if (count and numerator) or (whole and denominator):
        faults.append(Fault("either", "count", _("Either a series or a count, not both")))
    if not count and whole:
        faults += [one for one in faults_of_series(indicator, numerator, above, "", None) if one.field == "numerator"]
    if count and not whole and indicator.form == "share":
        faults += [
            one for one in faults_of_series(indicator, "", None, denominator, below) if one.field == "denominator"
        ]
    faults += [
        Fault("unit", field, _("What is counted are firms"), value=series.unit)
        for field, series in (("numerator", above), ("denominator", below))
        if series is not None and series.unit != "firm"
    ]
    whose = member_row(by, town)
    on = day_of(at)
    if whose is None or town not in {card.code for card in members_on(by, indicator.circle, on)}:
        faults.append(Fault("unknown_member", "town", _("There is no such town in the circle"), value=town))
    else:
        faults += faults_of_counting(indicator, whose, above, on)
        if any((one.count, one.whole, one.place) != (count, whole, place) for one in queries.input_rows(indicator)):
            faults.append(Fault("alike", "count", _("Its other towns are counted otherwise: all are counted alike")))
    if faults or whose is None:
        raise Invalid(*faults)
    row = IndicatorInput(
        in_circle=indicator.in_circle, circle=indicator.circle, owner=by.member or indicator.owner, audience=indicator.audience,
        parties=indicator.parties, agreement=indicator.agreement, indicator=indicator, town=whose, numerator=above, denominator=below,
        count=count, whole=whole, place=place, illustrative=illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(indicator, "title"), town=both(whose, "name"))
    return row


@deed("observatory.attest_count", says=_("{who} attested the count of {title}: {yes} of {known}, {unknown} unknown"))
def attest_count(*, by: Standing, at: datetime, indicator: Indicator) -> AttestedCount:
    """Put one's name to today's count: its numbers by town and the digest of what was read are kept as they are.

    Counted over what every town of the circle may read; what one town keeps to itself is not in it, that of the officer's
    own town neither.
    """
    rules.may_attest_count(by, indicator.circle, indicator.owner).require()
    on = day_of(at)
    asks = queries.asks_of(queries.input_rows(indicator))
    if not asks:
        raise Conflict("not_counted", _("This indicator is not counted from the register"))
    told = queries.records_of_firms(queries.reader_of(indicator.circle), indicator.circle, on)
    towns = queries.counted(told, asks)
    if few := rules.too_few(towns):
        reason = _("Fewer than five firms of a town are counted: the number would tell of each of them")
        raise Invalid(Fault("too_few", "", reason, value=", ".join(few)))
    digest = queries.digest_of(told, asks)
    last = AttestedCount.objects.visible_to(queries.HOUSE).filter(indicator=indicator, counted_on=on).last()
    if last is not None and last.digest == digest:
        raise Conflict("attested", _("This very count of today is attested already"))
    total = sum(towns.values(), rules.Tally())
    if by.person is None:
        raise TypeError("an attested count has a name")  # the rule before has refused whoever is nobody
    row = AttestedCount(
        in_circle=indicator.in_circle, circle=indicator.circle, owner=by.member, audience=indicator.audience,
        parties=indicator.parties, agreement=indicator.agreement, indicator=indicator, counted_on=on,
        counts={town: list(ask) for town, ask in asks.items()},
        towns={town: queries.numbers(tally) for town, tally in towns.items()}, records=total.records,
        made_up=queries.made_up(told, asks), digest=digest, attested_by=by.person, attested_name=by.name, attested_at=at,
        illustrative=indicator.illustrative,
    )  # fmt: skip
    row.save()
    tell(title=both(indicator, "title"), yes=str(total.yes), known=str(total.known), unknown=str(total.unknown))
    return row


@deed("observatory.say_of_firms", says=_("{who} said of {number} firms what the counts ask"))
def say_of_firms(
    *, by: Standing, at: datetime, words: Sequence[FirmSaying], audience: str = Audience.CIRCLE, source: str = "",
    illustrative: bool = False,
) -> list[FirmWord]:  # fmt: skip
    """Note what firms, or the towns that keep them, say of them; of one question and place the newest word counts.

    All of them are written, or none.
    """
    if not words or len(words) > MOST_WORDS:
        raise Invalid(Fault("number", "words", _("Between one and 5,000 firms at once"), value=str(len(words))))
    faults: list[Fault] = []
    rows = []
    for number, word in enumerate(words):
        may_speak_for(by, word.enterprise).require()
        row, wrong = _word(word, f"words.{number}.", audience, source, illustrative)
        faults += wrong
        rows.append(row)
    if audience not in (Audience.OWN, Audience.CIRCLE, Audience.PUBLIC):
        faults.append(Fault("audience", "audience", _("Its own town, the circle or everyone reads it"), value=audience))
    if faults:
        raise Invalid(*faults)
    for row in rows:
        row.save()
    tell(number=str(len(rows)))
    return rows


def _word(word: FirmSaying, at: str, audience: str, source: str, illustrative: bool) -> tuple[FirmWord, list[Fault]]:
    firm, faults = word.enterprise, []
    row = FirmWord(
        in_circle=firm.in_circle, circle=firm.circle, owner=firm.owner, audience=audience, enterprise=firm, about=word.about,
        holds=word.holds, place=word.place.strip(), partner_zh=word.partner_zh.strip()[:160], source=source, illustrative=illustrative,
    )  # fmt: skip
    if word.about not in FirmAsked.values:
        faults.append(Fault("about", f"{at}about", _("Nothing is asked by this name"), value=word.about))
    if row.place and (word.about == FirmAsked.ABOVE or not rules.is_division(row.place)):
        reason = _("A size has no place") if word.about == FirmAsked.ABOVE else _("The beginning of a division code: 31 is Shanghai")  # fmt: skip
        faults.append(Fault("place", f"{at}place", reason, value=row.place))
    try:
        row.valid_from, row.valid_to = as_partial_date(word.valid_from), as_partial_date(word.valid_to)
    except ValueError:
        faults.append(Fault("day", f"{at}valid_from", _("A day, a month or a year: 2024-09-01, 2024-09, 2024")))
        return row, faults
    if row.valid_from is None:
        faults.append(Fault("missing", f"{at}valid_from", _("Say since when")))
    elif row.valid_to is not None and row.valid_to.last < row.valid_from.first:
        faults.append(Fault("valid_to", f"{at}valid_to", _("It ends before it begins")))
    return row, faults
