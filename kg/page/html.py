"""The page itself: template, styles, scripts and data joined into one file that asks nothing of a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.page.communities import described, divide
from kg.page.data import check_size, drawn_by_vis, page_data
from kg.page.layout import Point, place
from kg.things import visible

if TYPE_CHECKING:
    from jinja2 import Template

    from kg.dossiers.records import Dossier

_ASSETS: Final = Path(__file__).resolve().parent / "assets"
_STYLES: Final = (
    "page.css",
    "controls.css",
    "panel.css",
    "tables.css",
    "timeline.css",
    "map.css",
    "narrow.css",
    "embed.css",
)
#: In this order each script uses only what stands before it, other than inside functions.
_SCRIPTS: Final = (
    "text.js",
    "unpack.js",
    "state.js",
    "shown.js",
    "labels.js",
    "pens.js",
    "colours.js",
    "looks.js",
    "regions.js",
    "names.js",
    "overview.js",
    "drawing.js",
    "images.js",
    "vis.js",
    "canvas.js",
    "picture.js",
    "evidence.js",
    "panel.js",
    "agency.js",
    "table.js",
    "search.js",
    "controls.js",
    "topics.js",
    "filters.js",
    "exports.js",
    "notice.js",
    "years.js",
    "brush.js",
    "timeline.js",
    "countries.js",
    "atlas.js",
    "map.js",
    "embed.js",
    "main.js",
)


def page_html(network: Dossier, coordinates: Sequence[Point] | None = None) -> str:
    """Return the network as one self-contained HTML page; the same data give the same characters.

    `coordinates` takes places computed earlier; without them they are computed. Every string of the data
    is taken as hostile: text is escaped, data stand in an element that is never executed, and the page's own
    policy lets run only the scripts whose hashes it names. Raises ValueError for a weight that is not
    a finite number, UsageError for more agencies than a page can show.
    """
    check_size(network)
    links = [(tie["a"], tie["b"], tie["weight"]) for tie in network["ties"]]
    home = divide(len(network["nodes"]), links)
    if coordinates is None:
        coordinates = place(len(network["nodes"]), links, home)
    data = page_data(described(network, home), coordinates)
    styles, script = _joined(_STYLES), _script()
    renderer = _renderer() if drawn_by_vis(network) else ""
    html = _template().render(
        page=network,
        styles=styles,
        renderer=renderer,
        script=script,
        policy=_policy(scripts=[renderer, script] if renderer else [script], styles=[styles]),
        data=data.text,
        packed=data.packed,
    )
    # A lone surrogate has no UTF-8 form: the file could not be written.
    return html.encode("utf-8", "replace").decode("utf-8")


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return the Content-Security-Policy: nothing but these exact texts runs, and nothing is fetched.

    Trusted types make the browser refuse text where markup would be read, whoever tries it.
    """

    def hashes(texts: Sequence[str]) -> str:
        digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)

    return "; ".join((
        "default-src 'none'",
        f"script-src {hashes(scripts)}",
        f"style-src {hashes(styles)}",
        "img-src data: blob:",
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ))  # fmt: skip


@cache
def _joined(names: tuple[str, ...]) -> str:
    """Return asset files joined in the order given, with line ends that no checkout changes."""
    return "\n".join((_ASSETS / name).read_text(encoding="utf-8").replace("\r\n", "\n") for name in names)


def _script() -> str:
    """Return the page's own scripts in one closed scope, so that they share names with nothing else."""
    return f'(async () => {{\n"use strict";\n{_joined(_SCRIPTS)}}})();\n'


@cache
def _renderer() -> str:
    """Return vis-network with its licence banner, from the copy that pyvis ships.

    pyvis is located, not imported: it pulls in IPython. The last line names a source map beside the file,
    which a browser's developer tools would go looking for. vis-network's own style sheet stays out: it
    only dresses tool tips, buttons and editing tools, none of which are used here, with 200 kB of images.
    """
    from importlib.util import find_spec

    spec = find_spec("pyvis")
    assert spec is not None and spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "templates" / "lib" / "vis-9.1.2"
    text = (folder / "vis-network.min.js").read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").split("\n//# sourceMappingURL", maxsplit=1)[0]


@cache
def _template() -> Template:
    """Return the compiled page template, which escapes whatever is not marked as safe."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    return environment.get_template("page.html.jinja")
