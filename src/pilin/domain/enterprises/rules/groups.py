"""Who says what of a group, its entities, their sites and its figures. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pilin.domain.enterprises.enums import FIGURE_UNITS, AreaUnit, FigureKind, SiteKind
from pilin.domain.enterprises.models import Enterprise
from pilin.domain.enterprises.rules.registers import DIVISION, WIDTHS, width
from pilin.engine.base import PartialDate, Quantity, parse_quantity
from pilin.foundation.access.enums import Role
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Fault, Verdict


def may_note_group(by: Standing, circle: str, town: str = "") -> Verdict:
    """Return whether this standing notes a group, a site in its town or a figure: the clerk of a member, for their own town."""
    if by.sees_all:
        return Verdict.yes()
    if circle not in by.circles or (town and town != by.member):
        return Verdict.no("not_member", _("Nothing was noted. A member of the circle notes what is its own"))
    if by.holds(Role.CLERK):
        return Verdict.yes()
    return Verdict.no("not_clerk", _("Nothing was noted. The clerk of the town does this"))


def may_place_in_group(by: Standing, firm: Enterprise) -> Verdict:
    """Return whether this standing says that a firm belongs to a group: the clerk of the town that keeps the firm."""
    if by.sees_all or (by.member == firm.owner and by.holds(Role.CLERK)):
        return Verdict.yes()
    return Verdict.no(
        "not_owner", _("Nothing was noted. The clerk of the town that keeps the firm says to which group it belongs")
    )


def faults_of_audience(audience: str, *others: str) -> list[Fault]:
    """Return what is wrong with an audience: unknown, or wider than that of what the row speaks of."""
    if audience not in WIDTHS:
        return [Fault("audience", "audience", _("It is read by your own town, by the circle, or by everyone"))]
    if any(width(audience) > width(other) for other in others):
        reason = _("What it speaks of is read less widely: it would tell of what others may not read")
        return [Fault("wider", "audience", reason)]
    return []


def read_area(text: str) -> Quantity | None:
    """Return an area in the unit in which it is given; None for nothing.

    Raises
    ------
    ValueError
        When it is no area in square metres or mu.

    Examples
    --------
    >>> str(read_area("约35000平方米")), str(read_area("52.5亩"))
    ('≈ 35,000 m2', '52.5 mu')
    """
    if not text.strip():
        return None
    found = parse_quantity(text)
    if found.unit not in AreaUnit.values or found.value <= 0:
        raise ValueError(f"{text!r} is no area in square metres or mu")
    return found


def faults_of_site(kind: str, area: str, lon: float | None, lat: float | None) -> list[Fault]:
    """Return what is wrong with a site as it is described."""
    faults = []
    if kind not in SiteKind.values:
        faults.append(Fault("kind", "kind", _("Choose what the place is to the firm"), value=kind))
    try:
        read_area(area)
    except ValueError:
        faults.append(Fault("area", "area", _("Write an area with its unit: 35000平方米, 52.5亩, 约300亩"), value=area))
    if (
        (lon is None) != (lat is None)
        or (lon is not None and not 73 <= lon <= 136)
        or (lat is not None and not 3 <= lat <= 54)
    ):
        faults.append(Fault("position", "lon", _("Give both degrees of a place in China, or neither")))
    return faults


def faults_of_division(code: str) -> list[Fault]:
    """Return what is wrong with a division code; none is no fault."""
    if not code or DIVISION.fullmatch(code):
        return []
    return [
        Fault("division", "division", _("A division code has 6, 9 or 12 digits: county, town or village"), value=code)
    ]


def read_figure(kind: str, text: str) -> Quantity:
    """Return a figure of a kind with its unit and comparator.

    Raises
    ------
    ValueError
        When it is none, or not in a unit of its kind.

    Examples
    --------
    >>> str(read_figure("revenue", "约5亿元"))
    '≈ 500,000,000 CNY'
    """
    found = parse_quantity(text)
    if found.unit not in FIGURE_UNITS[kind] or found.value < 0:
        raise ValueError(f"{text!r} is no {kind}")
    return found


def faults_of_figure(kind: str, text: str, year: int, this_year: int) -> list[Fault]:
    """Return what is wrong with a figure as it is stated."""
    if kind not in FigureKind.values:
        return [Fault("kind", "kind", _("Choose what the figure counts"), value=kind)]
    faults = []
    try:
        read_figure(kind, text)
    except ValueError:
        faults.append(Fault("value", "value", _("Write a figure with its unit: 约5亿元, 320人"), value=text))
    if not 1978 <= year <= this_year:
        faults.append(Fault("year", "year", _("A figure is of a year that has begun"), value=str(year)))
    return faults


def faults_of_span(first: PartialDate | None, last: PartialDate | None) -> list[Fault]:
    """Return what is wrong with a time from one day until another."""
    if first is not None and last is not None and last.last < first.first:
        return [Fault("span", "valid_to", _("It ends before it begins"))]
    return []
