"""Generated data: who met whom about what in sixteen years, in the words of the ontology, of any size.

Seeded, and said to be generated. Agencies and topics have heavy tails (Pareto 1.2), groups hold 1 to 60 agents
and are mostly small, topics have two levels, each meeting has a passage of a source that it rests on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from kg.folders import shipped_turtle
from kg.names import PREFIXES

SEED = 2026
LARGEST_GROUP = 60
TOP_TOPICS, NARROWER, COUNTRIES, YEARS = 12, 7, 60, (2002, 2018)
#: About how many triples a meeting has with its passage and its participations.
_TRIPLES_A_MEETING = 31
_KINDS = ("conference", "workshop", "seminar", "symposium", "consultation")
_ROLES = ("organizer", "co-organizer", "co-sponsor", "host", "supporter", "participant", "participant", "presenter")
_AGENCY_KINDS = ("ngo", "specialized-agency", "regional-organization", "research-body")
_USED = ("agency", "country", "dcterms", "edtf", "evidence", "kg", "kind", "meeting", "participation", "role")
_ALSO_USED = ("schema", "scheme", "skos", "source", "status", "topic")
_HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in (*_USED, *_ALSO_USED))


def group_sizes(random: np.random.Generator, groups: int, largest: int, power: float = 1.8) -> Any:
    """Return how many agents meet in each of so many groups: 1 to `largest`, falling off as a power."""
    sizes = np.arange(1, largest + 1)
    chance = sizes**-power
    return random.choice(sizes, groups, p=chance / chance.sum())


def participations(random: np.random.Generator, groups: Any, agents: int) -> tuple[Any, Any]:
    """Return agents and the groups that they take part in, drawn by Pareto weights of 1.2, none twice in one."""
    weight = np.cumsum(random.pareto(1.2, agents) + 0.3)
    group = np.repeat(np.arange(groups.size), groups)
    agent = np.searchsorted(weight, random.random(group.size) * weight[-1])
    cells = np.unique(group * agents + agent)
    return cells % agents, cells // agents


def attendance(triples: int) -> tuple[Any, Any]:
    """Return agents and meetings, by number, of all participations in a graph of about so many triples."""
    random = np.random.default_rng(SEED)
    meetings, agents = _counts(triples)
    return participations(random, group_sizes(random, meetings, LARGEST_GROUP), agents)


def _counts(triples: int) -> tuple[int, int]:
    """Return how many meetings and agencies there are; agencies grow slower, as names do in texts (Heaps)."""
    meetings = max(10, triples // _TRIPLES_A_MEETING)
    return meetings, 20 + int(meetings**0.75)


def write(path: Path, triples: int) -> None:
    """Write about so many triples as Turtle."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        blocks = _blocks(triples)
        while batch := list(islice(blocks, 10_000)):
            file.write("".join(batch))


def folder() -> Path:
    """Return the folder of generated files: that of this run, which all its processes share."""
    return Path(os.environ.get("KG_BENCHMARKS") or tempfile.gettempdir())


def shipped() -> int:
    """Return how many statements the shipped graph has: the size that stands for it."""
    import pyoxigraph as ox

    return sum(1 for _, path in shipped_turtle() for _ in ox.parse(path=str(path)))


def on_disk(triples: int) -> Path:
    """Return a store on disk of about so many generated triples, built where it is not there yet."""
    place = folder() / f"store-{triples}"
    if not place.exists():
        build(place, turtle(triples))
    return place


def build(place: Path, path: Path) -> None:
    """Build a store on disk of a file, as a user would."""
    command = [sys.executable, "-m", "kg", "build", "--quiet", "--store", str(place), "--data", str(path)]
    subprocess.run(command, check=True)


def ontology() -> list[Path]:
    """Return the files of the ontology, without the shapes."""
    return [path for name, path in shipped_turtle() if name.startswith("ontology/") and path.stem != "shapes"]


def turtle(triples: int) -> Path:
    """Return a file of about so many triples, written where it is not there yet."""
    path = folder() / f"generated-{triples}.ttl"
    if not path.exists():
        part = path.with_suffix(".part")
        write(part, triples)
        part.replace(path)
    return path


def _blocks(triples: int) -> Iterator[str]:
    """Yield the statements of one thing after the other."""
    random = np.random.default_rng(SEED + 1)
    meetings, agents = _counts(triples)
    yield from _authorities(random, agents)
    sources = max(1, meetings // 50)
    for number in range(sources):
        yield (
            f'source:s{number} a kg:SourceDocument ; skos:prefLabel "Report {number}"@en ; '
            f'dcterms:identifier "report-{number}.txt" ; dcterms:type kind:report .\n'
        )
    agent, meeting = attendance(triples)
    roles = random.integers(0, len(_ROLES), agent.size).tolist()
    first = np.searchsorted(meeting, np.arange(meetings + 1)).tolist()
    years = random.integers(YEARS[0], YEARS[1] + 1, meetings).tolist()
    months = random.integers(1, 13, meetings).tolist()
    places = random.integers(0, COUNTRIES, meetings).tolist()
    about = (random.pareto(1.2, meetings) * 5).astype(int) % (TOP_TOPICS * NARROWER)
    agents_of = agent.tolist()
    for at, topic in enumerate(about.tolist()):
        yield (
            f'evidence:e{at} a kg:Evidence ; kg:inSource source:s{at % sources} ; kg:locator "para. {at}" ; '
            f'kg:passageStart "The meeting {at} was held" .\n'
            f'meeting:m{at} a kg:Meeting ; skos:prefLabel "Meeting {at}"@en ; dcterms:type kind:{_KINDS[at % 5]} ; '
            f'dcterms:date "{years[at]}-{months[at]:02}"^^edtf:EDTF ; kg:status status:held ; '
            f"schema:location country:c{places[at]} ; kg:evidence evidence:e{at} ; "
            f"dcterms:subject topic:t{topic // NARROWER}-{topic % NARROWER} .\n"
        )
        for place in range(first[at], first[at + 1]):
            yield (
                f"participation:p{place} a kg:Participation ; kg:activity meeting:m{at} ; "
                f"kg:evidence evidence:e{at} ; kg:participant agency:a{agents_of[place]} ; "
                f"kg:role role:{_ROLES[roles[place]]} .\n"
            )


def _authorities(random: np.random.Generator, agents: int) -> Iterator[str]:
    """Yield agencies, countries and topics."""
    kinds = random.integers(0, len(_AGENCY_KINDS), agents).tolist()
    for number, kind in enumerate(kinds):
        yield (
            f'agency:a{number} a kg:Agency ; skos:prefLabel "Agency {number}"@en ; kg:acronym "A{number}" ; '
            f"dcterms:type kind:{_AGENCY_KINDS[kind]} .\n"
        )
    for number in range(COUNTRIES):
        yield f'country:c{number} a kg:Country ; skos:prefLabel "Country {number}"@en .\n'
    concept = "a skos:Concept, kg:Topic ; skos:inScheme scheme:topics"
    for top in range(TOP_TOPICS):
        yield f'topic:t{top} {concept} ; skos:prefLabel "Topic {top}"@en ; skos:topConceptOf scheme:topics .\n'
        for low in range(NARROWER):
            yield (
                f"topic:t{top}-{low} {concept} ; skos:broader topic:t{top} ; "
                f'skos:prefLabel "Topic {top}.{low}"@en .\n'
            )
