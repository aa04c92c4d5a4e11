"""Significance: the exact SDSM, fit and tails, beside bicm where bicm can run; the size is that of the table.

Generated tables: seeded, with heavy tails in both directions.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Goal, Measure, value

if TYPE_CHECKING:
    from benchmarks.measuring import Contestants, Work

#: Participations of a table: its agents and activities.
TABLES = {2_000: (100, 300), 40_000: (1_000, 5_000), 140_000: (1_000, 5_000)}
#: bicm's exact tails take minutes beyond.
_BICM_TAILS = 2_000


def _table(size: int) -> Any:
    """Return a table of about so many participations, Pareto weights of 1.2 and 1.5 on either side."""
    import numpy as np
    from scipy.sparse import csr_array

    agents, activities = TABLES[size]
    random = np.random.default_rng(2)
    weight = np.outer(random.pareto(1.2, agents) + 0.3, random.pareto(1.5, activities) + 0.5)
    chance = np.minimum(weight / weight.sum() * size, 0.95)
    return csr_array((random.random(chance.shape) < chance).astype(np.int64))


def _kg(size: int) -> Work:
    import numpy as np

    from kg.measures.configuration import configuration_model
    from kg.measures.significance import significance

    table = _table(size)
    rows, columns = np.diff(table.indptr), np.bincount(table.indices, minlength=table.shape[1])
    return {
        "fit": lambda: round(float(configuration_model(rows, columns).probabilities.max()), 6),
        "fit and exact tails": lambda: round(float(np.sort(significance(table).upper)[:100].sum()), 6),
    }


def _bicm(size: int) -> Work:
    import numpy as np
    from bicm import BipartiteGraph

    table = _table(size).toarray()

    def fitted(table: Any) -> Any:
        graph = BipartiteGraph(table)
        with contextlib.redirect_stdout(io.StringIO()):
            graph.solve_tool(verbose=False)
        return graph

    def tails() -> object:
        graph = fitted(table)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            graph.compute_projection(rows=True, alpha=1, approx_method="poibin", threads_num=1, progress_bar=True)
        found = np.asarray(graph.get_projected_pvals_mat(layer="rows"))
        pairs = np.triu_indices(len(found), 1)
        met = (table @ table.T)[pairs] > 0
        return round(float(np.sort(found[pairs][met])[:100].sum()), 6)

    fitted(_table(2_000).toarray()[:30, :40])  # compiles
    work: dict[str, Any] = {"fit": lambda: round(float(fitted(table).get_bicm_matrix().max()), 6)}
    return work if size > _BICM_TAILS else {**work, "fit and exact tails": tails}


CONTESTANTS: Contestants = {"kg": _kg, "bicm": _bicm}


def sizes(_: tuple[int, ...]) -> tuple[int, ...]:
    """Return the sizes of the tables."""
    return tuple(TABLES)


def goals(measures: list[Measure], size: int) -> Iterator[Goal]:
    """Yield what is to be kept at a size, as far as it was measured."""
    took = value(measures, size, "kg: fit and exact tails")
    if took is not None and TABLES[size] == (1_000, 5_000):
        yield Goal("significance", size, "1,000 agents x 5,000 activities, CPU s", took, 60)
