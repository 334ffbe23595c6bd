"""Observations keep the contract of rooms. Figures themselves cannot be saved twice, so the kit is given the series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from pilin.foundation.access.standing import Standing
from pilin.foundation.observations import actions
from pilin.foundation.observations.models import Series
from tests.kit import Example, RoomContract


class TestObservations(RoomContract):
    room = "observations"

    def make_rows(self, owner: Standing, audience: str) -> Sequence[Any]:
        row = Series(
            in_circle=self.five.circle, circle=self.five.slug, owner=owner.member, audience=audience, slug=f"s-{uuid4().hex[:12]}",
            kind="count", unit="firm", title_zh="供应商", title="Suppliers",
        )  # fmt: skip
        row.save()
        return [row]

    def page_of(self, row: Any) -> str:
        return f"/c/five-towns/observatory/{row.slug}/"

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/observatory/", "/api/v1/circles/five-towns/observations"]

    def deeds(self) -> Iterable[Example]:
        opened = {"circle": "five-towns", "kind": "count", "unit": "firm", "title_zh": "供应商", "title": "Suppliers"}
        figure = {"series": "made-first", "value": "300", "unit": "firm", "comparator": ">", "period": "2023"}
        return [
            Example(actions.add_series, {**opened, "slug": "made-first"}, {**opened, "slug": "x", "unit": "yuan"}),
            Example(actions.attest_figure, figure, {**figure, "unit": "person"}),
        ]
