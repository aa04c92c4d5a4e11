"""The dossier of a network: everything that each tie opens down to, as plain records that point by index."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.names import expand, local_name, shorten
from kg.networks.projection import WEIGHTS, account
from kg.networks.records import Activity, Dossier, Node, ParticipationRecord, Passage, Source

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store


LICENCE = "CC BY 4.0"

#: The topmost kinds of agency, gathered to the few groups that a legend can show.
_GROUPS = {
    "government-department": "Government",
    "independent-commission": "Group or programme",
    "inter-agency-group": "Group or programme",
    "intergovernmental-organization": "Intergovernmental",
    "network": "Group or programme",
    "ngo": "Civil society and research",
    "research-body": "Civil society and research",
    "secretariat": "Group or programme",
    "task-force": "Group or programme",
    "un-body": "UN system",
}

_NODES = """
SELECT ?node ?label ?class ?kind ?top ?scheme WHERE {
  VALUES ?class { kg:Agency kg:Country kg:Person }
  ?node a ?class ; skos:prefLabel ?label .
  OPTIONAL { ?node dcterms:type ?type . ?type skos:prefLabel ?kind .
             ?type skos:broader* ?top . ?top skos:topConceptOf ?scheme }
} ORDER BY ?node ?kind ?top ?scheme
"""
_NAMES = """
SELECT ?node ?name ?short WHERE {
  ?node ?property ?name . VALUES (?property ?short) { (kg:acronym 1) (skos:altLabel 0) }
} ORDER BY ?node ?name
"""
_ACTIVITIES = """
SELECT ?activity ?label ?kind ?status ?date ?first ?last ?place WHERE {
  ?participation kg:activity ?activity . ?activity skos:prefLabel ?label .
  OPTIONAL { ?activity dcterms:type/skos:prefLabel ?kind }
  OPTIONAL { ?activity kg:status/skos:prefLabel ?status }
  OPTIONAL { ?activity dcterms:date ?date }
  OPTIONAL { ?activity kg:earliest ?first }
  OPTIONAL { ?activity kg:latest ?last }
  OPTIONAL { ?activity schema:location/skos:prefLabel ?place }
} ORDER BY ?activity ?kind ?place
"""
_TOPICS = """
SELECT DISTINCT ?activity ?topic WHERE { ?activity dcterms:subject/skos:prefLabel ?topic } ORDER BY ?activity ?topic
"""
_ROLES = """
SELECT ?participation ?role ?date WHERE {
  ?participation kg:role/skos:prefLabel ?role . OPTIONAL { ?participation dcterms:date ?date }
} ORDER BY ?participation ?role
"""
_EVIDENCE = """
SELECT ?participation ?evidence ?source ?locator ?start ?end ?rationale WHERE {
  ?participation a kg:Participation ; kg:evidence ?evidence . ?evidence kg:inSource ?source .
  OPTIONAL { ?evidence kg:locator ?locator } OPTIONAL { ?evidence kg:passageStart ?start }
  OPTIONAL { ?evidence kg:passageEnd ?end } OPTIONAL { ?evidence kg:rationale ?rationale }
} ORDER BY ?participation ?evidence
"""
_SOURCES = """
SELECT ?source ?title (GROUP_CONCAT(DISTINCT ?symbol; separator=", ") AS ?symbols) ?by ?date ?url WHERE {
  ?source a kg:SourceDocument ; skos:prefLabel ?title .
  OPTIONAL { ?source dcterms:identifier ?symbol }
  OPTIONAL { ?authorship kg:activity ?source ; kg:role role:author ; kg:participant/skos:prefLabel ?by }
  OPTIONAL { ?source dcterms:date ?date } OPTIONAL { ?source schema:url ?url }
} GROUP BY ?source ?title ?by ?date ?url ORDER BY ?source ?by
"""


def dossier(store: Store, graph: nx.Graph) -> Dossier:
    """Return a network as records: agents, ties, activities, participations, passages, sources."""
    selection = graph.graph["selection"]
    agents = list(graph.nodes)
    activities = sorted({a for _, data in graph.nodes(data=True) for a in data["activities"]})
    rows = sorted({p for _, data in graph.nodes(data=True) for p in data["participations"]})
    agent_at, activity_at, row_at = _index(agents), _index(activities), _index(rows)
    passages, passage_records, sources = _passages(store, set(rows))
    return {
        "title": f"{selection.kind.capitalize()} network",
        "subtitle": f"{' and '.join(selection.of)} tied by {' and '.join(selection.asked_roles)} roles",
        "dataVersion": store.version(),
        "licence": LICENCE,
        "cite": f"Convene, a knowledge graph of international migration, data version {store.version()}, {LICENCE}",
        "account": account(graph),
        "weight": WEIGHTS[graph.graph["weight"]],
        "nodes": _nodes(store, agents),
        "ties": [
            {
                "a": agent_at[a],
                "b": agent_at[b],
                "weight": round(tie["weight"], 6),
                "support": tie["support"],
                "activities": [activity_at[activity] for activity in tie["activities"]],
                "first": tie["first"],
                "last": tie["last"],
            }
            for a, b, tie in graph.edges(data=True)
        ],
        "activities": _activities(store, activities, rows, row_at),
        "participations": _participations(store, rows, row_at, agent_at, passages),
        "evidence": passage_records,
        "sources": sources,
    }


def agent_names(store: Store, agents: list[str]) -> dict[str, dict[str, str]]:
    """Return label, short name, kind and group of each agent, for exports."""
    return {
        node["id"]: {"label": node["label"], "name": node["name"], "kind": node["kind"], "group": node["group"]}
        for node in _nodes(store, agents)
    }


def _index(items: list[str]) -> dict[str, int]:
    return {item: position for position, item in enumerate(items)}


def _year(day: str) -> int | None:
    return int(day[:4]) if day else None


def _nodes(store: Store, agents: list[str]) -> list[Node]:
    """Return the agents with names; the shortest acronym is the one that the picture shows."""
    known: dict[str, tuple[str, ...]] = {}
    for node, *rest in store.rows(_NODES):
        known.setdefault(node, tuple(rest))
    acronyms: dict[str, list[str]] = defaultdict(list)
    aliases: dict[str, list[str]] = defaultdict(list)
    for node, name, short in store.rows(_NAMES):
        (acronyms if short == "1" else aliases)[node].append(name)
    records: list[Node] = []
    for agent in agents:
        label, sort, kind, top, scheme = known.get(agent, (shorten(agent), "", "", "", ""))
        sort = local_name(sort) if sort else "Other"
        if sort == "Agency":
            programme = scheme == expand("scheme:programme-kinds")
            sort = "Group or programme" if programme else _GROUPS.get(local_name(top or ""), "Other")
        short = min(acronyms[agent], key=lambda name: (len(name), name), default=label)
        record: Node = {
            "id": agent,
            "name": short,
            "label": label,
            "kind": kind or sort.lower(),
            "group": sort,
            "aliases": sorted({*acronyms[agent], *aliases[agent]} - {short, label}),
        }
        records.append(record)
    return records


def _activities(store: Store, activities: list[str], rows: list[str], row_at: dict[str, int]) -> list[Activity]:
    """Return the activities with their dates, places and topics."""
    known: dict[str, tuple[str, ...]] = {}
    for activity, *rest in store.rows(_ACTIVITIES):
        known.setdefault(activity, tuple(rest))
    topics, within = defaultdict(list), defaultdict(list)
    for activity, topic in store.rows(_TOPICS):
        topics[activity].append(topic)
    for row, activity in store.rows("SELECT ?p ?a WHERE { ?p kg:activity ?a ; kg:participant ?agent } ORDER BY ?p"):
        if row in row_at:
            within[activity].append(row_at[row])
    records: list[Activity] = []
    for activity in activities:
        label, kind, status, date, first, last, place = known.get(activity, (shorten(activity), *[""] * 6))
        records.append(
            {
                "id": activity,
                "label": label,
                "kind": kind,
                "status": status,
                "date": date,
                "first": _year(first),
                "last": _year(last),
                "place": place,
                "topics": topics[activity],
                "participations": within[activity],
            }
        )
    return records


def _participations(
    store: Store, rows: list[str], row_at: dict[str, int], agent_at: dict[str, int], passages: dict[str, list[int]]
) -> list[ParticipationRecord]:
    """Return the participations with the passages and rivals of each."""
    role = {row: (label, date) for row, label, date in store.rows(_ROLES)}
    agent_of = {row[0]: row[1] for row in store.rows("SELECT ?p ?agent WHERE { ?p kg:participant ?agent }")}
    rivals = defaultdict(set)
    for a, b in store.rows("SELECT ?a ?b WHERE { ?a kg:contradicts ?b }"):
        if a in row_at and b in row_at:
            rivals[a].add(row_at[b])
            rivals[b].add(row_at[a])
    return [
        {
            "id": row,
            "agent": agent_at[agent_of[row]],
            "role": role.get(row, ("", ""))[0],
            "date": role.get(row, ("", ""))[1],
            "evidence": passages.get(row, []),
            "contradicts": sorted(rivals[row]),
        }
        for row in rows
    ]


def _passages(store: Store, rows: set[str]) -> tuple[dict[str, list[int]], list[Passage], list[Source]]:
    """Return which passages support each participation, the passages, and the sources they stand in."""
    found = [row for row in store.rows(_EVIDENCE) if row[0] in rows]
    evidence_at = _index(sorted({row[1] for row in found}))
    source_at = _index(sorted({row[2] for row in found}))
    supports: dict[str, list[int]] = defaultdict(list)
    records: dict[str, Passage] = {}
    for participation, evidence, source, locator, start, end, rationale in found:
        if evidence_at[evidence] not in supports[participation]:
            supports[participation].append(evidence_at[evidence])
        records[evidence] = {
            "id": evidence,
            "source": source_at[source],
            "locator": locator,
            "start": start,
            "end": end,
            "rationale": rationale,
        }
    documents: dict[str, Source] = {}
    for source, title, symbols, author, date, url in store.rows(_SOURCES):
        record: Source = {
            "id": source, "title": title, "identifier": symbols, "author": author, "date": date, "url": url,
        }  # fmt: skip
        if source not in documents:
            documents[source] = record
        elif author:
            documents[source]["author"] += f", {author}"
    unknown: Source = {"id": "", "title": "", "identifier": "", "author": "", "date": "", "url": ""}
    return (
        dict(supports),
        [records[evidence] for evidence in evidence_at],
        [documents.get(source, {**unknown, "id": source, "title": shorten(source)}) for source in source_at],
    )
