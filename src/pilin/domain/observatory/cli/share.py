"""Schemes of sharing at the terminal: they need no records."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from pilin.domain.observatory.wording import in_own_words, reason_said
from pilin.engine import share
from pilin.engine.base import Fault, Invalid
from pilin.web.terminal import answer, json_option, refuse

MILLION = Decimal(1_000_000)
CONDITIONS = ("led_by_government", "in_layout")
KNOWN = {"before", "after", "currency", "source", *CONDITIONS}
MOVES = [key for key, scheme in share.schemes().items() if scheme.kind == "relocation"]


@click.command("share")
@click.argument("scheme", type=click.Choice(MOVES))
@click.option(
    "--inputs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="JSON with the figures of one move.",
)
@json_option
def share_command(scheme, inputs, as_json):  # type: ignore[no-untyped-def]
    """Say what of its taxes after a move the area that a firm left still has, year by year, by SCHEME.

    --inputs holds "before" and "after": million yuan a year, the oldest first; "after" begins with the year in which the firm is
    entered in its new place and has reached its capacity. "led_by_government" and "in_layout" are true, false, or null where nobody knows.
    """
    chosen = share.schemes()[scheme]
    try:
        given = _read(inputs)
        terms = share.terms_of(chosen)
        known = {name: _condition(given, name) for name in CONDITIONS if getattr(terms, name)}
        told = share.share_move(
            terms, _yuan(given, "before") if terms.before_years else [], _yuan(given, "after"), **known
        )
    except Invalid as wrong:
        refuse(in_own_words(wrong), as_json=as_json)
    body = {
        "eligible": told.eligible, "ceiling": None if told.ceiling is None else told.ceiling / MILLION,
        "shares": [part / MILLION for part in told.out], "clause": chosen.clause, "reasons": [reason_said(one) for one in told.reasons],
        "scheme": chosen.key, "version": chosen.version, "confirmed": chosen.confirmed, "source": chosen.source or None, "unit": "million CNY",
    }  # fmt: skip
    answer(body, as_json=as_json, text=lambda: _said(told, chosen))


def _read(path: Path) -> dict[str, Any]:
    """Return what the file holds, its numbers exactly as they are written."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, json.JSONDecodeError) as wrong:
        raise Invalid(Fault("no_json", "inputs", _("This is no JSON: {what}").format(what=wrong))) from None
    if not isinstance(given, dict):
        raise Invalid(Fault("no_object", "inputs", _("The file holds one object with before and after")))
    faults = [Fault("unknown_field", name, _("Nothing asks for this field")) for name in given if name not in KNOWN]
    if (currency := given.get("currency", "CNY")) != "CNY":
        faults.append(
            Fault("currency", "currency", _("Shares are reckoned in yuan, not in {currency}").format(currency=currency))
        )
    if faults:
        raise Invalid(*faults)
    return given


def _yuan(given: dict[str, Any], name: str) -> list[Any]:
    """Return amounts in yuan; what is no number stays as it is, and the engine names its place."""
    if name not in given:
        raise Invalid(Fault("missing_field", name, _("This field is missing")))
    rows = given[name]
    if not isinstance(rows, list):
        raise Invalid(Fault("no_list", name, "", value=str(rows)))
    return [one * MILLION if isinstance(one, (int, Decimal)) and not isinstance(one, bool) else one for one in rows]


def _condition(given: dict[str, Any], name: str) -> bool | None:
    said = given.get(name)
    if said is not None and not isinstance(said, bool):
        raise Invalid(Fault("no_truth", name, _("Write true, false, or null where nobody knows"), value=str(said)))
    return said


def _said(told: share.MoveShares, chosen: share.Scheme) -> str:
    lines = [
        f"{chosen.title_zh} · {chosen.title} ({chosen.clause})",
        *(f"  {'+' if one.met else '−'} {reason_said(one)}" for one in told.reasons),
    ]
    if told.eligible:
        lines.append(
            _("million yuan a year: {shares}; {total} in all").format(
                shares=", ".join(_short(one) for one in told.out), total=_short(told.total)
            )
        )
        if told.ceiling is not None:
            lines.append(_("at most {ceiling}").format(ceiling=_short(told.ceiling)))
    else:
        lines.append(_("not shared"))
    return "\n".join(lines)


def _short(yuan: Decimal) -> str:
    text = f"{yuan / MILLION:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


commands = (share_command,)
