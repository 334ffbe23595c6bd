"""Seals name one text, and somebody is in the chair or acting on every day after the first turn."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pilin.domain.handover import rules
from pilin.domain.handover.enums import HandoverState, Section, SectionAnswer, SectionRow, Side

HASHES = st.sampled_from(["a" * 64, "b" * 64, "c" * 64])
CHAIRS = (Side.OUTGOING, Side.INCOMING)
SEALS = st.lists(st.builds(rules.Seal, st.sampled_from(CHAIRS), HASHES), max_size=8)
OTHERS = ("c", "d", "e")  # of a circle whose chairs are a and b


@given(SEALS, HASHES)
def test_signed_means_both_sides_under_the_text_that_counts(seals: list[rules.Seal], current: str) -> None:
    here = {seal.side for seal in seals if seal.text_hash == current}
    assert (rules.state_of(current, seals) == HandoverState.SIGNED) == (here == {Side.OUTGOING, Side.INCOMING})
    assert rules.standing_seals(current, seals) == here


@given(SEALS)
def test_a_text_compiled_anew_lets_every_seal_lapse(seals: list[rules.Seal]) -> None:
    assert rules.state_of("d" * 64, seals) == HandoverState.COMPILED
    assert rules.standing_seals("d" * 64, seals) == set()


@given(SEALS)
def test_without_a_text_no_seal_counts(seals: list[rules.Seal]) -> None:
    assert rules.state_of("", seals) == HandoverState.OPEN
    assert rules.standing_seals("", seals) == set()


@given(st.sets(st.sampled_from(OTHERS)), st.booleans(), st.booleans())
def test_more_than_half_of_the_others_stand_in_for_a_chair(stead: set[str], out: bool, into: bool) -> None:
    """Each side stands by its own chair's seal, or by more than half of all towns but that chair, its rival's counted."""
    seals = [rules.Seal(Side.STEAD, "a" * 64, town, ("a", "b", *OTHERS)) for town in sorted(stead)]
    seals += [rules.Seal(Side.OUTGOING, "a" * 64, "a")] * out + [rules.Seal(Side.INCOMING, "a" * 64, "b")] * into
    expected = {side for side, own in ((Side.OUTGOING, out), (Side.INCOMING, into)) if own}
    if stead:
        expected |= {Side.OUTGOING} if len(stead) + into > 2 else set()
        expected |= {Side.INCOMING} if len(stead) + out > 2 else set()
    assert rules.standing_seals("a" * 64, seals, "a", "b") == expected
    assert rules.standing_seals("b" * 64, seals, "a", "b") == set()


START = date(2024, 6, 27)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6), st.integers(-50, 2600))
def test_never_two_and_never_nobody(lengths: list[int], days: int) -> None:
    """Turns without a gap: on each day exactly one town is in the chair, or after the last, that last one acts."""
    turns, starts = [], START
    for number, length in enumerate(lengths):
        turns.append(rules.Turn(f"town-{number}", starts, starts + timedelta(days=length - 1)))
        starts += timedelta(days=length)
    on = START + timedelta(days=days)
    sitting = [turn.code for turn in turns if turn.starts_on <= on <= turn.ends_on]
    acting = rules.acting_on(turns, on)
    assert len(sitting) <= 1
    assert bool(acting) == (on > turns[-1].ends_on)
    if on >= START:
        assert len(sitting) + bool(acting) == 1
    assert acting in ("", turns[-1].code)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_a_section_is_read_only_as_it_stands(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> None:
    section = Section("x", "节", "Section", lambda _s, _c, _o: SectionAnswer())

    def kept(rows: list[tuple[str, str]]) -> dict[str, object]:
        return rules.frozen(section, SectionAnswer(tuple(SectionRow(title_zh=a, detail_zh=b) for a, b in rows)))

    one, other = kept(before), kept(after)
    unread = rules.unread_sections([other], [("x", str(one["hash"]))])
    assert unread == ([] if rules.section_text(one, 0, {}) == rules.section_text(other, 0, {}) else ["x"])
    assert rules.frozen(section, SectionAnswer(tuple(SectionRow(title_zh=a, detail_zh=b) for a, b in before))) == one


def test_the_text_is_the_same_bytes_whoever_compiles_it() -> None:
    section = Section("x", "没办完的事", "Tasks", lambda _s, _c, _o: SectionAnswer())
    kept = rules.frozen(
        section, SectionAnswer((SectionRow("修桥", "Mend the bridge", member="310116102", due_on=date(2025, 3, 1)),))
    )
    given = {
        "circle_zh": "五镇圈",
        "year": 2024,
        "outgoing": "310116102",
        "incoming": "330421111",
        "as_of": date(2024, 12, 20),
    }
    names = {"310116102": "枫泾镇", "330421111": "姚庄镇"}
    assert rules.dossier_text(**given, sections=[kept], names=names) == (
        "五镇圈2024年轮值交接卷宗\n交出：枫泾镇（310116102）\n接任：姚庄镇（330421111）\n截至：2024-12-20\n"
        "\n一、没办完的事（1）\n1. 枫泾镇 ｜ 修桥 ｜ 2025-03-01\n"
    )
