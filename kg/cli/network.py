"""`kg network`: write who is recorded together, as a page for people or a file for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.chance import chance_options, chosen_chance
from kg.cli.choice import chosen, data_options
from kg.cli.output import common_options, note, write_all
from kg.cli.selection import chosen_table, selection_options
from kg.cli.values import Place
from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.participations import ParticipationTable
    from kg.store import Store

#: A page marks significant ties unasked up to this number of agents: more would keep its reader waiting.
_TESTED = 1_000
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
@click.option("--backbone", is_flag=True, help="Write significant ties alone.")
@click.option("--open", "open_page", is_flag=True, help="Open the page in a browser.")
@chance_options(f"sdsm for a page of up to {_TESTED:,} agents, else none")
@selection_options
@data_options
@common_options
@click.pass_context
def network(
    ctx: click.Context, kind: str, weight: str, min_shared: int, out: Path, backbone: bool, open_page: bool
) -> None:
    """Write a network of who is recorded together.

    KIND is partnership (organizing and supporting roles), co-sponsorship, membership, attendance, topics (agencies
    tied by shared topics) or two-mode (agencies and activities). The page is one file that opens without a
    network connection; every line in it opens down to the passages it rests on.

    \b
    Example: kg network co-sponsorship --out co-sponsors.html
    """
    suffix = out.suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"'{out}' has no suffix that names a format; end it with {', '.join(_SUFFIXES)}")
    from kg.networks.account import counted

    source, table = chosen_table(ctx, kind)
    store = None if isinstance(source, Path) else source
    graph = _network(ctx, table, weight, min_shared, backbone, page=suffix == ".html")
    if suffix == ".html":
        write_all([(out, _page(source, table, graph).encode("utf-8"))])
    else:
        write_all(_files(store, graph, out, suffix))
    agents, ties = counted(graph.number_of_nodes(), "agent"), counted(graph.number_of_edges(), "tie")
    note(ctx, f"{out}: {agents}, {ties}")
    unknown = table.left_out.get("by an agent that the data do not describe")
    if unknown and not chosen(ctx).with_shipped:
        note(ctx, f"{unknown} participations are by agents that these data do not describe; try --with-shipped")
    if open_page and suffix == ".html":
        click.launch(out.resolve().as_uri())


def _network(
    ctx: click.Context, table: ParticipationTable, weight: str, min_shared: int, backbone: bool, page: bool
) -> nx.Graph:
    """Return the network, its ties tested where the user asks for it or a page of this size shows it unasked."""
    from kg.networks import network_of
    from kg.networks.choices import Choices

    asked = chosen_chance(ctx)
    few = len(table.agent.ordered().words) <= _TESTED
    if table.selection.kind == "two-mode" or not ("model" in asked or backbone or (page and few)):
        if table.selection.kind == "two-mode" and ("model" in asked or backbone):
            raise UsageError("a two-mode network has no ties between agents to test; leave --significant out")
        return network_of(table, weight, min_shared)
    graph = network_of(table, weight, min_shared, Choices(min_shared=max(2, min_shared), **asked))
    if not backbone:
        return graph
    from kg.networks.backbone import backbone as significant

    return significant(graph)


def _page(source: Store | Path, table: ParticipationTable, graph: nx.Graph) -> str:
    """Return the page of a network, with the passages of a graph or the rows of a table behind each tie."""
    from kg.dossiers.dossier import dossier
    from kg.dossiers.table import table_dossier
    from kg.page import page_html, remembered_places

    if table.selection.kind == "two-mode":
        raise UsageError(
            f"the page shows agents tied to each other; write this network as {', '.join(_SUFFIXES[1:])}"
        )
    made = table_dossier(source, table, graph) if isinstance(source, Path) else dossier(source, graph)
    return page_html(made, remembered_places(made))


def _files(store: Store | None, graph: nx.Graph, out: Path, suffix: str) -> list[tuple[Path, bytes]]:
    """Return the files that a network makes in the format that a suffix names."""
    from kg.dossiers.dossier import agent_names
    from kg.networks import export

    names = agent_names(store, list(graph.nodes)) if store is not None else {}
    if suffix == ".csv":
        ties, nodes = export.to_csv_pair(graph, names)
        return [(out.with_name(f"{out.stem}-nodes.csv"), nodes), (out, ties)]
    if suffix == ".ttl":
        return [(out, export.to_turtle(graph, store.version() if store is not None else "of a table"))]
    write = {".graphml": export.to_graphml, ".gexf": export.to_gexf, ".json": export.to_cytoscape}[suffix]
    return [(out, write(graph, names))]
