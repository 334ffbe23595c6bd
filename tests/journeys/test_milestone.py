"""Report and witness: one bank's word is half, the other bank makes it whole."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.stage import CIRCLE, CODES, LEFT, RIGHT, TODAY, Stage, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
API = "/api/v1/circles/five-towns/programme"


def to_come(reader: Visitor) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return a town, an item it leads and the item's first milestone that nobody has reported."""

    def asked(path: str) -> Any:
        return reader.page.request.get(f"{reader.stage.address}{path}").json()

    towns = {code: town for town, code in CODES.items()}
    for year in (
        card["year"] for card in asked(API) if card["released_at"] and card["year"] <= TODAY.year
    ):  # newest first
        for row in asked(f"{API}/{year}")["items"]:
            item = asked(f"{API}/{year}/{row['no']}")
            for milestone in item["milestones"]:
                if milestone["state"] == "to_come":
                    return towns[row["lead"]], {**item, "year": year}, milestone
    raise AssertionError("the demo has nothing left to report")


def test_one_bank_reports_and_the_other_witnesses(stage: Stage) -> None:
    """The lead's clerk reports with evidence; the same bank is refused; the other bank's clerk makes the pip whole."""
    visitor = stage.person()
    lead, item, milestone = to_come(visitor)
    home, other = (LEFT, RIGHT) if lead in LEFT else (RIGHT, LEFT)
    neighbour, witness = next(town for town in home if town != lead), other[0]
    page = f"{CIRCLE}/programme/{item['year']}/{item['no']}/"
    step = f"{page}{milestone['no']}/"

    visitor.open(page).clean()
    before = pips(visitor)
    clerk = stage.person(f"{lead}-clerk").open(page)
    clerk.page.locator(f'main a[href="{step}report/"]').click()
    clerk.page.wait_for_url(f"**{step}report/")
    clerk.clean()
    clerk.page.locator("input[name=files]").set_input_files(
        [{"name": "桥面实测.csv", "mimeType": "text/csv", "buffer": "桩号,标高\n1,4.20\n2,4.21\n".encode()}]
    )
    clerk.fill(text="两岸合龙，标高一致。", figures="标高差 | = | 0.01 | m").press("Report the milestone")
    assert clerk.path() == page, clerk.page.locator("main").inner_text()
    clerk.reads("Reported. It is half until the other bank has witnessed it.").clean()
    half = pips(clerk)
    assert half["whole"] == before["whole"] and half["half"] == before["half"] + 1
    evidence = clerk.page.get_by_role("link", name="桥面实测.csv")
    assert evidence.count() == 1
    kept = clerk.page.request.get(f"{stage.address}{evidence.get_attribute('href')}")
    assert (kept.status, kept.text().splitlines()[-1]) == (200, "2,4.21")

    same = stage.person(f"{neighbour}-clerk").open(f"{step}witness/")
    same.reads("Not witnessed. A town on the other bank must do it.").clean()
    assert same.page.locator("main form").count() == 0
    same.open(page)
    assert same.page.locator(f'main a[href="{step}witness/"]').count() == 0
    clerk.open(f"{step}witness/").reads("Not witnessed. Nobody witnesses their own town's word.")

    across = stage.person(f"{witness}-clerk").open(page)
    across.page.locator(f'main a[href="{step}witness/"]').click()
    across.page.wait_for_url(f"**{step}witness/")
    across.clean()
    across.fill(text="到现场量过，与报的一致。", confirmed="问了两户，都走上了桥。").press("Witness")
    assert across.path() == page, across.page.locator("main").inner_text()
    across.reads("Witnessed. Both halves are solid.").clean()
    visitor.open(page)
    assert pips(visitor) == {"whole": before["whole"] + 1, "half": before["half"]}
    visitor.reads("witnessed %(a)s/%(b)s", a=before["whole"] + 1, b=len(item["milestones"]))
    now = visitor.page.request.get(f"{stage.address}{API}/{item['year']}/{item['no']}").json()
    assert now["progress"] == pytest.approx((before["whole"] + 1) / len(item["milestones"]), abs=0.001)


def pips(reader: Visitor) -> dict[str, int]:
    """Return how many milestones of an item are whole and half."""
    river = reader.page.locator(".ms .rv .pip")
    looks = [river.nth(k).get_attribute("class").split()[1:] for k in range(river.count())]
    return {"whole": sum("w" in look for look in looks), "half": sum("rl" in look or "rr" in look for look in looks)}
