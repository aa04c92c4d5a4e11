"""The account of a network: sentences that say what it counts and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.networks.projection import WEIGHTS

if TYPE_CHECKING:
    import networkx as nx


def account(graph: nx.Graph) -> list[str]:
    """Return sentences that say what a network counts and what it leaves out, ready to be read out.

    Whoever shows the picture can answer what is missing from it.

    >>> import kg
    >>> account(kg.network("co-sponsorship"))[0]
    '5 participations in 2 activities tie 5 agents by 6 ties.'
    """
    facts = graph.graph
    selection = facts["selection"]
    shared = "topics" if selection.kind == "topics" else "activities"
    return [
        f"{counted(facts['participations'], 'participation')} in "
        f"{counted(facts['activities'], *(('topic',) if shared == 'topics' else ('activity', shared)))} tie "
        f"{counted(graph.number_of_nodes(), 'agent')} by {counted(graph.number_of_edges(), 'tie')}.",
        f"A tie means recorded together in at least one of the {shared}; its weight is {WEIGHTS[facts['weight']]}.",
        "An absent tie means not recorded in the sources read, not that two agents never worked together.",
        *left_out(graph),
    ]


def left_out(graph: nx.Graph) -> list[str]:
    """Return sentences that say what a network does not show: merged, left out, refused, undated, too few.

    >>> import kg
    >>> any("not yet held" in sentence for sentence in left_out(kg.network()))
    True
    """
    facts = graph.graph
    undated = sum(1 for _, _, tie in graph.edges(data=True) if tie["first"] is None and tie["last"] is None)
    rivals, parts = facts["refused"]["rivals"], facts["refused"]["parts"]
    few = f"of fewer than {facts.get('min_shared')} shared activities"
    rows = [
        (facts["merged"], "participation", "repeats|repeat an agent in an activity and counts|count once"),
        *((n, "participation", f"{why} is|are left out") for why, n in sorted(facts["left_out"].items())),
        (rivals, "pair", "is|are not tied because their sources contradict each other"),
        (parts, "pair", "of an agency and a part of itself is|are not tied"),
        (facts.get("too_few", 0), "tie", f"{few} is|are left out"),
        (facts.get("not_significant", 0), "tie", "not significant is|are left out"),
        (undated, "tie", "has|have no date"),
    ]
    planned = ["Planned activities are included."] if facts["selection"].include_planned else []
    return [_sentence(*row) for row in rows if row[0]] + planned


def _sentence(number: int, what: str, said: str) -> str:
    """Return a sentence on a number of things; `one|many` stands for the word that the number asks for."""
    words = (word.split("|")[0 if number == 1 else -1] for word in said.split())
    return f"{counted(number, what)} {' '.join(words)}."


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its word.

    >>> counted(1, "tie"), counted(2, "tie"), counted(0, "activity", "activities")
    ('1 tie', '2 ties', '0 activities')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"
