"""Facts of members, places, terms, agreements, alliances and village pairs."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any, ClassVar

from pilin.engine.base import PartialDate
from pilin.foundation.members import queries
from pilin.foundation.members.models import (
    Agreement,
    AllianceMember,
    Body,
    Function,
    Member,
    MemberAlias,
    Membership,
    Term,
    VillagePair,
)
from pilin.foundation.places import queries as places
from pilin.foundation.places.models import Containment, NameAlias, Place, PlaceAlias
from tests.facts.harness import Fact

FIVE = "five-towns"
PROVINCES = {"31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省"}


class FengjingChairsFirst(Fact):
    number = "D-03"
    says = "Fengjing is in the chair from 2024-06-27 to 2024-12-31; nobody on the day before"
    room = "members"
    page = "members:presidency"

    def holds(self) -> None:
        chair = self.pilin("circle", "show", FIVE, "--on", "2024-06-27", "--json")["chair"]
        assert chair == {
            "code": "310116102",
            "name": "Fengjing Town",
            "name_zh": "枫泾镇",
            "from": "2024-06-27",
            "to": "2024-12-31",
        }
        assert self.pilin("circle", "show", FIVE, "--on", "2024-06-26", "--json")["chair"] is None

    def falsify(self) -> None:
        term = Term.objects.visible_to(self.house).get(circle=FIVE, year=2024)
        term.member = Member.objects.visible_to(self.house).get(code="330482102")
        term.save()


class TheChairReturnsAfterFiveYears(Fact):
    number = "D-03"
    says = (
        "With five members the chair comes back to Fengjing in 2029, nobody serves twice running, no day is without one"
    )
    room = "members"
    page = "members:presidency"

    def holds(self) -> None:
        terms = queries.terms_of(self.public, FIVE, 2024, 2029)
        assert [t.year for t in terms if t.member.code == "310116102"] == [2024, 2029]
        assert all(a.member.code != b.member.code for a, b in pairwise(terms))
        assert all((b.starts_on - a.ends_on).days == 1 for a, b in pairwise(terms))

    def falsify(self) -> None:
        row = Membership.objects.visible_to(self.house).get(circle=FIVE, member__code="330421003")
        row.valid_to = date(2025, 12, 31)
        row.save()


class MembersByDay(Fact):
    number = "D-04"
    says = "Four members in three county-level units on 2019-11-30, four on 2024-06-26, five on 2024-06-27 with Zhujing"
    room = "members"
    page = "members:circle"

    def holds(self) -> None:
        codes: dict[str, list[str]] = {}
        for day in ("2019-11-30", "2024-06-26", "2024-06-27"):
            members = self.pilin("circle", "show", FIVE, "--on", day, "--json")["members"]
            codes[day] = [m["code"] for m in members]
            assert len({m["county"]["code"] for m in members}) == 3
        four = ["310116102", "330421003", "330421111", "330482102"]
        assert codes == {"2019-11-30": four, "2024-06-26": four, "2024-06-27": ["310116101", *four]}

    def falsify(self) -> None:
        row = Membership.objects.visible_to(self.house).get(circle=FIVE, member__code="310116101")
        row.valid_from = "2024-06"
        row.save()


class AgreementsSort(Fact):
    number = "D-05"
    says = (
        "2016-03-18, 2017-08, 2019-11 and 2024-06-27 sort in this order; the first and the last lie 8 y 3 m 9 d apart"
    )
    room = "members"
    page = "members:agreements"

    def holds(self) -> None:
        listed = self.pilin("agreements", "list", FIVE, "--json")
        slugs = ("jinshan-jiashan-2016", "jinshan-pinghu-2017", "consensus-2019", "town-circle-2024")
        assert [(a["slug"], a["signed_on"]) for a in listed if a["slug"] in slugs] == list(
            zip(slugs, ("2016-03-18", "2017-08", "2019-11", "2024-06-27"), strict=True)
        )
        first, last = (PartialDate.parse(a["signed_on"]).first for a in listed if a["slug"] in (slugs[0], slugs[3]))
        assert (last.year - first.year, last.month - first.month, last.day - first.day) == (8, 3, 9)

    def falsify(self) -> None:
        row = Agreement.objects.visible_to(self.house).get(slug="jinshan-pinghu-2017")
        row.signed_on = "2020-08"
        row.save()


class PartiesOfTheFirstAgreements(Fact):
    number = "D-05"
    says = "Jinshan and Jiashan agreed in 2016, Jinshan and Pinghu in 2017, four parties in 2019, five in 2024"
    room = "members"
    page = "members:agreements"

    def holds(self) -> None:
        listed = {a["slug"]: a["parties"] for a in self.pilin("agreements", "list", FIVE, "--json")}
        assert listed["jinshan-jiashan-2016"] == ["310116", "330421"]
        assert listed.get("jinshan-pinghu-2017") == ["310116", "330482"]
        assert (len(listed["consensus-2019"]), len(listed["town-circle-2024"])) == (4, 5)

    def falsify(self) -> None:
        row = Agreement.objects.visible_to(self.house).get(slug="jinshan-pinghu-2017")
        row.slug = "somewhere-else"
        row.save()


class SevenPairs(Fact):
    number = "D-06"
    says = "Seven pairs of villages, each across the border, make fourteen posts"
    room = "members"
    page = "members:pairs"

    def holds(self) -> None:
        coverage = queries.coverage_of(self.public, FIVE, date(2024, 7, 1))
        assert (len(coverage.pairs), coverage.posts) == (7, 14)
        assert 0 <= coverage.filled <= coverage.posts
        assert (coverage.pairs[0].left, coverage.pairs[0].right) == ("泖河村", "下坊村")
        day = date(2024, 7, 1)
        sides = [
            queries.province_code(p, day) for pair in queries.pair_rows(FIVE) for p in (pair.left, pair.right) if p
        ]
        assert sides == ["33", "31"]

    def falsify(self) -> None:
        pair = VillagePair.objects.visible_to(self.house).get(circle=FIVE, number=1)
        pair.left = pair.right
        pair.save()


class ThreeAlliances(Fact):
    number = "D-07"
    says = "Three alliances, each with the same five founding members, all signed on 2024-06-27"
    room = "members"
    page = "members:alliances"

    def holds(self) -> None:
        alliances = queries.alliances_of(self.public, FIVE, date(2024, 6, 27))
        five = ("310116101", "310116102", "330421003", "330421111", "330482102")
        assert [(a.founders, a.founded_on) for a in alliances] == [(five, date(2024, 6, 27))] * 3

    def falsify(self) -> None:
        row = AllianceMember.objects.visible_to(self.house).filter(circle=FIVE, member__code="310116101")[0]
        row.valid_from = date(2024, 6, 28)
        row.save()


class AnAllianceSleeps(Fact):
    number = "D-07"
    says = "An alliance without activity for twelve months is shown as sleeping"
    room = "members"
    page = "members:alliances"

    def holds(self) -> None:
        asleep = {a.slug: a.sleeping for a in queries.alliances_of(self.public, FIVE, self.now.date())}
        assert asleep == {"industry-alliance": False, "agriculture-alliance": True, "culture-alliance": False}

    def falsify(self) -> None:
        self.sql("UPDATE members_allianceactivity SET held_on = %s WHERE title_zh = '水稻新品种观摩'", self.now.date())


class ThreeTownsOfKunshan(Fact):
    number = "D-53"
    says = "Jinxi, Dianshanhu and Zhouzhuang came into the land-space plan of the Demonstration Zone in 2023-02"
    room = "places"
    page = "pilin circle show"
    TOWNS: ClassVar[set[str]] = {"锦溪镇", "淀山湖镇", "周庄镇"}

    def _there(self, day: date) -> set[str]:
        held = places.places_in(self.public, ["yrd-zone-plan"], day, kinds=["town"])
        return {p.name_zh for p in held if p.name_zh in self.TOWNS}

    def holds(self) -> None:
        assert self._there(date(2023, 1, 31)) == set()
        assert self._there(date(2023, 2, 1)) == self.TOWNS

    def falsify(self) -> None:
        row = Containment.objects.visible_to(self.house).get(inner__name_zh="周庄镇", outer__code="yrd-zone-plan")
        row.valid_from = "2024-02"
        row.save()


class HostsOfTheSymposium(Fact):
    number = "D-58"
    says = "Shanghai, Anhui, Zhejiang, Jiangsu host in turn: 2018 SH, 2019 AH, 2020 ZJ, 2023 AH, 2024 ZJ, 2025 JS"
    room = "members"
    page = "members:presidency"
    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "yrd"}

    def holds(self) -> None:
        hosts = self.pilin("circle", "hosts", "yrd", "--from", "2018", "--to", "2026", "--json")
        cycle = ["31", "34", "33", "32"]
        assert [(h["year"], h["member"]["code"]) for h in hosts] == [
            (y, cycle[(y - 2018) % 4]) for y in range(2018, 2027)
        ]
        assert {h["member"]["code"]: h["member"]["name_zh"] for h in hosts} == PROVINCES

    def falsify(self) -> None:
        term = Term.objects.visible_to(self.house).get(circle="yrd", year=2023)
        term.member = Member.objects.visible_to(self.house).get(code="32")
        term.save()


class ThreeLevels(Fact):
    number = "D-59"
    says = "Decision, coordination and execution: symposium, joint meeting, office with groups and the cities' council"
    room = "members"
    page = "members:circle"
    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "yrd"}

    def holds(self) -> None:
        assert [(b.level, b.name_zh) for b in queries.bodies_of(self.public, "yrd")] == [
            ("decision", "主要领导座谈会"),
            ("coordination", "合作与发展联席会议"),
            ("execution", "长三角区域合作办公室"),
            ("execution", "重点专题合作组"),
            ("execution", "城市经济协调会"),
        ]

    def falsify(self) -> None:
        body = Body.objects.visible_to(self.house).get(circle="yrd", name_zh="合作与发展联席会议")
        body.level = "execution"
        body.save()


class SecondedStaff(Fact):
    number = "D-61"
    says = "The Regional Cooperation Office coordinates overall; 17 people were seconded to it in 2018"
    room = "members"
    page = "members:circle"
    page_kwargs: ClassVar[dict[str, Any]] = {"circle": "yrd"}

    def holds(self) -> None:
        office = next(b for b in queries.bodies_of(self.public, "yrd") if b.name_zh == "长三角区域合作办公室")
        assert [f.name_zh for f in office.functions if f.seconded_staff == 17] == ["统筹协调区域合作"]

    def falsify(self) -> None:
        row = Function.objects.visible_to(self.house).get(circle="yrd", seconded_staff=17)
        row.seconded_staff = 18
        row.save()


class FourTownsAndOneStreet(Fact):
    number = "Q-01"
    says = "The five towns are four towns and one street"
    room = "members"
    page = "members:circle"

    def holds(self) -> None:
        members = queries.members_on(self.public, FIVE, date(2024, 6, 27))
        kinds = (
            Place.objects.visible_to(self.public)
            .filter(code__in=[m.code for m in members])
            .values_list("kind", flat=True)
        )
        assert sorted(kinds) == ["street", "town", "town", "town", "town"]

    def falsify(self) -> None:
        row = Place.objects.visible_to(self.house).get(code="330421003")
        row.kind = "town"
        row.save()


class TwoNamesOneMember(Fact):
    number = "Q-02"
    says = "Jiashan Economic and Technological Development Zone and Huimin Street are one member"
    room = "members"
    page = "members:circle"

    def holds(self) -> None:
        for name in ("惠民街道", "嘉善经济技术开发区", "Jiashan EDZ"):
            member, place = queries.member_named(self.public, name), places.place_named(self.public, name)
            assert (member and member.code, place and place.code) == ("330421003", "330421003")

    def falsify(self) -> None:
        alias = MemberAlias.objects.visible_to(self.house).get(name="嘉善经济技术开发区")
        alias.member = Member.objects.visible_to(self.house).get(code="330421111")
        alias.save()


class OnePlusEight(Fact):
    number = "Q-05"
    says = 'The Shanghai "18" metropolitan area is 1+8'
    room = "places"
    page = "GET /sources/"

    def holds(self) -> None:
        place = places.place_named(self.public, 'Shanghai "18" metropolitan area')
        assert place is not None
        assert place.name_zh == "上海大都市圈1+8"

    def falsify(self) -> None:
        for alias in PlaceAlias.objects.visible_to(self.house).filter(place__code="shanghai-1-8"):
            alias.delete()


class NobunagaXing(Fact):
    number = "Q-06"
    says = "The name Nobunaga Xing in a report means 信长星"
    room = "places"
    page = "GET /sources/"

    def holds(self) -> None:
        found = places.name_meant(self.public, "Nobunaga Xing")
        assert found is not None
        assert (found.kind, found.name_zh, found.meant) == ("person", "信长星", "Xin Changxing")

    def falsify(self) -> None:
        row = NameAlias.objects.visible_to(self.house).get(name="Nobunaga Xing")
        row.name_zh = "织田信长"
        row.save()
