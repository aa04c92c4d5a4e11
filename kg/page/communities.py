"""The communities of a network as its page shows them: who belongs together, and what sets each apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import inf, log
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.dossiers.records import Dossier

Link = tuple[int, int, float]

#: Runs that the consensus is taken of, by the number of agents up to which they take a few seconds at most;
#: above the last, two runs, which is the least that a consensus can be taken of.
_RUNS: Final = ((300, 50), (1_500, 20), (6_000, 5))
_TOPICS_NAMED: Final = 2


def divide(count: int, links: Sequence[Link]) -> list[int | None]:
    """Return the community of each agent, None without a tie: the consensus of seeded runs.

    The same integers always give the same division; communities are numbered largest first. A link that
    weighs nothing still ties, a little.
    """
    import numpy as np
    from scipy.sparse import coo_array

    from kg.measures.communities import communities

    ends = [(a, b, weight if 1e-6 < weight < inf else 1e-6) for a, b, weight in links if a != b]
    if not ends:
        return [None] * count
    one, other, weight = (np.array(column) for column in zip(*ends, strict=True))
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    network = coo_array((np.concatenate([weight, weight]), (rows, columns)), shape=(count, count)).tocsr()
    runs = next((runs for most, runs in _RUNS if count <= most), 2)
    found = communities(network, runs=runs, seed=1)
    tied = np.diff(network.indptr) > 0
    return [int(label) if has else None for label, has in zip(found.labels, tied, strict=True)]


def described(network: Dossier, home: Sequence[int | None]) -> Dossier:
    """Return the network with `community` in its nodes and `communities` with name and size, largest first.

    A community that the network names already is kept.
    """
    if "communities" in network:
        return network
    many = max((number for number in home if number is not None), default=-1) + 1
    sizes = Counter(number for number in home if number is not None)
    names = _names(network, home, many)
    return {
        **network,
        "nodes": [{**node, "community": number} for node, number in zip(network["nodes"], home, strict=True)],
        "communities": [{"name": names[number], "size": sizes[number]} for number in range(many)],
    }


def _names(network: Dossier, home: Sequence[int | None], many: int) -> list[str]:
    """Return a name for each community: the topics most over-represented in it, else its two best-connected.

    Each participation of a member counts once for each topic of its activity. A topic scores its share of them
    times the log of that share over its share in the whole network: its part of the divergence between the two
    (Kullback and Leibler 1951). A topic of a single activity names that activity rather than a community, so
    it counts only where there is no other.
    """
    inside: list[Counter[str]] = [Counter() for _ in range(many)]
    seen: list[Counter[str]] = [Counter() for _ in range(many)]
    overall: Counter[str] = Counter()
    for activity in network["activities"]:
        agents = {network["participations"][row]["agent"] for row in activity["participations"]}
        topics = dict.fromkeys(activity["topics"], 1)
        for agent in agents:
            overall.update(topics)
            number = home[agent]
            if number is not None:
                inside[number].update(topics)
        for number in {home[agent] for agent in agents} - {None}:
            seen[number or 0].update(topics)
    leading = _leading(network, home, many)
    names: list[str] = []
    for number in range(many):
        own, whole = inside[number].total(), overall.total()
        again = {topic for topic, times in seen[number].items() if times > 1}
        scores = {
            topic: times / own * log(times / own / (overall[topic] / whole))
            for topic, times in inside[number].items()
            if topic in again or not again
        }
        best = sorted(scores, key=lambda topic: (-round(scores[topic], 9), topic))
        names.append(", ".join(_apart(best, scores)) or leading[number])
    return names


def _apart(best: Sequence[str], scores: dict[str, float]) -> list[str]:
    """Return the first topics that set a community apart and are not part of one another."""
    chosen: list[str] = []
    for topic in best:
        words = set(topic.lower().split())
        others = (set(other.lower().split()) for other in chosen)
        if scores[topic] > 0 and not any(words <= other or other <= words for other in others):
            chosen.append(topic)
        if len(chosen) == _TOPICS_NAMED:
            break
    return [topic[:1].upper() + topic[1:] if place == 0 else topic for place, topic in enumerate(chosen)]


def _leading(network: Dossier, home: Sequence[int | None], many: int) -> list[str]:
    """Return the two agents of each community with most ties, as "A and B"."""
    degree: Counter[int] = Counter()
    for tie in network["ties"]:
        degree.update((tie["a"], tie["b"]))
    members: list[list[int]] = [[] for _ in range(many)]
    for node, number in enumerate(home):
        if number is not None:
            members[number].append(node)
    nodes = network["nodes"]
    return [
        " and ".join(
            nodes[node]["name"] or nodes[node]["label"]
            for node in sorted(own, key=lambda node: (-degree[node], node))[:2]
        )
        for own in members
    ]
