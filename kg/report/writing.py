"""Writing: sections as text for a terminal, as Markdown, or as one HTML page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import zip_longest
from urllib.parse import quote

from kg.report.figures import CAPTIONS
from kg.report.sections import Section
from kg.things import visible

#: The fewest characters that a column of a table can be read in.
_NARROWEST = 12
#: What stands in place of a picture that could not be drawn.
NO_FIGURES = "Figures need one more library: pip install 'convene-kg[report]'."

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2730; --soft: #5d6874; --line: #dfe3e8; --ground: #fff;
  --band: #f5f7fa }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 58rem; margin: 2.5rem auto 4rem; padding: 0 1.25rem;
  color: var(--ink); background: var(--ground); overflow-wrap: break-word }
h1 { font-size: 1.7rem; margin: 0 0 1.5rem } h2 { font-size: 1.2rem; margin: 2.8rem 0 .6rem }
section:first-of-type { background: var(--band); border-radius: 8px; padding: .2rem 1.25rem .8rem }
section:first-of-type h2 { margin-top: 1rem }
.scroll { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; font-size: .86rem; line-height: 1.4; width: 100% }
th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); white-space: nowrap }
th, td { text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0 }
td { border-bottom: 1px solid var(--line); min-width: 6.5rem } td.number { min-width: 0 }
td:last-child, th:last-child { padding-right: 0 }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
figure { margin: 1.5rem 0; padding: 12px; background: #fff; border: 1px solid var(--line); border-radius: 8px }
figure svg { display: block; max-width: 100%; height: auto; margin: auto }
figcaption { color: #5d6874; font-size: .84rem; margin-top: .5rem }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e7ec; --soft: #a5afba; --line: #343b45; --ground: #14181d; --band: #1c222a }
}
@media print { body { margin: 0; max-width: none } section, figure, tr { break-inside: avoid } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def to_text(title: str, sections: Sequence[Section], width: int | None = None) -> str:
    """Return a report as plain text with aligned tables; with a `width` long lines and cells are broken there."""
    lines = [visible(title), "=" * len(visible(title))]
    for section in sections:
        lines += ["", section.heading, "-" * len(section.heading)]
        lines += [line for text in section.paragraphs for line in _broken(visible(text), width)]
        if section.rows:
            lines += ["", *_aligned(section, width)]
    return "".join(f"{line}\n" for line in lines)


def _broken(text: str, width: int | None) -> list[str]:
    return textwrap.wrap(text, width) or [""] if width else [text]


def _aligned(section: Section, width: int | None) -> list[str]:
    """Return the lines of a table; the widest columns give way first where it is too wide."""
    table = [[visible(cell) for cell in row] for row in (section.head, *section.rows)]
    columns = range(len(section.head))
    widths = [max(len(row[at]) for row in table) for at in columns]
    while width and sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    right = [_numeric(section, at) for at in columns]
    lines = []
    for row in table:
        cells = [_broken(row[at], widths[at]) if len(row[at]) > widths[at] else [row[at]] for at in columns]
        for each in zip_longest(*cells, fillvalue=""):
            pieces = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(each, widths, right, strict=True))
            lines.append("  ".join(pieces).rstrip())
    return lines


def to_markdown(title: str, sections: Sequence[Section], figures: Mapping[str, str]) -> str:
    """Return a report as Markdown; `figures` are the names of picture files, by figure."""
    lines = [f"# {_plain(title)}"]
    for section in sections:
        lines += ["", f"## {_plain(section.heading)}"]
        for paragraph in section.paragraphs:
            lines += ["", _plain(paragraph)]
        if section.rows:
            marks = ["---:" if _numeric(section, i) else "---" for i in range(len(section.head))]
            lines += ["", _row(map(_plain, section.head)), _row(marks)]
            lines += [_row(map(_plain, row)) for row in section.rows]
        if section.figure in figures:
            lines += ["", f"![{CAPTIONS[section.figure]}]({quote(figures[section.figure])})"]
    return "".join(f"{line}\n" for line in lines)


def to_html(title: str, sections: Sequence[Section], figures: Mapping[str, str]) -> str:
    """Return a report as one page that needs no connection; `figures` are SVG, by figure."""
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_safe(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>{_safe(title)}</h1>"
    ]
    for section in sections:
        parts.append(f"<section><h2>{_safe(section.heading)}</h2>")
        parts += [f"<p>{_safe(paragraph)}</p>" for paragraph in section.paragraphs]
        if section.rows:
            kinds = [' class="number"' if _numeric(section, i) else "" for i in range(len(section.head))]
            head = "".join(f"<th{k}>{_safe(c)}</th>" for c, k in zip(section.head, kinds, strict=True))
            rows = (
                "".join(f"<td{k}>{_safe(c)}</td>" for c, k in zip(row, kinds, strict=True)) for row in section.rows
            )
            body = "".join(f"<tr>{row}</tr>" for row in rows)
            parts.append(
                f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead>'
                f"<tbody>{body}</tbody></table></div>"
            )
        if section.figure in figures:
            said = _safe(CAPTIONS[section.figure])
            drawn = figures[section.figure].replace("<svg", f'<svg role="img" aria-label="{said}"', 1)
            parts.append(f"<figure>{drawn}<figcaption>{said}</figcaption></figure>")
        parts.append("</section>")
    return "\n".join([*parts, "</body></html>\n"])


def _numeric(section: Section, column: int) -> bool:
    """Tell whether a column holds numbers, so that it is set flush right."""
    cells = [row[column].rstrip("=") for row in section.rows if row[column]]
    return bool(cells) and all(
        cell.replace(".", "", 1).replace("e-", "", 1).replace("-", "", 1).isdigit() for cell in cells
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return text of which Markdown reads every character as itself."""
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#~" else c for c in " ".join(visible(text).split()))


def _safe(text: str) -> str:
    return escape(visible(text))
