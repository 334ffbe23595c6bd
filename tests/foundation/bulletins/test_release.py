"""A bulletin: asked once, frozen for good, out at its instant and not before, corrected only beside itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import translation
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from pypdf import PdfReader

from pilin.engine.base import Comparator, Quantity
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Conflict, Invalid, Refused
from pilin.foundation.bulletins import actions, blocks, drafting, queries, reading, work
from pilin.foundation.bulletins.enums import CALENDAR, FIGURES, BulletinState, CalendarEntry, FigureAnswer
from pilin.foundation.bulletins.models import Bulletin, BulletinSignature, Correction
from pilin.foundation.notices.models import Notice
from tests.factories.base import NOW, Five, writing
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
OUT = NOW + timedelta(hours=3)
TICK = timedelta(microseconds=1)
ADDRESS = "/public/five-towns/quarter/"


@pytest.fixture
def suppliers() -> Iterator[list[int]]:
    """Give a dated query whose answer moves with the list."""
    answer = [300]
    FIGURES["test.suppliers"] = lambda standing, on: FigureAnswer(
        Quantity(Decimal(answer[0]), "firm", Comparator.MORE_THAN),
        on,
        "suppliers in the delta",
        True,
        query_zh="长三角供应商",
        source="S0:13",
    )
    yield answer
    del FIGURES["test.suppliers"]


def text() -> list[blocks.Block]:
    return [
        blocks.paragraph("供应商 {figure:test.suppliers} 家。", "{figure:test.suppliers} suppliers.", lede=True),
        blocks.heading("各镇", "By town"),
        blocks.table(
            head=[("镇", "Town"), ("数", "Number")],
            rows=[[("枫泾", "Fengjing"), 4]],
            right=[1],
            zh="按镇",
            en="By town",
        ),
        blocks.bullet_list([("一", "one"), ("二", "two")]),
        blocks.figure("test.suppliers", "长三角", "in the delta"),
    ]


def drafted(five: Five, **more: Any) -> Bulletin:
    given_ = {
        "slug": "quarter",
        "title_zh": "第三季度公报",
        "title": "Third quarter",
        "blocks": text(),
        "release_at": OUT,
        **more,
    }
    return actions.draft_bulletin(by=five.fengjing.secretary, at=NOW, circle=five.slug, **given_)


def frozen(five: Five, **more: Any) -> Bulletin:
    return actions.freeze_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=drafted(five, **more).pk)


def state(at: datetime, standing: Standing | None = None) -> Any:
    found = queries.bulletin_named(standing or HOUSE, "five-towns", "quarter", at)
    return found.state if found else None


class TestFrozen:
    def test_a_figure_is_copied_with_query_and_day(self, five: Five, suppliers: list[int]) -> None:
        row = frozen(five)
        suppliers[0] = 999
        found = queries.bulletin_named(HOUSE, five.slug, "quarter", OUT)
        assert found is not None
        assert found.figures["test.suppliers"] == {
            "value": "300", "comparator": ">", "unit": "firm", "datum": "", "period": "", "on": "2024-10-18",
            "query": "suppliers in the delta", "query_zh": "长三角供应商", "source": "S0:13", "illustrative": True,
        }  # fmt: skip
        assert (row.year, row.number, found.document_number_zh) == (2024, 1, "毗邻五镇公报〔2024〕1号")
        page = reading.page_of(found, "zh")
        assert [(r.text, r.note) for r in page.parts[0].runs] == [("供应商 ", 0), ("> 300", 1), (" 家。", 0)]
        assert [n.text for n in page.notes] == ["长三角供应商，截至 2024-10-18，来源 S0:13。"]

    def test_an_earlier_day_may_be_asked_a_later_not(self, five: Five, suppliers: list[int]) -> None:
        row = frozen(
            five, blocks=[blocks.paragraph("{figure:test.suppliers@2024-09-30}", "{figure:test.suppliers@2024-09-30}")]
        )
        assert row.figures["test.suppliers@2024-09-30"]["on"] == "2024-09-30"
        later = drafted(five, slug="b", blocks=[blocks.paragraph("{figure:test.suppliers@2024-10-19}", "x")])
        with pytest.raises(Invalid):
            actions.freeze_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=later.pk)

    def test_an_unknown_figure_stops_the_freeze(self, five: Five) -> None:
        row = drafted(five, blocks=[blocks.paragraph("{figure:no.such}", "{figure:no.such}")])
        with pytest.raises(Invalid) as error:
            actions.freeze_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=row.pk)
        assert [f.code for f in error.value.faults] == ["unknown_figure"]
        assert state(OUT) is BulletinState.DRAFT

    def test_no_door_changes_it(self, five: Five, suppliers: list[int]) -> None:
        row = frozen(five)
        with pytest.raises(Refused):
            actions.change_draft(
                by=five.fengjing.secretary, at=NOW, bulletin=row.pk, revision=row.revision, title_zh="别的", title="Else",
                blocks=text(), release_at=OUT,
            )  # fmt: skip
        with writing():
            for name, value in (
                ("title_zh", "别的"),
                ("blocks", []),
                ("figures", {}),
                ("release_at", NOW),
                ("text_hash", "0"),
            ):
                again = Bulletin.objects.visible_to(HOUSE).get(pk=row.pk)
                setattr(again, name, value)
                with pytest.raises(TypeError):
                    again.save()
            again = Bulletin.objects.visible_to(HOUSE).get(pk=row.pk)
            again.blocks.append({"kind": "heading", "zh": "加", "en": "added"})  # in place
            with pytest.raises(TypeError):
                again.save()
            for attempt in (again.delete, lambda: Bulletin.objects.visible_to(HOUSE).update(title="x")):
                with pytest.raises(TypeError):
                    attempt()

    def test_the_database_refuses_too(self, five: Five, suppliers: list[int]) -> None:
        migration = import_module("pilin.foundation.bulletins.migrations.0003_citations")
        drafted(five, slug="still-a-draft")
        row = frozen(five, release_at=NOW)
        with connection.cursor() as cursor:
            migration.guard(apps, SimpleNamespace(connection=connection, execute=cursor.execute))
        actions.release_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=row.pk)  # which it must let pass
        actions.publish_correction(
            by=five.fengjing.secretary, at=NOW, bulletin=row.pk, text_zh="更正", text="Corrected"
        )
        for statement in (
            "UPDATE bulletins_bulletin SET title = 'x' WHERE slug = 'quarter'",
            "UPDATE bulletins_bulletin SET frozen_at = NULL WHERE slug = 'quarter'",
            "UPDATE bulletins_bulletin SET released_at = NULL WHERE slug = 'quarter'",
            "UPDATE bulletins_correction SET text = 'x'",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE bulletins_bulletin SET title = 'x' WHERE slug = 'still-a-draft'")
            assert cursor.rowcount == 1

    def test_the_hash_follows_text_and_figures(self, five: Five, suppliers: list[int]) -> None:
        one = frozen(five, slug="one").text_hash
        same = frozen(five, slug="same").text_hash
        suppliers[0] = 301
        assert one == same
        assert frozen(five, slug="two").text_hash != one


class TestItsMoment:
    def test_out_at_the_very_instant(self, five: Five, suppliers: list[int]) -> None:
        frozen(five)
        assert [state(at) for at in (OUT - TICK, OUT, OUT + TICK)] == [
            BulletinState.EMBARGO, BulletinState.RELEASED, BulletinState.RELEASED,
        ]  # fmt: skip
        assert [state(at, Standing.public()) for at in (OUT - TICK, OUT)] == [None, BulletinState.RELEASED]

    def test_pages_open_though_the_worker_sleeps(
        self, five: Five, suppliers: list[int], client: Client, on_the_day: Any
    ) -> None:
        frozen(five)
        places = [
            ADDRESS,
            "/public/five-towns/quarter.pdf",
            "/public/five-towns/quarter.docx",
            "/public/five-towns/quarter.svg",
        ]
        on_the_day(OUT - TICK)
        assert [client.get(p).status_code for p in places] == [404] * 4
        assert "第三季度公报" not in client.get("/c/five-towns/bulletins/").content.decode()
        assert b"quarter" not in client.get("/public/five-towns/feed.atom").content
        assert b"quarter" not in client.get("/public/five-towns/calendar.ics").content
        assert client.get("/api/v1/circles/five-towns/bulletins/quarter").status_code == 404
        on_the_day(OUT)
        assert [client.get(p).status_code for p in places] == [200] * 4
        assert "第三季度公报" in client.get("/c/five-towns/bulletins/").content.decode()
        row = Bulletin.objects.visible_to(HOUSE).get(slug="quarter")
        assert (row.released_at, row.audience) == (None, "circle")  # and still nobody has noted it

    def test_members_are_told_of_the_embargo(
        self, five: Five, suppliers: list[int], client: Client, on_the_day: Any
    ) -> None:
        frozen(five)
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        answer = client.get(ADDRESS)
        assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
        assert client.get("/c/five-towns/bulletins/quarter/").status_code == 200
        client.force_login(five.stranger.clerk_user, backend=BACKEND)
        assert client.get(ADDRESS).status_code == 404

    def test_the_task_may_run_as_often_as_it_likes(self, five: Five, suppliers: list[int]) -> None:
        frozen(five)
        assert [actions.release_due(by=HOUSE, at=at) for at in (OUT - TICK, OUT, OUT, OUT + timedelta(days=9))] == [
            0,
            1,
            0,
            0,
        ]
        row = Bulletin.objects.visible_to(Standing.public()).get(slug="quarter")
        assert (row.released_at, row.audience) == (OUT, "public")

    def test_nobody_releases_early_or_withdraws_late(self, five: Five, suppliers: list[int]) -> None:
        row = frozen(five)
        by = five.fengjing.secretary
        with pytest.raises(Refused):
            actions.release_bulletin(by=by, at=OUT - TICK, bulletin=row.pk)
        with pytest.raises(Refused):
            actions.withdraw_bulletin(by=by, at=OUT, bulletin=row.pk)
        actions.withdraw_bulletin(by=by, at=OUT - TICK, bulletin=row.pk)
        assert [state(at, Standing.public()) for at in (OUT, OUT + timedelta(days=1))] == [None, None]

    def test_a_late_signature_holds_it_back(self, five: Five, suppliers: list[int]) -> None:
        row = frozen(five, needs_all=True)
        assert sorted(row.signers_needed) == sorted(t.code for t in five.towns)
        for town in five.towns:
            assert state(OUT) is BulletinState.SIGNING
            assert actions.release_due(by=HOUSE, at=OUT) == 0
            actions.sign_bulletin(by=town.signatory, at=OUT, bulletin=row.pk, hash_seen=row.text_hash)
        assert state(OUT) is BulletinState.RELEASED

    def test_who_signs(self, five: Five, suppliers: list[int]) -> None:
        row = frozen(five, needs_all=True)
        sign = {"at": NOW, "bulletin": row.pk, "hash_seen": row.text_hash}
        for other in (five.huimin.clerk, five.observer.signatory):
            with pytest.raises(Refused):
                actions.sign_bulletin(by=other, **sign)
        with pytest.raises(Invalid):
            actions.sign_bulletin(by=five.stranger.signatory, **sign)
        with pytest.raises(Conflict):
            actions.sign_bulletin(by=five.huimin.signatory, **{**sign, "hash_seen": "0" * 64})
        actions.sign_bulletin(by=five.huimin.signatory, **sign)
        with pytest.raises(Refused):
            actions.sign_bulletin(by=five.huimin.signatory, **sign)
        assert BulletinSignature.objects.visible_to(HOUSE).count() == 1


class TestAwaited:
    """A frozen text finds those who sign it: in their notices and their work, until they have."""

    @staticmethod
    def waits_for(standing: Standing) -> list[tuple[Any, ...]]:
        with translation.override("en"):
            return [(i.kind, i.title, i.url, i.verb, i.due_on) for i in work.work_of(standing, NOW.date())]

    @staticmethod
    def told(kind: str) -> set[Any]:
        return set(Notice.objects.visible_to(HOUSE).filter(kind=kind).values_list("person", flat=True))

    def test_it_waits_for_each_signatory_until_that_town_signed(self, five: Five, suppliers: list[int]) -> None:
        drafted(five, needs_all=True)
        assert self.waits_for(five.huimin.signatory) == []
        row = frozen(five, slug="third", needs_all=True)
        item = ("to_sign", "Third quarter", "/c/five-towns/bulletins/third/", "Read and sign", OUT.date())
        assert [self.waits_for(town.signatory) for town in five.towns] == [[item]] * 5
        with translation.override("en"):
            [waiting] = work.work_of(five.huimin.signatory, NOW.date())
        assert waiting.detail == "Goes out on 2024-10-18 at 14:20, and not before every town has signed its frozen text"
        assert self.told("to_sign") == {town.signatory.person for town in five.towns}
        for other in (five.huimin.clerk, five.observer.signatory, five.stranger.signatory, Standing.public()):
            assert self.waits_for(other) == []
        for number, town in enumerate(five.towns):
            assert self.told("bulletin_signed") == set(), number
            actions.sign_bulletin(by=town.signatory, at=NOW, bulletin=row.pk, hash_seen=row.text_hash)
            assert self.waits_for(town.signatory) == []
        assert self.told("bulletin_signed") == {five.fengjing.secretary.person}

    def test_what_needs_no_signature_or_was_withdrawn_waits_for_nobody(self, five: Five, suppliers: list[int]) -> None:
        frozen(five)
        assert self.told("to_sign") == set()
        row = frozen(five, slug="third", needs_all=True)
        actions.withdraw_bulletin(by=five.fengjing.secretary, at=NOW, bulletin=row.pk)
        assert [self.waits_for(town.signatory) for town in five.towns] == [[]] * 5


class TestCorrected:
    def test_a_notice_beside_the_text(self, five: Five, suppliers: list[int], client: Client, on_the_day: Any) -> None:
        row = frozen(five, release_at=NOW)
        before = client.get(ADDRESS)
        notice = {"bulletin": row.pk, "text_zh": "供应商应为 310 家", "text": "It should read 310 suppliers"}
        with pytest.raises(Refused):
            actions.publish_correction(by=five.huimin.secretary, at=NOW, **notice)
        actions.publish_correction(by=five.fengjing.secretary, at=NOW, **notice)
        after = client.get(ADDRESS)
        assert "供应商应为 310 家" in after.content.decode()
        assert "&gt; 300" in after.content.decode()
        assert before["ETag"] != after["ETag"]
        assert Bulletin.objects.visible_to(HOUSE).get(pk=row.pk).text_hash == row.text_hash
        assert [c.number for c in Correction.objects.visible_to(Standing.public())] == [1]

    def test_unchanged_is_answered_with_nothing(
        self, five: Five, suppliers: list[int], client: Client, on_the_day: Any
    ) -> None:
        frozen(five, release_at=NOW)
        first = client.get(ADDRESS + "?lang=en")
        assert first["Cache-Control"] == "public, max-age=60"
        assert client.get(ADDRESS + "?lang=en", headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert client.get(ADDRESS + "?lang=zh-hans", headers={"If-None-Match": first["ETag"]}).status_code == 200


class TestFiles:
    @pytest.mark.parametrize(
        ("lang", "title", "words", "cell"),
        [
            ("zh-hans", "第三季度公报", "数从哪里来", "枫泾"),
            ("en", "Third quarter", "Where the figures come from", "Fengjing"),
        ],
    )
    def test_pdf_and_word_read_back(
        self,
        five: Five,
        suppliers: list[int],
        client: Client,
        on_the_day: Any,
        lang: str,
        title: str,
        words: str,
        cell: str,
    ) -> None:
        row = frozen(five, release_at=NOW)
        pdf = client.get(f"/public/five-towns/quarter.pdf?lang={lang}")
        assert pdf["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(pdf.content))
        told = "".join(page.extract_text() for page in reader.pages)
        fonts = {str(f.get_object()["/BaseFont"]) for p in reader.pages for f in p["/Resources"]["/Font"].values()}
        assert all("PilinSerif" in font for font in fonts), fonts
        word = Document(io.BytesIO(client.get(f"/public/five-towns/quarter.docx?lang={lang}").content))
        lines = "\n".join(p.text for p in word.paragraphs)
        cells = [c.text for t in word.tables for r in t.rows for c in r.cells]
        for text_of_file in (told, lines):
            for part in (title, words, "> 300", row.text_hash, "http"):
                assert part in text_of_file.replace("\n", "") or part in text_of_file
        assert cell in told
        assert cell in cells
        width, height = word.sections[0].page_width, word.sections[0].page_height
        assert width and height and (round(width.mm), round(height.mm)) == (210, 297)

    def test_no_character_of_a_bulletin_is_a_box(self) -> None:
        from fontTools.ttLib import TTFont

        from pilin.foundation.bulletins.documents.pdf import FONTS

        [path] = FONTS.glob("*.otf")
        assert path.stat().st_size < 3_000_000
        held = set(TTFont(path).getBestCmap())
        level_one = {
            bytes((row, cell)).decode("gb2312")
            for row in range(0xB0, 0xD8)
            for cell in range(0xA1, 0xFF)
            if (row, cell) < (0xD7, 0xFA)
        }
        assert len(level_one) == 3755
        assert {c for c in level_one if ord(c) not in held} == set()
        assert {c for c in "枫泾朱惠姚埭〔〕≈≥≤“”，。—" if ord(c) not in held} == set()

    def test_feeds_parse_back(self, five: Five, suppliers: list[int], client: Client, on_the_day: Any) -> None:
        from xml.etree import ElementTree

        frozen(five, release_at=NOW)
        CALENDAR.append(
            lambda standing, circle: [
                CalendarEntry("u-1", "Joint meeting", "联席会议", date(2024, 11, 5), illustrative=True)
            ]
        )
        try:
            ics = Calendar.from_ical(client.get("/public/five-towns/calendar.ics").content)
        finally:
            CALENDAR.pop()
        events = {str(e["summary"]): e for e in ics.walk("VEVENT")}
        assert events["第三季度公报"].decoded("dtstart") == NOW
        assert events["联席会议（示意）"].decoded("dtstart") == date(2024, 11, 5)
        feed = ElementTree.fromstring(client.get("/public/five-towns/feed.atom?lang=en").content)
        names = {"a": "http://www.w3.org/2005/Atom"}
        assert [e.findtext("a:title", namespaces=names) for e in feed.findall("a:entry", names)] == ["Third quarter"]


class TestDrafting:
    def test_texts_become_blocks_and_texts_again(self) -> None:
        made = [*text(), blocks.paragraph("尾。", "End.")]
        zh, en = drafting.texts_of(made)
        assert "[[3]]" in zh  # the captioned table has no plain form and is kept
        assert drafting.blocks_of(zh, en, made) == made

    def test_texts_out_of_step_are_refused(self) -> None:
        for zh, en in (("一\n\n二", "one"), ("# 题", "a paragraph"), ("- 一\n- 二", "- one"), ("[[9]]", "[[9]]")):
            with pytest.raises(Invalid):
                drafting.blocks_of(zh, en, [])

    def test_the_secretary_s_way_through_the_pages(
        self, five: Five, suppliers: list[int], client: Client, on_the_day: Any
    ) -> None:
        client.force_login(five.fengjing.secretary_user, backend=BACKEND)
        begun = client.post(
            "/c/five-towns/bulletins/new/",
            {
                "kind": "quarterly",
                "slug": "q",
                "title_zh": "季报",
                "title": "Quarterly",
                "release_at": "2024-10-18T12:00",
            },
        )
        assert begun.status_code == 302
        page = client.get("/c/five-towns/bulletins/q/draft/")
        assert b"{figure:test.suppliers}" in page.content
        row = Bulletin.objects.visible_to(HOUSE).get(slug="q")
        kept = client.post(
            "/c/five-towns/bulletins/q/draft/",
            {
                "title_zh": "季报", "title": "Quarterly", "text_zh": "有 {figure:test.suppliers} 家。", "text": "{figure:test.suppliers} firms.",
                "release_at": "2024-10-18T12:00", "revision": row.revision,
            },
        )  # fmt: skip
        assert kept.status_code == 302
        assert client.post("/c/five-towns/bulletins/q/freeze/").status_code == 302
        assert client.post("/c/five-towns/bulletins/q/release/").status_code == 403  # twenty to twelve is too early
        on_the_day(datetime.fromisoformat("2024-10-18T12:00:00+08:00"))
        client.logout()  # the session has been idle too long
        client.force_login(five.fengjing.secretary_user, backend=BACKEND)
        assert client.post("/c/five-towns/bulletins/q/release/").status_code == 302
        client.logout()
        assert "&gt; 300" in client.get("/public/five-towns/q/").content.decode()


@given(
    st.decimals(min_value=0, max_value=10**15, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from(["zh", "en"]),
)
def test_a_number_in_words_is_the_number(value: Decimal, lang: str) -> None:
    words = reading.number_words(value, lang)
    factor = {" 亿": 10**8, " 万": 10**4, " billion": 10**9, " million": 10**6}
    for suffix, times in factor.items():
        if words.endswith(suffix):
            assert Decimal(words.removesuffix(suffix).replace(",", "")) * times == value
            return
    assert Decimal(words.replace(",", "")) == value
