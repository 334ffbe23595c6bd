"""Chains at the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from pilin.domain.chains import frames, queries
from pilin.domain.chains.enums import CHAINS, GAPS
from pilin.domain.chains.schemas import cluster_whole_out, gaps_out, graph_out, tree_out
from pilin.engine.base import Invalid, Refused
from pilin.foundation.members.queries import circle_named, day_of
from pilin.web.terminal import answer, json_option, refuse, table

circle_option = click.option("--circle", default="five-towns", show_default=True, help="The circle asked about.")


@click.group()
def chains() -> None:
    """Who supplies whom across the border, what is missing, and who could meet a need."""


@chains.command("search")
@click.argument("need")
@circle_option
@click.option("--from", "origin", default="", metavar="PLACE_CODE", help="The town that asks: minutes are from there.")
@click.option(
    "--within", type=click.FloatRange(min=0, min_open=True), metavar="MIN", help="At most so many minutes away."
)
@click.option("--area", default="", metavar="PROVINCE,...", help="Only firms of these provinces, by name or code.")
@click.option("--top", type=click.IntRange(1, 1_000), default=20, show_default=True, help="How many answers at most.")
@json_option
@click.pass_obj
def search(caller, need, circle, origin, within, area, top, as_json):  # type: ignore[no-untyped-def]
    """Say who could meet NEED, in plain words, Chinese or English; an offer is answered with who could take it.

    What the options say goes before what the text says. Minutes without a dated link are estimated, and marked so.
    """
    standing = caller.standing
    if circle_named(standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    areas = None
    if area:
        areas, unknown = frames.provinces_named(standing, area.split(","))
        if unknown:
            refuse(Refused("unknown_area", f"no province is called {', '.join(unknown)}"), as_json=as_json)
    read = frames.read(standing, need).corrected(within=within, areas=areas)
    if not read.product:
        refuse(
            Refused(
                "no_product", "no product was found in the text: name it, as in 'PVC cable granules, 20 t a month'"
            ),
            as_json=as_json,
        )
    found = frames.answer(standing, circle, read, day_of(caller.at), town=origin, top=top)
    lines = [
        (one.rank, one.name, one.town or "", "" if one.minutes is None else f"{one.minutes:.0f}{'≈' if one.estimated else ''}", one.score,
         ", ".join(f"{part.match or part.why.value} {part.about}".strip() for part in one.parts))
        for one in found.partners
    ]  # fmt: skip
    answer(
        frames.answer_out(read, found),
        as_json=as_json,
        text=lambda: table(("", "firm", "town", "min", "score", "why"), lines) + f"\n{len(found.missed)} left out",
    )


@chains.command("gaps")
@click.argument("chain", type=click.Choice(list(CHAINS)))
@circle_option
@json_option
@click.pass_obj
def gaps(caller, chain, circle, as_json):  # type: ignore[no-untyped-def]
    """Tell what CHAIN lacks, stage by stage, in the circle and in each of its towns, and who would close it."""
    if circle_named(caller.standing, circle) is None:
        refuse(Refused("not_found", f"no circle is called {circle}"), as_json=as_json)
    told = frames.chain_told(caller.standing, circle, chain, day_of(caller.at))
    out = gaps_out(told)

    def text() -> str:
        places = {"circle": out["circle"], **out["towns"]}
        lines = [
            (
                place,
                gap["stage"],
                str(GAPS[gap["kind"]]),
                len(gap["firms"]),
                ", ".join(one["name"] for one in gap["candidates"][:3]),
            )
            for place, rows in places.items()
            for gap in rows
        ]
        return table(("where", "stage", "", "firms", "who would close it"), lines)

    answer(out, as_json=as_json, text=text)


@chains.command("graph")
@click.argument("firm")
@circle_option
@click.option(
    "--depth", type=click.IntRange(1, 6), default=2, show_default=True, help="How many links to follow each way."
)
@json_option
@click.pass_obj
def graph(caller, firm, circle, depth, as_json):  # type: ignore[no-untyped-def]
    """Show what surrounds FIRM, by uid, code or name: suppliers upstream, customers downstream, what falls with it."""
    standing = caller.standing
    found = queries.firm_named(standing, circle, firm)
    if found is None:
        refuse(Refused("not_found", f"no firm, or several, are called {firm}"), as_json=as_json)
    told = frames.firm_chain(standing, circle, found, day_of(caller.at), upstream=depth, downstream=depth, most=5_000)
    if told is None:
        nothing = {"firm_id": str(found.pk), "on": f"{day_of(caller.at)}", "nodes": [], "edges": [], "left_out": 0, "falls": {"stopped": [], "without_buyer": []}}  # fmt: skip
        answer(nothing, as_json=as_json, text="no supply link of this firm is noted")
        return
    out = graph_out(told)
    names = {node["firm_id"]: node["name"] for node in out["nodes"]}
    lines = [
        (names[e["seller"]], "→", names[e["buyer"]], e["product"] or "", e["band"] or "", e["confirmation"])
        for e in out["edges"]
    ]
    answer(out, as_json=as_json, text=lambda: table(("seller", "", "buyer", "what", "a year", "confirmed"), lines))


@chains.command("evaluate")
@click.option(
    "--data",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with firms, edges_visible, candidates_material and candidates_product (Parquet): all that is learned from.",
)
@click.option(
    "--queries",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parquet: qid, task, query and area_filter.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Parquet the answers are written to: qid, target, rank.",
)
@json_option
def evaluate(folder: Path, queries: Path, out: Path, as_json: bool) -> None:
    """Learn from the visible relations in a folder, and answer a file of queries with up to fifty ranked answers each.

    Tasks are told by the beginning of their names: T1 and T1g ask for the firms that could meet a need, T2 for a product's
    materials, T3 for the firms that sell them, T4 for a material's products.
    """
    try:
        number = frames.evaluated(folder, queries, out, lambda told: click.echo(told, err=True))
    except (Refused, Invalid) as error:
        refuse(error, as_json=as_json)
    answer({"answers": number, "out": f"{out}"}, as_json=as_json, text=f"{number} answers: {out}")


@chains.command("cluster")
@click.argument("slug")
@circle_option
@json_option
@click.pass_obj
def cluster(caller, slug, circle, as_json):  # type: ignore[no-untyped-def]
    """Show the cluster or alliance SLUG: firms by position, published figures, titles, what was held each quarter."""
    found = queries.cluster_named(caller.standing, circle, slug)
    if found is None:
        refuse(Refused("not_found", f"no cluster is called {slug}"), as_json=as_json)
    told = queries.cluster_told(caller.standing, found, day_of(caller.at))

    def text() -> str:
        lines = [(one.position, one.enterprise.name_zh, one.enterprise.owner) for one in told.firms]
        return f"{found.name_zh}\n{table(('position', 'firm', 'town'), lines)}"

    answer(cluster_whole_out(told), as_json=as_json, text=text)


@chains.command("organisations")
@circle_option
@json_option
@click.pass_obj
def organisations(caller, circle, as_json):  # type: ignore[no-untyped-def]
    """Show the trees of bodies that coordinate firms, with how many are recorded here and what was published."""
    trees = queries.organisation_trees(caller.standing, circle)
    lines = [
        (t.committee.name_zh, b.branch.name_zh, len(b.organisations), len(b.firms)) for t in trees for b in t.branches
    ]
    answer(
        [tree_out(told) for told in trees],
        as_json=as_json,
        text=lambda: table(("committee", "branch", "organisations", "firms"), lines),
    )


commands = [chains]
