"""Remote: participations to a weighted graph from a SPARQL server on this machine, beside the store on disk.

The size is that of the graph in triples; about one in nine is a participation. The server's work is in the wall
seconds alone. A question to the server is one request.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from benchmarks import projection
from benchmarks.generated import folder, on_disk, turtle
from benchmarks.measuring import Goal, Measure, ratio

if TYPE_CHECKING:
    from benchmarks.measuring import Contestants, Work


def _disk(size: int) -> Work:
    from kg.store import open_store

    return projection.from_store(open_store(str(on_disk(size))))


def _server(size: int) -> Work:
    from kg.store import open_store
    from tests.servers import oxigraph

    place = folder() / f"server-{size}"
    filled = place.exists()
    with ExitStack() as stack:
        address = stack.enter_context(oxigraph(place))
        if not filled:
            command = [sys.executable, "-m", "kg", "publish", "--quiet", f"{address}/store"]
            subprocess.run([*command, "--data", str(turtle(size))], check=True)
        # The server lives as long as this process.
        atexit.register(stack.pop_all().close)
    return projection.from_store(open_store(f"{address}/query"))


sizes = projection.sizes
CONTESTANTS: Contestants = {"kg from a store on disk": _disk, "kg from a server": _server}


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    beside = ratio(measures, size, "kg from a server", "kg from a store on disk", "wall")
    if beside is not None and size > projection.SIZES[0]:
        yield Goal("remote", size, "from a server beside the store on disk, times (wall)", beside, 2)
