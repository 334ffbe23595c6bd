"""What is publicly known of products: what goes into them, what they are a kind of, what else they are called."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pilin.engine.base import Fault
from pilin.engine.chain.industries import Industries, bare_code, load_industries
from pilin.engine.chain.tables import BadTable, TableRow, read_table, term_key

DATA = Path(__file__).with_name("data")
LANGUAGES = ("zh", "en", "abbr")
FORMS = {  # file: its columns; every one of them must be filled
    "products.csv": ("product", "zh", "en", "source"),
    "terms.csv": ("product", "term", "language", "source"),
    "facts.csv": ("product", "relation", "object", "source"),
    "stages.csv": ("chain", "product", "stage", "source"),
}
Value = TypeVar("Value")


class Relation(StrEnum):
    """What a fact says of its product."""

    MATERIAL = "material"  # the object goes into it: a material, a part, or a machine it is made with
    BROADER = "broader"  # it is a kind of the object
    CLASS = "class"  # the object is its class of GB/T 4754


class Stage(StrEnum):
    """Where something stands in a chain; a word nobody could give stays unknown."""

    UPSTREAM = "upstream"
    MIDSTREAM = "midstream"
    DOWNSTREAM = "downstream"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Product:
    """A product or material.

    Parameters
    ----------
    key : str
        Its stable name for programs, as ``pvc_compound``.
    zh, en, source : str
    """

    key: str
    zh: str
    en: str
    source: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a product, with whoever says so.

    Parameters
    ----------
    product : str
        Key of the product.
    relation : Relation
    object : str
        Key of a product, or a code of GB/T 4754.
    source : str
    """

    product: str
    relation: Relation
    object: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """Another name of a product: language ``zh``, ``en``, or ``abbr`` for an abbreviation."""

    product: str
    term: str
    language: str
    source: str


@dataclass(frozen=True)
class Knowledge:
    """Products with what is known of them; checked, so that no walk in it runs in a circle or ends in nothing.

    Made by :func:`load_knowledge`.

    Parameters
    ----------
    products : mapping of str to Product
    facts : tuple of Fact
    terms : tuple of Term
    stages : mapping of (str, str) to (Stage, str)
        (chain, product) to its stage there and the source.
    industries : Industries

    Examples
    --------
    >>> known = load_knowledge()
    >>> known.find("PVC") == known.find("聚氯乙烯") == known.find("Polyvinyl Chloride") == "pvc"
    True
    >>> known.broader("xlpe_cable")
    ('power_cable', 'cable')
    >>> known.stage("cable", "copper_rod")
    <Stage.UPSTREAM: 'upstream'>
    """

    products: Mapping[str, Product]
    facts: tuple[Fact, ...]
    terms: tuple[Term, ...]
    stages: Mapping[tuple[str, str], tuple[Stage, str]]
    industries: Industries

    @cached_property
    def _names(self) -> dict[str, str]:
        named = {term_key(name): key for key, p in self.products.items() for name in (key, p.zh, p.en)}
        return named | {term_key(t.term): t.product for t in self.terms}

    @cached_property
    def _up(self) -> dict[Relation, dict[str, tuple[str, ...]]]:
        return {r: _grouped((f.product, f.object) for f in self.facts if f.relation is r) for r in Relation}

    @cached_property
    def _down(self) -> dict[Relation, dict[str, tuple[str, ...]]]:
        return {r: _grouped((f.object, f.product) for f in self.facts if f.relation is r) for r in Relation}

    def find(self, name: str) -> str | None:
        """Return the key of the product of that name or synonym, in any script and width; None when nobody knows it."""
        return self._names.get(term_key(name))

    def names(self, product: str) -> tuple[str, ...]:
        """Return all names of a product: Chinese, English, then the others as written."""
        one = self.products[product]
        return one.zh, one.en, *(t.term for t in self.terms if t.product == product)

    def broader(self, product: str) -> tuple[str, ...]:
        """Return what a product is a kind of, nearest first."""
        return tuple(walked(product, self._up[Relation.BROADER]))

    def narrower(self, product: str) -> tuple[str, ...]:
        """Return the kinds of a product, nearest first."""
        return tuple(walked(product, self._down[Relation.BROADER]))

    def materials(self, product: str, depth: int = 1) -> dict[str, int]:
        """Return what goes into a product, with the number of steps.

        Where nothing is said of a product itself, what is said of the nearest broader one stands for it; what goes into
        heat exchangers at large does not go into every kind of them, so the two are never added.

        Parameters
        ----------
        product : str
            A key.
        depth : int
            How many steps upstream, 1 or more.

        Examples
        --------
        >>> load_knowledge().materials("enamelled_wire")
        {'copper_wire': 1, 'insulating_varnish': 1}
        """
        return walked(product, self._inputs, depth)

    def uses(self, product: str, depth: int = 1) -> dict[str, int]:
        """Return what a product goes into, with the number of steps."""
        return walked(product, self._outputs, depth)

    @cached_property
    def _inputs(self) -> dict[str, tuple[str, ...]]:
        own = self._up[Relation.MATERIAL]
        return {
            key: tuple(m for m in next((own[k] for k in (key, *self.broader(key)) if k in own), ()) if m != key)
            for key in self.products
        }

    @cached_property
    def _outputs(self) -> dict[str, tuple[str, ...]]:
        return _grouped((material, key) for key, inputs in self._inputs.items() for material in inputs)

    def tells_materials(self, product: str | None) -> bool:
        """Return whether anything is known of what goes into a product."""
        return product is not None and bool(self._inputs.get(product))

    def industry(self, product: str) -> str | None:
        """Return the class of GB/T 4754 of a product, its own or that of the nearest broader one; None when unknown."""
        own = self._up[Relation.CLASS]
        return next((own[key][0] for key in (product, *self.broader(product)) if key in own), None)

    def stage(self, chain: str, product: str) -> Stage:
        """Return where a product stands in a chain, or ``unknown``."""
        return self.stages.get((chain, product), (Stage.UNKNOWN, ""))[0]

    def chains(self) -> tuple[str, ...]:
        """Return the chains of which stages are known, in the order of the files."""
        return tuple(dict.fromkeys(chain for chain, _ in self.stages))

    def chain_products(self, chain: str, stage: Stage) -> tuple[str, ...]:
        """Return the products of one stage of a chain."""
        return tuple(key for (c, key), (s, _) in self.stages.items() if c == chain and s is stage)


