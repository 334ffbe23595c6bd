"""What towns cherish and make, by its deeds: lists, labels, stories and flights."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from pilin.domain.living import actions
from pilin.domain.living.models.listings import Contribution, FlightRequest, LabelHeld, Listing
from pilin.domain.living.queries import listings as queries
from pilin.domain.living.queries import listings_figures as figures
from pilin.domain.living.queries import listings_flights as flights
from pilin.domain.living.queries.listings import HOUSE, Wanted
from pilin.domain.living.rules.listings import EntryInput
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.notices.models import Notice
from pilin.foundation.observations import actions as observations
from tests.domain.living.test_contract_listings import PNG
from tests.factories import enterprises
from tests.factories import living_listings as make
from tests.factories.base import NOW, TODAY, Five, writing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
PUBLIC = Standing.public()


def told_to(person: object) -> list[str]:
    return list(
        Notice.objects.visible_to(HOUSE).filter(person=person).order_by("made_at", "uid").values_list("kind", flat=True)
    )


@pytest.mark.source("D-82")
@pytest.mark.source("Q-10")
def test_four_classes_of_five_make_297_and_the_fifth_is_unknown(five: Five) -> None:
    four = [("文化名人", 100), ("民间故事", 111), ("特色故事", 46), ("文化场所", 40)]
    row = make.register(five.fengjing.clerk, *four)
    make.listing(five.fengjing.clerk, of_class=make.class_of(row, 4))
    (told,) = queries.registers(PUBLIC, "five-towns")
    assert (told.row, told.declared, told.unnamed, told.entered) == (row, 297, 1, 1)
    assert [(one.row.declared, one.entered, one.missing) for one in told.classes] == [
        (100, 0, 100),
        (111, 0, 111),
        (46, 0, 46),
        (40, 1, 39),
    ]
    open_one = make.register(five.fengjing.clerk, ("甲", 3), ("乙", None), declared_classes=None, title_zh="另一名录")
    found = queries.register_named(PUBLIC, "five-towns", open_one.pk)
    assert found is not None
    assert (found.declared, found.unnamed, found.classes[1].missing) == (None, None, None)


@pytest.mark.source("D-57")
def test_a_ranking_list_comes_whole_or_not_at_all(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.class_of(make.register(clerk, ("TOP50", 50), declared_classes=1))
    fifty = [EntryInput(f"企业{n:02}", rank=n) for n in range(1, 51)]
    for wrong in (fifty[:49], [*fifty[:49], fifty[0]]):
        with pytest.raises(Invalid):
            actions.bring_entries(by=clerk, at=NOW, of_class=row, kind="old_brand", entries=wrong)
    assert Listing.objects.visible_to(HOUSE).count() == 0
    assert actions.bring_entries(by=clerk, at=NOW, of_class=row, kind="old_brand", entries=fifty) == 50
    assert list(
        Listing.objects.visible_to(PUBLIC).filter(of_class=row).order_by("rank").values_list("rank", flat=True)
    ) == list(range(1, 51))
    with pytest.raises(Invalid) as again:
        actions.bring_entries(by=clerk, at=NOW, of_class=row, kind="old_brand", entries=fifty[:1])
    assert [fault.code for fault in again.value.faults] == ["length", "there"]


def test_listings_pass_by_kind_town_label_year_and_words(five: Five) -> None:
    pond = make.listing(five.fengjing.clerk, since="1920", until="2003")
    craft = make.listing(
        five.xindai.clerk, kind="craft", title_zh="土布", title="Homespun", since="1890", story_zh="织机声", where_zh=""
    )
    hidden = make.listing(five.huimin.clerk, title_zh="内部", audience="own")
    label = make.label(five.xindai.clerk, "非遗", of_villages=False)
    actions.give_label(by=five.xindai.clerk, at=NOW, label=label, town=five.xindai.code, listing=craft, year=2010)

    def found(**wanted: object) -> set[object]:
        return {row.pk for row in queries.listings(PUBLIC, "five-towns", Wanted(**wanted))}  # type: ignore[arg-type]

    assert found() == {pond.pk, craft.pk}
    assert (
        found(kind="craft")
        == found(town=five.xindai.code)
        == found(label=label.pk)
        == found(find="homesp")
        == found(find="织机")
        == {craft.pk}
    )
    assert [found(year=year) for year in (1880, 1900, 1950, 2020)] == [
        set(),
        {craft.pk},
        {pond.pk, craft.pk},
        {craft.pk},
    ]
    assert queries.kinds_there(PUBLIC, "five-towns") == {"craft": 1, "bathhouse": 1}
    assert queries.listing_named(five.huimin.clerk, "five-towns", hidden.pk) == hidden
    assert queries.listing_named(PUBLIC, "five-towns", hidden.pk) is None


def test_what_belongs_to_a_listing_is_read_by_whoever_reads_it(five: Five) -> None:
    clerk, resident = five.fengjing.clerk, enterprises.person("teller")
    row = make.listing(clerk)
    actions.add_picture(by=clerk, at=NOW, listing=row, name="a.png", content=PNG)
    label = make.label(clerk, of_villages=False)
    held = actions.give_label(by=clerk, at=NOW, label=label, town=clerk.member, listing=row)
    story = make.story(resident, row)
    actions.decide_story(by=clerk, at=NOW, story=story, shown=True)
    assert Contribution.objects.visible_to(PUBLIC).filter(pk=story.pk).exists()
    again = {name: getattr(row, name) for name in ("kind", "title_zh", "status")}
    actions.enter_listing(
        by=clerk, at=NOW, circle=five.circle, town=clerk.member, listing=row, audience="circle", **again
    )
    assert not Contribution.objects.visible_to(PUBLIC).filter(pk=story.pk).exists()
    assert not LabelHeld.objects.visible_to(PUBLIC).filter(pk=held.pk).exists()
    assert [bool(queries.listing_told(one, row).pictures) for one in (PUBLIC, five.huimin.clerk)] == [False, True]
    assert LabelHeld.objects.visible_to(five.huimin.clerk).filter(pk=held.pk).exists()


def test_a_story_is_read_by_its_town_before_everyone_and_taken_back_by_its_teller(five: Five) -> None:
    clerk, resident = five.fengjing.clerk, enterprises.person("teller")
    row = make.listing(clerk)
    story = make.story(resident, row, text="打 13800000000 找我，我在池子里烧过水。")
    assert (story.text, story.state, story.audience) == ("打 **** 找我，我在池子里烧过水。", "waiting", "own")
    assert told_to(clerk.person) == ["story_told"]
    assert [item.url for item in queries.work_of(clerk, TODAY)] == [f"/c/five-towns/living/stories/{story.pk}/"]
    assert queries.work_of(five.xindai.clerk, TODAY) == []
    for standing, seen in ((PUBLIC, False), (five.xindai.clerk, False), (resident, True), (clerk, True)):
        assert (queries.story_named(standing, "five-towns", story.pk) is not None) == seen
    with pytest.raises(Refused):
        actions.decide_story(by=five.xindai.clerk, at=NOW, story=story, shown=True)
    actions.decide_story(by=clerk, at=NOW, story=story, shown=False, reason="请再说说是哪一年")
    actions.decide_story(by=clerk, at=NOW, story=story, shown=True)
    assert told_to(resident.person) == ["story_turned_down", "story_shown"]
    told = queries.listing_told(PUBLIC, row)
    assert [one.pk for one in told.stories] == [story.pk]
    assert (told.own, told.waiting) == ((), ())
    held = queries.stories_held(resident.person)  # type: ignore[arg-type]
    assert [(one["text"], one["state"]) for one in held] == [("打 **** 找我，我在池子里烧过水。", "shown")]
    with pytest.raises(Refused):
        actions.take_story_back(by=clerk, at=NOW, story=story)
    actions.take_story_back(by=resident, at=NOW, story=story)
    assert Contribution.objects.visible_to(HOUSE).count() == 0


def test_with_the_account_its_stories_go(five: Five) -> None:
    resident, other = enterprises.person("teller"), enterprises.person("another")
    row = make.listing(five.fengjing.clerk)
    make.story(resident, row)
    kept = make.story(other, row)

    assert resident.person is not None
    with writing():
        assert actions.forget_stories(resident.person, NOW) == 1
    assert [one.pk for one in Contribution.objects.visible_to(HOUSE)] == [kept.pk]


@pytest.mark.source("D-81")
@pytest.mark.source("D-84")
def test_villages_are_told_as_a_union_with_mean_and_coverage(five: Five) -> None:
    clerk = five.fengjing.clerk
    for title, number in (("市级示范村", 15), ("国家休闲村", 7), ("振兴示范村", 9)):
        make.label(clerk, title, declared=number)
    for slug, value, unit, part in (
        ("fund", "1440000000", "CNY", "fund"),
        ("villages", "124", "item", "villages"),
        ("covered", "124", "item", "covered"),
    ):
        make.note(clerk, make.series(five, slug, value, unit=unit, period=None, kind="count"), "villages", part=part)
    told = figures.villages(PUBLIC, "five-towns", TODAY)
    assert (told.union.least, told.union.most, told.union.labels, told.union.named) == (15, 31, 31, 0)
    assert (told.fund_mean, told.covered, told.villages, told.coverage_percent) == (
        Decimal("11612903.23"),
        Decimal(124),
        Decimal(124),
        Decimal("100.0"),
    )
    first, second = (label.row for label in told.labels[:2])
    for label in (first, second):
        make.held(clerk, label, "新义村")
    make.held(clerk, first, "中洪村")
    again = figures.villages(PUBLIC, "five-towns", TODAY).union
    assert (again.named, again.least, again.most) == (2, 15, 30)
    gone = make.held(clerk, second, "中洪村")
    actions.end_label(by=clerk, at=NOW, held=gone, until=2023)
    assert [one.named for one in figures.villages(PUBLIC, "five-towns", TODAY).labels] == [2, 1, 0]
    with pytest.raises(Refused):  # one village holds one label once
        make.held(clerk, first, "新义村")


@pytest.mark.source("D-80")
def test_visitors_say_the_year_before_and_are_not_added_where_they_overlap(five: Five) -> None:
    clerk = five.fengjing.clerk
    leisure, beach, town = (
        make.series(five, slug, value)
        for slug, value in (("leisure", "8520000"), ("beach", "1500000"), ("town", "100000"))
    )
    make.note(
        clerk, leisure, growth_percent=Decimal("13.3"), value_step=Decimal(10_000), method_zh="全区", overlap="district"
    )
    make.note(clerk, beach, method_zh="年均", overlap="district")
    make.note(clerk, town, method_zh="卡口", overlap="")
    told = {one.series.slug: one for one in figures.figures_of(PUBLIC, "five-towns", "visitors")}
    first = told["leisure"]
    assert (first.implied.value, first.before_year, first.agrees) == (7_520_000, 2018, None)  # type: ignore[union-attr]
    refused = figures.sum_of(told.values(), ["leisure", "beach"])
    assert refused is not None
    assert (refused.total, refused.verdict.code) == (None, "overlap")
    added = figures.sum_of(told.values(), ["leisure", "town"])
    assert added is not None
    assert added.total is not None
    assert added.total.value == 8_620_000
    assert figures.sum_of(told.values(), ["leisure"]) is None


@pytest.mark.source("D-80")
def test_a_figure_reported_for_the_year_before_fits_or_does_not(five: Five) -> None:
    clerk = five.fengjing.clerk
    make.note(
        clerk, make.series(five, "leisure", "8520000"), growth_percent=Decimal("13.3"), value_step=Decimal(10_000)
    )
    for later, (value, fits) in enumerate((("7500000", False), ("7520000", True))):
        observations.attest_figure(
            by=clerk, at=NOW + timedelta(hours=later), series="leisure", value=value, unit="visit", period="2018"
        )
        (told,) = figures.figures_of(PUBLIC, "five-towns", "visitors")
        assert told.agrees is fits


@pytest.mark.source("R-18")
def test_a_firm_asks_before_noon_and_the_operator_answers_by_nine(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm, run) = enterprises.made(clerk, enterprises.firm(1), enterprises.firm(2))
    pilot, operator = enterprises.speaker("pilot", firm, clerk), enterprises.speaker("operator", run, clerk)
    ground = make.base(clerk, firm=run)
    row = make.flight(pilot, ground, firm)
    assert (row.controlled, row.answer_by, row.state) == (True, NOW.replace(hour=21, minute=0), "asked")
    assert (told_to(operator.person)[-1:], told_to(clerk.person)[-1:]) == (["flight_asked"], ["flight_asked"])
    with pytest.raises(Refused) as late:
        make.flight(pilot, ground, firm, at=NOW + timedelta(hours=1))
    assert late.value.code == "too_late"
    with pytest.raises(Refused) as other:
        make.flight(operator, ground, firm)
    assert other.value.code == "not_speaker"
    with pytest.raises(Refused) as free:
        make.flight(pilot, ground, firm, size="light", height_m=80)
    assert free.value.code == "not_needed"
    assert FlightRequest.objects.visible_to(HOUSE).count() == 1
    for standing, seen in (
        (pilot, True),
        (operator, True),
        (clerk, True),
        (PUBLIC, False),
        (five.xindai.clerk, False),
        (enterprises.person("else"), False),
    ):
        assert (flights.request_named(standing, "five-towns", row.pk) is not None) == seen
    (waits,) = flights.board(operator, ground, NOW)
    assert (waits.hours, waits.minutes, waits.overdue) == (9, 40, False)
    (over,) = flights.board(operator, ground, NOW + timedelta(hours=10))
    assert (over.overdue, over.hours) == (True, None)
    assert [item.due_on for item in flights.work_of(clerk, TODAY)] == [TODAY]
    with pytest.raises(Refused):
        actions.answer_flight(by=five.xindai.clerk, at=NOW, request=row, agreed=True)
    answered = actions.answer_flight(by=operator, at=NOW + timedelta(hours=10), request=row, agreed=True)
    assert flights.flight_told(answered, NOW + timedelta(hours=10)).answered_late
    assert told_to(pilot.person)[-1:] == ["flight_agreed"]
    assert [one.pk for one in flights.flights_on(clerk, ground, TODAY + timedelta(days=1))] == [row.pk]
    with pytest.raises(Refused):
        actions.answer_flight(by=clerk, at=NOW, request=row, agreed=False, reason="有雾")
    with pytest.raises(Refused) as flown:
        actions.withdraw_flight(by=pilot, at=NOW + timedelta(days=2), request=row)
    assert flown.value.code == "past"
    actions.withdraw_flight(by=pilot, at=NOW, request=row)
    assert flights.board(operator, ground, NOW) == []
    assert [one.row.state for one in flights.own_flights(pilot, "five-towns", NOW)] == ["withdrawn"]


def test_flights_are_asked_for_only_where_somebody_answers(five: Five) -> None:
    clerk = five.fengjing.clerk
    (firm,) = enterprises.made(clerk, enterprises.firm(1))
    pilot = enterprises.speaker("pilot", firm, clerk)
    with pytest.raises(Refused) as refused:
        make.flight(pilot, make.base(clerk, takes_requests=False), firm)
    assert refused.value.code == "no_requests"
    with pytest.raises(Invalid):
        make.listing(clerk, takes_requests=True)
