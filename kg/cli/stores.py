"""`kg build` and `kg publish`: the graph as a store on disk, and on a SPARQL service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kg.cli.choice import chosen, chosen_files, data_options
from kg.cli.output import colourless, common_options, note, quiet
from kg.errors import UsageError
from kg.limits import bounded

if TYPE_CHECKING:
    from rich.progress import Progress


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
    with _progress(ctx) as progress:

        @contextmanager
        def opened(path: Path) -> Iterator[IO[bytes]]:
            with progress.open(path, "rb", description=path.name) as file:
                yield file

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
    with _progress(ctx) as progress:
        task = progress.add_task("graphs", total=len(list(store.engine.named_graphs())))
        count = bounded(lambda: put(store, service, lambda _: progress.advance(task)), memory=chosen(ctx).memory)
    note(ctx, f"{count} graphs published, data version {store.version()}")


def _progress(ctx: click.Context) -> Progress:
    """Return a progress bar on stderr: silent when piped or asked to be quiet, and gone when done."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, no_color=colourless(ctx))
    return Progress(console=console, transient=True, disable=quiet(ctx) or not console.is_terminal)
