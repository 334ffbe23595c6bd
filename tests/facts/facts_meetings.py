"""What the reports say of meetings, asserted on the loaded demo."""

from __future__ import annotations

from typing import Any, ClassVar

from pilin.domain.meetings import queries
from pilin.domain.meetings.models import (
    Attendance,
    Commitment,
    Meeting,
    Outcome,
    PolicyDocument,
    Resolution,
    ResolutionStep,
    Review,
    Theme,
)
from pilin.foundation.members.models import Body, Function, Member
from pilin.foundation.members.queries import chair_on
from tests.facts.harness import Fact


class Meetings(Fact):
    """A fact about an event of the demo."""

    room = "meetings"
    page = "meetings:index"

    def view(self, circle: str, **which: Any) -> queries.MeetingView:
        """Return the one event that fits, as the public reads it."""
        found = list(Meeting.objects.visible_to(self.public).filter(circle=circle, **which))
        assert len(found) == 1, [str(row) for row in found]
        view = queries.meeting_named(self.public, circle, found[0].pk, self.now.date())
        assert view is not None
        return view

    def ceremony(self) -> queries.MeetingView:
        """Return the ceremony of 2024-06-27."""
        return self.view("five-towns", starts_on_first="2024-06-27")

    def symposium(self) -> queries.MeetingView:
        """Return the symposium of 2024, under which all else was held."""
        return self.view("yrd", starts_on_first="2024-06-05", umbrella__isnull=True)

    def results(self) -> queries.MeetingView:
        """Return its results conference."""
        return self.view("yrd", umbrella__isnull=False, kind="meeting")


class Yrd(Meetings):
    """A fact about the symposium."""

    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "yrd"}


class HostIsTheChair(Meetings):
    number = "D-16"
    says = "An event is hosted by the town in the chair unless another host is stated"

    def holds(self) -> None:
        events = [e for e in queries.meetings_of(self.public, "five-towns", self.now.date()) if e.row.host]
        wrong = []
        for event in events:
            term = chair_on(self.public, "five-towns", event.row.starts_on_first)
            if not event.row.host_stated and (term is None or term.member.code != event.row.host.code):
                wrong.append(str(event.row))
        assert wrong == []
        assert self.ceremony().row.host.name_zh == "枫泾镇"

    def falsify(self) -> None:
        row = self.ceremony().row
        row.host = Member.objects.visible_to(self.house).get(code="330482102")
        row.save()


class EightOutcomes(Meetings):
    number = "D-19"
    says = "2024-06-27: 1 list released, 1 base unveiled, 3 alliances and 1 agreement signed, 2 launches: 8 outcomes, each linked to an object of its type"

    def holds(self) -> None:
        view = self.ceremony()
        assert view.outcomes_counted == 8
        pairs = sorted((o.kind, o.object_kind) for o in view.outcomes)
        assert pairs == [
            ("launched", "camp"), ("launched", "platform"), ("released", "list"), ("signed", "agreement"),
            ("signed", "alliance"), ("signed", "alliance"), ("signed", "alliance"), ("unveiled", "base"),
        ]  # fmt: skip
        linked = [o for o in view.outcomes if o.object_kind in ("agreement", "alliance")]
        assert [o.object_uid is not None for o in linked] == [True] * 4

    def falsify(self) -> None:
        Outcome.objects.visible_to(self.house).filter(object_kind="base").delete()


class EightPrincipals(Yrd):
    number = "D-58"
    says = "Wenzhou, 5 and 6 June 2024: 8 principals, 2 of each province; the NDRC was invited"

    def holds(self) -> None:
        view = self.symposium()
        principals = [a for a in view.attendance if a.principal]
        assert sorted(a.member.code for a in principals) == ["31", "31", "32", "32", "33", "33", "34", "34"]
        assert [a.member for a in view.attendance if a.invited] == [None]
        assert (str(view.row.starts_on), str(view.row.ends_on), view.row.host.code) == (
            "2024-06-05",
            "2024-06-06",
            "33",
        )

    def falsify(self) -> None:
        Attendance.objects.visible_to(self.house).filter(name="Han Jun").delete()


