"""The dossier of a network: everything that each tie opens down to, as plain records that point by index."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.answers.citation import GRAPH_NAME, LICENCE
from kg.names import expand, local_name, shorten
from kg.networks.account import account
from kg.networks.projection import WEIGHTS
from kg.networks.records import Activity, Dossier, Node, ParticipationRecord, Passage, Source
from kg.things import labels

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store


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

_KINDS = """
SELECT ?node ?class ?kind ?top ?scheme WHERE {
  VALUES ?class { kg:Agency kg:Country kg:Person }
  ?node a ?class .
  OPTIONAL { ?node dcterms:type ?kind . ?kind skos:broader* ?top . ?top skos:topConceptOf ?scheme }
} ORDER BY ?node ?class ?kind ?top ?scheme
"""
_NAMES = """
SELECT ?node ?name ?short WHERE {
  ?node ?property ?name . VALUES (?property ?short) { (kg:acronym 1) (skos:altLabel 0) }
} ORDER BY ?node ?name
"""
_ACTIVITIES = """
SELECT DISTINCT ?activity ?kind ?status ?date ?first ?last ?place WHERE {
  ?participation kg:activity ?activity .
  OPTIONAL { ?activity dcterms:type ?kind }
  OPTIONAL { ?activity kg:status ?status }
  OPTIONAL { ?activity dcterms:date ?date }
  OPTIONAL { ?activity kg:earliest ?first }
  OPTIONAL { ?activity kg:latest ?last }
  OPTIONAL { ?activity schema:location ?place }
} ORDER BY ?activity ?kind ?status ?date ?first ?last ?place
"""
_TOPICS = "SELECT DISTINCT ?activity ?topic WHERE { ?activity dcterms:subject ?topic } ORDER BY ?activity ?topic"
_ROLES = """
SELECT ?participation ?agent ?role ?date WHERE {
  ?participation kg:participant ?agent ; kg:role ?role . OPTIONAL { ?participation dcterms:date ?date }
} ORDER BY ?participation ?agent ?role ?date
"""
_EVIDENCE = """
SELECT ?participation ?evidence ?source ?locator ?start ?end ?rationale WHERE {
  ?participation a kg:Participation ; kg:evidence ?evidence . ?evidence kg:inSource ?source .
  OPTIONAL { ?evidence kg:locator ?locator } OPTIONAL { ?evidence kg:passageStart ?start }
  OPTIONAL { ?evidence kg:passageEnd ?end } OPTIONAL { ?evidence kg:rationale ?rationale }
} ORDER BY ?participation ?evidence ?locator ?start ?end ?rationale
"""
_SOURCES = """
SELECT ?source ?symbol ?author ?date ?url WHERE {
  ?source a kg:SourceDocument .
  OPTIONAL { ?source dcterms:identifier ?symbol }
  OPTIONAL { ?authorship kg:activity ?source ; kg:role role:author ; kg:participant ?author }
  OPTIONAL { ?source dcterms:date ?date } OPTIONAL { ?source schema:url ?url }
} ORDER BY ?source ?symbol ?author ?date ?url
"""


def dossier(store: Store, graph: nx.Graph) -> Dossier:
    """Return a network as records: agents, ties, activities, participations, passages, sources.

    >>> import kg
    >>> from kg.store import load_store
    >>> found = dossier(load_store(), kg.network("co-sponsorship"))
    >>> [found["activities"][at]["label"] for at in found["ties"][0]["activities"]]
    ['International Migration Policy Programme']
    """
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
        "cite": f"{GRAPH_NAME}, data version {store.version()}, {LICENCE}",
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
    """Return label, short name, kind and group of each agent, for exports.

    >>> from kg.names import expand
    >>> from kg.store import load_store
    >>> agent_names(load_store(), [expand("agency:ILO")])[expand("agency:ILO")]["name"]
    'ILO'
    """
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
    for node, *rest in store.rows(_KINDS):
        known.setdefault(node, tuple(rest))
    acronyms: dict[str, list[str]] = defaultdict(list)
    aliases: dict[str, list[str]] = defaultdict(list)
    for node, name, short in store.rows(_NAMES):
        (acronyms if short == "1" else aliases)[node].append(name)
    words = labels(store, {*agents, *(kind for _, kind, *_ in known.values() if kind)})
    records: list[Node] = []
    for agent in agents:
        sort, kind, top, scheme = known.get(agent, ("", "", "", ""))
        sort = local_name(sort) if sort else "Other"
        if sort == "Agency":
            programme = scheme == expand("scheme:programme-kinds")
            sort = "Group or programme" if programme else _GROUPS.get(local_name(top or ""), "Other")
        label = words.get(agent) or shorten(agent)
        short = min(acronyms[agent], key=lambda name: (len(name), name), default=label)
        record: Node = {
            "id": agent,
            "name": short,
            "label": label,
            "kind": words.get(kind) or sort.lower(),
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
    topics: dict[str, list[str]] = defaultdict(list)
    within: dict[str, list[int]] = defaultdict(list)
    for activity, topic in store.rows(_TOPICS):
        topics[activity].append(topic)
    for row, activity in store.rows(
        "SELECT DISTINCT ?p ?a WHERE { ?p kg:activity ?a ; kg:role ?r } ORDER BY ?p ?a"
    ):
        if row in row_at:
            within[activity].append(row_at[row])
    named = {iri for kind, status, *_, place in known.values() for iri in (kind, status, place) if iri}
    words = labels(store, {*activities, *named, *(topic for each in topics.values() for topic in each)})
    records: list[Activity] = []
    for activity in activities:
        kind, status, date, first, last, place = known.get(activity, ("",) * 6)
        records.append(
            {
                "id": activity,
                "label": words.get(activity) or shorten(activity),
                "kind": words.get(kind, ""),
                "status": words.get(status, ""),
                "date": date,
                "first": _year(first),
                "last": _year(last),
                "place": words.get(place, ""),
                "topics": sorted(words[topic] for topic in topics[activity] if topic in words),
                "participations": within[activity],
            }
        )
    return records


def _participations(
    store: Store,
    rows: list[str],
    row_at: dict[str, int],
    agent_at: dict[str, int],
    passages: dict[str, list[int]],
) -> list[ParticipationRecord]:
    """Return the participations with the passages and rivals of each."""
    known: dict[str, tuple[str, ...]] = {}
    for row, *rest in store.rows(_ROLES):
        known.setdefault(row, tuple(rest))
    words = labels(store, {role for _, role, _ in known.values()})
    rivals: dict[str, set[int]] = defaultdict(set)
    for a, b in store.rows("SELECT ?a ?b WHERE { ?a kg:contradicts ?b }"):
        if a in row_at and b in row_at:
            rivals[a].add(row_at[b])
            rivals[b].add(row_at[a])
    return [
        {
            "id": row,
            "agent": agent_at[known[row][0]],
            "role": words.get(known[row][1]) or shorten(known[row][1]),
            "date": known[row][2],
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
        record: Passage = {
            "id": evidence,
            "source": source_at[source],
            "locator": locator,
            "start": start,
            "end": end,
            "rationale": rationale,
        }
        records.setdefault(evidence, record)
    return dict(supports), [records[evidence] for evidence in evidence_at], _sources(store, list(source_at))


def _sources(store: Store, wanted: list[str]) -> list[Source]:
    """Return the documents with all their symbols and authors, each once."""
    symbols: dict[str, list[str]] = defaultdict(list)
    authors: dict[str, list[str]] = defaultdict(list)
    single: dict[str, tuple[str, str]] = {}
    for source, symbol, author, date, url in store.rows(_SOURCES):
        symbols[source].append(symbol)
        authors[source].append(author)
        single.setdefault(source, (date, url))
    words = labels(store, {*wanted, *(author for each in authors.values() for author in each if author)})
    return [
        {
            "id": source,
            "title": words.get(source) or shorten(source),
            "identifier": ", ".join(dict.fromkeys(filter(None, symbols[source]))),
            "author": ", ".join(dict.fromkeys(words[author] for author in authors[source] if author in words)),
            "date": single.get(source, ("", ""))[0],
            "url": single.get(source, ("", ""))[1],
        }
        for source in wanted
    ]
