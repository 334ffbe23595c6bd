"""What residents are told: services, the way there by the timetable, and whether a hospital settles directly."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client

from pilin.domain.living.actions import services as actions
from pilin.domain.living.cli import living as commands
from pilin.domain.living.enums.services import ReachState
from pilin.domain.living.models.services import (
    Facility,
    FacilityDepartment,
    OpeningHours,
    PublicService,
    ServicePaper,
    SettlementWord,
    UnmetNeed,
)
from pilin.domain.living.queries import reaching
from pilin.domain.living.queries import services as queries
from pilin.domain.living.rules.services import DepartmentInput, HoursInput, PaperInput, PartnerInput
from pilin.engine.base import Conflict, Invalid, Refused
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from pilin.foundation.journal.models import JournalLine, JournalSubject
from pilin.foundation.places import actions as places
from pilin.foundation.places.models import Place
from tests.factories import lines as make_lines
from tests.factories import living_services as make
from tests.factories.base import NOW, TODAY, Five, Stand, make_place, writing
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), pytest.mark.above]
API, PAGES = "/api/v1/circles/five-towns", "/c/five-towns/living/"
HOUSE, PUBLIC = Stand.machine(), Standing.public()
FRIDAY, SATURDAY = date(2024, 10, 18), date(2024, 10, 19)


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str) -> tuple[int, Any]:
    done = CliRunner().invoke(commands, [*words, "--json"], obj=Caller(PUBLIC))
    return done.exit_code, json.loads(done.stdout or done.stderr)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=BACKEND)
    return client


def text(address: str, client: Client | None = None, language: str = "en", status: int = 200) -> str:
    client = client or Client()
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(answer.content.decode().split())


def buses(five: Five, *, gate: bool | None) -> tuple[Any, Any]:
    """Lay a line from Huimin past the hospital's gate and back; whether one may get off at the gate is said, or not (None)."""
    clerk, other = five.fengjing.clerk, five.huimin.clerk
    home, stop = make_lines.stop(other, "huimin"), make_lines.stop(clerk, "fengjing-hospital")
    row = make_lines.line(other, number="嘉善班车")
    make_lines.timetable(
        row, other, "a out: huimin 8:00, fengjing-hospital 8:25", "b out: huimin 15:00, fengjing-hospital 15:25",
        "c back: fengjing-hospital 10:00, huimin 10:25", "d back: fengjing-hospital 17:30, huimin 17:55",
    )  # fmt: skip
    make_lines.permission(other, row, home)
    if gate is not None:
        make_lines.permission(
            clerk,
            row,
            stop,
            on=gate,
            off=gate,
            ground_zh="经过医院门口，不得停靠",
            ground="Passes the gate and may not stop",
        )
    return home, stop


def way(five: Five, home: Any, row: Facility, on: date = FRIDAY, walk: float = 0.5) -> reaching.ReachTold:
    reacher, _held = reaching.reacher_from(PUBLIC, five.slug, on, f"stop:{home.pk}", walk)
    reach = queries.facility_told(PUBLIC, row, on, reacher).reach
    assert reach is not None
    return reach


# the way there -------------------------------------------------------------------------------------------------------


@pytest.mark.source("D-18", "P-8")
def test_a_hospital_is_reached_within_its_hours_and_one_gets_home(five: Five) -> None:
    home, _stop = buses(five, gate=True)
    told = way(five, home, make.facility(five.fengjing.clerk))
    assert (told.state, told.arrive, told.latest) == (ReachState.REACHABLE, "08:25", "15:00")
    assert told.visit is not None
    assert (told.home.legs[0].line.number, told.last_home) == ("嘉善班车", "17:30")  # type: ignore[union-attr]


