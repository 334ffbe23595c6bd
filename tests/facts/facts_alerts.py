"""Signals of both provinces as they are relayed: with their station and minute, on one card, never issued here."""

from __future__ import annotations

from pilin.domain.watch.models import Alert, Signal
from pilin.domain.watch.queries import cap as queries
from tests.facts.harness import Fact


class BothProvinces(Fact):
    room = "watch"
    page = "watch:alerts"
    number = "D-22"
    says = "A rainstorm that stations of both provinces signal is one card with a source a station, each relayed with name and minute; all illustrative"

    def holds(self) -> None:
        (card,) = [one for one in queries.board(self.public, "five-towns", self.now).cards if one.hazard == "rainstorm"]
        assert sorted(row.sender_zh for row in card.sources) == ["嘉善县气象台", "平湖市气象台", "金山区气象台"]
        assert card.colour == "orange"
        assert {row.illustrative for row in card.sources} == {True}
        for row in card.sources:
            (signal,) = Signal.objects.visible_to(self.public).filter(alert=row.pk)
            assert (signal.issuer_zh, signal.issued_at, signal.colour) == (row.sender_zh, row.sent_at, row.colour)

    def falsify(self) -> None:
        row = Alert.objects.visible_to(self.house).filter(sender="qx@jiashan.example", status="Actual").first()
        assert row is not None
        row.hazard = ""
        row.save()
