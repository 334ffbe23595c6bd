"""Cases keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from pilin.foundation.cases import actions, queries
from pilin.foundation.cases.models import AnswerTemplate, Case, CaseRating, CaseStep, CaseTerm, FiguresShared
from tests.factories import enterprises as firms
from tests.factories.base import NOW, TODAY
from tests.kit import Example, RoomContract


class TestCases(RoomContract):
    room = "cases"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a case with a step and a rating, words, a term and a sharing, shared alike."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        number = queries.next_number(self.five.slug, "service_request", 2024)
        row = Case(
            kind="service_request",
            year=2024,
            number=number,
            subject="问",
            received_on=TODAY,
            take_by=TODAY,
            answer_by=TODAY,
            due_on=TODAY,
            **shared,
        )
        row.save()
        step = CaseStep(case=row, kind="received", at=NOW, **shared)
        step.save()
        rating = CaseRating(case=row, stage="answer", mark=4, at=NOW, **shared)
        rating.save()
        words = AnswerTemplate(kind="service_request", title="照明", text="已修", **shared)
        words.save()
        term = CaseTerm(
            kind="service_request", taken_within=1, answered_within=4, clause="办法", valid_from=TODAY + timedelta(days=number), **shared
        )  # fmt: skip
        term.save()
        sharing = FiguresShared(since=TODAY, ended_on=TODAY, **shared)
        sharing.save()
        return [row, step, rating, words, term, sharing]

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/cases/",
            "/c/five-towns/cases/?late=1",
            "/c/five-towns/cases/kept/",
            "/api/v1/circles/five-towns/cases",
            "/api/v1/circles/five-towns/case-terms",
        ]

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/cases/{row.pk}/" if isinstance(row, Case) else None

    def received(self, **more: Any) -> Case:
        five = self.five
        return actions.receive_case(
            by=five.fengjing.clerk,
            at=NOW,
            circle=five.circle,
            town=five.fengjing.code,
            kind="service_request",
            subject="问",
            **more,
        )

    def taken(self) -> Case:
        return actions.take_case(by=self.five.fengjing.clerk, at=NOW, case=self.received())

    def answered(self) -> Case:
        return actions.answer_case(by=self.five.fengjing.clerk, at=NOW, case=self.taken(), note="答复")

    def closed(self) -> Case:
        return actions.close_case(by=self.five.fengjing.clerk, at=NOW, case=self.answered())

    def offered(self) -> Case:
        return actions.offer_case(
            by=self.five.fengjing.clerk, at=NOW, case=self.received(), town=self.five.huimin.code, note="在对岸"
        )

    def waiting(self) -> Case:
        return actions.pause_case(by=self.five.fengjing.clerk, at=NOW, case=self.taken(), note="还缺章程")

    def tied(self) -> Case:
        return actions.tie_case(by=self.five.fengjing.clerk, at=NOW, case=self.received(), other=self.received().pk)

    def words(self) -> AnswerTemplate:
        five = self.five
        return actions.keep_template(
            by=five.fengjing.clerk, at=NOW, circle=five.circle, town=five.fengjing.code, kind="service_request", title="照明", text="已修"
        )  # fmt: skip

    def sharing(self) -> FiguresShared:
        five = self.five
        found = queries.sharings(queries.HOUSE, five.slug).filter(owner=five.xindai.code).first()
        return found or actions.share_figures(
            by=five.xindai.signatory, at=NOW, circle=five.circle, town=five.xindai.code
        )

    def to_rate(self) -> dict[str, Any]:
        """Let somebody's case be answered."""
        lin, clerk = firms.person("wang"), self.five.fengjing.clerk
        case = actions.take_case(by=clerk, at=NOW, case=self.received(asker=lin.person))
        actions.answer_case(by=clerk, at=NOW, case=case, note="已修")
        return {"case": case, "by": lin, "stage": "answer", "mark": 4}

    def promised(self) -> dict[str, Any]:
        """Let somebody's answer promise today."""
        lin = firms.person("lin")
        case = self.received(asker=lin.person)
        clerk = self.five.fengjing.clerk
        actions.take_case(by=clerk, at=NOW, case=case)
        actions.answer_case(by=clerk, at=NOW, case=case, note="今天办", promised_on=TODAY)
        return {"by": queries.HOUSE}

    def deeds(self) -> Iterable[Example]:
        five, other = self.five, self.five.xindai.clerk
        given = {"circle": five.circle, "town": five.fengjing.code, "kind": "service_request", "subject": "问"}
        machine = queries.HOUSE
        words = {"circle": five.circle, "town": five.fengjing.code, "kind": "service_request", "text": "已修"}
        term = {
            "circle": five.circle, "town": five.fengjing.code, "kind": "service_request", "taken_within": 1, "answered_within": 4,
            "clause": "办法", "valid_from": TODAY,
        }  # fmt: skip
        return [
            Example(actions.receive_case, ok=given, refused={**given, "by": other}),
            Example(actions.take_case, ok=lambda: {"case": self.received()}, refused=lambda: {"case": self.received(), "by": other}),
            Example(
                actions.offer_case, ok=lambda: {"case": self.received(), "town": five.huimin.code, "note": "在对岸"},
                refused=lambda: {"case": self.received(), "town": five.huimin.code, "note": ""},
            ),
            Example(actions.accept_case, ok=lambda: {"case": self.offered(), "by": five.huimin.clerk}, refused=lambda: {"case": self.offered(), "by": other}),
            Example(
                actions.refuse_case, ok=lambda: {"case": self.offered(), "by": five.huimin.clerk, "rule": "第二十六条", "note": "不归我们"},
                refused=lambda: {"case": self.offered(), "by": five.huimin.clerk, "rule": "", "note": "不归我们"},
            ),
            Example(actions.keep_case, ok=lambda: {"case": self.offered()}, refused=lambda: {"case": self.offered(), "by": other}),
            Example(actions.note_case, ok=lambda: {"case": self.received(), "note": "补充"}, refused=lambda: {"case": self.received(), "note": ""}),
            Example(actions.answer_case, ok=lambda: {"case": self.taken(), "note": "答复"}, refused=lambda: {"case": self.received(), "note": "答复"}),
            Example(actions.close_case, ok=lambda: {"case": self.answered()}, refused=lambda: {"case": self.taken()}),
            Example(
                actions.send_back, ok=lambda: {"case": self.answered(), "note": "没有", "by": machine},
                refused=lambda: {"case": self.answered(), "note": "没有"},
            ),
            Example(
                actions.reopen_case, ok=lambda: {"case": self.closed(), "note": "又来", "by": machine},
                refused=lambda: {"case": self.closed(), "note": "又来"},
            ),
            Example(
                actions.withdraw_case, ok=lambda: {"case": self.received(), "by": machine}, refused=lambda: {"case": self.closed(), "by": machine}
            ),
            Example(actions.raise_lain, ok=self.lies, refused={}, bulk=True),
            Example(actions.pause_case, ok=lambda: {"case": self.taken(), "note": "还缺章程"}, refused=lambda: {"case": self.received(), "note": "还缺章程"}),
            Example(actions.resume_case, ok=lambda: {"case": self.waiting()}, refused=lambda: {"case": self.taken()}),
            Example(
                actions.tie_case, ok=lambda: {"case": self.received(), "other": self.received().pk},
                refused=lambda: {"case": self.received(), "other": self.received().pk, "by": other},
            ),
            Example(actions.untie_case, ok=lambda: {"case": self.tied()}, refused=lambda: {"case": self.received()}),
            Example(
                actions.rate_case, ok=self.to_rate,
                refused=lambda: {"case": self.answered(), "stage": "answer", "mark": 4},
            ),
            Example(
                actions.attach_to_case, ok=lambda: {"case": self.received(), "name": "a.txt", "content": b"a"},
                refused=lambda: {"case": self.received(), "name": "a.txt", "content": b""},
            ),
            Example(actions.ask_promised, ok=self.promised, refused={}, bulk=True),
            Example(actions.keep_template, ok={**words, "title": "照明"}, refused={**words, "title": ""}),
            Example(actions.end_template, ok=lambda: {"template": self.words()}, refused=lambda: {"template": self.words(), "by": other}),
            Example(actions.set_term, ok={**term, "by": five.fengjing.signatory}, refused=term),
            Example(
                actions.share_figures, ok={"circle": five.circle, "town": five.fengjing.code, "by": five.fengjing.signatory},
                refused={"circle": five.circle, "town": five.fengjing.code},
            ),
            Example(actions.unshare_figures, ok=lambda: {"shared": self.sharing(), "by": five.xindai.signatory}, refused=lambda: {"shared": self.sharing()}),
        ]  # fmt: skip

    def lies(self) -> dict[str, Any]:
        """Let a case lie since the year before."""
        case = self.received()
        from tests.factories.base import writing

        with writing():
            row = Case.objects.visible_to(queries.HOUSE).get(pk=case.pk)
            row.take_by = TODAY.replace(year=2023)
            row.save()
        return {"by": queries.HOUSE}
