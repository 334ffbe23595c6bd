"""Investment keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pilin.domain.investment import actions
from pilin.domain.investment.enums import LeadStage
from pilin.domain.investment.models import (
    Answer,
    Ask,
    ConfirmLink,
    CreditSplit,
    InvestorWord,
    Lead,
    Move,
    PipelineFigure,
    Space,
    SplitWord,
    StillRule,
    StillTold,
)
from pilin.engine.base import Quantity
from tests.factories import investment as make
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract


class TestInvestment(RoomContract):
    room = "investment"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a row of each model, all shared alike."""
        number = PipelineFigure.objects.visible_to(Stand.machine()).count()
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        space = Space(kind="land", title_zh="地块", area_value=Decimal(30), area_unit="mu", use="industry", **shared)
        lead = Lead(
            title_zh=f"项目{number}", investor_zh="某公司", sector="other", amount=Decimal(1), currency="CNY",
            reporter=owner.member, reported_at=NOW, stage_since=TODAY, **shared,
        )  # fmt: skip
        move = Move(lead=lead, kind="registered", stage="lead", moved_on=TODAY, who="张三", **shared)
        ask = Ask(
            kind="hand_over", lead=lead, town=self.five.xindai.code, investor_zh="某公司", words_zh="地大", **shared
        )
        answer = Answer(ask=ask, lead=lead, reply="refused", why_zh="没有指标", **shared)
        split = CreditSplit(
            lead=lead, shares={self.five.fengjing.code: "60.00", self.five.xindai.code: "40.00"}, **shared
        )
        word = SplitWord(split=split, agreed=True, **shared)
        figure = PipelineFigure(key=f"figure-{number}", title_zh="签约", projects=508, **shared)
        link = ConfirmLink(lead=lead, token_hash=f"{number:064x}", expires_on=TODAY, **shared)
        said = InvestorWord(link=link, name="李四", position="厂长", said_on=TODAY, **shared)
        stage = list(LeadStage)[number % 6]
        still = StillRule(stage=stage, days=30, **shared)
        told = StillTold(lead=lead, stage=stage, since=TODAY, told_on=TODAY, **shared)
        rows = [space, lead, move, ask, answer, split, word, figure, link, said, still, told]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        here, api = "/c/five-towns/investment/", "/api/v1/circles/five-towns/investment"
        return [
            here, f"{here}?view=table", f"{here}spaces/", f"{api}/pipeline", f"{api}/leads", f"{api}/spaces",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/investment/{row.pk}/" if isinstance(row, Lead) else None

    def deeds(self) -> Iterable[Example]:
        five = self.five
        a, b = five.fengjing.code, five.xindai.code
        stranger = {"by": five.stranger.clerk}
        kept: list[Lead] = []

        def fresh(to: str = "lead", **more: Any) -> dict[str, Any]:
            own = {"investor_zh": f"第{len(kept)}机械公司", "investor": "", **more}  # several towns keep leads here
            kept.append(make.moved(five.fengjing.clerk, to, title_zh=f"项目{len(kept)}", title="", **own))
            return {"lead": kept[-1], "revision": kept[-1].revision}

        def offered(**more: Any) -> dict[str, Any]:
            given = fresh()
            return {"ask": actions.offer_lead(by=five.fengjing.clerk, at=NOW, **given, town=b, words_zh="地大"), **more}

        def shared(**more: Any) -> dict[str, Any]:
            given = offered()["ask"]
            actions.answer_ask(by=five.xindai.clerk, at=NOW, ask=given, reply="accepted")
            lead = Lead.objects.visible_to(five.xindai.clerk).get(pk=given.lead_id)
            return {"lead": lead, "shares": {a: Decimal(60), b: Decimal(40)}, **more}

        def split(**more: Any) -> dict[str, Any]:
            return {"split": actions.propose_split(by=five.xindai.clerk, at=NOW, **shared()), "agreed": True, **more}

        def join(**more: Any) -> dict[str, Any]:
            number = len(kept)
            fresh()
            words = {"circle": five.slug, "investor_zh": f"第{number}机械", "words_zh": "我们有厂房"}
            return {"by": five.huimin.clerk, **words, **more}

        def space(**more: Any) -> dict[str, Any]:
            row = make.space(five.fengjing.clerk)
            return {"space": row, "revision": row.revision, **more}

        def ended() -> dict[str, Any]:
            given = fresh()
            actions.end_lead(by=five.fengjing.clerk, at=NOW, **given, ended="lost", why_zh="去了外省")
            return {"lead": given["lead"], "revision": given["lead"].revision, "why_zh": "又来谈了"}

        def linked() -> dict[str, Any]:
            token = f"{len(kept)}".rjust(43, "t")
            lead = fresh("in_production")["lead"]
            return {"link": actions.make_link(by=five.fengjing.clerk, at=NOW, lead=lead, token=token, expires_on=TODAY)}

        def spoken(**more: Any) -> dict[str, Any]:
            token = f"{len(kept)}".rjust(43, "t")
            linked()
            said = {"says": "confirmed", "name": "李四", "position": "厂长"}
            return {"by": Stand.public(), "token": token, **said, **more}

        def word() -> dict[str, Any]:
            link = actions.speak_by_link(at=NOW, **spoken())
            return {"word": InvestorWord.objects.visible_to(five.fengjing.clerk).get(link=link)}

        days = {"circle": five.slug, "town": a, "days": {"lead": 14}}
        report = {
            "circle": five.slug, "key": "signed", "source": "S4:19", "title_zh": "签约", "projects": 508,
            "capital": Quantity(Decimal("39.6e9"), "CNY"),
        }  # fmt: skip
        return [
            Example(
                actions.register_lead,
                ok={"circle": five.slug, "facts": make.facts(title_zh="头一个", title="")},
                refused={"circle": five.slug, "facts": make.facts(), **stranger},
            ),
            Example(actions.change_lead, ok=lambda: {**fresh(), "facts": make.facts(title_zh="改了", title="")},
                    refused=lambda: {**fresh(), "facts": make.facts(), "by": five.xindai.clerk}),
            Example(actions.move_lead, ok=lambda: {**fresh(), "on": TODAY}, refused=lambda: {**fresh(), "on": date(2030, 1, 1)}),
            Example(actions.move_lead_back, ok=lambda: {**fresh("signed"), "to": "lead", "why_zh": "没有生效"},
                    refused=lambda: {**fresh("signed"), "to": "lead"}),
            Example(actions.end_lead, ok=lambda: {**fresh(), "ended": "lost", "why_zh": "去了外省"},
                    refused=lambda: {**fresh(), "ended": "lost"}),
            Example(actions.reopen_lead, ok=ended, refused=lambda: {**fresh(), "why_zh": "没有结束"}),
            Example(actions.share_lead, ok=lambda: {**fresh(), "audience": "circle"},
                    refused=lambda: {**fresh(), "audience": "public"}),
            Example(actions.offer_lead, ok=lambda: {**fresh(), "town": b, "words_zh": "地大"},
                    refused=lambda: {**fresh(), "town": a, "words_zh": "地大"}),
            Example(actions.answer_ask, ok=lambda: offered(reply="accepted", by=five.xindai.clerk),
                    refused=lambda: offered(reply="refused", by=five.xindai.clerk)),
            Example(actions.take_ask_back, ok=offered, refused=lambda: offered(by=five.xindai.clerk)),
            Example(actions.propose_split, ok=shared, refused=lambda: shared(shares={a: Decimal(60), b: Decimal(41)})),
            Example(actions.answer_split, ok=split, refused=lambda: split(by=five.huimin.clerk)),
            Example(actions.ask_to_join, ok=join, refused=lambda: join(words_zh="")),
            Example(actions.add_space, ok={"circle": five.slug, "facts": make.space_facts()},
                    refused={"circle": five.slug, "facts": make.space_facts(kind="sea")}),
            Example(actions.change_space, ok=lambda: space(facts=make.space_facts()),
                    refused=lambda: space(facts=make.space_facts(), by=five.xindai.clerk)),
            Example(actions.set_space_state, ok=lambda: space(state="let"), refused=lambda: space(state="free")),
            Example(actions.note_reported, ok=report, refused={**report, "key": "other", "source": " "}),
            Example(
                actions.make_link,
                ok=lambda: {"lead": fresh("in_production")["lead"], "token": f"{len(kept)}".rjust(43, "m"), "expires_on": TODAY},
                refused=lambda: {"lead": fresh()["lead"], "token": "m" * 43, "expires_on": TODAY},
            ),
            Example(actions.withdraw_link, ok=linked, refused=lambda: {**linked(), "by": five.xindai.clerk}),
            Example(actions.speak_by_link, ok=spoken, refused=lambda: spoken(by=five.fengjing.clerk)),
            Example(actions.forget_word, ok=word, refused=lambda: {**word(), "by": five.xindai.clerk}),
            Example(actions.set_still, ok=days, refused={**days, "days": {"lead": 0}}),
            Example(actions.raise_still, ok={"circle": five.slug, "town": a, "by": Stand.machine()},
                    refused={"circle": five.slug, "town": a}),
            Example(
                actions.confirm_production,
                ok=lambda: make.to_confirm(five, fresh("in_production")["lead"]),
                refused=lambda: {"lead": fresh("in_production")["lead"]},
            ),
        ]  # fmt: skip
