"""Officers, patrols, findings and hazards for tests, made by the room's own deeds."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image

from pilin.domain.enforcement import actions, queries
from pilin.domain.enforcement.models import (
    EnforcementItem,
    Evidence,
    Filing,
    Finding,
    Hazard,
    OfficerCertificate,
    Patrol,
    Transfer,
)
from pilin.foundation.access.standing import Standing
from pilin.foundation.members.queries import circle_named
from tests.factories.base import NOW, TODAY, Five, make_agreement, writing

PACT = "enforcement-team-2024"
LINE = Decimal("121.05")  # the border between the two grounds below runs along this meridian
WEST = [
    (Decimal("121.00"), Decimal("30.80")),
    (LINE, Decimal("30.80")),
    (LINE, Decimal("30.90")),
    (Decimal("121.00"), Decimal("30.90")),
]
EAST = [(LINE, Decimal("30.80")), (Decimal("121.10"), Decimal("30.80")), (Decimal("121.10"), Decimal("30.90")), (LINE, Decimal("30.90"))]  # fmt: skip
IN_WEST, IN_EAST, ON_LINE = (
    (Decimal("121.02"), Decimal("30.85")),
    (Decimal("121.08"), Decimal("30.85")),
    (LINE, Decimal("30.85")),
)


def circle(by: Standing) -> Any:
    return circle_named(by, "five-towns")


def pact(five: Five, **more: Any) -> Any:
    """Return an agreement on joint enforcement of all five, in force."""
    with writing():
        return make_agreement(five.circle, PACT, [town.row for town in five.towns], kind="enforcement", **more)


def picture(colour: tuple[int, int, int] = (30, 90, 80)) -> tuple[str, bytes]:
    """Return a small photograph."""
    held = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(held, "JPEG")
    return "现场.jpg", held.getvalue()


def certificate(by: Standing, name: str = "李执法", at: datetime = NOW, **more: Any) -> OfficerCertificate:
    """Return a certificate of the town's own province that holds on the other side by the agreement."""
    given = {
        "name": name, "issuer_zh": "示意人民政府", "last_four": "0001", "scope": [by.member[:6]], "valid_from": date(2023, 1, 1),
        "valid_to": date(2026, 12, 31), "agreement": PACT, **more,
    }  # fmt: skip
    return actions.enter_certificate(by=by, at=at, circle=circle(by), town=by.member, **given)


def patrol(by: Standing, host: str, towns: Any, officers: Any = (), at: datetime = NOW, **more: Any) -> Patrol:
    """Return a patrol of today that is proposed."""
    given = {
        "agreement": PACT, "towns": towns, "host": host, "on": TODAY, "starts": time(14), "title_zh": "界河两岸联合巡查", "route_zh": "码头\n堆场",
        "officers": [one.pk for one in officers], **more,
    }  # fmt: skip
    return actions.propose_patrol(by=by, at=at, circle=circle(by), town=by.member, **given)


def out(five: Five, at: datetime = NOW) -> Patrol:
    """Return a patrol of Fengjing and its host Xindai that has set out, each with an officer."""
    ours, theirs = five.fengjing.clerk, five.xindai.clerk
    row = patrol(ours, five.xindai.code, [five.fengjing.code, five.xindai.code], [certificate(ours)], at)
    actions.answer_patrol(by=theirs, at=at, patrol=row, reply="taken", officers=[certificate(theirs, "王执法").pk])
    return actions.begin_patrol(by=ours, at=at, patrol=row)


def grounds(five: Five) -> None:
    """Write down the ground of Xindai in the west and of Fengjing in the east of one meridian."""
    for town, ring in ((five.xindai, WEST), (five.fengjing, EAST)):
        actions.enter_area(
            by=town.clerk, at=NOW, circle=five.circle, town=town.code, ring=ring, valid_from=date(2020, 1, 1)
        )


def item(by: Standing, at: datetime = NOW, **more: Any) -> EnforcementItem:
    """Return an item of the list of the town's province."""
    given = {
        "matter": "waste-dumping", "code": f"{by.member[:2]}-001", "title_zh": "随意倾倒建筑垃圾", "title": "Dumping building waste",
        "basis_zh": "示意条例第一条", "level": "town", "valid_from": date(2024, 1, 1), "penalty_min": Decimal(500), "penalty_max": Decimal(5000), **more,
    }  # fmt: skip
    return actions.enter_item(by=by, at=at, circle=circle(by), town=by.member, **given)


def finding(by: Standing, act_town: str, at: datetime = NOW, **more: Any) -> Finding:
    """Return a finding with a photograph as its first piece of evidence."""
    given = {
        "title_zh": "堆场倾倒建筑垃圾",
        "place_zh": "界河北岸堆场",
        "acted_at": at - timedelta(minutes=30),
        "photo": picture(),
        "act_town": act_town,
        **more,
    }
    return actions.record_finding(by=by, at=at, circle=circle(by), town=by.member, **given)


def pieces(row: Finding) -> list[Evidence]:
    return [one.row for one in queries.evidence_of(queries.HOUSE, row)]


def sent(five: Five, at: datetime = NOW) -> Transfer:
    """Return a letter of Fengjing to Xindai, not acknowledged yet."""
    row = finding(five.fengjing.clerk, five.xindai.code, at, patrol=out(five, at).pk)
    return actions.send_transfer(
        by=five.fengjing.clerk, at=at, finding=row, to_town=five.xindai.code, reason_zh="行为发生在新埭镇地界"
    )


def filed(by: Standing, at: datetime = NOW, **more: Any) -> Filing:
    """Return a finding on the town's own ground that it filed."""
    row = finding(by, by.member, at, **more)
    return actions.file_finding(by=by, at=at, finding=row, body_zh="示意综合行政执法队")


def hazard(by: Standing, grade: str = "general", at: datetime = NOW, **more: Any) -> Hazard:
    """Return a hazard found today."""
    given = {
        "title_zh": "罐区围堰开裂",
        "title": "Cracked bund",
        "place_zh": "临河罐区",
        "basis_zh": "示意标准第三条",
        "found_on": TODAY,
        **more,
    }
    return actions.report_hazard(by=by, at=at, circle=circle(by), town=by.member, grade=grade, **given)


PLAN = {
    "responsible_zh": "示意公司，总经理负责", "measures_zh": "停用北侧储罐，修补围堰", "funds_zh": "企业自筹", "funds_cny": Decimal(180000),
    "due_on": TODAY + timedelta(days=30), "emergency_zh": "备沙袋与吸附棉，关闭雨水口",
}  # fmt: skip
