"""A service that refuses, is silent, lies or breaks off is named in one line, and nothing passes for an answer."""

from __future__ import annotations

import json
import time

import pytest

from kg.answers.citation import Record
from kg.answers.written import repeat, write
from kg.errors import UsageError
from kg.store import load_store, open_store
from kg.store.http import ServiceError, address, nameless

from . import servers
from .conftest import SMALL

ROWS = {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}] * 3}}
JSON = "application/sparql-results+json"


def send(handler, content, kind=JSON, status=200, measured=True, **headers):
    """Send a response; a handler of HTTP/1.0 closes the connection when it is done."""
    content = content if isinstance(content, bytes) else content.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    if measured:
        handler.send_header("Content-Length", str(len(content)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def status(code, words="", **headers):
    return lambda handler: send(handler, words, "text/html", code, **headers)


def told(content, kind=JSON, **headers):
    return lambda handler: send(handler, content, kind, **headers)


def half(handler, measured):
    content = json.dumps(ROWS).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    if measured:
        handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])


def hang_up(handler):
    handler.connection.close()


def gibberish(handler):
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


def silent(handler):
    time.sleep(20)


def slowly(handler):
    content = json.dumps(ROWS).encode()
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for at in range(len(content)):
        handler.wfile.write(content[at : at + 1])
        time.sleep(0.5)


def slow_head(handler):
    for byte in b"HTTP/1.0 200 OK\r\nContent-Type: " + b"x" * 1000:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.5)


