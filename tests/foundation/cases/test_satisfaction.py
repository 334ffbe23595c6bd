"""After the answer: how it was, whether the promise was kept, whether it was boiler-plate, and what hangs on it."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.cases import actions, queries, rules, tasks
from pilin.foundation.cases.models import Case, CaseRating
from pilin.foundation.files.models import Attachment
from pilin.foundation.identity.models import User
from pilin.foundation.journal.actions import deed
from pilin.foundation.notices.models import Notice
from tests.factories import enterprises as firms
from tests.factories.base import NOW, TODAY, Five, Stand
from tests.kit import BACKEND

HOUSE = Stand.machine()
DAY = timedelta(days=1)
FENGJING = "310116102"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def asked(five: Five, asker: Standing, subject: str = "路灯不亮", **more: Any) -> Case:
    return actions.receive_case(
        by=asker, at=NOW, circle=five.circle, town=FENGJING, kind="service_request", subject=subject, asker=asker.person, **more
    )  # fmt: skip


def answered(five: Five, asker: Standing, note: str = "已经修好", promised_on: date | None = None, **more: Any) -> Case:
    case = actions.take_case(by=five.fengjing.clerk, at=NOW, case=asked(five, asker, **more))
    return actions.answer_case(by=five.fengjing.clerk, at=NOW, case=case, note=note, promised_on=promised_on)


@pytest.fixture
def lin() -> Standing:
    """Return somebody who asks."""
    return firms.person("lin")


def now(case: Case) -> Case:
    return Case.objects.visible_to(HOUSE).get(pk=case.pk)


def code(deed_: Any, **given: Any) -> str:
    with pytest.raises(Refused) as error:
        deed_(**given)
    return error.value.code


def client(person: Any) -> Client:
    made = Client()
    made.force_login(User.objects.get(pk=person), backend=BACKEND)
    return made


@pytest.mark.source("R-10")
def test_it_is_asked_twice_after_the_answer_and_after_the_promised_day(five: Five, lin: Standing):
    clerk, day = five.fengjing.clerk, TODAY + 20 * DAY
    case = answered(five, lin, promised_on=day)
    rate = {"by": lin, "case": case}
    assert code(actions.rate_case, **rate, at=NOW, stage="outcome", mark=5) == "too_early"
    assert code(actions.rate_case, by=clerk, at=NOW, case=case, stage="answer", mark=5) == "not_asker"
    actions.rate_case(**rate, at=NOW, stage="answer", mark=4, words="答得清楚")
    assert code(actions.rate_case, **rate, at=NOW, stage="answer", mark=1) == "rated"
    assert [tasks.ask_kept(NOW + n * DAY) for n in (19, 20, 21)] == [0, 1, 0]
    notices = Notice.objects.visible_to(HOUSE).filter(kind="case_promised")
    assert list(notices.values_list("person", flat=True)) == [lin.person]
    assert len(queries.work_of(lin, day)) == 2  # is it settled, and was it done
    actions.rate_case(**rate, at=NOW + 20 * DAY, stage="outcome", mark=2)
    assert len(queries.work_of(lin, day)) == 1
    told = queries.told(clerk, now(case), day)
    assert [(one.stage, one.mark, one.words) for one in told.ratings] == [("answer", 4, "答得清楚"), ("outcome", 2, "")]
    figures = queries.figures_of(clerk, five.slug, FENGJING, day, shared=set())[0]
    assert [figures.cell(key) for key in ("content", "kept")] == [(1, 1), (0, 1)]


@pytest.mark.parametrize(
    ("given", "field"), [({"mark": 0}, "mark"), ({"mark": 6}, "mark"), ({"stage": "moon"}, "stage")]
)
def test_a_mark_that_is_none_is_named(five: Five, lin: Standing, given: dict[str, Any], field: str):
    case = answered(five, lin)
    with pytest.raises(Invalid) as error:
        actions.rate_case(**{"by": lin, "at": NOW, "case": case, "stage": "answer", "mark": 3, **given})
    assert [fault.field for fault in error.value.faults] == [field]
    assert list(CaseRating.objects.visible_to(HOUSE)) == []


def test_a_promise_is_of_a_day_to_come(five: Five, lin: Standing):
    with pytest.raises(Invalid) as error:
        answered(five, lin, promised_on=TODAY - DAY)
    assert [fault.field for fault in error.value.faults] == ["promised_on"]


@pytest.mark.source("P-7")
def test_the_same_words_to_everyone_are_found_whatever_the_numbers(five: Five, lin: Standing):
    cases = [answered(five, lin, note=f"您反映的问题已收悉，{n} 月 {n} 日前研究参考。") for n in range(1, 6)]
    own = answered(five, lin, note="七里桥那盏灯周三换了灯泡。")
    same = [queries.same_words(now(case)) for case in (*cases, own)]
    assert same == [4, 4, 4, 4, 4, 0]
    told = queries.told(five.fengjing.clerk, now(cases[0]), TODAY)
    assert (told.is_boilerplate, queries.told(lin, now(cases[0]), TODAY).same_words) == (True, 0)
    actions.tie_case(by=HOUSE, at=NOW, case=_running(five, lin), other=cases[0].pk)
    assert queries.figures_of(five.fengjing.clerk, five.slug, FENGJING, TODAY, shared=set())[0].same_words == 5


def _running(five: Five, lin: Standing) -> Case:
    return asked(five, lin, subject="路灯又不亮")


@pytest.mark.parametrize(("one", "other", "same"), [
    ("已研究，3 日内办。", "已研究， 15日内办", True), ("已研究", "未研究", False), ("２０２４年已办", "2023 年 已办！", True), ("12345", "——", True),
])  # fmt: skip
def test_a_print_ignores_numbers_marks_and_width(one: str, other: str, same: bool):
    assert (rules.print_of(one) == rules.print_of(other)) == same


@pytest.mark.source("R-10")
def test_the_third_time_that_it_comes_back_it_is_raised(five: Five, lin: Standing):
    case = answered(five, lin)
    for n in range(1, 4):
        actions.send_back(by=lin, at=NOW + n * DAY, case=now(case), note="还是不亮")
        assert (now(case).sent_back, now(case).level_on) == (n, (NOW + 3 * DAY).date() if n == 3 else None)
        actions.answer_case(by=five.fengjing.clerk, at=NOW + n * DAY, case=now(case), note="再修")
    told = set(Notice.objects.visible_to(HOUSE).filter(kind="case_problem").values_list("person", flat=True))
    assert told == {five.fengjing.signatory.person, five.fengjing.secretary.person}


def test_the_same_matter_is_suggested_and_people_say_so(five: Five, lin: Standing):
    clerk = five.fengjing.clerk
    lead = asked(five, lin, subject="七里桥北堍路灯不亮")
    other = asked(five, lin, subject="七里桥边上的路灯坏了，晚上不亮")
    bus = asked(five, lin, subject="公交车末班太早")
    near = queries.alike(clerk, other)
    assert [one.case.pk for one in near] == [lead.pk]
    assert queries.alike(clerk, bus) == []
    actions.tie_case(by=clerk, at=NOW, case=other, other=lead.pk)
    third = asked(five, lin, subject="桥边没有灯")
    actions.tie_case(by=clerk, at=NOW, case=third, other=other.pk)  # of one that is tied: the same lead
    assert [now(case).same_as for case in (lead, other, third)] == [None, lead.pk, lead.pk]
    told = queries.told(clerk, now(third), TODAY)
    assert [row.pk for row in told.tied] == [lead.pk, other.pk]
    assert code(actions.tie_case, by=clerk, at=NOW, case=third, other=bus.pk) == "out_of_turn"
    with pytest.raises(Invalid) as itself:
        actions.tie_case(by=clerk, at=NOW, case=bus, other=bus.pk)
    assert [fault.field for fault in itself.value.faults] == ["other"]
    assert code(actions.tie_case, by=five.xindai.clerk, at=NOW, case=bus, other=lead.pk) == "not_clerk"
    actions.untie_case(by=clerk, at=NOW, case=now(third))
    assert now(third).same_as is None


def photo() -> bytes:
    """Return a picture that says where it was taken."""
    made, out = Image.new("RGB", (40, 30), "grey"), BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    made.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_what_hangs_on_a_case_is_read_by_whoever_reads_the_case(five: Five, lin: Standing):
    case = asked(five, lin)
    made = actions.attach_to_case(by=lin, at=NOW, case=case, name="灯.jpg", content=photo())
    address = f"/files/{made.pk}/"
    assert [client(who.person).get(address).status_code for who in (lin, five.fengjing.clerk, five.xindai.clerk)] == [
        200,
        200,
        404,
    ]
    assert Client().get(address).status_code == 404
    assert b"Exif" not in b"".join(client(lin.person).get(address).streaming_content)  # type: ignore[attr-defined]
    assert (
        code(actions.attach_to_case, by=five.xindai.clerk, at=NOW, case=case, name="x.txt", content=b"x") == "not_party"
    )
    with pytest.raises(Invalid) as empty:
        actions.attach_to_case(by=lin, at=NOW, case=case, name="x.txt", content=b"")
    assert [fault.field for fault in empty.value.faults] == ["file"]
    actions.offer_case(by=five.fengjing.clerk, at=NOW, case=case, town=five.xindai.code, note="在对岸")
    assert client(five.xindai.clerk.person).get(address).status_code == 200


def test_with_the_person_what_they_hung_on_it_and_said_goes(five: Five, lin: Standing):
    case = answered(five, lin)
    actions.attach_to_case(by=lin, at=NOW, case=case, name="灯.jpg", content=photo())
    actions.rate_case(by=lin, at=NOW, case=case, stage="answer", mark=1, words="林某住在桥边")

    @deed("test.forget", says="")
    def forget(*, by: Standing, at: Any) -> None:
        actions.forget_cases(lin.person, at)

    forget(by=HOUSE, at=NOW)
    assert list(Attachment.objects.visible_to(HOUSE).filter(subject=str(case.pk))) == []
    assert [(row.mark, row.words) for row in CaseRating.objects.visible_to(HOUSE)] == [(1, "")]


def test_a_template_begins_an_answer_and_belongs_to_its_town(five: Five, lin: Standing):
    clerk = five.fengjing.clerk
    kept = actions.keep_template(
        by=clerk, at=NOW, circle=five.circle, town=FENGJING, kind="service_request", title="照明", text="{reference} {subject}：{day} 前修"
    )  # fmt: skip
    case = actions.take_case(by=clerk, at=NOW, case=asked(five, lin))
    assert rules.filled(kept.text, case, "10月25日") == f"{case.reference} 路灯不亮：10月25日 前修"
    page = client(clerk.person).get(f"/c/five-towns/cases/{case.pk}/answer/?with={kept.pk}").content.decode()
    assert (f"{case.reference} 路灯不亮：" in page, f"?with={kept.pk}" in page) == (True, True)
    assert list(queries.templates(five.xindai.clerk, five.slug)) == []
    assert code(actions.end_template, by=five.xindai.clerk, at=NOW, template=kept) == "not_clerk"
    actions.end_template(by=clerk, at=NOW, template=kept)
    assert list(queries.templates(clerk, five.slug)) == []


def test_a_town_sets_its_own_days_from_a_day_on(five: Five, lin: Standing):
    signs = five.fengjing.signatory
    given = {
        "by": signs, "at": NOW, "circle": five.circle, "town": FENGJING, "kind": "service_request", "taken_within": 2, "answered_within": 8,
        "clause": "镇政务公开办法 第四条", "valid_from": TODAY,
    }  # fmt: skip
    before = asked(five, lin)
    actions.set_term(**given)
    after = asked(five, lin)
    assert [rules.working_days(TODAY, row.answer_by) for row in (now(before), after)] == [5, 8]
    assert [rules.working_days(TODAY, row.take_by) for row in (now(before), after)] == [1, 2]
    with pytest.raises(Invalid) as same:
        actions.set_term(**given)
    assert [fault.field for fault in same.value.faults] == ["valid_from"]
    later = actions.set_term(**{**given, "valid_from": TODAY + 30 * DAY, "answered_within": 3})
    kept = queries.terms_of_town(five.slug, FENGJING, "service_request")
    assert [(row.valid_from, row.valid_to) for row in kept] == [(TODAY, TODAY + 29 * DAY), (later.valid_from, None)]
    assert queries.term_on(five.slug, FENGJING, "service_request", TODAY + 30 * DAY) == later
    assert code(actions.set_term, **{**given, "by": five.fengjing.clerk}) == "not_signatory"
    with pytest.raises(Invalid) as wrong:
        actions.set_term(**{**given, "kind": "moon", "taken_within": 9, "clause": " ", "valid_from": TODAY + 60 * DAY})
    assert sorted(fault.field for fault in wrong.value.faults) == ["clause", "kind", "taken_within"]


@pytest.mark.source("P-6")
def test_figures_count_what_the_lists_show_and_are_shared_only_by_the_town(five: Five, lin: Standing):
    clerk, later = five.fengjing.clerk, NOW + 20 * DAY
    settled = answered(five, lin)
    actions.close_case(by=lin, at=NOW, case=settled)
    answered(five, lin, subject="二")
    asked(five, lin, subject="三")
    actions.withdraw_case(by=lin, at=NOW, case=asked(five, lin, subject="四"))
    (every, one) = queries.figures_of(clerk, five.slug, FENGJING, later.date(), shared=set())
    keys = ("received", "due", "on_time", "late", "answered", "solved", "open", "back", "bounced")
    assert [every.counts[key] for key in keys] == [4, 3, 2, 1, 2, 1, 1, 0, 0]
    assert (one.counts, one.kind, every.share("on_time")) == (every.counts, "service_request", 2 / 3)
    assert (every.ages, every.median_days) == ((0, 1, 0, 0), 0)
    for measure in queries.MEASURES:
        rows = queries.desk(clerk, five.slug, also=measure.passes(later.date())).distinct()
        assert rows.count() == every.counts[measure.key], measure.key
    assert queries.figures_of(clerk, five.slug, FENGJING, TODAY, first=TODAY + DAY, shared=set()) == []

    other, shared = five.xindai.clerk, queries.towns_sharing(five.xindai.clerk, five.slug)
    assert (
        code(queries.figures_of, standing=other, circle=five.slug, town=FENGJING, on=TODAY, shared=shared)
        == "not_shared"
    )
    row = actions.share_figures(by=five.fengjing.signatory, at=NOW, circle=five.circle, town=FENGJING)
    shared = queries.towns_sharing(other, five.slug)
    assert queries.figures_of(other, five.slug, FENGJING, TODAY, shared=shared)[0].counts["received"] == 4
    assert queries.towns_sharing(Standing.public(), five.slug) == set()
    actions.unshare_figures(by=five.fengjing.signatory, at=NOW, shared=row)
    assert queries.towns_sharing(other, five.slug) == set()


def test_the_pages_of_figures_and_of_what_is_kept(five: Five, lin: Standing):
    answered(five, lin)
    clerk, signs = client(five.fengjing.clerk.person), client(five.fengjing.signatory.person)
    page = clerk.get("/c/five-towns/cases/figures/").content.decode()
    assert "?measure=received" in page
    assert client(lin.person).get("/c/five-towns/cases/figures/").status_code == 404
    assert (
        client(five.xindai.clerk.person)
        .get(f"/c/five-towns/cases/figures/?town={FENGJING}")
        .content.decode()
        .count("?measure=")
        == 0
    )
    assert clerk.get("/c/five-towns/cases/?measure=received").content.decode().count("data-row") == 1
    assert clerk.post("/c/five-towns/cases/figures/share/").status_code == 403
    assert signs.post("/c/five-towns/cases/figures/share/").status_code == 302
    words = {"kind": "service_request", "title": "照明", "text": "已修"}
    assert clerk.post("/c/five-towns/cases/kept/words/", words).status_code == 302
    term = {
        "kind": "service_request",
        "taken_within": 1,
        "answered_within": 4,
        "clause": "办法",
        "valid_from": TODAY.isoformat(),
    }
    assert clerk.post("/c/five-towns/cases/kept/term/", term).status_code == 403
    assert signs.post("/c/five-towns/cases/kept/term/", term).status_code == 302
    public = Client().get("/c/five-towns/cases/kept/").content.decode()
    assert ("办法" in public, "照明" in public) == (True, False)
