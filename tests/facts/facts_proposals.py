"""Proposals as the reports speak of them: the points of Jiuliting, and what the rules of two provinces set."""

from __future__ import annotations

from datetime import timedelta

from pilin.domain.proposals import queries, rules
from pilin.domain.proposals.models import CollectionPoint, Confirmation, Offer, Outcome, Proposal
from pilin.engine.base import add_working_days
from pilin.foundation.cases.models import Case
from pilin.foundation.cases.rules import working_days
from tests.facts.harness import Fact

JIULITING = "310117006"


class Proposals(Fact):
    room = "proposals"
    page = "proposals:index"


class NineteenPoints(Proposals):
    number = "D-43"
    says = "1 workstation + 1 contact point + 1 mailbox + 15 residential points + 1 street reception point = 19; “multiple adopted” is no number and stays unknown"
    page = "proposals:points"

    def holds(self) -> None:
        rows = list(queries.points(self.public, "five-towns", town=JIULITING))
        assert {kind.value: number for kind, number in queries.by_kind(rows)} == {
            "workstation": 1, "contact": 1, "mailbox": 1, "residential": 15, "reception": 1,
        }  # fmt: skip
        assert (len(rows), {row.source for row in rows}, {row.illustrative for row in rows}) == (19, {"S1:40"}, {False})
        told = self.pilin("proposals", "points", "five-towns", "--town", JIULITING, "--json")
        assert (told["number"], sum(told["kinds"].values())) == (19, 19)
        assert {(one["received"], one["adopted"]) for one in told["points"]} == {(None, None)}

    def falsify(self) -> None:
        row = CollectionPoint.objects.visible_to(self.house).filter(owner=JIULITING, kind="residential").first()
        assert row is not None
        row.kind = "mailbox"
        row.save()


class YieldOfPoints(Proposals):
    number = "D-43"
    says = "What came through the towns' own points is counted from the proposals; these points are illustrative"
    page = "proposals:points"

    def holds(self) -> None:
        rows = [row for row in queries.points(self.public, "five-towns") if not row.source]
        assert all(row.illustrative for row in rows)
        told = {
            one.row.name_zh: (one.told.received, one.told.adopted, one.told.confirmed)
            for one in queries.yields(self.public, rows)
        }
        assert told == {
            "枫南界桥建议信箱": (1, 1, 0), "枫泾便民中心建议联系点": (0, 0, 0), "朱泾居民区征集点": (1, 1, 0), "惠民建议征集工作站": (0, 0, 0),
            "姚庄接待日征集点": (1, 0, 0), "泖河村征集点": (0, 0, 0),
        }  # fmt: skip

    def falsify(self) -> None:
        for row in Proposal.objects.visible_to(self.house).exclude(point=None)[:1]:
            row.point = None
            row.save()


class DaysOfProposals(Proposals):
    number = "R-09"
    says = "The rules on people's proposals set no days: by default the answer comes within sixty calendar days, and somebody has it within five working days"
    page = "proposals:figures"

    def holds(self) -> None:
        rows = list(Case.objects.visible_to(self.house).filter(circle="five-towns", kind="proposal"))
        assert len(rows) == 15
        for row in rows:
            assert (
                row.answer_by
                == add_working_days(
                    row.received_on, working_days(row.received_on, row.received_on + timedelta(days=60))
                ).on
            )
            assert row.take_by == add_working_days(row.received_on, 5).on
        term = rules.term_of("answered", "310116102", rows[0].received_on)
        assert term is not None
        assert (term.days, term.unit, term.clause, term.source) == (
            60,
            "calendar",
            "信访工作条例 第三十四条",
            "信访工作条例（2022年）",
        )

    def falsify(self) -> None:
        row = Case.objects.visible_to(self.house).filter(kind="proposal").first()
        assert row is not None
        row.answer_by += timedelta(days=1)
        row.due_on += timedelta(days=1)
        row.save()


class AdoptedIsNotDone(Proposals):
    number = "R-10"
    says = "Adopted and done are two figures; what whoever proposed it said is done was offered to the other four towns, and each has answered"

    def holds(self) -> None:
        told = queries.figures(self.public, "five-towns", self.now.date())
        adopted = Outcome.objects.visible_to(self.house).filter(adopted=True).count()
        said = list(Confirmation.objects.visible_to(self.house).filter(circle="five-towns"))
        assert len(said) == 1
        done = said[0]
        assert (told.total.adopted, told.total.confirmed, adopted) == (8, 1, 8)
        offers = Offer.objects.visible_to(self.house).filter(proposal=done.proposal)
        assert sorted(offers.values_list("answer", flat=True)) == ["already", "not_ours", "taken_up", "taken_up"]
        assert sorted({*offers.values_list("owner", flat=True), done.owner}) == sorted(one.town for one in told.towns)

    def falsify(self) -> None:
        for row in Confirmation.objects.visible_to(self.house).filter(circle="five-towns"):
            row.delete()


class BothBanks(Proposals):
    number = "P-1"
    says = "What lies on the line has two owners and one coordinator, never none; what was filed to the wrong side went over and kept its day"

    def holds(self) -> None:
        rows = list(Proposal.objects.visible_to(self.house).exclude(partner=""))
        assert [(row.owner, row.partner, row.beside) for row in rows] == [("310116102", "330421003", "330421003")]
        (case,) = Case.objects.visible_to(self.house).filter(pk=rows[0].case)
        assert case.coordinator == case.owner
        (moved,) = [row for row in Proposal.objects.visible_to(self.house) if row.owner != row.first_town]
        assert (moved.first_town, moved.owner) == ("330482102", "310116102")

    def falsify(self) -> None:
        for row in Proposal.objects.visible_to(self.house).exclude(partner=""):
            row.partner = ""
            row.save()
