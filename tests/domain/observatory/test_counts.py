"""Shares counted from records: what is unknown is never a no, nothing is read that may not be, and attested counts stay."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.chains import actions as chains
from pilin.domain.enterprises import actions as enterprises
from pilin.domain.observatory import actions, queries, rules
from pilin.domain.observatory.actions import FirmSaying
from pilin.domain.observatory.enums.counts import SAID, CountOf
from pilin.domain.observatory.models import AttestedCount, FirmWord, Indicator
from pilin.domain.observatory.rules import Asked, Revenue, Saying, Tally
from pilin.engine.base import Conflict, Invalid, Refused
from pilin.engine.flows import share_above
from pilin.foundation.access.standing import Standing
from tests.factories import chains as links
from tests.factories import counts as make
from tests.factories import enterprises as registers
from tests.factories import observatory as indicators
from tests.factories.base import NOW, TODAY, Five, circle_of_five

WORDS = st.sampled_from([True, False, None])
PAIRS = st.lists(st.tuples(WORDS, WORDS), max_size=30)


@pytest.fixture
def five(db: Any) -> Five:
    return circle_of_five()


def told(row: Indicator, by: Standing | None = None, as_of: date = TODAY, counting: bool = True) -> queries.Answer:
    answer = queries.answer_of(by or Standing.public(), "five-towns", row.slug, as_of, counting=counting)
    assert answer is not None
    return answer


def tally(row: Indicator, by: Standing | None = None) -> Tally:
    counted = told(row, by).at.counted
    assert counted is not None
    return counted.tally


# what is reckoned


@given(PAIRS)
def test_what_is_unknown_is_never_counted_as_a_no(answers: list[tuple[bool | None, bool | None]]) -> None:
    counted = rules.tally_of(answers)
    sure = [part for whole, part in answers if whole is True and part is not None]
    open_ones = [1 for whole, part in answers if whole is None or (whole is True and part is None)]
    assert (counted.yes, counted.no, counted.unknown) == (sure.count(True), sure.count(False), len(open_ones))
    assert counted.share == (Fraction(sum(sure), len(sure)) if sure else None)


@pytest.mark.source("D-49")
@given(PAIRS, st.sampled_from(["0.4", "0.5", "0.6", "0.7"]))
def test_share_and_coverage_are_those_of_the_engine(answers: list[tuple[bool | None, bool | None]], line: str) -> None:
    counted = rules.tally_of(answers)
    asked = [(whole, part) for whole, part in answers if whole is not False]
    if not counted.known:
        return
    numerator = [None if whole is None or part is None else int(part) for whole, part in asked]
    engine = share_above(numerator, [None if n is None else 1 for n in numerator], line)
    assert counted.share is not None
    assert (counted.yes, counted.known, counted.unknown) == (engine.numerator, engine.known, engine.unknown)
    assert (counted.share > Fraction(line)) is engine.above
    assert counted.coverage is not None
    assert Decimal(counted.coverage.numerator) / counted.coverage.denominator == engine.coverage
    if not counted.unknown:
        assert rules.met_by(counted, ">", 100 * Decimal(line)) is engine.above


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=7))
def test_the_share_lies_between_least_and_most_whatever_the_unknown_are(answers: list[Any]) -> None:
    counted = rules.tally_of(answers)
    if counted.least is None or counted.most is None:
        assert not any(whole for whole, _part in answers)
        return
    possible = set()
    for filled in itertools.product(*(itertools.product(*([w] if w is not None else [True, False] for w in pair)) for pair in answers)):  # fmt: skip
        parts = [part for whole, part in filled if whole]
        possible.add(Fraction(sum(parts), len(parts)))
    assert (counted.least, counted.most) == (min(possible), max(possible))
    for line in (Decimal(40), Decimal(50)):
        answered = {100 * share > Fraction(line) for share in possible}
        assert rules.met_by(counted, ">", line) is (answered.pop() if len(answered) == 1 else None)


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["", "31", "310116", "33", "330482"])), max_size=4),
    st.sampled_from(["", "31", "310116", "33"]),
)
def test_a_word_says_yes_of_what_lies_around_its_place_and_no_of_what_lies_within(said: Any, place: str) -> None:
    firm = Asked("u", "310116102", sayings={"related": [Saying(*one) for one in said]})
    yes = any(holds and where.startswith(place) for holds, where in said)
    no = any(not holds and place.startswith(where) for holds, where in said)
    assert rules.related(firm, (place,)) is (None if yes == no else yes)


def test_a_link_that_is_not_sure_says_nothing_and_one_against_a_word_leaves_it_open() -> None:
    def asked(*partners: tuple[str, bool | None], said: bool | None = None) -> Asked:
        return Asked("u", "330482102", partners=partners, sayings={} if said is None else {"related": [Saying(said, "31")]})  # fmt: skip

    assert [
        rules.related(firm, ("31",))
        for firm in (
            asked(), asked(("330421003", True)), asked(("310116102", None)), asked(("310116102", True)),
            asked(("310116102", None), said=False), asked(("310116102", True), said=False), asked(said=True),
        )
    ] == [None, None, None, True, False, None, True]  # fmt: skip


@pytest.mark.source("D-49", "Q-07")
@pytest.mark.parametrize(
    ("revenue", "answer"),
    [
        (None, None), (Revenue(2023, Decimal(20_000_000), "="), True), (Revenue(2023, Decimal("19999999.99"), "="), False),
        (Revenue(2023, Decimal(30_000_000), "≈"), None), (Revenue(2023, Decimal(20_000_000), ">"), True),
        (Revenue(2023, Decimal(20_000_000), "<"), False), (Revenue(2023, Decimal(30_000_000), "<"), None),
        (Revenue(2020, Decimal(90_000_000), "="), None), (Revenue(2024, Decimal(90_000_000), "="), None),
    ],
)  # fmt: skip
def test_above_designated_size_by_the_revenue_of_late_years(revenue: Revenue | None, answer: bool | None) -> None:
    assert rules.above_size(Asked("u", "t", revenue=revenue), TODAY) is answer
    said = Asked("u", "t", revenue=revenue, sayings={"above": [Saying(False)]})
    assert rules.above_size(said, TODAY) is False


def test_the_limit_of_size_is_dated_and_before_the_first_nothing_is_said() -> None:
    firm = {year: Asked("u", "t", revenue=Revenue(year - 1, Decimal(6_000_000), "=")) for year in (2006, 2008, 2012)}
    assert [rules.above_size(firm[year], date(year, 6, 1)) for year in (2006, 2008, 2012)] == [None, True, False]


def test_a_day_within_the_year_of_founding_or_ending_is_not_known() -> None:
    year, day = (date(2024, 1, 1), date(2024, 12, 31)), (TODAY, TODAY)
    spans = ((None, None), (year, None), (day, None), (None, year), (None, day))
    assert [rules.in_force(begun, over, TODAY) for begun, over in spans] == [True, None, True, None, True]
    assert (
        rules.in_force((date(2020, 1, 1), date(2020, 12, 31)), (date(2023, 1, 1), date(2023, 12, 31)), TODAY) is False
    )
    assert rules.in_force((TODAY + timedelta(1), TODAY + timedelta(1)), None, TODAY) is False


def test_every_count_says_what_it_counts() -> None:
    assert set(SAID) == set(CountOf)


# from rows


def firms_of(clerk: Standing, numbers: range, **more: Any) -> list[Any]:
    shared = {name: more.pop(name) for name in ("audience",) if name in more}
    rows = [registers.firm(number, **more) for number in numbers]
    return registers.made(clerk, *rows, title=f"名录{numbers}", **shared)


@pytest.mark.source("D-49")
def test_of_a_thousand_firms_400_are_not_more_than_40_per_cent_and_401_are(five: Five) -> None:
    clerk, code = five.xindai.clerk, five.xindai.code
    firms = firms_of(clerk, range(1000), audience="public")
    make.said(clerk, firms[:400], True, audience="public")
    make.said(clerk, firms[400:], False, audience="public")
    row = make.counted(clerk, [code])
    indicators.target(clerk, row, ">", 40)
    answer = told(row)
    assert (answer.at.value, str(answer.at.comparator)) == (Decimal(40), "=")
    assert answer.target is not None
    assert (answer.target.met, tally(row).known, tally(row).unknown) == (False, 1000, 0)
    make.said(clerk, firms[400:401], True, at=NOW + timedelta(seconds=1), audience="public")
    answer = told(row)
    assert answer.target is not None
    assert (answer.at.value, answer.target.met) == (Decimal("40.1"), True)


@pytest.mark.source("D-49")
def test_a_share_with_unknown_firms_meets_its_target_only_where_they_cannot_change_it(five: Five) -> None:
    clerk = five.xindai.clerk
    firms = firms_of(clerk, range(10), audience="public")
    make.said(clerk, firms[:5], True, audience="public")
    make.said(clerk, firms[5:9], False, audience="public")
    row = make.counted(clerk, [five.xindai.code])
    indicators.target(clerk, row, ">", 50)
    answer = told(row)
    assert answer.target is not None
    assert answer.at.counted is not None
    assert (answer.at.value, str(answer.at.comparator)) == (Decimal(500) / 9, "≈")
    assert (answer.target.met, answer.target.reason, str(answer.at.counted.coverage)) == (
        None,
        "uncounted",
        "90 percent",
    )
    make.said(clerk, firms[9:], True, audience="public")
    answer = told(row)
    assert answer.target is not None
    assert (answer.at.value, answer.target.met) == (Decimal(60), True)


def brute(five: Five, seed: int) -> tuple[dict[str, Counter[str]], Indicator]:
    """Bring a made-up world of registers, links and words; return what a plain loop over it counts, and the indicator."""
    dice = Random(seed)
    world: dict[int, dict[str, Any]] = {}
    for start, town in enumerate((five.xindai, five.fengjing, five.huimin)):
        numbers = range(start * 20, start * 20 + 14)
        rows = []
        for number in numbers:
            founded = dice.choice(["", "2010", "2024", "2025", "2024-03"])
            rows.append(registers.firm(number, founded_on=registers_day(founded), division=""))
            world[number] = {"town": town, "founded": founded, "links": [], "denied": [], "words": []}
        for number, firm in zip(numbers, registers.made(town.clerk, *rows, title=f"{start}", audience="circle"), strict=True):  # fmt: skip
            world[number]["firm"] = firm
    some = sorted(world)
    for _round in range(18):
        one, other = dice.sample(some, 2)
        if any(other in world[one][kind] or one in world[one][kind] for kind in ("links", "denied")):
            continue
        link = links.link(world[one]["town"].clerk, world[one]["firm"], world[other]["firm"])
        kind = "links"
        if dice.random() < 0.3:
            kind = "denied"
            chains.say_link(by=world[other]["town"].clerk, at=NOW, link=link, side="buyer", holds=False)
        world[one][kind].append(other)
        world[other][kind].append(one)
    for number in dice.sample(some, 25):
        holds, place = dice.random() < 0.5, dice.choice(["31", "310116102", "33"])
        make.said(world[number]["town"].clerk, [world[number]["firm"]], holds, place=place)
        world[number]["words"].append((holds, place))
    row = make.counted(five.xindai.clerk, [five.xindai.code, five.fengjing.code, five.huimin.code])
    counts: dict[str, Counter[str]] = {town.code: Counter() for town in (five.xindai, five.fengjing, five.huimin)}
    for one_firm in world.values():
        alive = {"": "yes", "2010": "yes", "2024": "maybe", "2025": "no", "2024-03": "yes"}[one_firm["founded"]]
        if alive == "no":
            continue
        linked = any(world[other]["town"].code.startswith("31") for other in one_firm["links"])
        yes = linked or any(holds and place.startswith("31") for holds, place in one_firm["words"])
        no = any(not holds and place == "31" for holds, place in one_firm["words"])
        known = alive == "yes" and yes != no
        counts[one_firm["town"].code]["unknown" if not known else "yes" if yes else "no"] += 1
    return counts, row


def registers_day(text: str) -> Any:
    from pilin.engine.base import PartialDate

    return PartialDate.parse(text) if text else None


@pytest.mark.source("D-49")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_counted_share_is_what_a_plain_loop_over_the_records_counts(five: Five, seed: int) -> None:
    counts, row = brute(five, seed)
    answer = told(row, five.fengjing.clerk)
    for part in answer.at.parts:
        assert part.counted is not None
        one = part.counted.tally
        assert Counter(yes=one.yes, no=one.no, unknown=one.unknown) == counts[part.town] + Counter()
    total = sum(counts.values(), Counter())
    assert (answer.at.figure.value if answer.at.figure else None) == Fraction(
        100 * total["yes"], total["yes"] + total["no"]
    )


def test_a_firm_that_two_towns_keep_counts_once_with_what_either_records(five: Five) -> None:
    (first,) = registers.made(five.fengjing.clerk, registers.firm(1), audience="public")
    (again,) = registers.made(five.xindai.clerk, registers.firm(1), audience="public", at=NOW + timedelta(minutes=1))
    row = make.counted(five.xindai.clerk, [five.xindai.code, five.fengjing.code])
    make.said(five.xindai.clerk, [again], True, audience="public") if again != first else make.said(five.fengjing.clerk, [first], True, audience="public")  # fmt: skip
    assert [tally(row).records, tally(row).yes] == [1, 1]


def test_the_other_bank_is_seen_from_each_firm(five: Five) -> None:
    left, right = links.firm(five.xindai.clerk, 1, division=""), links.firm(five.fengjing.clerk, 2, division="")
    links.link(five.xindai.clerk, left, right)
    row = make.counted(five.xindai.clerk, [five.xindai.code, five.fengjing.code], place="across")
    near = make.counted(five.xindai.clerk, [five.xindai.code, five.fengjing.code], place="31", slug="near")
    assert tally(row, five.xindai.clerk) == Tally(yes=2)
    assert tally(near, five.xindai.clerk) == Tally(yes=1, open=1)


@pytest.mark.source("D-49", "Q-07")
def test_manufacturers_above_size_in_research_are_counted_from_revenue_and_words(five: Five) -> None:
    clerk = five.xindai.clerk
    firms = firms_of(clerk, range(6), audience="circle") + firms_of(clerk, range(6, 7), industry="0141")
    firms += firms_of(clerk, range(7, 8), industry="")
    group = enterprises.note_group(by=clerk, at=NOW, circle="five-towns", name_zh="集团")
    for firm, yuan in zip(firms[:3], ("3000万元", "2500万元", "300万元"), strict=True):
        entity = enterprises.place_in_group(by=clerk, at=NOW, group=group, enterprise=firm)
        enterprises.note_figure(by=clerk, at=NOW, group=group, kind="revenue", year=2023, value=yuan, entity=entity)
    make.said(clerk, firms[3:5], about="above", place="")
    make.said(clerk, firms[:1] + firms[2:4], about="research", place="310104")
    make.said(clerk, firms[4:5], False, about="research", place="")
    row = make.counted(clerk, [five.xindai.code], count="research", whole="above")
    # above: 0, 1 by revenue; 3, 4 by word; 2 below; 5 unknown; 6 grows leaves; 7 of no known industry
    assert tally(row, clerk) == Tally(yes=2, no=1, open=1, maybe_open=2, outside=2)


def test_a_count_may_stand_over_an_attested_series(five: Five) -> None:
    clerk = five.xindai.clerk
    firms = firms_of(clerk, range(4), audience="public")
    make.said(clerk, firms[:3], audience="public")
    yearbook = indicators.series(clerk, "yearbook-firms")
    indicators.figure(clerk, yearbook, 6)
    row = indicators.indicator(clerk, "mixed", form="share", unit="percent")
    make.fed(clerk, row, five.xindai.code, count="related", place="31", denominator="yearbook-firms")
    answer = told(row)
    assert (answer.at.value, str(answer.at.comparator), answer.at.counted and answer.at.counted.tally) == (Decimal(50), "≥", Tally(yes=3, open=1))  # fmt: skip
    many = indicators.indicator(clerk, "many", form="sum", unit="firm")
    make.fed(clerk, many, five.xindai.code, count="firms")
    assert (told(many).at.value, str(told(many).at.comparator)) == (Decimal(4), "=")


# who reads what


def test_a_firm_that_only_its_town_may_read_is_counted_for_its_town_alone(five: Five) -> None:
    clerk = five.xindai.clerk
    open_ones = firms_of(clerk, range(6), audience="public")
    circles = firms_of(clerk, range(6, 12), audience="circle")
    own = firms_of(clerk, range(12, 20), audience="own")
    for firms, audience in ((open_ones, "public"), (circles, "circle"), (own, "own")):
        make.said(clerk, firms, True, audience=audience)
    row = make.counted(clerk, [five.xindai.code])
    assert [tally(row, by).yes for by in (clerk, five.fengjing.clerk, None)] == [20, 12, 6]
    make.attested(clerk, row)
    # an attested count is over what every town of the circle reads: what its own town keeps to itself is not in it
    assert [tally(row, by).yes for by in (clerk, five.fengjing.clerk, None)] == [12, 12, 12]
    live = [told(row, by).live for by in (clerk, None)]
    assert [at.counted.tally.yes for at in live if at and at.counted] == [20, 6]


def test_a_link_to_a_firm_that_may_not_be_read_tells_a_stranger_nothing(five: Five) -> None:
    seller = links.firm(five.xindai.clerk, 1, audience="public", division="")
    buyer = links.firm(five.fengjing.clerk, 2, audience="circle", division="")
    links.link(five.fengjing.clerk, seller, buyer, audience="public" if False else "circle")
    row = make.counted(five.xindai.clerk, [five.xindai.code])
    assert [tally(row, by) for by in (five.huimin.clerk, None)] == [Tally(yes=1), Tally(open=1)]


def test_a_count_of_few_firms_is_not_attested(five: Five) -> None:
    firms_of(five.xindai.clerk, range(4), audience="public")
    row = make.counted(five.xindai.clerk, [five.xindai.code])
    with pytest.raises(Invalid) as refused:
        make.attested(five.xindai.clerk, row)
    assert [fault.code for fault in refused.value.faults] == ["too_few"]
    assert AttestedCount.objects.visible_to(queries.HOUSE).count() == 0


def test_only_a_named_clerk_of_its_town_attests(five: Five) -> None:
    firms_of(five.xindai.clerk, range(6), audience="public")
    row = make.counted(five.xindai.clerk, [five.xindai.code])
    for by in (five.fengjing.clerk, five.xindai.signatory, Standing.public(), Standing.machine("test")):
        with pytest.raises(Refused):
            make.attested(by, row)


def test_an_attested_count_stays_and_counted_again_says_whether_it_differs(five: Five) -> None:
    clerk = five.xindai.clerk
    firms = firms_of(clerk, range(10), audience="public")
    make.said(clerk, firms[:3], audience="public")
    make.said(clerk, firms[3:6], False, audience="public")
    row = make.counted(clerk, [five.xindai.code])
    kept = make.attested(clerk, row)
    assert (kept.records, kept.counted_on, len(kept.digest), kept.attested_name) == (10, TODAY, 64, clerk.name)
    again = queries.recounted(five.fengjing.clerk, kept)
    assert again is not None
    assert (again.same, again.now) == (True, again.then)
    with pytest.raises(Conflict):
        make.attested(clerk, row)
    make.said(clerk, firms[6:7], at=NOW + timedelta(hours=1), audience="public")
    again = queries.recounted(five.fengjing.clerk, kept)
    assert again is not None
    assert (again.same, again.then.yes, again.now.yes) == (False, 3, 4)
    answer = told(row)
    assert (answer.at.value, answer.live and answer.live.value) == (Decimal(50), Decimal(400) / 7)
    assert queries.recounted(Standing.public(), kept) is None
    later = make.attested(clerk, row, at=NOW + timedelta(days=1))
    at = [one.value for one in told(row, as_of=TODAY + timedelta(days=1), counting=False).periods]
    assert at == [Decimal(50), Decimal(400) / 7]
    assert told(row, counting=False).at.value == Decimal(50)
    assert later.digest != kept.digest


def test_a_day_gone_by_tells_what_was_attested_and_counts_nothing_anew(five: Five) -> None:
    firms_of(five.xindai.clerk, range(6), audience="public")
    row = make.counted(five.xindai.clerk, [five.xindai.code])
    answer = told(row, as_of=TODAY - timedelta(days=1), counting=False)
    assert (answer.at.value, answer.live, answer.at.reason) == (None, None, "no_figure")


# what is refused


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"count": "related", "whole": "above"}, ["whole"]), ({"count": "firms", "whole": "firms"}, ["whole"]), ({}, ["missing"]),
        ({"count": "nonsense", "whole": "firms"}, ["count"]), ({"count": "related", "whole": "firms", "place": "shanghai"}, ["place"]),
        ({"count": "above", "whole": "manufacturers", "place": "31"}, ["place"]), ({"count": "related"}, ["missing"]),
        ({"count": "related", "whole": "firms", "town": "310115"}, ["unknown_member"]),
        ({"count": "related", "whole": "firms", "numerator": "x"}, ["either"]),
    ],
)  # fmt: skip
def test_a_count_that_means_nothing_is_refused(five: Five, given: dict[str, Any], codes: list[str]) -> None:
    row = indicators.indicator(five.xindai.clerk, "share", form="share", unit="percent")
    with pytest.raises(Invalid) as refused:
        make.fed(five.xindai.clerk, row, given.pop("town", five.xindai.code), **given)
    assert [fault.code for fault in refused.value.faults] == codes


def test_towns_are_counted_alike_once_and_not_beside_series(five: Five) -> None:
    clerk = five.xindai.clerk
    row = make.counted(clerk, [five.xindai.code])
    for town, place, code in ((five.xindai.code, "31", "twice"), (five.fengjing.code, "33", "alike")):
        with pytest.raises(Invalid) as refused:
            make.fed(clerk, row, town, count="related", whole="firms", place=place)
        assert [fault.code for fault in refused.value.faults] == [code]
    kept, out_of = indicators.series(clerk, "kept"), indicators.series(clerk, "out-of", member=five.fengjing.code)
    with pytest.raises(Invalid) as refused:
        actions.add_input(by=clerk, at=NOW, indicator=row, numerator=kept.slug, denominator=out_of.slug, town=five.fengjing.code)  # fmt: skip
    assert [fault.code for fault in refused.value.faults] == ["alike"]


def test_words_on_firms_are_written_all_or_none(five: Five) -> None:
    (firm,) = firms_of(five.xindai.clerk, range(1))
    good = FirmSaying(firm, "related", True, "2024", place="31")
    for bad, code in (
        (FirmSaying(firm, "nonsense", True, "2024"), "about"), (FirmSaying(firm, "above", True, "2024", place="31"), "place"),
        (FirmSaying(firm, "related", True, "2024", place="x"), "place"), (FirmSaying(firm, "related", True, ""), "missing"),
        (FirmSaying(firm, "related", True, "24-1"), "day"), (FirmSaying(firm, "related", True, "2024", "2023"), "valid_to"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            actions.say_of_firms(by=five.xindai.clerk, at=NOW, words=[good, bad])
        assert [fault.code for fault in refused.value.faults] == [code]
    with pytest.raises(Refused):
        actions.say_of_firms(by=five.fengjing.clerk, at=NOW, words=[good])
    assert FirmWord.objects.visible_to(queries.HOUSE).count() == 0
