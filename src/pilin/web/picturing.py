"""Charts to take along: the door through which any page gives its chart as SVG, PNG or PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import typst
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pilin.web.picture import Picture, Run, svg

KINDS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
FONTS: list[Path] = []  # folders of the fonts that pictures may carry; filled by the wiring
PAGE = b"""#set page(width: 960pt, height: 540pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 960pt, height: 540pt)
"""


def picture_of(
    told: dict[str, Any],
    *,
    title: str,
    on: date,
    sources: Iterable[str] = (),
    notes: Iterable[str] = (),
    illustrative: bool = False,
) -> Picture:
    """Return a chart, as the tag ``chart`` takes it, as a picture with its title, source and day in it.

    Parameters
    ----------
    told : dict
        ``categories``, ``series`` (each ``name`` and ``values``), ``unit``, maybe ``type`` and ``threshold``.
    on : date
        The day as of which its figures were known.
    sources, notes : iterable of str
        What stands below: where the figures come from, and what else a reader must know.
    """
    line = told.get("threshold")
    foot = [*notes]
    if named := "; ".join(sources):
        foot.append(_("Source: {sources}").format(sources=named))
    else:
        foot.append(_("Source: figures given by the towns"))
    foot.append(_("As known on {day} · Pilin").format(day=on.isoformat()))
    if illustrative:
        foot.append(_("Illustrative: made up to show how it looks"))
    return Picture(
        title=title,
        unit=str(told.get("unit", "")),
        categories=tuple(str(one) for one in told["categories"]),
        runs=tuple(Run(str(one["name"]), tuple(one["values"])) for one in told["series"]),
        foot=tuple(foot),
        kind=told.get("type", "bar"),
        threshold=(str(line["name"]), float(line["value"])) if line else None,
    )


def drawn(picture: Picture, kind: str) -> bytes:
    """Return the picture as a file: ``svg``, ``png`` of 1920 × 1080, or ``pdf`` with its font in it."""
    told = svg(picture)
    if kind == "svg":
        return told.encode()
    more: dict[str, Any] = {"format": "png", "ppi": 144} if kind == "png" else {}
    made = typst.compile(
        PAGE,
        font_paths=[str(folder) for folder in FONTS],
        ignore_system_fonts=bool(FONTS),
        sys_inputs={"svg": told},
        **more,
    )
    return bytes(made)


def give(picture: Picture, kind: str, name: str) -> HttpResponse:
    """Answer with the picture to be kept as ``name.kind``; a kind that is none is not found."""
    if kind not in KINDS:
        raise Http404
    answer = HttpResponse(drawn(picture, kind), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
