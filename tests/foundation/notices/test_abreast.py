"""Messages abreast: one receiver who does not answer holds no other up, and nothing is taken before there is room."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from pilin.foundation.notices.abreast import abreast


def test_who_answers_is_done_while_another_does_not() -> None:
    slow = threading.Event()

    def send(name: str) -> str:
        if name == "slow":
            assert slow.wait(20)
        return name.upper()

    told = []
    for name, done in abreast(["slow", "a", "b"], send):
        told.append((name, done.result()))
        if len(told) == 2:
            slow.set()
    assert (sorted(told[:2]), told[2]) == ([("a", "A"), ("b", "B")], ("slow", "SLOW"))


def test_a_mishap_is_its_own() -> None:
    def send(number: int) -> float:
        return 1 / number

    results = {number: done.exception() for number, done in abreast([1, 0], send)}
    assert (results[1], type(results[0])) == (None, ZeroDivisionError)


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_are_taken_than_are_under_way(most: int) -> None:
    taken, ended = [], []

    def items() -> Iterator[int]:
        for number in range(10):
            assert len(taken) - len(ended) < most
            taken.append(number)
            yield number

    for number, _done in abreast(items(), lambda number: number, most):
        ended.append(number)
    assert sorted(ended) == list(range(10))


def test_nothing_is_nothing() -> None:
    assert list(abreast([], str)) == []
