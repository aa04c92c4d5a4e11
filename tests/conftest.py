"""What the tests share: the shipped store, a small graph of invented agencies, and the command line as a process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.folders import folder
from kg.store import Store, load_store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HERE = Path(__file__).parent
SMALL = HERE / "small" / "graph.ttl"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session", autouse=True)
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep snapshots of the shipped graph in a folder of this run, for all processes that it starts."""
    before = os.environ.get("KG_SNAPSHOTS")
    folder = tmp_path_factory.mktemp("snapshots")
    os.environ["KG_SNAPSHOTS"] = str(folder)
    yield folder
    os.environ.pop("KG_SNAPSHOTS")
    if before is not None:
        os.environ["KG_SNAPSHOTS"] = before


@pytest.fixture(scope="session")
def shipped() -> Store:
    return load_store()


@pytest.fixture(scope="session")
def small() -> Store:
    return load_store([SMALL])


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of source texts, which is not part of the product."""
    folder = os.environ.get("KG_SOURCES")
    if not folder:
        pytest.skip("KG_SOURCES does not name the folder of source texts")
    return Path(folder).resolve()


@pytest.fixture(scope="session")
def southern_women() -> NDArray[np.int64]:
    """Davis, Gardner & Gardner 1941: 18 women by 14 events, 89 attendances, as networkx ships them."""
    import networkx as nx

    graph = nx.davis_southern_women_graph()
    women = sorted(graph.graph["top"])
    events = sorted(graph.graph["bottom"])
    return nx.bipartite.biadjacency_matrix(graph, women, events).toarray().astype(int)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the code with all its files, to be edited and run in a process of its own."""
    root = tmp_path / "checkout"
    for name in ("ontology", "data", "queries"):
        shutil.copytree(folder(name), root / name)
    # An installed package carries the three inside, where the copies beside it would not be seen.
    unwanted = shutil.ignore_patterns("__pycache__", "ontology", "data", "queries")
    shutil.copytree(Path(kg.__file__).parent, root / "kg", ignore=unwanted)
    return root


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `kg` as a process in an empty folder, and return what it did."""

    def call(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
        # The same copy of the package as the tests import, whatever else is installed.
        paths = [str(Path(kg.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "KG_RECORDS": str(tmp_path.with_name(f"{tmp_path.name}-records")),
            "KG_LAYOUTS": str(tmp_path.with_name(f"{tmp_path.name}-layouts")),
        }
        command = [sys.executable, "-c", "from kg.cli import main; main()", *map(str, words)]
        settings = {
            "cwd": tmp_path,
            "env": environment,
            "capture_output": True,
            "text": True,
            "timeout": 60,
            "check": False,
            **options,
        }
        return subprocess.run(command, **settings)  # type: ignore[call-overload, no-any-return]

    return call
