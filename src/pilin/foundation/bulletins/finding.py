"""Finding releases by their words, in Chinese and in English.

A circle releases some dozens of texts a year and each is frozen, so its tokens are cut once and kept in memory; what is
searched is exactly what is out at the moment of asking. An index on disk would have to know every embargo's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pilin.foundation.bulletins.queries import Release
from pilin.foundation.bulletins.reading import Page, Run, page_of
from pilin.foundation.search.tokens import Word, sounds, tokens, words

LONGEST = 120  # characters of a question that are looked for
AROUND = 60  # characters shown before and after the first find
TITLE_WEIGHT = 4
KEPT: int = 2048


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet; ``hit`` where it is what was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A release that was found, with a stretch of its text."""

    release: Release
    score: int
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    lang: str  # of the snippet


@dataclass(frozen=True, slots=True)
class _Cut:
    """A release as it is searched: its tokens, those of its titles, how its Chinese title sounds, and its paragraphs."""

    title: frozenset[str]
    body: dict[str, int]
    heard: frozenset[str]
    told: dict[str, tuple[str, ...]]  # language → paragraphs


def found_releases(releases: Iterable[Release], question: str, lang: str) -> list[Hit]:
    """Return the releases that have every word of a question, the best first, then the newest.

    Parameters
    ----------
    releases : iterable of Release
        What is out.
    question : str
        Chinese or English words, or both; of a Chinese title its pinyin too. Beyond ``LONGEST`` characters it is cut.
    lang : str
        ``zh`` or ``en``: the language of the snippet, where the words stand in it.
    """
    asked = words(question[:LONGEST])
    if not asked:
        return []
    marking = _pattern(question[:LONGEST], asked)
    hits = []
    for release in releases:
        cut = _cut(release)
        score = _score(cut, asked)
        if score:
            snippet, said = _snippet(cut, marking, lang)
            title = release.title_zh if lang == "zh" else release.title
            hits.append(Hit(release, score, _marked(title, marking), snippet, said))
    return sorted(hits, key=lambda hit: (-hit.score, -hit.release.release_at.timestamp(), hit.release.slug))


def _score(cut: _Cut, asked: list[Word]) -> int:
    total = 0
    for word in asked:
        points = TITLE_WEIGHT * (word.token in cut.title) + cut.body.get(word.token, 0)
        if not points and word.sounds and set(word.sounds) <= cut.heard:
            points = TITLE_WEIGHT
        if not points:
            return 0
        total += points
    return total


class _Keyed:
    """A release as a key: frozen text and corrections decide, nothing else of it is searched."""

    __slots__ = ("key", "release")

    def __init__(self, release: Release) -> None:
        self.release = release
        self.key = (release.uid, release.text_hash, release.title, release.title_zh, release.beside)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.key == self.key


def _cut(release: Release) -> _Cut:
    return _cut_once(_Keyed(release))


@lru_cache(maxsize=KEPT)
def _cut_once(keyed: _Keyed) -> _Cut:
    release = keyed.release
    told = {lang: tuple(_paragraphs(page_of(release, lang))) for lang in ("zh", "en")}
    body: dict[str, int] = {}
    for text in (*told["zh"], *told["en"]):
        for token in tokens(text):
            body[token] = body.get(token, 0) + 1
    titles = f"{release.title_zh} {release.title} {release.document_number_zh} {release.document_number}"
    return _Cut(frozenset(tokens(titles)), body, frozenset(sounds(release.title_zh)), told)


def _paragraphs(page: Page) -> Iterable[str]:
    for part in page.parts:
        who = " ".join(one for one in (part.by, part.office) if one)
        lines: list[tuple[Run, ...]] = [part.runs, *part.entries]
        lines += [(*cell, Run(" ")) for row in (part.head, *part.rows) for cell in row]
        if part.value is not None:
            lines.insert(0, (part.value, Run(f" {part.unit} ")))
        text = "".join(run.text for line in lines for run in (*line, Run(" "))).strip()
        if who or text:
            yield f"{who}: {text}" if who else text
    yield from (note.text for note in page.notes)
    yield from (one.what for one in page.corrections)


def _pattern(question: str, asked: list[Word]) -> re.Pattern[str]:
    whole = [re.escape(run) for run in re.findall(r"[\u3400-\u9fff]{2,}", question)]
    parts = [
        rf"(?<![a-z]){re.escape(word.token)}[a-z]*"
        if word.token.isascii() and word.token.isalpha()
        else re.escape(word.token)
        for word in asked
    ]
    return re.compile("|".join([*sorted(whole, key=len, reverse=True), *parts]), re.IGNORECASE)


def _snippet(cut: _Cut, marking: re.Pattern[str], lang: str) -> tuple[tuple[Piece, ...], str]:
    for said in (lang, "en" if lang == "zh" else "zh"):
        for text in cut.told[said]:
            if found := marking.search(text):
                return _marked(_window(text, found.start(), found.end()), marking), said
    first = cut.told[lang][0] if cut.told[lang] else ""
    return (Piece(_window(first, 0, 0)),), lang


def _window(text: str, start: int, end: int) -> str:
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    return f"{'…' if left else ''}{text[left:right]}{'…' if right < len(text) else ''}"


def _marked(text: str, marking: re.Pattern[str]) -> tuple[Piece, ...]:
    edges = [0, *(edge for found in marking.finditer(text) for edge in found.span()), len(text)]
    pieces = (Piece(text[a:b], hit=k % 2 == 1) for k, (a, b) in enumerate(pairwise(edges)))
    return tuple(piece for piece in pieces if piece.text)
