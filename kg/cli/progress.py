"""Progress: a bar with an estimate on stderr for what takes longer than a glance, on a terminal alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kg.cli.output import colourless, quiet
from kg.packed import PACKED, Opener, plainly

if TYPE_CHECKING:
    from rich.progress import Progress

#: Bytes that take a second or so to load. Below them the bar's own library would cost more than is waited for.
_LONG = 16 * 2**20
#: How much more a packed file holds than its size says, about.
_UNPACKS = 15


def progress(ctx: click.Context) -> Progress:
    """Return a progress bar on stderr: silent when piped or asked to be quiet, and gone when done."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, no_color=colourless(ctx))
    return Progress(console=console, transient=True, disable=quiet(ctx) or not console.is_terminal)


@contextmanager
def watched(ctx: click.Context, data: Sequence[Path]) -> Iterator[Opener]:
    """Yield what opens files for loading: with a bar for each where all of them together take long."""
    if quiet(ctx) or not (sys.stderr and sys.stderr.isatty()) or _weight(data) < _LONG:
        yield plainly
        return
    with progress(ctx) as shown:

        @contextmanager
        def opened(path: Path) -> Iterator[IO[bytes]]:
            with shown.open(path, "rb", description=path.name) as file:
                yield file

        yield opened


def _weight(data: Sequence[Path]) -> int:
    """Return about how many bytes there are to read in files and folders."""
    from kg.store.loading import files_in

    return sum(path.stat().st_size * (_UNPACKS if path.suffix.lower() in PACKED else 1) for path in files_in(data))
