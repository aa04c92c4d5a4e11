"""Numbers: an analysis as plain data, every agent and pair with its address, for programs to read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.report.sections import about, roles

if TYPE_CHECKING:
    from kg.networks.analysis import Analysis
    from kg.report.words import Words

_POSITION = (
    "degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "core", "constraint",
    "effective_size",
)  # fmt: skip


def numbers(found: Analysis, words: Words, said: dict[str, str]) -> dict[str, Any]:
    """Return everything that was measured, after what is `said` of it.

    Agents, activities and topics are named by their keys. What is not defined is None.
    """
    plain: dict[str, Any] = _plain({
        **said,
        "selection": asdict(found.table.selection),
        "choices": asdict(found.choices),
        "make_up": {**asdict(found.make_up), "largest": _largest(found)},
        "agents": _agents(found, words),
        "ties": _ties(found),
        "significance": _significance(found),
        "communities": _communities(found),
        "brokerage": _brokerage(found),
        "changes": _changes(found),
        "timeline": _timeline(found),
        "suggestions": _suggestions(found),
        "holdout": None if found.holdout is None else _holdout(found.holdout),
    })  # fmt: skip
    return plain


def _plain(value: Any) -> Any:
    """Return a value in the types of JSON; not-a-number and infinity are null."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _largest(found: Analysis) -> list[dict[str, Any]]:
    return [
        {**each._asdict(), "activity": found.incidence.activities[each.activity]} for each in found.make_up.largest
    ]


def _agents(found: Analysis, words: Words) -> list[dict[str, Any]]:
    """Return each agent with its position, its rank intervals and its community."""
    intervals = {
        name: {part: getattr(each, part) for part in ("rank", "rank_low", "rank_high", "value_low", "value_high")}
        for name, each in found.intervals.items()
    }
    return [
        {
            "agent": agent,
            "label": words(agent),
            **{name: getattr(found.position, name)[at] for name in _POSITION},
            "intervals": {name: {part: row[at] for part, row in each.items()} for name, each in intervals.items()},
            "community": found.communities.labels[at],
            "stability": found.communities.stability[at],
        }
        for at, agent in enumerate(found.agents)
    ]


def _ties(found: Analysis) -> list[dict[str, Any]]:
    made = found.projection
    rows = zip(made.one.tolist(), made.other.tolist(), made.support.tolist(), made.values.tolist(), strict=True)
    return [{"from": found.agents[a], "to": found.agents[b], "support": n, "weight": w} for a, b, n, w in rows]


def _significance(found: Analysis) -> dict[str, Any]:
    """Return the test and every pair that it was made of."""
    test = found.significance
    columns = ("shared", "upper", "lower", "p", "adjusted", "attainable", "error", "sign", "verdicts")
    pairs = [
        {
            "one": found.agents[one],
            "other": found.agents[other],
            **{name.removesuffix("s"): getattr(test, name)[at] for name in columns},
        }
        for at, (one, other) in enumerate(zip(test.one.tolist(), test.other.tolist(), strict=True))
    ]
    named = ("model", "alpha", "correction", "family", "min_shared", "signed", "tests", "trials", "seed", "verdict")
    return {
        **{name: getattr(test, name) for name in named},
        "smallest_attainable": test.smallest_attainable,
        "pairs": pairs,
    }


def _communities(analysis: Analysis) -> dict[str, Any]:
    found = analysis.communities
    members = [np.flatnonzero(found.labels == number).tolist() for number in range(len(found.sizes))]
    named = ("agreement", "modularity", "resolution", "method", "runs", "seed", "threshold", "converged")
    return {
        **{name: getattr(found, name) for name in named},
        "communities": [
            {
                "number": number,
                "size": len(each),
                "members": [analysis.agents[at] for at in each],
                "topics": about(analysis, each),
            }
            for number, each in enumerate(members)
        ],
    }


def _brokerage(found: Analysis) -> dict[str, Any] | None:
    made = found.brokerage
    if made is None:
        return None
    rows = [
        {"agent": agent, "observed": made.observed[at], "expected": made.expected[at], "z": made.z[at]}
        for at, agent in enumerate(found.agents)
    ]
    return {"roles": made.roles, "null": made.null, "agents": rows}


def _changes(found: Analysis) -> dict[str, Any] | None:
    made = found.changes
    if made is None:
        return None
    pairs = {
        name: [[found.agents[a], found.agents[b]] for a, b in getattr(made, name).tolist()]
        for name in ("gained", "kept", "lapsed", "unknown")
    }
    return {"earlier": made.earlier, "later": made.later, "jaccard": made.jaccard, **pairs}


def _timeline(found: Analysis) -> dict[str, Any] | None:
    made = found.timeline
    if made is None:
        return None
    return {
        "years": made.years,
        "total": made.total,
        "roles": dict(zip(roles(found), made.counts.tolist(), strict=True)),
        "undated": dict(zip(roles(found), made.undated.tolist(), strict=True)),
    }


def _suggestions(found: Analysis) -> list[dict[str, Any]]:
    return [
        {
            "rank": each.rank,
            "one": found.agents[each.a],
            "other": found.agents[each.b],
            "score": each.score,
            "allocation": each.allocation,
            "overlap": each.overlap,
            "partners": [[found.agents[reason.number], reason.share] for reason in each.partners],
            "topics": [[found.topics[reason.number], reason.share] for reason in each.topics],
        }
        for each in found.suggestions.suggestions
    ]


def _holdout(held: Any) -> dict[str, Any]:
    return {**asdict(held), "scores": {name: score._asdict() for name, score in held.scores.items()}}
