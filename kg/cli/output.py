"""What all commands share: the options that choose the data, and how results leave the program."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])


def common_options(command: Command) -> Command:
    """Add --debug, --no-color and --quiet, which every command takes and keeps in the context."""

    def keep(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        settings = ctx.find_root().ensure_object(dict)
        settings[param.name] = settings.get(param.name) or value

    for name, words in (
        ("--quiet", "Print nothing but the answer."),
        ("--no-color", "Print without colour."),
        ("--debug", "Show a traceback with an error."),
    ):
        command = click.option(name, is_flag=True, expose_value=False, callback=keep, help=words)(command)
    return command


def data_options(command: Command) -> Command:
    """Add --data and --with-shipped, in the same words everywhere."""
    command = click.option(
        "--with-shipped", is_flag=True, help="Keep the shipped graph beside the files given with --data."
    )(command)
    return click.option(
        "--data",
        multiple=True,
        envvar="KG_DATA",
        type=click.Path(path_type=Path),
        help="Ask this RDF file or folder instead of the shipped graph; repeatable.",
    )(command)


def deliver(text: str, out: Path | None) -> None:
    """Print text, or write it to a file that appears whole or not at all."""
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text.encode("utf-8"))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name beside its place, then move it there.

    A link is followed to what it names, a file keeps its permissions, and what is no plain file (a pipe, a
    device) is written to as it is. Raises UsageError where the place cannot be written; what stood there
    before then stands there still.
    """
    import tempfile

    place = path.resolve()
    temporary = ""
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(content)
            return
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(place)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UsageError(f"'{path}' cannot be written: {error.strerror}; choose another --out") from None


def _umask() -> int:
    """Return the process's file mask, which only setting it reveals."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def note(ctx: click.Context, text: str) -> None:
    """Say something beside the answer, on stderr, unless --quiet."""
    if not ctx.find_root().ensure_object(dict).get("quiet"):
        click.echo(f"kg: {text}", err=True)
