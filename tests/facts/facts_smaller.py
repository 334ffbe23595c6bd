"""What the reports say in passing: named regions, parks and zones, slogans with their speakers, a tense that does not fit."""

from __future__ import annotations

from typing import Any

from pilin.domain.living.models.listings import LabelHeld, Listing
from pilin.domain.meetings.models import AgendaItem, Attendance, Commitment, Meeting
from pilin.domain.parks import queries as parks
from pilin.domain.parks.models import Carrier, Park, Promise
from pilin.domain.watch.models import Alert
from pilin.engine import cap
from pilin.engine.base import Tense
from pilin.foundation.bulletins.models import Bulletin
from pilin.foundation.members.models import Member, Membership, Term
from pilin.foundation.members.queries import chair_on, day_of
from pilin.foundation.places.models import Containment
from tests.facts.harness import Fact


class Said(Fact):
    """Something that a speaker said, kept with day and source."""

    room = "meetings"
    page = "meetings:commitments"
    line = ""
    words = ""
    speaker = ""
    on = ""
    circle = "five-towns"

    def row(self) -> Commitment:
        (row,) = Commitment.objects.visible_to(self.public).filter(circle=self.circle, source=self.line)
        return row

    def holds(self) -> None:
        row = self.row()
        assert (row.speaker, str(row.meeting.starts_on), row.illustrative, self.words in row.sentence) == (
            self.speaker,
            self.on,
            False,
            True,
        )

    def falsify(self) -> None:
        row = self.row()
        row.sentence = "We go on."
        row.save()


class Three100Miles(Said):
    number = "6-three-100-miles"
    says = "On 10 September 2020 Hu Weiguo said that Jinshan keeps to the construction of “three 100 miles”"
    line, words, speaker, on = "S4:23", "“three 100 miles”", "Hu Weiguo", "2020-09-10"


class OneBeltSaid(Said):
    number = "6-belt-park-zones"
    says = "“One Belt, One Park, Five Zones” is a leisure cluster that Jinshan said it builds; its Chinese name is our rendering"
    line, words, speaker, on = (
        "S4:25",
        "“One Belt, One Park, Five Zones” leisure tourism cluster area",
        "Hu Weiguo",
        "2020-09-10",
    )

    def holds(self) -> None:
        super().holds()
        assert "“一带一园五区”（按英文译出）" in self.row().sentence_zh


class EightEight(Said):
    number = "6-eight-eight"
    says = "Zhejiang’s governor named the “Eight-Eight Strategy” (八八战略) at the results conference of 6 June 2024"
    page_kwargs = {"circle": "yrd"}
    line, words, speaker, on, circle = "S3:41", "“Eight-Eight Strategy”", "Wang Hao", "2024-06-06", "yrd"

    def holds(self) -> None:
        super().holds()
        assert "“八八战略”" in self.row().sentence_zh


class Corridors(Said):
    number = "6-corridors"
    says = "Anhui’s governor named “four corridors and two screens”; the Chinese is our rendering and says so"
    page_kwargs = {"circle": "yrd"}
    line, words, speaker, on, circle = "S3:43", "“four corridors and two screens”", "Wang Qingxian", "2024-06-06", "yrd"

    def holds(self) -> None:
        super().holds()
        assert "“四廊两屏”（按英文译出）" in self.row().sentence_zh


class ThreeLives(Said):
    number = "6-three-lives"
    says = "Wang Mingfa named the theme on 27 June 2024: “science and technology empowering the integration of the three lives”"
    line, speaker, on = "S0:21", "Wang Mingfa", "2024-06-27"
    words = "“science and technology empowering the integration of the three lives”"


class Positioning(Fact):
    number = "6-positioning"
    says = "The symposium of 2024 held to the positioning “one pole, three districts and one highland” (一极三区一高地)"
    room = "meetings"
    page = "meetings:index"
    page_kwargs = {"circle": "yrd"}

    def row(self) -> AgendaItem:
        (row,) = AgendaItem.objects.visible_to(self.public).filter(circle="yrd", source="S3:17")
        return row

    def holds(self) -> None:
        row = self.row()
        assert (row.meeting.title, row.title, "“一极三区一高地”" in row.minutes_zh) == (
            "Leaders' symposium of the Yangtze River Delta 2024",
            "The strategic positioning “one pole, three districts and one highland”",
            True,
        )

    def falsify(self) -> None:
        row = self.row()
        row.minutes_zh = ""
        row.save()


