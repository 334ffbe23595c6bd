"""DuckDB over many files says what a plain walk over all their rows says, and can do nothing but read them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.engine import shelf
from pilin.engine.shelf import spans, wide

MONTH = 100  # µs of a made-up month
BAD = 6
READING = st.tuples(
    st.integers(1, 20),  # moment within the month
    st.one_of(st.none(), st.integers(-3, 3)),
    st.sampled_from([0, 1, 2, 4]),
    st.integers(0, 40),  # when it was known
)
SERIES = st.lists(st.lists(READING, min_size=1, max_size=8), min_size=1, max_size=4)  # months of readings
Row = tuple[int, int | None, int, int, int]


def laid(home: Path, name: str, months: list[list[tuple[int, int | None, int, int]]]) -> tuple[list[Path], list[Row]]:
    """Put a series on the shelf; return its files and its rows: (at, thousandths, quality, known, revision)."""
    files, every = [], []
    for number, said in enumerate(months):
        rows: list[Row] = []
        revisions: dict[int, int] = {}
        for moment, value, quality, known in said:
            at = number * MONTH + moment
            revisions[at] = revisions.get(at, 0) + 1
            rows.append((at, value, quality, known, revisions[at]))
        files.append(home / name / f"{number:02}.parquet")
        at_, values, qualities, knowns, revision = map(list, zip(*rows, strict=True))
        shelf.put(
            files[-1],
            {
                "at": at_, "begins": [None] * len(rows), "thousandths": values, "quality": qualities, "known": knowns,
                "revision": revision, "batch": ["b"] * len(rows),
            },
        )  # fmt: skip
        every += rows
    return files, every


def last_words(rows: list[Row], since: int, until: int, known: int | None) -> list[tuple[int, int | None, int]]:
    told: dict[int, tuple[int, int, int | None, int]] = {}
    for at, value, quality, when, revision in rows:
        if since < at <= until and (known is None or when <= known) and (at not in told or told[at][1] < revision):
            told[at] = (at, revision, value, quality)
    return [(at, value, quality) for at, _r, value, quality in (told[key] for key in sorted(told))]


@settings(max_examples=60, deadline=None)
@given(
    shelves=st.lists(SERIES, min_size=1, max_size=3),
    span=st.tuples(st.integers(0, 120), st.integers(120, 420)),
    step=st.integers(1, 90),
    known=st.one_of(st.none(), st.integers(0, 40)),
)
def test_bands_are_those_of_a_plain_walk(
    shelves: list[list[list[tuple[int, int | None, int, int]]]], span: tuple[int, int], step: int, known: int | None
) -> None:
    home = Path(mkdtemp())
    try:
        files, expected = [], []
        for number, months in enumerate(shelves):
            paths, rows = laid(home, str(number), months)
            files.append(paths)
            parts: dict[int, list[int]] = {}
            for at, value, quality in last_words(rows, *span, known):
                if value is not None and not quality & BAD:
                    parts.setdefault((at - span[0] - 1) // step, []).append(value)
            expected += [(number, k, len(v), min(v) / 1_000, max(v) / 1_000) for k, v in sorted(parts.items())]
        found = wide.bands(files, *span, step, home=home, known=known, bad=BAD)
        assert list(zip(*(getattr(found, name).tolist() for name in found.__slots__), strict=True)) == expected
        narrow = [
            spans.bands_of(shelf.stretch(paths, *span, known=known), *span, step, bad=BAD, series=k)
            for k, paths in enumerate(files)
        ]
        whole = spans.joined(*narrow)
        assert list(zip(*(getattr(whole, name).tolist() for name in whole.__slots__), strict=True)) == expected
    finally:
        shutil.rmtree(home)


@settings(max_examples=60, deadline=None)
@given(
    shelves=st.lists(SERIES, min_size=1, max_size=3),
    span=st.tuples(st.integers(0, 120), st.integers(120, 420)),
    line=st.integers(-2, 3),
    least=st.integers(1, 3),
)
def test_runs_are_those_of_a_plain_walk(
    shelves: list[list[list[tuple[int, int | None, int, int]]]], span: tuple[int, int], line: int, least: int
) -> None:
    home = Path(mkdtemp())
    try:
        files, expected = [], []
        for number, months in enumerate(shelves):
            paths, rows = laid(home, str(number), months)
            files.append(paths)
            run: list[tuple[int, int]] = []
            for at, value, quality in [*last_words(rows, *span, None), (0, None, 0)]:
                if value is not None and not quality & BAD and value >= line:
                    run.append((at, value))
                    continue
                if len(run) >= least:
                    expected.append((number, run[0][0], run[-1][0], len(run), max(v for _at, v in run) / 1_000))
                run = []
        found = wide.runs(files, *span, line, least, home=home, bad=BAD)
        assert list(zip(*(getattr(found, name).tolist() for name in found.__slots__), strict=True)) == expected
    finally:
        shutil.rmtree(home)


def test_a_run_goes_on_over_the_end_of_a_month_and_not_over_that_of_a_series(tmp_path: Path) -> None:
    high: list[list[tuple[int, int | None, int, int]]] = [[(k, 5, 0, 0) for k in range(1, 4)]] * 5
    files = [laid(tmp_path, name, high)[0] for name in ("a", "b")]
    found = wide.runs(files, 0, 10_000, 5, 2, home=tmp_path)
    assert found.series.tolist() == [0, 1]
    assert found.count.tolist() == [15, 15]
    assert (found.first.tolist(), found.last.tolist()) == ([1, 1], [403, 403])


def test_nothing_is_asked_where_nothing_lies(tmp_path: Path) -> None:
    assert len(wide.bands([[], []], 0, 9, 3, home=tmp_path)) == 0
    assert len(wide.runs([], 0, 9, 3, 1, home=tmp_path)) == 0
    assert len(spans.joined(spans.no_bands(), spans.no_bands())) == 0


@pytest.mark.parametrize(
    "words",
    [
        "SELECT * FROM read_text('{outside}/secret.txt')",
        "SELECT * FROM read_parquet('{home}/../outside/secret.parquet')",
        "SELECT * FROM read_parquet('https://example.org/a.parquet')",
        "COPY (SELECT 1) TO '{outside}/made.csv'",
        "ATTACH '{outside}/made.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '64GB'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET autoload_known_extensions = true",
    ],
)
def test_it_cannot_leave_its_folder_nor_change_its_settings(tmp_path: Path, words: str) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    files, _rows = laid(home, "a", [[(1, 5, 0, 0)]] * 5)
    shutil.copy(files[0], outside / "secret.parquet")
    assert wide.bands([files], 0, 10_000, 100, home=home).count.tolist() == [1] * 5
    house = wide._house(str(home.resolve()), os.getpid())
    with pytest.raises(duckdb.Error):
        house.cursor().execute(words.format(home=home, outside=outside))
    assert sorted(path.name for path in outside.iterdir()) == ["secret.parquet", "secret.txt"]


def test_what_is_thinned_keeps_the_highest_and_the_lowest(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    months: list[list[tuple[int, int | None, int, int]]] = [
        [(k, int(v), 0, 0) for k, v in enumerate(draw.integers(-900, 900, 60), 1)] for _m in range(9)
    ]
    files, rows = laid(tmp_path, "a", months)
    found = wide.bands([files], 0, 900, 37, home=tmp_path)
    values = [value for _at, value, _q, _k, _r in rows if value is not None]
    assert (found.highest.max(), found.lowest.min()) == (max(values) / 1_000, min(values) / 1_000)
    assert found.count.sum() == len(values)
