"""Files that mean harm, and the readers that must turn each away."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click

from pilin.config import cli
from pilin.engine.base import PartialDate
from pilin.engine.log import archive, checkpoint, entry, keys
from pilin.foundation.files import pictures, rules
from pilin.foundation.intake import reader

Read = Callable[[bytes], Any]


def plan(content: bytes) -> Any:
    """Read the plan of a circle."""
    with NamedTemporaryFile(suffix=".toml") as file:
        Path(file.name).write_bytes(content)
        return cli._read(Path(file.name))


def picture(content: bytes) -> Any:
    """Read a photo."""
    return pictures.without_position(content, rules.sniff(content))


# reader → how it reads, and the one way it may say no
READERS: dict[str, tuple[Read, type[Exception] | tuple[type[Exception], ...]]] = {
    "table": (reader.read, (reader.Turned, MemoryError)),
    "plan": (plan, click.BadParameter),
    "archive": (lambda content: archive.read_archive(io.BytesIO(content)), archive.BadArchive),
    "manifest": (keys.Manifest.from_json, keys.BadManifest),
    "entry": (entry.Header.parse, entry.BadEntry),
    "head": (lambda content: checkpoint.Checkpoint.parse(content.decode("utf8", "replace")), checkpoint.BadCheckpoint),
    "picture": (picture, pictures.NoPicture),
    "date": (lambda content: PartialDate.parse(content.decode("utf8", "replace")), ValueError),
}


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in parts.items():
            folder.writestr(name, content)
    return out.getvalue()


BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(10)
)


def corpus() -> dict[str, bytes]:
    """Return the files of harm, by what they are."""
    deep, million = 100_000, 1_000_000
    return {
        "a zip bomb": packed({**BOOK, "xl/worksheets/sheet1.xml": b"0" * 300_000_000}),
        "a zip in a zip": packed({**BOOK, "xl/x.zip": packed({"y": b"0" * million})}),
        "a zip in a zip, by its bytes": packed({**BOOK, "xl/media/a.png": packed({"y": b"0" * 1000})}),
        "a million laughs": packed({**BOOK, "xl/workbook.xml": LAUGHS + b"]><a>&k;</a>"}),
        "an entity from outside": packed(
            {**BOOK, "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
        ),
        "a broken stream": packed({**BOOK, "xl/worksheets/sheet1.xml": bytes(range(256)) * 400})[:-300] + b"\0" * 300,
        "a million columns": b"a" + b",b" * million,
        "a million rows": b"a\n" + b"b\n" * million,
        "NUL": b"title\na\0b\n",
        "a half letter": b"title\n\xed\xa0\x80\n",
        "an endless cell": b"title\n" + b"x" * 5_000_000,
        "an open quotation": b'title\n"' + b"x" * 90_000,
        "a deep JSON": b"[" * deep,
        "a deep JSON that ends": b"[" * deep + b"]" * deep,
        "a deep object": b'{"a":' * deep + b"1" + b"}" * deep,
        "a number without end": b'{"v":' + b"9" * million + b"}",
        "a deep TOML": b"a = " + b"[" * deep,
        "a number without end in TOML": b"a = " + b"9" * million,
        "a date that is none, in TOML": b"a = 9999-99-99",
        "UTF-16 without its mark": "标题\n枫泾".encode("utf-16-le"),
        "bytes of no encoding": bytes(range(128, 256)) * 100,
        "an archive's meta nested deep": packed({"meta.json": b"[" * deep}),
        "an archive's meta with a number without end": packed({"meta.json": b'{"v":' + b"9" * million + b"}"}),
        "an archive of one endless line": packed({"meta.json": b"{}", "logs/x.ndjson": b"1" * 40_000_000}),
        "a picture of 4 billion points": b"\x89PNG\r\n\x1a\n"
        + b"\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0"
        + b"\0" * 64,
    }


SEEDS: dict[str, list[bytes]] = {
    "table": ["序号,名称\n1,枫泾\n".encode("gb18030"), "序号\t名称\n1\t枫泾\n".encode("utf-16"), b'a,b\n"1\n2",=3\n'],
    "plan": [
        '[keeper]\nusername = "k"\n[circle]\nslug = "five"\nname_zh = "五镇"\n[[member]]\ncode = "310116102"\n'.encode()
    ],
    "archive": [packed({"meta.json": json.dumps({"v": 1, "logs": [], "extras": {}}).encode()})],
    "manifest": [json.dumps({"manifest": json.dumps({"town": "a", "serial": 1, "keys": []}), "sigs": []}).encode()],
    "entry": [json.dumps({"v": 1, "log": "a", "seq": 0, "prev": None, "kind": "x", "obj": "y", "refs": []}).encode()],
    "head": ["pilin/五镇\n3\nYWJj\n\n— a YWJj\n".encode()],
    "picture": [
        packed({"word/document.xml": b"<a/>"}),
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9",
        b"GIF89a\1\0\1\0\0\0\0;",
    ],
    "date": [b"2024-06-27", b"2024-Q2", b"2024"],
}


def mutated(seed: bytes, dice: random.Random) -> bytes:
    """Return a file damaged in a few places: bytes changed, taken out, put in twice, cut off."""
    content = bytearray(seed)
    for _change in range(dice.randint(1, 6)):
        at = dice.randrange(len(content) + 1)
        match dice.randrange(6):
            case 0 if content:
                content[at % len(content)] = dice.randrange(256)
            case 1:
                del content[at : at + dice.randint(1, 8)]
            case 2:
                content[at:at] = content[at : at + dice.randint(1, 40)] * dice.randint(1, 5)
            case 3:
                content[at:at] = dice.choice(
                    [b"\0", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"{", b"[", b"9" * 30, "＝".encode(), b"\r"]
                )
            case 4:
                content = content[:at]
            case _:
                content[at:at] = dice.randbytes(dice.randint(1, 9))
    return bytes(content)
