"""The snapshot of the shipped graph saves time and nothing else: no answer changes with it, or for want of it."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from rdflib import URIRef

import kg
from kg.answers import ask_question
from kg.store import load_store, open_store
from kg.store.snapshot import shipped_engine


@pytest.fixture
def snapshots(tmp_path, monkeypatch):
    """An empty folder of snapshots."""
    monkeypatch.setenv("KG_SNAPSHOTS", str(tmp_path / "snapshots"))
    return tmp_path / "snapshots"


def ask(root, snapshots, *words):
    place = {"PYTHONPATH": str(root), "KG_SNAPSHOTS": str(snapshots), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "kg", "query", *words],
        cwd=root,
        env={**os.environ, **place},
        capture_output=True,
        text=True,
    )


def told(engine):
    """What stands in each graph; the names of blank nodes are new with every reading."""
    return sorted(re.sub(r"_:\w+", "_:", str(quad)) for quad in engine)


def kept(snapshots):
    return sorted(path.name for path in snapshots.iterdir())


def test_a_snapshot_holds_just_what_the_files_say_in_the_same_graphs(snapshots):
    read = told(load_store().engine)
    assert told(shipped_engine()) == read
    assert len(kept(snapshots)) == 1
    assert told(shipped_engine()) == read


def test_the_graph_has_one_version_with_a_snapshot_and_without(snapshots):
    shipped_engine()
    assert open_store(once=True).version() == load_store().version()


def test_an_edited_file_is_asked_at_once_and_a_broken_one_is_named(checkout, snapshots):
    text = 'SELECT ?label { agency:UNFPA skos:prefLabel ?label FILTER (LANG(?label) = "en") }'
    assert "United Nations Population Fund" in ask(checkout, snapshots, "-q", text).stdout
    agencies = checkout / "data" / "agencies.ttl"
    before = agencies.read_text(encoding="utf-8")
    agencies.write_text(before.replace('"United Nations Population Fund"@en', '"Renamed"@en'), encoding="utf-8")
    assert "Renamed" in ask(checkout, snapshots, "-q", text).stdout
    agencies.write_text(before + "\nbroken", encoding="utf-8")
    said = ask(checkout, snapshots, "-q", text)
    assert (said.returncode, said.stdout) == (1, "")
    assert re.fullmatch(r"kg: \S+agencies\.ttl:\d+:\d+: .*\n", said.stderr)
    agencies.write_text(before, encoding="utf-8")
    assert "United Nations Population Fund" in ask(checkout, snapshots, "-q", text).stdout
    assert len(kept(snapshots)) == 2


def test_another_version_of_the_code_or_of_the_engine_makes_a_snapshot_of_its_own(snapshots, monkeypatch):
    shipped_engine()
    monkeypatch.setattr("kg.store.snapshot.__version__", "another")
    shipped_engine()
    monkeypatch.setattr("pyoxigraph.__version__", "another")
    shipped_engine()
    assert len(kept(snapshots)) == 3


@pytest.mark.parametrize("harm", ["cut", "lost", "emptied", "file"])
def test_a_snapshot_that_is_not_whole_is_made_anew(snapshots, harm):
    shipped_engine()
    (snapshot,) = snapshots.iterdir()
    largest = max(snapshot.glob("*.sst"), key=lambda path: path.stat().st_size)
    if harm == "cut":
        os.truncate(largest, largest.stat().st_size // 2)
    elif harm == "lost":
        largest.unlink()
    else:
        shutil.rmtree(snapshot)
        snapshot.mkdir() if harm == "emptied" else snapshot.write_text("no store")
    read = told(load_store().engine)
    assert told(shipped_engine()) == read
    assert told(shipped_engine()) == read
    assert kept(snapshots) == [snapshot.name]
    assert len(list(snapshot.glob("*.sst"))) > 1


def test_processes_that_ask_for_the_first_time_together_all_get_the_answer(snapshots):
    command = [sys.executable, "-m", "kg", "query", "co-sponsors"]
    asked = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate(timeout=120) for process in asked}
    assert len(said) == 1
    assert said.pop()[1] == ""
    assert len(kept(snapshots)) == 1


def test_a_place_where_nothing_can_be_kept_and_the_word_off_only_cost_time(tmp_path, monkeypatch):
    read = told(load_store().engine)
    (tmp_path / "file").write_text("in the way")
    for place in (str(tmp_path / "file" / "below"), "/proc/nothing", "off"):
        monkeypatch.setenv("KG_SNAPSHOTS", place)
        assert told(shipped_engine()) == read


def test_a_snapshot_in_a_folder_that_is_only_read_opens(snapshots):
    shipped_engine()
    (snapshot,) = snapshots.iterdir()
    before = {path: path.stat().st_mtime_ns for path in snapshot.iterdir()}
    for path in (*snapshot.iterdir(), snapshot, snapshots):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert told(shipped_engine()) == told(load_store().engine)
        assert {path: path.stat().st_mtime_ns for path in snapshot.iterdir()} == before
    finally:
        for path in (snapshots, snapshot):
            path.chmod(0o755)


def test_only_so_many_snapshots_are_kept(snapshots, monkeypatch):
    monkeypatch.setattr("kg.store.snapshot._KEPT", 2)
    for version in ("one", "two", "three"):
        monkeypatch.setattr("kg.store.snapshot.__version__", version)
        shipped_engine()
    assert len(kept(snapshots)) == 2


def test_what_python_loads_can_be_written_to(snapshots):
    kg.ask("co-sponsors")
    graph = kg.load()
    before = len(graph)
    graph.add((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")))
    assert len(graph) == before + 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?p ?o { ?s ?p ?o }",
        "SELECT ?a { ?a a kg:Agency } LIMIT 3",
        'SELECT (GROUP_CONCAT(?a; separator=" ") AS ?all) { ?a a kg:Agency }',
        "SELECT (SAMPLE(?a) AS ?one) { ?a a kg:Agency }",
    ],
)
def test_what_hangs_on_the_order_of_the_files_is_the_same_with_a_snapshot(snapshots, query):
    shipped_engine()
    assert ask_question(open_store(once=True), query, {}).to_csv() == ask_question(load_store(), query, {}).to_csv()
