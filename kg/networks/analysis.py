"""Analysis: one selection of participations measured in every way, with the choices that were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.measures.bootstrap import Interval, rank_intervals
from kg.measures.brokerage import Brokerage, brokerage
from kg.measures.communities import Communities, communities
from kg.measures.dated import Dated
from kg.measures.holdout import Holdout, holdout
from kg.measures.makeup import MakeUp, make_up
from kg.measures.position import Position, position
from kg.measures.suggestions import Suggestions, suggest
from kg.measures.timeline import Timeline, timeline
from kg.measures.verdicts import Significance
from kg.measures.windows import TieChanges, recorded_coverage, tie_changes, tie_states
from kg.networks.backbone import tested
from kg.networks.choices import Choices
from kg.networks.incidence import Incidence, incidence
from kg.networks.projection import Projection, project

if TYPE_CHECKING:
    from kg.networks.participations import ParticipationTable

#: Agents times ties up to which shortest paths are counted anew in every draw of the bootstrap: about half a
#: minute of a thousand draws. Above it betweenness has a value and no interval.
_MOST_PATHS = 500_000


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything measured of one selection; arrays stand in the order of the agents."""

    table: ParticipationTable
    choices: Choices
    incidence: Incidence
    projection: Projection
    make_up: MakeUp
    significance: Significance
    position: Position
    intervals: dict[str, Interval]
    #: By kind of agency; nothing where no kinds are known.
    brokerage: Brokerage | None
    communities: Communities
    #: Between the two halves of the years that are recorded; nothing without two of them.
    changes: TieChanges | None
    timeline: Timeline | None
    suggestions: Suggestions
    #: Topics behind the suggestions and communities, in the order of their numbers.
    topics: tuple[str, ...]
    topic_matrix: Any
    holdout: Holdout | None

    @property
    def agents(self) -> list[str]:
        """Return the keys of the agents."""
        return self.incidence.agents


def analyse(
    table: ParticipationTable,
    choices: Choices | None = None,
    kinds: Mapping[str, str] | None = None,
    topics: Mapping[str, Sequence[str]] | None = None,
) -> Analysis:
    """Return the analysis of a participation table.

    `kinds` are the agents' kinds, for brokerage; `topics` those of the activities, for suggestions. Two
    windows of equal length divide the years that are recorded, and a pair is known to have lapsed only where
    one of the two is recorded in the later window at all. Ties between rivals, and between an agency and a part of
    itself, are left out of every measure. Large networks get no interval of betweenness. Raises UsageError for a
    choice that there is not.
    """
    choices = choices or Choices()
    made = incidence(table)
    projection = project(made, choices.weight)
    weights = projection.matrix() if not projection.directed else project(made, "newman").matrix()
    excluded, closed = projection.excluded(), made.closed()
    formula = choices.weight if choices.weight in ("newman", "count", "jaccard", "association") else "newman"
    dated = _dated(table, made)
    names, by_activity, by_agent = _topics(made, topics or {})
    years = _years(dated)
    return Analysis(
        table=table,
        choices=choices,
        incidence=made,
        projection=projection,
        make_up=make_up(made.matrix, excluded=excluded),
        significance=tested(projection, choices),
        position=position(weights),
        intervals=rank_intervals(
            made.matrix,
            seed=choices.seed,
            measures=("strength", "betweenness")[: 1 + (len(made.agents) * len(projection.one) <= _MOST_PATHS)],
            weight=formula,
            draws=choices.draws,
            excluded=excluded,
        ),
        brokerage=_brokerage(made, weights, kinds),
        communities=communities(weights, runs=choices.runs, seed=choices.seed),
        changes=_changes(dated, years),
        timeline=_timeline(table, dated, years),
        suggestions=suggest(made.matrix, by_agent, closed=closed),
        topics=names,
        topic_matrix=by_activity,
        holdout=holdout(dated, (years[0] + years[1]) // 2, by_activity, seed=choices.seed) if years else None,
    )


def _dated(table: ParticipationTable, made: Incidence) -> Dated:
    """Return the participations with their years; one that has begun and not ended goes on."""
    agent, activity = table.agent.ordered().codes, table.activity.ordered().codes
    return Dated(agent, activity, *table.years, len(made.agents), len(made.activities))


def _years(dated: Dated) -> tuple[int, int] | None:
    """Return the first and last year that anything is known of, unless they are the same."""
    import numpy as np

    known = np.concatenate([dated.first, dated.last])
    known = known[np.isfinite(known)]
    return (int(known.min()), int(known.max())) if len(known) and known.min() < known.max() else None


def _changes(dated: Dated, years: tuple[int, int] | None) -> TieChanges | None:
    if years is None:
        return None
    middle = (years[0] + years[1]) // 2
    windows = [(years[0], middle), (middle + 1, years[1])]
    return tie_changes(tie_states(dated, windows, recorded_coverage(dated, windows)), 0, 1)


def _timeline(table: ParticipationTable, dated: Dated, years: tuple[int, int] | None) -> Timeline | None:
    if years is None:
        return None
    roles, group = table.role.ordered()
    return timeline(dated, group, len(roles), years)


def _brokerage(made: Incidence, weights: Any, kinds: Mapping[str, str] | None) -> Brokerage | None:
    import numpy as np

    known = sorted({kinds.get(agent, "") for agent in made.agents}) if kinds else []
    if len(known) < 2:
        return None
    assert kinds is not None
    numbers = np.array([known.index(kinds.get(agent, "")) for agent in made.agents], dtype=np.int64)
    return brokerage(weights, numbers)


def _topics(made: Incidence, topics: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], Any, Any]:
    """Return the topics of the activities, and two matrices of ones: activities and agents by topics."""
    import numpy as np
    from scipy.sparse import csr_array

    names = tuple(sorted({topic for activity in made.activities for topic in topics.get(activity, ())}))
    if not names:
        return (), None, None
    place = {name: at for at, name in enumerate(names)}
    pairs = [(at, place[t]) for at, name in enumerate(made.activities) for t in sorted(set(topics.get(name, ())))]
    rows, columns = np.array(pairs, dtype=np.int64).T
    by_activity = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(made.activities), len(names)))
    by_agent = csr_array(made.matrix @ by_activity)
    by_agent.data[:] = 1
    return names, by_activity, by_agent
