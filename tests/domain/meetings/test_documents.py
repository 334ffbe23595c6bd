"""Policy documents: issuing body and day or "date unknown", and the trace from clause to task to result."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from pilin.domain.meetings import actions, queries
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from tests.factories import meetings as make
from tests.factories.base import NOW, Five, circle_of_five

pytestmark = pytest.mark.django_db


@pytest.fixture
def five() -> Five:
    return circle_of_five()


def view(five: Five, row: Any, by: Any = None) -> queries.DocumentView:
    found = queries.document_named(by or five.huimin.clerk, five.slug, row.pk, NOW.date())
    assert found is not None
    return found


@pytest.mark.source("D-34")
def test_a_document_has_its_issuing_body_and_its_day_or_says_that_nobody_knows_it(five: Five, client: Client) -> None:
    known, unknown = make.document(five, five.huimin), make.document(five, five.huimin, issued_on=None)
    assert (str(view(five, known).row.issued_on), view(five, known).dated) == ("2024-03", True)
    assert (view(five, unknown).row.issued_on, view(five, unknown).dated) == (None, False)
    page = client.get(f"/c/{five.slug}/documents/{unknown.pk}/?lang=en").content.decode()
    assert page.count("date unknown") == 1
    assert [d.row.pk for d in queries.documents_of(five.huimin.clerk, five.slug, NOW.date(), dated="no")] == [
        unknown.pk
    ]
    assert client.get(f"/api/v1/circles/{five.slug}/documents/{unknown.pk}").json()["issued_on"] is None
    with pytest.raises(Invalid) as said:
        make.document(five, five.huimin, issuer_zh="", issuer="", title_zh="", title="", issued_on="last spring")
    assert [f.field for f in said.value.faults] == ["title_zh", "issuer_zh", "issued_on"]


@pytest.mark.source("D-34")
def test_a_clause_is_followed_to_its_task_and_to_what_came_of_it(five: Five) -> None:
    row = make.document(five, five.huimin, clauses_declared=5)
    first = view(five, row).clauses[0].row
    assert first is not None
    (task,) = actions.give_document_tasks(
        by=five.huimin.clerk, at=NOW, circle=five.slug, document=row.pk, clause=first.pk,
        tasks=[{"title_zh": "贴出办法", "due_on": date(2024, 12, 1)}],
    )  # fmt: skip
    before = view(five, row)
    assert ([len(c.tasks) for c in before.clauses], before.without_task, before.done, before.not_recorded) == (
        [1, 0],
        1,
        0,
        3,
    )
    make.move(five, task, five.huimin.clerk, "taken")
    make.move(five, task, five.huimin.clerk, "done", words="三个窗口都贴了")
    assert [t.result for t in view(five, row).tasks] == ["三个窗口都贴了"]
    make.move(five, task, five.zhujing.clerk, "sent_back", words="二楼没有")
    assert ([t.result for t in view(five, row).tasks], view(five, row).done) == ([""], 0)
    make.move(five, task, five.huimin.clerk, "done", words="二楼也贴了")
    make.move(five, task, five.zhujing.clerk, "confirmed")
    after = view(five, row)
    assert ([t.result for t in after.tasks], after.done) == (["二楼也贴了"], 1)


def test_a_task_of_which_no_clause_is_known_hangs_on_the_whole(five: Five) -> None:
    row = make.document(five, five.huimin, clauses=[])
    given = {"by": five.huimin.clerk, "at": NOW, "circle": five.slug, "document": row.pk}
    actions.give_document_tasks(**given, tasks=[{"title_zh": "党建窗口"}, {"title_zh": "党群联盟"}])
    found = view(five, row)
    assert (found.clauses, [t.row.title_zh for t in found.loose.tasks], found.not_recorded) == (
        (),
        ["党建窗口", "党群联盟"],
        None,
    )
    with pytest.raises(Invalid) as said:
        actions.give_document_tasks(**given, tasks=[{"title_zh": ""}, {"title_zh": "早", "due_on": date(2024, 1, 1)}])
    assert [(f.code, f.row) for f in said.value.faults] == [("required", 1), ("too_early", 2)]


def test_a_document_binds_the_town_that_keeps_it_and_no_other(five: Five) -> None:
    row = make.document(five, five.huimin)
    for by in (five.fengjing.secretary, five.zhujing.clerk):
        with pytest.raises(Refused):
            actions.give_document_tasks(by=by, at=NOW, circle=five.slug, document=row.pk, tasks=[{"title_zh": "做"}])
        with pytest.raises(Refused):
            actions.add_clauses(
                by=by, at=NOW, circle=five.slug, document=row.pk, clauses=[{"label": "一", "text_zh": "做"}]
            )


def test_faults_of_clauses_name_their_row(five: Five) -> None:
    with pytest.raises(Invalid) as said:
        make.document(
            five, five.huimin, clauses_declared=1,
            clauses=[{"label": "", "text_zh": "一"}, {"label": "二", "text_zh": ""}, {"label": "二", "text_zh": "三"}],
        )  # fmt: skip
    assert [(f.code, f.field, f.row) for f in said.value.faults] == [
        ("fewer_declared", "clauses_declared", None), ("required", "label", 1), ("required", "text_zh", 2), ("twice", "label", 3),
    ]  # fmt: skip
    row = make.document(five, five.huimin, clauses_declared=2)
    with pytest.raises(Invalid):
        actions.add_clauses(
            by=five.huimin.clerk,
            at=NOW,
            circle=five.slug,
            document=row.pk,
            clauses=[{"label": "第三条", "text_zh": "多一条"}],
        )


def test_a_document_that_ended_gives_no_task_and_a_day_that_is_known_stays(five: Five) -> None:
    row = make.document(five, five.huimin)
    given = {"by": five.huimin.clerk, "at": NOW, "circle": five.slug, "document": row.pk}
    with pytest.raises(Refused):
        actions.date_document(**given, issued_on="2024-04-01")
    actions.end_document(**given, ended_on=date(2024, 4, 1))
    assert view(five, row).in_force is False
    with pytest.raises(Refused):
        actions.give_document_tasks(**given, tasks=[{"title_zh": "做"}])


def test_a_circle_s_document_is_no_public_one_and_a_town_s_own_is_read_by_it_alone(five: Five) -> None:
    rows = [
        make.document(five, five.huimin, audience=audience, title_zh=audience)
        for audience in ("public", "circle", "own")
    ]

    def seen(by: Any) -> list[str]:
        return sorted(d.row.title_zh for d in queries.documents_of(by, five.slug, NOW.date()))

    assert len(rows) == 3
    assert seen(five.huimin.clerk) == ["circle", "own", "public"]
    assert seen(five.zhujing.clerk) == ["circle", "public"]
    assert seen(Standing.public()) == ["public"]


def test_the_town_records_dates_and_gives_tasks_on_its_pages(five: Five, client: Client) -> None:
    client.force_login(five.huimin.clerk_user)
    base = f"/c/{five.slug}/documents/"
    given = {
        "title_zh": "意见",
        "issuer_zh": "镇政府",
        "clauses": "第一条 | 首接负责\n第二条｜公布",
        "audience": "public",
    }
    assert client.post(f"{base}record/", {**given, "clauses": "第一条"}).status_code == 422
    page = client.post(f"{base}record/", given)
    (made,) = queries.documents_of(five.huimin.clerk, five.slug, NOW.date())
    assert (page.status_code, page["Location"]) == (302, f"{base}{made.row.pk}/")
    assert [(c.row.label, c.row.text_zh) for c in made.clauses if c.row] == [("第一条", "首接负责"), ("第二条", "公布")]
    one = f"{base}{made.row.pk}/"
    second = made.clauses[1].row
    assert second is not None
    assert client.post(one, {"do": "task", "task-clause": second.pk, "task-title_zh": "公布一次"}).status_code == 302
    assert client.post(one, {"do": "date", "date-issued_on": "2024-06"}).status_code == 302
    assert client.post(one, {"do": "clauses", "clauses-clauses": "第三条 | 对表"}).status_code == 302
    found = view(five, made.row)
    assert (str(found.row.issued_on), [len(c.tasks) for c in found.clauses]) == ("2024-06", [0, 1, 0])
    assert client.post(one, {"do": "date", "date-issued_on": "2024-07"}).status_code == 404
    client.logout()
    assert client.get(f"{base}record/").status_code == 404
