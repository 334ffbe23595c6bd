"""Writes ``web/css/places.css``: where along a line something lies, as classes, so that no page needs a style attribute.

``python3 tools/places.py`` writes it anew. A place is a hundredth of a per cent: a class for the whole per cents and one
for the hundredths, which the tag ``{% placed %}`` names.
"""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "src/pilin/web/static/web/css/places.css"
HEAD = """/* Places along a line in hundredths of a per cent, made by tools/places.py: the security policy allows no style attributes. */

[class*="at_"] { --l: 0; --lh: 0; --w: 0; --wh: 0; }
[class*="at_l"] { left: calc((var(--l) + var(--lh)) * 1%); }
[class*="at_w"] { width: calc((var(--w) + var(--wh)) * 1%); }
[class*="at_g"] { flex: var(--g) 1 0%; }

/* and the few spacings that pages set themselves */
.mt-4 { margin-top: 4px !important; } .mt-8 { margin-top: 8px !important; } .mt-12 { margin-top: 12px !important; } .mt-16 { margin-top: 16px !important; } .mb-8 { margin-bottom: 8px !important; } .mb-12 { margin-bottom: 12px !important; } .mb-16 { margin-bottom: 16px !important; } .pl-16 { padding-left: 16px !important; }
.gap-12 { gap: 12px !important; } .gap-16 { gap: 16px !important; } .gap-20 { gap: 20px !important; } .from-top { align-items: flex-start !important; }
.grow { flex: 1 !important; } .grow-200 { flex: 1 !important; min-width: 200px !important; } .grow-260 { flex: 1 !important; min-width: 260px !important; }
.clip { overflow: hidden !important; } .ruled { border-top: 1px solid var(--line) !important; } .inp.slim { min-height: 34px !important; padding: 3px 8px !important; width: 10.5em !important; }
"""


def text() -> str:
    """Return the file's text."""
    rules = [f".at_{side}{whole} {{ --{side}: {whole}; }}" for side in "lw" for whole in range(1, 101)]
    rules += [
        f".at_{side}_{part:02d} {{ --{side}h: .{part:02d}; }}" for side in "lw" for part in range(1, 100)
    ]  # the hundredths
    rules += [f".at_g{number} {{ --g: {number}; }}" for number in range(1, 101)]
    return HEAD + "\n".join(rules) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf8")