#: What a service does, and what is said of it; where it matters, the query that it does it to.
BAD = {
    "401": (status(401, "who are you?"), "refuses with status 401 (who are you?); give a name and password"),
    "401 of a kind": (
        status(401, WWW_Authenticate='Basic realm="x"'),
        "refuses with status 401 (Unauthorized); give a name and password in its address",
    ),
    "403": (status(403), "refuses with status 403 (Forbidden); see whether name and password are right"),
    "404": (
        status(404, "<html><head><title>Not here</title></head><body>Sorry</body></html>"),
        "refuses with status 404 (Not here Sorry); see whether this is the service's own address",
    ),
    "500": (status(500, "boom\n\x1b[31mred"), "refuses with status 500 (boom [31mred); see what it says"),
    "503": (status(503), "refuses with status 503 (Service Unavailable); it is busy"),
    "half with a length": (
        lambda handler: half(handler, True),
        "broke off its answer after 89 of 178 bytes; ask again",
    ),
    "half without a length": (lambda handler: half(handler, False), "broken off or no SPARQL results"),
    "hang up": (hang_up, "broke off its answer (Remote end closed connection without response); ask again"),
    "gibberish": (gibberish, "broke off its answer (SSH-2.0-OpenSSH_9.2); ask again"),
    "HTML": (
        told("<html>Welcome</html>", "text/html"),
        "does not answer as a SPARQL endpoint does but with text/html (<html>Welcome</html>); see whether this",
    ),
    "JSON of another sort": (told('{"ok": true}', "application/json"), 'or no SPARQL results ({"ok": true})'),
    "nothing": (told(""), "broken off or no SPARQL results; ask again"),
    "no kind": (told("", "nonsense"), "does not answer as a SPARQL endpoint does"),
    "rows of another question": (
        told(json.dumps({"head": {"vars": ["b"]}, "results": {"bindings": []}})),
        "does not answer as a SPARQL endpoint does",
    ),
    "a boolean": (told('{"head": {}, "boolean": true}'), "does not answer as a SPARQL endpoint does"),
    "as many rows as it ever gives": (
        told(
            json.dumps(ROWS).replace('["a"]', '["here", "there"]').replace('"a":', '"here":'), X_SPARQL_MaxRows="3"
        ),
        "cuts its answers at 3 rows; ask for less",
    ),
    "part of the answer": (
        told(json.dumps(ROWS), X_SQL_State="S1TAT", X_SQL_Message="RC..: Returning incomplete results"),
        "gives only part of the answer, for want of time; ask for less",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_service_is_named_in_one_line_with_what_to_do(run, tmp_path, bad):
    behaviour, said = BAD[bad]
    with servers.misbehaving(behaviour) as (at, _):
        done = run("query", "-q", "SELECT ?a { ?s ?p ?a }", "--store", f"{at}/sparql", "--out", "x.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"kg: '{at}/sparql' ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip("\n").isprintable()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("bad", [name for name, (_, said) in BAD.items() if "status" not in said])
def test_rows_that_are_read_as_they_come_are_no_less_seen_through(bad):
    behaviour, said = BAD[bad]

    def badly(handler):
        if b"versionInfo" in handler.body:
            send(handler, json.dumps(STATED))
        else:
            behaviour(handler)

    variable = "a" if "rows" not in bad or "another" in bad else "here ?there"
    with servers.misbehaving(badly) as (at, _), pytest.raises(ServiceError) as told:
        open_store(f"{at}/sparql").rows(f"SELECT ?{variable} {{ ?s ?p ?a }}")
    words = said if "with a length" not in bad else "broken off or no SPARQL results"
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_an_answer_that_ends_before_the_length_that_it_was_said_to_have_is_broken_off():
    def shorter(handler):
        if b"versionInfo" in handler.body:
            send(handler, json.dumps(STATED))
            return
        content = json.dumps(ROWS).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", str(len(content) + 7))
        handler.end_headers()
        handler.wfile.write(content)

    with (
        servers.misbehaving(shorter) as (at, _),
        pytest.raises(ServiceError, match="broke off its answer; ask again"),
    ):
        open_store(f"{at}/sparql").rows("SELECT ?a { ?s ?p ?a }")


def test_nothing_of_an_answer_is_held_but_its_rows():
    import tracemalloc

    bindings = [{"a": {"type": "uri", "value": f"http://example.org/a-long-address/{n}"}} for n in range(50_000)]
    content = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": bindings}}).encode()

    def behaviour(handler):
        send(handler, json.dumps(STATED) if b"versionInfo" in handler.body else content)

    with servers.misbehaving(behaviour) as (at, _):
        store = open_store(f"{at}/sparql")
        store.version()
        tracemalloc.start()
        try:
            rows = store.rows("SELECT ?a { ?s ?p ?a }")
            held, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert len(rows) == 50_000
    assert most - held < 0.5 * len(content)


def test_nobody_there_is_one_line(run):
    port = servers.free_port()
    for words in (("query", "meetings", "--store"), ("conflicts", "--store"), ("network", "--store"), ("publish",)):
        done = run(*words, f"http://127.0.0.1:{port}/sparql")
        assert (done.returncode, done.stdout) == (1, "")
        assert f"http://127.0.0.1:{port}/sparql" in done.stderr
        assert "cannot be reached: Connection refused; see whether the service runs there\n" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_service_that_sends_questions_elsewhere_is_not_followed(run):
    with servers.misbehaving(told(json.dumps(ROWS))) as (other, asked):
        for code in (301, 302, 303, 307, 308):
            with servers.misbehaving(status(code, Location=f"{other}/trap")) as (at, _):
                done = run("query", "-q", "SELECT ?a { ?s ?p ?a }", "--store", f"{at}/sparql")
            assert (done.returncode, done.stdout) == (1, "")
            assert f"refuses with status {code} (to {other}/trap); it sends questions elsewhere" in done.stderr
    assert asked == []


@pytest.mark.parametrize("behaviour", [silent, slowly, slow_head], ids=["silent", "slowly", "slow head"])
def test_a_service_that_takes_too_long_is_given_up_at_the_limit(run, behaviour):
    with servers.misbehaving(behaviour) as (at, _):
        began = time.monotonic()
        done = run("query", "meetings", "--store", f"{at}/sparql", "--timeout", "1.5")
        took = time.monotonic() - began
    assert (done.returncode, done.stdout) == (124, "")
    assert done.stderr == (
        f"kg: no answer within 1.5 seconds; '{at}/sparql' has not answered; allow more with --timeout SECONDS\n"
    )
    assert took < 3


@pytest.mark.parametrize("behaviour", [silent, slowly, slow_head], ids=["silent", "slowly", "slow head"])
def test_without_a_limit_around_it_a_request_has_one_of_its_own(behaviour):
    from kg.store import http

    silence = pytest.raises(http.SilenceError, match="does not answer; see whether the service is busy")
    with servers.misbehaving(behaviour) as (at, _), silence:
        http.request(address(at), patience=1)
    assert http.SilenceError.exit_code == 124
    assert http.PATIENCE <= 60


STATED = {
    "head": {"vars": ["here", "there"]},
    "results": {"bindings": [{"here": {"type": "literal", "value": "0123456789ab"}}]},
}
TRIPLES = "<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (told(TRIPLES, "application/n-triples", measured=False), "does not say how long its answer is"),
        (told(TRIPLES[:-20], "application/n-triples"), "broken off"),
        (told(TRIPLES, "text/html"), "does not answer as a SPARQL endpoint does"),
        (told(json.dumps(ROWS)), "does not answer as a SPARQL endpoint does"),
    ],
    ids=["unmeasured", "cut", "HTML", "rows"],
)
def test_triples_that_may_not_be_whole_are_no_answer(run, behaviour, said):
    def triples_badly(handler):
        if "sparql-results" in handler.headers["Accept"]:
            send(handler, json.dumps(STATED))
        else:
            behaviour(handler)

    with servers.misbehaving(triples_badly) as (at, _):
        done = run(
            "query", "-q", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "--store", f"{at}/sparql", "--allow-unknown"
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "http://",
        "http:///sparql",
        "http://host:port/",
        "http://host:99999/",
        "http://ho st/",
        "http://bücher.example/",
        "http://[::1/",
        "ftp://host/",
        "file:///etc/passwd",
        "http://name:secret@host:port/",
        "ftp://name:secret@host/",
        "http://name:sec/ret@host:1/",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(run, wrong):
    for words in (("query", "meetings", "--store", wrong), ("publish", wrong)):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "is no address of a service; write http://host:port/path" in done.stderr
        assert done.stderr.count("\n") == 1
        assert "sec" not in done.stderr.replace("second", "")


def test_name_and_password_are_sent_where_they_are_asked_for_and_shown_nowhere(run, tmp_path):
    import base64

    def locked(handler):
        if handler.headers.get("Authorization") == f"Basic {base64.b64encode(b'name:se@cret').decode()}":
            send(handler, json.dumps(STATED))
        else:
            send(handler, "", "text/plain", 401, WWW_Authenticate='Basic realm="x"')

    asked = ("query", "-q", "SELECT ?here ?there { ?here ?p ?there }", "--store")
    with servers.misbehaving(locked) as (at, requests):
        named = at.replace("//", "//name:se%40cret@")
        wrong = run(*asked, at.replace("//", "//name:other-secret@"))
        done = run(*asked, named, "--out", "mine.csv", "--debug")
        both = run(*asked, named, "--data", "x.ttl")
    assert wrong.returncode == 1
    assert "refuses with status 401 (Unauthorized); see whether name and password are right" in wrong.stderr
    assert (done.returncode, "0123456789ab" in (tmp_path / "mine.csv").read_text()) == (0, True), done.stderr
    said = wrong.stderr + done.stderr + both.stderr
    assert any("Basic" in line for line in requests)
    kept = [
        path for folder in (tmp_path, tmp_path.with_name(f"{tmp_path.name}-records")) for path in folder.rglob("*")
    ]
    for text in [said, done.stdout, *(path.read_text() for path in kept)]:
        assert "secret" not in text
        assert "se%40cret" not in text and "se@cret" not in text
    assert "already holds its statements" in both.stderr


def test_a_graph_is_published_whole_where_a_name_is_asked_for_first(run):
    put = []

    def locked(handler):
        if not handler.headers.get("Authorization"):
            send(handler, "", "text/plain", 401, WWW_Authenticate='Basic realm="x"')
        elif handler.command == "GET":
            send(handler, "", "text/plain", 404)
        else:
            put.append(handler.body.count(b" .\n"))
            send(handler, "", "text/plain", 201)

    with servers.misbehaving(locked) as (at, _):
        done = run("publish", at.replace("//", "//name:secret@"), "--data", SMALL)
    store = load_store([SMALL])
    everything = len(store.engine)
    assert done.returncode == 0, done.stderr
    assert sum(put[1:-1]) == everything


def test_a_record_of_an_answer_names_the_endpoint_without_password(tmp_path):
    if not servers.oxigraph_program():
        pytest.skip("the package oxigraph, which has a server, is not installed")
    with servers.oxigraph(tmp_path / "data") as at:
        store = open_store(f"{at}/query".replace("//", "//name:secret@"))
        asked = Record(query="ASK {}", format="table", store=f"{at}/query".replace("//", "//name:secret@"))
        record = write(store, asked, repeat(store, asked)).record
    assert record.store == store.location == f"{at}/query"
    assert "secret" not in record.to_json() + record.cite


def test_an_address_is_shown_as_it_was_written_but_for_name_and_password():
    assert nameless("http://a:b@[::1]:80/x?y=z") == "http://[::1]:80/x?y=z"
    assert nameless("HTTPS://Host/path@home") == "https://host/path@home"
    assert nameless("my/folder") == "my/folder"
    assert address("http://n%40me:p%3Aw@host/")[1:] == ("n@me", "p:w")
    with pytest.raises(UsageError):
        address("my/folder")


def test_a_kind_of_proof_that_is_not_a_password_is_named(run):
    with servers.misbehaving(status(401, WWW_Authenticate="Bearer")) as (at, _):
        done = run("query", "meetings", "--store", at.replace("//", "//name:secret@"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"kg: '{at}' ")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_a_service_that_lets_no_graph_be_put_is_named(run):
    with servers.misbehaving(status(405, "no")) as (at, _):
        done = run("publish", f"{at}/store")
    assert done.returncode == 1
    assert done.stderr.startswith(f"kg: '{at}/store?graph=")
    assert "refuses with status 405 (no)" in done.stderr
    assert done.stderr.count("\n") == 1
