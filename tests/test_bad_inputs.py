"""Whatever is typed or handed over wrongly is answered in one good line, with the right exit code and no trace.

The table bad_inputs.csv holds one bad input a row: the words after `kg`, in a shell's quotation; what stands on
standard input; the circumstances; the exit code; and a part of what is said. `\\uXXXX` stands for a character that
is not fit to be read, `{port}` for a port that nobody may call, `{closed}` for one where nobody listens.
"""

import csv
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import kg

from .conftest import SMALL

TABLE = Path(__file__).parent / "bad_inputs.csv"
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8", newline="")))

#: Each case is a process of its own, forked from one that has read the code already: 200 starts cost a minute.
NURSERY = """
import json, os, sys, signal, faulthandler
import kg.cli, kg.cli.questions, kg.answers.written, kg.store.loading, pyoxigraph

def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        os.write(2, f"NETWORK {event} {arguments[1:]}\\n".encode())

for line in sys.stdin:
    case = json.loads(line)
    child = os.fork()
    if child == 0:
        os.setsid()
        os.chdir(case["folder"])
        os.environ.update(case["environment"])
        for number, (name, mode) in enumerate([(case["input"], os.O_RDONLY), (case["output"], os.O_WRONLY | os.O_CREAT), (case["errors"], os.O_WRONLY | os.O_CREAT)]):
            os.close(number)
            if name:
                opened = os.open(name, mode, 0o600)
                if opened != number:
                    os.dup2(opened, number), os.close(opened)
        sys.stdin = open(0, closefd=False) if case["input"] else None
        sys.stdout = open(1, "w", closefd=False) if case["output"] else None
        sys.stderr = open(2, "w", closefd=False)
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
        if not case["network"]:
            sys.addaudithook(hook)
        sys.argv = ["kg", *case["words"]]
        code = 0
        try:
            kg.cli.main()
        except SystemExit as error:
            code = error.code or 0
        except BaseException:
            import traceback
            traceback.print_exc()
            code = 99
        for stream in (sys.stdout, sys.stderr):
            try: stream and stream.flush()
            except (OSError, ValueError): code = code or 98
        os._exit(code)
    import time
    ended, deadline = 0, time.monotonic() + 30
    while not ended and time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.002)
    if not ended:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status) if ended else "endless", flush=True)
"""


