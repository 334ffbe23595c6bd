"""Services to firms as the reports speak of them: the centre along the whole value chain, and what Zhangyan hands out."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pypdf

from pilin.domain.enterprises.models import Enterprise
from pilin.domain.services import queries
from pilin.domain.services.documents import pdf_of
from pilin.domain.services.enums import ServiceStage
from pilin.domain.services.models import FirmFacts, Leaflet, Resource, Service
from pilin.engine.base import add_working_days
from pilin.foundation.cases.models import Case, CaseTerm
from pilin.foundation.cases.rules import terms_of
from pilin.foundation.members.queries import day_of
from tests.facts.harness import Fact


class Services(Fact):
    room = "services"
    page = "services:index"


class WholeValueChain(Services):
    number = "D-11"
    says = "Services along the whole value chain: every one has a stage, and no stage is without one; the services are illustrative"

    def rows(self) -> list[Service]:
        return list(queries.services(self.public, "five-towns", day_of(self.now)))

    def holds(self) -> None:
        rows = self.rows()
        assert {row.stage for row in rows} == set(ServiceStage.values)
        assert len({row.owner for row in rows}) == 5
        assert all(row.illustrative for row in rows)
        told = self.pilin("services", "list", "five-towns", "--json")["services"]
        assert sorted(one["uid"] for one in told) == sorted(str(row.pk) for row in rows)

    def falsify(self) -> None:
        for row in Service.objects.visible_to(self.house).filter(stage=ServiceStage.MARKET):
            row.ended_on = day_of(self.now)
            row.save()


class NobodyTookIt(Services):
    number = "D-11"
    says = "A request that nobody had taken by the end of the working day after its receipt was raised; the others have their person"
    room = "cases"
    page = "cases:index"

    def holds(self) -> None:
        today = day_of(self.now)
        rows = list(Case.objects.visible_to(self.house).filter(circle="five-towns", kind="service_request"))
        assert len(rows) == 7  # one of them a need said on a visit
        assert [row.take_by for row in rows] == [add_working_days(row.received_on, 1).on for row in rows]
        lain = [row for row in rows if row.assignee_id is None and row.take_by < today]
        assert [(row.reference, row.raised_on) for row in lain] == [(lain[0].reference, today)]
        assert [row.raised_on for row in rows if row.pk != lain[0].pk] == [None] * 6

    def falsify(self) -> None:
        row = Case.objects.visible_to(self.house).get(raised_on__isnull=False)
        row.raised_on = None
        row.save()


class OfferedAcross(Services):
    number = "D-11"
    says = "A request offered to a town of the other bank stays with the town that was asked until it is taken over, and its day stays"
    room = "cases"
    page = "cases:index"

    def holds(self) -> None:
        rows = list(Case.objects.visible_to(self.house).exclude(offered_to=""))
        told = [(row.owner, row.offered_to, row.state, row.illustrative) for row in rows]
        assert told == [("310116101", "330482102", "received", True)]
        assert rows[0].answer_by == terms_of(rows[0].of_kind, rows[0].received_on, self._promised(rows[0])).answer_by

    def _promised(self, row: Case) -> int | None:
        return Service.objects.visible_to(self.house).get(pk=row.about).days_promised

    def falsify(self) -> None:
        row = Case.objects.visible_to(self.house).exclude(offered_to="").get()
        row.owner, row.offered_to = row.offered_to, ""
        row.save()


class HandedOut(Services):
    number = "D-38"
    says = "Zhangyan hands out three things: a contact card, a booklet, a resource list; every desk on them is live, the card is one page"
    page = "services:resources"

    def holds(self) -> None:
        on = day_of(self.now)
        rows = list(queries.leaflets(self.public, "five-towns"))
        assert sorted((row.kind, row.owner, row.source) for row in rows) == [
            (kind, "310116103", "S1:17") for kind in ("booklet", "card", "list")
        ]
        for row in rows:
            held = queries.resources_of(self.public, row, on)
            assert [str(one.pk) for one in held] == row.resources  # none is dropped: each is live
            assert all((on - one.reviewed_on).days <= 366 and one.phone for one in held)
        card = next(row for row in rows if row.kind == "card")
        made = pdf_of(card, queries.resources_of(self.public, card, on), town="张堰镇", lang="zh", on=on)
        assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1

    def falsify(self) -> None:
        card = Leaflet.objects.visible_to(self.house).get(kind="card")
        desk = Resource.objects.visible_to(self.house).get(pk=card.resources[0])
        desk.reviewed_on = desk.reviewed_on.replace(year=desk.reviewed_on.year - 2)
        desk.save()


class LeadFirm(Services):
    number = "D-13"
    says = "89 m of R&D deduction on 3.852 bn of revenue: 22.25 m saved at 25 %, 13.35 m at 15 %; 2.31 % does not turn a national little giant away"
    page = "services:policies"

    def holds(self) -> None:
        firm = Enterprise.objects.visible_to(self.house).get(
            name_zh="汉钟精机", circle="five-towns", illustrative=False
        )
        told = queries.fit(self.house, firm, date(2024, 6, 27))
        assert told.deduction is not None
        assert [one.tax_cny for one in told.deduction.savings] == [Decimal("22250000.00"), Decimal("13350000.00")]
        answer = next(one for one in told.answers if one.measure == "specialised_sme")
        found = next(one for one in answer.criteria if one.id == "rd_intensity")
        assert (found.result, found.lack, "2.31049 %" in found.fact) == ("unknown", "wider_definition", True)

    def falsify(self) -> None:
        for row in FirmFacts.objects.visible_to(self.house).filter(enterprise__name_zh="汉钟精机"):
            row.facts = {**row.facts, "rd_deduction_cny": {"2023": "118700000"}}
            row.save()


class TermsOfTowns(Services):
    number = "D-11"
    says = "A town's own days for a kind of case stand with the rule that sets them, and cases received since then are told these days"
    room = "cases"
    page = "cases:kept"

    def holds(self) -> None:
        (term,) = CaseTerm.objects.visible_to(self.public).filter(circle="five-towns")
        assert (term.owner, term.kind, bool(term.clause), term.illustrative) == (
            "330421003",
            "service_request",
            True,
            True,
        )
        told = self.pilin("cases", "terms", "five-towns", "--json")["terms"]
        assert [(one["town"], one["answered_within"]) for one in told] == [(term.owner, term.answered_within)]

    def falsify(self) -> None:
        for row in CaseTerm.objects.visible_to(self.house).filter(circle="five-towns"):
            row.clause = ""
            row.save()
