"""Work ends within its time and memory, can be stopped, and leaves nothing half-done behind."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.limits import LimitError, TimeLimitError, bounded

LIMIT = 2.0
PAIRS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
ENDLESS = {
    "cross product": (f"SELECT (COUNT(*) AS ?n) {{ {PAIRS} }}", True),
    "cross product in order": (f"SELECT * {{ {PAIRS} }} ORDER BY ?i ?f ?c", True),
    "cross product with distinct": (f"SELECT DISTINCT ?a ?d ?g {{ {PAIRS} }}", True),
    "group concat": (f"SELECT (GROUP_CONCAT(?c) AS ?all) {{ {PAIRS} }}", True),
    "huge result": (f"SELECT * {{ {PAIRS} }}", True),
    "construct": (f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {PAIRS} }}", True),
    "paths": ("SELECT (COUNT(*) AS ?n) { ?a (!kg:none|^!kg:none)* ?b . ?b (!kg:none|^!kg:none)* ?c }", False),
    "filter": (f"SELECT * {{ {PAIRS} FILTER (STR(?a) = CONCAT(STR(?f), 'x')) }}", True),
    "pattern": ('SELECT * { ?a ?b ?c . ?d ?e ?f FILTER (REGEX(CONCAT(STR(?c), STR(?f)), "(.*)*(.*)*y$")) }', True),
    "ask": (f"ASK {{ {PAIRS} FILTER (?a = ?f && ?a != ?f) }}", True),
    "unions": ("SELECT (COUNT(*) AS ?n) { " + "{ ?a ?b ?c } UNION { ?d ?e ?f } . " * 4 + "}", False),
}


def environment(tmp_path):
    return {
        **os.environ,
        "PYTHONPATH": str(Path(kg.__file__).parents[1]),
        "KG_RECORDS": str(tmp_path.with_name(f"{tmp_path.name}-records")),
    }


def started(tmp_path, *words):
    command = [sys.executable, "-c", "from kg.cli import main; main()", *map(str, words)]
    return subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_query_ends_at_its_limit_and_says_why(run, tmp_path, name):
    query, pairs = ENDLESS[name]
    began = time.monotonic()
    done = run("query", "-q", query, "--allow-unknown", "--timeout", LIMIT, "--format", "csv", "--out", "x.csv")
    spent = time.monotonic() - began
    assert (done.returncode, done.stdout) == (124, "")
    assert done.stderr.startswith(f"kg: no answer within {LIMIT:g} seconds; ")
    assert done.stderr.endswith("allow more with --timeout SECONDS\n")
    assert done.stderr.count("\n") == 1
    assert ("'?a ?b ?c' and '?d ?e ?f' share no variable" in done.stderr) is pairs
    assert spent < LIMIT + 1 + start_up()
    assert not list(tmp_path.iterdir())


def start_up():
    """How long this machine takes to start the program, which is no part of the limit."""
    global _STARTED
    if not _STARTED:
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", "import kg.cli.questions, kg.store.loading"], check=True)
        _STARTED = time.monotonic() - began + 0.5
    return _STARTED


_STARTED = 0.0


def test_a_query_that_takes_too_much_memory_is_given_up(run, tmp_path):
    query = f"SELECT * {{ {PAIRS} }} ORDER BY ?i ?f ?c"
    done = run("query", "-q", query, "--max-memory", "0.3", "--timeout", "50", "--out", "x.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kg: the answer needs more than 0.3 GB of memory; ")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def stopped(process, number, after):
    """Send a signal to a process some time after it began; return what came of it, and how soon."""
    time.sleep(after)
    assert process.poll() is None, process.stderr.read()
    process.send_signal(number)
    began = time.monotonic()
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err, time.monotonic() - began


SIGNALS = [(signal.SIGINT, 130, "kg: stopped\n"), (signal.SIGTERM, 143, "kg: ended\n")]


@pytest.mark.parametrize(("number", "code", "said"), SIGNALS)
def test_a_signal_ends_a_query_at_once_and_leaves_no_file(tmp_path, number, code, said):
    query = f"SELECT * {{ {PAIRS} }} ORDER BY ?i"
    process = started(tmp_path, "query", "-q", query, "--out", "x.csv", "--timeout", "60")
    ended = stopped(process, number, 1.5)
    assert ended[:3] == (code, "", said)
    assert ended[3] < 2
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """A file that takes longer to load than the tests wait for."""
    path = tmp_path_factory.mktemp("big") / "big.nt"
    with path.open("w", encoding="utf-8") as file:
        for at in range(0, 2_500_000, 5000):
            file.write("".join(f'<urn:s{n}> <urn:p{n % 7}> "text number {n}" .\n' for n in range(at, at + 5000)))
    return path


@pytest.mark.parametrize(("number", "code", "said"), SIGNALS)
@pytest.mark.parametrize("command", ["query", "build"])
def test_a_signal_ends_the_loading_of_a_big_file_at_once_and_leaves_no_file(
    tmp_path, big, command, number, code, said
):
    words = ["query", "-q", "ASK {}", "--out", "x.csv"] if command == "query" else ["build", "--store", "store"]
    process = started(tmp_path, *words, "--data", big)
    ended = stopped(process, number, 1.2)
    assert ended[:3] == (code, "", said)
    assert ended[3] < 2
    assert not list(tmp_path.rglob("*"))


def test_loading_too_much_for_the_memory_allowed_is_given_up(run, tmp_path, big):
    done = run("query", "-q", "ASK {}", "--data", big, "--max-memory", "0.15", "--out", "x.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.match(r"kg: the answer needs more than 0\.15 GB of memory; ", done.stderr)
    assert not list(tmp_path.iterdir())


def test_an_older_answer_stays_where_a_new_one_is_given_up(run, tmp_path):
    (tmp_path / "x.csv").write_text("old")
    done = run("query", "-q", f"SELECT * {{ {PAIRS} }}", "--timeout", "0.5", "--out", "x.csv")
    assert done.returncode == 124
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x.csv", "old")]


def test_a_long_query_has_the_stack_that_reading_it_takes(run, tmp_path):
    (tmp_path / "long.rq").write_text("ASK { FILTER(" + "!" * 20_000 + "true) }")
    done = run("query", "long.rq")
    assert (done.returncode, done.stdout) == (0, "true\n"), done.stderr


def test_work_without_end_is_given_up_in_a_notebook_too():
    with pytest.raises(TimeLimitError, match=r"no answer within 0\.1 seconds; it never ends; allow more"):
        bounded(lambda: time.sleep(5), 0.1, hint=lambda: "it never ends; ")


def test_a_hint_that_takes_longer_than_the_limit_is_not_waited_for():
    began = time.monotonic()
    with pytest.raises(TimeLimitError, match=r"no answer within 0\.2 seconds; allow more"):
        bounded(lambda: time.sleep(5), 0.2, hint=lambda: time.sleep(5) or "too late")
    assert time.monotonic() - began < 1


def test_what_work_returns_and_raises_is_handed_on():
    assert bounded(lambda: 3, 5) == 3
    with pytest.raises(KeyError):
        bounded(lambda: {}["x"], 5)
    with pytest.raises(LimitError, match="the answer needs more than"):
        bounded(lambda: time.sleep(5), 5, memory=1)
