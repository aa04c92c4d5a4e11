"""`kg network`: write who is recorded together, as a page for people or a file for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.choice import chosen, data_options
from kg.cli.output import common_options, note, write_whole
from kg.cli.selection import chosen_table, selection_options
from kg.cli.values import Place
from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store

_SUFFIXES = (".html", ".graphml", ".gexf", ".json", ".csv", ".ttl")


@click.command()
@click.argument("kind", default="partnership")
@click.option(
    "--weight",
    default="newman",
    show_default=True,
    metavar="FORMULA",
    help="newman, count, jaccard, association, fowler or star.",
)
@click.option(
    "--min-shared",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Tie only who share so many activities.",
)
@click.option(
    "--out",
    type=Place(),
    default=Path("partnership-network.html"),
    show_default=True,
    help="The file to write: .html, .graphml, .gexf, .json (Cytoscape), .csv (two files) or .ttl.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in a browser.")
@selection_options
@data_options
@common_options
@click.pass_context
def network(ctx: click.Context, kind: str, weight: str, min_shared: int, out: Path, open_page: bool) -> None:
    """Write a network of who is recorded together.

    KIND is partnership (organizing and supporting roles), co-sponsorship, membership, attendance, topics (agencies
    tied by shared topics) or two-mode (agencies and activities). The page is one file that opens without a
    network connection; every line in it opens down to the passages it rests on.

    \b
    Example: kg network co-sponsorship --out co-sponsors.html
    """
    from kg import networks

    suffix = out.suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"'{out}' has no suffix that names a format; end it with {', '.join(_SUFFIXES)}")
    store, table = chosen_table(ctx, kind)
    graph = networks.network_of(table, weight, min_shared)
    if suffix == ".html" and table.selection.kind != "two-mode":
        networks.mark_chance(graph, table)
    for path, content in _files(store, graph, out, suffix):
        write_whole(path, content)
    note(ctx, f"{out}: {graph.number_of_nodes()} agents, {graph.number_of_edges()} ties")
    unknown = table.left_out.get("by an agent that the data do not describe")
    if unknown and not chosen(ctx).with_shipped:
        note(ctx, f"{unknown} participations are by agents that these data do not describe; try --with-shipped")
    if open_page and suffix == ".html":
        click.launch(out.resolve().as_uri())


def _files(store: Store | None, graph: nx.Graph, out: Path, suffix: str) -> list[tuple[Path, bytes]]:
    """Return the files that a network makes in the format that a suffix names."""
    from kg.networks import export
    from kg.networks.dossier import agent_names, dossier

    if suffix == ".html":
        if store is None or graph.graph["selection"].kind == "two-mode":
            raise UsageError(
                "the page shows agencies of a graph and the passages behind their ties; write this network as "
                f"{', '.join(_SUFFIXES[1:])}"
            )
        from kg.page import page_html, remembered_places

        network = dossier(store, graph)
        return [(out, page_html(network, remembered_places(network)).encode("utf-8"))]
    names = agent_names(store, list(graph.nodes)) if store is not None else {}
    if suffix == ".csv":
        ties, nodes = export.to_csv_pair(graph, names)
        return [(out.with_name(f"{out.stem}-nodes.csv"), nodes), (out, ties)]
    if suffix == ".ttl":
        return [(out, export.to_turtle(graph, store.version() if store is not None else "of a table"))]
    write = {".graphml": export.to_graphml, ".gexf": export.to_gexf, ".json": export.to_cytoscape}[suffix]
    return [(out, write(graph, names))]
