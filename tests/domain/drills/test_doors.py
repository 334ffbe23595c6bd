"""Drills by pages, programs and the terminal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner
from django.test import Client

from pilin.domain.drills import queries
from pilin.domain.drills.cli import drills as commands
from pilin.domain.drills.models import Scenario
from pilin.foundation.access.standing import Standing
from pilin.foundation.identity.models import User
from tests.factories import drills as make
from tests.factories.base import NOW, Five, Stand
from tests.kit import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
API, PAGES = "/api/v1/circles/five-towns", "/c/five-towns/drills/"


class Caller:
    def __init__(self, standing: Standing) -> None:
        self.standing, self.at = standing, NOW


def run(*words: str, by: Standing | None = None) -> tuple[int, Any]:
    done = CliRunner().invoke(commands, [*words, "--json"], obj=Caller(by or Standing.public()))
    return done.exit_code, json.loads(done.stdout or done.stderr)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=BACKEND)
    return client


def test_a_scenario_is_written_in_tables_and_its_faults_stand_beside_their_rows(five: Five):
    client = signed_in(five.fengjing.clerk.person)
    sent = {
        "title_zh": "起火", "kind": "fire", "audience": "circle", "roles-0-key": "guard", "roles-0-zh": "安全员", "expected-0-key": "report",
        "expected-0-role": "guard", "expected-0-what_zh": "报告", "expected-0-within": "soon", "expected-1-key": "",
    }  # fmt: skip
    turned = client.post(f"{PAGES}scenarios/add/", sent)
    assert turned.status_code == 422
    faults = {table.prefix: table.faults for table in turned.context["tables"]}
    assert {prefix: list(rows) for prefix, rows in faults.items()} == {"roles": [], "injects": [], "expected": [0]}
    assert client.post(f"{PAGES}scenarios/add/", {**sent, "expected-0-within": "5"}).status_code == 302
    row = Scenario.objects.visible_to(Stand.machine()).get()
    (act,) = queries.whole_scenario(Stand.machine(), row)[1]
    assert (act.key, act.within_minutes, act.weight) == ("report", 5, 1)


def test_the_course_is_taken_away_as_csv_and_the_report_as_pdf(five: Five):
    row = make.held(five.fengjing.clerk, five.xindai.clerk)
    client = signed_in(five.xindai.clerk.person)
    answer = client.get(f"{PAGES}{row.pk}/course.csv", headers={"Accept-Language": "en"})
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line[4] for line in table[1:]] == ["0", "60", "180", "180", "900"]
    report = client.get(f"{PAGES}{row.pk}/report.pdf")
    pages = pypdf.PdfReader(io.BytesIO(report.content)).pages
    assert len(pages) == 1
    assert "93.33" in pages[0].extract_text()
    planned = make.drill(five.fengjing.clerk)
    assert client.get(f"{PAGES}{planned.pk}/report.pdf").status_code == 404


def test_a_note_that_nobody_expected_needs_words(five: Five):
    row = make.started(five.fengjing.clerk, make.drill(five.fengjing.clerk))
    client = signed_in(five.fengjing.clerk.person)
    assert client.post(f"{PAGES}{row.pk}/note/", {"what_zh": " "}).status_code == 422
    assert client.post(f"{PAGES}{row.pk}/note/", {"what_zh": "断电"}).status_code == 302
    assert client.post(f"{PAGES}{row.pk}/note/", {"expected": "discover"}).status_code == 302
    assert client.post(f"{PAGES}{row.pk}/note/", {"expected": "discover"}).status_code == 409
    page = client.get(f"{PAGES}{row.pk}/").content.decode()
    assert "data-drill-clock" in page
    assert 'value="report"' in page
    assert 'value="discover"' not in page


def test_programs_go_the_whole_way(five: Five):
    clerk = signed_in(five.fengjing.clerk.person)

    def post(path: str, **body: Any) -> tuple[int, Any]:
        answer = clerk.post(f"{API}/{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    status, scenario = post(
        "drill-scenarios", title_zh="起火", kind="fire", roles=[{"key": "guard", "zh": "安全员"}],
        expected=[{"key": "see", "role": "guard", "what_zh": "发现"}, {"key": "report", "role": "guard", "what_zh": "报告", "after": ["see"], "within": 2}],
    )  # fmt: skip
    assert (status, scenario["version"]) == (201, 1)
    status, site = post("drill-sites", kind="construction", title_zh="工地", since="2024-10-01")
    assert (status, site["due"]["due_on"]) == (201, "2025-04-01")
    status, drill = post(
        "drills", scenario=scenario["uid"], title_zh="演练", planned_at="2024-10-18T12:00:00+08:00", sites=[site["uid"]]
    )
    assert (status, drill["state"]) == (201, "planned")
    one = f"drills/{drill['uid']}"
    assert post(f"{one}/start")[1]["state"] == "running"
    assert post(f"{one}/notes", expected="report")[0] == 201
    status, told = post(f"{one}/notes", expected="see")
    assert [(line["key"], line["result"], line["second"]) for line in told["lines"]] == [
        ("see", "done", 0),
        ("report", "done", 0),
    ]
    assert post(f"{one}/finish")[1]["state"] == "finished"
    assert post(f"{one}/evaluations", well_zh="顺畅", lacking_zh="没有")[1]["state"] == "evaluated"
    status, mend = post(f"{one}/corrective-actions", what_zh="补标识", days=5)
    assert (status, mend["due_on"], mend["state"]) == (201, "2024-10-25", "open")
    assert post(f"{one}/close")[1]["error"]["code"] == "corrective_open"
    assert post(f"corrective-actions/{mend['uid']}/steps", kind="done", words="补了")[1]["state"] == "done"
    assert (
        post(f"corrective-actions/{mend['uid']}/steps", kind="verified", words="看过")[1]["error"]["code"]
        == "same_person"
    )
    clerk = signed_in(five.fengjing.signatory.person)
    assert post(f"corrective-actions/{mend['uid']}/steps", kind="verified", words="看过")[1]["state"] == "verified"
    assert post(f"{one}/close")[1]["state"] == "closed"
    assert [line["due"]["due_on"] for line in clerk.get(f"{API}/drill-sites").json()["sites"]] == ["2025-04-18"]


def test_the_terminal_scores_a_file_without_records(tmp_path: Path):
    file = tmp_path / "night.json"
    said = {
        "expected": [{"key": "warn"}, {"key": "respond", "after": ["warn"], "within": 100}],
        "done": [{"second": 0, "key": "warn"}, {"second": 8700, "key": "respond"}],
    }
    file.write_text(json.dumps(said))
    code, told = run("score", str(file))
    assert (code, told["score"], told["counts"]) == (0, 84.48, {"done": 1, "late": 1, "out_of_order": 0, "missing": 0})
    file.write_text(json.dumps({"expected": [{"key": 1}], "done": [{"second": -1}]}))
    code, told = run("score", str(file))
    assert (code, [one["code"] for one in told["faults"]]) == (1, ["no_key", "second"])
    file.write_text("{")
    assert run("score", str(file))[1]["error"]["code"] == "no_json"


def test_the_terminal_shows_who_is_due_and_how_a_drill_went(five: Five):
    make.site(five.fengjing.clerk, audience="public")
    code, told = run("due", "five-towns", "--state", "overdue")
    assert (code, [one["due"]["state"] for one in told["sites"]]) == (0, ["overdue"])
    assert run("due", "nowhere")[0] == 1
    row = make.held(five.fengjing.clerk, five.xindai.clerk)
    assert run("show", "five-towns", str(row.pk))[0] == 1  # of the circle, not of everybody
    code, told = run("show", "five-towns", str(row.pk), by=five.huimin.clerk)
    assert (code, told["score"], [line["result"] for line in told["lines"]]) == (0, 93.33, ["done"] * 4 + ["late"])
