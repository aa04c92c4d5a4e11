"""Limits: work that ends within its time and memory, and can be stopped, though the engine itself cannot be."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from kg.errors import KgError

Result = TypeVar("Result")

#: How often the watch looks, in seconds; and from when on it prepares what it would say.
_LOOK, _PREPARE = 0.02, 0.3
#: Of the work that a thread does within limits: when its time is up, and what it waits for.
_work = threading.local()
#: How long past the limit it is waited for what is said beside it.
_GRACE = 0.5
#: The engine reads a query by recursion: a long one needs more stack than a thread has. Only what is used counts.
_STACK = 512 * 2**20


class LimitError(KgError):
    """Work that went over a limit and was given up; it may still be running in a thread that nobody waits for."""


class TimeLimitError(LimitError):
    """Work that took longer than it was allowed to."""

    exit_code = 124


def bounded(
    work: Callable[[], Result],
    seconds: float | None = None,
    memory: int | None = None,
    hint: Callable[[], str] = str,
) -> Result:
    """Return what some work returns, or raise what it raises, unless it goes over a limit.

    The work runs in a thread of its own, since the engine lets other threads run while it works but never
    looks up itself; so an interrupt, too, is seen at once. Nothing ends the thread: a command ends its
    process, a notebook is told. `memory` is the greatest size of the whole process in bytes. `hint` is asked
    once, well before the limit, what to say beside it. Raises TimeLimitError or LimitError.
    """
    if seconds is None and memory is None:
        seconds = float("inf")
    done: list[Result] = []
    failed: list[BaseException] = []
    said: list[str] = []
    finished = threading.Event()
    began = time.monotonic()
    waits: list[str] = []
    until: float | None = getattr(_work, "until", None)
    if seconds is not None:
        until = began + seconds if until is None else min(until, began + seconds)

    def run() -> None:
        _work.until, _work.waits = until, waits
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)
            _forget(error)
        finally:
            finished.set()

    _start(run)
    asked = False
    ready = threading.Event()

    def prepare() -> None:
        said.append(hint())
        ready.set()

    while not finished.wait(_LOOK):
        spent = time.monotonic() - began
        if seconds is not None and not asked and spent >= min(_PREPARE, seconds / 2):
            asked = True
            _start(prepare)
        if seconds is not None and spent >= seconds:
            ready.wait(_GRACE)
            raise TimeLimitError(
                f"no answer within {seconds:g} seconds; {''.join(waits[-1:])}{''.join(said)}"
                "allow more with --timeout SECONDS"
            )
        if memory is not None and size() > memory:
            raise LimitError(
                f"the answer needs more than {memory / 2**30:.3g} GB of memory; ask for less with LIMIT or a more "
                "exact pattern, or allow more with --max-memory GB"
            )
    if failed:
        raise failed[0]
    return done[0]


def _forget(error: BaseException) -> None:
    """Let go of what the functions that an error came through still hold.

    The engine's answers must be let go of by the thread that asked, or it complains on stderr.
    """
    from traceback import clear_frames

    raised: BaseException | None = error
    while raised is not None:
        clear_frames(raised.__traceback__)
        raised = raised.__context__


@contextmanager
def waiting(what: str) -> Iterator[float | None]:
    """Say, if time runs out while work waits for something outside, what it was waiting for.

    Yields the seconds that are left, None where the work has no limit of time.
    """
    until: float | None = getattr(_work, "until", None)
    waits: list[str] = getattr(_work, "waits", [])
    waits.append(what)
    try:
        yield None if until is None or until == float("inf") else max(0.0, until - time.monotonic())
    finally:
        waits.pop()


def _start(run: Callable[[], object]) -> None:
    """Start a thread that nobody need wait for, with a deep stack where the system grants one."""
    before = threading.stack_size(_STACK)
    try:
        threading.Thread(target=run, daemon=True).start()
    except RuntimeError:
        threading.stack_size(before)
        threading.Thread(target=run, daemon=True).start()
    finally:
        threading.stack_size(before)


def size() -> int:
    """Return the size of this process in memory, in bytes; where the system does not tell, its greatest so far."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - Path costs more than the read
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return size if sys.platform == "darwin" else size * 1024