class FourGovernorsSpoke(Yrd):
    number = "D-58"
    says = "At the results conference the four governors and mayor spoke; the host's secretary was in the chair"

    def holds(self) -> None:
        view = self.results()
        assert sorted(a.name for a in view.attendance if a.spoke) == [
            "Gong Zheng",
            "Wang Hao",
            "Wang Qingxian",
            "Xu Kunlin",
        ]
        [chair] = [a for a in view.attendance if a.chaired]
        assert (chair.name, chair.member, chair.role) == ("Yi Lianhong", view.row.host, "Provincial Party secretary")

    def falsify(self) -> None:
        for row in Attendance.objects.visible_to(self.house).filter(name="Wang Hao", spoke=True):
            row.spoke = False
            row.save()


class NextHostIsJiangsu(Yrd):
    number = "D-58"
    says = "The symposium of 2024 decided that Jiangsu hosts in 2025; hosts since 2018 follow the cycle"

    def holds(self) -> None:
        row = self.symposium().row
        assert (row.next_year, row.next_host.code) == (2025, "32")
        held = (
            Meeting.objects.visible_to(self.public)
            .filter(circle="yrd", umbrella=None, body__level="decision")
            .select_related("host")
        )
        hosts = {m.starts_on_first.year: m.host.code for m in held}
        assert hosts == {2018: "31", 2019: "34", 2020: "33", 2023: "34", 2024: "33", 2025: "32"}

    def falsify(self) -> None:
        row = self.symposium().row
        row.next_host = Member.objects.visible_to(self.house).get(code="31")
        row.save()


class JointMeetingCoordinates(Yrd):
    number = "D-59"
    says = "Three levels: decision, coordination, execution"
    room = "members"

    def holds(self) -> None:
        assert [b.level for b in queries.bodies_of(self.public, "yrd")] == [
            "decision",
            "coordination",
            *["execution"] * 3,
        ]
        assert [b.level for b in queries.bodies_of(self.public, "five-towns")] == [
            "decision",
            "coordination",
            "execution",
        ]
        joint = self.view("yrd", title="Joint meeting on cooperation and development")
        assert joint.row.body.level == "coordination"

    def falsify(self) -> None:
        row = Body.objects.visible_to(self.house).get(circle="yrd", level="coordination")
        row.level = "execution"
        row.save()


class InPrincipleIsNotApproved(Yrd):
    number = "D-60"
    says = "The three-year plan was approved in principle, which is not approved"

    def holds(self) -> None:
        states = {r.row.text: r.state for r in self.symposium().resolutions}
        assert (
            states["Three-year action plan for the integration of the Yangtze River Delta"] == "approved_in_principle"
        )
        assert states["Annual work plan"] == "approved"

    def falsify(self) -> None:
        plan = Resolution.objects.visible_to(self.house).get(text__startswith="Three-year")
        step = ResolutionStep.objects.visible_to(self.house).get(resolution=plan)
        self.sql("UPDATE meetings_resolutionstep SET state = 'approved' WHERE uid = %s", _key(step.pk))


def _key(uid: Any) -> Any:
    """Return a uid as the engine keeps it: 32 digits in SQLite, a UUID in PostgreSQL."""
    from django.db import connection

    return uid.hex if connection.vendor == "sqlite" else uid


class OfficeOfRegionalCooperation(Yrd):
    number = "D-61"
    says = "The plan for the functions of the Regional Cooperation Office was approved in principle; 17 were seconded to it in 2018"

    def holds(self) -> None:
        [plan] = [r for r in self.symposium().resolutions if "Regional Cooperation Office" in r.row.text]
        assert (plan.state, plan.row.source) == ("approved_in_principle", "S3:15")
        seconded = Function.objects.visible_to(self.public).filter(circle="yrd", seconded_staff__isnull=False)
        assert [f.seconded_staff for f in seconded] == [17]

    def falsify(self) -> None:
        row = Function.objects.visible_to(self.house).get(circle="yrd", seconded_staff=17)
        row.seconded_staff = 18
        row.save()


class ANumberOfAgreements(Yrd):
    number = "D-62"
    says = '"A number of" cooperation agreements were signed: the number is unknown'

    def holds(self) -> None:
        view = self.symposium()
        assert [(o.kind, o.object_kind, o.count) for o in view.outcomes] == [("signed", "agreement", None)]
        assert view.outcomes_counted is None

    def falsify(self) -> None:
        row = Outcome.objects.visible_to(self.house).get(circle="yrd")
        row.count = 3
        row.save()


