"""Whether each fact of the facts file stands in the graph, was left out for a reason, or is missing.

Run as `python -m tests.series.comparison FOLDER` for the whole list. A fact is found by itself where the
graph joins the two things, or holds the value, on evidence from a source of the fact; where it is worded
otherwise, a row of a ledger names the nodes that say it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from kg.folders import shipped_turtle
from kg.names import ID, KG, expand, local_name, shorten
from tests.series.corpus import Fact, facts

HERE = Path(__file__).parent
SCHEMA, SKOS, DCTERMS = "https://schema.org/", "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/"
#: Where the value of a fact stands as a literal of the thing itself, or in the object of a claim on it.
LITERALS = {
    "start_date": DCTERMS + "date", "end_date": DCTERMS + "date", "date": DCTERMS + "date",
    "date_text": DCTERMS + "date", "adopted": DCTERMS + "date", "published": DCTERMS + "date",
    "dated": DCTERMS + "date", "founded": DCTERMS + "date", "year": DCTERMS + "date",
    "ordinal": KG + "ordinal", "symbol": DCTERMS + "identifier", "venue": KG + "venue",
    "acronym": KG + "acronym", "date_cited": DCTERMS + "date", "isbn": DCTERMS + "identifier",
}  # fmt: skip
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
#: In which roles a participation says what a predicate says, where another role would say something else.
ROLES = {
    "chair": {"chair", "co-chair"}, "co_chair": {"co-chair", "chair"}, "host": {"host"}, "co_host": {"host"},
    "member": {"member", "founding-member"}, "founding_member": {"founding-member"}, "observer": {"observer"},
    "organizer": {"organizer", "co-organizer", "convener"}, "co_organizer": {"co-organizer", "organizer", "convener"},
    "secretariat": {"secretariat"}, "coordinator": {"coordinator"}, "publisher": {"publisher"},
    "executive_committee_member": {"executive-committee-member"}, "auspices": {"patron"},
    "steering_group_member": {"steering-group-member"}, "co_sponsor": {"co-sponsor"},
}  # fmt: skip


class Shipped:
    """The shipped graph, with what a fact is looked up by."""

    def __init__(self) -> None:
        self.graph = Graph()
        for _, path in shipped_turtle():
            self.graph.parse(path)
        self.sources = self._addresses()
        self.things = {row["entity"]: URIRef(expand(row["thing"])) for row in _rows(HERE / "entities.csv")}
        self.names: dict[Node, set[str]] = defaultdict(set)
        for name in ("prefLabel", "altLabel", "hiddenLabel"):
            for node, label in self.graph.subject_objects(URIRef(SKOS + name)):
                self.names[node].add(str(label).casefold())
        self.by_end: dict[Node, set[Node]] = defaultdict(set)
        for kind in ("Participation", "Claim", "Finding"):
            for node in self.graph.subjects(RDF.type, URIRef(KG + kind)):
                for end in self.graph.objects(node):
                    self.by_end[end].add(node)

    def _addresses(self) -> dict[str, Node]:
        """Return the source of each address where a text was read, and of each file of the five."""
        found = {}
        for source in self.graph.subjects(RDF.type, URIRef(KG + "SourceDocument")):
            for name in (KG + "readAt", SCHEMA + "url", DCTERMS + "identifier"):
                for value in self.graph.objects(source, URIRef(name)):
                    found[str(value)] = source
        return found

    def rests(self, node: Node, fact: Fact) -> bool:
        """Say whether a node cites a source of the fact."""
        cited = {
            self.graph.value(e, URIRef(KG + "inSource")) for e in self.graph.objects(node, URIRef(KG + "evidence"))
        }
        return bool(cited & {self.sources.get(address.removeprefix("seed:")) for address in fact.sources})

    def found(self, fact: Fact) -> Node | None:
        """Return a node that states the fact by its form, or nothing."""
        thing = self.things[fact.entity]
        if fact.predicate in ("name", "acronym"):
            said = {str(a) for a in self.graph.objects(thing, URIRef(KG + "acronym"))} | self.names[thing]
            return thing if self._named(fact, said) else None
        if fact.predicate == "city":
            place = self.graph.value(thing, URIRef(SCHEMA + "location"))
            return (
                thing if place and fact.value.casefold() in self.names[place] and self.rests(thing, fact) else None
            )
        if fact.to:
            return self._joined(thing, self.things[fact.to], fact)
        if fact.predicate in LITERALS:
            wanted = URIRef(LITERALS[fact.predicate])
            if any(_says(str(v), fact) for v in self.graph.objects(thing, wanted)) and self.rests(thing, fact):
                return thing
            for claim in self.by_end[thing]:
                said = str(self.graph.value(claim, RDF.object))
                on = (claim, RDF.predicate, wanted) in self.graph
                if on and _says(said, fact) and self.rests(claim, fact):
                    return claim
        return None

    def _named(self, fact: Fact, said: set[str]) -> bool:
        value = re.sub(r"^UN (?=DESA)|,.*| \(.*", "", fact.value)
        return any(
            name.casefold() in (value.casefold(), fact.value.casefold()) or value.casefold() in name.casefold()
            for name in said
        )

    def _joined(self, thing: Node, other: Node, fact: Fact) -> Node | None:
        """Return a participation or claim between the two, or either where a triple joins them."""
        person = dict(fact.qualifiers).get("person", "").split(";")[0].split()
        if thing == other:
            return thing
        for node in sorted(self.by_end[thing] & self.by_end[other]):
            role = self.graph.value(node, URIRef(KG + "role"))
            wanted = ROLES.get(fact.predicate)
            if not self.rests(node, fact) or (role and wanted and local_name(str(role)) not in wanted):
                continue
            if person:
                agent = self.graph.value(node, URIRef(KG + "participant"))
                if agent is None or not any(person[-1].casefold() in name for name in self.names[agent]):
                    continue
            if self._dated(node, fact):
                return node
        joined = (thing, None, other) in self.graph or (other, None, thing) in self.graph
        if joined and not person and (self.rests(thing, fact) or self.rests(other, fact)):
            return thing
        return None

    def _dated(self, node: Node, fact: Fact) -> bool:
        """Say whether a participation bears the year that the fact begins with, where it gives one."""
        said = dict(fact.qualifiers)
        given = next((said[name] for name in ("from", "since", "as_of", "period", "until") if name in said), "")
        year = re.search(r"\d{4}", given)
        date = str(self.graph.value(node, URIRef(DCTERMS + "date")) or "")
        return not year or year[0] in date


def _says(literal: str, fact: Fact) -> bool:
    """Say whether a literal holds the value, a date at least as far as the value is exact."""
    value = fact.value.strip()
    if value == literal:
        return True
    if fact.predicate in ("symbol", "venue", "isbn"):
        return value.casefold() in literal.casefold()
    iso = re.match(r"\d{4}(-\d{2}){0,2}", value)
    if iso:
        return iso[0] in literal
    year = re.search(r"\d{4}", value)
    month = next((n for n, name in enumerate(MONTHS, 1) if name in value.casefold()), 0)
    return bool(year and (f"{year[0]}-{month:02d}" if month else year[0]) in literal)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ledger() -> dict[str, dict[str, str]]:
    """Return the rows of all ledgers by fact: the nodes that say it, or the reason why it is left out."""
    rows = [row for path in sorted((HERE / "ledger").glob("*.csv")) for row in _rows(path)]
    return {row["fact"]: row for row in rows}


def waiting() -> set[str]:
    """Return the entries whose facts are not curated yet."""
    return {name for path in (HERE / "waiting").glob("*.txt") for name in path.read_text(encoding="utf-8").split()}


def compare(path: Path) -> list[tuple[Fact, str, str]]:
    """Return each fact with 'stated', 'left out', 'waiting', 'doubtful' or 'missing', and where or why.

    'doubtful' is a fact of low certainty that is neither stated nor in a ledger.
    """
    shipped, rows, later = Shipped(), ledger(), waiting()
    compared = []
    for fact in facts(path):
        row, node = rows.get(fact.key), None
        if row is None:
            node = shipped.found(fact)
        if node is not None:
            compared.append((fact, "stated", shorten(str(node))))
        elif row and row["reason"]:
            compared.append((fact, "left out", row["reason"]))
        elif row:
            wrong = [name for name in row["node"].split() if not _stands(shipped, fact, URIRef(expand(name)))]
            compared.append((fact, "missing" if wrong else "stated", " ".join(wrong) or row["node"]))
        elif fact.entity in later:
            compared.append((fact, "waiting", ""))
        else:
            compared.append((fact, "doubtful" if fact.low else "missing", ""))
    return compared


def _stands(shipped: Shipped, fact: Fact, node: URIRef) -> bool:
    """Say whether a node of a ledger is in the graph, belongs to the entry and rests on a source of the fact."""
    thing = shipped.things[fact.entity]
    near = node == thing or (node, None, thing) in shipped.graph or (thing, None, node) in shipped.graph
    return near and (shipped.rests(node, fact) or (node.startswith(ID) and shipped.rests(thing, fact)))


def main(folder: str) -> None:
    """Print every fact with its state, those that need work first."""
    order = ["missing", "doubtful", "waiting", "left out", "stated"]
    compared = sorted(compare(Path(folder) / "series.yaml"), key=lambda row: order.index(row[1]))
    for fact, state, where in compared:
        print(f"{state:<9} {fact.key}  {where}  {'' if state == 'stated' else fact.value or fact.to}")
    for state in order:
        print(f"{sum(row[1] == state for row in compared):5d} {state}")


if __name__ == "__main__":
    main(sys.argv[1])
