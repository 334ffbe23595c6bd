"""An event afterwards: its course on both banks, every delay, its report, its replay, and the drill that is made of it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pypdf
import pytest
from django.test import Client
from django.utils import translation
from docx import Document

from pilin.domain.drills.queries import whole_scenario
from pilin.domain.watch import actions
from pilin.domain.watch.documents import docx_of, pdf_of
from pilin.domain.watch.models import Event
from pilin.domain.watch.queries import after
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.identity.models import User
from pilin.foundation.journal.models import JournalLine
from pilin.foundation.observations.actions import ReadingSaid, take_readings
from tests.factories import watch as make
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
HOUSE = Stand.machine()


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2024-10-18T{clock}+08:00")


def night(five: Five, family: UUID | None = None) -> Event:
    """Let the morning of the fixed day run as the night of Fengxian did: 04:50, 06:00, 07:15; and the west know at 05:02."""
    east, west = five.fengjing.clerk, five.huimin.clerk
    event = make.event(east, called=(west.member,), at=at("04:00"))
    orange = make.signal(east, "orange", at=at("04:51"), issued_at=at("04:50"), areas=["310116"], family=family)
    part = actions.acknowledge_event(by=west, at=at("05:02"), event=event)
    series = make.level_gauge(east, "nanqiao")
    make.line(east, series, "3.30", at=at("04:00"))
    rows = [
        ReadingSaid(series.slug, at(clock), level, unit="m", datum="吴淞")
        for clock, level in (("05:00", "3.20"), ("06:30", "3.55"), ("07:30", "3.10"))
    ]
    take_readings(by=HOUSE, at=NOW, circle=five.slug, rows=rows, source="test")
    for number in range(5):
        gate = make.gate(east, f"coast-{number}", at=at("04:00"))
        make.move(east, gate, inner=None, outer=None, at=at("06:00"))
    make.response(east, 2, at=at("07:15"), signal=orange)
    mine = actions.acknowledge_event(by=east, at=at("07:16"), event=event)
    for row in (part, mine):
        row.refresh_from_db()
        actions.stand_down(by=west if row is part else east, at=at("09:00"), part=row)
    event.refresh_from_db()
    assert event.closed_at == at("09:00")
    return event


@pytest.mark.source("D-22")
@pytest.mark.source("D-23")
@pytest.mark.source("D-24")
@pytest.mark.source("D-25")
def test_the_course_tells_both_banks_and_every_delay(five: Five):
    event = night(five)
    with translation.override("en"):
        course = after.course_of(five.xindai.clerk, event, NOW)
    assert [(one.clock, one.kind, one.town) for one in course.entries if one.kind != "stood_down"] == [
        ("04:50", "signal", five.fengjing.code), ("05:02", "known", five.huimin.code), ("06:00", "gate", five.fengjing.code), ("06:30", "level", five.fengjing.code),
        ("07:15", "response", five.fengjing.code), ("07:16", "known", five.fengjing.code), ("07:30", "level", five.fengjing.code),
    ]  # fmt: skip
    assert course.entries[2].what == "5 gates opened"
    assert "0.25 m" in course.entries[3].what
    (told,) = course.delays
    assert [(told.steps[a].name, told.steps[b].name, n) for (a, b), n in sorted(told.minutes.items())] == [
        ("signal orange", "gates open", 70), ("signal orange", "level Ⅱ", 145), ("gates open", "level Ⅱ", 75),
    ]  # fmt: skip
    assert [cells for _step, cells in told.rows] == [[None, 70, 145], [None, None, 75], [None, None, None]]


def test_who_may_not_read_a_bank_is_told_nothing_of_it(five: Five):
    event = night(five)
    seen = after.course_of(Stand.public(), event, NOW)
    assert [one.kind for one in seen.entries] == ["signal", "level", "level"]  # what everyone may read anyway
    assert seen.delays == ()
    assert Client().get(f"/c/five-towns/watch/after/{event.pk}/").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_says_the_same_in_pdf_and_word(five: Five, lang: str):
    event = night(five)
    with translation.override("en" if lang == "en" else "zh-hans"):
        course = after.course_of(five.fengjing.clerk, event, NOW)
        told: dict[str, Any] = {
            "lang": lang,
            "on": TODAY,
            "towns": {five.fengjing.code: "枫泾"},
            "banks": {five.huimin.code: -1},
        }
        pdf = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(course, **told))).pages)
        doc = Document(io.BytesIO(docx_of(course, **told)))
    cells = [cell.text for table in doc.tables for row in table.rows for cell in row.cells]
    assert [number in pdf.split() for number in ("70", "75", "145")] == [True] * 3
    assert [number in cells for number in ("70", "75", "145")] == [True] * 3
    assert ("不作评判" if lang == "zh" else "not as reproach") in " ".join(line.text for line in doc.paragraphs)


def test_a_replay_shows_what_had_happened_and_writes_nothing(five: Five):
    event = night(five)
    course = after.course_of(five.fengjing.clerk, event, NOW)
    assert [one.clock for one in after.until(course, at("06:00"))] == ["04:50", "05:02", "06:00"]
    newest = after.standing_of_banks(
        after.until(course, at("07:15")), lambda code: -1 if code == five.huimin.code else 1
    )
    assert sorted(newest[1]) == ["gate", "level", "response", "signal"]
    assert newest[-1] == {}
    client = Client()
    client.force_login(five.fengjing.clerk_user, backend=BACKEND)
    lines = JournalLine.objects.visible_to(HOUSE).count()
    page = client.get(f"/c/five-towns/watch/after/{event.pk}/replay/?at=2024-10-18T06:00").content.decode()
    assert page.count("to-come") == 2 * (len(course.entries) - 3)
    for text in ("nonsense", "1999-01-01", "2999-01-01T00:00"):
        assert client.get(f"/c/five-towns/watch/after/{event.pk}/replay/?at={text}").status_code == 200
    assert JournalLine.objects.visible_to(HOUSE).count() == lines


def test_a_drill_is_made_of_an_event_that_is_over(five: Five):
    event = night(five)
    given: dict[str, Any] = {
        "event": event,
        "town": five.fengjing.code,
        "planned_at": NOW + timedelta(days=3),
        "by": five.fengjing.clerk,
        "at": NOW,
    }
    row = actions.replay_as_drill(**given, speed=10, neighbour=five.xindai.code)
    injects, expected = whole_scenario(five.fengjing.clerk, row.scenario)
    assert [(one.minute, one.text_zh[:5]) for one in injects] == [(0, "04:50"), (10, "06:30"), (16, "07:30")]
    assert [(one.key, one.role, one.within_minutes) for one in expected] == [
        ("know", "duty", 1), ("tell", "duty", 2), ("tell-back", "neighbour", 3), ("launch-3", "command", 6), ("open-gates", "gates", 6),
    ]  # fmt: skip
    assert (row.invited, row.cast, row.form) == ([five.xindai.code], {"neighbour": five.xindai.code}, "table_top")
    with pytest.raises(Refused):
        actions.replay_as_drill(**{**given, "by": five.xindai.clerk})
    with pytest.raises(Invalid):
        actions.replay_as_drill(**given, terms=actions.Terms(know=0))


@pytest.mark.source("D-24")
def test_an_officer_walks_the_pages_and_each_refusal_stands_on_the_form(five: Five):
    base = "/c/five-towns/watch/"
    east, west = Client(), Client()
    east.force_login(User.objects.get(pk=five.fengjing.clerk.person), backend=BACKEND)
    west.force_login(User.objects.get(pk=five.huimin.clerk.person), backend=BACKEND)
    entered = {
        "code": "zhangjing",
        "kind": "gate",
        "name_zh": "张泾河水闸",
        "openings": "3",
        "downstream": five.huimin.code,
        "audience": "circle",
    }
    assert east.post(f"{base}gates/add/", {**entered, "code": "張"}).status_code == 422
    made = east.post(f"{base}gates/add/", entered)
    page = made["Location"]
    assert (
        made.status_code,
        east.get(page).status_code,
        west.get(page).status_code,
        Client().get(page).status_code,
    ) == (302, 200, 200, 404)
    shut = {"kind": "opened", "inner_m": "2.8", "inner_datum": "吴淞", "outer_m": "4.04", "outer_datum": "吴淞"}
    assert east.post(f"{page}move/", shut).status_code == 422
    assert west.get(f"{page}move/").status_code == 403
    assert east.post(f"{page}move/", {**shut, "outer_m": "2.5"}).status_code == 302
    assert (
        east.post(f"{page}ask/", {"to_town": five.huimin.code, "move": "adjusted", "reason": "再开一孔"}).status_code
        == 302
    )
    assert "张泾河水闸" in west.get("/me/work/").content.decode()
    launched = east.post(
        f"{base}responses/launch/",
        {"level": "3", "hazard": "flood", "command_zh": "区防汛指挥部", "since": "2024-10-18T10:00"},
    )
    assert launched.status_code == 302
    assert east.post(f"{launched['Location']}change/", {"level": "3", "command_zh": "区防汛指挥部"}).status_code == 422
    assert east.post(f"{launched['Location']}end/", {"command_zh": "区防汛指挥部"}).status_code == 302
    noted = {"field": "environment", "title_zh": "油花", "place_zh": "界河", "audience": "circle"}
    assert east.post(f"{base}incidents/report/", {**noted, "what_zh": "13800000000"}).status_code == 422
    told = east.post(f"{base}incidents/report/", noted)["Location"]
    assert east.post(f"{told}tell/", {"to_town": five.huimin.code}).status_code == 302
    assert "油花" in west.get("/me/work/").content.decode()


def test_programs_move_ask_answer_launch_and_tell(five: Five):
    east, west = Client(), Client()
    east.force_login(five.fengjing.clerk_user, backend=BACKEND)
    west.force_login(five.xindai.clerk_user, backend=BACKEND)
    api = "/api/v1/circles/five-towns/watch"
    gate = make.gate(five.fengjing.clerk, downstream=five.xindai.code)

    def post(client: Client, path: str, **given: Any) -> tuple[int, Any]:
        answer = client.post(f"{api}/{path}", given, content_type="application/json")
        return answer.status_code, answer.json()

    status, told = post(east, f"gates/{gate.pk}/moves", kind="opened", inner_m=2.8, outer_m=3.0)
    assert (status, told["error"]["code"]) == (403, "outer_higher")
    status, told = post(east, f"gates/{gate.pk}/moves", kind="opened", inner_m=3.0, outer_m=2.8, openings=2)
    assert (status, Decimal(str(told["head_m"])), told["compared"]) == (201, Decimal("0.2"), "lower")
    assert [(one["open"], one["openings_open"]) for one in west.get(f"{api}/gates").json()["gates"]] == [(True, 2)]
    status, asked = post(west, f"gates/{gate.pk}/requests", to_town=five.fengjing.code, move="closed", reason="下游高")
    assert (status, asked["answer"]) == (201, None)
    assert post(west, f"gate-requests/{asked['uid']}/answer", answer="consent")[0] == 403
    assert post(east, f"gate-requests/{asked['uid']}/answer", answer="refuse")[0] == 422
    assert post(east, f"gate-requests/{asked['uid']}/answer", answer="notified")[1]["town"] == five.fengjing.code
    whole = west.get(f"{api}/gates/{gate.pk}").json()
    assert (whole["lag_minutes"], whole["requests"][0]["answer"]["answer"], whole["windows"]) == (
        None,
        "notified",
        None,
    )
    status, response = post(east, "responses", level=4, hazard="flood", command_zh="指挥部", since="2024-10-18T10:00")
    assert (status, response["level"], response["tasks"]) == (201, 4, [])
    assert post(east, f"responses/{response['uid']}/levels", level=0)[1]["ended_at"] is not None
    status, incident = post(east, "incidents", field="safety", title_zh="塌方", place_zh="工地")
    told = post(east, f"incidents/{incident['uid']}/notices", to_town=five.xindai.code)[1]
    assert (
        post(west, f"incident-notices/{told['notices'][0]['uid']}/known", does_zh="已到")[1]["notices"][0]["does_zh"]
        == "已到"
    )
    assert Client().get(f"{api}/incidents").json()["incidents"] == []
