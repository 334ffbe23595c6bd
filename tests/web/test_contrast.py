"""Every pair of colours that stands as text on a ground keeps WCAG 2.2 AA, in both themes, reckoned from the tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "src/pilin/web/static/web/css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf8")
GROUNDS = ("paper", "surface", "sunk")
TEXTS = ("ink", "ink-2", "ink-3", "jade", "jade-hover")


def themes() -> dict[str, dict[str, str]]:
    """Return each theme's tokens: dark twice, by choice and by the device."""

    def block(start: str) -> dict[str, str]:
        body = TOKENS[TOKENS.index(start) :]
        body = body[: body.index("}")]
        return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))

    light = block(":root {")
    return {
        "light": light,
        "dark": light | block(':root[data-theme="dark"]'),
        "device": light | block(':root[data-theme="auto"]'),
        "light again": light | block(".light {"),
    }


THEMES = themes()


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0


def test_dark_by_choice_and_dark_by_the_device_are_the_same() -> None:
    assert THEMES["dark"] == THEMES["device"]
    assert THEMES["light"] == THEMES["light again"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_every_ground(theme: str) -> None:
    tokens = THEMES[theme]
    pairs = [
        (text, ground)
        for text in TEXTS
        for ground in (*GROUNDS, "jade-soft", "water")
        if (text, ground) != ("ink-3", "water")
    ]
    pairs += [
        ("on-jade", "jade"),
        ("on-jade", "jade-hover"),
        ("paper", "ink"),
        ("caution", "caution-soft"),
        ("alarm", "alarm-soft"),
    ]
    pairs += [(text, ground) for text in ("caution", "alarm") for ground in GROUNDS]
    pairs.remove(("ink-3", "jade-soft"))  # counts on the current way are written in ink-2
    poor = {pair: round(contrast(*(tokens[name] for name in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_town_colours_carry_their_character(theme: str) -> None:
    tokens = THEMES[theme]
    ratios = {n: round(contrast(tokens[f"c{n}"], tokens["on-town"]), 2) for n in range(1, 13)}
    assert {n: ratio for n, ratio in ratios.items() if ratio < (4.9 if theme == "light" else 4.5)} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_outlined_marks_and_text_on_a_town_s_soft_ground(theme: str) -> None:
    tokens = THEMES[theme]
    outlined = {n: round(contrast(tokens[f"c{n}"], tokens["surface"]), 2) for n in range(1, 13)}
    assert {n: ratio for n, ratio in outlined.items() if ratio < 4.5} == {}
    soft = {(n, t): round(contrast(tokens[t], tokens[f"c{n}-soft"]), 2) for n in range(1, 13) for t in ("ink", "ink-2")}
    assert {pair: ratio for pair, ratio in soft.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_graphics_stand_out_three_to_one(theme: str) -> None:
    tokens = THEMES[theme]
    pairs = [
        ("pip", "surface"),
        ("jade", "surface"),
        ("border-ink", "water"),
        ("focus", "paper"),
        ("focus", "surface"),
        ("ink-3", "surface"),
    ]
    ratios = {pair: round(contrast(*(tokens[name] for name in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 3} == {}


def test_no_file_but_the_tokens_names_a_colour() -> None:
    found = {}
    for file in CSS.glob("*.css"):
        if file.name in ("tokens.css", "print.css"):
            continue
        colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", file.read_text(encoding="utf8"))) - {
            "#fff"
        }  # a QR code needs white
        if colours:
            found[file.name] = colours
    assert found == {}
