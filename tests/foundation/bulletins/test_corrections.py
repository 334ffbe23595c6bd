"""A correction is one town's word at once, half until every other town that signed has confirmed it, and says so everywhere."""

from __future__ import annotations

import io
import itertools
import json
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.bulletins import actions, blocks, correcting, queries, reading, records, work
from pilin.foundation.bulletins.models import Bulletin, CorrectionWord
from pilin.foundation.notices.models import Notice
from tests.factories.base import NOW, Five, writing
from tests.kit import BACKEND

HOUSE = Standing.machine("test")
DESK = "/c/five-towns/bulletins/quarter/"
OUT = "/public/five-towns/quarter"
API = "/api/v1/circles/five-towns/bulletins/quarter"
WORDS: dict[str, Any] = {"text_zh": "应为 310 家。", "text": "It should read 310 firms."}
WHY: dict[str, Any] = {"reason_zh": "镇里的底账是 305 家。", "reason": "The town’s own books say 305 firms."}
MINUTE = timedelta(minutes=1)


def signed(five: Five, *, all_sign: bool = True) -> Bulletin:
    """Return a bulletin that is out, signed by the five towns or by none."""
    by: dict[str, Any] = {"by": five.fengjing.secretary, "at": NOW}
    row = actions.draft_bulletin(
        **by, circle=five.slug, slug="quarter", title_zh="第三季度公报", title="Third quarter", release_at=NOW, needs_all=all_sign,
        blocks=[blocks.paragraph("一段。", "A paragraph.")],
    )  # fmt: skip
    row = actions.freeze_bulletin(**by, bulletin=row.pk)
    if all_sign:
        for town in five.towns:
            actions.sign_bulletin(by=town.signatory, at=NOW, bulletin=row.pk, hash_seen=row.text_hash)
    return row


def corrected(five: Five, **more: Any) -> Bulletin:
    row = signed(five, **more)
    actions.publish_correction(by=five.fengjing.secretary, at=NOW, bulletin=row.pk, **WORDS)
    return row


def confirm(row: Bulletin, town: Any, minutes: int = 0, number: int = 1) -> CorrectionWord:
    return actions.confirm_correction(by=town.signatory, at=NOW + minutes * MINUTE, bulletin=row.pk, number=number)


def objects(row: Bulletin, town: Any, minutes: int = 0, **more: Any) -> CorrectionWord:
    given = {"bulletin": row.pk, "number": 1, **WHY, **more}
    return actions.object_to_correction(by=town.signatory, at=NOW + minutes * MINUTE, **given)


def shown() -> Any:
    found = queries.released_named("five-towns", "quarter", NOW)
    assert found is not None
    return found


def told(lang: str = "en") -> reading.Corrected:
    [one] = reading.page_of(shown(), lang).corrections
    return one