class FourSpeakers(Fact):
    number = "6-speakers"
    says = "Four named people spoke for Jinshan on 10 September 2020, each with an office; the bulletin names the same four"
    room = "meetings"
    page = "meetings:index"
    four = (
        ("Hu Weiguo", "Secretary of the CPC Jinshan District Committee"),
        ("Liu Jian", "Deputy Secretary and District chief"),
        ("Wu Jingping", "Director of Jinshan District Health Commission"),
        ("Zhu Aiping", "Party Secretary of Jinshan District Science and Technology Committee"),
    )

    def meeting(self) -> Meeting:
        (row,) = Meeting.objects.visible_to(self.public).filter(circle="five-towns", source="S4:7")
        return row

    def holds(self) -> None:
        there = Attendance.objects.visible_to(self.public).filter(meeting=self.meeting())
        assert sorted((one.name, one.role, one.source) for one in there) == [(*one, "S4:7") for one in self.four]
        bulletin = Bulletin.objects.visible_to(self.public).get(slug="jinshan-2020-09-10")
        said = sorted(block["name"] for block in bulletin.blocks if block["kind"] == "speaker")
        assert said == [name for name, _office in self.four]

    def falsify(self) -> None:
        Attendance.objects.visible_to(self.house).filter(meeting=self.meeting(), name="Liu Jian").delete()


class NamedRegions(Fact):
    number = "6-regions"
    says = (
        "The southern coast, the northern Tingfeng region, the central “Idyll Five Towns” and the leisure cluster lie in "
        "Jinshan; no source says which towns belong to them"
    )
    room = "parks"
    page = "parks:zone"

    def holds(self) -> None:
        told = {one.place.code: one for one in parks.regions_on(self.public, day_of(self.now))}
        found = [
            (code, one.place.name_zh, one.place.source, [p.code for p in one.within], list(one.holds))
            for code, one in told.items()
            if code.startswith("jinshan-")
        ]
        assert found == [
            ("jinshan-coast", "金山南部沿海地区", "S4:35", ["310116"], []),
            ("jinshan-idyll", "田园五镇", "S4:35", ["310116"], []),
            ("jinshan-leisure", "“一带一园五区”休闲旅游集聚区", "S4:25", ["310116"], []),
            ("jinshan-tingfeng", "亭枫地区", "S4:35", ["310116"], []),
        ]

    def falsify(self) -> None:
        Containment.objects.visible_to(self.house).filter(inner__code="jinshan-idyll").delete()


class Listed(Fact):
    """Things that stand in the listings."""

    room = "living"
    page = "living:listings"
    line = ""

    def of(self, kind: str) -> list[tuple[str, str, str]]:
        rows = Listing.objects.visible_to(self.public).filter(kind=kind, source=self.line, illustrative=False)
        return sorted((row.title, row.owner, row.status) for row in rows)

    def spoil(self, title: str) -> None:
        row = Listing.objects.visible_to(self.house).get(title=title)
        row.status = "gone"
        row.save()


class FourParks(Listed):
    number = "6-parks"
    says = "Langxia and Caojing country parks, Luxiang fruit park and Zhujing ecological park are in the making"
    line = "S4:27"

    def holds(self) -> None:
        assert self.of("site") == [
            ("Caojing country park", "310116", "growing"),
            ("Langxia country park", "310116", "growing"),
            ("Luxiang fruit park", "310116", "growing"),
            ("Zhujing ecological park", "310116", "growing"),
        ]

    def falsify(self) -> None:
        self.spoil("Caojing country park")


class FishingVillage(Listed):
    number = "6-fishing-village"
    says = "Jinshanzui fishing village is a national AAAA-class scenic spot; of which year, the source does not say"
    line = "S4:27"

    def holds(self) -> None:
        (held,) = LabelHeld.objects.visible_to(self.public).filter(listing__title="Jinshanzui fishing village")
        assert (held.label.title, held.label.level, held.year, held.source) == (
            "National AAAA-class scenic spot",
            "national",
            None,
            "S4:27",
        )

    def falsify(self) -> None:
        held = LabelHeld.objects.visible_to(self.house).get(listing__title="Jinshanzui fishing village")
        held.year = 2020
        held.save()


class ThreeZones(Listed):
    number = "6-agriculture"
    says = "Three national agriculture zones are being developed in Jinshan; the Chinese name of one is our rendering and says so"
    line = "S4:25"

    def holds(self) -> None:
        assert self.of("site") == [
            ("National modern agricultural industrial park (Jinshan)", "310116", "growing"),
            ("National organic product certification demonstration zone (Jinshan)", "310116", "growing"),
            (
                "National rural industry integration and development pilot demonstration zone (Jinshan)",
                "310116",
                "growing",
            ),
        ]
        (rendered,) = Listing.objects.visible_to(self.public).filter(title__startswith="National rural industry")
        assert rendered.story_zh.endswith("中文名按英文译出，没有核对过。")

    def falsify(self) -> None:
        self.spoil("National modern agricultural industrial park (Jinshan)")


class TownMap(Listed):
    number = "6-town-map"
    says = "A town map of the Qing Dynasty records that Fengjing and its neighbours in Zhejiang have the same roots; its year is unknown"
    line = "S0:9"

    def holds(self) -> None:
        assert self.of("document") == [("A town map of the Qing Dynasty", "310116102", "unknown")]
        (row,) = Listing.objects.visible_to(self.public).filter(kind="document")
        assert (row.since, row.until, "同根同源" in row.story_zh) == (None, None, True)

    def falsify(self) -> None:
        self.spoil("A town map of the Qing Dynasty")


