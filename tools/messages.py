"""Finds every text of the house that people see and holds it against the translations.

``--check`` lists what is missing, empty, fuzzy, contradictory or has lost a placeholder; ``--update`` adds what is
missing to the catalogue of its room, empty, for a person to fill in. Without an option it counts.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "pilin"
LANGUAGE = "zh_Hans"
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop", "tr"}
LOOK = {"said", "said_later"}  # words of the look, which have a context of their own
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")
CALL = re.compile(r"(?<![\w.])(n|p|np)?gettext(?:_lazy|_noop)?\(\s*|(?<![\w.])_\(\s*", re.DOTALL)
LITERAL = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
PLAIN_WORDS = {
    "Pilin",
    "CSV",
    "XLSX",
    "PDF",
    "Word",
    "ICS",
    "API",
    "OpenAPI",
    "EN",
    "en",
    "CNY",
    "JSON",
    "QR",
    "iCalendar",
    "Atom",
    "SHA",
    "Enter",
    "Esc",
    "中",
    "中文",
    "English",
    "毗邻",
    "released",
    "公开",  # said in both languages side by side
}


@dataclass(frozen=True, slots=True)
class Text:
    """One text, where it stands, and its plural and context if it has them."""

    msgid: str
    where: str
    plural: str = ""
    context: str | None = None


def shelves(package: Path = PACKAGE) -> list[Path]:
    """Return every folder that keeps a catalogue of its own: each room, the look, the wires."""
    inner = [f.parent for storey in ("foundation", "domain") for f in (package / storey).glob("*/__init__.py")]
    return [*sorted(inner), package / "web", package / "config"]


def catalogue_of(shelf: Path) -> Path:
    """Return where a shelf's translations stand."""
    return shelf / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def texts_of(shelf: Path) -> list[Text]:
    """Return the texts of a shelf, from its Python and its templates."""
    found: list[Text] = []
    for file in sorted(shelf.rglob("*.py")):
        if "/migrations/" not in str(file):
            found += python_texts(file)
    for file in sorted(f for f in shelf.rglob("templates/**/*") if f.suffix in {".html", ".txt", ".xml", ".svg"}):
        found += template_texts(file)
    return found


def python_texts(file: Path) -> Iterator[Text]:
    """Return the texts of a Python file."""
    tree = ast.parse(file.read_text(encoding="utf8"))
    renamed = {
        name.asname: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("django.utils.translation", "pilin.web.words")
        for name in node.names
        if name.asname
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        name = renamed.get(called, called)
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        where = f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}:{node.lineno}"
        if name in SINGLE and words:
            yield Text(words[0], where)
        elif name in LOOK and words:
            yield Text(words[0], where, context="look")
        elif name in PLURAL and len(words) >= 2:
            yield Text(words[0], where, plural=words[1])
        elif name in CONTEXT and len(words) >= 2:
            yield Text(words[1], where, context=words[0])


def template_texts(file: Path) -> Iterator[Text]:
    """Return the texts of a template."""
    from django.utils.translation.template import templatize

    where = str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)
    text = templatize(file.read_text(encoding="utf8"), origin=where)
    for call in CALL.finditer(text):
        rest = text[call.end() :]
        words = []
        while hit := re.match(rf"\s*({LITERAL})\s*,?", rest):
            words.append(ast.literal_eval(hit[1].removeprefix("u")))
            rest = rest[hit.end() :]
        kind = call[1] or ""
        if kind == "" and words:
            yield Text(words[0], where)
        elif kind == "n" and len(words) >= 2:
            yield Text(words[0], where, plural=words[1])
        elif kind == "p" and len(words) >= 2:
            yield Text(words[1], where, context=words[0])
        elif kind == "np" and len(words) >= 3:
            yield Text(words[1], where, plural=words[2], context=words[0])


def catalogues() -> dict[Path, polib.POFile]:
    """Return the catalogue of each shelf that has one."""
    return {s: polib.pofile(str(catalogue_of(s))) for s in shelves() if catalogue_of(s).exists()}


