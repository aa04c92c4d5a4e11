"""The dossier of a network: everything that each tie opens down to, as plain records that point by index."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.answers.citation import GRAPH_NAME, LICENCE
from kg.dossiers.activities import activity_records
from kg.dossiers.claims import claim_records, rival_claims
from kg.dossiers.passages import passage_records
from kg.dossiers.records import Activity, Dossier, Node, ParticipationRecord, Tie
from kg.names import expand, local_name, shorten
from kg.networks.account import account
from kg.networks.projection import WEIGHTS
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
_ROLES = """
SELECT ?participation ?agent ?role ?date ?certainty WHERE {
  ?participation kg:participant ?agent ; kg:role ?role . OPTIONAL { ?participation dcterms:date ?date }
  OPTIONAL { ?participation kg:certainty ?certainty }
} ORDER BY ?participation ?agent ?role ?date ?certainty
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
    agent_at, activity_at, row_at = index_of(agents), index_of(activities), index_of(rows)
    rivals = rival_claims(store, set(activities))
    claims = {claim for pairs in rivals.values() for pair in pairs for claim in pair}
    supports, passages, sources = passage_records(store, {*rows, *claims})
    activity_list, countries = activity_records(store, activities, row_at)
    for iri, pairs in claim_records(store, rivals, supports).items():
        activity_list[activity_at[iri]]["rivals"] = pairs
    who = " and ".join(selection.of)
    record: Dossier = {
        "title": f"{selection.kind.capitalize()} network",
        "subtitle": f"{who.capitalize()} tied by {' and '.join(selection.asked_roles)} roles",
        "dataVersion": store.version(),
        "licence": LICENCE,
        "cite": f"{GRAPH_NAME}, data version {store.version()}, {LICENCE}",
        "account": account(graph),
        "weight": WEIGHTS[graph.graph["weight"]],
        "nodes": _nodes(store, agents),
        "ties": tie_records(graph, agent_at, activity_at, activity_list),
        "activities": activity_list,
        "countries": countries,
        "participations": _participations(store, rows, row_at, agent_at, supports),
        "evidence": passages,
        "sources": sources,
    }
    if "tested" in graph.graph:
        record["chance"] = list(graph.graph["tested"])
    return record


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


def index_of(items: list[str]) -> dict[str, int]:
    """Return the place of each item.

    >>> index_of(["a", "b"])
    {'a': 0, 'b': 1}
    """
    return {item: position for position, item in enumerate(items)}


def tie_records(
    graph: nx.Graph, agent_at: dict[str, int], activity_at: dict[str, int], activities: list[Activity]
) -> list[Tie]:
    """Return the ties; one is planned where all that it rests on is.

    >>> import kg
    >>> graph = kg.network("co-sponsorship")
    >>> places = index_of(list(graph)), index_of(graph.edges[list(graph)[0], list(graph)[1]]["activities"])
    >>> len(tie_records(graph, *places, [{"label": "a programme"}]))
    6
    """
    records: list[Tie] = []
    for a, b, tie in graph.edges(data=True):
        shared = [activity_at[activity] for activity in tie["activities"]]
        record: Tie = {
            "a": agent_at[a],
            "b": agent_at[b],
            "weight": round(tie["weight"], 6),
            "support": tie["support"],
            "activities": shared,
            "first": tie["first"],
            "last": tie["last"],
        }
        if shared and all(activities[at].get("planned") for at in shared):
            record["planned"] = True
        if "verdict" in tie:
            record["p"], record["verdict"] = round(tie["p"], 6), tie["verdict"]
        records.append(record)
    return records


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
    words = labels(store, {iri for _, role, _, certainty in known.values() for iri in (role, certainty) if iri})
    rivals: dict[str, set[int]] = defaultdict(set)
    for a, b in store.rows("SELECT ?a ?b WHERE { ?a kg:contradicts ?b }"):
        if a in row_at and b in row_at:
            rivals[a].add(row_at[b])
            rivals[b].add(row_at[a])
    records: list[ParticipationRecord] = []
    for row in rows:
        agent, role, date, certainty = known[row]
        record: ParticipationRecord = {
            "id": row,
            "agent": agent_at[agent],
            "role": words.get(role) or shorten(role),
            "date": date,
            "evidence": passages.get(row, []),
            "contradicts": sorted(rivals[row]),
        }
        if certainty:
            record["certainty"] = words.get(certainty) or shorten(certainty)
        records.append(record)
    return records
