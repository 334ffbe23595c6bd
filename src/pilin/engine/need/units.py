"""Units in which goods are asked for; what has no exact factor to another stays as it is: pieces are no tonnes, mu no pieces."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how it is kept, and of how many of the base of its kind one is.

    Parameters
    ----------
    key : str
        As Pilin keeps it: ``t``, ``kg``, ``piece``, ``m``, ``m2``, ``mu``, ``set``, ``l``.
    base : str
        The unit it converts to exactly; itself where there is none.
    factor : Decimal
    """

    key: str
    base: str
    factor: Decimal


def _unit(key: str, base: str = "", factor: str = "1") -> Unit:
    return Unit(key, base or key, Decimal(factor))


UNITS = {
    "t": _unit("t", "kg", "1000"), "kg": _unit("kg"), "g": _unit("g", "kg", "0.001"), "piece": _unit("piece"), "set": _unit("set"),
    "roll": _unit("roll"), "box": _unit("box"), "m": _unit("m"), "km": _unit("km", "m", "1000"), "mm": _unit("mm", "m", "0.001"),
    "m2": _unit("m2"), "mu": _unit("mu"), "m3": _unit("m3"), "l": _unit("l"), "CNY": _unit("CNY"),
}  # fmt: skip
WRITTEN = {  # as people write it → key
    "吨": "t", "t": "t", "ton": "t", "tons": "t", "tonne": "t", "tonnes": "t", "公斤": "kg", "千克": "kg", "kg": "kg", "kgs": "kg",
    "克": "g", "g": "g", "件": "piece", "个": "piece", "只": "piece", "台": "piece", "根": "piece", "片": "piece", "块": "piece",
    "支": "piece", "pcs": "piece", "pc": "piece", "piece": "piece", "pieces": "piece", "units": "piece", "unit": "piece",
    "套": "set", "set": "set", "sets": "set", "卷": "roll", "roll": "roll", "rolls": "roll", "箱": "box", "box": "box", "boxes": "box",
    "米": "m", "m": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "公里": "km", "千米": "km", "km": "km",
    "平方米": "m2", "平米": "m2", "m2": "m2", "m²": "m2", "㎡": "m2", "sqm": "m2", "亩": "mu", "mu": "mu", "立方米": "m3", "m3": "m3",
    "m³": "m3", "升": "l", "l": "l", "litre": "l", "litres": "l", "元": "CNY", "yuan": "CNY",
}  # fmt: skip


def unit_of(text: str) -> Unit | None:
    """Return the unit a word writes; None when it writes none.

    Examples
    --------
    >>> unit_of("吨").key, unit_of("m²").key, unit_of("亩").base, unit_of("条码")
    ('t', 'm2', 'mu', None)
    """
    key = WRITTEN.get(text.strip().casefold())
    return UNITS[key] if key else None
