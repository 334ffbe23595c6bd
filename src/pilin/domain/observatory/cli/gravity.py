"""Gravity at the terminal: it needs no records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext_lazy as _

from pilin.engine import flows
from pilin.foundation.access.verdict import Invalid
from pilin.web.terminal import answer, json_option, refuse, table

SAYS_NOT = {
    flows.Says.NO_CAUSE: _(
        "An association under this model, not a cause: what is left out of the columns and the effects stays in the "
        "coefficients, and a border's coefficient is everything that differs across it."
    ),
}
PATHS = {
    flows.Path.GRID: _("dense, on the grid of the two effects"),
    flows.Path.SPARSE: _("conjugate gradients over the rows"),
}

HEADS = (_("column"), _("coefficient"), _("standard error"), _("95 % from"), _("95 % to"))


class Names(click.ParamType):  # type: ignore[type-arg]
    """Names of columns with commas between them."""

    name = "COLUMNS"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, ...]:
        """Return the names; wrong use where one is empty or there is none."""
        if isinstance(value, tuple):
            return value
        found = tuple(part.strip() for part in value.split(","))
        if not all(part.strip() for one in found for part in one.split("*")):
            self.fail(f"{value!r} names no columns: write them with commas between, and a*b for pairs", param, ctx)
        return found


@click.command("gravity")
@click.argument("file", metavar="FLOWS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--y", required=True, help="The column of flows, not below zero.")
@click.option("--x", type=Names(), required=True, help="Columns that explain, with commas between.")
@click.option(
    "--effects",
    type=Names(),
    default=(),
    help="Columns whose values each get an effect of their own; exporter*year for each pair of values.",
)
@click.option("--cluster", metavar="COLUMN", help="Column within whose values errors may hang together; else robust.")
@json_option
def gravity(file, y, x, effects, cluster, as_json):  # type: ignore[no-untyped-def]
    """Say how flows go with distance, borders and what else FLOWS tells, by PPML with effects.

    FLOWS is CSV, Parquet or Stata (.dta), a row for each flow; zeros are rows too, and stay in. Rows with an empty cell are left out
    and counted, as are places without any flow and other zeros that the columns foretell, and columns that say nothing of their own.
    """
    try:
        parts = [part.strip() for one in effects for part in one.split("*")]
        frame = flows.read_flows(file, [y, *x, *parts, *([cluster] if cluster else [])])
        found = flows.fit_gravity(frame, y=y, x=x, effects=effects, cluster=cluster)
    except Invalid as wrong:
        refuse(wrong, as_json=as_json)
    plain = _as_data(found)
    answer(plain, as_json=as_json, text=lambda: _said(plain))


def _as_data(found: flows.Gravity) -> dict[str, Any]:
    dropped = found.dropped
    return {
        "coefficients": {
            one.name: {
                "value": one.value, "error": one.error, "low": one.low, "high": one.high, "z": one.z, "p": one.p,
            }
            for one in found.coefficients
        },
        "n": found.n,
        "effects": found.effects,
        "errors": found.errors,
        "clusters": found.clusters,
        "dropped": {
            "unknown": dropped.unknown,
            "collinear": len(dropped.collinear),
            "collinear_names": dropped.collinear,
            "separated": dropped.separated,
            "separation_settled": dropped.settled,
            "never_flowing": [{"effect": effect, "level": level} for effect, level in dropped.never_flowing],
        },
        "converged": found.converged,
        "identified": found.identified,
        "steps": found.steps,
        "deviance": found.deviance,
        "log_likelihood": found.log_likelihood,
        "pseudo_r2": found.pseudo_r2,
        "squared_correlation": found.squared_correlation,
        "path": found.path.value,
        "says_not": str(SAYS_NOT[found.says_not]),
    }  # fmt: skip


def _said(plain: Mapping[str, Any]) -> str:
    rows = [
        (name, *("–" if one[key] is None else f"{one[key]:.3f}" for key in ("value", "error", "low", "high"))) for name, one in plain["coefficients"].items()
    ]  # fmt: skip
    dropped = plain["dropped"]
    lines = [
        table([str(head) for head in HEADS], rows),
        "",
        _("Rows used: {n}. Deviance {deviance:.4g}; pseudo R² {r2}. Errors: {errors}.").format(
            n=plain["n"], deviance=plain["deviance"], errors=plain["errors"],
            r2="–" if plain["pseudo_r2"] is None else f"{plain['pseudo_r2']:.4f}",
        ),
        _("Left out: {unknown} rows with something unknown, {separated} zeros foretold, columns: {columns}.").format(
            unknown=dropped["unknown"], separated=dropped["separated"], columns=", ".join(dropped["collinear_names"]) or "–",
        ),
        _("Reckoned: {path}; steps: {steps}.").format(path=PATHS[flows.Path(plain["path"])], steps=plain["steps"]),
        "" if plain["identified"] else _(
            "These flows do not say how sure the coefficients are: one grows without end, or every flow is met exactly."
        ),
        "" if plain["converged"] else _("It did not converge: these numbers are no estimate."),
        plain["says_not"],
    ]  # fmt: skip
    return "\n".join(str(line) for at, line in enumerate(lines) if line or at == 1)


commands = (gravity,)
