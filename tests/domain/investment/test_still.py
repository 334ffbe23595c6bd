"""Leads that stand still: their keeper is told once for each time they entered a stage, and the board marks them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilin.config.clockwork import HOURLY, chores
from pilin.domain.investment import actions, queries, rules
from pilin.domain.investment.enums import CAN_STAND_STILL, LeadStage
from pilin.domain.investment.models import Lead, StillTold
from pilin.domain.investment.tasks import still_due
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.notices.models import Notice
from tests.factories import investment as make
from tests.factories.base import NOW, TODAY, Stand

HOUSE = Stand.machine()
HERE, API = "/c/five-towns/investment", "/api/v1/circles/five-towns/investment"


def after(days: int) -> Any:
    return NOW + timedelta(days=days)


def told(five: Any) -> list[tuple[str, Any]]:
    rows = Notice.objects.visible_to(HOUSE).filter(kind="lead_still").order_by("made_at", "uid")
    return [(row.url.split("/")[-2], row.person_id) for row in rows]


def test_the_keeper_is_told_once_for_each_time_it_entered_a_stage(five: Any) -> None:
    lead = make.lead(five.fengjing.clerk)
    clerk = (str(lead.pk), five.fengjing.clerk.person)
    assert (still_due(after(30)), still_due(after(31)), still_due(after(32))) == (0, 1, 0)
    assert told(five) == [clerk]
    lead = actions.move_lead(
        by=five.fengjing.clerk, at=after(33), lead=lead, revision=lead.revision, on=TODAY + timedelta(days=33)
    )
    assert (still_due(after(63)), still_due(after(64)), still_due(after(200))) == (0, 1, 0)
    actions.move_lead_back(
        by=five.fengjing.clerk, at=after(201), lead=lead, revision=lead.revision, to="lead", why_zh="没有下文"
    )
    assert (still_due(after(231)), still_due(after(232))) == (0, 1)
    assert told(five) == [clerk] * 3
    assert Lead.objects.visible_to(HOUSE).get().revision == lead.revision  # being told changes no lead


def test_its_town_sets_the_days_and_others_keep_theirs(five: Any) -> None:
    own, other = make.lead(five.fengjing.clerk), make.lead(
        five.xindai.clerk, title_zh="另", title="", investor_zh="乙公司", investor=""
    )  # fmt: skip
    actions.set_still(by=five.fengjing.clerk, at=NOW, circle=five.slug, town=five.fengjing.code, days={"lead": 5})
    assert [lead.pk for lead, _days in queries.standing_still(TODAY + timedelta(days=6))] == [own.pk]
    assert queries.still_days(five.slug, five.fengjing.code) == {
        s: 5 if s == LeadStage.LEAD else 30 for s in CAN_STAND_STILL
    }
    assert still_due(after(31)) == 2
    assert {one[0] for one in told(five)} == {str(own.pk), str(other.pk)}
    actions.set_still(by=five.fengjing.clerk, at=NOW, circle=five.slug, town=five.fengjing.code, days={"lead": 400})
    assert [card.still for card in queries.cards(HOUSE, five.slug, TODAY + timedelta(days=40))].count(True) == 1


def test_what_ended_or_arrived_does_not_stand_still(five: Any) -> None:
    ended = make.lead(five.fengjing.clerk, title_zh="去了", title="")
    actions.end_lead(
        by=five.fengjing.clerk, at=NOW, lead=ended, revision=ended.revision, ended="lost", why_zh="去了外省"
    )
    arrived = make.moved(five.fengjing.clerk, LeadStage.IN_PRODUCTION, title_zh="到了", title="")
    actions.confirm_production(at=NOW, **make.to_confirm(five, arrived))
    assert still_due(after(1000)) == 0
    assert [card.still for card in queries.cards(HOUSE, five.slug, TODAY + timedelta(days=1000))] == [False, False]


@pytest.mark.parametrize("days", [{}, {"lead": 0}, {"lead": 3661}, {"confirmed": 30}, {"elsewhere": 30}])
def test_days_that_are_none(five: Any, days: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        actions.set_still(by=five.fengjing.clerk, at=NOW, circle=five.slug, town=five.fengjing.code, days=days)


def test_each_town_for_itself_and_the_clock_alone(five: Any) -> None:
    for by in (five.xindai.clerk, five.stranger.clerk, Stand.public()):
        with pytest.raises(Refused):
            actions.set_still(by=by, at=NOW, circle=five.slug, town=five.fengjing.code, days={"lead": 5})
        with pytest.raises(Refused):
            actions.raise_still(by=by, at=NOW, circle=five.slug, town=five.fengjing.code)
    assert ("leads that stand still", HOURLY, still_due) in [(c.name, c.every, c.run) for c in chores()]


def test_the_board_the_page_and_the_table_mark_it(five: Any, on_the_day: Any) -> None:
    lead = make.lead(five.fengjing.clerk)
    make.moved(five.fengjing.clerk, LeadStage.SIGNED, on=TODAY, title_zh="新", title="")
    actions.set_still(by=five.fengjing.clerk, at=NOW, circle=five.slug, town=five.fengjing.code, days={"signed": 99})
    on_the_day(after(31))
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend="django.contrib.auth.backends.ModelBackend")
    for where in (f"{HERE}/", f"{HERE}/?view=table", f"{HERE}/{lead.pk}/"):
        assert (
            client.get(f"{where}{'&' if '?' in where else '?'}lang=en")
            .content.decode()
            .count("stood still for 31 days")
            == 1
        ), where
    given = {card["title_zh"]: card for card in client.get(f"{API}/leads").json()["leads"]}
    assert [(given[t]["stands_still"], given[t]["still_after_days"]) for t in ("压缩机二期", "新")] == [
        (True, 30), (False, 99),
    ]  # fmt: skip


def test_the_days_through_page_and_api(five: Any, on_the_day: Any) -> None:
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend="django.contrib.auth.backends.ModelBackend")
    days = {"lead": 10, "intention": 20, "signed": 30, "started": 365, "in_production": 60}
    assert client.get(f"{HERE}/still/").status_code == 200
    assert client.post(f"{HERE}/still/", {**days, "lead": 0}).status_code == 422
    assert client.post(f"{HERE}/still/", days).status_code == 302
    assert client.get(f"{API}/still").json() == days
    put = client.put(f"{API}/still", json.dumps({"days": {"lead": 12}}), content_type="application/json")
    assert (put.status_code, put.json()) == (200, {**days, "lead": 12})
    assert client.get(f"{API}/still?town={five.xindai.code}").json() == dict.fromkeys(days, 30)
    same = client.put(f"{API}/still", json.dumps({"days": {"lead": 12}}), content_type="application/json")
    assert same.status_code == 200  # said again, nothing changes
    refused: list[dict[str, int]] = [{}, {"lead": 0}, {"confirmed": 3}]
    for wrong in refused:
        assert (
            client.put(f"{API}/still", json.dumps({"days": wrong}), content_type="application/json").status_code == 422
        )
    client.logout()
    assert client.get(f"{HERE}/still/").status_code == 403
    assert StillTold.objects.visible_to(HOUSE).count() == 0
    assert rules.faults_of_days({"lead": 1}) == []
