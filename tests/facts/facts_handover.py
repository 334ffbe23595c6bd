"""The facts of the yearly rotation that the handover proves."""

from __future__ import annotations

from datetime import date

from pilin.domain.handover import queries
from pilin.domain.handover.enums import HandoverState
from pilin.domain.programme.queries import open_items
from pilin.engine.base import text_hash
from tests.facts.harness import Fact

FIVE = "five-towns"
LATER = date(2025, 1, 10)


class TheHandoverCarriesWhatIsOpen(Fact):
    number = "D-03"
    says = "The handover of 2024 lists every item that was open that day, in one text that both chairs sealed"
    room = "handover"
    page = "handover:dossier"
    page_kwargs = {"circle": FIVE, "year": 2024}

    def holds(self) -> None:
        view = queries.dossier_of(self.house, FIVE, 2024, LATER)
        assert view is not None
        assert view.dossier is not None
        assert view.as_of is not None
        still_open = {f"{item.year}-{item.no} {item.title_zh}" for item in open_items(self.house, FIVE, view.as_of)}
        carried = next(section for section in view.sections if section.key == "items")
        assert {row["title_zh"] for row in carried.rows or ()} == still_open
        assert still_open
        assert (view.state, text_hash(view.dossier.text)) == (HandoverState.SIGNED, view.text_hash)
        answer = self.pilin("handover", "show", FIVE, "2024", "--json")
        assert [seal["member"] for seal in answer["seals"]] == ["310116102", "330421111"]

    def falsify(self) -> None:
        assert self.sql("UPDATE handover_dossier SET text = %s WHERE number = 1", "nothing is open") >= 1
