"""The benchmarks run from one command, on data that are the same everywhere and keep the rules of the graph."""

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from benchmarks.generated import LARGEST_GROUP, attendance, write
from benchmarks.measuring import compare

ROOT = Path(__file__).parents[1]


def test_generated_data_are_the_same_each_time_and_about_as_many_as_asked(tmp_path):
    for name in ("one.ttl", "other.ttl"):
        write(tmp_path / name, 20_000)
    assert (tmp_path / "one.ttl").read_bytes() == (tmp_path / "other.ttl").read_bytes()
    count = sum(1 for _ in ox.parse(path=str(tmp_path / "one.ttl")))
    assert count == pytest.approx(20_000, rel=0.15)


def test_generated_data_keep_the_rules_of_the_graph(tmp_path):
    write(tmp_path / "data.ttl", 3_000)
    assert kg.check(tmp_path / "data.ttl", house_form=False).to_text() == ""


def test_generated_agencies_meet_in_groups_of_all_sizes_and_few_are_in_most():
    agents, meetings = attendance(100_000)
    sizes = [0] * (int(meetings.max()) + 1)
    activity = [0] * (int(agents.max()) + 1)
    for agent, meeting in zip(agents.tolist(), meetings.tolist(), strict=True):
        sizes[meeting] += 1
        activity[agent] += 1
    assert 1 in sizes and LARGEST_GROUP // 2 < max(sizes) <= LARGEST_GROUP
    busiest = sorted(activity, reverse=True)[: len(activity) // 10]
    assert sum(busiest) > 0.4 * sum(activity)


def test_one_command_prints_measures_and_goals_and_writes_them_with_a_plot(tmp_path):
    asked = ["loading", "--size", "2000", "--size", "4000", "--runs", "1", "--out", str(tmp_path)]
    done = subprocess.run([sys.executable, "-m", "benchmarks", *asked], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "pyoxigraph" in done.stdout and "rdflib" in done.stdout
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {row["size"] for row in results["measures"]} == {2000, 4000}
    assert all(row["value"] > 0 for row in results["measures"])
    assert "loading" in (tmp_path / "cost.svg").read_text(encoding="utf-8")
    assert "kg on disk" in (tmp_path / "tables.txt").read_text(encoding="utf-8")


def test_an_unknown_benchmark_is_refused_with_those_there_are():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "loadin"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no benchmark 'loadin'; there are loading" in done.stderr


def test_rivals_that_do_not_give_the_same_are_no_rivals():
    taken = {"one": [{"work": {"": {"gave": 1}}}], "other": [{"work": {"": {"gave": 2}}}]}
    with pytest.raises(RuntimeError, match="at 10: other gives 2, one 1"):
        compare(taken, 10)
