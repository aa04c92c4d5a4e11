"""Sections: what an analysis says, as headings, paragraphs and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.answers.citation import GRAPH_NAME, LICENCE
from kg.measures.nullmodels import MODELS
from kg.networks.account import account, counted, left_out
from kg.networks.analysis import Analysis
from kg.networks.graph import network_graph
from kg.networks.projection import WEIGHTS
from kg.report.words import Words

#: Rows of the longer tables.
_MOST = 15


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs and perhaps a table; `figure` names the picture that belongs to it."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    figure: str = ""


def sections(analysis: Analysis, words: Words, version: str, engine: str) -> list[Section]:
    """Return the sections of a report, the account first; those with nothing to say are left out."""
    made: list[Callable[[Analysis, Words], Section]] = [
        _make_up,
        _ties,
        _positions,
        _brokers,
        _communities,
        _time,
        _suggestions,
    ]
    found = [_account(analysis, version, engine), *(make(analysis, words) for make in made)]
    return [section for section in found if section.paragraphs or section.rows]


def _account(analysis: Analysis, version: str, engine: str) -> Section:
    """Return the paragraph that can be pasted into a paper, and how to cite."""
    table, choices, found = analysis.table, analysis.choices, analysis.significance
    selection = table.selection
    roles = ", ".join(selection.asked_roles)
    window = ""
    if selection.first_year or selection.last_year:
        window = f", from {selection.first_year or 'the beginning'} to {selection.last_year or 'the end'}"
    corpus = f"{GRAPH_NAME} (data version {version})" if version else "a table of participations"
    graph = network_graph(analysis.projection)
    text = [
        f"Participations in the roles {roles}{window} were taken from {corpus} and projected to agents; "
        f"the weight of a tie is {WEIGHTS[choices.weight]}.",
        *account(graph)[:1],
        *found.account(),
        f"Ranks carry 95 % intervals from {choices.draws} Bayesian bootstrap draws over activities "
        f"(Rubin 1981; seed {choices.seed}). Communities are the consensus of {analysis.communities.runs} runs "
        f"of {analysis.communities.method} at resolution {analysis.communities.resolution:g} "
        f"(Lancichinetti and Fortunato 2012; seed {analysis.communities.seed}).",
    ]
    left = [account(graph)[2], *left_out(graph)]
    cite = f"{GRAPH_NAME}, {LICENCE}, data version {version}, analysed with kg, {engine}." if version else engine
    return Section("Account", (" ".join(text), " ".join(left), f"How to cite: {cite}"))


def _make_up(analysis: Analysis, words: Words) -> Section:
    made = analysis.make_up
    rows = [
        ("agents", str(made.agents)),
        ("activities", str(made.activities)),
        ("participations, each agent once in an activity", str(made.participations)),
        ("density", f"{made.density:.3f}"),
        ("activities with one agent only", str(made.solo_activities)),
        ("agents who meet nobody", str(made.solo_agents)),
        ("ties", str(made.ties)),
        ("ties that rest on one activity", str(made.shared_once)),
    ]
    largest = tuple(
        f"{share.sentence(made.ties)}: {words(analysis.incidence.activities[share.activity])}."
        for share in made.largest[:3]
        if share.only
    )
    return Section("What the network is made of", largest, ("", "number"), tuple(rows))


def _ties(analysis: Analysis, words: Words) -> Section:
    """Return the ties that rest on most, with what chance alone would give."""
    found = analysis.significance
    order = sorted(range(len(found.one)), key=lambda at: (found.p[at], -found.shared[at], at))
    rows: tuple[tuple[str, ...], ...] = tuple(
        (
            f"{words(analysis.agents[found.one[at]])} – {words(analysis.agents[found.other[at]])}",
            str(found.shared[at]),
            f"{found.p[at]:.3g}",
            "" if found.adjusted[at] != found.adjusted[at] else f"{found.adjusted[at]:.3g}",
            found.verdicts[at],
        )
        for at in order[:_MOST]
    )
    said = (
        f"Pairs recorded together, least likely by chance first, against the {MODELS[found.model].split(':')[0]}. "
        f"Verdict: {found.verdict}.",
    )
    head: tuple[str, ...] = ("pair", "shared", "p", "adjusted p", "verdict")
    if {row[-1] for row in rows} == {found.verdict}:  # a column that says nothing but this
        head, rows = head[:-1], tuple(row[:-1] for row in rows)
    return Section("Ties and chance", said, head, rows, "matrix")


def _positions(analysis: Analysis, words: Words) -> Section:
    position, strength = analysis.position, analysis.intervals["strength"]
    between = analysis.intervals.get("betweenness")
    order = sorted(range(len(analysis.agents)), key=lambda at: (strength.rank[at], analysis.agents[at]))
    rows = tuple(
        (
            _ranked(strength.rank, at),
            words(analysis.agents[at]),
            f"{strength.value[at]:.3g}",
            f"{strength.rank_low[at]} to {strength.rank_high[at]}",
            str(position.degree[at]),
            f"{position.betweenness[at]:.3g}",
            *([f"{between.rank_low[at]} to {between.rank_high[at]}"] if between else []),
            _number(position.constraint[at]),
        )
        for at in order[:_MOST]
        if position.degree[at]
    )
    said = (
        "Strength is the sum of an agent's tie weights, betweenness counts shortest paths with distance 1/weight, "
        "constraint is Burt's. Intervals of rank are of 95 %; where they overlap is no difference; = marks a tie."
        + ("" if between else " Betweenness has no intervals: a network of this size would take too long."),
    )
    intervals = ["its rank"] if between else []
    head = ("rank", "agent", "strength", "rank interval", "degree", "betweenness", *intervals, "constraint")
    return Section("Position", said, head, rows, "positions")


def _ranked(ranks: Any, at: int) -> str:
    return f"{ranks[at]}=" if list(ranks).count(ranks[at]) > 1 else str(ranks[at])


def _number(value: float) -> str:
    return "" if value != value else f"{value:.3g}"


def _brokers(analysis: Analysis, words: Words) -> Section:
    found = analysis.brokerage
    if found is None or not found.observed.sum():
        return Section("Brokerage")
    total = found.observed.sum(axis=1)
    order = sorted((at for at in range(len(total)) if total[at]), key=lambda at: (-total[at], analysis.agents[at]))
    rows = tuple(
        (
            words(analysis.agents[at]),
            *(f"{found.observed[at, role]} ({found.expected[at, role]:.1f})" for role in range(len(found.roles))),
        )
        for at in order[:10]
    )
    said = (
        "Pairs that an agent joins and that are not tied themselves, by the kinds of the three (Gould and "
        "Fernandez 1989), with the number that kinds dealt out at random would give in brackets.",
    )
    return Section("Brokerage between kinds of agency", said, ("agent", *found.roles), rows)


def _communities(analysis: Analysis, words: Words) -> Section:
    found = analysis.communities
    rows = []
    for number, size in enumerate(found.sizes.tolist()):
        members = [at for at, label in enumerate(found.labels.tolist()) if label == number]
        if size < 2:
            continue
        stable = sum(found.stability[at] for at in members) / size
        rows.append(
            (
                str(number + 1),
                "; ".join(words(analysis.agents[at]) for at in members),
                ", ".join(map(words, about(analysis, members))),
                f"{stable:.2f}",
            )
        )
    alone = len(found.isolates)
    stand = "is tied to nobody and stands" if alone == 1 else "are tied to nobody and stand"
    apart = f" {counted(alone, 'agent')} {stand} apart." if alone else ""
    said = (
        f"{counted(len(rows), 'community', 'communities')} of two or more. Over {found.runs} seeded runs the mean "
        f"adjusted Rand index is {_number(found.agreement)}, modularity "
        f"{_number(found.modularity)}; a division is a summary, not a fact about the agencies.{apart}",
    )
    return Section("Communities", said, ("", "members", "about", "stability"), tuple(rows))


def about(analysis: Analysis, members: Sequence[int], most: int = 3) -> list[str]:
    """Return the topics that most activities of some agents are about, those that two of them share first.

    A single agent has no activity shared inside: its topics are those of what it took part in.
    """
    if analysis.topic_matrix is None:
        return []
    inside = analysis.incidence.matrix[list(members)].sum(axis=0) >= min(2, len(members))
    counts = analysis.topic_matrix[inside.nonzero()[0]].sum(axis=0) if inside.any() else []
    order = sorted((at for at, n in enumerate(counts) if n), key=lambda at: (-counts[at], at))
    return [analysis.topics[at] for at in order[:most]]


def _time(analysis: Analysis, words: Words) -> Section:
    found = analysis.changes
    if found is None:
        return Section("Time", ("Fewer than two years are recorded: nothing can be said of change.",))
    counts = found.counts
    span = " to ".join(map(str, found.earlier)), " to ".join(map(str, found.later))
    said = (
        f"Between {span[0]} and {span[1]}: {counts['gained']} ties gained, {counts['kept']} kept, "
        f"{counts['lapsed']} lapsed, {counts['unknown']} unknown, because neither agent is recorded in the other "
        "window or a date is open. A tie that lapsed is one not recorded again, no more.",
    )
    rows = tuple(
        (what, f"{words(analysis.agents[a])} – {words(analysis.agents[b])}")
        for what in ("gained", "kept", "lapsed")
        for a, b in getattr(found, what)[:_MOST].tolist()
    )
    return Section("Time", said, ("", "pair"), rows, "timeline")


def _suggestions(analysis: Analysis, words: Words) -> Section:
    found, held = analysis.suggestions, analysis.holdout
    said = [
        "Pairs not recorded together that partners and topics bring near (two-mode resource allocation "
        f"and overlap of topics, weighted {1 - found.topic_weight:g} and {found.topic_weight:g}). "
        "Near is not the same as fit.",
    ]
    if held is not None and not held.test_ties:
        said.append(f"Held out after {held.year}: no tie followed, so the suggestions cannot be scored.")
    elif held is not None:
        combined, popular = held.scores["combined"], held.scores["popularity"]
        said.append(
            f"Held out after {held.year}: {held.test_ties} ties followed; AUC {_number(combined.auc)} beside "
            f"{_number(popular.auc)} for popularity; verdict: {held.verdict}."
        )
    rows = tuple(
        (
            str(each.rank),
            f"{words(analysis.agents[each.a])} – {words(analysis.agents[each.b])}",
            f"{each.score:.2f}",
            ", ".join(words(analysis.agents[reason.number]) for reason in each.partners) or "",
            ", ".join(words(analysis.topics[reason.number]) for reason in each.topics) or "",
        )
        for each in found.suggestions[:10]
    )
    return Section("Who could partner", tuple(said), ("rank", "pair", "score", "through", "topics"), rows)


def roles(analysis: Analysis) -> list[str]:
    """Return the roles of the timeline, in the order of its rows."""
    return analysis.table.role.ordered().words