class SevenThemes(Yrd):
    number = "D-63"
    says = "Seven areas to focus on, each with a task linked to it or ready for one"
    page = "meetings:tasks"

    def holds(self) -> None:
        themes = self.symposium().themes
        assert [t.no for t in themes] == [1, 2, 3, 4, 5, 6, 7]
        assert [t.source for t in themes] == [f"S3:{line}" for line in (21, 23, 25, 27, 29, 31, 33)]
        on = self.now.date()
        assert all(queries.tasks_of(self.public, "yrd", on, theme=t.name) for t in themes)

    def falsify(self) -> None:
        Theme.objects.visible_to(self.house).filter(no=7, circle="yrd").delete()


class OneUmbrella(Yrd):
    number = "D-64"
    says = "One umbrella: the symposium, 4 side formats (the forum is the 6th), a results conference and 3 site visits"

    def holds(self) -> None:
        parts = [p.row for p in self.symposium().event.parts]
        assert sum(p.kind in ("side_meeting", "forum") for p in parts) == 4
        assert [p.ordinal for p in parts if p.kind == "forum"] == [6]
        assert sorted(p.place for p in parts if p.kind == "visit") == ["China Eye Valley", "Chint", "Sanyang Wetland"]

    def falsify(self) -> None:
        row = Meeting.objects.visible_to(self.house).get(circle="yrd", place="Chint")
        row.umbrella = None
        row.save()


class EachCommitmentHasItsProvince(Yrd):
    number = "D-65"
    says = "Each of the four undertook something; Jiangsu's names inter-provincial adjacent areas, cooperation parks and demonstration zones"
    page = "meetings:commitments"

    def holds(self) -> None:
        rows = [c.row for c in queries.commitments_of(self.public, "yrd", self.now.date())]
        assert sorted(row.owner for row in rows) == ["31", "32", "33", "34"]
        assert all(row.owner == row.member.code for row in rows)
        assert {row.check_on.isoformat() for row in rows} == {"2025-06-06"}
        [jiangsu] = [row for row in rows if row.owner == "32"]
        for named in ("inter-provincial adjacent areas", "cooperation parks", "demonstration zones"):
            assert named in jiangsu.sentence

    def falsify(self) -> None:
        row = Commitment.objects.visible_to(self.house).get(owner="32", circle="yrd")
        row.sentence = "Jiangsu supports parks"
        row.save()


class HalfYearOfShanghai(Yrd):
    number = "D-67"
    says = "Shanghai's congress reviewed the half-year plan on 24 July 2023; the report gives no figures"
    page = "meetings:reviews"

    def holds(self) -> None:
        rows = [r for r in queries.reviews_of(self.public, "yrd") if r.owner == "31"]
        assert [(r.year, r.half, r.as_of.isoformat(), len(r.rows.all())) for r in rows] == [(2023, 1, "2023-07-24", 0)]

    def falsify(self) -> None:
        row = Review.objects.visible_to(self.house).get(owner="31")
        row.half = 2
        row.save()


class NameMistranslated(Yrd):
    number = "Q-06"
    says = '"Nobunaga Xing" is Xin Changxing, and the title of the office\'s plan is known to be broken'

    def holds(self) -> None:
        [found] = [a for a in self.symposium().attendance if a.as_printed == "Nobunaga Xing"]
        assert (found.name, found.name_zh, found.member.code) == ("Xin Changxing", "信长星", "32")
        plans = [r.row.text_zh for r in self.symposium().resolutions]
        assert any(text.startswith("《关于……的实施方案》") for text in plans)

    def falsify(self) -> None:
        row = Attendance.objects.visible_to(self.house).get(as_printed="Nobunaga Xing")
        row.name = "Nobunaga Xing"
        row.save()


class ADocumentSaysWhoIssuedItAndWhen(Meetings):
    number = "D-34"
    says = "Zhangyan's implementation opinions name their issuing body; the report tells no day, so the date is unknown"
    page = "meetings:documents"

    def holds(self) -> None:
        rows = PolicyDocument.objects.visible_to(self.public).filter(circle="five-towns", source="S1:15")
        (row,) = rows
        view = queries.document_named(self.public, "five-towns", row.pk, self.now.date())
        assert view is not None
        assert (row.issuer, row.issued_on, view.dated) == ("Zhangyan Town", None, False)
        assert [(t.row.title, bool(t.result)) for t in view.loose.tasks] == [
            ("Party Building Window", False),
            ("Party-Mass Alliance", True),
        ]

    def falsify(self) -> None:
        for row in PolicyDocument.objects.visible_to(self.public).filter(circle="five-towns", source="S1:15"):
            row.issued_on = "2024-01"
            row.save()
