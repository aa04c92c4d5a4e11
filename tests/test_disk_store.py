"""A store on disk gives the same answers as the files it was built from, and is whole or not there at all."""

import gzip
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.answers import ask_question, render
from kg.errors import UsageError
from kg.questions import all_questions
from kg.store import load_store, open_store
from kg.store.disk import build_store

from .conftest import SMALL

QUESTIONS = all_questions()
AGAIN = 'PREFIX agency: <https://w3id.org/convene/id/agency/>\nPREFIX kg: <https://w3id.org/convene/ontology#>\nagency:small-a a kg:Agency ; kg:acronym "AA" .\n'


def started(*words, **options):
    """`kg` as a process that nobody waits for."""
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    command = [sys.executable, "-c", "from kg.cli import main; main()", *map(str, words)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def lines(count):
    return "".join(
        f"<http://example.org/s{n}> <http://example.org/p> <http://example.org/o{n % 7}> .\n" for n in range(count)
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "store"
    done = started("build", "--store", folder)
    said = done.communicate(timeout=60)[1]
    assert done.returncode == 0, said
    return folder


@pytest.fixture(scope="module")
def on_disk(built):
    return open_store(str(built))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_saved_question_gives_the_same_bytes_from_disk_as_from_memory(shipped, on_disk, question):
    given = {parameter.name: parameter.example for parameter in question.parameters}
    here = render(ask_question(on_disk, question.name, given), "csv")
    assert here == render(ask_question(shipped, question.name, given), "csv")


def test_the_version_on_disk_is_that_in_memory_and_needs_no_counting(shipped, on_disk):
    assert on_disk.version() == shipped.version()
    assert len(on_disk.engine) == len(shipped.engine)


def test_any_number_of_processes_read_a_store_at_once(built, on_disk):
    readers = [started("query", "co-sponsors", "--store", built, "--format", "csv") for _ in range(3)]
    answers = [reader.communicate(timeout=60) for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0, 0], answers
    assert len({out for out, _ in answers}) == 1
    assert len(answers[0][0].splitlines()) == 6
    assert on_disk.rows("SELECT ?a { ?a kg:acronym 'ILO' }") != []


def test_the_store_may_be_named_by_the_environment_and_files_named_by_hand_go_before_it(run, built):
    asked = ("query", "-q", "SELECT (COUNT(*) AS ?n) { ?a a kg:Agency }", "--format", "csv")
    named = {**os.environ, "KG_STORE": str(built), "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    assert run(*asked, env=named).stdout == run(*asked).stdout
    assert run(*asked, "--data", SMALL, env=named).stdout == "n\n4\n"
    assert run("build", "--data", SMALL, env={**named, "KG_STORE": "mine"}).returncode == 0
    mine = {**named, "KG_STORE": "mine"}
    assert run(*asked, env=mine).stdout == "n\n4\n"
    assert run("build", "--store", "other", env={**named, "KG_DATA": str(SMALL)}).returncode == 0
    assert run(*asked, "--store", "other").stdout == "n\n4\n"


def test_a_store_and_files_together_are_refused(run, built):
    done = run("query", "meetings", "--store", built, "--data", SMALL)
    assert done.returncode == 2
    assert "already holds its statements; leave out --data" in done.stderr


def test_ones_own_statements_that_stand_in_two_files_count_once(tmp_path, small):
    (tmp_path / "again.ttl").write_text(AGAIN)
    (tmp_path / "more.jsonld").write_text('{"@id": "http://example.org/x", "http://example.org/p": "unnamed"}')
    files = [SMALL, tmp_path / "again.ttl", tmp_path / "more.jsonld"]
    build_store(tmp_path / "store", files, False, lambda path: path.open("rb"))
    disk, memory = open_store(str(tmp_path / "store")), load_store(files)
    for asked in (
        "SELECT (COUNT(*) AS ?n) { ?a a kg:Agency }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?o { <http://example.org/x> ?p ?o }",
    ):
        assert disk.rows(asked) == memory.rows(asked) != []
    assert disk.rows("SELECT (COUNT(*) AS ?n) { ?a a kg:Agency }") == [("4",)]
    assert disk.version() == memory.version()


def test_what_stands_in_no_graph_counts_for_the_version_even_beside_a_repetition(tmp_path):
    (tmp_path / "again.ttl").write_text(AGAIN)
    (tmp_path / "more.jsonld").write_text('{"@id": "http://example.org/x", "http://example.org/p": "one"}')
    files = [SMALL, tmp_path / "again.ttl", tmp_path / "more.jsonld"]
    before = load_store(files).version()
    (tmp_path / "more.jsonld").write_text('{"@id": "http://example.org/x", "http://example.org/p": "other"}')
    assert load_store(files).version() != before


def test_a_killed_build_leaves_the_old_store_answering_and_the_next_clears_up(run, tmp_path):
    store = tmp_path / "store"
    assert run("build", "--store", store, "--data", SMALL).returncode == 0
    (tmp_path / "big.nt").write_text(lines(400_000))
    build = started("build", "--store", store, "--data", tmp_path / "big.nt")
    until = time.monotonic() + 30
    while not list(store.glob("building-*/quads/*.sst")) and time.monotonic() < until and build.poll() is None:
        time.sleep(0.01)
    assert build.poll() is None, "the build was over before it could be killed"
    build.send_signal(signal.SIGKILL)
    build.communicate(timeout=30)
    assert list(store.glob("building-*")), "nothing was left, so nothing is shown"
    asked = ("query", "-q", "SELECT (COUNT(*) AS ?n) { ?a a kg:Agency }", "--format", "csv", "--store", store)
    assert run(*asked).stdout == "n\n4\n"
    assert run("build", "--store", store, "--data", SMALL).returncode == 0
    assert not list(store.glob("building-*"))
    assert run(*asked).stdout == "n\n4\n"


def test_what_a_killed_first_build_left_is_no_hindrance(run, tmp_path):
    (tmp_path / "store" / "building-1").mkdir(parents=True)
    (tmp_path / "store" / ".building").write_text("")
    assert "is no store" in run("query", "meetings", "--store", "store").stderr
    assert run("build", "--store", "store", "--data", SMALL).returncode == 0
    assert sorted(path.name for path in (tmp_path / "store").iterdir())[:1] == [".building"]
    assert not (tmp_path / "store" / "building-1").exists()


def test_two_builds_in_one_folder_do_not_mix(tmp_path, run):
    import fcntl

    store = tmp_path / "store"
    assert run("build", "--store", store, "--data", SMALL).returncode == 0
    with (store / ".building").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = run("build", "--store", store, "--data", SMALL)
    assert done.returncode == 2
    assert f"another build in '{store}' is under way" in done.stderr


def test_a_reader_keeps_its_store_while_a_new_one_is_built_and_at_most_two_are_kept(tmp_path):
    store = tmp_path / "store"

    def build(count):
        (tmp_path / "mine.nt").write_text(lines(count))
        build_store(store, [tmp_path / "mine.nt"], False, lambda path: path.open("rb"))

    asked = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/p> ?o }"
    build(10)
    reader = open_store(str(store))
    build(20)
    assert reader.rows(asked) == [("10",)]
    assert open_store(str(store)).rows(asked) == [("20",)]
    build(30)
    assert open_store(str(store)).rows(asked) == [("30",)]
    assert len(list(store.glob("build-*"))) == 2


@pytest.mark.parametrize("name", ["notes.txt", "current", "build-notes"])
def test_a_folder_that_holds_something_else_is_refused_and_left_alone(run, tmp_path, name):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("my notes")
    done = run("build", "--store", "mine", "--data", SMALL)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kg: 'mine' holds something else than a store; name a new or empty folder\n"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [name]
    assert (tmp_path / "mine" / name).read_text() == "my notes"


def test_what_a_user_puts_beside_a_store_is_left_alone(run, tmp_path):
    for _ in range(3):
        assert run("build", "--store", "store", "--data", SMALL).returncode == 0
        (tmp_path / "store" / "build-mine").mkdir(exist_ok=True)
    assert (tmp_path / "store" / "build-mine").is_dir()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build",), "name the folder of the store: kg build --store DIR"),
        (("build", "--store", "http://127.0.0.1:9/"), "name the folder of the store: kg build --store DIR"),
        (("build", "--store", "file.txt"), "'file.txt' holds something else than a store"),
        (("build", "--store", "file.txt/store"), "no store can be built in 'file.txt/store': Not a directory"),
        (("build", "--store", "new", "--data", "none.ttl"), "'none.ttl' does not exist"),
        (("build", "--store", "new", "--data", "bad.ttl"), "bad.ttl:1:"),
        (("build", "--store", "new", "--data", "graph.ttl.zst"), "has no RDF suffix"),
        (
            ("build", "--store", "new", "--data", "packed.ttl"),
            "'packed.ttl' is compressed by gzip; name it packed.ttl.gz",
        ),
        (("query", "meetings", "--store", "none"), "'none' does not exist; make one with: kg build --store none"),
        (("query", "meetings", "--store", "."), "'.' is no store; make one with: kg build --store ."),
        (
            ("query", "meetings", "--store", "file.txt"),
            "'file.txt' is a file, not a store; ask it with --data file.txt",
        ),
        (("query", "meetings", "--store", "broken"), "'broken' is damaged"),
        (("query", "meetings", "--store", "hollow"), "'hollow' is damaged"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_no_store_and_what_cannot_become_one_is_answered_in_one_line(run, tmp_path, words, said):
    (tmp_path / "file.txt").write_text("hello")
    (tmp_path / "bad.ttl").write_text("<a <b> <c> .")
    (tmp_path / "graph.ttl.zst").write_bytes(SMALL.read_bytes())
    (tmp_path / "packed.ttl").write_bytes(gzip.compress(SMALL.read_bytes()))
    for name, about in (("broken", '{"union": true, "copied": false, "version": "x"}'), ("hollow", "[]")):
        (tmp_path / name / "build-1-0123456789ab" / "quads").mkdir(parents=True)
        (tmp_path / name / "build-1-0123456789ab" / "about.json").write_text(about)
        (tmp_path / name / "current").write_text("build-1-0123456789ab")
    (tmp_path / "broken" / "build-1-0123456789ab" / "quads" / "CURRENT").write_text("nonsense")
    done = run(*words)
    assert done.stdout == ""
    assert done.returncode in (1, 2)
    assert done.stderr.startswith("kg: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("new/build*"))


def test_a_folder_that_may_not_be_written_is_named():
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)  # nothing is forbidden to root
            with pytest.raises(UsageError) as refused:
                build_store(Path(name) / "store", [SMALL], False, lambda path: path.open("rb"))
        finally:
            os.seteuid(user)
            Path(name).chmod(0o755)
    assert str(refused.value) == f"no store can be built in '{name}/store': Permission denied; name another folder"


def test_a_disk_that_is_full_is_one_line_and_leaves_the_old_store(tmp_path, run):
    """A limit on the size of files stands for the full disk: the engine cannot write either way."""
    assert run("build", "--store", "store", "--data", SMALL).returncode == 0
    before = sorted(path.name for path in (tmp_path / "store").iterdir())
    (tmp_path / "big.nt").write_text(lines(20_000))

    def cramped():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    done = run("build", "--store", "store", "--data", "big.nt", preexec_fn=cramped)
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("kg: no store can be built in 'store': ")
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == before
    asked = ("query", "-q", "SELECT (COUNT(*) AS ?n) { ?a a kg:Agency }", "--format", "csv", "--store", "store")
    assert run(*asked).stdout == "n\n4\n"


def test_conflicts_and_networks_are_the_same_from_disk(run, built, tmp_path):
    assert run("conflicts", "--store", built).stdout == run("conflicts").stdout != ""
    assert run("network", "--store", built, "--out", "disk.graphml").returncode == 0
    assert run("network", "--out", "memory.graphml").returncode == 0
    assert (tmp_path / "disk.graphml").read_bytes() == (tmp_path / "memory.graphml").read_bytes()