@pytest.mark.source("P-8")
def test_a_coach_that_passes_the_gate_and_may_not_stop_makes_it_out_of_reach_by_the_word_of_the_stops_town(
    five: Five,
) -> None:
    home, _stop = buses(five, gate=False)
    row = make.facility(five.fengjing.clerk)
    told = way(five, home, row)
    assert (told.state, told.visit) == (ReachState.NO_BUS, None)
    assert [(one.line.number, one.at_goal, one.known, one.word.ground_zh) for one in told.passing if one.word] == [
        ("嘉善班车", True, True, "经过医院门口，不得停靠")
    ]
    make.service(five.fengjing.clerk, facility=row)
    page = text(f"{PAGES}?event=health&origin=stop:{home.pk}&walk=0.3&on={FRIDAY}&q=")
    assert (
        "No bus leads there" in page,
        "you may not get off" in page,
        "Passes the gate and may not stop" in page,
    ) == (
        True,
        True,
        True,
    )


def test_what_nobody_has_said_is_unknown_and_no_promise(five: Five) -> None:
    home, _stop = buses(five, gate=None)
    clerk = five.fengjing.clerk
    told = way(five, home, make.facility(clerk))
    assert (told.state, told.why) == (ReachState.UNKNOWN, "permission")
    unplaced = make.facility(clerk, name_zh="别处", latitude=None, longitude=None)
    assert (way(five, home, unplaced).state, way(five, home, unplaced).why) == (ReachState.UNKNOWN, "point")
    assert way(five, home, unplaced, on=date(2023, 1, 3)).why == "point"


def test_hours_decide_closed_days_hours_unknown_and_buses_that_come_too_late(five: Five) -> None:
    home, _stop = buses(five, gate=True)
    clerk = five.fengjing.clerk
    row = make.facility(clerk)
    assert way(five, home, row, on=SATURDAY).state == ReachState.CLOSED
    early = make.facility(clerk, name_zh="早", hours=[HoursInput("daily", 360, 480)])
    assert way(five, home, early).state == ReachState.NOT_IN_HOURS
    late = make.facility(clerk, name_zh="晚", hours=[HoursInput("daily", 1080, 1200)])
    assert way(five, home, late).state == ReachState.NO_WAY_BACK
    unsaid = make.facility(clerk, name_zh="不知", hours=())
    told = way(five, home, unsaid)
    assert (told.state, told.why, told.visit is not None) == (ReachState.UNKNOWN, "hours", True)
    assert (way(five, home, row, on=date(2023, 1, 3)).state, way(five, home, row, on=date(2023, 1, 3)).why) == (ReachState.UNKNOWN, "lines")  # fmt: skip
    near = make.facility(clerk, name_zh="近", latitude=Decimal("30.8392"), longitude=Decimal("120.9700"))
    told = way(five, home, near)
    assert (told.state, told.minutes_on_foot) == (ReachState.ON_FOOT, 1)


# what is told --------------------------------------------------------------------------------------------------------


def test_services_are_found_by_life_event_words_and_day_and_those_open_to_the_asker_come_first(five: Five) -> None:
    clerk, other = five.fengjing.clerk, five.huimin.clerk
    make.service(clerk, title_zh="甲", title="For its own bank", for_whom="own_bank")
    make.service(clerk, title_zh="乙", title="For the circle", for_whom="circle", events=["health", "old_age"])
    make.service(other, title_zh="丙", title="Over", valid_to=TODAY - timedelta(days=1))
    make.service(other, title_zh="丁", title="A birth", events=["birth"], papers=[])
    asked = queries.Asked("health", "", "", five.huimin.code)
    told = queries.services_told(PUBLIC, five.slug, TODAY, asked)
    assert [(one.row.title, one.open.value) for one in told] == [("For the circle", "yes"), ("For its own bank", "no")]
    assert [one.row.title for one in queries.services_told(PUBLIC, five.slug, TODAY, queries.Asked(words="Residence permit CIRCLE"))] == ["For the circle"]  # fmt: skip
    counts = {event.value: n for event, n in queries.event_counts(PUBLIC, five.slug, TODAY)}
    assert counts == {"birth": 1, "school": 0, "work": 0, "home": 0, "business": 0, "health": 2, "old_age": 1, "farewell": 0}  # fmt: skip
    past = queries.services_told(PUBLIC, five.slug, TODAY - timedelta(days=9), queries.Asked("health"))
    assert "Over" in [one.row.title for one in past]


