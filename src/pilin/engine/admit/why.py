"""Why a criterion is met, is not, or cannot be decided: told from the very predicates that decide it, in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from pilin.engine.admit.exact import Cells, cell_of, own_of, truth, value_of
from pilin.engine.admit.facts import FEN, Kind, catalogue, known
from pilin.engine.admit.language import (
    All,
    Compare,
    Floor,
    Given,
    How,
    Leaf,
    Node,
    Not,
    Some,
    Table,
    Term,
    Within,
    fact_of,
    leaves_of,
    parts_of,
    stand_in_of,
)

CONTRARY = {">=": "<", "<": ">=", ">": "<=", "<=": ">"}
SIGN = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


class Result(StrEnum):
    """What a criterion or a measure comes to."""

    MEETS = "meets"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Lack(StrEnum):
    """Why something stays unknown."""

    FACT = "fact"  # not said
    WIDER = "wider_definition"  # what was said counts less than the rules do
    NOUGHT = "no_denominator"  # the figure below the line is nought
    TABLE = "not_in_table"  # nobody read the limits of this industry


def result_of(found: bool | None) -> Result:
    """Return the word for true, false and unknown."""
    return Result.UNKNOWN if found is None else Result.MEETS if found else Result.FAILS


@dataclass(frozen=True, slots=True)
class Ground:
    """One leaf that decides a criterion.

    Parameters
    ----------
    leaf : Leaf
    wanted : bool
        What it should be: False below a ``not``.
    held : bool, optional
        Whether it is what it should be; None: unknown.
    lack : Lack, optional
        Of unknown ones: why.
    """

    leaf: Leaf
    wanted: bool
    held: bool | None
    lack: Lack | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one criterion of a measure comes to for one firm.

    Parameters
    ----------
    id, title, title_zh, clause : str
    confirmed : bool
        Whether somebody made sure of the criterion's figure.
    result : Result
    lack : Lack, optional
        Of unknown ones: why.
    missing : tuple of str
        Columns that would help to decide it, ``revenue_cny[2023]``.
    fact, fact_zh : str
        What is known, with figures.
    needed, needed_zh : str
        What would have to be, or to be known; empty where it is met.
    """

    id: str
    title: str
    title_zh: str
    clause: str
    confirmed: bool
    result: Result
    lack: Lack | None
    missing: tuple[str, ...]
    fact: str
    fact_zh: str
    needed: str
    needed_zh: str


def grounds(node: Node, cells: Cells, wanted: bool = True) -> list[Ground]:
    """Return the leaves that decide a predicate for one firm.

    Of an unknown one they are those that are unknown; of one that fails on all of several ways, those of the nearest.
    """
    found = truth(node, cells)
    match node:
        case Compare() | Within() | Given():
            held = None if found is None else found is wanted
            return [Ground(node, wanted, held, _lack(node, cells) if found is None else None)]
        case Not(part):
            return grounds(part, cells, not wanted)
        case Floor(part, settled):
            if found is None and truth(part, cells) is False:
                low = [Ground(leaf, wanted, None, Lack.WIDER) for leaf in leaves_of(part)]
                return low + grounds(settled, cells)
            return grounds(part, cells, wanted)
        case Table(lines):
            held_ = [(condition, part) for condition, part in lines if truth(condition, cells)]
            if held_:
                return grounds(held_[0][1], cells, wanted)
            open_ = [line for line in lines if truth(line[0], cells) is None]
            if not open_:
                return [Ground(leaf, True, None, Lack.TABLE) for line in lines for leaf in leaves_of(line[0])]
            return [
                one
                for line in open_
                for some in line
                if truth(some, cells) is None
                for one in grounds(some, cells, wanted)
            ]
    alike = [part for part in parts_of(node) if truth(part, cells) is found]
    if found is (not wanted) and isinstance(node, Some) is wanted:
        alike = _nearest(alike, cells, wanted)
    return [one for part in alike for one in grounds(part, cells, wanted)]


def _nearest(ways: Sequence[Node], cells: Cells, wanted: bool) -> list[Node]:
    """Return of ways that all fail those whose first condition holds, if any: it says whom a way is for; and of these those
    that lack least.
    """
    first = [(parts_of(way)[0] if isinstance(way, All | Some) else way) for way in ways]
    own = [way for way, one in zip(ways, first, strict=True) if truth(one, cells) is wanted] or list(ways)
    lacks = [sum(one.held is False for one in grounds(way, cells, wanted)) for way in own]
    return [way for way, lack in zip(own, lacks, strict=True) if lack == min(lacks)]