class TestHalf:
    def test_it_is_the_word_of_one_town_until_the_last_has_confirmed(self, five: Five) -> None:
        row = corrected(five)
        assert told().whose == (
            "Half so far: the word of Fengjing; awaited: Huimin Street, Yaozhuang, Xindai, Zhujing."
        )
        confirm(row, five.zhujing, 1)
        confirm(row, five.xindai, 2)
        assert told("zh").whose == "只算一半：这是枫泾镇、新埭镇、朱泾镇的话；还等惠民街道、姚庄镇确认。"
        assert (told().notice.is_half, told().notice.confirmed_at, shown().halves) == (True, None, 1)
        confirm(row, five.huimin, 3)
        confirm(row, five.yaozhuang, 4)
        assert told().notice.confirmed_at == NOW + 4 * MINUTE
        assert (told().notice.is_half, shown().halves, shown().changed_at) == (False, 0, NOW + 4 * MINUTE)
        assert told("en").whose == (
            "Published by Fengjing and confirmed by all that signed: Huimin Street, Yaozhuang, Xindai, Zhujing "
            f"({reading.moment(NOW + 4 * MINUTE, 'en')})."
        )
        assert told("zh").whose == (
            f"枫泾镇公布，签过字的各镇都已确认：惠民街道、姚庄镇、新埭镇、朱泾镇（{reading.moment(NOW + 4 * MINUTE, 'zh')}）。"
        )

    def test_an_objection_stands_beside_it_and_keeps_it_half(self, five: Five) -> None:
        row = corrected(five)
        objects(row, five.huimin, 1)
        for town in (five.zhujing, five.yaozhuang, five.xindai):
            confirm(row, town, 2)
        assert (told().notice.is_half, told().notice.awaited) == (True, ())
        assert told("en").objections == (
            f"Huimin Street objects ({reading.moment(NOW + MINUTE, 'en')}): {WHY['reason']}",
        )
        assert told("zh").objections == (f"惠民街道不同意（{reading.moment(NOW + MINUTE, 'zh')}）：{WHY['reason_zh']}",)
        assert told("en").whose == "Half so far: the word of Fengjing, Yaozhuang, Xindai, Zhujing."
        assert [(m["short"], under, word) for m, under, word in told().seals] == [
            ("Huimin", "objects", False), ("Yaozhuang", "confirmed", True), ("Xindai", "confirmed", True), ("Zhujing", "confirmed", True),
            ("Fengjing", "published", True),
        ]  # fmt: skip

    def test_what_nobody_else_signed_needs_nobody_else(self, five: Five) -> None:
        corrected(five, all_sign=False)
        assert (told().lines, told().seals, told().notice.is_half, told().notice.confirmed_at) == ((), (), False, None)
        assert Notice.objects.visible_to(HOUSE).filter(kind="correction_asked").count() == 0

    def test_who_answers(self, five: Five) -> None:
        row = corrected(five)
        for by, code in (
            (five.huimin.clerk, "not_signatory"), (five.huimin.secretary, "not_signatory"), (five.fengjing.signatory, "own"),
            (five.observer.signatory, "not_party"), (five.stranger.signatory, "not_party"), (Standing.public(), "not_party"),
        ):  # fmt: skip
            with pytest.raises(Refused) as refused:
                actions.confirm_correction(by=by, at=NOW, bulletin=row.pk, number=1)
            assert refused.value.code == code
        confirm(row, five.huimin)
        doors: tuple[Any, ...] = (confirm, objects)
        for again in doors:
            with pytest.raises(Refused) as refused:
                again(row, five.huimin)
            assert refused.value.code == "spoken"
        with pytest.raises(Invalid) as invalid:
            confirm(row, five.zhujing, number=2)
        assert [fault.code for fault in invalid.value.faults] == ["unknown_correction"]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"reason": " "}, ("missing", "reason")), ({"reason_zh": ""}, ("missing", "reason_zh")),
            ({"reason": "x" * 2001}, ("too_long", "reason")),
        ],
    )  # fmt: skip
    def test_an_objection_says_why_in_both_languages(
        self, five: Five, given: dict[str, Any], code: tuple[str, str]
    ) -> None:
        row = corrected(five)
        with pytest.raises(Invalid) as invalid:
            objects(row, five.huimin, **given)
        assert [(fault.code, fault.field) for fault in invalid.value.faults] == [code]

    def test_each_correction_is_answered_for_itself(self, five: Five) -> None:
        row = corrected(five)
        actions.publish_correction(
            by=five.fengjing.secretary, at=NOW, bulletin=row.pk, text_zh="另一条", text="Another"
        )
        confirm(row, five.huimin, number=2)
        first, second = shown().corrections
        assert ([o.member.code for o in first.confirmed], [o.member.code for o in second.confirmed]) == (
            [], [five.huimin.code],
        )  # fmt: skip
        assert correcting.to_answer(five.huimin.signatory, row.pk) == {1}
        assert correcting.to_answer(five.zhujing.signatory, row.pk) == {1, 2}
        assert correcting.to_answer(five.zhujing.secretary, row.pk) == frozenset()


class TestWrittenOnce:
    def test_no_door_changes_a_word(self, five: Five) -> None:
        word = confirm(corrected(five), five.huimin)
        with writing():
            again = CorrectionWord.objects.visible_to(HOUSE).get(pk=word.pk)
            again.said = "objected"
            for attempt in (
                again.save,
                again.delete,
                lambda: CorrectionWord.objects.visible_to(HOUSE).update(said="x"),
            ):
                with pytest.raises(TypeError):
                    attempt()

    def test_the_database_refuses_too(self, five: Five) -> None:
        migration = import_module("pilin.foundation.bulletins.migrations.0004_correction_words")
        word = confirm(corrected(five), five.huimin)
        with connection.cursor() as cursor:
            migration.guard(apps, SimpleNamespace(connection=connection, execute=cursor.execute))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE bulletins_correctionword SET said = 'objected', reason = 'x', reason_zh = 'x'")
        with connection.cursor() as cursor:
            migration.unguard(apps, SimpleNamespace(connection=connection, execute=cursor.execute))
        assert CorrectionWord.objects.visible_to(HOUSE).get(pk=word.pk).said == "confirmed"

    def test_the_record_tells_of_it(self, five: Five) -> None:
        row = corrected(five)
        word = objects(row, five.huimin)
        kinds = records.record_kinds()
        with translation.override("en"):
            said = [kinds["bulletins.correctionword"].says({"said": one}, True) for one in ("confirmed", "objected")]  # type: ignore[misc]
        assert said == ["confirmed a correction", "objected to a correction"]
        assert f"bulletins.correctionword:{word.pk}" in list(records._words(Standing.public(), row.pk))


