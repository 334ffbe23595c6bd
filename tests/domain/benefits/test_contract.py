"""Sharing keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from pilin.domain.benefits import actions, queries
from pilin.domain.benefits.models import (
    Figure,
    Refusal,
    Scheme,
    SchemeParty,
    Settlement,
    SettlementCount,
    SettlementSide,
    SettlementWord,
)
from tests.factories import benefits as make
from tests.factories.base import NOW, TODAY
from tests.kit import Example, RoomContract


class TestBenefits(RoomContract):
    room = "benefits"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a draft of two towns with a refusal, a figure and a settlement with its sides, counts and words."""
        five = self.five
        towns = (five.fengjing.row, five.huimin.row)
        shared = {"in_circle": five.circle, "circle": five.slug, "owner": owner.member, "audience": audience}
        scheme = Scheme(
            lineage=uuid4(), title_zh="分享", kind="relocation", preset="bth-2015", preset_version="2015", parameters=make.BTH,
            from_year=make.FIRST, years=5, **shared,
        )  # fmt: skip
        parties = [SchemeParty(of=scheme, member=town, place=k, **shared) for k, town in enumerate(towns)]
        refusal = Refusal(of=scheme, member=towns[1], why="不合适", refused_on=TODAY, **shared)
        figure = Figure(
            of=scheme, lineage=scheme.lineage, year=make.FIRST, measure="taxes", about=towns[1].code, amount=1, found_in="决算表",
            known_at=NOW, **shared,
        )  # fmt: skip
        inputs = [[make.FIRST - 3 + k, "taxes", [towns[0].code], "20000000.00", "CNY"] for k in range(3)]
        inputs.append([make.FIRST, "taxes", [towns[1].code], "30000000.00", "CNY"])
        terms = {"kind": "relocation", "parties": [t.code for t in towns], "from_year": make.FIRST, "parameters": make.BTH, "currency": "CNY"}  # fmt: skip
        settlement = Settlement(
            of=scheme, year=make.FIRST, known_at=NOW, digest="0" * 64, reckoned_by="1", formula="bth-2015@2015", moved=1, inputs=inputs,
            terms=terms, **shared,
        )  # fmt: skip
        sides = [
            SettlementSide(of=settlement, member=town, gave=k, had=1 - k, **shared) for k, town in enumerate(towns)
        ]
        counts = [SettlementCount(of=settlement, member=towns[0], kind="statistical", amount=1, **shared)]
        words = [SettlementWord(of=settlement, member=towns[0], kind="objected", on=TODAY, why="再核", **shared)]
        rows = [scheme, *parties, refusal, figure, settlement, *sides, *counts, *words]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/benefits/", "/api/v1/circles/five-towns/benefit-schemes"]

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Scheme):
            return f"/c/five-towns/benefits/{row.pk}/"
        return f"/c/five-towns/benefits/settlements/{row.pk}/" if isinstance(row, Settlement) else None

    def deeds(self) -> Iterable[Example]:
        five = self.five
        clerk, signs, other = five.fengjing.clerk, five.fengjing.signatory, five.huimin.signatory
        new = {
            "circle": five.slug, "title_zh": "分享", "preset": "bth-2015", "parties": (five.fengjing.code, five.huimin.code),
            "parameters": make.BTH, "from_year": 2024,
        }  # fmt: skip
        draft, waiting, turned_down = make.drafted(five), make.proposed(five), make.proposed(five)
        force, ending, revised = make.signed(five), make.signed(five), make.signed(five)
        ready = make.known(five, make.signed(five), 30, 30)
        reckoned, disputed = make.settled(five, row=ready), make.settled(five)
        due, sent = make.confirmed(five), make.confirmed(five)
        actions.note_paid(by=five.huimin.clerk, at=NOW, settlement=sent, paid_on=TODAY)
        card = queries.scheme_card(signs, five.slug, waiting.pk, TODAY)
        assert card is not None and card.agreement is not None
        figure = {
            "scheme": force, "year": make.FIRST - 1, "measure": "taxes", "about": (five.fengjing.code,), "amount": Decimal(1),
            "found_in": "决算表",
        }  # fmt: skip
        text = {"scheme": waiting, "text_hash": card.agreement.text_hash}
        return [
            Example(actions.draft_scheme, ok=new, refused={**new, "parties": (five.fengjing.code,)}),
            Example(actions.propose_scheme, ok={"scheme": draft}, refused={"scheme": make.drafted(five), "by": five.huimin.clerk}),
            Example(actions.sign_scheme, ok={**text, "by": signs}, refused={**text, "by": clerk}),
            Example(
                actions.refuse_scheme, ok={"scheme": turned_down, "why": "比例太高", "by": other},
                refused={"scheme": turned_down, "why": "", "by": other},
            ),
            Example(
                actions.revise_scheme, ok={"scheme": revised, "parameters": {**make.BTH, "out_percent": "40"}, "from_year": 2024},
                refused={"scheme": force, "parameters": {}, "from_year": 2024},
            ),
            Example(
                actions.end_scheme, ok={"scheme": ending, "why": "企业又迁走了", "by": signs}, refused={"scheme": force, "why": "", "by": clerk}
            ),
            Example(actions.enter_figure, ok=figure, refused={**figure, "by": five.huimin.clerk}),
            Example(actions.compute_settlement, ok={"scheme": ready, "year": make.FIRST + 1}, refused={"scheme": force, "year": make.FIRST}),
            Example(
                actions.confirm_settlement, ok={"settlement": reckoned, "digest": reckoned.digest, "by": other},
                refused={"settlement": reckoned, "digest": reckoned.digest, "by": clerk},
            ),
            Example(
                actions.object_to_settlement, ok={"settlement": disputed, "why": "少算一户", "by": other},
                refused={"settlement": disputed, "why": "", "by": other},
            ),
            Example(
                actions.note_paid, ok={"settlement": due, "paid_on": TODAY, "by": five.huimin.clerk},
                refused={"settlement": due, "paid_on": TODAY},
            ),
            Example(
                actions.note_received, ok={"settlement": sent, "received_on": TODAY},
                refused={"settlement": sent, "received_on": TODAY, "by": five.huimin.clerk},
            ),
        ]  # fmt: skip
