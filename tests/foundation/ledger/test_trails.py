"""Who signed what about a record: all that made it, in words, for whoever may read it; and a copy that checks itself."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from pilin.domain.programme import actions as programme
from pilin.domain.programme.models import Item, KeyProjectList
from pilin.engine import log as engine
from pilin.foundation.access.standing import Standing
from pilin.foundation.ledger import actions, copies, trails
from pilin.foundation.ledger.models import Log
from pilin.foundation.members import actions as members
from pilin.foundation.members.models import Agreement
from tests.factories import programme as make
from tests.factories.base import NOW, Five
from tests.factories.ledger import HOUSE

PUBLIC = Standing.public()
BACKEND = "django.contrib.auth.backends.ModelBackend"


def agreement(five: Five, *, signed_by: int = 3) -> Agreement:
    """Return an agreement of three towns, signed by so many of them."""
    three = (five.fengjing, five.huimin, five.xindai)
    row = members.propose_agreement(
        by=five.fengjing.clerk, at=NOW, circle=five.circle, slug="bus", kind="cooperation", title_zh="班车协议",
        title="Coach agreement", parties=[t.row for t in three], clauses=[("每日六班。", "Six a day.")],
    )  # fmt: skip
    for town in three[:signed_by]:
        row.refresh_from_db()
        members.sign_agreement(by=town.signatory, at=NOW, agreement=row, text_hash=row.text_hash)
    row.refresh_from_db()
    return row


def told(story: trails.Story | None) -> list[tuple[str, str, str]]:
    assert story is not None
    return [(line.writer, line.label, line.text_hash) for line in story.acts]


def test_an_agreement_s_story_is_every_entry_that_made_it(five: Five) -> None:
    row = agreement(five)
    story = trails.story_of(five.huimin.clerk, row.pk)
    assert story is not None
    three = [five.fengjing.code, five.huimin.code, five.xindai.code]
    assert told(story) == [
        (three[0], "协议", row.text_hash), *((code, "签字", row.text_hash) for code in three), (three[0], "协议", row.text_hash),
    ]  # fmt: skip
    assert sorted(line.label for line in story.parts) == ["参加方", "参加方", "参加方", "条款"]
    assert (story.holds, story.earlier, story.title) == (True, False, "班车协议")
    assert all(line.says for line in story.lines)


def test_a_visitor_reads_what_was_opened_and_is_told_that_there_was_more(five: Five) -> None:
    row = agreement(five)
    story = trails.story_of(PUBLIC, row.pk)
    assert story is not None
    assert (len(story.acts), story.holds, story.earlier) == (4, True, True)
    assert trails.story_of(five.stranger.clerk, row.pk) is not None
    assert trails.story_of(PUBLIC, agreement_awaited(five).pk) is None


def agreement_awaited(five: Five) -> Agreement:
    return members.propose_agreement(
        by=five.fengjing.clerk, at=NOW, circle=five.circle, slug="ferry", kind="cooperation", title_zh="渡船协议", title="",
        parties=[five.fengjing.row, five.huimin.row], clauses=[("两条船。", "")],
    )  # fmt: skip


def test_a_list_s_story_has_its_text_each_town_s_answer_and_the_release(five: Five) -> None:
    make.released(five, 1, 2)
    row = KeyProjectList.objects.visible_to(HOUSE).get(year=make.YEAR)
    story = trails.story_of(five.huimin.clerk, row.pk)
    assert story is not None
    answers = [line for line in story.acts if line.label == "答复"]
    assert sorted(line.writer for line in answers) == sorted(town.code for town in five.towns)
    assert len({line.text_hash for line in answers}) == 1
    assert story.acts[0].says == "开始起草清单"
    assert story.acts[-1].says == "公开清单"
    assert sum(line.label == "项目" for line in story.parts) == 2
    assert story.holds


def test_an_item_and_a_milestone_have_theirs(five: Five) -> None:
    make.released(five, 1)
    item = Item.objects.visible_to(HOUSE).get()
    milestone = item.milestones.visible_to(HOUSE).get(no=1)
    programme.report_milestone(by=five.fengjing.clerk, at=make.LATER, milestone=milestone.pk, text="通车了")
    for uid in (item.pk, milestone.pk):
        story = trails.story_of(PUBLIC, uid)
        assert story is not None
        assert (story.acts[-1].writer, story.acts[-1].says, story.holds) == (five.fengjing.code, "上报节点已完成", True)


def test_what_was_changed_past_the_deeds_is_said_at_its_line_and_on_the_page(five: Five, client: Client) -> None:
    row = agreement(five)
    assert "全部对得上" in page(client, f"/c/five-towns/ledger/{row.pk}/")
    assert "已签名并核对：3 方签名" in page(client, "/c/five-towns/agreements/bus/")
    uid = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_agreement SET title_zh = 'x' WHERE uid = %s", [uid])
    story = trails.story_of(PUBLIC, row.pk)
    assert story is not None
    assert [line.holds for line in story.acts] == [True, True, True, False]
    assert "这里有对不上的地方" in page(client, f"/c/five-towns/ledger/{row.pk}/")
    assert "这里显示的不是当时签的" in page(client, "/c/five-towns/agreements/bus/?x=1")


def test_names_of_people_are_shown_to_those_signed_in_only(five: Five) -> None:
    row = agreement(five)
    name = five.huimin.signatory.name
    shown = {
        who: json.dumps(
            [e.content for line in (trails.story_of(who, row.pk) or line_none()).lines for e in line.entries]
        )
        for who in (PUBLIC, five.xindai.clerk)
    }
    assert json.dumps(name) not in shown[PUBLIC]
    assert json.dumps(name) in shown[five.xindai.clerk]


def line_none() -> Any:
    pytest.fail("there is no story")


def test_an_erased_body_is_said_and_the_rest_holds(five: Five) -> None:
    row = agreement(five)
    signature = row.signatures.visible_to(HOUSE).filter(owner=five.huimin.code).get()
    actions.erase_bodies(by=five.keeper, at=NOW, obj=f"members.signature:{signature.pk}")
    story = trails.story_of(PUBLIC, row.pk)
    assert story is not None
    assert {line.writer: line.erased for line in story.acts if line.obj.startswith("members.signature")} == {
        five.fengjing.code: False, five.huimin.code: True, five.xindai.code: False,
    }  # fmt: skip
    assert story.holds


def test_writers_have_names(five: Five, client: Client) -> None:
    make.released(five, 1)
    assert trails.writers({"house", five.slug, five.huimin.code}) == {
        "house": "平台自身", five.slug: five.circle.name_zh, five.huimin.code: "惠民街道",
    }  # fmt: skip
    shown = re.findall(r'<th scope="row">(.*?)</th>', page(client, "/c/five-towns/ledger/"), re.DOTALL)
    assert shown
    assert [text for text in shown if re.search(r"\d{6}|house|five-towns", re.sub(r"<[^>]*>", "", text))] == []


def test_a_copy_of_the_logs_checks_itself_and_leaves_people_s_names_out(five: Five, client: Client) -> None:
    agreement(five)
    response = client.get("/c/five-towns/ledger/archive.zip")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    archive = engine.read_archive(io.BytesIO(content))
    found = engine.verify_archive(archive)
    assert isinstance(found, engine.Holds)
    readable = {log.log_id: log.size for log in Log.objects.visible_to(PUBLIC).filter(circle=five.slug) if log.size}
    assert dict(archive.sizes) == readable
    said = b"".join(body for bodies in archive.bodies.values() for _salt, body in bodies.values()).decode()
    assert (five.huimin.signatory.name in said, "班车协议" in said) == (False, True)
    again = client.get("/c/five-towns/ledger/archive.zip", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_town_s_copy_has_the_circle_s_log_and_a_stranger_s_has_not(five: Five, tmp_path: Path) -> None:
    agreement_awaited(five)

    def audiences(who: Standing) -> set[str]:
        with (tmp_path / "copy.zip").open("w+b") as file:
            copies.write_copy(file, who, copies.logs_for(who, five.slug))
            file.seek(0)
            archive = engine.read_archive(file)
        assert isinstance(engine.verify_archive(archive), engine.Holds)
        return {name.audience for name in archive.names}

    assert "circle:five-towns" in audiences(five.xindai.clerk)
    assert "circle:five-towns" not in audiences(five.stranger.clerk)


def test_one_log_alone_can_be_taken_and_nonsense_is_not_found(five: Five, client: Client) -> None:
    agreement(five)
    log = Log.objects.visible_to(PUBLIC).filter(circle=five.slug, owner=five.huimin.code).get()
    response = client.get(f"/c/five-towns/ledger/archive.zip?log={log.log_id[:16]}")
    archive = engine.read_archive(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    assert [name.id for name in archive.names] == [log.log_id]
    for wrong in ("%", "zz", "0" * 64, "a" * 3):
        assert client.get(f"/c/five-towns/ledger/archive.zip?log={wrong}").status_code == 404


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()
