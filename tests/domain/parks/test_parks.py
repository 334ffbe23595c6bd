"""Parks with their shares and firms, crossings, carriers and promises, as deeds write them and queries read them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pilin.domain.parks import actions, queries
from pilin.domain.parks.models import ShareProposal
from pilin.domain.parks.rules import FigureInput, PartyInput
from pilin.engine.base import Comparator, PartialDate
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.places.models import Containment, Place
from tests.factories import enterprises as firms
from tests.factories import parks as make
from tests.factories.base import NOW, TODAY, Five, Stand, writing

pytestmark = pytest.mark.django_db
HOUSE, PUBLIC = Stand.machine(), Stand.public()


def told(row: Any, standing: Any = PUBLIC) -> queries.ParkTold:
    return queries.park_told(standing, row, TODAY)


def codes(error: Any) -> list[str]:
    return [fault.code for fault in error.value.faults]


def shares(row: Any) -> list[str | None]:
    return [None if share is None else str(share) for _party, share in told(row).shares]


def answer(five_town: Any, proposal: Any, agrees: bool = True, **more: Any) -> Any:
    fresh = ShareProposal.objects.visible_to(HOUSE).get(pk=proposal.pk)
    return actions.answer_shares(by=five_town.signatory, at=NOW, proposal=fresh, agrees=agrees, **more)


def test_shares_count_once_every_town_has_agreed(five: Five) -> None:
    row = make.park(five.fengjing.clerk, five.xindai.code)
    first = make.proposal(five.fengjing.clerk, row, "50", "50")
    assert shares(row) == [None, None]
    answer(five.fengjing, first)
    waiting = told(row).open_proposal
    assert waiting is not None
    assert (waiting.waits_for, shares(row)) == ((five.xindai.code,), [None, None])
    answer(five.xindai, first)
    agreed = told(row).agreed
    assert agreed is not None
    assert (shares(row), agreed.row.decided_on, told(row).open_proposal) == (["50", "50"], TODAY, None)
    second = make.proposal(five.xindai.clerk, row, "40", "60")
    assert shares(row) == ["50", "50"]  # what was agreed stays in force until the next is
    answer(five.xindai, second, agrees=False, why="再商量")
    assert (shares(row), [one.row.state for one in told(row).proposals]) == (["50", "50"], ["refused", "agreed"])


def test_shares_that_make_99_are_refused_with_what_is_missing(five: Five) -> None:
    row = make.park(five.fengjing.clerk, five.xindai.code)
    with pytest.raises(Invalid) as error:
        make.proposal(five.fengjing.clerk, row, "60", "39")
    assert [fault.code for fault in error.value.faults] == ["missing"]
    partly = make.proposal(five.fengjing.clerk, row, "60", None)  # what nobody knows stays unknown
    for town in (five.fengjing, five.xindai):
        answer(town, partly)
    assert shares(row) == ["60", None]


def test_who_proposes_who_answers_and_once(five: Five) -> None:
    row = make.park(five.fengjing.clerk, five.xindai.code)
    for by in (five.huimin.clerk, five.fengjing.secretary, PUBLIC, five.stranger.clerk):
        with pytest.raises(Refused):
            make.proposal(by, row, "50", "50")
    proposal = make.proposal(five.xindai.clerk, row, "50", "50")
    with pytest.raises(Conflict):
        make.proposal(five.fengjing.clerk, row, "60", "40")
    for by in (five.fengjing.clerk, five.huimin.signatory):
        with pytest.raises(Refused):
            actions.answer_shares(by=by, at=NOW, proposal=proposal, agrees=True)
    with pytest.raises(Invalid) as error:
        answer(five.fengjing, proposal, agrees=False)
    assert codes(error) == ["no_why"]
    answer(five.fengjing, proposal)
    with pytest.raises(Refused):
        answer(five.fengjing, proposal)
    with pytest.raises(Refused):
        actions.withdraw_shares(by=five.fengjing.clerk, at=NOW, proposal=proposal)
    actions.withdraw_shares(by=five.xindai.signatory, at=NOW, proposal=proposal)
    with pytest.raises(Conflict):
        answer(five.xindai, proposal)


def test_a_party_from_outside_has_a_share_and_no_word(five: Five) -> None:
    parties = [PartyInput(five.fengjing.code), PartyInput("", "崇川区", "Chongchuan", -1)]
    row = make.park(five.fengjing.clerk, parties=parties)
    proposal = make.proposal(five.fengjing.clerk, row, "70", "30")
    answer(five.fengjing, proposal)
    assert shares(row) == ["70", "30"]
    assert [[str(party) for party, _share in bank] for bank in told(row).banks] == [
        ["崇川区"],
        [str(five.fengjing.row)],
    ]


def test_a_town_enters_only_parks_to_which_it_is_party(five: Five) -> None:
    others = [PartyInput(five.huimin.code), PartyInput(five.xindai.code)]
    with pytest.raises(Refused):
        make.park(five.fengjing.clerk, parties=others)
    with pytest.raises(Invalid) as error:
        make.park(
            five.fengjing.clerk,
            parties=[PartyInput(five.fengjing.code)],
            name_zh=" ",
            area_km2=Decimal(0),
            hnte_share=Decimal(2),
            model="fifth",
        )
    assert sorted(codes(error)) == ["area", "hnte", "model", "no_name", "parties"]
    with pytest.raises(Invalid) as error:
        make.park(five.fengjing.clerk, "999999999")
    assert codes(error) == ["member"]
    row = make.park(five.fengjing.clerk, five.xindai.code, model="enclave")
    base: dict[str, Any] = {"by": five.fengjing.clerk, "at": NOW, "circle": five.circle, "town": "", "park": row}
    changed = actions.enter_park(**base, revision=row.revision, name_zh="新名", audience="circle")
    assert (changed.name_zh, changed.model, queries.park_named(PUBLIC, "five-towns", row.pk)) == ("新名", "", None)
    assert {party.audience for party in queries.parties_of(row)} == {"circle"}
    with pytest.raises(Conflict):
        actions.enter_park(**base, revision=0, name_zh="新名")
    with pytest.raises(Refused):
        actions.enter_park(**{**base, "by": five.xindai.clerk}, name_zh="新名")


@pytest.mark.source("D-47")
def test_what_compares_and_what_does_not_and_how_many_are_missing(five: Five) -> None:
    clerk = five.fengjing.clerk
    listed = make.listed(clerk, 19)
    make.park(
        clerk,
        five.xindai.code,
        name_zh="市北",
        listed_in=listed,
        area_km2=Decimal("5.2"),
        firms=300,
        firms_comparator="≈",
        firms_inside=True,
        hnte_share=Decimal("0.25"),
    )
    make.park(clerk, name_zh="张堰", joint=False, area_km2=Decimal("2.35"), firms=274)
    make.park(clerk, five.huimin.code, name_zh="未知", listed_in=listed, illustrative=True)
    found = queries.parks(PUBLIC, "five-towns", TODAY)
    compared = [(one.row.name_zh, one.comparable, str(one.density.value)) for one in found.compared if one.density]
    assert compared == [("市北", True, "57.7"), ("张堰", False, "116.6")]  # the denser stands last: it does not compare
    assert [(one.here, one.missing, one.percent) for one in found.lists] == [
        (1, 18, 5)
    ]  # what is made up does not count
    hnte = found.compared[0].hnte
    assert hnte is not None
    assert (hnte.value, hnte.comparator) == (Decimal(75), Comparator.ABOUT)


def test_a_firm_in_two_parks_is_counted_once(five: Five) -> None:
    clerk = five.fengjing.clerk
    one, other = firms.made(clerk, firms.firm(1), firms.firm(2))
    first, second = make.park(clerk, five.xindai.code), make.park(clerk, five.huimin.code)
    stay = make.stay(clerk, first, one)
    make.stay(clerk, second, one)
    make.stay(clerk, second, other)
    counted = queries.parks(PUBLIC, "five-towns", TODAY).firms
    assert (counted.firms, counted.entries, counted.in_several) == (2, 3, 1)
    with pytest.raises(Invalid) as error:
        make.stay(clerk, first, one)
    assert codes(error) == ["twice"]
    actions.end_firm(by=clerk, at=NOW, stay=stay, last_day=TODAY - timedelta(days=1))
    counted = queries.parks(PUBLIC, "five-towns", TODAY).firms
    assert (counted.firms, counted.entries, counted.in_several) == (2, 2, 0)
    then = queries.parks(PUBLIC, "five-towns", TODAY - timedelta(days=1)).firms
    assert (then.entries, then.in_several) == (3, 1)
    with pytest.raises(Conflict):
        actions.end_firm(by=clerk, at=NOW, stay=stay)
    with pytest.raises(Invalid) as error:
        make.stay(clerk, first, one, valid_from=TODAY - timedelta(days=3), valid_to=TODAY)
    assert codes(error) == ["twice"]
    make.stay(clerk, first, one, valid_from=TODAY)


def test_a_firm_out_of_sight_is_counted_and_not_named(five: Five) -> None:
    clerk = five.fengjing.clerk
    (hidden,) = firms.made(clerk, firms.firm(1), audience="own")
    row = make.park(clerk, five.xindai.code)
    make.stay(clerk, row, hidden)
    assert (len(told(row).firms), dict(told(row).named)) == (1, {})
    assert list(told(row, clerk).named) == [hidden.pk]
    with pytest.raises(Invalid):
        make.stay(five.xindai.clerk, make.park(five.xindai.clerk, five.fengjing.code), hidden)


@pytest.mark.source("D-50")
def test_three_in_use_four_begun_and_one_planned_are_eight(five: Five) -> None:
    clerk = five.fengjing.clerk
    bridge = make.crossing(
        clerk,
        opened_on="2008-06-30",
        day_count=90_000,
        day_comparator=">",
        peak_count=130_000,
        times_design=Decimal(2),
        times_comparator="≈",
    )
    make.crossing(clerk, name_zh="另两条", number=2)
    make.crossing(clerk, name_zh="四条", number=4, state="building", begun_on="2022")
    make.crossing(clerk, name_zh="第二通道", state="planned")
    found = queries.crossings(PUBLIC, "five-towns")
    assert ([number for _state, number in found.states], found.total) == ([3, 4, 1], 8)
    assert found.told[0].row == bridge
    assert (found.told[0].design.low, found.told[0].design.high, found.told[0].design.known) == (45_000, 65_000, False)
    assert str(found.told[0].row.opened_on) == "2008-06-30"
    with pytest.raises(Invalid) as error:
        make.crossing(clerk, state="planned", opened_on="2030", number=0, day_count=0)
    assert codes(error) == ["opened", "number", "count"]
    with pytest.raises(Refused):
        actions.enter_crossing(
            by=five.xindai.clerk, at=NOW, circle=five.circle, town="", name_zh="桥", state="open", crossing=bridge
        )


@pytest.mark.source("D-73", "D-74", "D-75")
def test_figures_of_carriers_stand_for_themselves(five: Five) -> None:
    clerk = five.fengjing.clerk
    parts = [
        FigureInput(part, Decimal(value))
        for part, value in (("centres", 1), ("bases", 1), ("platforms", 8), ("projects", 508))
    ]
    make.carrier(clerk, *parts, name_zh="a")
    drones = [
        FigureInput(part, Decimal(value)) for part, value in (("signed", 65), ("served", 212), ("flights", 32_293))
    ]
    make.carrier(clerk, *drones, name_zh="b")
    make.carrier(
        clerk, FigureInput("projects", Decimal(15)), FigureInput("investment", Decimal(7_000_000_000)), name_zh="c"
    )
    a, b, c = queries.carriers(PUBLIC, "five-towns")
    assert (a.form, b.form, a.flights_a_firm) == (10, None, None)
    assert b.flights_a_firm is not None
    assert (str(b.flights_a_firm.value), b.flights_a_firm.comparator) == ("152.3", Comparator.ABOUT)
    assert c.investment_a_project is not None
    assert (str(c.investment_a_project.value), c.investment_a_project.unit) == ("466666666.67", "CNY")
    with pytest.raises(Invalid) as error:
        make.carrier(
            clerk,
            FigureInput("projects", Decimal("1.5")),
            FigureInput("projects", Decimal(2)),
            FigureInput("tax", Decimal(-1), "~"),
        )
    assert codes(error) == ["value", "part", "value", "comparator"]


@pytest.mark.source("D-92")
def test_promises_stand_late_first_with_the_date_their_words_mean(five: Five) -> None:
    clerk = five.fengjing.clerk
    said = date(2020, 9, 10)
    late = make.promise(clerk, work_zh="乐园", words="the second quarter of next year", said_on=said)
    kept = make.promise(clerk, work_zh="圈围", words="by the end of the year", said_on=said)
    unknown = make.promise(clerk, work_zh="广场", said_on=said)
    half = make.promise(clerk, work_zh="绿道", words="明年上半年", said_on=said)
    coming = make.promise(clerk, work_zh="路", words="2030", said_on=said)
    assert (str(late.promised), late.certainty, [str(one) for one in half.could_mean]) == (
        "2021-Q2",
        "relative",
        ["2021-Q1", "2021-Q2"],
    )
    past = [one.row.pk for one in queries.promises(PUBLIC, "five-towns", TODAY) if one.outcome.state == "past"]
    assert set(past) == {late.pk, kept.pk}
    actions.report_actual(by=five.xindai.clerk, at=NOW, promise=late, actual="2021-11-17", actual_source="台账")
    actions.report_actual(by=clerk, at=NOW, promise=kept, actual="2020-12", actual_source="台账")
    found = queries.promises(PUBLIC, "five-towns", TODAY)
    assert [(one.row.pk, one.outcome.state, one.outcome.days) for one in found if one.row.pk not in (unknown.pk, half.pk)] == [
        (late.pk, "late", 140), (coming.pk, "open", None), (kept.pk, "kept", None),
    ]  # fmt: skip
    assert [one.outcome.state for one in found] == ["late", "unknown", "unknown", "open", "kept"]
    assert late.reported_by == five.xindai.code
    with pytest.raises(Invalid) as error:
        actions.report_actual(by=clerk, at=NOW, promise=coming, actual="2031", actual_source=" ")
    assert codes(error) == ["no_source", "future"]
    with pytest.raises(Refused):
        actions.report_actual(by=five.stranger.clerk, at=NOW, promise=coming, actual="2024", actual_source="台账")


def test_who_enters_a_promise_chooses_only_among_what_it_could_mean(five: Five) -> None:
    clerk = five.fengjing.clerk
    given: dict[str, Any] = {"words": "明年上半年", "said_on": date(2020, 9, 10)}
    row = make.promise(clerk, **given, chosen=PartialDate.parse("2021-Q2"))
    assert (str(row.promised), row.certainty) == ("2021-Q2", "chosen")
    with pytest.raises(Invalid) as error:
        make.promise(clerk, **given, chosen=PartialDate.parse("2022"))
    assert codes(error) == ["chosen"]
    further = make.promise(clerk, work=row.work, words="2022", what_zh="开园")
    assert (further.work_id, further.audience) == (row.work_id, row.audience)
    assert [work.pk for work in queries.works(PUBLIC, "five-towns")] == [row.work_id]


@pytest.mark.source("D-53")
def test_three_towns_are_in_the_plan_of_the_zone_since_february_2023(five: Five) -> None:
    with writing():
        names = ("yrd-zone", "yrd-zone-start", "yrd-zone-plan")
        zone, start, plan = (Place(code=code, kind="zone", name_zh=code, name=code) for code in names)
        towns = [
            Place(code=f"32058310{n}9", kind="town", name_zh=name, name=name)
            for n, name in enumerate(("锦溪", "淀山湖", "周庄"))
        ]
        for place in (zone, start, plan, *towns):
            place.save()
        for inner, outer, since in (
            (five.yaozhuang.row.place, start, None),
            (start, zone, None),
            (zone, plan, "2023-02"),
            *((town, plan, "2023-02") for town in towns),
        ):
            edge = Containment(inner=inner, outer=outer, kind="zone")
            edge.valid_from = since
            edge.save()
    before, after = (queries.zone_on(PUBLIC, day) for day in (date(2023, 1, 31), date(2023, 2, 1)))
    assert ([place.code for place in before.zone], before.plan, before.added) == ([five.yaozhuang.code], (), ())
    assert [place.name_zh for place in after.added] == ["锦溪", "淀山湖", "周庄"]
    assert (after.zone, after.start) == (before.zone, before.start)
