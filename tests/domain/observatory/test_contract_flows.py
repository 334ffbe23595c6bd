"""Flows keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pilin.domain.observatory import actions
from pilin.domain.observatory.models import FlowRecord
from tests.factories.base import NOW, Stand, writing
from tests.factories.flows import flow
from tests.kit import Example, RoomContract


class TestFlows(RoomContract):
    room = "observatory"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a word on a flow to the neighbour, of a year of its own."""
        return [self.word(owner.member, audience)]

    def _rows(self, audience: str, **sharing: Any) -> list[Any]:
        """Return rows as the kit does; a word is never changed, so it is made as it is shared."""
        owner = self.five.fengjing.clerk
        with writing(by=owner):
            return [self.word(owner.member, audience, **sharing)]

    def word(self, owner: str, audience: str, **sharing: Any) -> FlowRecord:
        """Return a word on a flow, of a year that none is of yet."""
        year = 1990 + FlowRecord.objects.visible_to(Stand.machine()).count()
        row = FlowRecord(
            in_circle=self.five.circle, circle=self.five.slug, owner=owner, audience=audience, kind="firms", unit="firm",
            origin=self.five.fengjing.row.place, destination=self.five.huimin.row.place, value=7, known_at=NOW, **sharing,
        )  # fmt: skip
        row.period = str(year)
        row.save()
        return row

    def list_urls(self) -> Iterable[str]:
        fengjing = self.five.fengjing.code
        return [
            "/c/five-towns/flows/", f"/c/five-towns/flows/places/{fengjing}/", "/c/five-towns/flows/gravity/", "/api/v1/circles/five-towns/flows",
            f"/api/v1/circles/five-towns/flows/balance?place={fengjing}&kind=firms&unit=firm",
            "/api/v1/circles/five-towns/flows/gravity?kind=firms&unit=firm",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/flows/{row.pk}/"

    def deeds(self) -> Iterable[Example]:
        five = self.five
        here, there = five.fengjing.code, five.huimin.code
        base = {"circle": five.circle, "town": here}
        good, wrong = flow(here, there, 3), flow(here, there, -1)
        return [
            Example(actions.say_flow, ok={**base, "said": good}, refused={**base, "said": wrong}),
            Example(
                actions.bring_flows, ok={**base, "rows": [(2, flow(there, here, 5))]}, refused={**base, "rows": [(2, good), (3, wrong)]}, bulk=True
            ),
        ]  # fmt: skip