def load_knowledge(folder: Path | None = None, extending: Knowledge | None = None) -> Knowledge:
    """Load the files of a folder, all of them checked together, over what is known already.

    Parameters
    ----------
    folder : Path, optional
        Holds any of industries.csv, products.csv, terms.csv, facts.csv and stages.csv; the shipped core when left out.
    extending : Knowledge, optional
        What the folder adds to. A product of the folder with a known key takes that product's place; facts, terms and
        stages are added.

    Raises
    ------
    BadTable
        Names every row, field and reason: a product nobody describes, an unknown relation, language, stage or class, a
        fact said twice, a product that is a kind of itself in the end, a name that means two products, two classes or
        two stages of one product.

    Examples
    --------
    >>> known = load_knowledge()
    >>> len(known.products) > 300, len(known.facts) > 500, known.chains()
    (True, True, ('cable', 'compressor', 'display', 'materials', 'equipment', 'food'))
    """
    folder = folder or DATA
    rows = {
        name: read_table(folder / name, form, form) if (folder / name).exists() else [] for name, form in FORMS.items()
    }
    industries = extending.industries if extending else None
    if (folder / "industries.csv").exists():
        industries = load_industries(folder / "industries.csv", industries)
    known = _merged(rows, industries or load_industries(), extending)
    faults = [
        *_doubled(rows["products.csv"], "product"),
        *_unresolved(rows, known),
        *_contradictions(rows, extending),
        *_ambiguous(rows, known),
    ]
    faults = faults or _circles(rows["facts.csv"], known)
    if faults:
        raise BadTable(*faults)
    return known


def _merged(rows: Mapping[str, list[TableRow]], industries: Industries, extending: Knowledge | None) -> Knowledge:
    products = dict(extending.products) if extending else {}
    products |= {
        r.values["product"]: Product(r.values["product"], r.values["zh"], r.values["en"], r.values["source"])
        for r in rows["products.csv"]
    }
    facts = list(extending.facts) if extending else []
    for r in rows["facts.csv"]:
        relation = r.values["relation"]
        if relation in list(Relation):
            what = bare_code(r.values["object"]) if relation == Relation.CLASS else r.values["object"]
            facts.append(Fact(r.values["product"], Relation(relation), what, r.values["source"]))
    terms = list(extending.terms) if extending else []
    terms += [Term(*(r.values[c] for c in FORMS["terms.csv"])) for r in rows["terms.csv"]]
    stages = dict(extending.stages) if extending else {}
    for r in rows["stages.csv"]:
        if r.values["stage"] in list(Stage):
            stages[r.values["chain"], r.values["product"]] = Stage(r.values["stage"]), r.values["source"]
    return Knowledge(products, tuple(facts), tuple(terms), stages, industries)


