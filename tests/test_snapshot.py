"""The snapshot of the shipped graph only ever saves time: never old, never half, never needed."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.answers import ask_question
from kg.store import LocalStore, load_store, open_store

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_SNAPSHOTS", str(tmp_path / "snapshots"))
    return tmp_path / "snapshots"


def asked(place, question="agencies", **environment):
    """Run a question with the package of a folder; return what it printed."""
    command = [sys.executable, "-m", "kg", "query", question, "--format", "csv"]
    env = {**os.environ, "KG_RECORDS": str(place / "records"), **environment}
    env.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=place, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def checkout(tmp_path):
    for each in ("kg", "ontology", "data", "queries"):
        shutil.copytree(ROOT / each, tmp_path / "checkout" / each, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "checkout"


def test_the_second_opening_finds_the_snapshot_and_the_same_statements(folder):
    first = open_store()
    assert len(list(folder.iterdir())) == 1
    second = open_store()
    assert second.engine is not first.engine
    read = load_store()
    assert len(second.engine) == len(read.engine)
    assert set(second.engine.named_graphs()) == set(read.engine.named_graphs())
    assert second.version() == LocalStore(second.engine).version() == read.version()
    assert second.location == ""


@pytest.mark.parametrize("name", ["chairs-of", "partners-of"])
def test_an_answer_from_the_snapshot_is_the_answer_from_the_files(folder, name):
    open_store()
    given = {"agency": "GMG" if name == "chairs-of" else "ILO"}
    assert ask_question(open_store(), name, given).to_json() == ask_question(load_store(), name, given).to_json()


def test_whoever_edits_a_file_asks_the_edited_graph_at_once(folder, checkout):
    before = asked(checkout)
    path = checkout / "data" / "agencies.ttl"
    text = path.read_text(encoding="utf-8")
    stamp = path.stat()
    path.write_text(text.replace('"International Labour Organization"@en', '"International Labor Organization"@en'))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after = asked(checkout)
    assert before != after
    assert before.replace("International Labour Organization", "International Labor Organization") == after
    path.write_text(text, encoding="utf-8")
    assert asked(checkout) == before


def test_two_first_uses_at_once_both_answer_and_leave_one_snapshot(folder, tmp_path):
    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lambda _: asked(ROOT, KG_RECORDS=str(tmp_path / "records")), range(4)))
    assert len(answers) == 1
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("damage", ["no version", "no engine", "cut off"])
def test_a_damaged_snapshot_is_made_anew(folder, damage):
    open_store()
    (own,) = folder.iterdir()
    if damage == "no version":
        (own / "version").unlink()
    elif damage == "no engine":
        shutil.rmtree(own / "quads")
    else:
        (own / "quads" / "CURRENT").write_bytes(b"")
    assert len(ask_question(open_store(), "meetings", {}).rows) > 100
    assert list(folder.iterdir()) == [own]
    assert (own / "version").is_file()
    assert len(ask_question(open_store(), "meetings", {}).rows) > 100


def test_where_nothing_can_be_kept_the_files_are_read(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("KG_SNAPSHOTS", str(tmp_path / "file" / "below"))
    assert len(ask_question(open_store(), "meetings", {}).rows) > 100
    monkeypatch.setenv("KG_SNAPSHOTS", "off")
    assert len(ask_question(open_store(), "meetings", {}).rows) > 100
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_snapshots_of_what_is_no_more_are_removed(folder):
    for name in "abcdef":
        (folder / name).mkdir(parents=True)
    open_store()
    assert len(list(folder.iterdir())) == 4


def test_what_is_loaded_to_be_added_to_is_no_snapshot(folder):
    import rdflib

    import kg

    open_store()
    dataset = kg.load()
    dataset.add((rdflib.URIRef("x:a"), rdflib.URIRef("x:b"), rdflib.URIRef("x:c")))
    assert (rdflib.URIRef("x:a"), rdflib.URIRef("x:b"), rdflib.URIRef("x:c")) in dataset
