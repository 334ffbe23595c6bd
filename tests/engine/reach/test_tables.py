"""Links and places of files: what is wrong is named with row, field and reason."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pilin.engine.base import Invalid
from pilin.engine.reach import Links, Network, Places, read_links, read_places


def faults(read, path):
    with pytest.raises(Invalid) as caught:
        read(path)
    return [(fault.row, fault.field, fault.code, fault.value) for fault in caught.value.faults]


def put(folder, text, name="t.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_ids_stay_text(tmp_path):
    told = read_links(put(tmp_path, "from,to,minutes\n007,7,5\n1.0,1,2.5\n"))
    assert list(Network.of(told).names.cast(pl.String)) == ["007", "1", "1.0", "7"]
    assert told.frame["thousandths"].to_list() == [5_000, 2_500]
    places = read_places(put(tmp_path, "weight,id,node,more\n,007,7,x\n2.5,7,007,\n"))
    assert (places.ids, places.nodes, places.weights.tolist()) == (("007", "7"), ("7", "007"), [1.0, 2.5])


def test_ways_and_modes(tmp_path):
    told = read_links(put(tmp_path, '﻿from,to,minutes,mode,both_ways\na,b,1,,\na,b,1,rail,false\n"a,x",b,1,bus,TRUE\n'))
    assert told.frame.select("start", "both_ways", "mode").rows() == [
        ("a", True, None),
        ("a", False, "rail"),
        ("a,x", True, "bus"),
    ]


def test_everything_wrong_with_links_is_said(tmp_path):
    text = (
        "from,to,minutes,mode,both_ways\na,b,0,,\na,b,-1,,\na,b,nan,,\na,b,inf,,\na,b,ten,,\na,b,,,\n,b,1,,\na, ,1,,\n"
        "a,b,1,balloon,\na,b,1,,perhaps\na,b,0.0001,,\na,b,9999999,,\na,b,1,road,true\n"
    )
    assert faults(read_links, put(tmp_path, text)) == [
        (2, "minutes", "not_positive", "0"), (3, "minutes", "not_positive", "-1"), (4, "minutes", "no_number", "nan"),
        (5, "minutes", "no_number", "inf"), (6, "minutes", "no_number", "ten"), (7, "minutes", "no_number", ""),
        (8, "from", "missing", ""), (9, "to", "missing", ""), (10, "mode", "unknown_mode", "balloon"),
        (11, "both_ways", "no_answer", "perhaps"), (12, "minutes", "not_positive", "0.0001"),
        (13, "minutes", "too_long", "9999999"),
    ]  # fmt: skip
    assert faults(Links.of, [("a", "b", 1), ("a", "b", 0), ("a", None, 1)]) == [
        (2, "minutes", "not_positive", "0"),
        (3, "to", "missing", ""),
    ]


def test_everything_wrong_with_places_is_said(tmp_path):
    text = "id,node,weight\nA,a,1\nA,b,1\n,c,1\nD,,1\nE,e,-1\nF,f,nan\nG,g,x\nH,h,0\n"
    assert faults(read_places, put(tmp_path, text)) == [
        (3, "id", "doubled", "A"), (4, "id", "missing", ""), (5, "node", "missing", ""), (6, "weight", "no_weight", "-1"),
        (7, "weight", "no_weight", "nan"), (8, "weight", "no_weight", "x"),
    ]  # fmt: skip
    assert faults(Places.of, [("A", "a"), ("A", "b")]) == [(2, "id", "doubled", "A")]


def test_what_is_no_table(tmp_path):
    assert faults(read_links, put(tmp_path, "from,to,min\na,b,1\n")) == [(1, "minutes", "missing_column", "")]
    assert faults(read_links, put(tmp_path, "from,to,minutes,minutes\na,b,1,2\n")) == [
        (1, "minutes", "doubled_column", "")
    ]
    assert faults(read_links, put(tmp_path, "")) == [
        (1, name, "missing_column", "") for name in ("from", "to", "minutes")
    ]
    assert faults(read_links, put(tmp_path, "from,to,minutes\na,b,1\n枫泾,b,1\n".encode("gb18030"))) == [
        (3, "", "not_utf8", "")
    ]
    assert faults(read_links, put(tmp_path, "起,to,minutes\n".encode("gb18030"))) == [(1, "", "not_utf8", "")]
    assert [code for *_, code, _ in faults(read_links, put(tmp_path, "from,to,minutes\na,b,1,2,3\n"))] == ["malformed"]
    assert [code for *_, code, _ in faults(read_links, put(tmp_path, "PAR1", "t.parquet"))] == ["malformed"]


def test_parquet_tells_the_same(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"from": ["007", "b"], "to": ["b", "c"], "minutes": [1.5, 2.0]}).write_parquet(path)
    assert read_links(path).frame.equals(Links.of([("007", "b", 1.5), ("b", "c", 2)]).frame)


def test_hundreds_of_thousands_of_links_are_read_at_once(tmp_path):
    number = 300_000
    rng = np.random.default_rng(3)
    frame = pl.DataFrame({"from": rng.integers(0, 50_000, number), "to": rng.integers(0, 50_000, number), "minutes": 5})
    frame.write_csv(tmp_path / "many.csv")
    assert len(read_links(tmp_path / "many.csv").frame) == number
