"""`kg network`: write who is recorded together, as a page for people or a file for programs."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.choice import chosen, chosen_store, data_options
from kg.cli.output import common_options, note, write_whole
from kg.cli.values import Place
from kg.errors import UsageError


@click.command()
@click.argument("kind", default="partnership")
@click.option("--roles", metavar="ROLE,...", help="Roles or groups of roles, instead of those of the kind.")
@click.option(
    "--of", metavar="SORT,...", default="agencies,countries", show_default=True, help="agencies, countries, people."
)
@click.option("--weight", default="newman", show_default=True, help="newman or count.")
@click.option("--include-planned", is_flag=True, help="Count what is planned, tentative or proposed too.")
@click.option(
    "--out",
    type=Place(),
    default=Path("partnership-network.html"),
    show_default=True,
    help="The file to write: .html or .graphml.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in a browser.")
@data_options
@common_options
@click.pass_context
def network(
    ctx: click.Context,
    kind: str,
    roles: str | None,
    of: str,
    weight: str,
    include_planned: bool,
    out: Path,
    open_page: bool,
) -> None:
    """Write a network: KIND is partnership (organizing and supporting roles) or co-sponsorship.

    The page is one file that opens without a network connection; every line in it opens down to the
    passages it rests on.

    \b
    Example: kg network co-sponsorship --out co-sponsors.html
    """
    from kg import networks
    from kg.networks.dossier import agent_names, dossier
    from kg.networks.export import to_graphml

    suffix = out.suffix.lower()
    if suffix not in (".html", ".graphml"):
        raise UsageError(f"'{out}' has no suffix that names a format; end it with .html or .graphml")
    store = chosen_store(ctx)
    graph = networks.network(
        store,
        kind,
        weight=weight,
        roles=None if roles is None else _listed(roles),
        of=_listed(of),
        include_planned=include_planned,
    )
    if suffix == ".html":
        from kg.page import page_html

        write_whole(out, page_html(dossier(store, graph)).encode("utf-8"))
    else:
        write_whole(out, to_graphml(graph, agent_names(store, list(graph.nodes))))
    note(ctx, f"{out}: {graph.number_of_nodes()} agents, {graph.number_of_edges()} ties")
    unknown = graph.graph["left_out"].get("by an agent that the data do not describe")
    if unknown and not chosen(ctx).with_shipped:
        note(ctx, f"{unknown} participations are by agents that these data do not describe; try --with-shipped")
    if open_page and suffix == ".html":
        click.launch(out.resolve().as_uri())


def _listed(text: str) -> tuple[str, ...]:
    """Return the words of a comma-separated option."""
    return tuple(word.strip() for word in text.split(",") if word.strip())
