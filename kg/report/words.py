"""Words: what agents, activities and topics are called in a report, in full and in short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.names import shorten

if TYPE_CHECKING:
    from kg.store import Store

_ROLES = "SELECT ?role ?scheme { ?role skos:inScheme ?scheme . FILTER (?scheme = scheme:roles) }"
_TOPICS = "SELECT DISTINCT ?activity ?topic { ?activity dcterms:subject ?topic . ?p kg:activity ?activity }"


@dataclass(frozen=True)
class Words:
    """Names by key; a key that has none is its own. `short` has the acronyms that pictures have room for."""

    names: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str) -> str:
        """Return the name of a key in full."""
        return self.names.get(key) or (shorten(key) if key.startswith("http") else key)

    def brief(self, key: str, most: int) -> str:
        """Return the short name of a key, cut where it is longer than `most` characters."""
        name = self.short.get(key) or self(key)
        return name if len(name) <= most else f"{name[: most - 1]}…"


@dataclass(frozen=True)
class Known:
    """What a graph knows of the agents and activities of a network: kinds, topics and words."""

    words: Words = field(default_factory=Words)
    kinds: Mapping[str, str] | None = None
    topics: Mapping[str, Sequence[str]] | None = None


def known(store: Store, agents: Sequence[str]) -> Known:
    """Return the kinds of agents, the topics of all activities, and the names of both."""
    from kg.dossiers.dossier import agent_names
    from kg.things import labels

    about = agent_names(store, list(agents))
    topics: dict[str, list[str]] = defaultdict(list)
    for activity, topic in store.rows(_TOPICS):
        topics[activity].append(topic)
    roles = {role for role, _ in store.rows(_ROLES)}
    others = labels(store, {*roles, *topics, *(topic for each in topics.values() for topic in each)})
    names = {**others, **{agent: each["label"] for agent, each in about.items()}}
    short = {agent: each["name"] for agent, each in about.items()}
    return Known(Words(names, short), {agent: each["group"] for agent, each in about.items()}, topics)
