"""Results: tables of what was measured and of the goals, files of both, and a plot of cost against size."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import geometric_mean

from benchmarks.measuring import Goal, Measure

_PACKAGES = ("pyoxigraph", "rdflib", "oxrdflib", "maplib", "networkx", "numpy", "scipy", "bicm", "pyshacl")


def machine() -> str:
    """Return one line on what the figures were taken with."""
    known = []
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            known.append(f"{name} {version(name)}")
    return (
        f"Python {platform.python_version()}, {', '.join(known)}; {os.cpu_count()} processors, {platform.machine()}"
    )


def measure_table(measures: Iterable[Measure]) -> str:
    """Return a table: a line for each size and subject, a column for each quantity."""
    found = list(measures)
    quantities = list(dict.fromkeys(f"{m.quantity} {m.unit}" for m in found))
    rows: dict[tuple[int, str], dict[str, float]] = {}
    for m in found:
        rows.setdefault((m.size, m.subject), {})[f"{m.quantity} {m.unit}"] = m.value
    wide = max([len(subject) for _, subject in rows] or [0])
    head = "".join(f"{each:>12}" for each in quantities)
    lines = [f"  {'size':>10}  {'':{wide}}{head}"]
    for (size, subject), row in rows.items():
        cells = "".join(f"{_short(row[each]) if each in row else '':>12}" for each in quantities)
        lines.append(f"  {size:>10,}  {subject:{wide}}{cells}")
    return "\n".join(lines) + "\n"


def goal_table(goals: Iterable[Goal]) -> str:
    """Return a line for each goal: kept or not, what was measured, and the limit."""
    lines = ["kept      value    limit  goal"]
    for goal in goals:
        limit = f"{'>=' if goal.at_least else '<='} {goal.limit:g}"
        what = f"{goal.benchmark} at {goal.size:,}: {goal.text}"
        lines.append(f"{'yes' if goal.met else 'NO':<4} {_short(goal.value):>10} {limit:>8}  {what}")
    return "\n".join(lines) + "\n"


def _short(number: float) -> str:
    """Return a number with three digits that say something."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def write(folder: Path, measures: list[Measure], goals: list[Goal]) -> None:
    """Write results.json, tables.txt and cost.svg, each moved into place when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    names = _names(measures)
    tables = [f"{name}\n{measure_table(m for m in measures if m.benchmark == name)}" for name in names]
    rows = {"machine": machine(), "measures": [asdict(m) for m in measures]}
    rows["goals"] = [{**asdict(goal), "met": goal.met} for goal in goals]
    _put(folder / "tables.txt", "\n".join([machine(), "", *tables, goal_table(goals)]))
    _put(folder / "results.json", json.dumps(rows, indent=1) + "\n")
    _put(folder / "cost.svg", cost_plot(measures))


def _names(measures: Iterable[Measure]) -> list[str]:
    """Return the benchmarks that were run, in their order."""
    return list(dict.fromkeys(m.benchmark for m in measures))


def _put(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def cost_plot(measures: list[Measure]) -> str:
    """Return an SVG: CPU seconds against size on log axes, a panel for each benchmark, a line for each contestant.

    Of several pieces of work the geometric mean is drawn. A slope of one is linear cost; the dotted line has it.
    Benchmarks of one size have no panel.
    """
    import io

    from matplotlib.figure import Figure

    timed = [m for m in measures if m.quantity == "CPU"]
    sizes = {name: sorted({m.size for m in timed if m.benchmark == name}) for name in _names(timed)}
    names = [name for name, several in sizes.items() if len(several) > 1]
    figure = Figure(figsize=(6 * min(2, len(names) or 1), 4 * ((len(names) + 1) // 2 or 1)), layout="constrained")
    for at, name in enumerate(names):
        axes = figure.add_subplot((len(names) + 1) // 2, min(2, len(names)), at + 1)
        rows = [m for m in timed if m.benchmark == name]
        values: dict[str, dict[int, list[float]]] = {}
        for m in rows:
            values.setdefault(m.subject.partition(": ")[0], {}).setdefault(m.size, []).append(m.value)
        for contestant, by_size in values.items():
            points = [(size, geometric_mean(each)) for size, each in sorted(by_size.items())]
            own = contestant.startswith("kg")
            axes.loglog(*zip(*points, strict=True), marker="o", label=contestant, linewidth=2.2 if own else 1.1)
        first = sizes[name][0]
        least = min(geometric_mean(by_size[first]) for by_size in values.values() if first in by_size)
        axes.loglog(sizes[name], [least * size / first for size in sizes[name]], ":", color="grey", linewidth=0.8)
        axes.set(title=name, xlabel="size", ylabel="CPU seconds")
        axes.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    text = io.StringIO()
    figure.savefig(text, format="svg")
    return text.getvalue()
