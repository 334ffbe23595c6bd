"""Checks, calls and duty lists keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from uuid6 import uuid7

from pilin.domain.watch import actions
from pilin.domain.watch.models import Call, Crossing, DutyShift, DutyTerm, DutyTurn, Event, GaugeConcern
from pilin.foundation.access.standing import Standing
from pilin.foundation.observations.models import Series
from tests.factories import watch as make
from tests.factories.base import NOW, TODAY
from tests.kit import Example, RoomContract

HOUSE = Standing.machine("test")


class TestDesk(RoomContract):
    room = "watch"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a gauge with an excursion and a concern, a shift with a turn and a term, an event with a call, shared alike."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        series = Series(
            slug=f"gauge-{uuid7()}", kind="level", unit="m_level", quantity="level_m", kept_by="gauge", datum="吴淞", title_zh="水位",
            title="Level", interval_minutes=5, **shared,
        )  # fmt: skip
        series.save()
        crossing = Crossing(
            series=series, kind="line", rule="warning", level="warning", value=Decimal("3.500"), threshold=Decimal("3.300"), unit="m_level",
            peak=Decimal("3.500"), peak_at=NOW, began_at=NOW, noted_at=NOW, of_town=owner.member, **shared,
        )  # fmt: skip
        concern = GaugeConcern(series=series, valid_from=TODAY, **shared)
        shift = DutyShift(
            starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=6), post_zh="值班室", **shared
        )
        shift.save()
        turn = DutyTurn(shift=shift, name="某人", order=1, channels=["page"], **shared)
        days = DutyTerm.objects.visible_to(HOUSE).filter(owner=owner.member).count()
        term = DutyTerm(answer_seconds=60, valid_from=TODAY + timedelta(days=days), **shared)
        event = Event(hazard="flood", cause="person", title_zh="高水位", opened_at=NOW, called=[owner.member], **shared)
        event.save()
        call = Call(
            event=event, step=0, name="某人", channel="page", called_at=NOW, due_at=NOW, outcome="sent", **shared
        )
        rows = [crossing, concern, turn, term, call]
        for row in rows:
            row.save()
        return [*rows, shift, event]

    def list_urls(self) -> Iterable[str]:
        base = "/c/five-towns/watch/"
        return [base, f"{base}events/", f"{base}lines/", f"{base}duty/", f"{base}wall/"]

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Event):
            return f"/c/five-towns/watch/events/{row.pk}/"
        if isinstance(row, Crossing):
            return f"/c/five-towns/watch/gauges/{row.series.slug}/"
        return None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        gauge, second = make.gauge(five), make.gauge(five, code="second")
        concern = make.mind(five, five.fengjing, second)
        make.put_on_duty(
            five, five.fengjing, five.fengjing.clerk_user, five.fengjing.signatory_user, channels=("page",)
        )
        first = make.event(clerk)
        call = Call.objects.visible_to(HOUSE).get(event=first, step=0)
        on = TODAY + timedelta(days=3)
        begins = NOW + timedelta(days=3)
        said = actions.ShiftSaid(begins, begins + timedelta(hours=3), [five.fengjing.clerk_user.pk])
        monday = TODAY - timedelta(days=TODAY.weekday())
        return [
            Example(actions.mind_gauge, {**base, "series": gauge}, {**base, "series": gauge, "by": other}),
            Example(actions.unmind_gauge, {"concern": concern}, {"concern": concern, "by": other}),
            Example(
                actions.enter_shifts, {**base, "since": on, "until": on, "shifts": [said]}, {**base, "since": on, "until": on, "shifts": []}
            ),
            Example(actions.copy_week, {**base, "monday": monday + timedelta(days=7)}, {**base, "monday": monday - timedelta(days=70)}),
            Example(actions.set_term, {**base, "answer_seconds": 90}, {**base, "answer_seconds": 1}),
            Example(
                actions.call_on, {"call": call, "by": HOUSE, "at": NOW + timedelta(minutes=2)}, {"call": call, "at": NOW + timedelta(minutes=2)}
            ),
            Example(actions.answer_call, {"call": call, "at": NOW + timedelta(minutes=3)}, {"call": call, "by": other}),
            Example(actions.erase_duty, {"by": HOUSE, "person": five.fengjing.signatory_user.pk}, {"person": five.fengjing.signatory_user.pk}, bulk=True),
            Example(actions.note_silence, {"by": HOUSE, "series": [(gauge, NOW)]}, {"series": [(gauge, NOW)]}, bulk=True),
            Example(actions.forget_subscriber, {"by": HOUSE, "person": clerk.person}, {"person": other.person}, bulk=True),
        ]  # fmt: skip

    def test_what_is_a_persons_own_leaves_no_line(self) -> None:
        """Subscriptions and the sending of calls are private: no town reads of them in the journal."""
        from pilin.foundation.journal.models import JournalLine

        before = JournalLine.objects.visible_to(HOUSE).count()
        row = actions.subscribe(
            by=self.five.fengjing.clerk,
            at=NOW,
            circle=self.five.circle,
            home=self.five.fengjing.code,
            hazards=["flood"],
            least="yellow",
            agreed=True,
        )
        actions.unsubscribe(by=self.five.fengjing.clerk, at=NOW, subscription=row)
        assert JournalLine.objects.visible_to(HOUSE).count() == before
