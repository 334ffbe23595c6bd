"""QR codes: a text as a square of modules, drawn as SVG so that pages, PDFs and printers take it as it is."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """Return the QR code of a text as SVG, black on nothing, with a quiet zone of two modules.

    It has a view box and no size, so that whoever shows it at another size shows all of it. Error correction M: a seventh
    of the modules may be spoilt by a stamp or a fold.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, omitsize=True, xmldecl=False, nl=False)
    return out.getvalue().decode()