class BranchCentre(Fact):
    number = "6-branch-centre"
    says = "The first branch centre of the Delta’s innovation centre is in Nantong; the source gives no figures of it"
    room = "parks"
    page = "parks:carriers"

    def holds(self) -> None:
        (told,) = [one for one in parks.carriers(self.public, "five-towns") if one.row.source == "S2:27"]
        assert (told.row.owner, told.row.place, told.figures, "our rendering" in told.row.note) == (
            "3206",
            "Nantong",
            (),
            True,
        )

    def falsify(self) -> None:
        row = Carrier.objects.visible_to(self.house).get(source="S2:27")
        row.place = "Shanghai"
        row.save()


class DemonstrationTitle(Fact):
    number = "6-demonstration-title"
    says = "Shibei High-tech City was named a jointly built inter-provincial demonstration park; neither when nor by whom is said"
    room = "parks"
    page = "parks:index"

    def row(self) -> Park:
        (row,) = Park.objects.visible_to(self.public).filter(circle="five-towns", source="S2:33")
        return row

    def holds(self) -> None:
        row = self.row()
        assert (
            "“Yangtze River Delta Jointly Building Inter-Provincial Industrial Cooperation Demonstration Park”"
            in row.note,
            "“长三角共建省际产业合作示范园”" in row.note_zh,
        ) == (True, True)

    def falsify(self) -> None:
        row = self.row()
        row.note = row.note_zh = ""
        row.save()


class TenseDoesNotFit(Fact):
    number = "6-tense"
    says = "“will start in 2022” was said on 14 May 2024 of four crossings: the tense does not fit, and no other promise is flagged"
    room = "parks"
    page = "parks:promises"

    def holds(self) -> None:
        told = self.pilin("parks", "promises", "five-towns", "--json")["promises"]
        assert [(one["words"], one["said_on"], one["misfit"], one["source"]) for one in told if one["misfit"]] == [
            ("will start in 2022", "2024-05-14", {"tense": Tense.FUTURE.value, "named": "2022"}, "S2:19")
        ]

    def falsify(self) -> None:
        row = Promise.objects.visible_to(self.house).get(words="will start in 2022")
        row.words = "started in 2022"
        row.save()


class Rotation(Fact):
    number = "6-rotation"
    says = (
        "The first term runs from 2024-06-27 to 2024-12-31 and has a source; nobody is in the chair before it, and every "
        "later term is a calendar year whose order is illustrative"
    )
    room = "members"
    page = "members:presidency"

    def holds(self) -> None:
        terms = list(Term.objects.visible_to(self.public).filter(circle="five-towns").order_by("starts_on"))
        first, later = terms[0], terms[1:]
        assert (str(first.starts_on), str(first.ends_on), first.source, first.illustrative) == (
            "2024-06-27",
            "2024-12-31",
            "S0:7",
            False,
        )
        wrong = [
            term.year
            for term in later
            if (str(term.starts_on), str(term.ends_on), term.illustrative)
            != (f"{term.year}-01-01", f"{term.year}-12-31", True)
        ]
        assert (wrong, len(later) > 0) == ([], True)
        assert chair_on(self.public, "five-towns", first.starts_on.replace(day=26)) is None

    def falsify(self) -> None:
        row = Term.objects.visible_to(self.house).filter(circle="five-towns").latest("starts_on")
        row.illustrative = False
        row.save()


class Observers(Fact):
    number = "6-observers"
    says = "Zhangyan, Fengxian, Jiuliting, Xuhui, Nantong and Putuo observe the five towns and are none of them"
    room = "members"
    page = "members:circle"
    outside = ("310104", "310107", "310116103", "310117006", "310120", "3206")

    def holds(self) -> None:
        rows = Membership.objects.visible_to(self.public).filter(circle="five-towns", member__code__in=self.outside)
        assert sorted((row.member.code, row.kind) for row in rows) == [(code, "observer") for code in self.outside]

    def falsify(self) -> None:
        member = Member.objects.visible_to(self.house).get(code="3206")
        Membership.objects.visible_to(self.house).filter(circle="five-towns", member=member).delete()


class JointWarning(Fact):
    number = "6-joint-warning"
    says = "The joint notice of Fengjing and Xindai is two alerts of two senders that share the incident, each in Chinese and English"
    room = "watch"
    page = "watch:alerts"

    def alerts(self) -> list[Any]:
        rows = Alert.objects.visible_to(self.house).filter(circle="five-towns", scope="Restricted")
        return [row for row in rows if row.incidents]

    def holds(self) -> None:
        rows = self.alerts()
        assert (len(rows), len({row.sender for row in rows}), len({tuple(row.incidents) for row in rows})) == (2, 2, 1)
        for row in rows:
            (read,) = cap.readings(row.raw)
            assert [info.language for info in read.alert.infos] == ["zh-CN", "en-US"]

    def falsify(self) -> None:
        row = self.alerts()[0]
        row.incidents = ["another"]
        row.save()
