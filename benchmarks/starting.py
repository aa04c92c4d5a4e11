"""Starting: a whole process that answers one question, beside a bare Python that reads the same files.

All start as from a wheel, without the path files (`-S`) by which an editable install finds its modules.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.generated import shipped
from benchmarks.measuring import ROOT, Goal, Measure, ratio, value

if TYPE_CHECKING:
    from benchmarks.measuring import Contestants, Work

_FILES = "import click, glob\nfiles = glob.glob('data/**/*.ttl', recursive=True) + glob.glob('ontology/*.ttl')\n"
_BARE = f"{_FILES}import pyoxigraph as ox"
_PARSE = f"{_BARE}\nfor file in files:\n for _ in ox.parse(path=file): pass"
_LOAD = f"{_BARE}\nstore = ox.Store()\nfor file in files: store.load(path=file, to_graph=ox.NamedNode('x:' + file))"
_RDFLIB = f"{_FILES}import rdflib\ngraph = rdflib.Graph()\nfor file in files: graph.parse(file)"

_KG = "from kg.cli import main\nmain()"


def _process(_: int, *, words: tuple[str, ...]) -> Work:
    environment = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")}

    def work() -> object:
        command = [sys.executable, "-S", "-c", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return None

    return {"": work}


CONTESTANTS: Contestants = {
    "python": partial(_process, words=("import click, pyoxigraph",)),
    "kg --help": partial(_process, words=(_KG, "--help")),
    "python that parses": partial(_process, words=(_PARSE,)),
    "python that loads": partial(_process, words=(_LOAD,)),
    "kg query": partial(_process, words=(_KG, "query", "meetings")),
    "rdflib that parses": partial(_process, words=(_RDFLIB,)),
}


def sizes(_: tuple[int, ...]) -> tuple[int, ...]:
    """Return the one size there is: that of the shipped graph."""
    return (shipped(),)


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept, as far as it was measured."""
    beside = ratio(measures, size, "kg query", "python that parses")
    if beside is not None:
        yield Goal("starting", size, "kg query beside a bare Python that parses the same files, times", beside, 1.6)
    told = value(measures, size, "kg --help")
    if told is not None:
        yield Goal("starting", size, "kg --help, CPU ms", told * 1_000, 50)
