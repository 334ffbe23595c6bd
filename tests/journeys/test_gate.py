"""A keeper may not open against the water outside, asks the neighbour, opens with its consent, and the neighbour sees it."""

from __future__ import annotations

import pytest

from tests.journeys.stage import CIRCLE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
GATES = f"{CIRCLE}/watch/gates/"


def levels(inner: str, outer: str) -> dict[str, str]:
    return {"inner_m": inner, "inner_datum": "吴淞", "outer_m": outer, "outer_datum": "吴淞"}


def test_a_gate_is_opened_with_the_neighbours_consent_and_never_against_the_water(stage: Stage) -> None:
    """Refused against higher water, refused without consent, asked, consented, opened, seen across."""
    keeper = stage.person("huimin-clerk").open(GATES).clean()
    with keeper.page.expect_navigation():
        keeper.page.locator(
            'main a[data-row]:has-text("枫泾塘"), main a[data-row]:has-text("Fengjing Canal")'
        ).first.click()
    gate = keeper.path()
    keeper.clean().press("Note a move").clean()
    keeper.page.locator('main input[name="kind"][value="opened"]').check()
    keeper.fill(openings="1", **levels("2.80", "3.10")).press("Note it")
    keeper.reads(
        "Not opened. The water outside stands as high as inside or higher and would run in. Whoever signs for the town may order it, with a reason"
    )
    keeper.errors.clear()  # the refusal itself
    keeper.fill(**levels("3.10", "2.80")).press("Note it")
    keeper.reads(
        "Not written. The agreement asks for the other town’s consent first: ask it, or whoever signs for the town orders it, with a reason"
    )
    keeper.errors.clear()
    keeper.open(gate).press("Ask the other town").clean().fill(reason="村里积水，请同意开一孔。", openings="1").press(
        "Ask"
    ).clean()
    keeper.reads("not answered yet")

    neighbour = stage.person("fengjing-clerk").open(GATES).clean()
    neighbour.press("Answer for your town").clean()
    neighbour.page.locator('main input[name="answer"][value="consent"]').check()
    neighbour.press("Answer it").clean()

    keeper.open(gate).press("Note a move")
    keeper.page.locator('main input[name="kind"][value="opened"]').check()
    keeper.fill(openings="1", **levels("3.10", "2.80")).press("Note it").clean()
    keeper.reads("Noted. The town downstream is told.")

    neighbour.open(GATES).clean().reads("What reaches your town")
    assert neighbour.page.locator(f'main li a[href="{gate}"]').count() >= 1
    neighbour.open(gate).clean().reads("+0.300 m")
    assert neighbour.page.locator('main a[href$="/move/"]').count() == 0
