"""A head on paper and the record say whether they agree; a record written anew is contradicted by the paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import segno
from django.db import connection
from django.test import Client
from docx import Document
from pypdf import PdfReader

from pilin.domain.programme import actions as programme
from pilin.domain.programme.models import KeyProjectList
from pilin.engine import log as engine
from pilin.engine.base.qr import qr_svg
from pilin.foundation.access.standing import Standing
from pilin.foundation.bulletins.models import Bulletin
from pilin.foundation.ledger import keys, queries, stamps
from pilin.foundation.ledger.models import Entry, Head, Log
from tests.factories import programme as make
from tests.factories.base import NOW, Five
from tests.factories.ledger import HOUSE, obstacle
from tests.kit import main_content

PUBLIC = Standing.public()


def printed(five: Five) -> stamps.Stamp:
    """Return what is printed under a released list."""
    make.released(five, 1)
    row = KeyProjectList.objects.visible_to(HOUSE).get(year=make.YEAR)
    stamp = stamps.stamp_of(PUBLIC, f"programme.keyprojectlist:{row.pk}")
    assert stamp is not None
    return stamp


def compared(stamp: stamps.Stamp, **other: Any) -> stamps.Comparison:
    given = {"circle": stamp.circle, "log": stamp.log_id, "size": stamp.size, "root": stamp.root, **other}
    found = stamps.compare(PUBLIC, **given)
    assert found is not None
    return found


def modules(svg: str) -> list[list[int]]:
    """Read the modules back from a code drawn as lines: ``M4 4.5h7m1 0h1…``."""
    box = re.search(r'<svg[^>]* viewBox="0 0 (\d+) (\d+)"', svg)
    assert (
        box and box[1] == box[2] and ' width="' not in svg
    )  # a size without a view box is cut where a page shows it smaller
    size = int(box[1])
    grid = [[0] * size for _row in range(size)]
    x = y = 0.0
    path = re.search(r' d="([^"]+)"', svg)
    assert path
    for command, first, second in re.findall(r"([Mmhv])\s*(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path[1]):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        elif command == "h":
            for column in range(int(x), int(x + float(first))):
                grid[int(y)][column] = 1
            x += float(first)
    return grid


def matrix(text: str) -> list[list[int]]:
    return [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]


def test_the_code_drawn_is_the_code_of_exactly_this_text() -> None:
    text = "http://127.0.0.1:8000/c/five-towns/ledger/head/2ecd46543d32bd28/17/" + "4a" * 32 + "/"
    assert modules(qr_svg(text)) == matrix(text)
    assert modules(qr_svg(text)) != matrix(text.replace("17", "18"))  # control


def test_a_release_prints_the_head_that_covers_it_and_the_code_leads_to_the_comparison(
    five: Five, client: Client
) -> None:
    stamp = printed(five)
    entry = Entry.objects.visible_to(HOUSE).filter(
        obj__startswith="programme.keyprojectlist:", log__log_id=stamp.log_id
    )
    assert stamp.size > max(entry.values_list("seq", flat=True))
    assert stamp.short == " ".join(stamp.root[k : k + 4] for k in (0, 4, 8, 12))
    html = page(client, f"/c/five-towns/programme/{make.YEAR}/")
    codes = [svg for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL) if 'class="qrline"' in svg]
    assert [modules(svg) for svg in codes] == [matrix(stamp.address)]
    assert (stamp.root in html, stamp.short in html) == (True, True)
    path = stamp.address.removeprefix("http://127.0.0.1:8000")
    assert path == stamp.path
    assert re.findall(r"<b>这张纸与账(对\w上)。</b>", page(client, path)) == ["对得上"]


def test_a_record_that_went_on_agrees_and_says_who_cosigned(five: Five) -> None:
    stamp = printed(five)
    obstacle(five), obstacle(five, "再一条")
    found = compared(stamp)
    size = Log.objects.visible_to(HOUSE).get(log_id=stamp.log_id).size
    assert (found.agrees, found.since, found.signed) == (True, size - stamp.size, True)
    assert found.since > 0
    cosigners = {sig.name for sig in engine.Checkpoint.parse(_head(stamp).note).sigs} - {stamp.writer}
    assert set(found.cosigners) == cosigners != set()


def test_the_short_root_is_enough_and_another_is_contradicted(five: Five) -> None:
    stamp = printed(five)
    assert compared(stamp, root=stamp.root[:16]).agrees
    assert compared(stamp, root="0" * 16).verdict == "other"
    assert compared(stamp, size=stamp.size + 50).verdict == "short"
    assert compared(stamp, root="").verdict == "unsaid"


def test_a_record_written_anew_with_the_town_s_own_key_is_contradicted(five: Five, client: Client) -> None:
    stamp = printed(five)
    rewrite(stamp, range(1))
    assert compared(stamp).verdict == "other"
    html = page(client, stamp.path)
    assert re.findall(r"<b>这张纸与账(对\w上)。</b>", html) == ["对不上"]
    with connection.cursor() as cursor:  # the host may write a new head too: the paper says otherwise all the same
        cursor.execute("DELETE FROM ledger_head")
    assert compared(stamp).verdict == "other"
    fresh = compared(stamp, root=compared(stamp).here)
    assert fresh.agrees  # control: without what stands on the paper nothing contradicts the new record


def test_a_cut_tail_is_contradicted(five: Five) -> None:
    stamp = printed(five)
    log = Log.objects.visible_to(HOUSE).get(log_id=stamp.log_id)
    with connection.cursor() as cursor:
        last = Entry.objects.visible_to(HOUSE).filter(log=log, seq=stamp.size - 1).values_list("number", flat=True)[0]
        for table, column in (("ledger_mention", "entry_id"), ("ledger_body", "entry_id"), ("ledger_entry", "number")):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [last])
    assert compared(stamp).verdict == "short"


def test_a_log_that_is_not_to_be_read_is_as_one_that_is_not_there(five: Five, client: Client) -> None:
    stamp = printed(five)
    circle = Log.objects.visible_to(HOUSE).filter(name="circle:five-towns", size__gt=0)[0]
    shown = set()
    for log in (circle.log_id[:16], "0" * 16, "xyz"):
        response = client.get(f"/c/five-towns/ledger/head/{log}/1/{'0' * 64}/")
        assert response.status_code == 404
        shown.add(main_content(response.content.decode()))
    assert len(shown) == 1
    assert client.get(f"/c/five-towns/ledger/head/{stamp.log_id}/{10**30}/{stamp.root}/").status_code == 404


def test_a_bulletin_carries_the_head_on_its_page_in_its_pdf_and_in_its_word_document(
    five: Five, client: Client
) -> None:
    make.released(five, 1)
    row = Bulletin.objects.visible_to(HOUSE).get(slug=f"list-{make.YEAR}")
    stamp = stamps.stamp_of(PUBLIC, f"bulletins.bulletin:{row.pk}")
    assert stamp is not None
    html = page(client, f"/public/five-towns/{row.slug}/")
    assert [modules(svg) for svg in re.findall(r"<svg[^>]*segno.*?</svg>", html, re.DOTALL)][1:] == [
        matrix(stamp.address)
    ]
    assert stamp.root in html
    pdf = client.get(f"/public/five-towns/{row.slug}.pdf?lang=en").content
    last = PdfReader(io.BytesIO(pdf)).pages[-1]
    assert (stamp.root in last.extract_text(), stamp.short in last.extract_text()) == (True, True)
    assert codes_in_pdf(last, len(matrix(stamp.address)))[-1] == matrix(stamp.address)
    word = Document(io.BytesIO(client.get(f"/public/five-towns/{row.slug}.docx").content))
    assert stamp.root in [paragraph.text for paragraph in word.paragraphs]
    pictures = [part.blob for part in word.part.package.iter_parts() if part.content_type == "image/png"]
    assert png(stamp.address) in pictures


def test_a_bulletin_that_waits_carries_no_head(five: Five, client: Client) -> None:
    make.accepted(five, 1)
    programme.release_list(
        by=five.chair.secretary, at=NOW, circle=five.slug, year=make.YEAR, release_at=NOW + timedelta(days=2)
    )
    row = Bulletin.objects.visible_to(HOUSE).get(slug=f"list-{make.YEAR}")
    assert stamps.stamp_of(PUBLIC, f"bulletins.bulletin:{row.pk}") is None
    client.force_login(five.huimin.clerk_user, backend="django.contrib.auth.backends.ModelBackend")
    pdf = client.get(f"/public/five-towns/{row.slug}.pdf").content
    assert "根值" not in "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)


def codes_in_pdf(sheet: Any, size: int) -> list[list[list[int]]]:
    """Read the modules of each code of this size back from a page of a PDF: lines of half a module's height."""
    drawn = sheet.get_contents().get_data().decode("latin-1")
    found = []
    for path in re.findall(r"((?:\d+ \d+\.5 m \d+ \d+\.5 l\s+){40,})", drawn):
        grid = [[0] * size for _row in range(size)]
        for x, y, until in re.findall(r"(\d+) (\d+)\.5 m (\d+) \d+\.5 l", path):
            if max(int(y), int(until) - 1) < size:
                grid[int(y)][int(x) : int(until)] = [1] * (int(until) - int(x))
        found.append(grid)
    return found


