"""The tokens of a text, those asked for, and that what is asked for is found in what contains it."""

from __future__ import annotations

import doctest
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from pilin.foundation.search.syllables import SYLLABLES
from pilin.foundation.search.tokens import Word, sounds, tokens, words

SAID: list[tuple[str, list[str]]] = [
    ("", []),
    ("铜", ["铜"]),
    ("铜杆", ["铜", "杆", "铜杆"]),
    ("ＰＶＣ电缆", ["pvc", "电", "缆", "电缆"]),
    ("電纜", ["电", "缆", "电缆"]),
    ("Q235B", ["q", "235", "b"]),
    ("GB/T 19001-2016", ["gb", "t", "19001", "2016"]),
    ("Nestlé café", ["nestle", "cafe"]),
    ("cables, gases, boxes, batteries, glass, bus", ["cable", "gase", "box", "battery", "glass", "bus"]),
    ("ﬁlm²", ["film", "2"]),
    ("㎡", ["m", "2"]),
    ("한국 カナ", ["한", "국", "한국", "カ", "ナ", "カナ"]),
    ("𠮷野", ["𠮷", "野", "𠮷野"]),
]


@pytest.mark.parametrize(("text", "told"), SAID)
def test_a_text_is_cut_into_tokens(text: str, told: list[str]):
    assert tokens(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("电缆料", ["电缆", "缆料"]),
        ("铜", ["铜"]),
        ("铜 电缆 铜", ["铜", "电缆"]),
        ("cables 电缆", ["cable", "电缆"]),
        ("！", []),
    ],
)
def test_words_ask_for_each_token_once(text: str, told: list[str]):
    assert [word.token for word in words(text)] == told


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("jiaxing", ("jiaxing",)),
        ("dianlanliao", ("dianlan", "lanliao")),
        ("xian", ("xian",)),  # 西安 stands as xi, an and xian: found either way
        ("tong", ("tong",)),
        ("cable", ()),
        ("pvc", ()),
        ("2026", ()),
    ],
)
def test_a_latin_word_is_read_as_syllables_where_it_can_be(typed: str, heard: tuple[str, ...]):
    assert words(typed) == [Word(typed, heard)]


def test_the_syllables_written_down_are_those_of_the_dictionary():
    heard = {
        one
        for code in range(0x4E00, 0x9FA6)
        for one in lazy_pinyin(chr(code), style=Style.NORMAL, errors="ignore")
        if one.isascii() and one.isalpha() and (len(one) > 1 or one in "aeo")
    }
    assert heard == SYLLABLES


def test_characters_of_several_sounds_are_heard_as_their_word_has_them():
    assert sounds("重庆") == ["chong", "qing", "chongqing"]
    assert sounds("重量") == ["zhong", "liang", "zhongliang"]
    assert sounds("PVC 20") == []


CHINESE = st.text(st.sampled_from("嘉兴平湖电缆料铜杆有限公司钢"), min_size=1, max_size=8)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str):
    assert {word.token for word in words(text)} <= set(tokens(text))
    assert all(token and not any(letter.isspace() for letter in token) for token in [*tokens(text), *sounds(text)])


@given(CHINESE, CHINESE, CHINESE)
def test_what_is_asked_for_stands_in_every_text_that_contains_it(before: str, asked: str, after: str):
    assert {word.token for word in words(asked)} <= set(tokens(before + asked + after))


@given(CHINESE)
def test_what_is_heard_is_found_by_typing_it(text: str):
    heard = set(sounds(text))
    typed = words("".join(sound for sound in sounds(text)[: len(text)]))
    # a typed word may be read with other bounds between its syllables; where it is read as it was heard it is found
    for word in typed:
        if len(word.sounds) == max(1, len(text) - 1):
            assert set(word.sounds) <= heard or "".join(sounds(text)[: len(text)]) == word.token


@pytest.mark.parametrize("name", ["tokens", "schema", "query"])
def test_the_examples_in_the_docstrings_hold(name: str):
    assert doctest.testmod(importlib.import_module(f"pilin.foundation.search.{name}")).failed == 0
