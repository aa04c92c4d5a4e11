"""The contested claims of a dossier: what two sources say differently of one activity, such as its date."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.dossiers.records import ClaimRecord
from kg.names import expand, local_name
from kg.things import labels

if TYPE_CHECKING:
    from kg.store import Store

Rivals = dict[str, list[tuple[str, str]]]

_RIVALS = """
SELECT ?activity ?one ?other WHERE {
  ?one kg:contradicts ?other . ?one a kg:Claim ; rdf:subject ?activity . ?other a kg:Claim ; rdf:subject ?activity
} ORDER BY ?activity ?one ?other
"""
_CLAIMS = """
SELECT ?claim ?predicate ?object WHERE { ?claim a kg:Claim ; rdf:predicate ?predicate ; rdf:object ?object }
ORDER BY ?claim ?predicate ?object
"""


def rival_claims(store: Store, activities: set[str]) -> Rivals:
    """Return for each activity the pairs of claims about it that contradict each other, each pair once."""
    found: Rivals = defaultdict(list)
    for activity, *ends in store.rows(_RIVALS):
        one, other = sorted(ends)
        if activity in activities and (one, other) not in found[activity]:
            found[activity].append((one, other))
    return {activity: pairs for activity, pairs in found.items() if pairs}


def claim_records(
    store: Store, rivals: Rivals, supports: dict[str, list[int]]
) -> dict[str, list[list[ClaimRecord]]]:
    """Return the pairs as records; `supports` gives the passages behind each claim."""
    wanted = {claim for pairs in rivals.values() for pair in pairs for claim in pair}
    if not wanted:
        return {}
    rows = {claim: rest for claim, *rest in reversed(store.rows(_CLAIMS)) if claim in wanted}
    words = labels(store, {iri for pair in rows.values() for iri in pair if "://" in iri})
    dates = expand("dcterms:date")

    def record(claim: str) -> ClaimRecord:
        predicate, value = rows[claim]
        return {
            "what": words.get(predicate) or local_name(predicate),
            "says": words.get(value, value),
            "dated": predicate == dates,
            "evidence": supports.get(claim, []),
        }

    return {
        activity: [[record(claim) for claim in pair] for pair in pairs if set(pair) <= rows.keys()]
        for activity, pairs in rivals.items()
    }
