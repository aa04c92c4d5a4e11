"""Files that gzip or bzip2 compressed are read wherever files are, and what is packed otherwise is named."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import UsageError
from kg.store import load_store, open_store

from .conftest import SMALL

PACK = {"gz": gzip.compress, "bz2": bz2.compress}
COUNT = ("query", "-q", "SELECT (COUNT(*) AS ?n) { ?a a kg:Agency }", "--format", "csv")
TEXT = SMALL.read_bytes()


def packed(folder, suffix, packing):
    """The small graph in some syntax, compressed."""
    path = folder / f"graph.{suffix}.{packing}"
    triples = (quad.triple for quad in ox.parse(path=SMALL))
    written = ox.serialize(triples, format=ox.RdfFormat.from_extension(suffix))
    path.write_bytes(PACK[packing](written))
    return path


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("suffix", ["ttl", "nt", "trig", "nq", "jsonld", "rdf"])
def test_a_packed_file_of_any_syntax_is_the_graph_that_it_holds(small, tmp_path, suffix, packing):
    assert load_store([packed(tmp_path, suffix, packing)]).version() == small.version()


def test_packed_files_are_read_by_every_command_and_in_folders(run, tmp_path):
    packed(tmp_path, "nt", "bz2")
    (tmp_path / "turtle").mkdir()
    turtle = packed(tmp_path / "turtle", "ttl", "gz")
    assert run(*COUNT, "--data", "graph.nt.bz2").stdout == "n\n4\n"
    assert run(*COUNT, "--data", "turtle").stdout == "n\n4\n"
    assert run("build", "--store", "store", "--data", "graph.nt.bz2").returncode == 0
    assert run(*COUNT, "--store", "store").stdout == "n\n4\n"
    assert open_store(str(tmp_path / "store")).version() == load_store([SMALL]).version()
    (tmp_path / "turtle" / "graph.ttl.gz").write_bytes(gzip.compress(TEXT))
    plain = run("check", "--data", SMALL).stdout
    assert run("check", "--data", turtle).stdout == plain.replace(str(SMALL), str(turtle))
    assert run("check", "--data", "turtle").stdout.count("\n") == plain.count("\n")
    assert len(kg.load(turtle).query("SELECT * { ?a a <https://w3id.org/convene/ontology#Agency> }")) == 4


def test_files_that_were_packed_one_by_one_and_joined_are_one(small, tmp_path):
    half = len(TEXT) // 2
    for suffix, pack in PACK.items():
        path = tmp_path / f"joined.ttl.{suffix}"
        path.write_bytes(pack(TEXT[:half]) + pack(TEXT[half:]))
        assert load_store([path]).version() == small.version()


def test_a_mistake_in_a_packed_file_has_its_place(run, tmp_path):
    (tmp_path / "mine.ttl.gz").write_bytes(gzip.compress(b"@prefix : <urn:x> .\n:x :y :z\n:a :b :c .\n"))
    for words in (("query", "meetings", "--data", "mine.ttl.gz"), ("check", "--data", "mine.ttl.gz")):
        done = run(*words)
        assert done.returncode == 1
        assert "mine.ttl.gz:3:1: ';' or '.' is missing before this" in done.stdout + done.stderr


def zipped():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr("graph.ttl", TEXT)
    return content.getvalue()


DAMAGED = "is damaged or not whole, and cannot be unpacked to its end; get it again"
BAD = {
    "gz cut": ("x.ttl.gz", gzip.compress(TEXT)[:-20], DAMAGED),
    "gz of another sum": ("x.ttl.gz", gzip.compress(TEXT)[:-8] + bytes(8), DAMAGED),
    "gz with a hole": ("x.nt.gz", gzip.compress(TEXT)[:300] + bytes(90) + gzip.compress(TEXT)[390:], DAMAGED),
    "gz and then something": ("x.ttl.gz", gzip.compress(TEXT) + b"and then", DAMAGED),
    "bz2 cut": ("x.ttl.bz2", bz2.compress(TEXT)[:-20], DAMAGED),
    "bz2 with a hole": ("x.ttl.bz2", bz2.compress(TEXT)[:300] + bytes(90) + bz2.compress(TEXT)[390:], DAMAGED),
    "plain": ("x.ttl.gz", TEXT, "is not compressed by gzip, whatever its name says; name it x.ttl"),
    "empty": ("x.nt.bz2", b"", "is not compressed by bzip2, whatever its name says; name it x.nt"),
    "another": ("x.ttl.bz2", gzip.compress(TEXT), "is compressed by gzip; name it x.ttl.gz"),
    "not said": ("x.ttl", bz2.compress(TEXT), "is compressed by bzip2; name it x.ttl.bz2"),
    "zip": ("x.ttl.gz", zipped(), "is compressed by zip, which is not read; unpack it first"),
    "zip as such": ("x.ttl.zip", zipped(), "is compressed by zip, which is not read; unpack it first"),
    "xz": ("x.ttl", lzma.compress(TEXT), "is compressed by xz, which is not read; unpack it first"),
    "xz as such": ("x.ttl.xz", lzma.compress(TEXT), "is compressed by xz, which is not read; unpack it first"),
    "of nothing": ("x.gz", gzip.compress(TEXT), "has no RDF suffix"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_packed_badly_or_otherwise_than_its_name_says_is_one_line(tmp_path, bad):
    name, content, said = BAD[bad]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        load_store([path])
    assert str(refused.value).startswith(f"'{path}' {said}")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("bad", ["gz cut", "plain", "xz"])
@pytest.mark.parametrize("command", [("check",), ("build", "--store", "store"), ("query", "meetings")])
def test_no_command_says_more_than_that_one_line(run, tmp_path, command, bad):
    name, content, said = BAD[bad]
    (tmp_path / name).write_bytes(content)
    done = run(*command, "--data", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kg: '{name}' {said}")
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("check",), "needs more than 0.3 GB of memory"),
        (("build", "--store", "store"), "there is not enough memory for this"),
        (("query", "meetings"), "there is not enough memory for this"),
    ],
)
def test_a_small_file_that_unpacks_to_more_than_memory_is_given_up(run, tmp_path, command, said):
    parts = gzip.compress(b'<urn:a> <urn:b> "') + gzip.compress(b"a" * 2**20) * 2000
    (tmp_path / "bomb.ttl.gz").write_bytes(parts)
    done = run(*command, "--data", "bomb.ttl.gz", "--max-memory", "0.3")
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["bomb.ttl.gz"]


def test_many_statements_from_a_small_file_are_given_up_at_the_limit_of_memory(run, tmp_path):
    lines = "".join(f"[] <urn:p> <urn:o{n % 7}> .\n" for n in range(50_000)).encode()
    (tmp_path / "bomb.ttl.bz2").write_bytes(bz2.compress(lines) * 60)
    done = run("query", "meetings", "--data", "bomb.ttl.bz2", "--max-memory", "0.3")
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert "needs more than 0.3 GB of memory" in done.stderr


def on_a_terminal(folder, *words):
    """What `kg` writes to a terminal on stderr."""
    outside, inside = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1]), "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-c", "from kg.cli import main; main()", *map(str, words)]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=inside) as process:
        os.close(inside)
        told = b""
        while True:
            try:
                part = os.read(outside, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            told += part
        answer = process.stdout.read().decode()
    os.close(outside)
    return answer, told.decode()


@pytest.mark.parametrize("name", ["big.nt", "big.nt.gz"])
def test_a_file_that_takes_long_to_load_shows_how_far_it_is_on_a_terminal(tmp_path, name):
    text = "".join(f"<urn:subject-{n}> <urn:predicate> <urn:object-{n % 7}> .\n" for n in range(500_000)).encode()
    (tmp_path / name).write_bytes(gzip.compress(text, 1) if name.endswith("gz") else text)
    asked = ("query", "-q", "SELECT (COUNT(*) AS ?n) { ?a <urn:predicate> ?b }", "--format", "csv", "--data", name)
    answer, told = on_a_terminal(tmp_path, *asked)
    assert answer.split() == ["n", "500000"]
    assert name in told and "%" in told
    assert on_a_terminal(tmp_path, *asked, "--quiet")[1] == ""
    assert on_a_terminal(tmp_path, *asked[:-1], SMALL)[1].count("%") == 0