def missing_of(found: Iterable[Ground], cells: Cells) -> tuple[str, ...]:
    """Return the columns that are not known and would help, each once, in order."""
    open_ = (one for one in found if one.held is None and one.lack is not Lack.TABLE)
    return tuple(dict.fromkeys(name for one in open_ for name in _open_columns(one.leaf, cells)))


def finding(id_: str, title: str, title_zh: str, clause: str, confirmed: bool, node: Node, cells: Cells) -> Finding:
    """Explain one criterion for one firm."""
    result = result_of(truth(node, cells))
    some = grounds(node, cells)
    lacks = {one.lack for one in some if one.lack is not None}
    lack = next((one for one in (Lack.WIDER, Lack.NOUGHT, Lack.TABLE, Lack.FACT) if one in lacks), None)
    missing = missing_of(some, cells)
    told = [one.leaf for one in some if not isinstance(one.leaf, Given)]
    fact, fact_zh = (_joined(dict.fromkeys(_seen(leaf, cells, zh) for leaf in told), zh) for zh in (False, True))
    needed, needed_zh = (_needed(result, node, some, lack, missing, cells, zh) for zh in (False, True))
    return Finding(id_, title, title_zh, clause, confirmed, result, lack, missing, fact, fact_zh, needed, needed_zh)


def _lack(leaf: Leaf, cells: Cells) -> Lack:
    return Lack.FACT if _open_columns(leaf, cells) else Lack.NOUGHT


def _open_columns(leaf: Leaf, cells: Cells) -> list[str]:
    match leaf:
        case Compare(term):
            return [fact_of(c) if ":" in c else c for c in term.columns if cell_of(cells, c) is None]
        case Within(column):
            return [column] if truth(leaf, cells) is None else []
    return [leaf.column] if own_of(cells, leaf.column) is None else []


def _needed(
    result: Result,
    node: Node,
    some: Sequence[Ground],
    lack: Lack | None,
    missing: Sequence[str],
    cells: Cells,
    zh: bool,
) -> str:
    names = _joined((name_of(column, zh) for column in missing), zh)
    if result is Result.MEETS:
        return ""
    if result is Result.FAILS:
        return _asked(node, cells, zh)
    tests = _joined(dict.fromkeys(_test(one.leaf, one.wanted, zh) for one in some if one.lack is lack), zh)
    match lack:
        case Lack.WIDER if zh:
            return f"归集口径不同：需按认定口径归集的研发费用才能判断（{tests}）；尚缺：{names}"
        case Lack.WIDER:
            return (
                f"needs the wider R&D definition, which counts more than the figure given ({tests}); missing: {names}"
            )
        case Lack.NOUGHT:
            return f"分母为零，无法计算：{tests}" if zh else f"the figure below the line is nought: {tests}"
        case Lack.TABLE:
            return "该行业的划型标准未收录" if zh else "the size limits of this industry are not among the rules"
    return f"缺：{names}" if zh else f"missing: {names}"


def _asked(node: Node, cells: Cells, zh: bool, wanted: bool = True) -> str:
    """Say what would have to be for a predicate that fails, with the ands and ors it has."""
    match node:
        case Not(part):
            return _asked(part, cells, zh, not wanted)
        case Floor(part, _):
            return _asked(part, cells, zh, wanted)
        case Table(lines):
            return next(_asked(part, cells, zh, wanted) for condition, part in lines if truth(condition, cells))
        case All(parts) | Some(parts):
            either = isinstance(node, Some) is wanted
            bad = [part for part in parts if truth(part, cells) is not wanted]
            texts = [_asked(part, cells, zh, wanted) for part in (_nearest(bad, cells, wanted) if either else bad)]
            both, one_of = ("且", "或") if zh else (" and ", " or ")
            apart = ("；" if zh else ";") if either and any(both in text for text in texts) else ""
            return f"{apart}{one_of}".join(dict.fromkeys(texts)) if either else both.join(dict.fromkeys(texts))
    return _test(node, wanted, zh)


def _test(leaf: Leaf, wanted: bool, zh: bool) -> str:
    match leaf:
        case Within(column, codes):
            sign = ("∈" if wanted else "∉") if zh else ("in" if wanted else "not in")
            return f"{name_of(column, zh)} {sign} {', '.join(codes)}"
        case Given(column):
            return name_of(column, zh)
        case Compare(term, op, _, shown) if _kind(term) not in (Kind.FLAG, Kind.TITLES):
            return f"{_called(term, zh)} {SIGN[op if wanted else CONTRARY[op]]} {shown}{_unit(term, zh)}"
    title = name_of(leaf.term.top[0], zh)
    return title if wanted else (f"没有：{title}" if zh else f"not: {title}")


