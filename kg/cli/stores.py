"""`kg build` and `kg publish`: the graph as a store on disk, and on a SPARQL service."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.choice import chosen, chosen_files, data_options
from kg.cli.output import common_options, note
from kg.cli.progress import progress, watched
from kg.errors import UsageError
from kg.limits import bounded


@click.command()
@data_options
@common_options
@click.pass_context
def build(ctx: click.Context) -> None:
    """Make a store on disk, in the folder that --store names: opened at once, however large it is.

    It is built aside and moved into place when it is whole; until then the folder's earlier store answers.
    Any number of programs may read it.

    \b
    Example: kg build --store my-store --data my-statements.ttl
    """
    from kg.store.disk import build_store, discard_build

    choice = chosen(ctx, both=True)
    if not choice.store or "://" in choice.store:
        raise UsageError("name the folder of the store: kg build --store DIR")
    folder = Path(choice.store)
    with watched(ctx, choice.data) as opened:
        try:
            about = bounded(
                lambda: build_store(folder, choice.data, choice.with_shipped, opened), memory=choice.memory
            )
        except BaseException:
            discard_build(folder)
            raise
    note(ctx, f"{folder}: {about['statements']} statements, data version {about['version']}")


@click.command()
@click.argument("address")
@data_options
@common_options
@click.pass_context
def publish(ctx: click.Context, address: str) -> None:
    """Put the graph on a service by the SPARQL 1.1 Graph Store Protocol; ADDRESS is that of its graph store.

    Each file becomes a named graph there. Graphs of an earlier publication that are no more are taken down.

    \b
    Example: kg publish http://127.0.0.1:7878/store my-arguments
    """
    from kg.store.http import address as parts
    from kg.store.publishing import publish as put

    service = parts(address)
    store = chosen_files(ctx)
    with progress(ctx) as shown:
        task = shown.add_task("graphs", total=len(list(store.engine.named_graphs())))
        count = bounded(lambda: put(store, service, lambda _: shown.advance(task)), memory=chosen(ctx).memory)
    note(ctx, f"{count} graphs published, data version {store.version()}")