class TestTold:
    def test_the_other_signatories_are_told_and_it_stands_in_their_work(self, five: Five) -> None:
        row = corrected(five)

        def people(kind: str) -> set[Any]:
            return set(Notice.objects.visible_to(HOUSE).filter(kind=kind).values_list("person", flat=True))

        others = (five.zhujing, five.huimin, five.yaozhuang, five.xindai)
        assert people("correction_asked") == {town.signatory.person for town in others}
        with translation.override("en"):
            [item] = work.work_of(five.huimin.signatory, NOW.date())
            assert (item.kind, item.title, item.url, item.verb) == (
                "to_sign", "Third quarter", f"{DESK}#correction-1", "Confirm or object",
            )  # fmt: skip
            assert item.detail == "Fengjing published a correction: it is half until your town confirms it, or objects"
        for standing in (five.huimin.clerk, five.fengjing.signatory, five.observer.signatory, Standing.public()):
            assert work.work_of(standing, NOW.date()) == []
        confirm(row, five.huimin)
        assert work.work_of(five.huimin.signatory, NOW.date()) == []
        assert people("correction_confirmed") == set()
        for town in (five.zhujing, five.yaozhuang, five.xindai):
            confirm(row, town)
        assert people("correction_objected") == set()
        # who published it is told by the last word, and holds the office of its secretary
        assert people("correction_confirmed") == {five.fengjing.secretary.person}

    def test_whoever_published_it_is_told_of_an_objection(self, five: Five) -> None:
        row = corrected(five)
        objects(row, five.huimin)
        for town in (five.zhujing, five.yaozhuang, five.xindai):
            confirm(row, town)
        rows = Notice.objects.visible_to(HOUSE).filter(kind__startswith="correction_").exclude(kind="correction_asked")
        assert [(n.kind, n.person_id, n.url) for n in rows] == [
            ("correction_objected", five.fengjing.secretary.person, f"{DESK}#correction-1")
        ]


class TestEverywhere:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_every_form_says_whose_word_it_is(self, five: Five, client: Client, on_the_day: Any, lang: str) -> None:
        row = corrected(five)
        confirm(row, five.zhujing)
        objects(row, five.huimin)
        whose, [objection] = told(lang).whose, told(lang).objections
        tag = "zh-hans" if lang == "zh" else "en"
        html = {f"{OUT}/", f"{OUT}/check/"}
        for path in (*html, "/public/five-towns/feed.atom"):
            page = client.get(f"{path}?lang={tag}").content.decode()
            assert whose in page and objection.replace("’", "’") in page, path
        pdf = PdfReader(io.BytesIO(client.get(f"{OUT}.pdf?lang={tag}").content))
        paper = "".join(page.extract_text() for page in pdf.pages)
        word = Document(io.BytesIO(client.get(f"{OUT}.docx?lang={tag}").content))
        text = "\n".join(p.text for p in word.paragraphs)
        for said in (whose, objection):
            assert said in text
            assert "".join(said.split()) in "".join(paper.split())
        client.force_login(five.zhujing.clerk_user, backend=BACKEND)
        for path in (DESK, f"{DESK}check/"):
            page = client.get(f"{path}?lang={tag}").content.decode()
            assert whose in page and objection in page, path
        assert client.get(f"/c/five-towns/bulletins/?lang={tag}").status_code == 200

    def test_the_json_tells_who_confirmed_who_is_awaited_and_who_objects(
        self, five: Five, client: Client, on_the_day: Any
    ) -> None:
        row = corrected(five)
        confirm(row, five.zhujing)
        objects(row, five.huimin)
        body = json.loads(client.get(f"{OUT}.json").content)
        [notice] = body["notices"]
        at = notice["published_at"]
        zhujing = {"code": five.zhujing.code, "name": "Zhujing", "name_zh": "朱泾镇", "said_at": at}
        huimin = {"code": five.huimin.code, "name": "Huimin Street", "name_zh": "惠民街道", "said_at": at}
        assert (body["corrections"], body["corrections_half"], notice["half"], notice["published_by"]) == (
            1, 1, True, five.fengjing.code,
        )  # fmt: skip
        assert (notice["confirmed_by"], notice["confirmed_at"]) == ([zhujing], None)
        assert [one["code"] for one in notice["awaited"]] == [five.yaozhuang.code, five.xindai.code]
        assert notice["objections"] == [{**huimin, "reason_zh": WHY["reason_zh"], "reason_en": WHY["reason"]}]
        assert client.get(API).json()["notices"] == [notice]
        assert client.get(f"{API}/check").json()["notices"] == [notice]

    def test_tags_and_the_feed_change_with_each_word(self, five: Five, client: Client, on_the_day: Any) -> None:
        row = corrected(five)

        def tags() -> list[str]:
            paths = (
                f"{OUT}/",
                f"{OUT}.pdf",
                f"{OUT}.docx",
                f"{OUT}.json",
                f"{OUT}/check/",
                "/public/five-towns/feed.atom",
            )
            return [client.get(path)["ETag"] for path in paths]

        seen = [tags()]
        confirm(row, five.zhujing)
        seen.append(tags())
        objects(row, five.huimin, 5)
        seen.append(tags())
        for before, after in itertools.pairwise(seen):
            assert all(one != other for one, other in zip(before, after, strict=True))
        feed = client.get("/public/five-towns/feed.atom?lang=en").content.decode()
        entry = next(part for part in feed.split("<entry>") if "#correction-1" in part)
        later = (NOW + 5 * MINUTE).astimezone(reading.SHANGHAI).isoformat(timespec="seconds")
        assert f"<updated>{later}</updated>" in entry
        assert f"<updated>{later}</updated>" in feed.partition("<entry>")[0]


