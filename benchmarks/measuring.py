"""Measuring: contestants in processes of their own, turn about, and the medians of what they took.

A contestant is a function of a size that returns its pieces of work, each a function without arguments; what it
prepares is not timed. A fresh process each time keeps one contestant's memory and caches from another's.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

#: Its pieces of work by name; what one returns is compared with what the rivals return.
Work = Mapping[str, Callable[[], object]]
Contestants = Mapping[str, Callable[[int], Work]]

#: A contestant that took longer than this many wall seconds, preparation included, is not run again.
PATIENCE = 120
#: Work that is shorter is repeated until it has taken so many CPU seconds, and counted by the run.
_SHORT = 0.05


@dataclass(frozen=True)
class Measure:
    """One number: of which benchmark, at which size, of whom, and what."""

    benchmark: str
    size: int
    subject: str
    quantity: str
    value: float
    unit: str


@dataclass(frozen=True)
class Goal:
    """What a number is to keep within, or to reach."""

    benchmark: str
    size: int
    text: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the number keeps it."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def race(module: str, contestants: Iterable[str], sizes: Iterable[int], runs: int) -> list[Measure]:
    """Return CPU and wall seconds and peak megabytes of every piece of work: medians over `runs` processes.

    Contestants alternate. Raises RuntimeError where two of them do not give the same.
    """
    found: list[Measure] = []
    running = list(contestants)
    for size in sorted(sizes):
        taken: dict[str, list[dict[str, Any]]] = {name: [] for name in running}
        for _ in range(runs):
            for name in [name for name in taken if name in running]:
                begun = time.perf_counter()
                result = _process(module, name, size)
                if "missing" in result:
                    say(f"  {name}: {result['missing']}\n")
                    running.remove(name)
                    del taken[name]
                    continue
                taken[name].append(result)
                if time.perf_counter() - begun > PATIENCE and name in running:
                    running.remove(name)
                    took = time.perf_counter() - begun
                    say(f"  {name}: run once at {size:,} and not beyond, it took {took:.0f} s\n")
        compare(taken, size)
        for name, results in taken.items():
            found += _medians(module, size, name, results)
    return found


def _process(module: str, contestant: str, size: int) -> dict[str, Any]:
    """Return what one contestant took in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.measuring", module, contestant, str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{contestant} at {size}: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(taken: Mapping[str, list[dict[str, Any]]], size: int) -> None:
    """Raise RuntimeError where two contestants give something else for the same work."""
    seen: dict[str, tuple[str, object]] = {}
    for name, results in taken.items():
        for work, took in results[0]["work"].items() if results else ():
            first, given = seen.setdefault(work, (name, took["gave"]))
            if took["gave"] is not None and given is not None and took["gave"] != given:
                raise RuntimeError(f"{work} at {size}: {name} gives {took['gave']}, {first} {given}")


def _medians(module: str, size: int, name: str, results: list[dict[str, Any]]) -> list[Measure]:
    """Return the measures of one contestant at one size."""
    found = []
    for work in results[0]["work"] if results else ():
        subject = f"{name}: {work}" if work else name
        for quantity in ("CPU", "wall"):
            value = median(result["work"][work][quantity] for result in results)
            found.append(Measure(module, size, subject, quantity, value, "s"))
    if found:
        found.append(Measure(module, size, name, "peak", median(result["peak"] for result in results), "MB"))
    return found


def value(measures: Iterable[Measure], size: int, subject: str, quantity: str = "CPU") -> float | None:
    """Return one number, if it was measured."""
    return next((m.value for m in measures if (m.size, m.subject, m.quantity) == (size, subject, quantity)), None)


def ratio(measures: list[Measure], size: int, above: str, below: str, quantity: str = "CPU") -> float | None:
    """Return how many times as much the one took as the other, if both were measured."""
    one, other = value(measures, size, above, quantity), value(measures, size, below, quantity)
    return one / other if one is not None and other else None


def say(text: str) -> None:
    """Print at once: a benchmark takes long."""
    sys.stdout.write(text)
    sys.stdout.flush()


def _contend(module: str, contestant: str, size: int) -> dict[str, Any]:
    """Do one contestant's work in this process and return what it took."""
    try:
        works = import_module(f"benchmarks.{module}").CONTESTANTS[contestant](size)
    except ModuleNotFoundError as missing:
        return {"missing": f"not installed: {missing.name}"}
    before = _children()
    result: dict[str, Any] = {"work": {name: _timed(work) for name, work in works.items()}}
    result["peak"] = max(_own_peak(), _children() if _children() > before else 0.0)
    return result


def _timed(work: Callable[[], object]) -> dict[str, Any]:
    """Return CPU and wall seconds of one run, with the collector on as it usually is, and what it gave.

    Processes that it starts count as well.
    """
    gc.collect()
    # The threads of a numerical library that was just imported spin for a while, waiting for work.
    time.sleep(0.2)
    times, cpu, wall = 0, _cpu(), time.perf_counter()
    while not times or _cpu() - cpu < _SHORT:
        gave = work()
        times += 1
    return {"CPU": (_cpu() - cpu) / times, "wall": (time.perf_counter() - wall) / times, "gave": gave}


def _cpu() -> float:
    """Return CPU seconds of this process and of those that it has waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + spent.ru_utime + spent.ru_stime


def _own_peak() -> float:
    """Return the peak memory of this process in megabytes."""
    # Not ru_maxrss: a process inherits that of the one that started it.
    status = Path("/proc/self/status")
    told = status.read_text(encoding="ascii").split("VmHWM:")[1].split()[0] if status.exists() else "nan"
    return float(told) / 1024


def _children() -> float:
    """Return the peak memory in megabytes of the largest process that this one has waited for."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_contend(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