def test_hours_of_a_service_come_before_those_of_its_facility(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.facility(clerk)
    own = make.service(clerk, facility=row, hours=[HoursInput("daily", 600, 660)])
    plain = make.service(clerk, facility=row, title_zh="另一项")
    assert [queries.service_told(PUBLIC, one, FRIDAY).hours.clocks for one in (own, plain)] == [["10:00–11:00"], ["08:30–11:30", "13:30–16:30"]]  # fmt: skip
    assert queries.service_told(PUBLIC, make.service(clerk, title_zh="网上", facility=None), FRIDAY).hours.spans is None


@pytest.mark.source("D-90")
def test_a_hospital_settles_directly_where_rule_and_word_agree(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.facility(clerk)

    def ask(insured: str, kind: str = "outpatient", on: date = FRIDAY) -> tuple[str, str, tuple[str, ...]]:
        found = queries.settled_at(PUBLIC, row, insured, on, kind)
        return found.answer.value, found.told.filing.value, found.steps

    assert ask("330421") == ("unknown", "required", ("file", "ask_desk", "card"))
    make.word(clerk, row)
    with writing():
        make_place("3304", "prefecture", "嘉兴市", "Jiaxing")
    make.word(clerk, row, area="3304", linked="no", kind="outpatient")
    assert ask("330421") == ("yes", "required", ("file", "card"))
    assert ask("330482") == ("no", "required", ("pay", "claim"))  # of the wider area
    assert ask("330421", "inpatient") == ("unknown", "required", ("file", "ask_desk", "card"))
    assert ask("330421", on=date(2024, 5, 20))[0] == "unknown"  # the word is of June
    assert ask("330421", on=date(2024, 4, 1)) == ("unknown", "unknown", ("ask_insurance", "ask_desk"))
    make.word(clerk, row, as_of=TODAY, linked="unknown")
    assert ask("330421")[0] == "unknown"
    with pytest.raises(Invalid) as wrong:
        make.word(clerk, row, as_of=TODAY + timedelta(days=1), says_zh=" ", area="nowhere")
    assert [fault.code for fault in wrong.value.faults] == ["ahead", "nobody", "area"]


def test_the_zone_is_that_of_the_records_where_they_have_one(five: Five) -> None:
    assert queries.zone_on(PUBLIC, TODAY).codes == {"310118", "320509", "330421"}
    with writing():
        zone, pinghu = (
            make_place("yrd-zone", "zone", "示范区", "Zone"),
            Place.objects.visible_to(HOUSE).get(code="330482"),
        )
    places.set_in(by=HOUSE, at=NOW, inner=pinghu, outer=zone, kind="zone", valid_from="2024-09")
    assert "330482" in queries.zone_on(PUBLIC, TODAY).codes
    assert queries.settled(PUBLIC, "330482", "310116", TODAY, "outpatient").reasons[0].code == "at_outside"
    assert (
        queries.settled(PUBLIC, "330421", "310118", TODAY, "outpatient").filing == "required"
    )  # as these records have it


# writing -------------------------------------------------------------------------------------------------------------


def test_a_facility_is_put_whole_and_what_stays_the_same_is_not_written_again(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.facility(clerk, departments=[DepartmentInput("内科"), DepartmentInput("眼科", "Eyes", "中山医院，每周三")], partners=[PartnerInput("中山医院")])  # fmt: skip
    made = {part.pk: part.revision for part in FacilityDepartment.objects.visible_to(HOUSE)}
    make.facility(clerk, facility=row, departments=[DepartmentInput("内科")], partners=[], hours=make.WORKDAYS[:1])
    kept = list(FacilityDepartment.objects.visible_to(HOUSE))
    assert [(part.name_zh, part.revision, part.pk in made) for part in kept] == [("内科", 1, True)]
    assert OpeningHours.objects.visible_to(HOUSE).count() == 1
    with pytest.raises(Conflict):
        make.facility(clerk, facility=row, revision=row.revision - 1)
    with pytest.raises(Invalid) as wrong:
        make.facility(clerk, place=five.huimin.code, latitude=Decimal(91), longitude=None, hours=[HoursInput("daily", 9, 9)], partners=[PartnerInput(" ")], audience="parties")  # fmt: skip
    assert sorted(fault.code for fault in wrong.value.faults) == ["audience", "degrees", "half", "hours", "no_name", "not_own", "twice"]  # fmt: skip


def test_what_hangs_on_a_row_is_read_by_whoever_reads_it(five: Five) -> None:
    clerk = five.fengjing.clerk
    row = make.facility(clerk, departments=[DepartmentInput("内科")])
    make.word(clerk, row)
    service = make.service(clerk, facility=row)
    make.facility(clerk, facility=row, departments=[DepartmentInput("内科")], audience="circle")
    make.service(clerk, service=service, facility=row, audience="own")
    for model in (Facility, FacilityDepartment, OpeningHours, SettlementWord, PublicService, ServicePaper):
        assert model.objects.visible_to(PUBLIC).count() == 0, model
    shown = make.service(clerk, title_zh="看得见", facility=row)
    assert queries.service_told(PUBLIC, shown, FRIDAY).facility is None  # the place is not shown through its service
    assert text(f"{PAGES}services/{shown.pk}/").count("Fengjing Hospital") == 0


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"title_zh": " "}, ["no_title"]), ({"events": []}, ["event"]), ({"events": ["war"]}, ["event"]), ({"provider_zh": ""}, ["no_provider"]),
        ({"for_whom": "kings"}, ["for_whom"]), ({"languages": ["la"]}, ["language"]), ({"cost_cny": Decimal("0.005")}, ["cost"]),
        ({"cost_cny": Decimal("NaN")}, ["cost"]), ({"valid_to": date(2023, 1, 1)}, ["valid_to"]), ({"audience": "parties"}, ["audience"]),
        ({"papers": [PaperInput("")]}, ["no_paper"]), ({"hours": [HoursInput("daily", 1, 1)]}, ["hours"]),
        ({"online": "javascript:alert(1)"}, ["online"]), ({"title_zh": "长" * 81}, ["long"]), ({"papers": [PaperInput("证", case_zh="长" * 121)]}, ["long"]),
    ],
)  # fmt: skip
def test_a_service_is_turned_down_with_each_fault_named(five: Five, more: dict[str, Any], found: list[str]) -> None:
    with pytest.raises(Invalid) as wrong:
        make.service(five.fengjing.clerk, **more)
    assert [fault.code for fault in wrong.value.faults] == found
    assert PublicService.objects.visible_to(HOUSE).count() == 0


