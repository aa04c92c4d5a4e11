"""What all commands share: the options that every one takes, and how results leave the program."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import UsageError, unknown

if TYPE_CHECKING:
    from pathlib import Path

Command = TypeVar("Command", bound=Callable[..., Any])


def common_options(command: Command, hidden: bool = False) -> Command:
    """Add --debug, --no-color and --quiet, which every command takes and keeps in the context."""

    def keep(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        settings = ctx.find_root().ensure_object(dict)
        settings[param.name] = settings.get(param.name) or value

    for name, words in (
        ("--quiet", "Print nothing but the answer."),
        ("--no-color", "Print without colour."),
        ("--debug", "Show a traceback with an error."),
    ):
        command = click.option(name, is_flag=True, expose_value=False, callback=keep, help=words, hidden=hidden)(
            command
        )
    return command


def known_format(form: str, *known: str) -> None:
    """Raise UsageError for a format that the command does not write."""
    if form not in known:
        raise unknown("format", form, known)


def deliver(text: str, out: Path | None) -> None:
    """Print text, or write it to a file that appears whole or not at all."""
    if out is None:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "standard output is closed")
        click.echo(text, nl=False)
        return
    write_whole(out, text.encode("utf-8"))


def write_all(files: list[tuple[Path, bytes]]) -> None:
    """Write several files, the last of which is the one that was asked for; all of them or none.

    What accompanies it may fail to be kept only where its place is not the user's choice: the state folder.
    Nothing accompanies what is written to a pipe or a device.
    """
    *beside, (out, content) = files
    plain = not out.exists() or out.is_file()
    mine = [(path, text) for path, text in beside if plain and path.parent == out.parent]
    _write([*mine, (out, content)])
    for path, text in beside:
        if path.parent != out.parent:
            _keep(path, text)


def _keep(path: Path, text: bytes) -> None:
    """Keep a record if there is a place for it; the file that is cited has its own."""
    with suppress(OSError, UsageError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name beside its place, then move it there.

    A link is followed to what it names, a file keeps its permissions, and what is no plain file (a pipe, a
    device) is written to as it is. Raises UsageError where the place cannot be written; what stood there
    before then stands there still.
    """
    _write([(path, content)])


def _write(files: list[tuple[Path, bytes]]) -> None:
    """Write files of one folder; each is moved into its place when all are written."""
    written: list[tuple[Path, Path]] = []
    named = files[-1][0]
    try:
        for path, content in files:
            place = path.resolve()
            if place.exists() and not place.is_file():
                place.write_bytes(content)
                continue
            mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
            written.append((_beside(place, content), place))
            written[-1][0].chmod(mode)
        while written:
            written[0][0].replace(written[0][1])
            del written[0]
    except (OSError, RuntimeError) as error:  # the latter is a circle of links, before Python 3.13
        reason = getattr(error, "strerror", None) or "Too many levels of symbolic links"
        raise UsageError(f"'{named}' cannot be written: {reason}; choose another --out") from None
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)


def _beside(place: Path, content: bytes) -> Path:
    """Write a temporary file beside a place and return it; nothing is left of one that fails."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:100]}.")
    temporary = place.parent / name
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    """Return the process's file mask, which only setting it reveals."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def note(ctx: click.Context, text: str) -> None:
    """Say something beside the answer, on stderr, unless --quiet."""
    if not quiet(ctx):
        click.echo(f"kg: {text}", err=True)


def colourless(ctx: click.Context) -> bool:
    """Tell whether colour is unwanted."""
    return bool(ctx.find_root().ensure_object(dict).get("no_color"))


def quiet(ctx: click.Context) -> bool:
    """Tell whether nothing but the answer is wanted."""
    return bool(ctx.find_root().ensure_object(dict).get("quiet"))


def terminal_width() -> int:
    """Return how many characters fit on a line of the terminal."""
    from shutil import get_terminal_size

    return get_terminal_size().columns
