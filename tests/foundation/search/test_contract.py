"""Search keeps the contract of every room: it keeps no rows and does no deeds."""

from __future__ import annotations

import pytest

from tests.kit import RoomContract


class TestSearch(RoomContract):
    room = "search"
    rowless = True

    def test_it_keeps_no_rows(self) -> None:
        assert self.models() == []

    def test_a_stranger_finds_nothing_and_learns_nothing(self) -> None:
        pytest.skip("this room keeps no rows")
