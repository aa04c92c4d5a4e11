"""Servers for the tests, on this machine only: Oxigraph's, Virtuoso's, and small ones that misbehave."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

Behaviour = Callable[[BaseHTTPRequestHandler], None]

#: How long a server may take to be there, in seconds.
_START = 60.0

_VIRTUOSO = """
[Database]
DatabaseFile = db
ErrorLogFile = log
LockFile = lock
TransactionFile = trx
xa_persistent_file = pxa
[TempDatabase]
DatabaseFile = temp-db
TransactionFile = temp-trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 10000
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def oxigraph_program() -> Path | None:
    """The server that the PyPI package `oxigraph` puts beside the interpreter."""
    beside = Path(sys.executable).with_name("oxigraph")
    found = str(beside) if beside.is_file() else shutil.which("oxigraph")
    return Path(found) if found else None


def virtuoso_program() -> str | None:
    return shutil.which("virtuoso-t")


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[str]:
    """An Oxigraph server; yields its address."""
    port = free_port()
    command = [str(oxigraph_program()), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", *options]
    with _running(command, folder.parent, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """A Virtuoso server with a database of its own; yields its address."""
    folder.mkdir()
    port = free_port()
    (folder / "server.ini").write_text(_VIRTUOSO.format(http=port, sql=free_port()))
    command = [str(virtuoso_program()), "+foreground", "+configfile", "server.ini"]
    with _running(command, folder, f"http://127.0.0.1:{port}/sparql"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], folder: Path, asked: str) -> Iterator[None]:
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _START
        while not _there(asked):
            assert server.poll() is None, f"{command[0]} ended with {server.returncode}"
            assert time.monotonic() < until, f"{command[0]} does not answer"
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _there(asked: str) -> bool:
    try:
        with urlopen(asked, timeout=5):
            return True
    except HTTPError:
        return True
    except OSError:
        return False


@contextmanager
def misbehaving(behaviour: Behaviour) -> Iterator[tuple[str, list[str]]]:
    """A server that does one thing to every request; yields its address and the lines it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        #: What was sent with the request, for a behaviour that cares.
        body = b""

        def do_any(self) -> None:
            asked.append(f"{self.command} {self.path} {self.headers.get('Authorization', '')}".strip())
            self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                behaviour(self)
            except OSError:
                self.close_connection = True  # whoever asked has gone

        do_GET = do_POST = do_PUT = do_DELETE = do_any  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
