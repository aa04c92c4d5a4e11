"""Values: what an option takes, and what is said of a value that it cannot take."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kg.errors import UsageError


class Amount(click.types.FloatParamType):
    """A number greater than nought, of some unit; `inf` for no limit."""

    name = "number"

    def __init__(self, unit: str, example: str) -> None:
        """Keep the unit and an example for what is said."""
        self.unit, self.example = unit, example

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; raises UsageError for what is none."""
        try:
            number = float(str(value))
        except ValueError:
            number = math.nan
        if number > 0:
            return number
        raise _refused(param, value, f"is not a number of {self.unit} above 0; write it as {self.example}")


class Place(click.Path):
    """A file or folder on this machine."""

    def __init__(self) -> None:
        """Make paths of what is given."""
        super().__init__(path_type=Path)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; raises UsageError for an empty name and for an address elsewhere."""
        if str(value) == "":
            raise _refused(param, value, "names nothing; name a file or a folder")
        if "://" in str(value):
            raise _refused(param, value, "is no file of this machine, and nothing is fetched; name a copy")
        return Path(str(value))


def _refused(param: click.Parameter | None, value: object, wrong: str) -> UsageError:
    from kg.errors import UsageError

    option = f"{param.opts[0]} " if param and param.opts[0].startswith("-") else ""
    return UsageError(f"{option}'{value}' {wrong}")
