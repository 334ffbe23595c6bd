"""Groups of firms: entities and sites on both sides, and figures of a group that are counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pilin.engine.base import Quantity, largest_remainder

FEN = Decimal("0.01")
M2_OF_2_MU = (Decimal(2000), Decimal(3))  # three mu are 2,000 m2 exactly; one mu is no finite decimal


@dataclass(frozen=True, slots=True)
class Site:
    """A place where an entity works.

    Parameters
    ----------
    town, province : str
        Codes or names, as the caller keeps them.
    area : Quantity, optional
        In ``m2``, ``mu``, ``ha`` or ``km2``.
    name : str
    """

    town: str
    province: str
    area: Quantity | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A legal person of a group; ``entity_id`` is its unified social credit code where it is known."""

    entity_id: str
    name: str
    province: str
    sites: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True)
class Footprint:
    """Where a group stands.

    Parameters
    ----------
    entities, sites : int
    provinces, towns : tuple of str
        Of entities and sites; of sites.
    area_m2, area_mu : Quantity or None
        Sum of the known areas; None where none is known.
    sites_without_area : int
    """

    entities: int
    sites: int
    provinces: tuple[str, ...]
    towns: tuple[str, ...]
    area_m2: Quantity | None
    area_mu: Quantity | None
    sites_without_area: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of entities under one control.

    Raises
    ------
    ValueError
        When an entity is in it twice.

    Examples
    --------
    >>> plant = Site("Xindai", "33", Quantity(Decimal(35000), "m2", source="S0:17"))
    >>> group = Group("denair", "德耐尔", (Entity("a", "HQ", "31", (Site("Fengjing", "31"),)), Entity("b", "plant", "33", (plant,))))
    >>> found = group.footprint()
    >>> found.entities, found.provinces, found.area_mu.value
    (2, ('31', '33'), Decimal('52.5'))
    """

    group_id: str
    name: str
    entities: tuple[Entity, ...]

    def __post_init__(self) -> None:
        ids = [one.entity_id for one in self.entities]
        if len(set(ids)) < len(ids):
            raise ValueError(f"group {self.group_id}: an entity is in it twice: {sorted(ids)}")

    def footprint(self) -> Footprint:
        """Return where the group stands and on how much land."""
        sites = [site for one in self.entities for site in one.sites]
        areas = [in_m2(site.area) for site in sites if site.area is not None]
        whole = sum(areas[1:], areas[0]) if areas else None
        provinces = {one.province for one in self.entities} | {site.province for site in sites}
        return Footprint(
            len(self.entities),
            len(sites),
            tuple(sorted(provinces)),
            tuple(sorted({site.town for site in sites})),
            whole,
            None if whole is None else in_mu(whole),
            len(sites) - len(areas),
        )


def in_m2(area: Quantity) -> Quantity:
    """Return an area in square metres; mu are turned exactly where a decimal can say it.

    Raises
    ------
    ValueError
        When it is no area.

    Examples
    --------
    >>> in_m2(Quantity(Decimal("52.5"), "mu")).value
    Decimal('35000.0')
    """
    if area.unit != "mu":
        return area.to("m2")
    m2, mu = M2_OF_2_MU
    return replace(area, value=area.value * m2 / mu, unit="m2")


def in_mu(area: Quantity) -> Quantity:
    """Return an area in mu (1/15 ha).

    Examples
    --------
    >>> str(in_mu(Quantity(Decimal(35000), "m2")))
    '52.5 mu'
    """
    if area.unit == "mu":
        return area
    m2, mu = M2_OF_2_MU
    return replace(area, value=in_m2(area).value * mu / m2, unit="mu")


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """A figure stated once for a whole group.

    Parameters
    ----------
    group_id : str
    what : str
        As ``revenue``.
    amount : Quantity
        With its period and source.
    shares : mapping of str to Decimal, optional
        The part of each town, from a source that splits it; they add up to 1. Without it nobody knows the parts.
    shares_source : str
        Who splits it so; needed with shares.

    Raises
    ------
    ValueError
        When shares do not add up to 1, one is negative, or nobody vouches for them.
    """

    group_id: str
    what: str
    amount: Quantity
    shares: Mapping[str, Decimal] | None = None
    shares_source: str = ""

    def __post_init__(self) -> None:
        if self.shares is None:
            return
        if not self.shares_source:
            raise ValueError(f"{self.what} of {self.group_id}: shares need a source; a figure is not split by guess")
        if any(share < 0 for share in self.shares.values()) or sum(self.shares.values()) != 1:
            raise ValueError(f"{self.what} of {self.group_id}: shares must not be negative and add up to 1")


@dataclass(frozen=True, slots=True)
class TownFigures:
    """A group's figure by town.

    Parameters
    ----------
    whole : Quantity
        The figure, once.
    towns : dict of str to Quantity or None
        The part of every town the group stands in; None while no source splits the figure.
    """

    whole: Quantity
    towns: dict[str, Quantity | None]


def by_town(figure: GroupFigure, group: Group) -> TownFigures:
    """Return a group's figure for each of its towns: the parts a source gives, or nothing.

    The parts add up to the whole to the fen. A figure without shares is not given to any town, and least of all to each.

    Raises
    ------
    ValueError
        When the figure is of another group, or a share goes to a town where the group has no site.

    Examples
    --------
    >>> group = Group("g", "g", (Entity("a", "a", "31", (Site("Fengjing", "31"),)), Entity("b", "b", "33", (Site("Xindai", "33"),))))
    >>> by_town(GroupFigure("g", "revenue", Quantity(Decimal(500_000_000), "CNY")), group).towns
    {'Fengjing': None, 'Xindai': None}
    """
    if figure.group_id != group.group_id:
        raise ValueError(f"the figure is of group {figure.group_id}, not of {group.group_id}")
    towns = group.footprint().towns
    if figure.shares is None:
        return TownFigures(figure.amount, dict.fromkeys(towns))
    foreign = sorted(set(figure.shares) - set(towns))
    if foreign:
        raise ValueError(f"group {group.group_id} has no site in {', '.join(foreign)}")
    weights = {town: figure.shares.get(town, Decimal(0)) for town in towns}
    parts = largest_remainder(figure.amount.value, weights, FEN)
    source = figure.shares_source
    return TownFigures(
        figure.amount, {t: replace(figure.amount, value=part, source=source) for t, part in parts.items()}
    )


def total(figures: Iterable[GroupFigure]) -> dict[tuple[str, str, str], Decimal]:
    """Return sums of group figures by what, unit and period, every group counted once.

    Parameters
    ----------
    figures : iterable of GroupFigure
        The same figure of a group may come several times, from each town it stands in.

    Raises
    ------
    ValueError
        When two sources state different amounts for one group: which one holds is for a person to say.

    Examples
    --------
    >>> figure = GroupFigure("denair", "revenue", Quantity(Decimal(500_000_000), "CNY", period="2023"))
    >>> total([figure, figure])
    {('revenue', 'CNY', '2023'): Decimal('500000000')}
    """
    once: dict[tuple[str, str, str, str], Decimal] = {}
    for figure in figures:
        amount = figure.amount
        key = (figure.group_id, figure.what, amount.unit, amount.period)
        if once.setdefault(key, amount.value) != amount.value:
            raise ValueError(
                f"{figure.what} of group {figure.group_id}: {once[key]} and {amount.value} are both stated"
            )
    sums: dict[tuple[str, str, str], Decimal] = {}
    for (_, what, unit, period), value in once.items():
        sums[what, unit, period] = sums.get((what, unit, period), Decimal(0)) + value
    return sums
