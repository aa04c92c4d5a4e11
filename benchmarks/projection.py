"""A million participations to a weighted graph, beside networkx.bipartite on the same data.

Run: python benchmarks/projection.py [RUNS [PARTICIPATIONS]]. Generated data: seeded, agents with heavy tails,
groups of 1 to 20 agents, most of them small, so that networkx ends in minutes: cost grows with the sum of k
squared, here as there. Runs alternate; times are medians, CPU seconds of this process beside wall seconds. Peak
memory is that of one run of each in a process of its own, data included (Linux).
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kg.networks import incidence, project
from kg.networks.graph import bare_graph
from kg.networks.participations import Participation, ParticipationTable
from kg.networks.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

PARTICIPATIONS, MOST, POWER = 1_000_000, 20, 2.0


def generated(participations: int) -> list[tuple[str, str]]:
    """Return about so many (agent, activity), one agent to 50 participations, Pareto weights of 1.6 on agents."""
    random = np.random.default_rng(7)
    sizes = np.arange(1, MOST + 1)
    chance = sizes**-POWER / (sizes**-POWER).sum()
    groups = random.choice(sizes, int(participations / (sizes @ chance)), p=chance)
    agents = max(2, participations // 50)
    weight = np.cumsum(random.pareto(1.6, agents) + 0.3)
    activity = np.repeat(np.arange(groups.size), groups)
    agent = np.searchsorted(weight, random.random(activity.size) * weight[-1])
    cells = np.unique(activity * agents + agent)
    return [(f"agent {cell % agents}", f"activity {cell // agents}") for cell in cells.tolist()]


def ours(rows: list[tuple[str, str]]) -> Callable[[], nx.Graph]:
    """Return the work of this package, from a participation table."""
    made = [Participation(f"#{at}", agent, activity, "participant") for at, (agent, activity) in enumerate(rows)]
    table = ParticipationTable(Selection(), made)
    return lambda: bare_graph(project(incidence(table), "count"))


def theirs(rows: list[tuple[str, str]]) -> Callable[[], nx.Graph]:
    """Return the work of networkx, from its bipartite graph."""
    graph = nx.Graph()
    agents = sorted({agent for agent, _ in rows})
    graph.add_nodes_from(agents, bipartite=0)
    graph.add_edges_from(rows)
    return lambda: nx.bipartite.weighted_projected_graph(graph, agents)


def timed(work: Callable[[], nx.Graph]) -> tuple[nx.Graph, float, float]:
    """Return what a piece of work gives, CPU and wall seconds, with the collector on as it usually is."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return found, time.process_time() - cpu, time.perf_counter() - wall


def peak(side: str, participations: int) -> float:
    """Return the peak memory in megabytes of one run in a fresh process."""
    command = [sys.executable, __file__, "--only", side, str(participations)]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout) / 1024


def same(one: nx.Graph, other: nx.Graph) -> bool:
    """Tell whether two graphs have the same agents, ties and weights."""
    if set(one) != set(other) or one.number_of_edges() != other.number_of_edges():
        return False
    return all(other.has_edge(a, b) and other.edges[a, b]["weight"] == w for a, b, w in one.edges(data="weight"))


def main(runs: int, participations: int) -> None:
    """Print sizes, medians, their ratio, peaks, and whether both gave the same."""
    say = sys.stdout.write
    say(
        f"Python {sys.version.split()[0]}, "
        + ", ".join(f"{n} {version(n)}" for n in ("numpy", "scipy", "networkx"))
    )
    rows = generated(participations)
    sides = {"kg": ours(rows), "networkx": theirs(rows)}
    group = np.unique([activity for _, activity in rows], return_counts=True)[1]
    say(f"\n{len(rows)} participations, {len({a for a, _ in rows})} agents, {group.size} activities, ")
    say(f"groups of 1 to {group.max()}, {int((group * (group - 1) // 2).sum())} meetings\n")
    cpu: dict[str, list[float]] = {side: [] for side in sides}
    wall: dict[str, list[float]] = {side: [] for side in sides}
    for number in range(runs):
        made = {}
        for side, work in sides.items():
            made[side], of_cpu, of_wall = timed(work)
            cpu[side].append(of_cpu)
            wall[side].append(of_wall)
        if not number:
            say(f"{made['kg'].number_of_edges()} ties, equal: {same(made['networkx'], made['kg'])}\n")
        made.clear()
    for side in sides:
        say(f"{side:10} {median(cpu[side]):8.2f} s CPU {median(wall[side]):8.2f} s wall, ")
        say(f"peak {peak(side, participations):.0f} MB\n")
    ratio = sorted(b / a for a, b in zip(cpu["kg"], cpu["networkx"], strict=True))
    say(f"{median(ratio):.1f} times as fast by CPU ({ratio[0]:.1f} to {ratio[-1]:.1f} in {runs} runs)\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        side, number = sys.argv[2], int(sys.argv[3])
        kept = {"kg": ours, "networkx": theirs}[side](generated(number))()
        # Not ru_maxrss: a process inherits that of the one that started it.
        status = Path("/proc/self/status").read_text(encoding="ascii")
        sys.stdout.write(status.split("VmHWM:")[1].split()[0])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 5, int(sys.argv[2]) if sys.argv[2:] else PARTICIPATIONS)
