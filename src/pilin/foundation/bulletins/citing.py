"""Figures that a bulletin takes from a source it quotes: what is kept of each, what is refused, how it is frozen.

A text names such a figure as ``{figure:cited.NAME}``. What is kept: value, comparator and unit as the source gives them
(an unknown value stays null), what the figure counts, the period, and the source with its day and paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilin.engine.base import Comparator, Fault, parse_quantity, resolve_relative, story_lines
from pilin.foundation.bulletins.units import UNITS

Citation = dict[str, Any]
PREFIX = "cited."
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = ("cite", "wave")  # pages of the desk stand at these addresses
MOST = 200  # in one bulletin
LONGEST_NUMBER = Decimal(10) ** 24
DOUBLED, CUT = "doubled", "cut"  # what a pasted passage suffers from


def citation(
    *,
    name: str,
    counts_zh: str,
    counts: str,
    said_on: date,
    title: str,
    title_zh: str = "",
    paragraph: str = "",
    url: str = "",
    value: str = "",
    comparator: str = "",
    unit: str = "",
    period: str = "",
    when_words: str = "",
    asks: str = "",
    promise: str = "",
    passage: str = "",
) -> tuple[Citation, list[Fault]]:
    """Return a figure as it is kept, and what is wrong with it.

    Parameters
    ----------
    name : str
        How the text names it: small letters, figures, hyphens.
    counts_zh, counts : str
        What the figure counts. Two figures that count the same must agree (``flags``).
    said_on : date
        The day of the source; relative dates are counted from it.
    value : str
        A number, or the words of the source ("nearly 100 billion yuan", 近1000亿元): comparator and unit are read from
        them. Empty where the source gives no number: it is kept as null.
    unit : str
        A unit or currency that Pilin knows; a number without one is refused.
    when_words : str
        A date as it was said, "the second quarter of next year": resolved from ``said_on``; what could mean several dates
        stays open, its candidates beside it.
    asks : str
        A dated query that keeps the same thing (``series.manufacturing-signed``), for the check of today.
    promise : str
        A named promise (``parks.<uid>``) the figure stands for, for the check of today.
    passage : str
        The words of the source as pasted. What is said twice or breaks off is marked and never mended silently.
    """
    faults: list[Fault] = []
    if not NAME.fullmatch(name) or len(name) > 60 or name in TAKEN:
        faults.append(
            Fault("bad_name", "name", _("Use small letters, figures and hyphens, as projects-signed"), value=name)
        )
    for field, words, most in (("counts_zh", counts_zh, 160), ("counts", counts, 240)):
        if not words.strip():
            faults.append(Fault("missing", field, _("Say in Chinese and in English what the figure counts")))
        elif len(words) > most:
            faults.append(Fault("too_long", field, _("This is too long")))
    if not title.strip():
        faults.append(Fault("no_source", "title", _("Say which source: its title, its day, its paragraph")))
    number, compared, measured, wrong = _number(value, comparator, unit)
    faults += wrong
    if number is not None and not measured:
        faults.append(Fault("no_unit", "unit", _("A figure without a unit says nothing: give the unit"), value=name))
    if measured and measured not in UNITS:
        faults.append(Fault("unknown_unit", "unit", _("Pilin knows no such unit"), value=measured))
    if url and not re.match(r"https?://[^\s/]+", url):
        faults.append(Fault("bad_url", "url", _("Give the whole address, with https://"), value=url))
    meant = resolve_relative(when_words, said_on) if when_words.strip() else None
    if meant is not None and meant.value is None and not meant.candidates:
        faults.append(Fault("no_date", "when_words", _("These words name no date"), value=when_words))
    kept: Citation = {
        "name": name, "counts_zh": counts_zh.strip(), "counts": counts.strip(),
        "value": None if number is None else format(number, "f"), "comparator": compared, "unit": measured,
        "period": period.strip(), "when_words": when_words.strip(),
        "when": str(meant.value) if meant and meant.value else "",
        "certainty": str(meant.confidence) if meant else "",
        "could_mean": [str(one) for one in meant.candidates] if meant and meant.value is None else [],
        "title_zh": title_zh.strip(), "title": title.strip(), "date": said_on.isoformat(), "paragraph": paragraph.strip(),
        "url": url.strip(), "asks": asks.strip(), "promise": promise.strip(), "passage": passage.strip(), "marks": marks(passage),
    }  # fmt: skip
    return kept, faults


def marks(passage: str) -> list[str]:
    r"""Return what a pasted passage suffers from: ``doubled`` where a line stands twice, ``cut`` where its end is missing.

    Examples
    --------
    >>> marks("Gates opened\nGates opened\n\nAll five gates were opened at six and the level of the inner")
    ['doubled', 'cut']
    >>> marks("Gates opened\n\nAll five were opened."), marks("")
    ([], [])
    """
    lines = [" ".join(line.split()) for line in passage.splitlines() if line.strip()]
    story = story_lines(lines)
    only = len(story.lines) == 1 and len(lines[0]) > 80 and story_lines(["", "-", lines[0]]).truncated
    found = [DOUBLED] if len(story.lines) < len(lines) else []
    return [*found, CUT] if story.truncated or only else found


def frozen(kept: Citation) -> dict[str, Any]:
    """Return a figure as it is copied into the frozen text, in the form of a dated query's answer with its source beside."""
    return {
        "value": kept["value"], "comparator": kept["comparator"], "unit": kept["unit"], "datum": "", "period": kept["period"],
        "on": kept["date"], "query": kept["counts"], "query_zh": kept["counts_zh"], "source": kept["paragraph"],
        "illustrative": False,
        "cited": {part: kept[part] for part in ("title_zh", "title", "url", "when", "when_words", "asks", "promise")},
    }  # fmt: skip


def named(citations: Iterable[Citation], name: str) -> Citation | None:
    """Return the figure that a text names ``cited.NAME``; None where the bulletin keeps none."""
    return next((one for one in citations if f"{PREFIX}{one['name']}" == name), None)


def number_of(text: str) -> tuple[str, list[Fault]]:
    """Return a number as it is kept, without separators; empty for none, with a fault for what is no number."""
    if not text.strip():
        return "", []
    number = _plain(text.strip())
    if number is None:
        return "", [Fault("no_number", "new_value", _("This is no number"), value=text)]
    return format(number, "f"), []


def _plain(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < LONGEST_NUMBER and len(text) <= 40 else None


def _number(value: str, comparator: str, unit: str) -> tuple[Decimal | None, str, str, list[Fault]]:
    """Return the number, its comparator, its unit, and what is wrong with them."""
    text = value.strip()
    if comparator and comparator not in [str(one) for one in Comparator]:
        return (
            None,
            "=",
            unit,
            [Fault("bad_comparator", "comparator", _("There is no such comparison"), value=comparator)],
        )
    if not text:
        return None, comparator or "=", unit, []
    number = _plain(text)
    if number is None:
        try:
            read = parse_quantity(text)
        except ValueError:
            reason = _("No single figure with a unit can be read here: write the number, and choose its unit")
            return None, "=", unit, [Fault("no_number", "value", reason, value=text)]
        said = "percent" if read.unit == "%" else read.unit
        if unit and unit != said:
            return None, "=", unit, [Fault("other_unit", "unit", _("The words name another unit"), value=said)]
        return read.value, comparator or str(read.comparator), said, []
    return number, comparator or "=", unit, []
