"""What the page's script reads: the network and its drawing as inert JSON, packed where it is long."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import UsageError
from kg.page.model import groups, to_pyvis
from kg.page.outlines import outlines

if TYPE_CHECKING:
    from kg.dossiers.records import Dossier

Point = tuple[float, float]

#: Beyond this many agents no picture is drawn that anybody could read, nor a file that a browser likes.
NODES_MOST: Final = 20_000
#: Up to these sizes vis-network draws; above them the page's own canvas, and the page comes without vis-network.
#: picture.js holds the same numbers.
VIS_MOST: Final = {"nodes": 1_500, "ties": 5_000}
#: From so many characters on, data are packed; below it a reader can find words in the file.
_LONG: Final = 1_500_000
#: What would end a script element, open a comment in one, or end a line in older JavaScript.
_ESCAPES: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


class Written(NamedTuple):
    """Text for the data element, and whether it is packed with gzip and written in base64."""

    text: str
    packed: bool


def check_size(network: Dossier) -> None:
    """Raise UsageError for a network too large to draw, naming the filters that make it smaller."""
    many = len(network["nodes"])
    if many > NODES_MOST:
        raise UsageError(
            f"a page of {many:,} agencies: nobody can read more than {NODES_MOST:,}; narrow the network with "
            "--min-shared, --from, --to, --topic, --country, --status, --roles or --of, or write all of it "
            "as .graphml, .gexf, .json, .csv or .ttl"
        )


def drawn_by_vis(network: Dossier) -> bool:
    """Return whether vis-network draws a network of this size."""
    return len(network["nodes"]) <= VIS_MOST["nodes"] and len(network["ties"]) <= VIS_MOST["ties"]


def page_data(network: Dossier, coordinates: Sequence[Point]) -> Written:
    """Return the network, how its groups look, and the places that pyvis's model gives its nodes.

    Raises ValueError for a weight that is not a finite number.
    """
    text = inert_json(_drawing(network, coordinates))
    return Written(_packed(text), True) if len(text) > _LONG else Written(text, False)


def inert_json(value: object) -> str:
    """Return JSON that can stand inside a script element without ending it.

    >>> inert_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPES)


def _drawing(network: Dossier, coordinates: Sequence[Point]) -> dict[str, Any]:
    """Return what the script reads; names, ends and widths of pyvis's rows stand in the network already."""
    nodes, *_ = to_pyvis(network, coordinates).get_network_data()
    drawn = [{key: node[key] for key in ("x", "y", "size", "shape")} for node in nodes]
    return {"network": network, "groups": groups(network), "nodes": drawn, "outlines": outlines(network)}


def _packed(text: str) -> str:
    """Return text as gzip in base64, with no time and no system in its head: the same text, the same bytes."""
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    # A lone surrogate has no UTF-8 form.
    packed = bytearray(pack.compress(text.encode("utf-8", "replace")) + pack.flush())
    packed[4:8], packed[9] = b"\0\0\0\0", 255
    return base64.b64encode(packed).decode("ascii")
