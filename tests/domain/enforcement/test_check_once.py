"""Check once: a patrol's firm is visited together with every office of its town that was about to go there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from pilin.domain.enforcement import actions, queries
from pilin.domain.visits import queries as visits
from pilin.domain.visits.models import Visit
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.members.queries import SHANGHAI
from tests.factories import enforcement as make
from tests.factories import visits as going
from tests.factories.base import NOW, TODAY, Five, circle_of_five

pytestmark = pytest.mark.django_db


@pytest.fixture
def five() -> Five:
    return circle_of_five()


@pytest.fixture
def patrol(five: Five) -> Any:
    """Return a patrol of Fengjing and Xindai, proposed for today."""
    make.pact(five)
    ours = five.fengjing.clerk
    return make.patrol(ours, five.xindai.code, [five.fengjing.code, five.xindai.code], [make.certificate(ours)])


def planned(five: Five, patrol: Any, firm: Any, office: Any, **more: Any) -> Any:
    given = {"firm": firm.name_zh, "office": office.pk, "purpose_zh": "安全生产", **more}
    return actions.plan_check(by=five.xindai.clerk, at=NOW, patrol=patrol, **given)


@pytest.mark.source("D-08")
def test_offices_that_were_about_to_go_go_along_on_the_day_of_the_patrol(five: Five, patrol: Any) -> None:
    clerk = five.xindai.clerk
    (firm,) = going.placed(clerk, (0.2, 0.5))
    going.rule(clerk, apart_days=10)
    fire, team = going.office(clerk, "消防站"), going.office(clerk, "执法队")
    soon = going.visit(clerk, firm, fire, TODAY + timedelta(days=4), purpose_zh="消防检查")
    check = planned(five, patrol, firm, team)
    (told,) = queries.checks_told(clerk, patrol)
    assert (told.row.pk, told.on, [(v.office.name_zh, v.purpose_zh) for v in told.along]) == (
        check.pk,
        TODAY,
        [("消防站", "消防检查")],
    )
    assert going.fresh(soon).planned_on == TODAY
    assert visits.duplicates(clerk, five.slug, five.xindai.code, TODAY) == []


def test_a_firm_visited_lately_is_checked_with_a_reason_only(five: Five, patrol: Any) -> None:
    clerk = five.xindai.clerk
    (firm,) = going.placed(clerk, (0.2, 0.5))
    going.rule(clerk, apart_days=10)
    fire, team = going.office(clerk, "消防站"), going.office(clerk, "执法队")
    going.record(clerk, going.visit(clerk, firm, fire, TODAY))
    with pytest.raises(Invalid) as said:
        planned(five, patrol, firm, team)
    assert [(f.code, f.field) for f in said.value.faults] == [("visited", "all_the_same")]
    assert Visit.objects.visible_to(visits.HOUSE).filter(office=team).count() == 0
    planned(five, patrol, firm, team, all_the_same="接到举报")
    (told,) = queries.checks_told(clerk, patrol)
    assert told.visit is not None
    assert (told.visit.why, told.along) == ("接到举报", ())


def test_a_town_puts_its_own_firms_on_the_list_once_and_the_other_reads_which(five: Five, patrol: Any) -> None:
    clerk = five.xindai.clerk
    (firm,) = going.placed(clerk, (0.2, 0.5))
    team = going.office(clerk, "执法队")
    planned(five, patrol, firm, team)
    with pytest.raises(Invalid) as said:
        planned(five, patrol, firm, team)
    assert [f.code for f in said.value.faults] == ["listed"]
    with pytest.raises(Invalid) as said:
        actions.plan_check(by=clerk, at=NOW, patrol=patrol, firm="没有这家厂", office=team.pk, purpose_zh="查")
    assert [f.code for f in said.value.faults] == ["no_firm"]
    with pytest.raises(Refused):
        actions.plan_check(
            by=five.zhujing.clerk, at=NOW, patrol=patrol, firm=firm.name_zh, office=team.pk, purpose_zh="查"
        )
    (seen,) = queries.checks_told(five.fengjing.clerk, patrol)
    assert (seen.row.firm_zh, seen.visit, seen.along, seen.on) == (firm.name_zh, None, (), TODAY)
    assert queries.checks_told(five.zhujing.clerk, patrol) == ()


def test_a_firm_taken_off_leaves_the_other_offices_their_visit(five: Five, patrol: Any) -> None:
    clerk = five.xindai.clerk
    (firm,) = going.placed(clerk, (0.2, 0.5))
    going.rule(clerk, apart_days=10)
    fire, team = going.office(clerk, "消防站"), going.office(clerk, "执法队")
    soon = going.visit(clerk, firm, fire, TODAY + timedelta(days=4))
    check = planned(five, patrol, firm, team)
    with pytest.raises(Refused):
        actions.drop_check(by=five.fengjing.clerk, at=NOW, check=check, why="不查了")
    with pytest.raises(Invalid):
        actions.drop_check(by=clerk, at=NOW, check=check, why=" ")
    actions.drop_check(by=clerk, at=NOW, check=check, why="停产")
    assert queries.checks_told(clerk, patrol) == ()
    assert (going.fresh(soon).is_open, going.fresh(soon).led_by_id) == (True, None)
    planned(five, patrol, firm, team)  # it may be put on the list again


def test_the_pages_put_a_firm_on_the_list_and_take_it_off(five: Five, client: Client) -> None:
    clerk, now = five.xindai.clerk, datetime.now(SHANGHAI)
    make.pact(five)
    soon = now.date() + timedelta(days=3)
    patrol = make.patrol(five.fengjing.clerk, five.xindai.code, [five.fengjing.code, five.xindai.code], at=now, on=soon)
    (firm,) = going.placed(clerk, (0.2, 0.5))
    team = going.office(clerk, "执法队")
    client.force_login(five.xindai.clerk_user)
    base = f"/c/{five.slug}/enforcement"
    given = {"firm": firm.uscc or firm.name_zh, "office": str(team.pk), "purpose_zh": "安全生产"}
    assert client.post(f"{base}/patrols/{patrol.pk}/check/", {**given, "firm": "?"}).status_code == 422
    assert client.post(f"{base}/patrols/{patrol.pk}/check/", given).status_code == 302
    assert firm.name_zh in client.get(f"{base}/patrols/{patrol.pk}/").content.decode()
    (told,) = queries.checks_told(clerk, patrol)
    assert client.post(f"{base}/checks/{told.row.pk}/drop/", {"why": "停产"}).status_code == 302
    assert queries.checks_told(clerk, patrol) == ()
