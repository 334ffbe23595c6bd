"""The handover keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pilin.domain.handover import actions
from pilin.domain.handover.models import Handover
from pilin.foundation.access.enums import Audience
from tests.factories import handover as make
from tests.factories.base import Stand, make_term, writing
from tests.kit import Example, RoomContract


class TestHandover(RoomContract):
    room = "handover"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a handover; its other rows are written once and follow it."""
        year = 2023 - Handover.objects.visible_to(Stand.machine()).count()
        row = Handover(
            in_circle=self.five.circle,
            circle=self.five.slug,
            owner=owner.member,
            audience=audience,
            year=year,
            outgoing=self.five.fengjing.row,
            incoming=self.five.yaozhuang.row,
        )
        row.save()
        return [row]

    def make_item(self, number: int) -> None:
        """Put one more past turn and its handover on the list."""
        with writing(by=self.five.fengjing.clerk):
            (row,) = self.make_rows(self.five.fengjing.clerk, Audience.PUBLIC)
            make_term(self.five.circle, self.five.xindai.row, row.year, date(row.year, 1, 1), date(row.year, 12, 31))

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/handover/", "/api/v1/circles/five-towns/handovers"]

    def deeds(self) -> Iterable[Example]:
        make.settle(self.five)
        turn = {"circle": "five-towns", "year": 2024}
        return [
            Example(actions.compile_dossier, ok={**turn, "by": self.five.fengjing.secretary}, refused=turn),
            Example(
                actions.read_section,
                ok={**turn, "key": "items", "by": self.five.yaozhuang.secretary},
                refused={**turn, "key": "items"},
            ),
            Example(
                actions.sign_dossier,
                ok=lambda: {
                    **turn,
                    "by": self.five.fengjing.signatory,
                    "text_hash": Handover.objects.visible_to(Stand.machine()).get(year=2024).outline["text_hash"],
                },
                refused={**turn, "text_hash": "0" * 64},
            ),
        ]