def _doubled(rows: Iterable[TableRow], *fields: str) -> list[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for row in rows:
        what = tuple(row.values[field] for field in fields)
        if what in seen:
            faults.append(row.fault("twice", fields[0], f"{', '.join(what)} is there already, in row {seen[what]}"))
        seen.setdefault(what, row.row)
    return faults


def _unresolved(rows: Mapping[str, list[TableRow]], known: Knowledge) -> list[Fault]:
    """Return what points at nothing, and words outside their list."""
    faults = []
    words = (
        ("terms.csv", "language", LANGUAGES),
        ("facts.csv", "relation", list(Relation)),
        ("stages.csv", "stage", list(Stage)),
    )
    for name, field, allowed in words:
        faults += [
            row.fault("word", field, f"{row.values[field]!r} is none of {', '.join(allowed)}")
            for row in rows[name]
            if row.values[field] not in allowed
        ]
        faults += [
            row.fault("no_product", "product", f"no products.csv describes {row.values['product']!r}")
            for row in rows[name]
            if row.values["product"] not in known.products
        ]
    for row in rows["facts.csv"]:
        relation, what = row.values["relation"], row.values["object"]
        if relation == Relation.CLASS and what not in known.industries:
            faults.append(row.fault("no_class", "object", f"GB/T 4754 as loaded has no {what!r}"))
        elif relation in (Relation.MATERIAL, Relation.BROADER) and what not in known.products:
            faults.append(row.fault("no_product", "object", f"no products.csv describes {what!r}"))
        elif what == row.values["product"]:
            faults.append(row.fault("itself", "object", f"{what} is related to itself"))
    return faults


def _contradictions(rows: Mapping[str, list[TableRow]], extending: Knowledge | None) -> list[Fault]:
    faults = _doubled(rows["facts.csv"], "product", "relation", "object")
    faults += _doubled(rows["stages.csv"], "chain", "product")
    classes = {f.product: f.object for f in extending.facts if f.relation is Relation.CLASS} if extending else {}
    for row in rows["facts.csv"]:
        if row.values["relation"] == Relation.CLASS:
            code, product = bare_code(row.values["object"]), row.values["product"]
            if classes.setdefault(product, code) != code:
                faults.append(row.fault("two_classes", "object", f"{product} is in class {classes[product]} already"))
    for row in rows["stages.csv"]:
        before = extending.stages.get((row.values["chain"], row.values["product"])) if extending else None
        if before and before[0] != row.values["stage"]:
            faults.append(
                row.fault("two_stages", "stage", f"{row.values['product']} is {before[0]} there ({before[1]})")
            )
    return faults


def _ambiguous(rows: Mapping[str, list[TableRow]], known: Knowledge) -> list[Fault]:
    """Return the names that mean two products; the later row is at fault, whichever file it stands in."""
    own = {r.values["product"] for r in rows["products.csv"]}
    owner: dict[str, str] = {}
    for key, one in known.products.items():
        if key not in own:
            owner |= {term_key(name): key for name in (key, one.zh, one.en)}
    added = {id(row) for row in rows["terms.csv"]}
    new = {(r.values["product"], r.values["term"]) for r in rows["terms.csv"]}
    owner |= {term_key(t.term): t.product for t in known.terms if (t.product, t.term) not in new}
    faults = []
    for row in (*rows["products.csv"], *rows["terms.csv"]):
        for field in ("term",) if id(row) in added else ("product", "zh", "en"):
            first = owner.setdefault(term_key(row.values[field]), row.values["product"])
            if first != row.values["product"]:
                faults.append(row.fault("ambiguous", field, f"{row.values[field]!r} already means {first}"))
    return faults


def _circles(rows: Iterable[TableRow], known: Knowledge) -> list[Fault]:
    return [
        row.fault("circle", "object", f"{row.values['product']} would be a kind of itself")
        for row in rows
        if row.values["relation"] == Relation.BROADER and row.values["product"] in known.broader(row.values["object"])
    ]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = {}
    for one, other in pairs:
        lists.setdefault(one, []).append(other)
    return {key: tuple(others) for key, others in lists.items()}


def walked(start: str, steps: Mapping[str, tuple[str, ...]], depth: int | None = None) -> dict[str, int]:
    """Return everything reached from a start with the fewest steps to it, nearest first; the start is left out.

    Parameters
    ----------
    start : str
    steps : mapping of str to tuple of str
        Where one step leads.
    depth : int, optional
        The most steps; unlimited when left out.

    Examples
    --------
    >>> walked("a", {"a": ("b",), "b": ("c", "a")})
    {'b': 1, 'c': 2}
    """
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if depth is not None and found[here] >= depth:
            continue
        for there in steps.get(here, ()):
            if there not in found:
                found[there] = found[here] + 1
                waiting.append(there)
    del found[start]
    return found
