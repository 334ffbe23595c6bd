"""Parks keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.parks import actions, queries
from pilin.domain.parks.models import (
    Carrier,
    CarrierFigure,
    Crossing,
    Park,
    ParkFirm,
    ParkList,
    ParkParty,
    Promise,
    ShareProposal,
    ShareWord,
    Work,
)
from pilin.domain.parks.rules import FigureInput, PartyInput
from tests.factories import enterprises as firms
from tests.factories import parks as make
from tests.factories.base import NOW, TODAY
from tests.kit import Example, RoomContract


class TestParks(RoomContract):
    room = "parks"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a list, a park with a party, its shares with a word and a firm, a carrier, a crossing, and a promise."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        member = self.five.fengjing.row
        listed = ParkList(name_zh="清单", declared=19, **shared)
        park = Park(name_zh="园", listed_in=listed, area_km2=Decimal("5.2"), firms=300, **shared)
        party = ParkParty(park=park, place=1, member=member, bank=1, **shared)
        proposal = ShareProposal(park=park, shares={str(party.pk): "100"}, state="agreed", decided_on=TODAY, **shared)
        word = ShareWord(proposal=proposal, member=member, agrees=True, said_at=NOW, **shared)
        firm = Enterprise(name_zh="企业", **shared)
        stay = ParkFirm(park=park, enterprise=firm, valid_from=make.SINCE, **shared)
        carrier = Carrier(name_zh="中心", **shared)
        figure = CarrierFigure(carrier=carrier, part="projects", value=508, **shared)
        crossing = Crossing(name_zh="桥", state="open", day_count=90_000, times_design=2, **shared)
        work = Work(name_zh="乐园", **shared)
        promise = Promise(work=work, what_zh="开工", said_by_zh="办公室", said_on=make.SINCE, **shared)
        firm.save()
        rows = [listed, park, party, proposal, word, stay, carrier, figure, crossing, work, promise]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        pages = ("", "crossings/", "promises/", "carriers/", "zone/")
        names = ("parks", "crossings", "promises", "carriers")
        return [
            *(f"/c/five-towns/parks/{page}" for page in pages),
            *(f"/api/v1/circles/five-towns/{name}" for name in names),
        ]

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/parks/{row.pk}/" if isinstance(row, Park) else None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code, "name_zh": "名"}
        both = [PartyInput(five.fengjing.code), PartyInput(five.xindai.code)]
        park, second, third = (make.park(clerk, five.xindai.code) for _ in range(3))
        shares = {party.pk: Decimal(50) for party in queries.parties_of(park)}
        open_one, taken_back = make.proposal(clerk, second, "60", "40"), make.proposal(clerk, third, "60", "40")
        firm, leaving = firms.made(clerk, firms.firm(1), firms.firm(2))
        stay = make.stay(clerk, park, leaving)
        said = {
            "circle": five.circle,
            "town": five.fengjing.code,
            "work_zh": "乐园",
            "what_zh": "开工",
            "said_by_zh": "办公室",
        }
        promise = make.promise(clerk)
        signs = {"by": five.xindai.signatory, "proposal": open_one, "agrees": True}
        return [
            Example(actions.enter_list, ok={**base, "declared": 19}, refused={**base, "declared": 19, "by": other}),
            Example(actions.enter_park, ok={**base, "parties": both}, refused={**base, "parties": both[:1]}),
            Example(actions.propose_shares, ok={"park": park, "shares": shares}, refused={"park": park, "shares": shares, "by": five.huimin.clerk}),
            Example(actions.answer_shares, ok=signs, refused={**signs, "by": clerk}),
            Example(actions.withdraw_shares, ok={"proposal": taken_back}, refused={"proposal": taken_back, "by": other}),
            Example(actions.put_firm, ok={"park": park, "enterprise": firm, "valid_from": TODAY}, refused={"park": park, "enterprise": leaving, "valid_from": TODAY}),
            Example(actions.end_firm, ok={"stay": stay}, refused={"stay": stay, "by": other}),
            Example(actions.enter_crossing, ok={**base, "state": "open"}, refused={**base, "state": "falling"}),
            Example(actions.enter_carrier, ok={**base, "figures": [FigureInput("projects", Decimal(15))]}, refused={**base, "figures": [FigureInput("moons", Decimal(1))]}),
            Example(actions.enter_promise, ok={**said, "said_on": TODAY}, refused={**said, "said_on": date(2099, 1, 1)}),
            Example(
                actions.report_actual, ok={"promise": promise, "actual": "2024-09", "actual_source": "台账"},
                refused={"promise": promise, "actual": "2024-09", "actual_source": ""},
            ),
        ]  # fmt: skip
