"""Watch keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from uuid6 import uuid7

from pilin.domain.watch import actions
from pilin.domain.watch.models import (
    Alert,
    AlertKey,
    AlertSender,
    DatumOffset,
    Event,
    EventPart,
    JointNotice,
    Signal,
    WaterLine,
    packed,
)
from pilin.engine import cap
from pilin.foundation.observations.models import Series
from tests.factories import watch as make
from tests.factories.base import NOW
from tests.kit import Example, RoomContract


class TestWatch(RoomContract):
    room = "watch"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a line on a gauge, an offset, a signal, and an event with a town's part, shared alike."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        series = Series(
            slug=f"gauge-{uuid7()}",
            kind="level",
            unit="m_level",
            datum="吴淞高程",
            title_zh="水位",
            title="Level",
            **shared,
        )
        series.save()
        line = WaterLine(series=series, kind="warning", level_m=Decimal("3.300"), datum="吴淞高程", **shared)
        offset = DatumOffset(
            from_datum="吴淞高程",
            to_datum="1985国家高程基准",
            offset_m=Decimal("-1.8410"),
            place_code="330421",
            authority="文件",
            **shared,
        )
        signal = Signal(
            family=uuid7(),
            hazard="rainstorm",
            colour="orange",
            issuer_zh="气象台",
            areas=["310116"],
            issued_at=NOW,
            **shared,
        )
        event = Event(hazard="flood", cause="person", title_zh="高水位", opened_at=NOW, called=[owner.member], **shared)
        part = EventPart(event=event, acknowledged_at=NOW, **shared)
        name = uuid7().hex
        alert = Alert(
            way="in", identifier=name, sender=make.STATION, sent="2024-11-05T09:50:00+08:00", sent_at=NOW, status="Actual", msg_type="Alert",
            scope="Public", begins_at=NOW, expires_at=NOW + timedelta(hours=6), hazard="rainstorm", colour="orange", headline_zh="暴雨橙色预警",
            towns=[owner.member], packed=packed(cap.write(make.cap_alert(identifier=name))), signature="unsigned", **shared,
        )  # fmt: skip
        sender = AlertSender(sender=f"{name}@example.org", name_zh="气象台", **shared)
        key = AlertKey(key_id=name[-16:], public="PEM", since=NOW, **shared)
        notice = JointNotice(
            incident=f"pilin.{name}", msg_type="Alert", towns=[owner.member], areas=[owner.member], hazard="flood", urgency="Expected",
            severity="Moderate", certainty="Likely", headline_zh="水位上涨", headline="Rising", text_zh="涨", text="Rising",
            expires_at=NOW + timedelta(hours=6), written_at=NOW, **shared,
        )  # fmt: skip
        rows = [line, offset, event, part, signal, alert, sender, key, notice]
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/watch/alerts/",
            "/c/five-towns/watch/senders/",
            "/c/five-towns/watch/notices/",
            "/api/v1/circles/five-towns/watch/alerts",
            "/api/v1/circles/five-towns/watch/notices",
        ]

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Alert):
            return f"/c/five-towns/watch/alerts/{row.pk}/"
        if isinstance(row, JointNotice):
            return f"/c/five-towns/watch/notices/{row.pk}/"
        return None

    def deeds(self) -> Iterable[Example]:
        five, clerk, other = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        base = {"circle": five.circle, "town": five.fengjing.code}
        series = make.level_series(clerk)
        event = make.event(clerk, called=(five.xindai.code,))
        part = actions.acknowledge_event(by=other, at=NOW, event=event)
        told = {
            "hazard": "rainstorm",
            "issuer_zh": "金山区气象台",
            "areas": ["310116"],
            "issued_at": NOW - timedelta(minutes=1),
        }
        line = {"series": series, "kind": "warning", "level_m": Decimal("3.3"), "datum": "吴淞高程"}
        offset = {
            "from_datum": "吴淞高程",
            "to_datum": "1985国家高程基准",
            "offset_m": Decimal("-1.841"),
            "place_code": "330421",
        }
        station, ending = make.sender(clerk), make.sender(clerk, sender="old@example.org")
        (unnamed,) = make.taken(clerk, make.cap_alert(identifier="unnamed", info_more={"headline": "暴雨预警"})).rows
        notice = make.notice(clerk, towns=[five.xindai.code])
        who = {"sender": "new@example.org", "name_zh": "气象台"}
        return [
            Example(actions.know_sender, {**base, **who}, {**base, **who, "name_zh": ""}),
            Example(actions.end_sender, {"sender": ending}, {"sender": station, "by": other}),
            Example(
                actions.take_alerts,
                {**base, "brought": make.brought(make.cap_alert(identifier="more"))},
                {**base, "brought": []},
                bulk=True,
            ),
            Example(
                actions.relay_alert,
                {"alert": unnamed, "hazard": "rainstorm", "colour": "orange"},
                {"alert": unnamed, "hazard": "hail", "colour": "orange"},
            ),
            Example(actions.send_notice, make.words(clerk), {**make.words(clerk), "text": ""}),
            Example(
                actions.join_notice, {"notice": notice, "shapes": {}, "by": other}, {"notice": notice, "shapes": {}}
            ),
            Example(
                actions.relay_signal,
                {**base, **told, "colour": "yellow"},
                {**base, **told, "colour": "yellow", "by": other},
            ),
            Example(actions.set_line, {**base, **line}, {**base, **line, "datum": ""}),
            Example(actions.note_offset, {**base, **offset, "authority": "文件"}, {**base, **offset, "authority": ""}),
            Example(
                actions.open_event,
                {**base, "hazard": "flood", "title_zh": "高水位"},
                {**base, "hazard": "flood", "title_zh": ""},
            ),
            Example(actions.acknowledge_event, {"event": event}, {"event": event, "by": other}),
            Example(actions.stand_down, {"part": part, "by": other}, {"part": part}),
        ]
