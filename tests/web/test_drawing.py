"""Projection, paths, stitches; and the committed map holds what the schematic needs."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pilin.web import drawing
from pilin.web.drawing import FIVE_TOWNS, View, path, stitch_map, stitches, stretch

CODES = ("310116101", "310116102", "330421003", "330421111", "330482102")


def test_a_view_keeps_shapes_and_puts_north_up() -> None:
    view = View(120.0, 30.0, 122.0, 32.0, 400, 400)
    middle, north, east = view.at(121, 31), view.at(121, 32), view.at(122, 31)
    assert middle == (200.0, 200.0)
    assert north == (200.0, 0.0)
    assert east == (round(200 + 200 * math.cos(math.radians(31)), 1), 200.0)


def test_paths_of_each_kind() -> None:
    view = View(0, -1, 2, 1, 200, 200)
    square = [[0, 1], [2, 1], [2, -1], [0, 1]]
    assert path({"type": "Polygon", "coordinates": [square]}, view) == "M0.0 0.0L200.0 0.0L200.0 200.0L0.0 0.0Z"
    assert path({"type": "MultiPolygon", "coordinates": [[square], [square]]}, view).count("Z") == 2
    assert path({"type": "MultiLineString", "coordinates": [square, square]}, view).count("M") == 2
    assert path({"type": "Point", "coordinates": [0, 0]}, view) == ""


def test_the_left_half_lies_on_the_left_bank_whichever_way_the_border_winds() -> None:
    down, right, up = ([(0, 0), (0, 100)], [(0, 0), (100, 0)], [(0, 100), (0, 0)])
    assert [stitches(line, 1)[0].turn for line in (down, right, up)] == [0.0, -90.0, -180.0]


@given(st.integers(0, 60), st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=2, max_size=30))
def test_as_many_stitches_as_asked_and_all_within_the_line_s_box(number: int, line: list[tuple[float, float]]) -> None:
    found = stitches(line, number)
    total = sum(math.dist(a, b) for a, b in itertools.pairwise(line))
    assert len(found) == (number if total else 0)
    assert all(min(p[0] for p in line) - 0.1 <= s.x <= max(p[0] for p in line) + 0.1 for s in found)


def test_only_what_the_picture_shows_carries_stitches() -> None:
    assert stretch([(-10, 5), (10, 5), (20, 5), (300, 5), (40, 5)], 100, 10, 2) == [(10, 5), (20, 5)]


def test_the_committed_map_has_five_members_and_one_border() -> None:
    body = json.loads(FIVE_TOWNS.read_text(encoding="utf8"))
    layers = [f["properties"]["layer"] for f in body["features"]]
    assert {
        code for f in body["features"] if (code := f["properties"]["code"]) in CODES and f["properties"]["member"]
    } == set(CODES)
    assert layers.count("border") == 1
    assert layers.count("province") == 3
    assert "not an administrative map" in body["name"]
    assert "GeoNames" in body["attribution"]


def test_the_five_lie_as_neighbours_know_them() -> None:
    drawn = stitch_map(CODES, 20)
    assert drawn is not None
    at = {town.name: (town.x, town.y) for town in drawn.towns}
    assert at["Yaozhuang"][0] < at["Fengjing"][0] < at["Xindai"][0] < at["Zhujing"][0]
    assert at["Yaozhuang"][1] < at["Huimin"][1]
    assert len(drawn.stitches) == 20
    assert all(0 <= s.x <= drawn.width and 0 <= s.y <= drawn.height for s in drawn.stitches)


def test_towns_without_a_shape_are_not_drawn() -> None:
    assert stitch_map(("31", "32", "33", "34"), 4) is None


def test_the_module_needs_no_django() -> None:
    assert "django" not in Path(drawing.__file__).read_text(encoding="utf8").lower().replace("nothing of django", "")


def test_a_map_shows_towns_only_where_all_their_shapes_are_known() -> None:
    assert [drawing.knows(codes) for codes in (["310116102", "330482102"], ["310116102", "31"], [])] == [
        True,
        False,
        False,
    ]
