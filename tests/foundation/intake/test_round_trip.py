"""What is written is read back exactly, whatever it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine.base import PartialDate, clean_text
from pilin.foundation.intake import reader, rules
from pilin.foundation.intake.tables import Column, _header, _row, write_csv, write_xlsx

texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60).map(clean_text)
hard = st.builds(
    lambda start, rest: clean_text(start + rest),
    st.sampled_from(["=", "+", "-", "@", "'", "''", "＝", "＠", "'=", ",", '"', "\n"]),
    texts,
)
amounts = st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=2)
dates = st.one_of(
    st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(PartialDate.day),
    st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(lambda d: PartialDate.parse(f"{d:%Y-%m}")),
    st.integers(1900, 2200).map(lambda y: PartialDate.parse(str(y))),
)
rows = st.fixed_dictionaries(
    {
        "text": st.one_of(texts, hard),
        "count": st.one_of(st.none(), st.integers(-(10**14), 10**14)),
        "share": st.one_of(st.none(), amounts),
        "money": st.one_of(st.none(), st.tuples(amounts, st.sampled_from(["CNY", "USD"]))),
        "due": st.one_of(st.none(), dates),
        "codes": st.lists(st.sampled_from(["310116101", "330421003", "330482102"]), unique=True).map(tuple),
    }
)
COLUMNS = (
    Column("text", max_length=500), Column("count", "integer"), Column("share", "decimal"), Column("money", "money"),
    Column("due", "date"), Column("codes", "codes"),
)  # fmt: skip
NAMES = [column.name for column in COLUMNS]


def read_here(content: bytes):
    """Read as ``read_table`` does, in this process: a process an example would take minutes."""
    cells = reader.read(content)["rows"]
    places, faults = _header(cells[0], COLUMNS)
    out = []
    for number, row in enumerate(cells[1:], start=2):
        values, wrong = _row(number, row, places, COLUMNS, len(cells[0]))
        out.append(values)
        faults += wrong
    return out, faults


def padded(kept):
    """A row of nothing leaves nothing to read."""
    return [row for row in kept if any(value not in (None, "", ()) for value in row.values())]


@settings(max_examples=150, deadline=None)
@given(st.lists(rows, min_size=1, max_size=5))
def test_csv_round_trip(kept):
    kept = padded(kept)
    found, faults = read_here(write_csv(NAMES, [[row[name] for name in NAMES] for row in kept]))
    assert (faults, found) == ([], kept)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows, min_size=1, max_size=5))
def test_xlsx_round_trip(kept):
    kept = padded(kept)
    found, faults = read_here(write_xlsx({"List": (NAMES, [[row[name] for name in NAMES] for row in kept])}))
    assert (faults, found) == ([], kept)


@given(st.text())
def test_guard_and_unguard_are_each_others_inverse(text):
    assert rules.unguarded(rules.guarded(text))[0] == text


@given(st.text())
def test_nothing_guarded_would_run(text):
    assert not rules.guarded(text) or rules.guarded(text)[0] not in rules.DANGER


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_the_reader_answers_any_bytes(content):
    try:
        answer = reader.read(content)
    except reader.Turned:
        return
    assert set(answer) == {"rows", "notes"}
