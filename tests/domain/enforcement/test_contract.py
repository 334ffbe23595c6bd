"""Enforcement keeps the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

from pilin.domain.enforcement import actions, models
from tests.factories import enforcement as make
from tests.factories import visits as going
from tests.factories.base import NOW, TODAY, Stand
from tests.kit import Example, RoomContract


class TestEnforcement(RoomContract):
    room = "enforcement"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a row of each model, shared alike."""
        n = models.Finding.objects.visible_to(Stand.machine()).count() + 1
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        day = date(2000, 1, 1) + timedelta(days=n)
        patrol = models.Patrol(
            agreement_slug="team",
            title_zh="巡查",
            host=owner.member,
            on=TODAY,
            starts_at=NOW,
            route_zh="码头",
            **shared,
        )
        finding = models.Finding(
            number=n,
            year=2001,
            title_zh="倾倒",
            acted_at=NOW,
            place_zh="堆场",
            act_towns=f",{owner.member},",
            by_point=False,
            **shared,
        )
        evidence = models.Evidence(
            finding=finding, number=1, kind="sample", title_zh="土样", taken_at=NOW, seal="封 1", **shared
        )
        letter = models.Transfer(
            finding=finding, to_town=self.five.xindai.code, sent_at=NOW, reason_zh="属地", text_hash="0" * 64, **shared
        )
        piece = models.TransferPiece(
            transfer=letter, evidence=uuid4(), number=1, kind="sample", title_zh="土样", seal="封 1", **shared
        )
        filing = models.Filing(
            finding=finding.pk, title_zh="倾倒", acted_on=TODAY, body_zh="执法队", filed_on=TODAY, days=90, clause_zh="六十", decide_by=TODAY + timedelta(days=90),
            case=uuid4(), **shared,
        )  # fmt: skip
        hazard = models.Hazard(
            grade="general", title_zh="围堰开裂", place_zh="罐区", basis_zh="标准", found_on=TODAY, **shared
        )
        rows = [
            models.OfficerCertificate(
                name="李", issuer_zh="政府", province="31", last_four="0001", scope=",310116,", valid_from=TODAY, valid_to=TODAY, **shared
            ),
            models.TownArea(ring=[["121", "30"], ["122", "30"], ["122", "31"]], valid_from=day, **shared),
            models.EnforcementItem(
                matter=f"matter-{n}", province="31", code="1", title_zh="倾倒", basis_zh="条例", level="town", currency="CNY", valid_from=day, **shared
            ),
            patrol, models.PatrolAnswer(patrol=patrol, reply="taken", at=NOW, **shared),
            models.PatrolOfficer(patrol=patrol, certificate=uuid4(), name="李", last_four="0001", issuer_zh="政府", **shared),
            finding, evidence, models.CustodyStep(evidence=evidence, number=1, kind="taken", at=NOW, **shared), letter, piece,
            models.PieceReceipt(piece=piece, state="accepted", at=NOW, **shared), filing,
            models.TermExtension(filing=filing, until=TODAY + timedelta(days=120), clause_zh="条", reason_zh="检测", on=TODAY, **shared),
            models.Decision(filing=filing, outcome="warning", number="1", decided_on=TODAY, basis_zh="条", result_zh="警告", **shared),
            hazard, models.HazardStep(hazard=hazard, kind="found", at=NOW, **shared),
            models.UnifiedFunction(zone_zh="科技城", function="planning", said_on=TODAY, **shared),
        ]  # fmt: skip
        for row in rows:
            row.save()
        return rows

    def list_urls(self) -> Iterable[str]:
        room = "/c/five-towns/enforcement"
        return [f"{room}/", f"{room}/items/", f"{room}/team/", f"{room}/hazards/", f"{room}/unified/"]

    def page_of(self, row: Any) -> str | None:
        pages = {
            models.Patrol: "patrols",
            models.Finding: "findings",
            models.Transfer: "transfers",
            models.Hazard: "hazards",
        }
        page = pages.get(type(row))
        return f"/c/five-towns/enforcement/{page}/{row.pk}/" if page else None

    def deeds(self) -> Iterable[Example]:
        five, ours, theirs = self.five, self.five.fengjing.clerk, self.five.xindai.clerk
        make.pact(five)
        here = {"circle": five.circle, "town": five.fengjing.code}
        cert = {
            **here, "name": "赵", "issuer_zh": "政府", "last_four": "0002", "scope": ["310116"], "valid_from": date(2024, 1, 1),
            "valid_to": date(2025, 1, 1), "agreement": make.PACT,
        }  # fmt: skip
        mine, other = make.certificate(ours), make.certificate(theirs, "王")
        item = {
            **here,
            "matter": "noise",
            "code": "31-9",
            "title_zh": "噪声",
            "basis_zh": "条例",
            "level": "town",
            "valid_from": date(2024, 1, 1),
        }
        both = [five.fengjing.code, five.xindai.code]
        plan = {
            **here, "agreement": make.PACT, "towns": both, "host": five.xindai.code, "on": TODAY, "starts": time(9), "title_zh": "巡查", "route_zh": "码头",
            "officers": [mine.pk],
        }  # fmt: skip

        def taken() -> models.Patrol:
            row = make.patrol(ours, five.xindai.code, both, [mine])
            actions.answer_patrol(by=theirs, at=NOW, patrol=row, reply="taken", officers=[other.pk])
            return row

        asked, lone, ready, out = (
            make.patrol(ours, five.xindai.code, both, [mine]),
            make.patrol(ours, five.xindai.code, both, [mine]),
            taken(),
            taken(),
        )
        actions.begin_patrol(by=ours, at=NOW, patrol=out)
        one, two, three = going.placed(ours, (0.1, 0.5), (0.3, 0.5), (0.5, 0.5))
        check = {"firm": one.name_zh, "office": going.office(ours, "执法队").pk, "purpose_zh": "安全生产"}
        listed, kept = (
            actions.plan_check(by=ours, at=NOW, patrol=lone, **{**check, "firm": firm.name_zh}) for firm in (two, three)
        )
        found = {
            **here,
            "title_zh": "倾倒",
            "place_zh": "堆场",
            "acted_at": NOW,
            "patrol": out.pk,
            "act_town": five.xindai.code,
        }
        across = make.finding(ours, five.xindai.code, patrol=out.pk)
        home = make.finding(ours, five.fengjing.code)
        (photo,) = make.pieces(home)
        letter = make.sent(five)
        filing, deciding = make.filed(ours), make.filed(ours)
        decision = {"filing": deciding, "outcome": "warning", "number": "1", "decided_on": TODAY, "result_zh": "警告"}
        hazard, planned, right, seen = (
            make.hazard(ours),
            make.hazard(ours, "major"),
            make.hazard(ours),
            make.hazard(ours),
        )
        told = make.hazard(theirs, downstream=[five.fengjing.code], downstream_zh="界河")
        actions.rectify_hazard(by=five.fengjing.clerk, at=NOW, hazard=seen, note="修好")
        second = Stand.officer(five.fengjing.code, circles=(five.slug,), person=uuid4())
        extended = {
            "filing": filing,
            "until": TODAY + timedelta(days=120),
            "clause_zh": "条",
            "reason_zh": "检测",
            "by": five.fengjing.signatory,
        }
        zone = {**here, "zone_zh": "科技城", "function": "planning", "unified": None, "said_on": TODAY}
        area = {**here, "ring": make.EAST, "valid_from": TODAY}
        done = {"patrol": out, "result_zh": "两处"}
        return [
            Example(actions.enter_certificate, ok=cert, refused={**cert, "scope": ["33"]}),
            Example(actions.end_certificate, ok={"certificate": make.certificate(ours), "ended_on": TODAY, "why": "调离"}, refused={"certificate": mine, "ended_on": TODAY, "why": ""}),
            Example(actions.enter_area, ok=area, refused={**area, "by": theirs}),
            Example(actions.enter_item, ok=item, refused={**item, "level": "moon"}),
            Example(actions.end_item, ok={"item": make.item(ours), "last_day": TODAY}, refused={"item": make.item(ours, matter="dust"), "last_day": TODAY, "by": theirs}),
            Example(actions.say_unified, ok=zone, refused={**zone, "unified": True}),
            Example(actions.propose_patrol, ok=plan, refused={**plan, "towns": [five.fengjing.code, five.zhujing.code]}),
            Example(actions.answer_patrol, ok={"by": theirs, "patrol": asked, "reply": "taken", "officers": [other.pk]}, refused={"patrol": asked, "reply": "taken"}),
            Example(actions.add_officers, ok={"patrol": ready, "officers": [make.certificate(ours, "赵").pk]}, refused={"patrol": ready, "officers": [mine.pk]}),
            Example(actions.plan_check, ok={**check, "patrol": asked}, refused={**check, "patrol": out}),
            Example(actions.drop_check, ok={"check": listed, "why": "停产"}, refused={"check": kept, "why": ""}),
            Example(actions.call_off_patrol, ok={"patrol": lone, "why": "大雨"}, refused={"patrol": out, "why": "大雨"}),
            Example(actions.begin_patrol, ok={"patrol": ready}, refused={"patrol": asked}),
            Example(actions.record_finding, ok=found, refused={**found, "title_zh": ""}),
            Example(actions.end_patrol, ok=done, refused={**done, "result_zh": ""}),
            Example(actions.add_evidence, ok={"finding": home, "kind": "sample", "title_zh": "土样", "seal": "封 1", "taken_at": NOW}, refused={"finding": home, "kind": "photo", "title_zh": "照", "taken_at": NOW}),
            Example(actions.keep_evidence, ok={"evidence": photo, "kind": "sealed", "seal": "封 2"}, refused={"evidence": photo, "kind": "received"}),
            Example(actions.send_transfer, ok={"finding": across, "to_town": five.xindai.code, "reason_zh": "属地"}, refused={"finding": across, "to_town": five.huimin.code, "reason_zh": "属地"}),
            Example(actions.acknowledge_transfer, ok={"by": theirs, "transfer": letter, "pieces": {1: ("accepted", "")}}, refused={"by": theirs, "transfer": letter, "pieces": {}}),
            Example(actions.file_finding, ok={"finding": home, "body_zh": "执法队"}, refused={"finding": across, "body_zh": "执法队"}),
            Example(actions.extend_term, ok=extended, refused={**extended, "by": ours}),
            Example(actions.decide, ok=decision, refused={**decision, "by": theirs}),
            Example(actions.report_hazard, ok={**here, "grade": "major", "title_zh": "裂", "place_zh": "罐区", "basis_zh": "条", "found_on": TODAY}, refused={**here, "grade": "", "title_zh": "", "place_zh": "", "basis_zh": "", "found_on": TODAY}),
            Example(actions.plan_hazard, ok={"hazard": planned, **make.PLAN}, refused={"hazard": planned, **make.PLAN, "funds_zh": ""}),
            Example(actions.rectify_hazard, ok={"hazard": right, "note": "修好"}, refused={"hazard": make.hazard(ours, "major"), "note": "修好"}),
            Example(actions.inspect_hazard, ok={"by": second, "hazard": seen, "passed": True, "note": "看过"}, refused={"hazard": seen, "passed": True, "note": "看过"}),
            Example(actions.close_hazard, ok={"hazard": hazard, "note": "当场修好"}, refused={"hazard": make.hazard(ours, "major"), "note": "修好"}),
            Example(actions.acknowledge_hazard, ok={"hazard": told}, refused={"hazard": hazard}),
        ]  # fmt: skip
