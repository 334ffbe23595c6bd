"""Registers linked: one-to-one, by codes before names, with reasons that add up, the same every time."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.registers import registers
from pilin.engine.link import BadRegister, Decision, Gazetteer, Register, dedupe, explain, link

CODE, OTHER = "91350100M000100Y43", "91512081MA62K0260E"
BITS = ["prior_bits", "code_bits", "brand_bits", "trade_bits", "place_bits", "form_bits", "address_bits", "rivals_bits"]
NAMES = [
    "平湖恒力机械有限公司", "嘉善华瑞电子有限公司", "上海起帆电缆股份有限公司", "苏州海燕纺织有限公司", "金山晨光食品厂",
    "宁波鑫达物流有限公司", "杭州云栖软件有限公司", "温州百川阀门有限公司", "无锡长江轴承有限公司", "常州天宇光伏有限公司",
]  # fmt: skip


def frame(*rows, **columns):
    return pl.DataFrame({"id": [str(n) for n in range(len(rows))], "name": list(rows), **columns})


def pairs(left, right, **options):
    return link(left, right, **options).pairs.select("left_id", "right_id", pl.col("decision").cast(pl.String)).rows()


@pytest.fixture(scope="module")
def spoiled():
    left, right, truth = registers(3_000, seed=5)
    return left, right, truth, link(left, right)


def scored(found, truth):
    known = set(truth.rows())
    matched = found.filter(pl.col("decision").cast(pl.String) == "match").select("left_id", "right_id").rows()
    right = sum(pair in known for pair in matched)
    return right / len(matched), right / len(known)


def test_spoiled_registers_are_recovered(spoiled):
    _left, _right, truth, links = spoiled
    precision, recall = scored(links.pairs, truth)
    assert precision >= 0.995
    assert recall >= 0.95


@pytest.mark.parametrize("without", [["uscc"], ["uscc", "address"]])
def test_they_are_recovered_by_names_too(spoiled, without):
    left, right, truth, _links = spoiled
    precision, recall = scored(link(left.drop(without), right.drop(without)).pairs, truth)
    assert precision >= 0.99
    assert recall >= 0.9


def test_bits_add_up_to_the_score_and_the_score_to_the_probability(spoiled):
    found = spoiled[3]
    held = found.pairs
    assert held.select(total=pl.sum_horizontal(BITS) - pl.col("score"))["total"].abs().max() < 1e-4
    reckoned = 1 / (1 + (-held["score"].cast(pl.Float64).clip(-500, 500) * math.log(2)).exp())
    assert (reckoned - held["probability"]).abs().max() < 1e-9
    for row in (0, len(found) - 1):
        reasons = found.reasons(row)
        assert reasons.score == pytest.approx(sum(reason.bits for reason in reasons.reasons), abs=1e-4)
        assert reasons.decision.value == held["decision"][row]


def test_nobody_is_taken_twice(spoiled):
    held = spoiled[3].pairs
    assert held["left_id"].n_unique() == held["right_id"].n_unique() == held.height
    assert set(held["decision"].cast(pl.String)) <= {"match", "review"}


def test_the_same_every_time_and_however_the_right_is_shuffled(spoiled):
    left, right, _truth, links = spoiled
    assert link(left, right).pairs.equals(links.pairs)
    columns = ["left_id", "right_id", pl.col("decision").cast(pl.String)]
    shuffled = link(left, right.sample(fraction=1, shuffle=True, seed=9)).pairs.select(columns)
    agreeing = len(set(shuffled.rows()) & set(links.pairs.select(columns).rows()))
    assert agreeing / links.pairs.height > 0.995  # random pairs that chances are counted on are other ones


def test_sides_may_change_places(spoiled):
    left, right, truth, links = spoiled
    turned = link(right, left).pairs.filter(pl.col("decision").cast(pl.String) == "match")
    straight = links.pairs.filter(pl.col("decision").cast(pl.String) == "match")
    both = set(turned.select("right_id", "left_id").rows()) & set(straight.select("left_id", "right_id").rows())
    assert len(both) / straight.height > 0.98
    assert scored(turned.select(left_id="right_id", right_id="left_id", decision="decision"), truth)[0] >= 0.995


def test_equal_codes_decide_whatever_the_names_say():
    left = frame(*NAMES, uscc=[CODE, *[None] * 9])
    right = frame("毫不相干贸易商行", *NAMES[1:], uscc=[CODE.lower(), *[None] * 9])
    assert pairs(left, right) == [(str(n), str(n), "match") for n in range(10)]


def test_two_codes_that_hold_part_equal_names():
    left, right = frame(*NAMES, uscc=[CODE, *[None] * 9]), frame(*NAMES, uscc=[OTHER, *[None] * 9])
    assert ("0", "0", "match") not in pairs(left, right)
    wrong = frame(*NAMES, uscc=[OTHER[:-1] + "1", *[None] * 9])  # does not hold: says nothing
    assert ("0", "0", "match") in pairs(left, wrong)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("平湖恒力机械", "平湖恒力机械有限公司"),
        ("平湖市恒力机械有限责任公司", "平湖恒力机械有限公司"),
        ("恒力机械（平湖）有限公司", "平湖恒力机械有限公司"),
        ("平湖恆力機械有限公司", "平湖恒力机械有限公司"),
        ("平湖横力机械有限公司", "平湖恒力机械有限公司"),
        ("浙江平湖恒力机械有限公司", "平湖恒力机械有限公司"),
        ("恒力机械", "平湖恒力机械有限公司"),
    ],
)
def test_ways_of_writing_one_name(one, other):
    assert pairs(frame(one, *NAMES[1:]), frame(other, *NAMES[1:]))[0] == ("0", "0", "match")
    assert pairs(frame(other, *NAMES[1:]), frame(one, *NAMES[1:]))[0] == ("0", "0", "match")


@pytest.mark.parametrize(
    "other",
    ["平湖恒力机械有限公司嘉善分公司", "嘉善恒力纺织有限公司", "苏州恒远食品厂", "平湖海燕电子有限公司"],
)
def test_other_firms_are_not_matched(other):
    found = pairs(frame("平湖恒力机械有限公司", *NAMES[1:]), frame(other, *NAMES[1:]))
    assert ("0", "0", "match") not in found


def test_two_branches_are_told_apart_and_each_finds_itself():
    branches = ["平湖恒力机械有限公司嘉善分公司", "平湖恒力机械有限公司海盐分公司"]
    found = pairs(frame(*NAMES, *branches), frame(*NAMES, *branches))
    assert found == [(str(n), str(n), "match") for n in range(12)]


def test_equal_rows_are_never_guessed():
    """Two rows of the right are alike in all that is known: neither is taken for sure."""
    found = link(frame(*NAMES), frame(NAMES[0], *NAMES)).pairs.filter(pl.col("left_id") == "0")
    assert found["probability"].max() <= 0.5 + 1e-6
    assert "match" not in found["decision"].cast(pl.String).to_list()


def test_an_address_tells_equal_names_apart():
    twins = ["恒力机械有限公司", "恒力机械有限公司"]
    left = frame(*twins, *NAMES[1:], address=["平湖市当湖街道新华路88号", "嘉善县罗星街道解放路12号", *[None] * 9])
    right = frame(*twins, *NAMES[1:], address=["嘉善县罗星街道解放路12号", "平湖市当湖街道新华路88号", *[None] * 9])
    assert pairs(left, right)[:2] == [("0", "1", "match"), ("1", "0", "match")]


def test_a_division_tells_equal_names_apart():
    twins = ["恒力机械有限公司", "恒力机械有限公司"]
    left = frame(*twins, *NAMES[1:], division=["330482", "330421004", *[None] * 9])
    right = frame(*twins, *NAMES[1:], division=["330421", "330482", *[None] * 9])
    assert pairs(left, right)[:2] == [("0", "1", "match"), ("1", "0", "match")]


@pytest.mark.parametrize("aliases", [["平湖动力总成有限公司", "老名字厂"], "老名字厂；平湖动力总成有限公司"])
def test_an_alias_is_a_name(aliases):
    left = frame("平湖动力总成有限公司", *NAMES[1:])
    right = frame("浙江卓越传动股份有限公司", *NAMES[1:])
    assert ("0", "0", "match") not in pairs(left, right)
    kind = pl.String if isinstance(aliases, str) else pl.List(pl.String)
    named = right.with_columns(pl.Series("aliases", [aliases, *[None] * 9], dtype=kind))
    assert pairs(left, named)[0] == ("0", "0", "match")
    assert pairs(named, left)[0] == ("0", "0", "match")


def test_duplicates_of_one_register_are_found_and_others_left():
    again = ["平湖市恒力机械有限责任公司", "上海起帆電纜股份有限公司", "恒力机械（平湖）有限公司"]
    found = dedupe(frame(*NAMES, *again)).pairs.select("left_id", "right_id").rows()
    assert found == [("0", "10"), ("0", "12"), ("2", "11"), ("10", "12")]
    assert dedupe(frame(*NAMES)).pairs.height == 0


def test_duplicates_by_code():
    rows = frame("甲乙贸易有限公司", *NAMES, uscc=[CODE, CODE, *[None] * 9])
    assert dedupe(rows).pairs.select("left_id", "right_id", pl.col("decision").cast(pl.String)).rows() == [
        ("0", "1", "match")
    ]


def test_a_prepared_register_is_asked_row_by_row():
    register = Register.prepare(frame(*NAMES))
    best = register.candidates({"name": "恒力機械(平湖)"})[0]
    assert (best.id, best.reasons.decision) == ("0", Decision.MATCH)
    assert best.reasons.score == pytest.approx(sum(reason.bits for reason in best.reasons.reasons))
    assert register.candidates({"name": "毫不相干贸易商行"}) == []
    assert register.candidates({"name": ""}) == []
    twins = Register.prepare(frame(NAMES[0], *NAMES)).candidates({"name": NAMES[0]})
    assert [one.id for one in twins[:2]] == ["0", "1"]
    assert all(one.probability <= 0.5 for one in twins)


def test_candidates_by_code_and_by_alias():
    register = Register.prepare(frame(*NAMES, uscc=[CODE, *[None] * 9]))
    assert register.candidates({"name": "别的名字", "uscc": CODE})[0].id == "0"
    assert register.candidates({"name": "别的名字", "aliases": ["起帆电缆"]})[0].id == "2"


def test_linking_with_a_prepared_register_is_linking(spoiled):
    left, right, _truth, links = spoiled
    assert link(left, Register.prepare(right)).pairs.equals(links.pairs)


@given(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans())
@settings(max_examples=30, deadline=None)
def test_explaining_adds_up_and_does_not_mind_the_sides(one, other, coded):
    extra = {"uscc": CODE} if coded else {}
    there, back = (
        explain({"name": one, **extra}, {"name": other, **extra}),
        explain({"name": other, **extra}, {"name": one, **extra}),
    )
    assert there.score == sum(reason.bits for reason in there.reasons)
    assert [reason.level for reason in there.reasons] == [reason.level for reason in back.reasons]
    assert (there.decision is Decision.MATCH) == (one == other or coded)


def test_explaining_with_a_register_uses_its_words():
    common = frame(
        *[f"{place}恒力机械有限公司" for place in ("平湖", "嘉善", "海盐", "桐乡", "海宁", "苏州", "无锡", "常州")]
    )
    alone = explain({"name": "恒力"}, {"name": "平湖恒力机械有限公司"}, Register.prepare(frame(*NAMES)))
    among = explain({"name": "恒力"}, {"name": "平湖恒力机械有限公司"}, Register.prepare(common))
    assert among.reasons[2].bits < alone.reasons[2].bits  # the trade name is common there
    assert str(alone).startswith("prior ")


def test_progress_is_told_to_the_end():
    told = []
    link(frame(*NAMES), frame(*NAMES), progress=lambda done, whole: told.append((done, whole)))
    assert told == [(10, 10)]


def test_ids_keep_their_kind():
    left = pl.DataFrame({"id": [7, 8], "name": NAMES[:2]})
    right = pl.DataFrame({"id": ["007", "008"], "name": NAMES[:2]})
    assert link(left, right).pairs.select("left_id", "right_id").rows() == [(7, "007"), (8, "008")]


@pytest.mark.parametrize("left", [0, 1])
@pytest.mark.parametrize("right", [0, 1])
def test_small_registers(left, right):
    found = link(frame(*NAMES[:left]), frame(*NAMES[:right]))
    assert found.pairs.height == (1 if left and right else 0)
    assert found.table().columns == ["left_id", "right_id", "probability", "decision", "reasons"]


def test_missing_names_meet_nobody():
    left = pl.DataFrame({"id": ["a", "b"], "name": [None, ""]}, schema={"id": pl.String, "name": pl.String})
    assert link(left, frame(*NAMES)).pairs.height == 0
    assert link(frame(*NAMES), left).pairs.height == 0
    assert dedupe(left).pairs.height == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (pl.DataFrame({"id": ["a"]}), "field 'name': the column is missing"),
        (pl.DataFrame({"name": ["a"]}), "field 'id': the column is missing"),
        (pl.DataFrame({"id": ["a", None], "name": ["x", "y"]}), "row 1, field 'id': is missing"),
        (pl.DataFrame({"id": ["a", "b", "b"], "name": ["x", "y", "z"]}), "row 1, field 'id': 'b' stands more than once"),
        (pl.DataFrame({"id": ["a", "b"], "name": ["x", "y"], "division": ["330482", "平湖"]}),
         "row 1, field 'division': '平湖' is no code of 2 to 12 digits"),
        (pl.DataFrame({"id": ["a"], "name": ["x"], "aliases": [3]}), "field 'aliases': must be text or lists of text"),
    ],
)  # fmt: skip
def test_registers_that_cannot_be_linked_say_where(wrong, says):
    for act in (lambda: link(wrong, frame(*NAMES)), lambda: link(frame(*NAMES), wrong), lambda: dedupe(wrong)):
        with pytest.raises(BadRegister, match=says):
            act()


@pytest.mark.parametrize(("match_at", "review_at"), [(0.9, 0.95), (1.0, 0.2), (0.9, 0.0)])
def test_cuts_that_make_no_sense(match_at, review_at):
    with pytest.raises(ValueError, match="need 0 < review_at <= match_at < 1"):
        link(frame(*NAMES), frame(*NAMES), match_at=match_at, review_at=review_at)


def test_cuts_move_decisions(spoiled):
    left, right, _truth, links = spoiled
    strict = link(left, right, match_at=0.999).pairs
    assert strict.height == links.pairs.height
    assert (strict["decision"].cast(pl.String) == "match").sum() < (
        links.pairs["decision"].cast(pl.String) == "match"
    ).sum()


def test_places_of_ones_own():
    places = Gazetteer.of(pl.DataFrame({"code": ["511702"], "name": ["通川区"]}))
    left, right = frame("通川恒力机械有限公司", *NAMES[1:]), frame("恒力机械（通川）有限公司", *NAMES[1:])
    found = link(left, right, places=places)
    assert found.pairs["place"].cast(pl.String)[0] == "same"
