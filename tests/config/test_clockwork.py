"""What is due by the clock is done, and one chore that fails keeps none of the others."""

from __future__ import annotations

from datetime import datetime, timedelta

from pilin.config.clockwork import DAILY, MINUTELY, Chore, Clockwork, chores
from tests.factories.base import NOW


def test_each_chore_comes_as_often_as_it_says() -> None:
    done: list[tuple[str, datetime]] = []
    clockwork = Clockwork(
        [
            Chore(name, every, lambda at, name=name: done.append((name, at)))
            for name, every in (("m", MINUTELY), ("d", DAILY))
        ]
    )
    for minutes in (0, 1, 2, 24 * 60):
        clockwork.turn(NOW + timedelta(minutes=minutes))
    assert [name for name, _at in done] == ["m", "d", "m", "m", "m", "d"]


def test_a_chore_that_fails_is_tried_again_and_keeps_no_other() -> None:
    done: list[str] = []

    def breaks(_at: datetime) -> None:
        done.append("tried")
        raise OSError("no post office")

    clockwork = Clockwork([Chore("breaks", DAILY, breaks), Chore("other", DAILY, lambda _at: done.append("other"))])
    assert clockwork.turn(NOW) == ["breaks"]
    assert clockwork.turn(NOW + timedelta(minutes=1)) == ["breaks"]
    assert done == ["tried", "other", "tried"]


def test_chores_have_names_of_their_own() -> None:
    names = [chore.name for chore in chores()]
    assert sorted(set(names)) == sorted(names)
