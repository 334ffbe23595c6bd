"""Simulations to learn from: a part of what is visible is hidden, and has to be found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pilin.engine.rank.catalogue import FirmText
from pilin.engine.rank.frames import Relations


@dataclass(frozen=True)
class HiddenProducts:
    """Products that no firm may name, and who sells them.

    Parameters
    ----------
    hidden : frozenset of str
    sellers : mapping of str to frozenset of int
        Places of the firms that sell the product and name something else too: of others nothing could be learned.
    """

    hidden: frozenset[str]
    sellers: Mapping[str, frozenset[int]]


def hide_products(firms: Sequence[FirmText], *, folds: int, share: float, seed: int) -> list[HiddenProducts]:
    """Return so many simulations, each hiding another share of all products from all firms.

    Raises
    ------
    ValueError
        When the shares together are more than everything.
    """
    if not 0 < folds * share <= 1:
        raise ValueError(f"{folds} simulations cannot hide {share:.0%} each: together that is nothing or more than all")
    products = sorted({product for firm in firms for product in firm.products})
    drawn = np.random.default_rng(seed).permutation(len(products))
    size = max(1, int(len(products) * share))
    made = []
    for fold in range(folds):
        hidden = frozenset(products[i] for i in drawn[fold * size : (fold + 1) * size])
        sellers: dict[str, set[int]] = {}
        for place, firm in enumerate(firms):
            if any(product not in hidden for product in firm.products):
                for product in firm.products:
                    if product in hidden:
                        sellers.setdefault(product, set()).add(place)
        made.append(HiddenProducts(hidden, {p: frozenset(f) for p, f in sorted(sellers.items())}))
    return made


@dataclass(frozen=True)
class HiddenRelations:
    """Products whose materials are hidden, materials whose products are, and what stays visible."""

    visible: tuple[tuple[str, str], ...]
    materials: Mapping[str, frozenset[str]]
    products: Mapping[str, frozenset[str]]


def hide_relations(relations: Relations, *, folds: int, share: float, seed: int) -> list[HiddenRelations]:
    """Return so many simulations, each hiding all materials of a share of products and all products of some materials.

    Only materials with 2 to 30 products are hidden from their side: with one there is little to find, and those with
    very many (salt, water) would take too much of the rest along.
    """
    rng = np.random.default_rng(seed)
    made_of = relations.made_of
    products = sorted({product for product, _ in made_of})
    count: dict[str, int] = {}
    for _, material in made_of:
        count[material] = count.get(material, 0) + 1
    middle = sorted(material for material, times in count.items() if 2 <= times <= 30)
    drawn, drawn_materials = rng.permutation(len(products)), rng.permutation(len(middle))
    size, size_materials = max(1, int(len(products) * share)), max(1, int(len(middle) * share * 1.5))
    made = []
    for fold in range(folds):
        of = {products[i] for i in drawn[fold * size : (fold + 1) * size]}
        in_ = {middle[i] for i in drawn_materials[fold * size_materials : (fold + 1) * size_materials]}
        visible = tuple((p, m) for p, m in made_of if p not in of and m not in in_)
        materials: dict[str, set[str]] = {}
        users: dict[str, set[str]] = {}
        for p, m in made_of:
            if p in of:
                materials.setdefault(p, set()).add(m)
            if m in in_:
                users.setdefault(m, set()).add(p)
        made.append(
            HiddenRelations(
                visible,
                {p: frozenset(m) for p, m in sorted(materials.items())},
                {m: frozenset(p) for m, p in sorted(users.items())},
            )
        )
    return made


def some(keys: Sequence[str], most: int, seed: int) -> list[str]:
    """Return at most so many of them, drawn, in their order."""
    if len(keys) <= most:
        return list(keys)
    return [keys[i] for i in sorted(np.random.default_rng(seed).choice(len(keys), most, replace=False))]
