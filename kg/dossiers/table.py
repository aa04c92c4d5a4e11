"""The dossier of a table's network: each tie opens down to the rows of the file, and to the documents they name."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kg.dossiers.dossier import index_of, tie_records
from kg.dossiers.records import Activity, Dossier, Node, ParticipationRecord, Passage, Source
from kg.networks.account import account
from kg.networks.projection import WEIGHTS

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.participations import Participation, ParticipationTable

#: The group of all agents of a table, which knows no kinds.
_GROUP = "Agent"


def table_dossier(path: Path, table: ParticipationTable, graph: nx.Graph) -> Dossier:
    """Return the network of a table as records; its data version is a hash of the file.

    >>> import tempfile
    >>> from kg.networks import Selection, network_of
    >>> from kg.networks.table import read_table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "mine.csv"
    ...     _ = file.write_text("agent,activity,source\\na,x,minutes\\nb,x,minutes\\n")
    ...     read = read_table(file, Selection())
    ...     found = table_dossier(file, read, network_of(read))
    >>> [(passage["locator"], found["sources"][passage["source"]]["title"]) for passage in found["evidence"]]
    [('mine.csv, row 2', 'minutes'), ('mine.csv, row 3', 'minutes')]
    """
    agents = list(graph.nodes)
    rows = sorted(table.rows, key=lambda row: int(row.iri.rpartition("#")[2]))
    activities = sorted({row.activity for row in rows})
    agent_at, activity_at = index_of(agents), index_of(activities)
    named = {row.iri: sorted(table.sources.get(row.iri, ())) or [path.name] for row in rows}
    source_at = index_of(sorted({name for names in named.values() for name in names}))
    supports, passages = _passages(rows, named, source_at)
    made = _activities(activities, rows, activity_at)
    version = sha256(path.read_bytes()).hexdigest()[:12]
    record: Dossier = {
        "title": f"Network of {path.name}",
        "subtitle": f"Agents tied by {' and '.join(table.selection.asked_roles)} roles",
        "dataVersion": version,
        "licence": "",
        "cite": f"{path.name}, data version {version}",
        "account": account(graph),
        "weight": WEIGHTS[graph.graph["weight"]],
        "nodes": [_node(agent) for agent in agents],
        "ties": tie_records(graph, agent_at, activity_at, made),
        "activities": made,
        "countries": [],
        "participations": [_participation(row, agent_at, supports[row.iri]) for row in rows],
        "evidence": passages,
        "sources": [_source(name) for name in source_at],
    }
    if "tested" in graph.graph:
        record["chance"] = list(graph.graph["tested"])
    return record


def _node(agent: str) -> Node:
    return {"id": agent, "name": agent, "label": agent, "kind": "agent", "group": _GROUP, "aliases": []}


def _source(name: str) -> Source:
    return {"id": name, "title": name, "identifier": "", "author": "", "date": "", "url": ""}


def _participation(row: Participation, agent_at: dict[str, int], evidence: list[int]) -> ParticipationRecord:
    return {
        "id": row.iri,
        "agent": agent_at[row.agent],
        "role": row.role,
        "date": "",
        "evidence": evidence,
        "contradicts": [],
    }


def _passages(
    rows: list[Participation], named: dict[str, list[str]], source_at: dict[str, int]
) -> tuple[dict[str, list[int]], list[Passage]]:
    """Return one passage for each row and document that it names."""
    supports: dict[str, list[int]] = {}
    passages: list[Passage] = []
    for row in rows:
        file, _, number = row.iri.rpartition("#")
        supports[row.iri] = list(range(len(passages), len(passages) + len(named[row.iri])))
        for name in named[row.iri]:
            passage: Passage = {
                "id": f"{row.iri} {name}",
                "source": source_at[name],
                "locator": f"{file}, row {number}",
                "start": "",
                "end": "",
                "rationale": "",
            }
            passages.append(passage)
    return supports, passages


def _activities(activities: list[str], rows: list[Participation], activity_at: dict[str, int]) -> list[Activity]:
    """Return the activities with the span of their rows' dates."""
    within: list[list[int]] = [[] for _ in activities]
    for at, row in enumerate(rows):
        within[activity_at[row.activity]].append(at)
    return [
        {
            "id": activity,
            "label": activity,
            "kind": "",
            "status": "",
            "date": _span([rows[at] for at in within[number]]),
            "first": min((int(rows[at].first[:4]) for at in within[number] if rows[at].first), default=None),
            "last": max((int(rows[at].last[:4]) for at in within[number] if rows[at].last), default=None),
            "place": "",
            "topics": [],
            "countries": [],
            "participations": within[number],
        }
        for number, activity in enumerate(activities)
    ]


def _span(rows: list[Participation]) -> str:
    """Return the years of some rows in words that a person reads, empty where none is known."""
    first = min((row.first[:4] for row in rows if row.first), default="")
    last = max((row.last[:4] for row in rows if row.last), default="")
    return first if first == last else f"{first or '..'}/{last or '..'}"
