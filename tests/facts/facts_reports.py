"""Facts about the reports themselves: how their copies are damaged, and dates that lack a year."""

from __future__ import annotations

from datetime import date

from pilin.domain.meetings.models import Meeting
from pilin.engine.base.reports import Confidence, resolve_date
from pilin.foundation.files.models import SourceDocument
from pilin.foundation.files.queries import source_documents
from tests.facts.harness import Fact


class SideStoriesBreakOff(Fact):
    number = "Q-08"
    says = "Four copies carry five side stories each, nineteen of the twenty broken off; the briefing carries none"
    room = "files"
    page = "files:sources"
    page_kwargs = {}

    def holds(self) -> None:
        cards = {card.code: (card.side_stories, card.broken_off) for card in source_documents(self.public)}
        told = {code: cards[code] for code in ("S0", "S1", "S2", "S3", "S4")}
        assert told == {"S0": (5, 4), "S1": (5, 5), "S2": (5, 5), "S3": (5, 5), "S4": (None, None)}

    def falsify(self) -> None:
        row = SourceDocument.objects.visible_to(self.house).get(code="S0")
        row.broken_off = 0
        row.save()


class AYearIsReadFromItsContext(Fact):
    number = "Q-11"
    says = "The congress of 24 July, told without a year, met in 2023: the year is read off its story, and said to be"
    room = "meetings"
    page = "meetings:index"
    page_kwargs = {"circle": "yrd"}

    def holds(self) -> None:
        read = resolve_date("On July 24th", date(2024, 6, 6), "report on the first half of 2023")
        assert read.confidence is Confidence.FROM_TITLE
        rows = Meeting.objects.visible_to(self.public).filter(source="S3:56")
        assert [row.starts_on for row in rows] == [read.value]

    def falsify(self) -> None:
        row = Meeting.objects.visible_to(self.house).get(source="S3:56")
        row.starts_on = "2024-07-24"
        row.save()