class TestDoors:
    def test_the_signatory_s_way_through_the_pages(self, five: Five, client: Client, on_the_day: Any) -> None:
        row = corrected(five)
        confirming, objecting = (
            reverse(f"bulletins:{name}", kwargs={"circle": "five-towns", "slug": "quarter", "number": 1})
            for name in ("confirm_correction", "object_to_correction")
        )
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert confirming not in client.get(DESK).content.decode()
        assert (client.post(confirming).status_code, client.get(objecting).status_code) == (403, 403)
        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        page = client.get(DESK).content.decode()
        assert confirming in page and objecting in page
        assert client.get(confirming).status_code == 405
        assert client.get(objecting.replace("/1/", "/2/")).status_code == 404
        assert client.post(confirming.replace("/1/", "/2/")).status_code == 404
        refused = client.post(f"{objecting}?lang=en", {"reason_zh": "数不对", "reason": ""})
        assert refused.status_code == 422
        assert CorrectionWord.objects.visible_to(HOUSE).count() == 0
        assert client.post(objecting, WHY).status_code == 302
        page = client.get(f"{DESK}?lang=en").content.decode()
        assert WHY["reason"] in page and confirming not in page
        client.force_login(five.zhujing.signatory_user, backend=BACKEND)
        assert client.post(confirming).status_code == 302
        assert [(w.member.code, w.said) for w in CorrectionWord.objects.visible_to(HOUSE).select_related("member")] == [
            (five.huimin.code, "objected"), (five.zhujing.code, "confirmed"),
        ]  # fmt: skip
        assert correcting.to_answer(five.zhujing.signatory, row.pk) == frozenset()

    def test_the_api(self, five: Five, client: Client, on_the_day: Any) -> None:
        corrected(five)
        path = f"{API}/corrections/1/words"

        def post(given: dict[str, str], path: str = path) -> Any:
            return client.post(path, json.dumps(given), content_type="application/json")

        assert post({"said": "confirmed"}).status_code == 401
        client.force_login(five.huimin.signatory_user, backend=BACKEND)
        assert post({"said": "confirmed"}, path.replace("/1/", "/2/")).status_code == 404
        assert post({"said": "perhaps"}).status_code == 422
        assert post({"said": "objected"}).status_code == 422
        answer = post({"said": "confirmed"})
        assert (answer.status_code, [one["code"] for one in answer.json()["notices"][0]["confirmed_by"]]) == (
            201, [five.huimin.code],
        )  # fmt: skip
        again = post({"said": "objected", **WHY})
        assert (again.status_code, again.json()["error"]["code"]) == (403, "spoken")
