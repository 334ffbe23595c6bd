"""The shelf keeps every revision, gives the last word on each moment, and has the old file or the new, never half a one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.engine import shelf

ROW = st.tuples(st.integers(0, 8), st.one_of(st.none(), st.integers(-5_000, 5_000)))


def columns(rows: list[tuple[int, int | None, int]]) -> dict[str, list[object]]:
    return {
        "at": [at for at, _v, _r in rows],
        "begins": [None] * len(rows),
        "thousandths": [value for _at, value, _r in rows],
        "quality": [0 if value is not None else 1 for _at, value, _r in rows],
        "known": [100 + revision for _at, _v, revision in rows],
        "revision": [revision for _at, _v, revision in rows],
        "batch": ["b"] * len(rows),
    }


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(ROW, min_size=1, max_size=30), cut=st.integers(0, 30))
def test_what_is_put_in_parts_is_what_is_put_at_once(
    tmp_path: Path, said: list[tuple[int, int | None]], cut: int
) -> None:
    for path in tmp_path.glob("*.parquet"):
        path.unlink()
    told: dict[int, int] = {}
    rows = []
    for at, value in said:
        told[at] = told.get(at, 0) + 1
        rows.append((at, value, told[at]))
    parts, whole = tmp_path / "parts.parquet", tmp_path / "whole.parquet"
    for part in (rows[:cut], rows[cut:], rows[:cut]):
        if part:
            shelf.put(parts, columns(part))
    shelf.put(whole, columns(rows))
    assert shelf.rows_of(parts) == shelf.rows_of(whole)
    last = {at: value for at, value, _revision in rows}
    found = shelf.stretch([parts], 1, 6)
    expected = [np.nan if last[at] is None else last[at] / 1_000 for at in sorted(last) if 1 < at <= 6]  # type: ignore[operator]
    assert np.array_equal(found.values, expected, equal_nan=True)
    assert found.begins.tolist() == found.ends.tolist() == [at for at in sorted(last) if 1 < at <= 6]


def test_as_known_before_a_revision(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    kept = shelf.put(path, columns([(5, 1_000, 1), (5, 2_000, 2)]))
    assert (kept.rows, kept.size) == (2, path.stat().st_size)
    assert shelf.stretch([path], 0, 9).values.tolist() == [2.0]
    assert shelf.stretch([path], 0, 9, known=101).values.tolist() == [1.0]


def test_two_words_for_one_revision_are_no_history(tmp_path: Path) -> None:
    path = tmp_path / "m.parquet"
    shelf.put(path, columns([(5, 1_000, 1)]))
    before = path.read_bytes()
    with pytest.raises(shelf.Unequal):
        shelf.put(path, columns([(5, 1_001, 1)]))
    assert path.read_bytes() == before


def test_what_does_not_read_back_takes_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.parquet"
    write = pl.DataFrame.write_parquet

    def rots(frame: pl.DataFrame, file: Path, **more: object) -> None:
        write(frame.with_columns(pl.col("thousandths") + 1), file, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pl.DataFrame, "write_parquet", rots)
    with pytest.raises(shelf.Unequal):
        shelf.put(path, columns([(5, 1_000, 1)]))
    assert not path.exists()