def _seen(leaf: Leaf, cells: Cells, zh: bool) -> str:
    match leaf:
        case Within(column):
            low = cells.get(column)
            return (
                f"{name_of(column, zh)}: {_code(low, cells.get(f'{column}:end'))}"
                if known(low)
                else _unknown(column, zh)
            )
        case Given(column):
            return "" if own_of(cells, column) is not None else _unknown(column, zh)
    term = leaf.term
    value = value_of(term, cells)
    if _kind(term) in (Kind.FLAG, Kind.TITLES):
        words = ("是", "否", "未知") if zh else ("yes", "no", "unknown")
        return f"{name_of(term.top[0], zh)}: {words[2] if value is None else words[0] if value else words[1]}"
    called = _called(term, zh, cells)
    if value is None:
        return f"{called}: {'未知' if zh else 'unknown'}"
    return f"{called} = {_figure(term, value, leaf.years)}{_unit(term, zh)}"


def _figure(term: Term, value: Fraction, years: int) -> str:
    if years:
        return f"{(float(value) ** (1 / years) - 1) * 100:.6g} %"
    if not term.whole or _kind(term) is Kind.SHARE:
        return f"{float(value) * 100:.6g} %"
    if _kind(term) is Kind.AMOUNT:
        return f"{float(value / FEN):,.2f}".removesuffix(".00")
    return f"{float(value):,.10g}"


def _called(term: Term, zh: bool, cells: Cells | None = None) -> str:
    if term.how is How.DAYS:
        return "成立天数" if zh else "days since foundation"
    if term.how is How.MEAN_GROWTH or (term.bottom and fact_of(term.top[0]) == fact_of(term.bottom[0])):
        columns = term.columns if term.how is How.MEAN_GROWTH else (*term.bottom, *term.top)
        return f"{_several(columns, zh)}{'增长率' if zh else ', growth a year'}"
    sides = [_several([_used(c, cells) for c in side], zh) for side in (term.top, term.bottom) if side]
    return " ÷ ".join(sides)


def _used(column: str, cells: Cells | None) -> str:
    other = stand_in_of(column) if cells is not None and own_of(cells, column) is None else ""
    return other if cells is not None and other and own_of(cells, other) is not None else column


def _several(columns: Sequence[str], zh: bool) -> str:
    names = {fact_of(column) for column in columns}
    if len(columns) == 1 or len(names) > 1:
        return " + ".join(name_of(column, zh) for column in columns)
    years = sorted(column[-5:-1] for column in columns)
    fact = catalogue()[names.pop()]
    return f"{years[0]}至{years[-1]}年{fact.zh}" if zh else f"{fact.en}, {years[0]} to {years[-1]}"


def name_of(column: str, zh: bool = False) -> str:
    """Return what people call a column.

    Examples
    --------
    >>> name_of("revenue_cny[2023]"), name_of("revenue_cny[2023]", zh=True), name_of("recognitions:high_tech")
    ('revenue of 2023', '2023年营业收入', 'high-tech enterprise')
    """
    fact = catalogue()[fact_of(column)]
    if ":" in column and fact.titles:
        return fact.titles[column.split(":")[1]][0 if zh else 1]
    if "[" in column:
        return f"{column[-5:-1]}年{fact.zh}" if zh else f"{fact.en} of {column[-5:-1]}"
    return fact.zh if zh else fact.en


def _kind(term: Term) -> Kind:
    return (
        catalogue()[fact_of(term.top[0])].kind if term.how is How.SUM else Kind.SHARE if not term.whole else Kind.COUNT
    )


def _unit(term: Term, zh: bool) -> str:
    return (" 元" if zh else " yuan") if _kind(term) is Kind.AMOUNT else ""


def _unknown(column: str, zh: bool) -> str:
    return f"{name_of(column, zh)}: {'未知' if zh else 'unknown'}"


def _code(low: float | None, high: float | None) -> str:
    """Return the digits that the first and the last full code share."""
    one, other = str(int(low or 0)), str(int(high or 0))
    if len(one) <= 6:  # a letter's number and four digits
        one, other = chr(int(one[:-4])) + one[-4:], chr(int(other[:-4])) + other[-4:]
    shared = next((k for k, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))
    return one[:shared]


def _joined(texts: Iterable[str], zh: bool) -> str:
    return ("；" if zh else "; ").join(text for text in texts if text)