def test_each_town_keeps_its_own(five: Five) -> None:
    row = make.facility(five.fengjing.clerk)
    for by in (five.huimin.clerk, five.fengjing.secretary):
        with pytest.raises(Refused):
            make.facility(by, facility=row)
        with pytest.raises(Refused) as refused:
            make.word(by, row)
        assert refused.value.code == "not_facility_town"
    with pytest.raises(Invalid):
        make.service(five.huimin.clerk, facility=row)


@pytest.mark.source("R-17")
def test_a_note_on_what_nobody_found_says_nobodys_name(five: Five) -> None:
    client = signed_in(five.fengjing.clerk.person)
    sent = {"event": "health", "words": "夜里没有药店，打 13800000000", "town": five.huimin.code}
    assert client.post(f"{PAGES}needs/", sent).status_code == 302
    assert Client().post(f"{PAGES}needs/", {**sent, "words": ""}).status_code == 302
    assert Client().post(f"{PAGES}needs/", {**sent, "event": "war", "words": "长" * 201}).status_code == 422
    rows = list(UnmetNeed.objects.visible_to(HOUSE).order_by("made_at"))
    assert [(row.words, row.owner, row.audience) for row in rows] == [
        ("夜里没有药店，打 ****", five.huimin.code, "circle"), ("", five.huimin.code, "circle"),
    ]  # fmt: skip
    lines = JournalLine.objects.visible_to(HOUSE).filter(code="living.note_need")
    assert {(line.actor, line.actor_name) for line in lines} == {(None, "")}
    told = json.dumps([subject.changes for subject in JournalSubject.objects.visible_to(HOUSE).filter(line__in=lines)])
    assert "13800000000" not in told
    with pytest.raises(Refused) as refused:
        actions.note_need(by=five.fengjing.clerk, at=NOW, circle=five.circle, town=five.huimin.code, event="health")
    assert refused.value.code == "named"
    assert UnmetNeed.objects.visible_to(PUBLIC).count() == 0
    page = text(f"{PAGES}needs/", client)
    assert ("2 notes" in page, "夜里没有药店，打 ****" in page) == (True, True)
    assert "夜里没有药店" not in text(f"{PAGES}needs/")


