"""Writing: sections as text for a terminal, Markdown, one HTML page, or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape

from kg.report.sections import Section
from kg.things import visible

#: What stands in place of a picture that could not be drawn.
NO_FIGURES = "Figures need one more library: pip install 'convene-kg[report]'."

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222;
  background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ddd }
table { border-collapse: collapse; font-size: .87rem; display: block; overflow-x: auto }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #eee }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
figure { margin: 1.5rem 0 } figure svg { max-width: 100%; height: auto }
@media (prefers-color-scheme: dark) {
  body { background: #16181d; color: #ddd } th, td, h2 { border-color: #333 }
  figure svg { background: #fff; border-radius: 6px; padding: 8px }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def to_text(title: str, sections: Sequence[Section]) -> str:
    """Return a report as plain text with aligned tables."""
    lines = [title, "=" * len(title)]
    for section in sections:
        lines += ["", section.heading, "-" * len(section.heading), *map(visible, section.paragraphs)]
        if section.rows:
            table = [section.head, *section.rows]
            widths = [max(len(visible(row[i])) for row in table) for i in range(len(section.head))]
            lines += [
                "",
                *("  ".join(visible(c).ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in table),
            ]
    return "".join(f"{line}\n" for line in lines)


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
            lines += ["", f"![{section.heading}]({figures[section.figure]})"]
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
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
        if section.figure in figures:
            parts.append(f"<figure>{figures[section.figure]}</figure>")
        parts.append("</section>")
    return "\n".join([*parts, "</body></html>\n"])


def to_json(title: str, sections: Sequence[Section]) -> str:
    """Return a report as JSON: the sections with their tables as lists."""
    document = {"title": title, "sections": [asdict(section) for section in sections]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _numeric(section: Section, column: int) -> bool:
    """Tell whether a column holds numbers, so that it is set flush right."""
    cells = [row[column].rstrip("=") for row in section.rows if row[column]]
    return bool(cells) and all(
        cell.replace(".", "", 1).replace("e-", "", 1).replace("-", "", 1).isdigit() for cell in cells
    )


def _row(cells: object) -> str:
    return f"| {' | '.join(cells)} |"  # type: ignore[arg-type]


def _plain(text: str) -> str:
    """Return text of which Markdown reads every character as itself."""
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#~" else c for c in " ".join(visible(text).split()))


def _safe(text: str) -> str:
    return escape(visible(text))