def faults() -> list[str]:
    """Return everything wrong with the translations, one line each."""
    kept = catalogues()
    known = {(e.msgctxt, e.msgid) for po in kept.values() for e in po if not e.obsolete}
    found = []
    for shelf in shelves():
        for text in texts_of(shelf):
            if text.msgid and (text.context, text.msgid) not in known:
                found.append(f"{text.where}: not translated: {text.msgid!r}")
    said: dict[tuple[str | None, str], tuple[str, str]] = {}
    for shelf, po in kept.items():
        name = str(catalogue_of(shelf).relative_to(ROOT))
        for entry in (e for e in po if not e.obsolete):
            strings = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
            if not strings or not all(strings):
                found.append(f"{name}: empty: {entry.msgid!r}")
                continue
            if entry.fuzzy:
                found.append(f"{name}: fuzzy: {entry.msgid!r}")
            wanted = set(PLACES.findall(entry.msgid)) | set(PLACES.findall(entry.msgid_plural or ""))
            for string in strings:
                held = set(PLACES.findall(string))
                lost = {place for place in wanted - held if place.startswith("%")}  # a sentence may do without {who}
                if lost or held - wanted:
                    found.append(f"{name}: placeholders differ: {entry.msgid!r} → {string!r}")
            before = said.setdefault((entry.msgctxt, entry.msgid), (strings[0], name))
            if before[0] != strings[0]:
                found.append(f"{name}: {entry.msgid!r} is {strings[0]!r} here and {before[0]!r} in {before[1]}")
    return sorted(set(found)) + untranslated_markup()


def untranslated_markup() -> list[str]:
    """Return visible words in templates that no translation tag holds."""
    found = []
    for file in sorted(f for f in PACKAGE.rglob("templates/**/*.html") if f.name != "500.html"):  # it stands alone
        text = file.read_text(encoding="utf8")
        blank = lambda hit: re.sub(r"[^\n]", " ", hit[0])  # noqa: E731  (keeps the line numbers)
        for pattern in (
            r"\{#.*?#\}",
            r"\{% comment.*?endcomment %\}",
            r"\{% blocktrans(?:late)?\b.*?endblocktrans(?:late)? %\}",
            r"\{%.*?%\}",
            r"\{\{.*?\}\}",
            r"<!--.*?-->",
            r"<(script|style|svg|code|pre)\b.*?</\1>",
        ):
            text = re.sub(pattern, blank, text, flags=re.DOTALL)
        shown = re.sub(r"<!?[^>]*>", blank, text, flags=re.DOTALL)
        attributes = re.findall(r'\b(?:title|aria-label|alt|placeholder)="([^"]*)"', text)
        for number, line in [*enumerate(shown.splitlines(), 1), *((0, value) for value in attributes)]:
            line = re.sub(r"&\w+;", " ", line)
            words = [w for w in re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+", line) if w not in PLAIN_WORDS]
            if words:
                found.append(f"{file.relative_to(ROOT)}:{number}: words outside translation: {' '.join(words)[:80]!r}")
    return found


def update() -> int:
    """Add what is missing to each shelf's catalogue, empty, and return how many."""
    known = {(e.msgctxt, e.msgid) for po in catalogues().values() for e in po if not e.obsolete}
    added = 0
    for shelf in shelves():
        path = catalogue_of(shelf)
        po = polib.pofile(str(path)) if path.exists() else polib.POFile()
        if not path.exists():
            po.metadata = {
                "Content-Type": "text/plain; charset=UTF-8",
                "Language": LANGUAGE,
                "Plural-Forms": "nplurals=1; plural=0;",
            }
        fresh = 0
        for text in texts_of(shelf):
            key = (text.context, text.msgid)
            if not text.msgid or key in known:
                continue
            known.add(key)
            plural = {"msgid_plural": text.plural, "msgstr_plural": {0: ""}} if text.plural else {}
            po.append(polib.POEntry(msgid=text.msgid, msgctxt=text.context, **plural))
            fresh += 1
        if fresh:
            path.parent.mkdir(parents=True, exist_ok=True)
            po.save(str(path))
            print(f"{path.relative_to(ROOT)}: {fresh} to translate")
        added += fresh
    return added


def main() -> int:
    """Do what the option asks and return the exit code."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    asked = parser.parse_args()
    if asked.update:
        update()
        return 0
    wrong = faults()
    if asked.check:
        print(*wrong, sep="\n")
    print(f"{sum(len(po) for po in catalogues().values())} translations, {len(wrong)} faults", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