# doors ---------------------------------------------------------------------------------------------------------------


def test_a_clerk_writes_down_a_facility_a_service_and_who_settles_on_pages(five: Five) -> None:
    client, other = signed_in(five.fengjing.clerk.person), signed_in(five.huimin.clerk.person)
    place = {
        "kind": "hospital", "name_zh": "枫泾医院", "name": "Fengjing Hospital", "place": five.fengjing.code, "latitude": "30.8856",
        "longitude": "121.0075", "hours": "工作日 8:00-16:30\n周六 8:00-11:30", "departments": "内科 | Medicine\n眼科 | Eyes | 中山医院，每周三",
        "partners": "中山医院", "audience": "public",
    }  # fmt: skip
    assert client.post(f"{PAGES}facilities/add/", {**place, "hours": "上午"}).status_code == 422
    assert client.post(f"{PAGES}facilities/add/", place).status_code == 302
    row = Facility.objects.visible_to(HOUSE).get()
    assert [(h.days, h.opens, h.closes) for h in OpeningHours.objects.visible_to(HOUSE)] == [("sat", 480, 690), ("workdays", 480, 990)]  # fmt: skip
    service = {
        "title_zh": "备案", "title": "Filing", "events": ["health"], "provider_zh": "中心", "facility": str(row.pk), "for_whom": "other_bank",
        "papers": "身份证 | Identity card\n委托书 | Power of attorney | 代办 | somebody else comes", "languages": ["zh", "wu"], "cost_cny": "0",
        "valid_from": "2024-01-01", "audience": "public",
    }  # fmt: skip
    assert client.post(f"{PAGES}services/add/", {**service, "events": []}).status_code == 422
    assert client.post(f"{PAGES}services/add/", service).status_code == 302
    made = PublicService.objects.visible_to(HOUSE).get()
    assert [(p.paper_zh, p.case) for p in ServicePaper.objects.visible_to(HOUSE)] == [("身份证", ""), ("委托书", "somebody else comes")]  # fmt: skip
    page = client.get(f"{PAGES}services/{made.pk}/change/").content.decode()
    assert "委托书 | Power of attorney | 代办 | somebody else comes" in page
    assert "sat 08:00-11:30" in client.get(f"{PAGES}facilities/{row.pk}/change/").content.decode()
    assert client.post(f"{PAGES}services/{made.pk}/change/", {**service, "revision": made.revision, "title": "To file"}).status_code == 302  # fmt: skip
    assert client.post(f"{PAGES}services/{made.pk}/change/", {**service, "revision": made.revision}).status_code == 422
    assert client.post(f"{PAGES}facilities/{row.pk}/change/", {**place, "name": "Hospital"}).status_code == 302
    said = {"kind": "outpatient", "area": "330421", "linked": "yes", "as_of": "2024-10-01", "says_zh": "医保办"}
    assert other.post(f"{PAGES}facilities/{row.pk}/settlement/", said).status_code == 403
    assert client.post(f"{PAGES}facilities/{row.pk}/settlement/", {**said, "area": "moon"}).status_code == 422
    assert client.post(f"{PAGES}facilities/{row.pk}/settlement/", said).status_code == 302
    assert client.post(f"{PAGES}facilities/{row.pk}/settlement/", {**said, "linked": "no"}).status_code == 302
    assert [word.linked for word in SettlementWord.objects.visible_to(HOUSE)] == ["no"]  # put right, not said twice
    for page in ("services/add/", "facilities/add/", f"services/{made.pk}/change/", f"facilities/{row.pk}/change/"):
        assert Client().get(PAGES + page).status_code == 403
    hall = make.facility(five.fengjing.clerk, kind="hall", name_zh="大厅")
    assert client.get(f"{PAGES}facilities/{hall.pk}/settlement/").status_code == 404