def write_bad_files(folder, port):
    """Make every file that the table names."""
    folder.mkdir()
    text = SMALL.read_text(encoding="utf-8")
    prefix = "@prefix kg: <https://w3id.org/convene/ontology#> .\n"
    written = {
        "good.ttl": text,
        "empty.ttl": "",
        "empty.rq": "",
        "comment.rq": "# nothing but a comment\n",
        "open.ttl": f'{prefix}kg:a kg:b "never closed .\n',
        "dot.ttl": f"{prefix}kg:a kg:b kg:c\nkg:d kg:e kg:f .\n",
        "prefix.ttl": "foo:a foo:b foo:c .\n",
        "control.ttl": f'{prefix}kg:a kg:b "a\x01" . kg:a\x02 kg:b kg:c .\n',
        "relative.nt": "<a> <b> <c> .\n",
        "words.nt": "this is no triple\n",
        "bad.trig": "<urn:g> { <urn:a> <urn:b> <urn:c> \n",
        "bad.nq": "<urn:a> <urn:b> <urn:c> <urn:g> <urn:h> .\n",
        "bad.jsonld": '{"@id": "urn:a", "urn:b": \n',
        "list.jsonld": '["@context"',
        "remote.jsonld": f'{{"@context": "http://127.0.0.1:{port}/context", "@id": "urn:a", "name": "x"}}',
        "file.jsonld": '{"@context": "file:///etc/passwd", "@id": "urn:a", "name": "x"}',
        "import.jsonld": f'{{"@context": {{"@version": 1.1, "@import": "http://127.0.0.1:{port}/c"}}, "@id": "urn:a"}}',
        "bad.rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description>",
        "text.rdf": "hello",
        "html.rdf": "<!DOCTYPE html><html><body>Not found<br></body></html>",
        "entity.rdf": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF '
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='urn:e:'><rdf:Description rdf:about='urn:a'>"
        "<e:p>&x;</e:p></rdf:Description></rdf:RDF>",
        "called.rdf": f'<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1:{port}/dtd" [<!ENTITY x SYSTEM '
        f"\"http://127.0.0.1:{port}/x\">]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns:e='urn:e:'><rdf:Description rdf:about='urn:a'><e:p>&x;</e:p></rdf:Description></rdf:RDF>",
        "bomb.rdf": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
        + "]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='urn:e:'>"
        "<rdf:Description rdf:about='urn:a'><e:p>&i;</e:p></rdf:Description></rdf:RDF>",
        "notes.txt": "hello",
        "nosuffix": text,
        "deep.ttl": f"{prefix}kg:a kg:b " + "[ kg:b " * 200_000,
        "deep.jsonld": '{"@id": "urn:a", "urn:b": ' + '{"urn:b": ' * 100_000,
        "deep.rq": f"SELECT * {'{' * 200_000} {'}' * 200_000}",
        "brackets.rq": f"SELECT * {{ FILTER({'(' * 200_000}1{')' * 200_000}) }}",
        "long.rq": f"SELECT * {{ {'?s ?p ?o . ' * 80_000}",
        "longname.rq": f"SELECT * {{ ?s kg:{'x' * 1_000_000} ?o }}",
        "service.rq": f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "header.rq": "#+ param: agency thing ILO\nSELECT * {}\n",
        "summaries.rq": "#+ summary: one?\n#+ summary: two?\nSELECT * {}\n",
        "rank.rq": "#+ summary: a?\n#+ rank: nowhere\nSELECT ?x { BIND(1 AS ?x) }\n",
        "answer.csv": "a,b\n1,2\n",
        "answer.json": '{"convene": {"query": 1}}',
        "answer.xlsx": "no workbook",
        "sources/a.txt": "words\n",
    }
    for name, content in written.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    binary = bytes(range(256)) * 64
    for name, data in {
        "binary.ttl": binary,
        "bom.ttl": b"\xef\xbb\xbf" + text.encode(),
        "binary.rq": binary,
        "binary.nq": binary,
        "binary.jsonld": binary,
        "binary.rdf": binary,
        "latin1.ttl": f'{prefix}kg:a kg:b "caf\u00e9" .\n'.encode("latin-1"),
        "latin1.rq": "SELECT * { ?s kg:acronym 'caf\u00e9' }".encode("latin-1"),
        "utf16.ttl": text.encode("utf-16"),
        "utf16.rq": "SELECT * { ?s ?p ?o }".encode("utf-16"),
        "nul.ttl": f"{prefix}kg:a kg:b \x00 kg:c .\n".encode(),
        "nul.rq": b"SELECT * { ?s \x00 ?o }",
        "huge.rq": b"#" * (11 * 2**20),
        "good.ttl.gz": b"\x1f\x8b\x08\x00" + binary,
        "plain.ttl.gz": text.encode(),
        "graph.zip": b"PK\x03\x04" + binary,
        "graph.ttl.xz": b"\xfd7zXZ\x00" + binary,
        "bzip2.nt": b"BZh9" + binary,
    }.items():
        (folder / name).write_bytes(data)
    for name in ("folder.ttl", "folder.rq", "folder.csv", "empty-folder", "no-rdf", "not-a-store"):
        (folder / name).mkdir()
    (folder / "no-rdf" / "readme.txt").write_text("hello")
    (folder / "not-a-store" / "letter.txt").write_text("hello")
    for name in ("fifo.ttl", "fifo.rq"):
        os.mkfifo(folder / name)
    for name in ("dangling.ttl", "dangling.rq", "dangling-store"):
        (folder / name).symlink_to("nowhere")
    for name in ("loop.ttl", "loop.rq"):
        (folder / name).symlink_to(name)
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(folder)
        try:
            made.bind("socket.ttl")
        finally:
            os.chdir(here)


