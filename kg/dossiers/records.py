"""The records of a dossier: plain dicts and lists that point at each other by index, ready to become JSON."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Node(TypedDict):
    """An agent: `name` is short enough for a label in the picture; `group` is what colours it."""

    id: str
    name: str
    label: str
    kind: str
    group: str
    aliases: list[str]
    community: NotRequired[int | None]


class Tie(TypedDict):
    """Two agents by index, and the indices of the activities that tie them.

    `planned` is there where none of the activities has taken place; `p` and `verdict` where the tie was tested
    against chance (see kg.measures.significance).
    """

    a: int
    b: int
    weight: float
    support: int
    activities: list[int]
    first: int | None
    last: int | None
    planned: NotRequired[bool]
    p: NotRequired[float]
    verdict: NotRequired[str]


class Activity(TypedDict):
    """What the agents took part in; `date` as precise as the source, first and last its years.

    `countries` are those of the venue and of the scope, by index: where it took place or what it was about.
    `planned` is there where it has not taken place, as far as its source knows; `rivals` where sources say
    different things of it: pairs of claims that cannot both be right.
    """

    id: str
    label: str
    kind: str
    status: str
    date: str
    first: int | None
    last: int | None
    place: str
    topics: list[str]
    countries: list[int]
    participations: list[int]
    planned: NotRequired[bool]
    rivals: NotRequired[list[list[ClaimRecord]]]


class ClaimRecord(TypedDict):
    """What one source says of an activity, such as its date; `dated` where `says` is a date."""

    what: str
    says: str
    dated: bool
    evidence: list[int]


class Country(TypedDict):
    """A country by its name in the sources; `code` is of ISO 3166-1 (alpha-3) or 3166-3, empty if unknown."""

    id: str
    label: str
    code: str


class ParticipationRecord(TypedDict):
    """One agent's role in an activity, with the evidence for it and its rivals by index.

    `certainty` is there where the curators doubt it.
    """

    id: str
    agent: int
    role: str
    date: str
    evidence: list[int]
    contradicts: list[int]
    certainty: NotRequired[str]


class Passage(TypedDict):
    """One place in a source: its first and last words, never the sentence between."""

    id: str
    source: int
    locator: str
    start: str
    end: str
    rationale: str


class Source(TypedDict):
    """A document that passages stand in; `reliability` is there where it is less than primary."""

    id: str
    title: str
    identifier: str
    author: str
    date: str
    url: str
    reliability: NotRequired[str]


class Community(TypedDict):
    """Agents more tied among themselves than with others, named after what sets their activities apart."""

    name: str
    size: int


class Dossier(TypedDict):
    """A network with all that it rests on, sorted, so that the same graph gives the same bytes.

    `chance` says how the ties were tested, one sentence each, where they were.
    """

    title: str
    subtitle: str
    dataVersion: str
    licence: str
    cite: str
    account: list[str]
    weight: str
    nodes: list[Node]
    ties: list[Tie]
    activities: list[Activity]
    countries: list[Country]
    participations: list[ParticipationRecord]
    evidence: list[Passage]
    sources: list[Source]
    communities: NotRequired[list[Community]]
    chance: NotRequired[list[str]]
