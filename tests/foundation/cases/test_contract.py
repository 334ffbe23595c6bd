"""Cases keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pilin.foundation.cases import actions, queries
from pilin.foundation.cases.models import Case, CaseStep
from tests.factories.base import NOW, TODAY
from tests.kit import Example, RoomContract


class TestCases(RoomContract):
    room = "cases"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a case with a step, shared alike."""
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
            **shared,
        )
        row.save()
        step = CaseStep(case=row, kind="received", at=NOW, **shared)
        step.save()
        return [row, step]

    def list_urls(self) -> Iterable[str]:
        return ["/c/five-towns/cases/", "/c/five-towns/cases/?late=1", "/api/v1/circles/five-towns/cases"]

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

    def deeds(self) -> Iterable[Example]:
        five, other = self.five, self.five.xindai.clerk
        given = {"circle": five.circle, "town": five.fengjing.code, "kind": "service_request", "subject": "问"}
        machine = queries.HOUSE
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
