"""Vendored files are what the list says; every icon drawn is in the sprite; texts are translated; nothing names a registry."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src/pilin"
WEB = SRC / "web"


def manifest() -> list[tuple[str, str]]:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([0-9a-f]{64}) \|$",
        (WEB / "static/web/vendor/VENDORED.md").read_text("utf8"),
        re.M,
    )
    return [(path, digest) for _part, _version, _licence, path, digest in rows]


def test_each_vendored_file_matches_its_sum() -> None:
    assert {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path, _sum in manifest()} == dict(
        manifest()
    )


def test_each_file_in_the_vendor_folder_is_listed() -> None:
    listed = {Path(path).name for path, _sum in manifest()}
    assert {file.name for file in (WEB / "static/web/vendor").iterdir()} - listed == {"VENDORED.md"}


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "static/web/icons.svg").read_text("utf8")))
    named: dict[str, str] = {}
    for file in SRC.rglob("*.html"):
        for name in re.findall(r"""\{%\s*icon ["']([\w-]+)["']""", file.read_text("utf8")):
            named[name] = str(file.relative_to(SRC))
    assert {name: where for name, where in named.items() if name not in drawn} == {}


def test_no_inline_script_or_style_without_nonce() -> None:
    found = []
    for file in SRC.rglob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", file.read_text("utf8"))
        found += [
            f"{file.name}: {tag}"
            for tag in re.findall(r"<(?:script|style)\b(?![^>]*\b(?:src|nonce)=)(?![^>]*application/json)[^>]*>", text)
        ]
        found += [f"{file.name}: {tag}" for tag in re.findall(r"\son(?:click|change|submit|load|input)=", text)]
    assert found == []


def test_no_module_evaluates_text() -> None:
    own = list((WEB / "static/web/js").glob("*.js"))
    assert [file.name for file in own if re.search(r"\beval\(|new Function\(|innerHTML", file.read_text("utf8"))] == []


@pytest.mark.parametrize("folder", ["static/web/css", "static/web/js", "templates", "static/web/vendor"])
def test_nothing_fetches_from_elsewhere(folder: str) -> None:
    found = []
    for file in (WEB / folder).rglob("*"):
        if file.suffix in (".css", ".html") or (file.suffix == ".js" and folder.endswith("js")):
            found += [
                f"{file.name}: {url}"
                for url in re.findall(
                    r"""(?:src|href|url\(|from)\s*[=(]?\s*["']?(https?://[^"'\s)]+)""", file.read_text("utf8")
                )
            ]
    assert [line for line in found if "beian.miit.gov.cn" not in line] == []


def test_every_text_of_the_look_has_its_chinese() -> None:
    catalogue = polib.pofile(str(WEB / "locale/zh_Hans/LC_MESSAGES/django.po"))
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    known = {entry.msgid for entry in catalogue}
    used: dict[str, str] = {}
    for file in WEB.rglob("*.html"):
        for double, single in re.findall(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""", file.read_text("utf8")):
            used[double or single] = file.name
    for file in WEB.rglob("*.py"):
        for text in re.findall(r"""(?<!\w)(?:_|said|said_later)\("([^"]+)"\)""", file.read_text("utf8")):
            used[text] = file.name
    assert {text: where for text, where in used.items() if text not in known} == {}
