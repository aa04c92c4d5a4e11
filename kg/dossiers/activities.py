"""The activities of a dossier: when, where, about what, and whether they have taken place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.dossiers.records import Activity, Country
from kg.names import local_name, shorten
from kg.networks.selection import NOT_YET
from kg.things import labels

if TYPE_CHECKING:
    from kg.store import Store

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
_OWN_DATES = """
SELECT ?activity ?first ?last WHERE {
  ?participation kg:activity ?activity ; kg:earliest ?first . OPTIONAL { ?participation kg:latest ?last }
} ORDER BY ?activity ?first ?last
"""
_TOPICS = "SELECT DISTINCT ?activity ?topic WHERE { ?activity dcterms:subject ?topic } ORDER BY ?activity ?topic"
_COUNTRIES = """
SELECT DISTINCT ?activity ?country ?code WHERE {
  { ?activity schema:location/kg:inCountry? ?country } UNION { ?activity dcterms:spatial/kg:inCountry? ?country }
  ?country a kg:Country . OPTIONAL { ?country kg:isoCode ?code }
} ORDER BY ?activity ?country ?code
"""


def activity_records(
    store: Store, activities: list[str], row_at: dict[str, int]
) -> tuple[list[Activity], list[Country]]:
    """Return the activities with their dates, places and topics, and the countries that they point at."""
    places, countries = _countries(store, set(activities))
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
    dates = _participation_dates(store)
    named = {iri for kind, status, *_, place in known.values() for iri in (kind, status, place) if iri}
    words = labels(store, {*activities, *named, *(topic for each in topics.values() for topic in each)})
    records: list[Activity] = []
    for activity in activities:
        kind, status, date, first, last, place = known.get(activity, ("",) * 6)
        if not first and not last:
            first, last = dates.get(activity, ("", ""))
        record: Activity = {
            "id": activity,
            "label": words.get(activity) or shorten(activity),
            "kind": words.get(kind, ""),
            "status": words.get(status, ""),
            "date": date,
            "first": _year(first),
            "last": _year(last),
            "place": words.get(place, ""),
            "topics": sorted(words[topic] for topic in topics[activity] if topic in words),
            "countries": places.get(activity, []),
            "participations": within[activity],
        }
        if local_name(status) in NOT_YET:
            record["planned"] = True
        records.append(record)
    return records, countries


def _participation_dates(store: Store) -> dict[str, tuple[str, str]]:
    """Return the first and last day of the dated participations in each activity; the last is open where any is.

    An activity without a date of its own was at least when somebody is dated to have taken part.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for activity, first, last in store.rows(_OWN_DATES):
        found[activity].append((first, last))
    return {
        activity: (
            min(first for first, _ in days),
            max(last for _, last in days) if all(b for _, b in days) else "",
        )
        for activity, days in found.items()
    }


def _countries(store: Store, activities: set[str]) -> tuple[dict[str, list[int]], list[Country]]:
    """Return the countries of each activity, and the countries.

    A region that an activity covers is not spelled out into countries: the source does not say that it was in each.
    """
    found = [row for row in store.rows(_COUNTRIES) if row[0] in activities]
    codes = {country: code for _, country, code in reversed(found)}
    country_at = {country: at for at, country in enumerate(sorted(codes))}
    within: dict[str, list[int]] = defaultdict(list)
    for activity, country, _ in found:
        if country_at[country] not in within[activity]:
            within[activity].append(country_at[country])
    words = labels(store, set(country_at))
    return dict(within), [
        {"id": country, "label": words.get(country) or shorten(country), "code": codes[country]}
        for country in country_at
    ]


def _year(day: str) -> int | None:
    return int(day[:4]) if day else None
