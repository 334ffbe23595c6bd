"""Attachments: kept by their bytes, handed over to whoever may read them, without what a camera adds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from pilin.foundation.access.enums import Audience
from pilin.foundation.access.standing import Standing
from pilin.foundation.access.verdict import Invalid, Refused
from pilin.foundation.files import actions, queries, rules, store
from pilin.foundation.files.models import Attachment
from pilin.foundation.journal.models import JournalLine
from tests.factories.base import NOW, writing
from tests.kit import BACKEND, Example, RoomContract

HOUSE = Standing.machine("test")


def picture(kind: str = "JPEG", size: tuple[int, int] = (8, 4), **more) -> bytes:
    image = Image.new("RGB", size, (30, 90, 80))
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def with_position() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "A camera"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 53.0, 10.0), 3: "E", 4: (121.0, 0.0, 30.0)})
    return picture(exif=exif)


def attach(five, **more):
    given = {
        "by": five.fengjing.clerk, "at": NOW, "name": "plan.txt", "content": b"words", "owner": five.fengjing.code,
        "audience": Audience.PUBLIC, "circle": five.slug, "subject": "x",
    }  # fmt: skip
    return actions.attach_file(**{**given, **more})


class TestFiles(RoomContract):
    room = "files"

    def make_rows(self, owner, audience):
        row = Attachment(
            subject="x", name="a.txt", content_type="text/plain", size=5, sha256=store.keep(b"words"),
            owner=owner.member, audience=audience, circle="five-towns",
        )  # fmt: skip
        row.save()
        return [row]

    def page_of(self, row):
        return f"/files/{row.pk}/"

    def list_urls(self):
        return ["/sources/"]

    def deeds(self):
        good = {
            "name": "a.txt",
            "content": b"words",
            "owner": self.five.fengjing.code,
            "audience": "public",
            "circle": "five-towns",
            "subject": "x",
        }
        source = {"code": "S9", "title": "A report"}
        return [
            Example(actions.attach_file, ok=good, refused={**good, "owner": self.five.huimin.code}),
            Example(actions.attach_file, ok=good, refused={**good, "content": b""}),
            Example(actions.enter_source, ok={**source, "by": HOUSE}, refused=source),
        ]


@pytest.mark.django_db
class TestAttaching:
    def test_the_same_bytes_are_kept_once(self, five):
        one, two = attach(five), attach(five, name="other.txt")
        assert one.sha256 == two.sha256
        assert store.path_of(one.sha256) == Path(settings.MEDIA_ROOT) / one.sha256[:2] / one.sha256
        assert [p for p in store.path_of(one.sha256).parent.iterdir() if p.name.startswith(".")] == []
        assert store.bytes_of(one.sha256) == b"words"

    def test_changed_bytes_are_noticed(self, five):
        row = attach(five, content=b"these will change")
        store.path_of(row.sha256).write_bytes(b"these were chang.")
        with pytest.raises(ValueError, match="no longer"):
            store.bytes_of(row.sha256)
        assert attach(five, content=b"these will change").sha256 == row.sha256
        store.path_of(row.sha256).unlink()

    def test_a_photo_loses_its_position_and_stands_upright(self, five):
        assert Image.open(io.BytesIO(with_position())).getexif().get_ifd(0x8825)
        row = attach(five, name="site.jpg", content=with_position(), kind="photo")
        kept = Image.open(io.BytesIO(store.bytes_of(row.sha256)))
        assert (dict(kept.getexif()), kept.size, row.content_type) == ({}, (4, 8), "image/jpeg")
        assert b"A camera" not in store.bytes_of(row.sha256)

    def test_png_text_goes_too(self, five):
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Location", "30.89,121.01")
        row = attach(five, name="a.png", content=picture("PNG", pnginfo=info), kind="photo")
        assert b"121.01" not in store.bytes_of(row.sha256)

    @pytest.mark.parametrize(
        ("name", "content", "kind", "code"),
        [
            ("a.txt", b"", "file", "empty"),
            ("a.exe", b"anything", "file", "program"),
            ("a.pdf", b"MZ\x90\x00", "file", "program"),
            ("run", b"#!/bin/sh", "file", "program"),
            ("a.jpg", b"<html>", "photo", "no_picture"),
            ("a.jpg", b"\xff\xd8\xff\xe0 not really", "photo", "broken"),
            ("big.txt", b"a" * 50_000_001, "file", "too_large"),
        ],
    )
    def test_what_is_not_taken(self, five, name, content, kind, code):
        with pytest.raises(Invalid) as raised:
            attach(five, name=name, content=content, kind=kind)
        assert [f.code for f in raised.value.faults] == [code]
        assert (Attachment.objects.visible_to(HOUSE).count(), JournalLine.objects.visible_to(HOUSE).count()) == (0, 0)

    def test_only_the_owner_attaches(self, five):
        for who in (five.huimin.clerk, Standing.public(), five.observer.clerk):
            with pytest.raises(Refused):
                attach(five, by=who)

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/passwd", "passwd"), ("C:\\fake\\plan.doc", "plan.doc"), ("a\u202egnp.exe.txt", "agnp.exe.txt"),
            ("\x00\n", "file"), ("规划.pdf", "规划.pdf"), ("x" * 300 + ".pdf", "x" * 147 + ".pdf"),
        ],
    )  # fmt: skip
    def test_names_are_cleaned(self, name, kept):
        assert rules.clean_name(name) == kept

    def test_one_query_for_many(self, five, django_assert_num_queries):
        for subject in "abc":
            attach(five, subject=subject)
        with django_assert_num_queries(1):
            found = queries.attachments_of(Standing.public(), ["a", "b", "none"])
        assert {key: [card.name for card in cards] for key, cards in found.items()} == {
            "a": ["plan.txt"], "b": ["plan.txt"], "none": [],
        }  # fmt: skip


PAGE = b"<html><script>alert(1)</script></html>"


@pytest.mark.django_db
class TestDownload:
    @pytest.mark.parametrize(
        ("name", "content", "shown", "kind"),
        [
            ("a.html", PAGE, False, "text/plain"),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", False, "text/plain"),
            ("a.png", picture("PNG"), True, "image/png"),
            ("a.pdf", b"%PDF-1.7 x", True, "application/pdf"),
            ("a.jpg", PAGE, False, "text/plain"),
            ("a.bin", b"\x00\x01", False, "application/octet-stream"),
        ],
    )
    def test_nothing_dangerous_is_shown_in_the_page(self, five, client, name, content, shown, kind):
        answer = client.get(f"/files/{attach(five, name=name, content=content).pk}/")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
        assert answer["Content-Type"] == kind
        assert "html" not in answer["Content-Type"]
        if kind.startswith("image/"):
            assert "sandbox" in answer["Content-Security-Policy"]

    def test_a_stranger_is_told_it_is_not_there(self, five, client):
        row = attach(five, audience=Audience.OWN)
        assert client.get(f"/files/{row.pk}/").status_code == 404
        client.force_login(five.huimin.clerk_user, backend=BACKEND)
        assert client.get(f"/files/{row.pk}/").status_code == 404
        client.force_login(five.fengjing.signatory_user, backend=BACKEND)

    def test_the_owner_gets_the_bytes(self, five, client, on_the_day):
        row = attach(five, audience=Audience.OWN, name="规划.txt")
        client.force_login(five.fengjing.clerk_user, backend=BACKEND)
        answer = client.get(f"/files/{row.pk}/")
        assert b"".join(answer.streaming_content) == b"words"
        assert "filename*=utf-8''%E8%A7%84%E5%88%92.txt" in answer["Content-Disposition"]
        assert client.get(f"/files/{row.pk}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304

    def test_unchanged_is_said_only_to_whoever_may_read(self, five, client):
        row = attach(five, audience=Audience.OWN)
        assert client.get(f"/files/{row.pk}/", headers={"If-None-Match": f'"{row.sha256}"'}).status_code == 404

    def test_the_api_says_what_a_file_is(self, five, client):
        row = attach(five)
        body = client.get(f"/api/v1/files/{row.pk}").json()
        assert (body["sha256"], body["url"], body["size"]) == (row.sha256, f"/files/{row.pk}/", 5)
        hidden = attach(five, audience=Audience.OWN)
        answer = client.get(f"/api/v1/files/{hidden.pk}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.django_db
class TestSources:
    def test_a_source_says_what_stands_on_it(self, five, client):
        from pilin.config.demo import files as demo
        from pilin.config.demo.world import World

        demo.load(World(now=NOW))
        with writing():
            row = five.circle
            row.source = "S0:9,11"
            row.save()
        cards = {card.code: card for card in queries.source_documents(Standing.public())}
        assert list(cards) == ["S0", "S1", "S2", "S3", "S4"]
        assert (cards["S0"].facts, cards["S0"].cited[0][2], cards["S0"].publisher) == (1, ("9", "11"), None)
        page = client.get("/sources/").content.decode()
        assert 'id="S0"' in page
        assert [s["code"] for s in client.get("/api/v1/sources").json()] == ["S0", "S1", "S2", "S3", "S4"]

    def test_facts_one_may_not_read_are_not_counted(self, five):
        actions.enter_source(by=HOUSE, at=NOW, code="S0", title="A report")
        with writing():
            Attachment(
                subject="x", name="a", content_type="x", size=1, sha256="0", owner=five.huimin.code, source="S0:1"
            ).save()
        assert queries.source_documents(Standing.public())[0].facts == 0
        assert queries.source_documents(five.huimin.clerk)[0].facts == 1


def test_office_documents_are_known_by_their_bytes():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert rules.sniff(out.getvalue()).endswith("wordprocessingml.document")
    assert rules.sniff(b"PK\x03\x04broken") == "application/octet-stream"
