"""People are told once for both banks, of what they asked, and what they asked is erased when they say so."""

from __future__ import annotations

from typing import Any

import pytest

from pilin.domain.watch import actions, queries
from pilin.domain.watch.models import Subscription, Told
from pilin.engine.base import Invalid, Refused
from pilin.foundation.access.enums import StandingKind
from pilin.foundation.access.standing import Standing
from pilin.foundation.notices.models import Notice
from tests.factories import watch as make
from tests.factories.base import NOW, Five, make_user

HOUSE = Standing.machine("test")


@pytest.fixture
def commuter(five: Five) -> Standing:
    user = make_user("commuter", "通勤人")
    return Standing(StandingKind.PERSON, person=user.pk, name="commuter")


def ask(five: Five, by: Standing, **more: Any) -> Subscription:
    given = {
        "home": five.xindai.code,
        "work": five.fengjing.code,
        "hazards": ["rainstorm"],
        "least": "yellow",
        "agreed": True,
        **more,
    }
    return actions.subscribe(by=by, at=NOW, circle=five.circle, **given)


def told(by: Standing) -> list[str]:
    return [n.kind for n in Notice.objects.visible_to(HOUSE).filter(person=by.person).order_by("made_at", "uid")]


def test_one_hazard_from_two_stations_is_told_once(five: Five, commuter: Standing) -> None:
    ask(five, commuter)
    make.signal(five.fengjing.clerk, "orange", areas=["310116"], issuer_zh="金山区气象台")
    make.signal(five.xindai.clerk, "orange", areas=["330482"], issuer_zh="平湖市气象台")
    assert told(commuter) == ["watch_orange"]
    assert Told.objects.visible_to(HOUSE).count() == 1


def test_a_higher_colour_is_told_again_and_a_lower_one_than_asked_is_not(five: Five, commuter: Standing) -> None:
    ask(five, commuter, least="yellow")
    one = make.signal(five.fengjing.clerk, "blue", areas=["310116"])
    two = make.signal(
        five.fengjing.clerk, "yellow", areas=["310116"], family=one.family, issued_at=NOW.replace(minute=16)
    )
    make.signal(five.fengjing.clerk, "orange", areas=["310116"], family=two.family, issued_at=NOW.replace(minute=17))
    assert sorted(told(commuter)) == ["watch_orange", "watch_yellow"]


def test_what_was_not_asked_for_and_where_is_not_told(five: Five, commuter: Standing) -> None:
    ask(five, commuter, work="")
    make.signal(five.fengjing.clerk, "orange", areas=["310116"])
    make.signal(five.xindai.clerk, "orange", areas=["330482"], hazard="typhoon")
    assert told(commuter) == []


def test_without_agreement_or_sign_in_nothing_is_kept(five: Five, commuter: Standing) -> None:
    with pytest.raises(Invalid) as faults:
        ask(five, commuter, agreed=False, home="1", hazards=[], least="none")
    assert [f.field for f in faults.value.faults] == ["home", "hazards", "least", "agreed"]
    with pytest.raises(Refused):
        ask(five, Standing.public())
    assert Subscription.objects.visible_to(HOUSE).count() == 0


def test_taken_back_it_is_erased(five: Five, commuter: Standing) -> None:
    row = ask(five, commuter)
    make.signal(five.fengjing.clerk, "orange", areas=["310116"])
    assert len(queries.subscriptions_held(commuter.person)) == 1
    actions.unsubscribe(by=commuter, at=NOW, subscription=row)
    assert (Subscription.objects.visible_to(HOUSE).count(), Told.objects.visible_to(HOUSE).count()) == (0, 0)


def test_nobody_else_reads_what_a_person_asked(five: Five, commuter: Standing) -> None:
    ask(five, commuter)
    for other in (five.fengjing.clerk, five.keeper, Standing.public()):
        assert Subscription.objects.visible_to(other).count() == 0
