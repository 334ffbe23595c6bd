"""The room contract of members."""

from __future__ import annotations

from datetime import date

from pilin.foundation.access.standing import Standing
from pilin.foundation.members import actions, queries
from pilin.foundation.members.models import Agreement, AgreementClause, AgreementParty, Body, VillagePair
from tests.factories.base import NOW, make_member, writing
from tests.kit import Example, RoomContract

HASH = "0" * 64


class TestMembers(RoomContract):
    room = "members"
    made = 0

    def make_rows(self, owner: Standing, audience: str) -> list[object]:
        TestMembers.made += 1
        circle = self.five.circle
        shared = {"in_circle": circle, "circle": circle.slug, "owner": owner.member, "audience": audience}
        agreement = Agreement(
            slug=f"text-{self.made}",
            kind="supplement",
            title_zh=f"文本 {self.made}",
            title="Text",
            text="x",
            text_hash=HASH,
            proposed_at=NOW,
            **shared,
        )
        clause = AgreementClause(of=agreement, number=1, text_zh="一", **shared)
        party = AgreementParty(of=agreement, member=self.five.fengjing.row, **shared)
        body = Body(level="decision", name_zh=f"会 {self.made}", name="Body", **shared)
        pair = VillagePair(number=100 + self.made, **shared)
        rows = [agreement, clause, party, body, pair]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> list[str]:
        return [f"/c/five-towns/{page}/" for page in ("about", "presidency", "agreements", "alliances", "pairs")]

    def page_of(self, row: object) -> str | None:
        return f"/c/five-towns/agreements/{row.slug}/" if isinstance(row, Agreement) else None

    def deeds(self) -> list[Example]:
        five, circle = self.five, self.five.circle
        setup = Standing.machine("setup")

        def proposed(slug: str) -> Agreement:
            return actions.propose_agreement(
                by=five.fengjing.secretary,
                at=NOW,
                circle=circle,
                slug=slug,
                kind="supplement",
                title_zh="班车",
                title="Bus",
                parties=[five.fengjing.row, five.xindai.row],
                clauses=[("每日六班。", "Six a day.")],
            )

        def text(slug: str, **more: object) -> dict[str, object]:
            return {
                "by": five.fengjing.secretary,
                "circle": circle,
                "slug": slug,
                "kind": "supplement",
                "title_zh": "班车",
                "title": "Bus",
                "parties": [five.fengjing.row, five.xindai.row],
                "clauses": [("每日六班。", "")],
                **more,
            }

        def signing(slug: str, **more: object) -> dict[str, object]:
            agreement = proposed(slug)
            return {"by": five.fengjing.signatory, "agreement": agreement, "text_hash": agreement.text_hash, **more}

        town = {
            "circle": circle,
            "code": "330482103",
            "name_zh": "广陈镇",
            "name": "Guangchen",
            "short_zh": "广陈",
            "short": "Guangchen",
            "mark": "广",
            "bank": -1,
        }
        body = {"circle": circle, "level": "decision", "name_zh": "会", "name": "Body"}
        return [
            Example(
                actions.make_circle,
                {"by": setup, "slug": "two", "name_zh": "二", "name": "Two"},
                {"slug": "three", "name_zh": "三", "name": "Three"},
            ),
            Example(
                actions.settle_order,
                {
                    "by": five.fengjing.secretary,
                    "circle": circle,
                    "from_year": 2025,
                    "codes": [t.code for t in (five.xindai, five.huimin, five.zhujing, five.yaozhuang, five.fengjing)],
                },
                {
                    "by": five.fengjing.secretary,
                    "circle": circle,
                    "from_year": 2025,
                    "codes": [t.code for t in (five.fengjing, five.xindai, five.huimin, five.zhujing, five.yaozhuang)],
                },
            ),
            Example(
                actions.open_term,
                {"by": setup, "circle": circle, "member": five.xindai.row, "year": 2025},
                {"by": setup, "circle": circle, "member": five.fengjing.row, "year": 2025},
            ),
            Example(
                actions.enter_town,
                {"by": setup, **town, "valid_from": "2024-10"},
                {"by": setup, **town, "code": "12", "name_zh": "", "valid_from": "2024-13"},
            ),
            Example(
                actions.admit_member,
                lambda: {"by": setup, "circle": circle, "valid_from": "2024-10", "member": five.stranger.row},
                {"circle": circle, "valid_from": "2024-10", "member": five.stranger.row},
            ),
            Example(actions.make_body, {"by": five.fengjing.secretary, **body}, {"by": five.xindai.secretary, **body}),
            Example(
                actions.pair_villages,
                {"by": setup, "circle": circle, "number": 1},
                {"by": setup, "circle": circle, "number": 0},
            ),
            Example(actions.propose_agreement, text("bus-1"), text("bus-2", clauses=[], parties=[five.xindai.row])),
            Example(actions.sign_agreement, lambda: signing("bus-3"), lambda: signing("bus-4", text_hash=HASH)),
            Example(
                actions.invite_town,
                {
                    "by": five.fengjing.secretary,
                    "circle": circle,
                    "member": five.observer.row,
                    "joins_on": date(2024, 11, 1),
                    "token": "a-token",
                },
                {
                    "by": five.huimin.secretary,
                    "circle": circle,
                    "member": five.stranger.row,
                    "joins_on": date(2024, 11, 1),
                    "token": "b-token",
                },
            ),
        ]


def test_cards_name_where_a_member_lies(db: None) -> None:
    with writing():
        row = make_member("330421003")
    card = queries.member_card(row)
    assert (card.code, card.province, card.county) == (
        "330421003",
        ("33", "浙江省", "Zhejiang"),
        ("330421", "嘉善县", "Jiashan County"),
    )
