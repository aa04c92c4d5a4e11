"""Outlines: indented lines, shown as text that fits a terminal or as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from kg.things import visible

#: Lines with their depth; depth 0 is a heading.
Outline = Sequence[tuple[int, str]]


def to_text(outline: Outline, width: int | None = None) -> str:
    """Return an outline as text, wrapped to a width where one is given; what follows a break hangs."""
    lines: list[str] = []
    for number, (depth, said) in enumerate(outline):
        if number and depth == 0:
            lines.append("")
        line = " ".join(visible(said).split())
        indent = "  " * depth
        if width is None or len(indent) + len(line) <= width:
            lines.append(f"{indent}{line}")
        else:
            hanging = f"{indent}    "
            room = max(width, len(hanging) + 20)
            lines += textwrap.wrap(line, room, initial_indent=indent, subsequent_indent=hanging) or [""]
    return "".join(f"{line}\n" for line in lines)


def to_markdown(outline: Outline) -> str:
    """Return an outline as headings and nested lists."""
    lines: list[str] = []
    for depth, said in outline:
        line = "".join(f"\\{c}" if c in "\\|`*_[]<>#~" else c for c in " ".join(visible(said).split()))
        if depth == 0:
            lines += [f"## {line}", ""] if not lines else ["", f"### {line}", ""]
        else:
            lines.append(f"{'  ' * (depth - 1)}- {line}")
    return "".join(f"{line}\n" for line in lines)
