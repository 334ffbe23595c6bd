"""The slider over 2,000 places: the browser reckons what the engine reckons; how soon a move is answered is printed beside scipy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import scipy.sparse.csgraph
from scipy.spatial import Delaunay

from pilin.domain.observatory.frames import reach as frames
from pilin.domain.observatory.models import ReachEnd, ReachLink
from pilin.engine import reach
from pilin.foundation.access.standing import Standing
from pilin.foundation.places.models import Containment, Place
from tests.factories import reach as make
from tests.factories.base import NOW, TODAY, Stand, circle_of_five, writing
from tests.factories.reach import SINCE, change
from tests.served import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not on this machine"),
]
HOUSE = Stand.machine()
PLACES, MINUTES = 2_000, (1, 2.5, 7.25, 12, 18.5, 33, 60)
STEP = """minutes => {
  const field = document.getElementById("id_minutes"), began = performance.now();
  field.value = String(minutes);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.getBoundingClientRect();
  return performance.now() - began;
}"""


def lay(five: Any) -> list[str]:
    """Put down a made-up network of 2,000 places in the box of the map; return where one starts, and both ends of a bridge."""
    rng = np.random.default_rng(7)
    points = rng.random((PLACES, 2)) * (0.5, 0.8) + (30.6, 120.65)
    corners = Delaunay(points).simplices
    pairs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    far = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T) * 300
    minutes = np.maximum(0.5, np.rint(far * rng.uniform(0.8, 1.6, len(pairs)) * 1_000) / 1_000)
    own = {
        "in_circle": five.circle,
        "circle": five.slug,
        "owner": five.fengjing.code,
        "audience": "public",
        "illustrative": True,
    }
    with writing():
        places = [
            Place(code=f"p{k:04}", kind="village", name_zh=f"地{k}", name=f"Place {k}", latitude=Decimal(str(round(y, 6))), longitude=Decimal(str(round(x, 6))))
            for k, (y, x) in enumerate(points.tolist())
        ]  # fmt: skip
        Place.objects.visible_to(HOUSE).bulk_create(places, batch_size=500)
        codes = [five.fengjing.code, make.YAOZHUANG, make.ZHUJING]
        towns = list(Place.objects.visible_to(HOUSE).filter(code__in=codes).order_by("code"))
        Containment.objects.visible_to(HOUSE).bulk_create(
            [Containment(inner=place, outer=towns[k % len(towns)], kind="division") for k, place in enumerate(places)], batch_size=500
        )  # fmt: skip
        links = [
            ReachLink(start=places[a], end=places[b], mode="road", minutes=Decimal(str(round(long, 3))), made_at=NOW, changed_at=NOW, **own)
            for (a, b), long in zip(pairs.tolist(), minutes.tolist(), strict=True)
        ]  # fmt: skip
        ReachLink.objects.visible_to(HOUSE).bulk_create(links, batch_size=500)
        words = [ReachEnd(link=link, state="open", since=SINCE, made_at=NOW, changed_at=NOW, **own) for link in links]
        ReachEnd.objects.visible_to(HOUSE).bulk_create(words, batch_size=500)
    far_off = int(np.argmax(np.hypot(*(points - points[0]).T)))
    return [places[0].code, places[0].code, places[far_off].code]


@pytest.fixture
def page(live_server: Any, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_two_thousand_places_follow_the_finger_and_are_those_of_the_engine(page: Any, capsys: Any) -> None:
    origin, start, end = lay(circle_of_five())
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"/c/five-towns/reach/bridge/?origin={origin}&start={start}&end={end}&minutes=10&on={TODAY}")
    page.locator("[data-sheet]").wait_for()
    page.locator("[data-now]").wait_for()

    now = frames.picture(Standing.public(), "five-towns", TODAY)
    before = now.matrix
    told = page.evaluate(
        """async minutes => {
          const { applied, tallied } = await import(document.querySelector('script[src*="observatory/reach"]').src);
          const data = JSON.parse(document.getElementById("reach-data").textContent);
          return minutes.map((m) => { const now = applied(data, m), { areas, gained } = tallied(data, now);
            return { now: [...now], gained: gained.length, after: areas.reduce((sum, one) => sum + one.after, 0),
              won: areas.reduce((sum, one) => sum + one.won, 0) / areas.reduce((sum, one) => sum + one.compared, 0) / 1000 }; });
        }""",
        list(MINUTES),
    )
    k = now.codes.index(origin)
    prospect = before.prospect(start, end)
    for minutes, one in zip(MINUTES, told, strict=True):
        after = prospect.at(minutes)
        assert one["now"] == after[k].tolist()
        compared = reach.compare(before.cells, after, before.places.weights, [node.area for node in now.nodes])
        assert (one["after"], one["gained"]) == (compared.count_after[k], int((compared.gained()[:, 0] == k).sum()))
        assert one["won"] == pytest.approx(compared.minutes_won[k], abs=1e-9)
    assert len(told[0]["now"]) == PLACES + 5 and told[0]["gained"] > 0
    assert now.changed([change(start, end, "7.25")]).cells_from(origin).tolist() == told[2]["now"]

    took = sorted(page.evaluate(STEP, 2 + step / 2) for step in range(40))
    net = now.network
    began = time.perf_counter()
    scipy.sparse.csgraph.dijkstra(
        scipy.sparse.csr_matrix((net.weight, (net.tail, net.head)), shape=(len(net), len(net)))
    )
    anew = (time.perf_counter() - began) * 1_000
    with capsys.disabled():
        print(
            f"\na move over {PLACES} places: median {took[20]:.1f} ms, slowest {took[-1]:.1f}; scipy anew {anew:.0f} ms"
        )
    page.wait_for_function("() => document.querySelector('[data-reach]').dataset.listed === '21.5'")  # the finger rests
    rows = page.eval_on_selector_all("[data-place]", "rows => rows.map((row) => [row.dataset.place, row.querySelector('[data-cell=after]').textContent])")  # fmt: skip
    said = dict(zip(now.codes, prospect.at(21.5)[k].tolist(), strict=True))
    assert [(code, float(text)) for code, text in rows if said[code] < reach.UNREACHABLE] == [
        (code, said[code] / 1_000) for code, _text in rows if said[code] < reach.UNREACHABLE
    ]
    assert page.locator("[data-count]").inner_text() == str(int((prospect.at(21.5)[k] <= 60_000).sum()))
    assert errors == []


def test_the_slider_moves_by_keys_and_the_page_answers_without_it(page: Any, client: Any) -> None:
    five = circle_of_five()
    for first, second, minutes in (
        ("fengjing", "zhujing", "25"),
        ("fengjing", "huimin", "22"),
        ("huimin", "yaozhuang", "19"),
    ):
        make.road(five, first, second, minutes)
    asked = f"origin={make.YAOZHUANG}&start={make.YAOZHUANG}&end={make.ZHUJING}&minutes=62&on={TODAY}"
    plain = client.get(f"/c/five-towns/reach/bridge/?{asked}").content.decode()
    assert ("data-count>3<" in plain, "no place comes within" in plain or "没有地点进入" in plain) == (True, True)
    page.goto(f"/c/five-towns/reach/bridge/?{asked}")
    bar = page.locator("#bar")
    bar.focus()
    assert bar.evaluate("bar => bar.value") == "60"
    page.keyboard.press("ArrowLeft")
    assert page.locator("#id_minutes").input_value() == "59.5"
    assert page.locator("[data-count]").inner_text() == "4"
    assert "59.5" in page.locator("#bar-told").inner_text()
    row = page.locator(f'[data-place="{make.ZHUJING}"]')
    assert row.locator("td").all_inner_texts() == ["Zhujing", "66", "59.5", "comes inside"]
    assert "minutes=59.5" in page.locator("a[data-with-minutes]").first.get_attribute("href")
