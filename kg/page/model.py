"""The looks of a network, and the pyvis model that gives the picture its shapes, sizes and places."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, Final, TypedDict

from kg.things import visible

if TYPE_CHECKING:
    from pyvis.network import Network

    from kg.dossiers.records import Dossier

Point = tuple[float, float]


class Group(TypedDict):
    """How one group of nodes is drawn: a shape and two colours, for white and for dark ground."""

    name: str
    shape: str
    light: str
    dark: str


#: Shape and colour both tell the groups apart. Each colour keeps 3:1 against its ground, and no two
#: neighbours in the list are alike to a colour-blind reader.
_LOOKS: Final = (
    ("UN system", "dot", "#1f6cb0", "#6db1ee"),
    ("Intergovernmental", "hexagon", "#0d8277", "#4fc9bb"),
    ("Government", "square", "#b26a00", "#efac4d"),
    ("Civil society and research", "diamond", "#7a4fb5", "#b99bea"),
    ("Group or programme", "triangleDown", "#b83d6b", "#ef87ac"),
    ("Country", "triangle", "#4b7f1e", "#9bcc6b"),
    ("Person", "star", "#c4481c", "#f79a75"),
    ("Other", "square", "#66727f", "#a5b1bd"),
)

#: What evens out the areas of vis-network's shapes: its square of one size is a quarter larger than its disc.
_EVEN: Final = {"square": 0.89, "hexagon": 1.06, "diamond": 1.2, "triangle": 1.1, "triangleDown": 1.1, "star": 1.2}

NAMELESS: Final = "(no name)"


def groups(data: Dossier) -> list[Group]:
    """Return the groups that occur, the known ones in their fixed order, then any others by name."""
    present = {node["group"] for node in data["nodes"]}
    known = [name for name, *_ in _LOOKS]
    rows = [Group(name=name, shape=shape, light=light, dark=dark) for name, shape, light, dark in _LOOKS]
    found = [row for row in rows if row["name"] in present]
    for turn, name in enumerate(sorted(present - set(known))):
        look = rows[turn % len(rows)]
        found.append(Group(name=name, shape=look["shape"], light=look["light"], dark=look["dark"]))
    return found


def node_size(degree: int) -> float:
    """Return the radius of a node: it grows with the root of its degree, from 7 to 23 units.

    The layout keeps nodes further apart than twice the largest, so that none covers another.
    """
    return round(min(23.0, 7 + 3.1 * sqrt(degree)), 1)


def line_width(support: int) -> float:
    """Return the width of a line: one shared activity is thin, and each doubling adds the same."""
    return round(min(9.0, 1.4 + 1.5 * (max(support, 1).bit_length() - 1) + 0.3 * (support > 1)), 1)


def to_pyvis(data: Dossier, coordinates: Sequence[Point]) -> Network:
    """Return the network as a pyvis object, with every place given and physics off.

    Identifiers are integers and no node has a `title`, because pyvis writes titles and string identifiers
    into its own page as they stand. Nodes and edges are put where pyvis keeps them: its own methods
    compare each new one with all others.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    looks = {row["name"]: row for row in groups(data)}
    degree = [0] * len(data["nodes"])
    for tie in data["ties"]:
        degree[tie["a"]] += 1
        degree[tie["b"]] += 1
    network = Network(height="100%", width="100%", cdn_resources="in_line")
    network.toggle_physics(False)
    for index, (node, (x, y)) in enumerate(zip(data["nodes"], coordinates, strict=True)):
        look = looks[node["group"]]
        label = visible(node["name"] or node["label"]) or NAMELESS
        size = round(node_size(degree[index]) * _EVEN.get(look["shape"], 1.0), 1)
        made = Node(index, look["shape"], label, color=look["light"], size=size, x=x, y=y, physics=False)
        network.nodes.append(made.options)
        network.node_ids.append(index)
        network.node_map[index] = made.options
    for index, tie in enumerate(data["ties"]):
        network.edges.append(Edge(tie["a"], tie["b"], id=index, width=line_width(tie["support"])).options)
    return network