def test_a_visitor_asks_reads_the_leaflet_and_settles(five: Five) -> None:
    clerk = five.fengjing.clerk
    home, _stop = buses(five, gate=True)
    row = make.facility(
        clerk, departments=[DepartmentInput("眼科", "Eyes", "中山医院，每周三", "Zhongshan Hospital, Wednesdays")]
    )
    make.word(clerk, row)
    service = make.service(
        clerk, facility=row, title="A </script> service", clause_zh="某条例第一条", clause="Some law, Art. 1"
    )
    assert "Seeing a doctor" in text(PAGES)
    assert "看病" in text(PAGES, language="zh-hans")
    page = text(f"{PAGES}?event=health&origin=stop:{home.pk}&on={FRIDAY}")
    assert [
        word in page
        for word in ("Reachable by bus", "leave 08:00", "there 08:25", "free of charge", "Residence permit")
    ] == [True] * 5
    assert text(f"{PAGES}?origin=stop:0", status=422)
    assert "No service here yet" in text(f"{PAGES}?event=farewell")
    page = text(f"{PAGES}services/{service.pk}/?origin=stop:{home.pk}&on={FRIDAY}")
    assert [
        word in page for word in ("Some law, Art. 1", "08:30–11:30, 13:30–16:30", "08:25", "Print as a leaflet")
    ] == [True] * 4
    marked = json.loads(page.split('type="application/ld+json"')[1].split(">", 1)[1].split("</script>")[0])
    assert (marked["@type"], marked["name"], marked["isAccessibleForFree"]) == ("GovernmentService", "A </script> service", True)  # fmt: skip
    assert "openingHoursSpecification" not in json.dumps(
        marked
    )  # working days by the Chinese calendar are no such days
    page = text(f"{PAGES}facilities/{row.pk}/?on={FRIDAY}")
    assert [word in page for word in ("Zhongshan Hospital, Wednesdays", "linked", "A &lt;/script&gt; service")] == [
        True
    ] * 3
    asked = f"{PAGES}settle/?insured=330421&facility={row.pk}&kind=outpatient&on={FRIDAY}"
    page = text(asked)
    assert [word in page for word in ("Yes, once you have filed", "valid at least 6 months", "医保发〔2022〕22号", "2024-05-01")] == [True] * 4  # fmt: skip
    assert "能，先备案" in text(asked, language="zh-hans")
    assert text(asked.replace("330421", "999999"), status=422)
    assert Facility.objects.visible_to(HOUSE).count() == 1
    assert "Hospitals, halls, schools" in text(f"{PAGES}facilities/?kind=hospital")
    assert f'href="{PAGES}"' in text("/c/five-towns/about/")


def test_empty_pages_say_what_belongs_there(five: Five) -> None:
    assert "No facility is written down yet" in text(f"{PAGES}facilities/")
    assert "No hospital is written down yet" in text(f"{PAGES}settle/")
    assert "Nobody has noted a need yet" in text(f"{PAGES}needs/", signed_in(five.fengjing.clerk.person))


