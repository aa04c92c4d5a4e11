"""Exact SDSM of 1,000 agents in 5,000 activities, beside bicm where bicm can run.

Run: python benchmarks/significance.py. Generated data: seeded, with heavy tails in both directions. Times
are CPU seconds of this process.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from kg.networks.configuration import configuration_model
from kg.networks.significance import significance

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = [(100, 300, 2_000), (1000, 5000, 40_000), (1000, 5000, 140_000)]


def generated(agents: int, activities: int, participations: int) -> csr_array:
    """Return a table with about so many participations, Pareto weights of 1.2 and 1.5 on either side."""
    random = np.random.default_rng(2)
    weight = np.outer(random.pareto(1.2, agents) + 0.3, random.pareto(1.5, activities) + 0.5)
    chance = np.minimum(weight / weight.sum() * participations, 0.95)
    return csr_array((random.random(chance.shape) < chance).astype(np.int64))


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """Return what a piece of work gives and the CPU seconds it took."""
    start = time.process_time()
    return work(), time.process_time() - start


def bicm_fit(table: csr_array) -> object:
    """Return bicm's fitted graph, silently."""
    from bicm import BipartiteGraph

    rival = BipartiteGraph(table.toarray())
    with contextlib.redirect_stdout(io.StringIO()):
        rival.solve_tool(verbose=False)
    return rival


def bicm_tails(rival: object) -> object:
    """Return bicm's exact p-values as a matrix, silently."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        rival.compute_projection(rows=True, alpha=1, approx_method="poibin", threads_num=1, progress_bar=True)
    return rival.get_projected_pvals_mat(layer="rows")


def main() -> None:
    """Print sizes, times and the largest differences."""
    say = sys.stdout.write
    say(f"numpy {version('numpy')}, scipy {version('scipy')}, bicm {version('bicm')}\n")
    bicm_fit(generated(30, 40, 200))  # compiles
    for size in SIZES:
        table = generated(*size)
        rows, columns = np.diff(table.indptr), np.bincount(table.indices, minlength=size[1])
        say(f"\n{size[0]} agents x {size[1]} activities, {table.nnz} participations, ")
        say(f"{np.unique(rows).size} x {np.unique(columns).size} distinct degrees\n")
        model, took = timed(lambda rows=rows, columns=columns: configuration_model(rows, columns))
        rival, theirs = timed(lambda table=table: bicm_fit(table))
        fitted = model.probabilities[model.row_class][:, model.column_class]
        apart = np.abs(fitted - rival.get_bicm_matrix()).max()
        off, off_theirs = (np.abs(p.sum(axis=1) - rows).max() for p in (fitted, rival.get_bicm_matrix()))
        say(f"  fit: {took:.2f} s, off by {off:.1g}; ")
        say(f"bicm {theirs:.2f} s, off by {off_theirs:.1g}; apart {apart:.1g}\n")
        found, took = timed(lambda table=table: significance(table))
        say(f"  fit and {found.shared.size} exact tails: {took:.2f} s; {found.verdict}\n")
        if size[0] > 100:
            continue
        tails, theirs = timed(lambda rival=rival: bicm_tails(rival))
        apart = np.abs(tails[found.one, found.other] - found.upper).max()
        say(f"  bicm exact tails: {theirs:.2f} s; apart {apart:.1g}\n")


if __name__ == "__main__":
    main()
