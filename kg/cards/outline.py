"""Outlines: indented lines, shown as text that fits a terminal, as Markdown, or as HTML in a notebook."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape

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


def to_html(outline: Outline) -> str:
    """Return an outline as headings and indented lines of HTML, every line escaped."""
    parts: list[str] = []
    for number, (depth, said) in enumerate(outline):
        line = escape(" ".join(visible(said).split()))
        if depth == 0:
            parts.append(f"<h3>{line}</h3>" if number == 0 else f"<h4>{line}</h4>")
        else:
            look = f"margin:0.15em 0 0.15em {1.4 * (depth - 1):g}em" + (";color:#5d6874" if depth > 1 else "")
            parts.append(f'<p style="{look}">{line}</p>')
    return "".join(parts)


class Outlined:
    """What shows itself as its outline: as text in a terminal, as HTML in a notebook."""

    def outline(self) -> Outline:
        """Return the lines, the first of them the heading."""
        raise NotImplementedError

    def to_text(self, width: int | None = None) -> str:
        """Return the outline as text, wrapped to a width where one is given."""
        return to_text(self.outline(), width)

    def to_markdown(self) -> str:
        """Return the outline as Markdown."""
        return to_markdown(self.outline())

    def _repr_html_(self) -> str:
        return to_html(self.outline())
