"""The pages of proposals: who sees and may do what, what is said beside a field, and programs that get the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.domain.proposals import actions, queries
from pilin.domain.proposals.models import Proposal
from pilin.foundation.access.standing import Standing
from pilin.foundation.cases import actions as cases
from tests.factories import proposals as make
from tests.factories.base import NOW, Five
from tests.factories.meetings import make_bodies
from tests.kit import BACKEND

ROOT = "/c/five-towns/proposals/"

pytestmark = pytest.mark.usefixtures("on_the_day")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_a_visitor_files_on_the_page_and_the_town_reads_it_first(five: Five) -> None:
    said = {"subject": "桥头路灯不亮", "facts": "坏了半个月，打 13800001234 没人接", "town": five.fengjing.code}
    answer = Client().post(f"{ROOT}propose/", said, follow=True)
    (row,) = Proposal.objects.visible_to(queries.HOUSE)
    assert answer.redirect_chain == [(ROOT, 302)]
    assert row.reference in answer.content.decode()
    one = f"{ROOT}{row.pk}/"
    page(Client(), one, 404)
    page(signed_in(five.xindai.clerk_user), one, 404)
    clerk = signed_in(five.fengjing.clerk_user)
    assert f"{one}release/" in page(clerk, one)
    assert "13800001234" not in page(clerk, one)
    shown = clerk.post(f"{one}release/", {"subject": row.subject, "facts": row.facts, "measure": ""}, follow=True)
    assert shown.status_code == 200
    assert row.subject in page(Client(), one)


def test_what_is_wrong_stands_beside_its_field(five: Five) -> None:
    user, _person = make.person()
    said = {
        "subject": "欠薪",
        "facts": "老板拖欠我工资",
        "town": five.fengjing.code,
        "photos": SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic"),
    }
    answer = signed_in(user).post(f"{ROOT}propose/", said)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert sorted(form.errors) == ["for_all", "photos"]
    assert "12333" in form.errors["for_all"][0]
    assert "HEIC" in form.errors["photos"][0]
    assert Proposal.objects.visible_to(queries.HOUSE).count() == 0


def test_who_writes_nearly_the_same_is_shown_what_there_is(five: Five) -> None:
    _user, person = make.person()
    row = make.filed(person, subject="界河水葫芦没人捞", facts="界河上漂满水葫芦")
    make.filed(person, subject="公交末班车太早", facts="晚上没有车")
    told = Client().get(f"{ROOT}propose/near/", {"subject": "界河水葫芦又漂满了", "facts": ""}).content.decode()
    assert (f"{ROOT}{row.pk}/" in told, told.count("<a ")) == (True, 1)
    assert Client().get(f"{ROOT}propose/near/").content.decode().count("<a ") == 0


def test_the_register_is_filtered_in_the_database(five: Five) -> None:
    _user, person = make.person()
    bridge = make.answered(five.fengjing.clerk, make.filed(person, subject="界桥"))
    lamp = make.filed(person, subject="路灯", town=five.xindai.code)
    client = Client()

    def found(query: str) -> set[Any]:
        return {card.row.pk for card in client.get(ROOT + query).context["cards"]}

    assert found("") == {bridge.pk, lamp.pk}
    for query, rows in {
        f"?town={five.xindai.code}": {lamp.pk}, "?outcome=B": {bridge.pk}, "?outcome=A": set(), "?outcome=none": {lamp.pk}, "?year=2023": set(),
        "?year=2024": {bridge.pk, lamp.pk}, "?q=路灯": {lamp.pk}, f"?q={bridge.reference}": {bridge.pk}, "?done=1": set(), "?border=1": set(),
        "?office=water": set(), "?topic=x&year=x&page=x": {bridge.pk, lamp.pk},
    }.items():  # fmt: skip
        assert found(query) == rows, query


def test_the_way_of_a_proposal_through_the_pages(five: Five) -> None:
    make_bodies(five)
    user, person = make.person()
    row = make.filed(person)
    one = f"{ROOT}{row.pk}/"
    clerk, asker, other = signed_in(five.fengjing.clerk_user), signed_in(user), signed_in(five.xindai.clerk_user)
    assert clerk.post(f"{one}route/", {"department": "water"}).status_code == 302
    cases.take_case(by=five.fengjing.clerk, at=NOW, case=make.case_of(row))
    wrong = clerk.post(f"{one}outcome/", {"outcome": "C", "words": "列入计划了"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["promised_on"])
    assert clerk.post(f"{one}outcome/", {"outcome": "A", "adopted": "on", "words": "昨天修好了。"}).status_code == 302
    assert f"{one}confirm/" not in page(clerk, one)
    assert clerk.post(f"{one}confirm/").status_code == 403
    assert f"{one}confirm/" in page(asker, one)
    assert asker.post(f"{one}confirm/").status_code == 302
    assert other.post(f"{one}offer/", {"answer": "not_ours", "why": ""}).status_code == 422
    assert other.post(f"{one}offer/", {"answer": "taken_up", "why": "明年"}).status_code == 302
    assert (
        other.post(f"{one}convert/", {"became": "matter", "title_zh": "学着做", "why": "要一起批"}).status_code == 302
    )
    told = page(Client(), one)
    assert ("学着做" in told, "明年" in told, told.count('class="pr-town"')) == (True, True, 4)
    assert asker.post(f"{one}rate/", {"mark": "5"}).status_code == 302
    assert asker.post(f"{one}rate/", {"mark": "5"}).status_code == 403
    assert clerk.post(f"{one}hold/", {"why": "写到了别人"}).status_code == 302
    page(Client(), one, 404)
    assert "写到了别人" in page(asker, one)


def test_a_case_leads_to_the_page_on_which_it_is_answered(five: Five) -> None:
    _user, person = make.person()
    row = make.taken(five.fengjing.clerk, make.filed(person))
    told = page(signed_in(five.fengjing.clerk_user), f"/c/five-towns/cases/{row.case}/")
    assert f'href="{ROOT}{row.pk}/"' in told
    assert f"/cases/{row.case}/answer/" not in told


def test_what_one_follows_and_proposed_stands_under_ones_own(five: Five) -> None:
    user, person = make.person()
    reader_user, _reader = make.person("reader")
    row = make.filed(person)
    assert signed_in(reader_user).post(f"{ROOT}{row.pk}/follow/").status_code == 302
    assert [len(signed_in(one).get(f"{ROOT}mine/").context["own"]) for one in (user, reader_user)] == [1, 0]
    assert [len(signed_in(one).get(f"{ROOT}mine/").context["followed"]) for one in (user, reader_user)] == [0, 1]
    assert signed_in(reader_user).post(f"{ROOT}{row.pk}/leave/").status_code == 302
    assert queries.told(Standing.public(), row).followers == 0


def test_points_and_topics_are_kept_by_their_town(five: Five) -> None:
    clerk, other = signed_in(five.fengjing.clerk_user), signed_in(five.xindai.clerk_user)
    said = {"kind": "mailbox", "name_zh": "界桥信箱", "audience": "public"}
    assert clerk.post(f"{ROOT}points/add/", said).status_code == 302
    (point,) = queries.points(Standing.public(), "five-towns")
    assert other.post(f"{ROOT}points/{point.pk}/change/", {**said, "name_zh": "别人的"}).status_code == 403
    assert (
        clerk.post(
            f"{ROOT}points/{point.pk}/change/", {**said, "name_zh": "桥头信箱", "revision": point.revision}
        ).status_code
        == 302
    )
    assert "桥头信箱" in page(Client(), f"{ROOT}points/")
    assert clerk.post(f"{ROOT}points/{point.pk}/end/").status_code == 302
    topic = {
        "title_zh": "步道怎么修",
        "channel_zh": "本页",
        "opens_on": "2024-10-18",
        "closes_on": "2024-10-17",
        "audience": "public",
    }
    assert sorted(clerk.post(f"{ROOT}topics/add/", topic).context["form"].errors) == ["closes_on"]
    made = clerk.post(f"{ROOT}topics/add/", {**topic, "closes_on": "2024-11-17"})
    assert "步道怎么修" in page(Client(), made["Location"])
    assert clerk.post(f"{made['Location']}end/", {"result_zh": "修三处"}).status_code == 302
    assert "修三处" in page(Client(), made["Location"])


def test_programs_read_and_do_the_same(five: Five) -> None:
    user, person = make.person()
    client, api = signed_in(user), "/api/v1/circles/five-towns/proposals"
    said = {"subject": "界桥太窄", "facts": "会车危险", "town": five.fengjing.code}
    made = client.post(api, json.dumps(said), content_type="application/json")
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    row = Proposal.objects.visible_to(queries.HOUSE).get(pk=uid)
    make.answered(five.fengjing.clerk, row)
    told = Client().get(f"{api}/{uid}").json()
    assert (told["outcome"], told["adopted"], told["confirmed_on"], told["routing"]) == ("B", True, None, None)
    assert signed_in(five.fengjing.clerk_user).get(f"{api}/{uid}").json()["routing"]["suggested"] == "transport"
    done = client.post(f"{api}/{uid}/confirm")
    assert (done.status_code, done.json()["confirmed_on"]) == (200, "2024-10-18")
    assert [one["town"] for one in Client().get(f"{api}/figures").json()["towns"] if one["confirmed"]] == [
        five.fengjing.code
    ]
    wrong = client.post(api, json.dumps({**said, "facts": "", "subject": ""}), content_type="application/json")
    assert [one["field"] for one in wrong.json()["faults"]] == ["subject", "facts"]
    assert person.person == user.uid


def test_english_is_equal(five: Five) -> None:
    _user, person = make.person()
    row = make.answered(five.fengjing.clerk, make.filed(person))
    told = page(Client(), f"{ROOT}{row.pk}/?lang=en")
    assert ("adopted" in told, "under way" in told, "What is so now" in told) == (True, True, True)
    actions.confirm_done(by=person, at=NOW, proposal=row)
    assert "Done, says whoever proposed it" in page(Client(), f"{ROOT}{row.pk}/?lang=en")