def test_programs_and_the_terminal_answer_alike(five: Five) -> None:
    client = signed_in(five.fengjing.clerk.person)

    def post(path: str, **given: Any) -> tuple[int, Any]:
        answer = client.post(f"{API}/{path}", json.dumps(given), content_type="application/json")
        return answer.status_code, answer.json()

    home, _stop = buses(five, gate=True)
    status, place = post(
        "facilities", kind="hospital", name_zh="枫泾医院", place=five.fengjing.code, latitude=30.8856, longitude=121.0075,
        hours=[{"days": "workdays", "opens": "08:30", "closes": "16:30"}], departments=[{"name_zh": "内科"}],
        partners=[{"partner_zh": "中山医院"}],
    )  # fmt: skip
    assert (status, place["bank"], place["latitude"]) == (201, 1, 30.8856)
    service = {
        "title_zh": "备案",
        "events": ["health"],
        "provider_zh": "中心",
        "for_whom": "circle",
        "valid_from": "2024-01-01",
    }
    status, made = post(
        "public-services", **service, facility=place["uid"], cost_cny="5.50", papers=[{"paper_zh": "身份证"}]
    )
    assert (status, made["cost_cny"], made["papers"][0]["case_zh"], made["clause_zh"]) == (201, "5.50", None, None)
    assert post("public-services", **{**service, "events": []})[0] == 422
    assert post("public-services", **service, uid="018f0000-0000-7000-8000-000000000000")[0] == 404
    status, word = post(f"facilities/{place['uid']}/settlement", kind="inpatient", area="330421", linked="yes", as_of="2024-10-01", says_zh="医保办")  # fmt: skip
    assert (status, word["area"], word["linked"]) == (201, "330421", "yes")
    whole = Client().get(f"{API}/facilities/{place['uid']}?on={FRIDAY}").json()
    assert ([one["name_zh"] for one in whole["departments"]], whole["settlement"][0]["uid"], len(whole["open_on_the_day"])) == (["内科"], word["uid"], 1)  # fmt: skip
    assert Client().get(f"{API}/facilities/{place['uid']}?on={SATURDAY}").json()["open_on_the_day"] == []
    asked = f"origin=stop:{home.pk}&on={FRIDAY}&home={five.huimin.code}"
    listed = Client().get(f"{API}/public-services?{asked}").json()
    code, told = run("services", "five-towns", "--from", f"stop:{home.pk}", "--on", str(FRIDAY), "--home", five.huimin.code)  # fmt: skip
    assert (code, told["services"]) == (0, listed["services"])
    assert [(one["open_to"], one["reach"]["state"], one["reach"]["arrive"]) for one in told["services"]] == [("yes", "reachable", "08:25")]  # fmt: skip
    assert Client().get(f"{API}/public-services/{made['uid']}").json()["uid"] == made["uid"]
    code, told = run("facilities", "five-towns", "--kind", "hospital")
    assert (code, told["facilities"]) == (0, Client().get(f"{API}/facilities").json()["facilities"])
    asked = "insured=330421&at=310116&on=2024-07-01&kind=outpatient"
    code, told = run("settle", "--insured", "330421", "--at", "310116", "--on", "2024-07-01", "--kind", "outpatient")
    assert (code, told) == (0, Client().get(f"{API}/settlement?{asked}").json())
    assert set(told) == {"direct", "filing", "valid_months_at_least", "clause", "rule_version", "reasons"}
    assert (told["direct"], told["filing"], told["valid_months_at_least"]) == ("yes", "required", 6)
    assert run("services", "nowhere")[0] == 1
    for words in (("services", "five-towns"), ("facilities", "five-towns"), ("settle", "--insured", "330421", "--at", "310118")):  # fmt: skip
        assert CliRunner().invoke(commands, list(words), obj=Caller(PUBLIC)).exit_code == 0


def test_the_terminal_answers_before_anything_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    told = queries.settled_anywhere(PUBLIC, "330421", "310118", date(2024, 7, 1), "inpatient")
    assert (told.direct, told.filing, told.valid_months_at_least) == ("yes", "none", None)