@pytest.fixture(scope="module")
def listener():
    """A port that nobody may call; it remembers who did."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen():
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    continue
                calls.append(connection.recv(1000))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        done.set()
        thread.join()


@pytest.fixture(scope="module")
def closed():
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def bad(tmp_path_factory, listener):
    folder = tmp_path_factory.mktemp("inputs") / "bad"
    write_bad_files(folder, listener[0])
    return folder


@pytest.fixture(scope="module")
def nursery():
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        yield process
        process.stdin.close()


def spoken(text, ports):
    """A field of the table with its characters and ports put in."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    for name, port in ports.items():
        text = text.replace(f"{{{name}}}", str(port))
    return text


def listed(folder):
    return sorted((str(path.relative_to(folder)), path.lstat().st_mtime_ns) for path in folder.rglob("*"))


def perform(case, nursery, folder, bad, ports):
    """Run one case of the table in an empty folder; return its exit code and what it wrote."""
    (folder / "bad").symlink_to(bad)
    around = folder.with_name(folder.name + "-around")
    around.mkdir()
    given, out, err = (around / name for name in ("stdin", "stdout", "stderr"))
    given.write_bytes(spoken(case["stdin"], ports).encode("utf-8", "surrogateescape"))
    environment = {"KG_RECORDS": str(around / "records"), "KG_STORE": "", "KG_DATA": "", "COLUMNS": "80"}
    output = str(out)
    for word in case["setup"].split():
        name, _, value = spoken(word, ports).partition("=")
        if name == "stdout":
            output = {"full": "/dev/full", "closed": ""}[value]
        else:
            environment[name] = value
    told = {
        "words": [spoken(word, ports) for word in shlex.split(case["words"])],
        "folder": str(folder),
        "environment": environment,
        "input": str(given),
        "output": output,
        "errors": str(err),
        "network": "http" in case["words"] + case["setup"],
    }
    nursery.stdin.write(json.dumps(told) + "\n")
    nursery.stdin.flush()
    code = nursery.stdout.readline().strip()
    return code, out.read_text("utf-8", "replace") if out.exists() else "", err.read_text("utf-8", "replace")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_bad_input_is_answered_in_one_line(case, nursery, tmp_path, bad, listener, closed):
    folder = tmp_path / "here"
    folder.mkdir()
    ports = {"port": listener[0], "closed": closed}
    before = listed(bad)
    code, out, err = perform(case, nursery, folder, bad, ports)
    assert (code, out) == (case["code"], "")
    assert err.startswith("kg: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", err)
    assert len(err) < 600
    assert spoken(case["said"], ports) in err
    assert "Traceback" not in err
    assert [path.name for path in folder.iterdir()] == ["bad"]
    assert listed(bad) == before
    assert listener[1] == []


@pytest.mark.parametrize("case", [case for case in CASES if not case["setup"]][::11], ids=lambda case: case["id"])
def test_the_same_is_answered_by_a_process_started_afresh(case, run, tmp_path, bad, listener, closed):
    ports = {"port": listener[0], "closed": closed}
    (tmp_path / "bad").symlink_to(bad)
    words = [spoken(word, ports) for word in shlex.split(case["words"])]
    done = run(*words, input=spoken(case["stdin"], ports))
    assert (str(done.returncode), done.stdout) == (case["code"], "")
    assert done.stderr.count("\n") == 1
    assert spoken(case["said"], ports) in done.stderr


def test_the_table_is_as_long_as_promised_and_names_each_case_once():
    names = [case["id"] for case in CASES]
    assert len(set(names)) == len(names) > 200
