"""A briefing: speakers, questions and answers; each figure bound to a query or a source; what may be mistaken is flagged."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from pilin.engine.base import Quantity
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.bulletins import actions, blocks, checks, citing, drafting, finding, loose, queries
from pilin.foundation.bulletins.enums import FIGURES, PROMISES, FigureAnswer, PromiseAnswer, PromiseFamily, Verdict
from pilin.foundation.bulletins.flags import FlagKind, flags_in, held_in
from pilin.foundation.bulletins.models import Bulletin
from tests.factories.base import NOW, Five
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
PUBLIC = Standing.public()
TODAY = date(2024, 10, 18)
DESK = "/c/five-towns/bulletins/briefing/"
OUT = "/public/five-towns/briefing"
SOURCE: dict[str, Any] = {
    "title": "Press release of a media briefing", "title_zh": "新闻发布会实录", "said_on": date(2020, 9, 10),
    "url": "https://example.org/briefing",
}  # fmt: skip
INTRODUCED: dict[str, Any] = {
    **SOURCE, "name": "introduced", "counts_zh": "首年引进的项目", "counts": "projects introduced in the first year",
    "value": "508", "unit": "project", "paragraph": "S4:17",
}  # fmt: skip
SIGNED: dict[str, Any] = {
    **SOURCE, "name": "signed", "counts_zh": "两年多签约的项目", "counts": "projects signed in over two years", "value": "508",
    "unit": "project", "paragraph": "S4:19",
}  # fmt: skip


@pytest.fixture
def kept() -> Iterator[dict[str, Any]]:
    """Give a dated query whose answer moves, and a promise of which nothing came."""
    state: dict[str, Any] = {"value": 508, "known": True}

    def answer(standing: Standing, on: date) -> FigureAnswer:
        return FigureAnswer(Quantity(Decimal(state["value"]), "project"), on, "projects signed", query_zh="签约的项目")

    def told(standing: Standing, circle: str, key: str, on: date) -> PromiseAnswer | None:
        if key != "park":
            return None
        return PromiseAnswer(
            "开工", "Construction starts", "2021-Q2", "", "past", (on - date(2021, 6, 30)).days, "S4:35"
        )

    FIGURES["test.signed"] = answer
    PROMISES["test"] = PromiseFamily(lambda standing, circle: [("park", "Legoland: construction starts")], told)
    yield state
    FIGURES.pop("test.signed", None)
    del PROMISES["test"]


def text(*more: blocks.Block) -> list[blocks.Block]:
    return [
        blocks.paragraph("2020 年 9 月 10 日的数。", "Figures of 10 September 2020.", lede=True),
        blocks.speaker("胡卫国", "Hu Weiguo", "区委书记", "Secretary of the district committee", "介绍近况。", "Introduced the district."),
        blocks.paragraph("{figure:cited.introduced} 个与 {figure:cited.signed} 个。", "{figure:cited.introduced} and {figure:cited.signed}."),
        blocks.question("一家日报", "A daily", "为什么一样？", "Why the same?"),
        blocks.answer("刘健", "Liu Jian", "是两件事。", "They are two things."),
        *more,
    ]  # fmt: skip


def drafted(five: Five, *more: blocks.Block, **others: Any) -> Bulletin:
    given_ = {
        "slug": "briefing", "title_zh": "发布会的数字", "title": "Figures of a briefing", "kind": "briefing", "release_at": NOW,
        "blocks": text(*more), **others,
    }  # fmt: skip
    return actions.draft_bulletin(by=five.fengjing.secretary, at=NOW, circle=five.slug, **given_)


def cited(five: Five, row: Bulletin, *sources: dict[str, Any]) -> None:
    for one in sources or (INTRODUCED, SIGNED):
        actions.cite_figure(by=five.fengjing.secretary, at=NOW, bulletin=row.pk, **one)


def released(five: Five, *more: blocks.Block, sources: tuple[dict[str, Any], ...] = (), **others: Any) -> Bulletin:
    row = drafted(five, *more, **others)
    cited(five, row, INTRODUCED, SIGNED, *sources)
    return actions.freeze_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=row.pk)


def shown(slug: str = "briefing", by: Standing = HOUSE) -> Any:
    found = queries.bulletin_named(by, "five-towns", slug, NOW)
    assert found is not None
    return found


class TestBlocks:
    def test_spoken_blocks_have_a_plain_form_in_both_texts(self) -> None:
        made = text()
        zh, en = drafting.texts_of(made)
        assert "@ 胡卫国 | 区委书记 | 介绍近况。" in zh
        assert "? A daily | Why the same?" in en
        assert drafting.blocks_of(zh, en, made) == made
        assert drafting.blocks_of(zh.replace("? ", "？"), en, made) == made

    def test_the_template_of_a_briefing_comes_back_whole(self) -> None:
        made = drafting.template("briefing")
        assert drafting.blocks_of(*drafting.texts_of(made), made) == made
        assert {"speaker", "question", "answer"} <= {block["kind"] for block in made}

    def test_who_speaks_is_asked_for(self) -> None:
        for block, word in (
            (blocks.speaker("", "", "书记", "Secretary", "讲。", "Said."), "name | office"),
            (blocks.question("日报", " ", "问？", "Asked?"), "medium"),
            (blocks.answer("刘健", "", "答。", "Answered."), "name | answer"),
        ):
            [fault] = blocks.faults_in([block])
            with translation.override("en"):
                assert (fault.row, word in str(fault.reason)) == (1, True)


class TestCited:
    @pytest.mark.source("Q-13")
    @pytest.mark.source("Q-12")
    @pytest.mark.parametrize(
        ("said", "value", "comparator", "unit"),
        [
            ("nearly 100 billion yuan", "100000000000", "≈", "CNY"),
            ("over 100 million yuan", "100000000", ">", "CNY"),
            ("more than 120,000 people", "120000", ">", "person"),
            ("US$1.5 billion", "1500000000.0", "=", "USD"),
            ("1,466 mu", "1466", "=", "mu"),
            ("5.2 km²", "5.2", "=", "km2"),
            ("40,000 tons", "40000", "=", "t"),
            ("近1000亿元", "100000000000", "≈", "CNY"),
        ],
    )
    def test_the_words_of_a_source_are_read(self, said: str, value: str, comparator: str, unit: str) -> None:
        kept, faults = citing.citation(**{**SIGNED, "value": said, "unit": ""})
        assert (kept["value"] and Decimal(kept["value"]), kept["comparator"], kept["unit"], faults) == (
            Decimal(value), comparator, unit, [],
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"unit": ""}, "no_unit", "unit"),
            ({"unit": "furlong"}, "unknown_unit", "unit"),
            ({"value": "3 of 4 yuan"}, "no_number", "value"),
            ({"value": "NaN"}, "no_number", "value"),
            ({"value": "5 yuan", "unit": "USD"}, "other_unit", "unit"),
            ({"comparator": "~"}, "bad_comparator", "comparator"),
            ({"title": " "}, "no_source", "title"),
            ({"counts_zh": ""}, "missing", "counts_zh"),
            ({"name": "Über"}, "bad_name", "name"),
            ({"name": "wave"}, "bad_name", "name"),
            ({"url": "javascript:alert(1)"}, "bad_url", "url"),
            ({"when_words": "soon"}, "no_date", "when_words"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_field(self, change: dict[str, str], code: str, field: str) -> None:
        _kept, faults = citing.citation(**{**SIGNED, **change})
        assert [(fault.code, fault.field) for fault in faults] == [(code, field)]

    def test_an_unknown_value_stays_null(self) -> None:
        kept, faults = citing.citation(**{**SIGNED, "value": "", "unit": ""})
        assert (kept["value"], faults) == (None, [])

    @pytest.mark.source("D-73")
    def test_a_relative_date_is_counted_from_the_day_it_was_said(self) -> None:
        kept, _faults = citing.citation(**{**SIGNED, "value": "", "when_words": "the second quarter of next year"})
        assert (kept["when"], kept["certainty"], kept["could_mean"]) == ("2021-Q2", "relative", [])
        open_, faults = citing.citation(**{**SIGNED, "value": "", "when_words": "June 29th"})
        assert (open_["when"], open_["could_mean"], faults) == ("", ["2020-06-29", "2021-06-29"], [])

    @pytest.mark.source("Q-08")
    def test_a_doubled_line_and_a_cut_end_are_marked_and_kept(self) -> None:
        pasted = "Gates opened\nGates opened\n\nAll five gates were opened at six and the level of the inner"
        kept, faults = citing.citation(**{**SIGNED, "passage": pasted})
        assert (kept["marks"], kept["passage"], faults) == (["doubled", "cut"], pasted, [])

    @given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=12))
    def test_nothing_typed_breaks_the_reading(self, value: str, when: str, unit: str) -> None:
        kept, faults = citing.citation(**{**SIGNED, "value": value, "when_words": when, "unit": unit, "passage": value})
        assert faults or kept["value"] is None or kept["unit"]

    def test_it_is_frozen_with_its_source(self, five: Five) -> None:
        row = released(five)
        assert row.figures["cited.signed"] == {
            "value": "508", "comparator": "=", "unit": "project", "datum": "", "period": "", "on": "2020-09-10",
            "query": "projects signed in over two years", "query_zh": "两年多签约的项目", "source": "S4:19", "illustrative": False,
            "cited": {
                "title_zh": "新闻发布会实录", "title": "Press release of a media briefing", "url": "https://example.org/briefing",
                "when": "", "when_words": "", "asks": "", "promise": "",
            },
        }  # fmt: skip
        with pytest.raises(Refused):
            cited(five, row, SIGNED)
        row.citations = []
        with pytest.raises(TypeError):
            row.save()

    def test_only_who_drafts_binds(self, five: Five) -> None:
        row = drafted(five)
        with pytest.raises(Refused):
            actions.cite_figure(by=five.huimin.secretary, at=NOW, bulletin=row.pk, **SIGNED)
        with pytest.raises(Invalid):
            actions.cite_figure(by=five.stranger.secretary, at=NOW, bulletin=row.pk, **SIGNED)
        with pytest.raises(Invalid) as error:
            cited(five, row, {**SIGNED, "said_on": TODAY + timedelta(days=1), "asks": "no.such", "promise": "no.such"})
        assert [fault.code for fault in error.value.faults] == ["day_ahead", "unknown_figure", "unknown_promise"]

    def test_one_that_the_text_names_is_not_dropped(self, five: Five) -> None:
        row = drafted(five)
        cited(five, row, SIGNED, {**INTRODUCED, "name": "spare"})
        by: dict[str, Any] = {"by": five.fengjing.secretary, "at": NOW, "bulletin": row.pk}
        with pytest.raises(Refused):
            actions.drop_citation(**by, name="signed")
        left = actions.drop_citation(**by, name="spare")
        assert [one["name"] for one in left.citations] == ["signed"]


class TestBound:
    @pytest.mark.parametrize(
        ("said", "numbers"),
        [
            ("On 10 September 2020 at 09:30, No. 3 of Article 12 and GB/T 9704, G60 and S4:17, the 13th plan", []),
            ("2019年9月30日，第3条，〔2024〕1号，9 月，3 日，到 2020 年底，2021-Q2，2020-09-10", []),
            ("1,466 mu, 34.33 billion yuan, 66%, 2000 people and 2,019 more", ["1466", "34.33", "66", "2000", "2019"]),
            ("签约 ５０８ 个、2020 家、39.6 亿元", ["508", "2020", "39.6"]),
            ("{figure:series.a@2020-09-10} of {figure:cited.b}", []),
        ],
    )
    def test_dates_clauses_and_names_are_no_figures(self, said: str, numbers: list[str]) -> None:
        assert [number for number, _around in loose.numbers_in(said)] == numbers

    def test_a_briefing_is_frozen_only_when_each_number_is_bound_or_waved_through(self, five: Five) -> None:
        row = drafted(five, blocks.paragraph("另有 37 个。", "And 37 more."))
        cited(five, row)
        by: dict[str, Any] = {"by": five.fengjing.secretary, "at": NOW, "bulletin": row.pk}
        with pytest.raises(Invalid) as error:
            actions.freeze_bulletin(**by)
        assert [(f.code, f.row, f.value) for f in error.value.faults] == [("unbound", 6, "37")]
        for number, reason in (("38", "why"), ("37", " ")):
            with pytest.raises(Invalid):
                actions.wave_number(**by, number=number, reason=reason)
        actions.wave_number(**by, number="37", reason="A round of the same day, told by word of mouth")
        assert actions.freeze_bulletin(**by).waved == {"37": "A round of the same day, told by word of mouth"}

    def test_another_kind_is_told_and_not_held_up(self, five: Five) -> None:
        row = drafted(five, blocks.paragraph("另有 37 个。", "And 37 more."), kind="notice")
        cited(five, row)
        actions.freeze_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=row.pk)
        assert [one.number for one in checks.checked(HOUSE, shown(), TODAY, NOW).loose] == ["37"]

    def test_a_name_that_nothing_answers_stops_the_freeze(self, five: Five) -> None:
        row = drafted(five)
        cited(five, row, SIGNED)
        with pytest.raises(Invalid) as error:
            actions.freeze_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=row.pk)
        assert [(f.code, f.value) for f in error.value.faults] == [("unknown_citation", "cited.introduced")]

    def test_an_embargo_that_is_over_is_refused(self, five: Five) -> None:
        for release_at, code in ((NOW - timedelta(minutes=5), ["past"]), (NOW, [])):
            try:
                drafted(five, slug=f"b-{release_at:%H%M}", release_at=release_at)
                told = []
            except Invalid as error:
                told = [fault.code for fault in error.faults]
            assert told == code


class TestFlags:
    @pytest.mark.source("Q-09")
    @pytest.mark.source("D-78")
    def test_one_number_for_two_things_is_flagged_and_never_merged(self, five: Five) -> None:
        [flag] = flags_in(held_in("briefing", released(five).figures))
        assert (flag.kind, flag.number, [held.source for held in flag.held]) == (
            FlagKind.ONE_NUMBER, Decimal(508), ["S4:17", "S4:19"],
        )  # fmt: skip

    @pytest.mark.source("Q-01")
    def test_two_numbers_for_one_thing_are_flagged(self, five: Five) -> None:
        other = {**SIGNED, "name": "signed-again", "value": "509", "paragraph": "S4:20"}
        row = released(
            five, blocks.paragraph("{figure:cited.signed-again}", "{figure:cited.signed-again}"), sources=(other,)
        )
        flags = flags_in(held_in("briefing", row.figures))
        assert [(f.kind, [str(h.value) for h in f.held]) for f in flags] == [
            (FlagKind.ONE_NUMBER, ["508", "508"]), (FlagKind.TWO_NUMBERS, ["508", "509"]),
        ]  # fmt: skip

    def test_another_period_and_small_numbers_are_no_flag(self, five: Five) -> None:
        more = (
            {**SIGNED, "name": "next", "value": "600", "period": "2021"},
            {**SIGNED, "name": "towns", "counts": "towns", "counts_zh": "镇", "value": "5", "unit": "item"},
            {**SIGNED, "name": "roads", "counts": "roads", "counts_zh": "路", "value": "5", "unit": "item"},
        )
        named = " ".join(f"{{figure:cited.{one['name']}}}" for one in more)
        row = released(five, blocks.paragraph(named, named), sources=more)
        assert [flag.kind for flag in flags_in(held_in("briefing", row.figures))] == [FlagKind.ONE_NUMBER]

    def test_the_circle_s_other_bulletins_are_looked_at_too(self, five: Five) -> None:
        released(five, slug="earlier")
        row = drafted(five, slug="later")
        cited(five, row, INTRODUCED, {**SIGNED, "value": "512"})
        told = checks.checked(five.fengjing.secretary, shown("later", five.fengjing.secretary), TODAY, NOW)
        assert told.flags == ()
        assert [(flag.kind, sorted({h.bulletin for h in flag.held})) for flag in told.beside] == [
            (FlagKind.ONE_NUMBER, ["earlier", "later"]), (FlagKind.TWO_NUMBERS, ["earlier", "later"]),
        ]  # fmt: skip

    def test_everybody_is_told_on_page_paper_and_word(self, five: Five, client: Client, on_the_day: Any) -> None:
        released(five)
        words = "Not to be mistaken for one another"
        assert words in client.get(f"{OUT}/?lang=en").content.decode()
        pdf = PdfReader(io.BytesIO(client.get(f"{OUT}.pdf?lang=en").content))
        told = "".join(page.extract_text() for page in pdf.pages).replace("\n", " ")
        word = "\n".join(p.text for p in Document(io.BytesIO(client.get(f"{OUT}.docx?lang=en").content)).paragraphs)
        for paper in (told, word):
            for part in (words, "Hu Weiguo", "Secretary of the district committee", "A daily", "Liu Jian", "S4:17"):
                assert part in paper


class TestChecked:
    def test_then_and_now(self, five: Five, kept: dict[str, Any]) -> None:
        start = {
            **SIGNED,
            "name": "start",
            "value": "",
            "unit": "",
            "when_words": "the second quarter of next year",
            "promise": "test.park",
        }
        linked = {**SIGNED, "name": "linked", "counts": "projects", "counts_zh": "项目", "asks": "test.signed"}
        released(
            five, blocks.paragraph("{figure:test.signed} {figure:cited.linked} {figure:cited.start}", "{figure:test.signed}"),
            sources=(start, linked),
        )  # fmt: skip
        kept["value"] = 520

        def told() -> Any:
            check = checks.checked(PUBLIC, shown(), TODAY, NOW)
            return {one.name: (one.verdict, one.difference) for one in check.figures}

        assert told() == {
            "cited.introduced": (Verdict.CITED, None), "cited.signed": (Verdict.CITED, None),
            "test.signed": (Verdict.CHANGED, Decimal(12)), "cited.linked": (Verdict.CHANGED, Decimal(12)),
            "cited.start": (Verdict.CITED, None),
        }  # fmt: skip
        promise = next(one.promise for one in checks.checked(PUBLIC, shown(), TODAY, NOW).figures if one.promise)
        assert (promise.promised, promise.state, promise.days) == ("2021-Q2", "past", 1206)
        kept["value"] = 508
        assert told()["test.signed"] == (Verdict.SAME, Decimal(0))
        del FIGURES["test.signed"]
        assert (told()["test.signed"], told()["cited.linked"]) == ((Verdict.GONE, None), (Verdict.GONE, None))

    def test_its_pages_and_api(self, five: Five, kept: dict[str, Any], client: Client, on_the_day: Any) -> None:
        released(five, blocks.paragraph("{figure:test.signed}", "{figure:test.signed}"))
        kept["value"] = 520
        page = client.get(f"{OUT}/check/?lang=en").content.decode()
        assert "+12 projects" in page
        assert client.get(DESK + "check/").headers["Location"] == f"{OUT}/check/"
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert "+12" in client.get(DESK + "check/").content.decode()
        told = client.get("/api/v1/circles/five-towns/bulletins/briefing/check").json()
        assert [(one["name"], one["bound_to"], one["verdict"], one["difference"]) for one in told["figures"]] == [
            ("cited.introduced", "source", "cited", None), ("cited.signed", "source", "cited", None),
            ("test.signed", "query", "changed", "12"),
        ]  # fmt: skip
        assert [flag["kind"] for flag in told["flags"]] == ["one_number_two_things"]


class TestForMachines:
    def test_json_and_the_article_in_the_page(self, five: Five, client: Client, on_the_day: Any) -> None:
        row = released(five, title="Figures </script><b> of a briefing")
        told = client.get(f"{OUT}.json")
        body = json.loads(told.content)
        assert (told["Content-Type"], body["form"], body["text_hash"], body["figures"]["cited.signed"]["source"]) == (
            "application/json; charset=utf-8", 1, row.text_hash, "S4:19",
        )  # fmt: skip
        assert [flag["kind"] for flag in body["flags"]] == ["one_number_two_things"]
        assert client.get(f"{OUT}.json", headers={"If-None-Match": told["ETag"]}).status_code == 304
        page = client.get(f"{OUT}/?lang=en").content.decode()
        script = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        article = json.loads(script)
        assert (article["@type"], article["headline"], [one["name"] for one in article["citation"]]) == (
            "NewsArticle", "Figures </script><b> of a briefing", ["Press release of a media briefing"],
        )  # fmt: skip

    def test_the_catalogue_names_each_release_and_its_files(self, five: Five, client: Client, on_the_day: Any) -> None:
        released(five)
        drafted(five, slug="still-a-draft")
        told = json.loads(client.get("/public/five-towns/catalogue.jsonld").content)
        [dataset] = told["dcat:dataset"]
        assert (told["@type"], dataset["@type"], len(dataset["dcat:distribution"])) == (
            "dcat:Catalog",
            "dcat:Dataset",
            3,
        )
        assert dataset["@id"].endswith("/public/five-towns/briefing/")

    def test_nothing_answers_before_its_moment(self, five: Five, client: Client, on_the_day: Any) -> None:
        released(five, release_at=NOW + timedelta(hours=1))
        drafted(five, slug="a-draft")
        for who in (None, five.huimin.clerk_user):
            if who is not None:
                client.force_login(who, backend=BACKEND)
            for slug in ("briefing", "a-draft"):
                assert client.get(f"/public/five-towns/{slug}.json").status_code == 404
                assert client.get(f"/public/five-towns/{slug}/check/").status_code == 404
            for address in ("?q=briefing", "?q=508", "", "catalogue.jsonld", "feed.atom"):
                answer = client.get(f"/public/five-towns/{address}").content.decode()
                assert "Figures of a briefing" not in answer
                assert "发布会的数字" not in answer
        client.logout()
        assert client.get("/api/v1/circles/five-towns/bulletins/briefing/check").status_code == 404
        for page in ("check/", "figures/", "figures/cite/", "figures/wave/"):
            assert client.get(DESK + page).status_code == 404

    def test_what_was_pasted_stays_at_the_desk(self, five: Five, client: Client, on_the_day: Any) -> None:
        row = drafted(five)
        cited(five, row, INTRODUCED, {**SIGNED, "passage": "Secretly pasted words.", "paragraph": "S4:19"})
        actions.freeze_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=row.pk)
        for address in (f"{OUT}/", f"{OUT}.json", f"{OUT}/check/", "/api/v1/circles/five-towns/bulletins/briefing"):
            assert "Secretly" not in client.get(address).content.decode()


class TestFound:
    @pytest.mark.parametrize(
        ("question", "found"),
        [("briefing", 1), ("发布会", 1), ("fabuhui", 1), ("胡卫国", 1), ("Weiguo projects", 1), ("508", 1), ("刘健 508", 1), ("dragon", 0), ("发布 龙", 0), ("", 1), ("？！", 0)],
    )  # fmt: skip
    def test_in_both_languages(self, five: Five, client: Client, on_the_day: Any, question: str, found: int) -> None:
        released(five)
        page = client.get("/public/five-towns/", {"q": question, "lang": "en"})
        assert page.status_code == 200
        assert (f'href="{OUT}/"' in page.content.decode()) is bool(found)

    def test_what_was_looked_for_is_marked(self, five: Five) -> None:
        released(five)
        [hit] = finding.found_releases([shown()], "刘健", "zh")
        assert [piece.text for piece in hit.snippet if piece.hit] == ["刘健"]
        [other] = finding.found_releases([shown()], "signed project", "en")
        assert {piece.text.casefold() for piece in other.snippet if piece.hit} <= {"signed", "projects", "project"}
        [in_english] = finding.found_releases([shown()], "daily", "zh")
        assert in_english.lang == "en"


class TestCorrectedFigure:
    def test_it_names_the_figure_old_and_new(self, five: Five, client: Client, on_the_day: Any) -> None:
        row = released(five)
        by: dict[str, Any] = {
            "by": five.fengjing.secretary,
            "at": NOW,
            "bulletin": row.pk,
            "text_zh": "更正",
            "text": "Corrected",
        }
        wrong: dict[str, Any]
        for wrong, code in (
            ({"figure": "cited.no", "new_value": "1"}, "unknown_figure"), ({"figure": "cited.signed"}, "missing"),
            ({"new_value": "1"}, "missing"), ({"figure": "cited.signed", "new_value": "many"}, "no_number"),
        ):  # fmt: skip
            with pytest.raises(Invalid) as error:
                actions.publish_correction(**by, **wrong)
            assert [fault.code for fault in error.value.faults] == [code]
        notice = actions.publish_correction(**by, figure="cited.signed", new_value="1,509")
        assert (notice.old_value, notice.new_value) == ("508", "1509")
        assert "508 projects → 1,509 projects" in client.get(f"{OUT}/?lang=en").content.decode()
        feed = client.get("/public/five-towns/feed.atom?lang=en").content.decode()
        assert "Correction: Figures of a briefing" in feed
        assert "508 projects → 1,509 projects" in feed


class TestTheDesk:
    def test_the_press_officer_s_way(self, five: Five, client: Client, on_the_day: Any) -> None:
        client.force_login(five.fengjing.secretary_user, backend=BACKEND)
        row = drafted(five, blocks.paragraph("另有 37 个。", "And 37 more."))
        form = {**{k: v for k, v in INTRODUCED.items() if k != "said_on"}, "said_on": "2020-09-10"}
        refused = client.post(DESK + "figures/cite/", {**form, "unit": ""})
        assert (
            refused.status_code,
            "A figure without a unit"
            in client.post(DESK + "figures/cite/?lang=en", {**form, "unit": ""}).content.decode(),
        ) == (422, True)
        assert client.post(DESK + "figures/cite/", form).status_code == 302
        assert (
            client.post(
                DESK + "figures/cite/", {**form, "name": "signed", "counts": "signed", "passage": "Cut\nCut"}
            ).status_code
            == 302
        )
        page = client.get(DESK + "figures/?lang=en").content.decode()
        assert "figure:cited.signed" in page
        assert "a line stands twice" in page
        assert client.get(DESK + "figures/signed/").status_code == 200
        assert client.get(DESK + "figures/none/").status_code == 404
        assert client.post(DESK + "freeze/").status_code == 422
        assert (
            client.post(DESK + "figures/wave/", {"number": "37", "reason": "said by word of mouth"}).status_code == 302
        )
        assert client.post(DESK + "freeze/").status_code == 302
        assert Bulletin.objects.visible_to(HOUSE).get(pk=row.pk).frozen_at is not None
        assert client.get(DESK + "figures/cite/").status_code == 403
