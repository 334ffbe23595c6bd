"""Cut the two fonts that PDFs carry, so that an instance needs no font of its machine.

Takes Noto Serif CJK SC (SIL Open Font License 1.1, Debian package ``fonts-noto-cjk``) and keeps ASCII, Latin-1,
the punctuation and signs that bulletins use, the 3,755 characters of GB 2312 level 1, and every character that stands
in Pilin's own sources: texts, translations and demonstration. Run it again when those grow; the result is committed.

    python tools/font.py [--from /usr/share/fonts/opentype/noto]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "pilin" / "foundation" / "bulletins" / "fonts"
LARGEST = 3_000_000  # bytes, both files together
SIGNS = "“”‘’…—–·、。《》〈〉「」『』【】〔〕〖〗（），：；？！％℃°±×÷≈≥≤≠→←↑↓↔↩№①②③④⑤⑥⑦⑧⑨⑩¹²³⁴⁵⁶⁷⁸⁹⁰㎡㎞￥¥€£§©■□●○◐◑▲△▼▽☑☐✓✗"
FACES = {"NotoSerifCJK-Regular.ttc": "PilinSerif-Regular.otf"}
TEXTS = ("*.py", "*.po", "*.html", "*.md", "*.json", "*.csv")


def level_one() -> set[str]:
    """Return the characters of GB 2312 level 1, rows 16 to 55."""
    found = set()
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def own_characters() -> set[str]:
    """Return every character beyond ASCII that Pilin's own texts use."""
    found: set[str] = set()
    for folder in (ROOT / "src", ROOT / "docs"):
        for pattern in TEXTS:
            for path in folder.rglob(pattern):
                found |= set(path.read_text(encoding="utf8", errors="ignore"))
    return {character for character in found if ord(character) > 0x7E}


def simplified(path: Path) -> TTFont:
    """Return the Simplified Chinese face of a collection."""
    for font in TTCollection(path).fonts:
        if "SC" in (font["name"].getDebugName(1) or ""):
            return font
    raise SystemExit(f"{path} holds no SC face")


def cut(source: Path, target: Path, characters: set[str]) -> int:
    """Write the subset and return its size."""
    font = simplified(source)
    options = subset.Options(
        layout_features=["kern", "locl", "palt", "halt"], hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True, desubroutinize=False, drop_tables=["DSIG", "VORG", "vhea", "vmtx", "BASE"],
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = "Pilin Serif"
        elif record.nameID in (3, 4, 6):
            record.string = "PilinSerif-Regular"
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = ["PilinSerif-Regular"]
    font.save(target)
    return target.stat().st_size


def main() -> None:
    """Cut every face and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="folder", type=Path, default=Path("/usr/share/fonts/opentype/noto"))
    folder = parser.parse_args().folder
    characters = (
        {chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x180)]} | set(SIGNS) | level_one() | own_characters()
    )
    TARGET.mkdir(parents=True, exist_ok=True)
    total = sum(cut(folder / name, TARGET / made, characters) for name, made in FACES.items())
    print(f"{len(characters)} characters asked for, {total:,} bytes")
    if total > LARGEST:
        raise SystemExit(f"larger than {LARGEST:,} bytes")


if __name__ == "__main__":
    main()