def png(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", border=2, scale=6)
    return out.getvalue()


def rewrite(stamp: stamps.Stamp, places: Iterable[int]) -> None:
    """Write a log anew with its town's own key, these places changed: a chain that holds by itself."""
    log = Log.objects.visible_to(HOUSE).get(log_id=stamp.log_id)
    signer, prev, changed = keys.signer_of(log.owner), engine.NO_PREV, set(places)
    with connection.cursor() as cursor:
        for entry in Entry.objects.visible_to(HOUSE).filter(log=log).order_by("seq"):
            header = queries.engine_entry(entry).header
            at = "2024-01-01T00:00:00+08:00" if entry.seq in changed else header.at
            fields = {name: getattr(header, name) for name in header.__dataclass_fields__}
            made = engine.sign_entry(signer, engine.Header(**{**fields, "prev": prev, "at": at}))
            prev = made.hash
            values = [made.raw, made.sig, made.hash, entry.number]
            cursor.execute("UPDATE ledger_entry SET raw = %s, sig = %s, hash = %s WHERE number = %s", values)
        cursor.execute("UPDATE ledger_log SET tip = %s WHERE log_id = %s", [prev, log.log_id])


def _head(stamp: stamps.Stamp) -> Head:
    return Head.objects.visible_to(HOUSE).get(log__log_id=stamp.log_id, size=stamp.size)


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()
