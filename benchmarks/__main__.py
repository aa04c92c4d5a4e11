"""The command: `python -m benchmarks [NAME ...] [--size N ...] [--runs N] [--out FOLDER]`.

Prints each benchmark as a table of medians beside the rivals, then every goal and whether it is kept, and writes
both with the sizes, versions and machine to a folder, with a plot of cost against size.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.measuring import Goal, Measure, race, say
from benchmarks.results import goal_table, machine, measure_table, write

#: In the order of a user's day; each is a module of this package.
NAMES = ("loading", "starting", "questions", "checking", "projection", "significance", "position", "remote", "page")
SIZES = (10_000, 100_000)


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(NAMES)} (all)")
    parser.add_argument("--size", type=int, action="append", help="triples of generated data (10000, 100000)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; medians are shown (5)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of results")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark '{unknown[0]}'; there are {', '.join(NAMES)}")
    measures: list[Measure] = []
    goals: list[Goal] = []
    with tempfile.TemporaryDirectory(prefix="convene-benchmarks-") as folder:
        os.environ["KG_BENCHMARKS"] = folder
        say(f"{machine()}\n")
        for name in asked.names or NAMES:
            found, kept = run(name, tuple(asked.size or SIZES), asked.runs)
            measures += found
            goals += kept
    say(f"\n{goal_table(goals)}")
    write(asked.out, measures, goals)
    say(f"\nwritten to {asked.out}\n")


def run(name: str, sizes: tuple[int, ...], runs: int) -> tuple[list[Measure], list[Goal]]:
    """Return the measures and goals of one benchmark, printed as they come."""
    module = import_module(f"benchmarks.{name}")
    say(f"\n{name}: {(module.__doc__ or name).splitlines()[0]}\n")
    fitting = module.sizes(sizes) if hasattr(module, "sizes") else sizes
    found = (
        module.measured(fitting) if hasattr(module, "measured") else race(name, module.CONTESTANTS, fitting, runs)
    )
    say(measure_table(found))
    return found, [goal for size in fitting for goal in module.goals(found, size)]


if __name__ == "__main__":
    main()
