"""Public events: who hosts, how places are shared out, who registers, who moves up, who was there, what clashes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.living import actions
from pilin.domain.living.enums.happenings import HappeningState, RegistrationState
from pilin.domain.living.models import Evaluation, Happening, Presence, Registration, Seats
from pilin.domain.living.queries import happenings as queries
from pilin.domain.living.queries import happenings_coming as coming
from pilin.domain.living.queries import happenings_passes as passes
from pilin.domain.living.rules import happenings as rules
from pilin.engine.base import Conflict, Invalid, Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.notices.models import Notice
from tests.factories import living_happenings as make
from tests.factories.base import NOW, SHANGHAI, TODAY, Five, circle_of_five

pytestmark = pytest.mark.django_db
HOUSE = Standing.machine("test")
PUBLIC = Standing.public()
CODES = ("330421003", "330421111", "330482102", "310116101", "310116102")


@pytest.fixture
def five() -> Five:
    return circle_of_five()


def board(row: Happening, at: datetime = NOW) -> dict[str, tuple[int | None, int, int, int]]:
    told = queries.happening_named(HOUSE, row.circle, row.pk, at)
    assert told is not None
    return {one.town.code: (one.places, one.taken, one.beyond, one.waiting) for one in queries.quotas_of(told)}


def state_of(row: Registration) -> tuple[str, str]:
    found = Registration.objects.visible_to(HOUSE).get(pk=row.pk)
    return found.state, found.seat


# who hosts


@pytest.mark.source("D-16")
def test_the_town_in_the_chair_hosts_unless_another_is_named(five: Five) -> None:
    by_turn = make.plan(five, "xindai", title_zh="艺术节", venues=[])
    stated = make.plan(five, "xindai", title_zh="艺术节二", venues=[], host=five.huimin.code)
    assert (by_turn.host, by_turn.host_stated, by_turn.owner) == (five.fengjing.row, False, five.xindai.code)
    assert (stated.host, stated.host_stated) == (five.huimin.row, True)


@pytest.mark.source("D-16")
def test_a_series_may_keep_one_host_or_leave_it_open(five: Five) -> None:
    kept = []
    for rule, host in (("named", five.yaozhuang.code), ("unknown", "")):
        series = actions.keep_series(
            by=five.fengjing.clerk, at=NOW, circle=five.circle, town=five.fengjing.code, title_zh=rule, kind="festival", host_rule=rule, host=host
        )  # fmt: skip
        kept.append(make.plan(five, title_zh=rule, series=series.pk).host)
    assert kept == [five.yaozhuang.row, None]


# places


@given(size=st.integers(0, 5_000), weights=st.lists(st.integers(0, 400), min_size=1, max_size=9))
def test_quotas_add_up_to_the_size_and_none_is_negative_or_split(size: int, weights: list[int]) -> None:
    given_weights = {str(place): weight for place, weight in enumerate(weights)}
    if not any(weights):
        with pytest.raises(ValueError, match="weights"):
            rules.share_out(size, given_weights)
        return
    shared = rules.share_out(size, given_weights)
    assert sum(shared.values()) == size
    assert all(isinstance(part, int) and part >= 0 for part in shared.values())
    exact = {code: size * weight / sum(weights) for code, weight in given_weights.items()}
    assert all(abs(shared[code] - exact[code]) < 1 for code in exact)  # nobody is a whole place from their share


@pytest.mark.source("D-10")
def test_a_camp_of_thirty_two_is_split_over_five_parties_without_a_rest(five: Five) -> None:
    camp = make.plan(five, kind="camp", title_zh="训练营", places=32, quotas=dict.fromkeys(CODES, 1))
    assert {code: places for code, (places, *_rest) in board(camp).items()} == dict(
        zip(CODES, (7, 7, 6, 6, 6), strict=True)
    )
    with pytest.raises(Invalid) as error:
        actions.share_places(by=five.fengjing.clerk, at=NOW, happening=camp, quotas=dict.fromkeys(CODES, 7))
    assert [fault.code for fault in error.value.faults] == ["sum"]


def test_who_finds_no_place_of_their_town_waits_though_another_town_has_some(five: Five) -> None:
    event = make.plan(five, places=2, quotas={five.huimin.code: 1, five.fengjing.code: 1})
    first = make.register(make.resident("a"), event, five.huimin.code)
    second = make.register(make.resident("b"), event, five.huimin.code)
    assert (state_of(first), state_of(second)) == (("held", "own"), ("waiting", ""))
    assert board(event) == {five.huimin.code: (1, 1, 0, 1), five.fengjing.code: (1, 0, 0, 0)}


def test_unused_places_go_to_who_waited_longest_once_they_are_released(five: Five) -> None:
    event = make.plan(five, places=3, quotas={five.huimin.code: 1, five.fengjing.code: 2}, release_on=date(2024, 11, 1))
    make.register(make.resident("a"), event, five.huimin.code)
    waits = [
        make.register(make.resident(n), event, five.huimin.code, NOW + timedelta(minutes=i))
        for i, n in enumerate("bcd")
    ]
    done = [
        actions.do_what_is_due(by=HOUSE, at=datetime(2024, day_[0], day_[1], 1, tzinfo=SHANGHAI))
        for day_ in ((10, 31), (11, 1))
    ]
    assert done == [0, 2]
    assert [state_of(row) for row in waits] == [("held", "released"), ("held", "released"), ("waiting", "")]
    assert board(event)[five.huimin.code] == (1, 1, 2, 1)
    told = Notice.objects.visible_to(HOUSE).filter(kind="happening_place").values_list("person", flat=True)
    assert set(told) == {waits[0].person_id, waits[1].person_id}


def test_giving_back_moves_up_who_waited_longest_of_that_town(five: Five) -> None:
    event = make.plan(five, places=2, quotas={five.huimin.code: 1, five.xindai.code: 1})
    who = make.resident("a")
    held = make.register(who, event, five.huimin.code)
    other = make.register(make.resident("b"), event, five.yaozhuang.code)  # no quota: waits for released places
    next_ = make.register(make.resident("c"), event, five.huimin.code, NOW + timedelta(minutes=1))
    actions.withdraw_registration(by=who[1], at=NOW, registration=held)
    assert [state_of(row) for row in (held, other, next_)] == [("withdrawn", ""), ("waiting", ""), ("held", "own")]
    whole = Seats.objects.visible_to(HOUSE).get(happening=event, town__isnull=True)
    assert (whole.places, whole.taken) == (2, 1)


def test_who_asks_now_never_passes_who_waits(five: Five) -> None:
    """A place became free and nobody moved up yet, as when places grew: the next one to ask moves the first up."""
    event = make.plan(five, places=1)
    make.register(make.resident("a"), event, five.huimin.code)
    waits = make.register(make.resident("b"), event, five.huimin.code)
    with pytest.raises(Invalid):
        make.change(five, event, places=0)
    make.change(five, event, places=2)
    late = make.register(make.resident("c"), event, five.huimin.code)
    assert (state_of(waits), state_of(late)) == (("held", "open"), ("waiting", ""))


def test_asking_twice_is_asking_once(five: Five) -> None:
    event, who = make.plan(five, places=5), make.resident("a")
    one, two = make.register(who, event, five.huimin.code), make.register(who, event, five.huimin.code)
    assert one.pk == two.pk
    assert Seats.objects.visible_to(HOUSE).get(happening=event).taken == 1


def test_as_many_as_come_where_places_are_not_counted(five: Five) -> None:
    event = make.plan(five)
    states = {state_of(make.register(make.resident(str(n)), event, five.huimin.code)) for n in range(3)}
    assert states == {("held", "open")}
    with pytest.raises(Invalid):
        actions.share_places(by=five.fengjing.clerk, at=NOW, happening=event, quotas={five.huimin.code: 1})


# when one can register


@pytest.mark.parametrize(
    ("more", "at", "code"),
    [
        ({"opens_at": NOW + timedelta(days=1)}, NOW, "not_open"),
        ({"closes_at": NOW - timedelta(days=1)}, NOW, "closed"),
        ({"registers": False}, NOW, "no_need"),
        ({"own_until": TODAY}, NOW, "own_first"),
        ({"own_until": TODAY - timedelta(days=1)}, NOW, ""),
        ({}, make.START + timedelta(days=2), "over"),
    ],
    ids=["before it opens", "after it closed", "no need", "own people first", "own people were first", "over"],
)
def test_when_one_can_register(five: Five, more: dict[str, Any], at: datetime, code: str) -> None:
    event = make.plan(five, **more)
    try:
        make.register(make.resident("a"), event, five.huimin.code, at)
        found = ""
    except Refused as error:
        found = error.code
    assert found == code


def test_its_own_people_register_while_others_wait_for_their_day(five: Five) -> None:
    event = make.plan(five, own_until=TODAY, venues=[make.venue(five), make.venue(five, "zhujing")])
    own = [make.register(make.resident(town), event, getattr(five, town).code) for town in ("fengjing", "zhujing")]
    assert [state_of(row) for row in own] == [("held", "open"), ("held", "open")]


def test_nobody_registers_somebody_else(five: Five) -> None:
    event, (user, _own) = make.plan(five), make.resident("a")
    found = []
    for by, town, person in (
        (PUBLIC, five.huimin.code, None),
        (five.huimin.clerk, five.xindai.code, None),
        (five.huimin.clerk, five.huimin.code, user.pk),
        (five.huimin.signatory, five.huimin.code, None),
    ):
        with pytest.raises(Refused) as error:
            actions.register(by=by, at=NOW, happening=event, town=town, name="x", person=person)
        found.append(error.value.code)
    assert found == ["not_signed_in", "not_clerk", "not_clerk", "not_clerk"]
    assert state_of(make.on_behalf(five.huimin.clerk, event, "陆阿婆")) == ("held", "open")


# who reads what


def test_nobody_but_owner_and_host_reads_a_draft_before_it_is_announced(five: Five) -> None:
    draft = make.plan(five, "xindai", announce=False, announce_at=NOW + timedelta(hours=1))
    readers = {
        "host": five.fengjing.clerk,
        "owner": five.xindai.clerk,
        "neighbour": five.huimin.clerk,
        "public": PUBLIC,
    }

    def read() -> set[str]:
        return {name for name, by in readers.items() if queries.happening_named(by, five.slug, draft.pk, NOW)}

    def feed() -> list[str]:
        return [one.title_zh for one in queries.calendar_entries(PUBLIC, five.slug)]

    assert (read(), feed()) == ({"host", "owner"}, [])
    assert JournalLine.objects.visible_to(PUBLIC).count() == 0
    assert actions.do_what_is_due(by=HOUSE, at=NOW) == 0
    assert actions.do_what_is_due(by=HOUSE, at=NOW + timedelta(hours=2)) == 1
    assert (read(), feed()) == (set(readers), ["水乡灯会"])


def test_names_of_who_comes_are_read_by_host_and_owner_alone(five: Five) -> None:
    event = make.plan(five, "xindai")  # Fengjing, in the chair, hosts it
    make.register(make.resident("a"), event, five.huimin.code)
    make.on_behalf(five.yaozhuang.clerk, event, "陆阿婆")
    read = {
        town: len(coming.comers(getattr(five, town).clerk, event))
        for town in ("xindai", "fengjing", "huimin", "yaozhuang", "zhujing")
    }
    assert read == {"xindai": 2, "fengjing": 2, "huimin": 0, "yaozhuang": 1, "zhujing": 0}
    assert coming.comers(PUBLIC, event) == []


def test_the_journal_names_nobody(five: Five) -> None:
    event = make.plan(five)
    make.on_behalf(five.huimin.clerk, event, "陆阿婆")
    lines = JournalLine.objects.visible_to(HOUSE).filter(code="living.register")
    assert ["陆阿婆" in str(line.facts) for line in lines] == [False]
    assert not any("陆阿婆" in str(one.changes) for line in lines for one in line.subjects.visible_to(HOUSE))


# who was there


def test_a_ticket_counts_once_and_only_on_its_days(five: Five) -> None:
    event = make.plan(five, places=1)
    row = make.register(make.resident("a"), event, five.huimin.code)
    waits = make.register(make.resident("b"), event, five.huimin.code)
    assert len(bytes.fromhex(row.code)) * 8 == 128
    clerk = five.fengjing.signatory
    with pytest.raises(Refused) as error:
        actions.mark_came(by=clerk, at=NOW, happening=event, code=row.code)
    assert error.value.code == "too_early"
    noted = [
        actions.mark_came(by=clerk, at=make.START, happening=event, code=f" {row.code.upper()} ")[1] for _ in range(2)
    ]
    assert noted == [True, False]
    assert Presence.objects.visible_to(HOUSE).count() == 1
    for who, wanted in ((waits.code, "waiting"), ("0" * 32, "invalid")):
        try:
            actions.mark_came(by=clerk, at=make.START, happening=event, code=who)
        except Refused as refused:
            assert refused.code == wanted
        except Invalid:
            assert wanted == "invalid"
    with pytest.raises(Refused):
        actions.mark_came(by=five.huimin.clerk, at=make.START, happening=event, code=row.code)


def test_a_sheet_of_a_session_is_what_stands_in_the_end(five: Five) -> None:
    event = make.plan(five, kind="camp", places=3)
    people = [make.register(make.resident(n), event, five.huimin.code) for n in "abc"]
    sitting = actions.add_session(
        by=five.fengjing.clerk, at=NOW, happening=event, title_zh="党性教育", starts_at=make.START
    )
    keep: dict[str, Any] = {"by": five.fengjing.clerk, "at": make.LATER, "happening": event, "session": sitting.pk}
    first = actions.keep_attendance(**keep, present=[people[0].pk, people[1].pk])
    second = actions.keep_attendance(**keep, present=[people[1].pk, people[2].pk])
    assert (first, second) == ({"present": 2, "added": 2, "removed": 0}, {"present": 2, "added": 1, "removed": 1})
    told = coming.camp(five.fengjing.clerk, event)
    assert told.attended == {sitting.pk: 2}
    assert [(town.code, number) for town, number in told.per_town] == [(five.huimin.code, 3)]


@pytest.mark.source("D-10")
def test_a_participant_is_seconded_to_another_town_and_to_one_at_a_time(five: Five) -> None:
    event = make.plan(five, kind="camp", places=1)
    row = make.register(make.resident("a"), event, five.huimin.code)
    sent: dict[str, Any] = {
        "by": five.huimin.clerk,
        "at": NOW,
        "registration": row,
        "office_zh": "党群办",
        "from_on": TODAY,
        "until_on": TODAY + timedelta(days=90),
    }
    actions.second(**sent, to=five.fengjing.code)
    found = []
    for to in (five.huimin.code, five.xindai.code):
        with pytest.raises(Invalid) as error:
            actions.second(**sent, to=to)
        found.append([fault.code for fault in error.value.faults])
    assert found == [["own_town", "overlap"], ["overlap"]]
    readers = [
        len(coming.camp(getattr(five, town).clerk, event).secondments) for town in ("huimin", "fengjing", "zhujing")
    ]
    assert readers == [1, 1, 0]


def test_what_people_thought_is_told_from_five_answers_on_and_leads_to_nobody(five: Five) -> None:
    event = make.plan(five)
    people = [make.resident(str(n)) for n in range(5)]
    rows = [make.register(who, event, five.huimin.code) for who in people]
    told = []
    for place, (who, row) in enumerate(zip(people, rows, strict=True)):
        actions.evaluate(
            by=who[1],
            at=make.LATER + timedelta(minutes=place),
            registration=row,
            score=5 - place % 2,
            words=f"好{place}",
        )
        told.append(coming.thought_of(event).scores)
    assert told[:4] == [None] * 4
    assert (told[4].answers, told[4].of, str(told[4].mean)) == (5, {5: 3, 4: 2, 3: 0, 2: 0, 1: 0}, "4.6")  # type: ignore[union-attr]
    kept = Evaluation.objects.visible_to(HOUSE)
    assert {row.made_at.astimezone(SHANGHAI).isoformat() for row in kept} == {"2024-11-17T00:00:00+08:00"}
    assert [row.uid.version for row in kept] == [4] * 5
    assert JournalLine.objects.visible_to(HOUSE).filter(code="living.evaluate").count() == 0
    assert {row.changed_at for row in Registration.objects.visible_to(HOUSE)} == {NOW}  # no moment of the answer
    with pytest.raises(Refused):
        actions.evaluate(by=people[0][1], at=make.LATER, registration=rows[0], score=1)


def test_nobody_says_what_they_thought_before_the_end(five: Five) -> None:
    event, who = make.plan(five), make.resident("a")
    row = make.register(who, event, five.huimin.code)
    with pytest.raises(Refused) as error:
        actions.evaluate(by=who[1], at=NOW, registration=row, score=5)
    assert error.value.code == "not_over"


# calling off, moving, erasing


def test_calling_off_tells_who_registered_and_stays_in_the_calendar(five: Five) -> None:
    event = make.plan(five)
    row = make.register(make.resident("a"), event, five.huimin.code)
    actions.cancel_happening(by=five.fengjing.clerk, at=NOW, happening=event, why="台风")
    assert list(Notice.objects.visible_to(HOUSE).values_list("person", "kind")) == [
        (row.person_id, "happening_cancelled")
    ]
    [line] = [
        one for one in queries.calendar(PUBLIC, five.slug, NOW, date(2024, 11, 1), date(2024, 11, 30)) if one.told
    ]
    assert line.told is not None
    assert line.told.state is HappeningState.CANCELLED
    assert queries.calendar_entries(PUBLIC, five.slug) == []


def test_moving_tells_who_registered_and_a_word_more_does_not(five: Five) -> None:
    event = make.plan(five)
    make.register(make.resident("a"), event, five.huimin.code)
    make.change(five, event, about_zh="带伞")
    before = Notice.objects.visible_to(HOUSE).count()
    make.change(five, event, starts_on="2024-11-23", starts_at=None)
    assert (before, Notice.objects.visible_to(HOUSE).count()) == (0, 1)


def test_whoever_closes_the_account_leaves_no_name_and_their_place(five: Five) -> None:
    event = make.plan(five, places=1)
    user, own = make.resident("a")
    row = make.register((user, own), event, five.huimin.code)
    waits = make.register(make.resident("b"), event, five.huimin.code)
    assert [one["name"] for one in coming.registrations_held(user.pk)] == ["陆阿婆"]
    from tests.factories.base import writing

    with writing():
        assert actions.forget_comer(user.pk, NOW) == 1
    kept = Registration.objects.visible_to(HOUSE).get(pk=row.pk)
    assert (kept.person_id, kept.name, kept.state, kept.code == row.code) == (None, "", "withdrawn", False)
    assert state_of(waits) == ("held", "open")


# the calendar


def test_two_things_in_one_town_at_one_time_are_named_and_in_two_towns_are_not(five: Five) -> None:
    make.plan(
        five,
        title_zh="甲",
        venues=[make.venue(five), make.venue(five, "huimin")],
        ends_at=make.START + timedelta(hours=3),
    )
    draft = make.plan(five, title_zh="乙", starts_at=make.START + timedelta(hours=2), announce=False)
    slot = rules.slot_of(draft)
    assert slot is not None
    found = {
        town: [
            one.title_zh
            for one in queries.clashes(five.fengjing.clerk, five.slug, [getattr(five, town).code], slot, but=draft.pk)
        ]
        for town in ("fengjing", "huimin", "xindai")
    }
    assert found == {"fengjing": ["甲"], "huimin": ["甲"], "xindai": []}
    later = make.plan(five, title_zh="丙", starts_at=make.START + timedelta(hours=3), announce=False)
    told = queries.calendar(five.fengjing.clerk, five.slug, NOW, date(2024, 11, 16), date(2024, 11, 16))
    assert {line.title_zh: sorted(line.clashes) for line in told} == {"甲": ["乙"], "乙": ["丙", "甲"], "丙": ["乙"]}
    assert later.title_zh == "丙"


def test_a_month_clashes_with_nothing_and_stands_in_its_month(five: Five) -> None:
    make.plan(five, title_zh="甲")
    rough = make.plan(five, title_zh="乙", starts_on="2024-11", starts_at=None)
    assert rules.slot_of(rough) is None
    told = queries.calendar(five.fengjing.clerk, five.slug, NOW, date(2024, 11, 1), date(2024, 11, 30))
    assert [(line.title_zh, line.rough, line.clashes) for line in told] == [("乙", True, []), ("甲", False, [])]
    assert [one.title_zh for one in queries.feed(PUBLIC, five.slug, NOW)] == ["甲"]


def test_the_calendar_is_asked_by_town_and_kind(five: Five) -> None:
    make.plan(five, title_zh="甲", venues=[make.venue(five), make.venue(five, "huimin")])
    make.plan(five, title_zh="乙", kind="forum", venues=[make.venue(five, "xindai")])
    span = (PUBLIC, five.slug, NOW, date(2024, 11, 1), date(2024, 11, 30))
    found = {
        town: [one.title_zh for one in queries.calendar(*span, town=getattr(five, town).code)]
        for town in ("huimin", "xindai", "zhujing")
    }
    assert found == {"huimin": ["甲"], "xindai": ["乙"], "zhujing": []}
    assert [one.title_zh for one in queries.calendar(*span, kind="forum")] == ["乙"]


def test_next_year_is_laid_once_in_its_month_with_the_host_by_turn(five: Five) -> None:
    by, at, circle, town = five.fengjing.clerk, NOW, five.circle, five.fengjing.code
    for title, more in (("灯会", {"month": 2}), ("艺术节", {"season": "autumn"}), ("一次", {"yearly": False})):
        series = actions.keep_series(
            by=by, at=at, circle=circle, town=town, title_zh=title, kind="festival", **({"yearly": True} | more)  # type: ignore[arg-type]
        )  # fmt: skip
        make.plan(five, title_zh=title, series=series.pk, edition=3)
    made = [actions.plan_year(by=by, at=at, circle=circle, town=town, year=2025) for _ in range(2)]
    assert [[(row.title_zh, str(row.starts_on), row.edition, row.announced_at) for row in rows] for rows in made] == [
        [("灯会", "2025-02", 4, None), ("艺术节", "2025-Q4", 4, None)], []
    ]  # fmt: skip
    assert [row.host for row in made[0]] == [queries_host(five, 2025, 2), queries_host(five, 2025, 10)]
    assert [row.venues.visible_to(HOUSE).count() for row in made[0]] == [1, 1]


def queries_host(five: Five, year: int, month: int) -> Any:
    from pilin.foundation.members.models import Member
    from pilin.foundation.members.queries import chair_on

    term = chair_on(HOUSE, five.slug, date(year, month, 1))
    return Member.objects.visible_to(HOUSE).get(code=term.member.code) if term else None


# passes


@pytest.mark.source("D-80")
def test_uses_of_a_joint_pass_at_two_venues_are_one_visitor(five: Five) -> None:
    row = make.offer(five, uses=2)
    issued = actions.issue_passes(by=five.fengjing.clerk, at=NOW, of=row, number=3)
    west, east = row.venues.visible_to(HOUSE).order_by("-town__bank")
    left = [actions.use_pass(by=five.fengjing.signatory, at=NOW, venue=west, code=issued[0].code)[1] for _ in range(2)]
    actions.use_pass(by=five.xindai.clerk, at=NOW, venue=east, code=issued[0].code)
    with pytest.raises(Refused) as error:
        actions.use_pass(by=five.fengjing.clerk, at=NOW, venue=west, code=issued[0].code)
    assert (left, error.value.code) == ([1, 0], "used_up")
    [told] = passes.passes(PUBLIC, five.slug)
    assert (told.issued, told.uses, told.visitors, [number for _venue, number in told.venues]) == (3, 3, 1, [2, 1])


def test_a_pass_is_taken_in_where_and_when_it_is_good(five: Five) -> None:
    row = make.offer(five)
    [issued] = actions.issue_passes(by=five.fengjing.clerk, at=NOW, of=row, number=1)
    venue = row.venues.visible_to(HOUSE).get(town=five.fengjing.row)
    for by, at, code in (
        (five.huimin.clerk, NOW, "not_venue"),
        (five.fengjing.clerk, NOW + timedelta(days=31), "not_valid"),
    ):
        with pytest.raises(Refused) as error:
            actions.use_pass(by=by, at=at, venue=venue, code=issued.code)
        assert error.value.code == code
    with pytest.raises(Invalid):
        actions.use_pass(by=five.fengjing.clerk, at=NOW, venue=venue, code="f" * 32)
    with pytest.raises(Invalid) as wrong:
        make.offer(five, venues=[{"town": five.fengjing.code, "name_zh": "古镇"}])
    assert [fault.code for fault in wrong.value.faults] == ["one_town"]


def test_an_announced_event_is_not_announced_again(five: Five) -> None:
    event = make.plan(five)
    with pytest.raises(Conflict):
        actions.announce_happening(by=five.fengjing.clerk, at=NOW, happening=event)
    assert RegistrationState.HELD == "held"
