"""The score of a drill: expected against actual, line by line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pilin.domain.drills.rules import Done, Expected, circle_of, faults_of_chain, levels_of, score_drill
from pilin.engine.base import Invalid
from tests.factories.drills import CHAIN

pytestmark = pytest.mark.once
FIRE = [one.plain for one in CHAIN]
IN_TIME = {"discover": 5, "report": 60, "evacuate": 170, "call-119": 180, "rescue": 700}


def scored(seconds: dict[str, int], expected: list[Expected] = FIRE) -> Decimal | None:
    return score_drill(expected, [Done(at, key) for key, at in seconds.items()]).score


@pytest.mark.source("D-20")
def test_all_done_in_time_and_in_order_is_a_hundred():
    told = score_drill(FIRE, [Done(at, key) for key, at in IN_TIME.items()])
    assert told.score == Decimal("100.00")
    assert [line.result for line in told.lines] == ["done"] * 5
    assert [line.points for line in told.lines] == [
        Decimal("11.11"),
        Decimal("11.11"),
        Decimal("22.22"),
        Decimal("22.22"),
        Decimal("33.33"),
    ]


@pytest.mark.source("D-20")
@pytest.mark.parametrize("key", list(IN_TIME))
def test_a_step_that_is_missing_lowers_the_score(key: str):
    rest = {name: at for name, at in IN_TIME.items() if name != key}
    told = score_drill(FIRE, [Done(at, name) for name, at in rest.items()])
    assert told.score is not None and told.score < 100
    assert [line.key for line in told.lines if line.result == "missing"] == [key]


@pytest.mark.source("D-20")
def test_evacuating_and_calling_119_run_in_parallel():
    swapped = {**IN_TIME, "evacuate": IN_TIME["call-119"], "call-119": IN_TIME["evacuate"]}
    assert scored(swapped) == scored(IN_TIME) == Decimal("100.00")
    assert levels_of(FIRE) == {"discover": 0, "report": 1, "evacuate": 2, "call-119": 2, "rescue": 3}


def test_lateness_counts_by_the_share_of_the_term():
    told = score_drill(FIRE, [Done(at, key) for key, at in {**IN_TIME, "rescue": 15 * 60}.items()])
    (rescue,) = [line for line in told.lines if line.key == "rescue"]
    assert (rescue.result, rescue.late_seconds, rescue.credit) == ("late", 180, Fraction(12, 15))
    assert (rescue.points, rescue.lost, told.score) == (Decimal("26.67"), Decimal("6.67"), Decimal("93.33"))


def test_what_is_done_too_early_counts_half_and_says_after_what_it_belongs():
    told = score_drill(FIRE, [Done(at, key) for key, at in {**IN_TIME, "evacuate": 30}.items()])
    (line,) = [line for line in told.lines if line.key == "evacuate"]
    assert (line.result, line.before, line.credit) == ("out_of_order", ("report",), Fraction(1, 2))
    assert told.counts() == {"done": 4, "late": 0, "out_of_order": 1, "missing": 0}


def test_what_nobody_expected_and_what_is_done_again_is_extra():
    done = [Done(at, key) for key, at in IN_TIME.items()]
    more = [Done(200, "report"), Done(90, "", "safety", "断电"), Done(95, "sing")]
    told = score_drill(FIRE, [*more, *done])
    assert told.score == Decimal("100.00")
    assert told.extra == (Done(90, "", "safety", "断电"), Done(95, "sing"), Done(200, "report"))


def test_where_nothing_was_expected_nothing_is_said():
    told = score_drill([], [Done(5, "", "", "来了")])
    assert (told.score, told.exact, told.lines, len(told.extra)) == (None, None, (), 1)


def test_every_fault_of_a_chain_is_named():
    wrong = [
        Expected("a", after=("a",)), Expected("b", after=("c",)), Expected("c", after=("b",)), Expected("c", weight=0), Expected("", within=0),
        Expected("d", after=("nowhere",)),
    ]  # fmt: skip
    assert [(one.code, one.row) for one in faults_of_chain(wrong)] == [
        ("after_itself", 1), ("key_twice", 4), ("weight", 4), ("no_key", 5), ("within", 5), ("after_unknown", 6),
    ]  # fmt: skip
    with pytest.raises(Invalid) as turned:
        score_drill([Expected("a", after=("b",)), Expected("b", after=("a",))], [])
    assert [(one.code, one.value) for one in turned.value.faults] == [("circle", "a → b → a")]


# properties -----------------------------------------------------------------------------------------------------


@st.composite
def chains(draw: st.DrawFn) -> list[Expected]:
    """Return actions that each come after some of those before them."""
    made: list[Expected] = []
    for number in range(draw(st.integers(1, 8))):
        after = draw(st.lists(st.sampled_from([one.key for one in made]), unique=True, max_size=3)) if made else []
        within = draw(st.none() | st.integers(1, 40))
        made.append(Expected(f"k{number}", "r", tuple(after), within, draw(st.integers(1, 10))))
    return made


@st.composite
def courses(draw: st.DrawFn) -> tuple[list[Expected], dict[str, int]]:
    """Return a chain and when each of its actions was done; some never."""
    chain = draw(chains())
    return chain, {one.key: draw(st.integers(0, 4000)) for one in chain if draw(st.booleans())}


def exact(chain: list[Expected], seconds: dict[str, int]) -> Fraction:
    told = score_drill(chain, [Done(at, key) for key, at in seconds.items()])
    assert told.exact is not None
    return told.exact


@given(courses())
def test_a_score_lies_between_nought_and_a_hundred_and_is_the_sum_of_its_lines(course):
    chain, seconds = course
    told = score_drill(chain, [Done(at, key) for key, at in seconds.items()])
    assert told.exact is not None and 0 <= told.exact <= 100
    whole = sum(one.weight for one in chain)
    assert told.exact == sum(Fraction(100 * line.weight, whole) * line.credit for line in told.lines)
    assert sum(told.counts().values()) == len(chain)


@given(chains())
def test_all_in_time_and_in_order_is_always_a_hundred(chain):
    assert exact(chain, {one.key: 0 for one in chain}) == 100


@given(courses(), st.data())
def test_leaving_out_a_step_lowers_the_score_strictly(course, data):
    chain, seconds = course
    assume(seconds)
    gone = data.draw(st.sampled_from(sorted(seconds)))
    rest = {key: at for key, at in seconds.items() if key != gone}
    assert exact(chain, rest) < exact(chain, seconds)


@given(courses(), st.integers(1, 4000), st.data())
def test_doing_a_step_later_never_raises_the_score_unless_it_came_too_early(course, delay, data):
    chain, seconds = course
    told = score_drill(chain, [Done(at, key) for key, at in seconds.items()])
    fitting = [line.key for line in told.lines if line.result in ("done", "late")]
    assume(fitting)
    slow = data.draw(st.sampled_from(fitting))
    assert exact(chain, {**seconds, slow: seconds[slow] + delay}) <= exact(chain, seconds)


@given(courses(), st.randoms())
def test_the_order_of_notes_and_of_parallel_lines_does_not_matter(course, random):
    chain, seconds = course
    notes = [Done(at, key) for key, at in seconds.items()]
    shuffled_notes, shuffled_chain = list(notes), list(chain)
    random.shuffle(shuffled_notes)
    random.shuffle(shuffled_chain)
    assert score_drill(shuffled_chain, shuffled_notes).exact == score_drill(chain, notes).exact


@given(chains(), st.data())
def test_a_circle_is_found_wherever_it_is_closed(chain, data):
    assert circle_of(chain) == ()
    last = chain[-1]
    assume(last.after)
    first = data.draw(st.sampled_from(list(last.after)))
    closed = [replace(one, after=(*one.after, last.key)) if one.key == first else one for one in chain]
    found = circle_of(closed)
    assert found[0] == found[-1] and {first, last.key} <= set(found)
