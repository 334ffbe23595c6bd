"""The deeds of subsidies: propose who pays what of a line, agree to it, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pilin.domain.lines import queries, rules
from pilin.domain.lines.models import Line, Subsidy, SubsidyWord
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Fault, Invalid
from pilin.foundation.journal.actions import both, deed, tell
from pilin.foundation.members.queries import day_of, member_row, members_on


@deed("lines.propose_subsidy", says=_("{who} proposed who pays for the line {number} {title} in {year}"))
def propose_subsidy(
    *,
    by: Standing,
    at: datetime,
    line: Line,
    year: int,
    shares: Mapping[str, Decimal],
    amount_cny: Decimal | None = None,
    illustrative: bool = False,
    source: str = "",
) -> Subsidy:
    """Propose what each town pays of a line in a year, in per cent that come to 100. Whoever proposes it says yes to it.

    It is agreed when every town with a share has said yes; what was agreed for the year before is replaced then.
    """
    today = day_of(at)
    rules.may_propose_subsidy(by, line.circle, tuple(shares)).require()
    towns = {card.code for card in members_on(by, line.circle, today)}
    faults = rules.faults_of_subsidy(year=year, shares=shares, amount_cny=amount_cny, towns=towns, today=today)
    if faults:
        raise Invalid(*faults)
    rows = Subsidy.objects.visible_to(queries.HOUSE).filter(line=line, year=year, withdrawn_on__isnull=True)
    if rows.filter(agreed_on__isnull=True).exists():
        raise Conflict(
            "open", _("A proposal for this year waits for the towns already: they agree to it, or it is taken back")
        )
    row = Subsidy(
        in_circle=line.in_circle, circle=line.circle, owner=by.member or line.owner, audience=line.audience, line=line, year=year,
        amount_cny=amount_cny, shares={town: rules.plain(share) for town, share in shares.items() if share}, illustrative=illustrative, source=source,
    )  # fmt: skip
    row.save()
    if by.member in row.shares:
        _agree(by, at, row)
    tell(number=line.number, title=both(line, "name"), year=year)
    return row


@deed("lines.agree_to_subsidy", says=_("{who} agreed to who pays for the line {number} {title} in {year}"))
def agree_to_subsidy(*, by: Standing, at: datetime, subsidy: Subsidy) -> Subsidy:
    """Say yes to one's share. The last yes puts it in force."""
    said = queries.subsidy_told(subsidy).said
    rules.may_agree_to_subsidy(by, subsidy.circle, tuple(subsidy.shares), said).require()
    if subsidy.agreed_on or subsidy.withdrawn_on:
        raise Conflict("decided", _("It is decided already"))
    _agree(by, at, subsidy)
    tell(number=subsidy.line.number, title=both(subsidy.line, "name"), year=subsidy.year)
    return subsidy


@deed("lines.withdraw_subsidy", says=_("{who} took back who pays for the line {number} {title} in {year}"))
def withdraw_subsidy(*, by: Standing, at: datetime, subsidy: Subsidy) -> Subsidy:
    """Take back a proposal of one's town that is not agreed yet."""
    rules.may_keep(by, subsidy.circle, subsidy.owner).require()
    if subsidy.agreed_on or subsidy.withdrawn_on:
        raise Conflict("decided", _("It is decided already"))
    subsidy.withdrawn_on = day_of(at)
    subsidy.save()
    tell(number=subsidy.line.number, title=both(subsidy.line, "name"), year=subsidy.year)
    return subsidy


def _agree(by: Standing, at: datetime, row: Subsidy) -> None:
    today, member = day_of(at), member_row(by, by.member)
    if member is None:
        raise Invalid(Fault("member", "", _("No party entered here has this code"), value=by.member))
    SubsidyWord(
        in_circle=row.in_circle, circle=row.circle, owner=by.member, audience=row.audience, subsidy=row, member=member, said_on=today,
        illustrative=row.illustrative,
    ).save()  # fmt: skip
    words = SubsidyWord.objects.visible_to(queries.HOUSE).filter(subsidy=row).values_list("member__code", flat=True)
    if set(row.shares) <= set(words):
        before = Subsidy.objects.visible_to(queries.HOUSE).filter(
            line=row.line, year=row.year, agreed_on__isnull=False, withdrawn_on__isnull=True
        )
        for old in before:
            old.withdrawn_on = today
            old.save()
        row.agreed_on = today
        row.save()
