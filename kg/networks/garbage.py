"""Garbage: hold its collector back while millions of records are made, all of which stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Make records without the collector looking through all of them again and again.

    It looks for circles, of which records have none, and with millions of records takes most of the time. What
    nobody points at any more is freed all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
