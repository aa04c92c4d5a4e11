"""The passages of a dossier: which place of which source supports each statement."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.dossiers.records import Passage, Source
from kg.names import expand, shorten
from kg.things import labels

if TYPE_CHECKING:
    from kg.store import Store

_EVIDENCE = """
SELECT ?statement ?evidence ?source ?locator ?start ?end ?rationale WHERE {
  VALUES ?sort { kg:Participation kg:Claim }
  ?statement a ?sort ; kg:evidence ?evidence . ?evidence kg:inSource ?source .
  OPTIONAL { ?evidence kg:locator ?locator } OPTIONAL { ?evidence kg:passageStart ?start }
  OPTIONAL { ?evidence kg:passageEnd ?end } OPTIONAL { ?evidence kg:rationale ?rationale }
} ORDER BY ?statement ?evidence ?locator ?start ?end ?rationale
"""
_SOURCES = """
SELECT ?source ?symbol ?author ?date ?url ?reliability WHERE {
  ?source a kg:SourceDocument .
  OPTIONAL { ?source dcterms:identifier ?symbol }
  OPTIONAL { ?authorship kg:activity ?source ; kg:role role:author ; kg:participant ?author }
  OPTIONAL { ?source dcterms:date ?date } OPTIONAL { ?source schema:url ?url }
  OPTIONAL { ?source kg:reliability ?reliability }
} ORDER BY ?source ?symbol ?author ?date ?url ?reliability
"""
#: What is not worth a mark: the text of those whom it is about.
_PRIMARY = expand("kind:primary-source")


def passage_records(store: Store, statements: set[str]) -> tuple[dict[str, list[int]], list[Passage], list[Source]]:
    """Return which passages support each participation or claim, the passages, and the sources they stand in."""
    found = [row for row in store.rows(_EVIDENCE) if row[0] in statements]
    evidence_at = {iri: at for at, iri in enumerate(sorted({row[1] for row in found}))}
    source_at = {iri: at for at, iri in enumerate(sorted({row[2] for row in found}))}
    supports: dict[str, list[int]] = defaultdict(list)
    records: dict[str, Passage] = {}
    for statement, evidence, source, locator, start, end, rationale in found:
        if evidence_at[evidence] not in supports[statement]:
            supports[statement].append(evidence_at[evidence])
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
    single: dict[str, tuple[str, str, str]] = {}
    for source, symbol, author, date, url, reliability in store.rows(_SOURCES):
        symbols[source].append(symbol)
        authors[source].append(author)
        single.setdefault(source, (date, url, reliability))
    named = {reliability for *_, reliability in single.values() if reliability}
    words = labels(store, {*wanted, *named, *(author for each in authors.values() for author in each if author)})
    records: list[Source] = []
    for source in wanted:
        date, url, reliability = single.get(source, ("", "", ""))
        record: Source = {
            "id": source,
            "title": words.get(source) or shorten(source),
            "identifier": ", ".join(dict.fromkeys(filter(None, symbols[source]))),
            "author": ", ".join(dict.fromkeys(words[author] for author in authors[source] if author in words)),
            "date": date,
            "url": url,
        }
        if reliability and reliability != _PRIMARY:
            record["reliability"] = words.get(reliability) or shorten(reliability)
        records.append(record)
    return records
