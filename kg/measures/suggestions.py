"""Suggestions: pairs not recorded together that common partners and topics bring near, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import UsageError
from kg.measures.affinity import binary, resource_allocation, shared_resource, topic_overlap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

#: Digits of a score that count: sums in another order differ beyond them.
_DIGITS = 12
#: All pairs of more agents than these take several gigabytes.
_MOST_AGENTS = 5000


class Reason(NamedTuple):
    """A partner, activity or topic by its number, and its share of what it is a reason for, 0 to 1."""

    number: int
    share: float


class Suggestion(NamedTuple):
    """A pair that could partner, smaller number first, and what speaks for it, the greatest first."""

    rank: int
    a: int
    b: int
    score: float
    #: Resource that reaches one from the other, in activities, and overlap of topics, 0 to 1.
    allocation: float
    overlap: float
    #: Common partners, with their shares of the allocation.
    partners: tuple[Reason, ...]
    #: Activities of a, and of b, with common partners, with their shares of the allocation.
    activities_a: tuple[Reason, ...]
    activities_b: tuple[Reason, ...]
    #: Common topics, with their shares of the overlap.
    topics: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestions:
    """The best suggestions, and how many there were to choose from."""

    suggestions: tuple[Suggestion, ...]
    #: Pairs not tied with a score above 0.
    candidates: int
    #: Candidates left out whose score equals that of the last suggestion: the cut among them is arbitrary.
    cut_ties: int
    topic_weight: float
    overlap: str


def suggest(
    incidence: csr_array,
    topics: csr_array | None = None,
    *,
    topic_weight: float = 0.5,
    overlap: str = "cosine",
    most: int = 20,
    agent: int | None = None,
    closed: csr_array | None = None,
    reasons: int = 3,
) -> Suggestions:
    """Return the pairs not recorded together that score highest, each with the reasons for it.

    score = (1 - w) S_ij / max S + w O_ij, with S of `resource_allocation`, its maximum taken over all pairs that
    are not tied, O of `topic_overlap` and w the weight of topics; without topics w is 0. Says who
    is near, never who would work well together. Equal scores share a rank and stand in the order of their numbers.

    `incidence` is (agents, activities), `topics` (agents, topics), `closed` (agents, agents): pairs never to be
    suggested, such as an agency and a part of itself. With `agent`, only pairs with it, at the same scores.
    Raises UsageError where shapes do not fit, for a weight outside 0..1, and for an agent that there is not.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> chain = csr_array(np.array([[1, 0], [1, 1], [0, 1]]))
    >>> best = suggest(chain).suggestions[0]
    >>> best.a, best.b, best.score, best.partners
    (0, 2, 1.0, (Reason(number=1, share=1.0),))
    """
    import numpy as np

    rows = binary(incidence)
    agents = rows.shape[0]
    if agent is not None and not 0 <= agent < agents:
        raise UsageError(f"suggestions for agent {agent}: there are {agents}, numbered from 0")
    if most < 1 or reasons < 0:
        raise UsageError(
            f"the best {most} suggestions with {reasons} reasons: ask for 1 or more, and reasons from 0"
        )
    first, second = open_pairs(rows, closed)
    weight, score, allocation, common = scores(rows, topics, topic_weight, overlap, first, second)
    chosen = np.flatnonzero((score > 0) & ((agent is None) | (first == agent) | (second == agent)))
    order = chosen[np.lexsort((second[chosen], first[chosen], -score[chosen]))]
    best = order[:most]
    cut = int((score[order[most:]] == score[best[-1]]).sum()) if len(order) > most else 0
    why = _Reasons(rows, topics, overlap, reasons)
    return Suggestions(
        suggestions=tuple(
            Suggestion(
                1 + int((score[chosen] > score[pair]).sum()),
                int(first[pair]),
                int(second[pair]),
                float(score[pair]),
                float(allocation[pair]),
                float(common[pair]),
                *why.of(int(first[pair]), int(second[pair])),
            )
            for pair in best
        ),
        candidates=len(chosen),
        cut_ties=cut,
        topic_weight=weight,
        overlap=overlap,
    )


def open_pairs(
    incidence: csr_array, closed: csr_array | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of agents that share no activity and are not closed, the smaller number first, in order.

    Raises UsageError for more than 5,000 agents, whose pairs would not fit into memory, and for `closed` of another
    shape.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> [each.tolist() for each in open_pairs(csr_array(np.array([[1, 0], [1, 1], [0, 1]])))]
    [[0], [2]]
    """
    import numpy as np

    agents = incidence.shape[0]
    if agents > _MOST_AGENTS:
        raise UsageError(
            f"the untied pairs of {agents} agents do not fit into memory; select 10,000 agents or fewer"
        )
    tied = ((incidence @ incidence.T) > 0).toarray()
    if closed is not None:
        if closed.shape != (agents, agents):
            raise UsageError(
                f"closed pairs of shape {closed.shape}: give one row and column for each of {agents} agents"
            )
        shut = closed.toarray() != 0
        tied |= shut | shut.T
    first, second = np.nonzero(np.triu(~tied, k=1))
    return first.astype(np.int64), second.astype(np.int64)


def scores(
    incidence: csr_array,
    topics: csr_array | None,
    topic_weight: float,
    overlap: str,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> tuple[float, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the weight of topics, and of given untied pairs the score, the allocation and the overlap of topics.

    The formula is that of `suggest`; scores are rounded to twelve digits, so that equal sums are equal.

    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> chain = csr_array(np.array([[1, 0], [1, 1], [0, 1]]))
    >>> [np.asarray(each).tolist() for each in scores(chain, None, 0.5, "cosine", np.array([0]), np.array([2]))]
    [0.0, [1.0], [0.125], [0.0]]
    """
    import numpy as np

    if not 0 <= topic_weight <= 1:
        raise UsageError(f"a weight of topics of {topic_weight}: give a share from 0 to 1")
    if topics is not None and topics.shape[0] != incidence.shape[0]:
        raise UsageError(f"topics of {topics.shape[0]} agents beside {incidence.shape[0]}: give one row for each")
    weight = 0.0 if topics is None else float(topic_weight)
    allocation = np.asarray(resource_allocation(incidence).toarray()[first, second])
    common = np.zeros(len(first)) if topics is None else topic_overlap(topics, overlap).toarray()[first, second]
    greatest = allocation.max(initial=0)
    combined = (1 - weight) * (allocation / greatest if greatest else allocation) + weight * common
    return weight, np.round(combined, _DIGITS), allocation, common


class _Reasons:
    """What the score of a pair is made of."""

    def __init__(self, rows: csr_array, topics: csr_array | None, overlap: str, most: int) -> None:
        """Keep what every pair needs: what agents share, and what an activity passes on to an agent."""
        import numpy as np
        from scipy.sparse import csr_array, diags_array

        self.rows, self.most = rows, most
        self.shared = shared_resource(rows)
        self.own = np.maximum(rows.sum(axis=1), 1)
        each = diags_array(1 / np.maximum(rows.sum(axis=0), 1))
        #: What reaches an agent from one unit on an activity, by way of the activity's agents.
        self.passed = csr_array(each @ rows.T @ diags_array(1 / self.own) @ self.shared)
        self.topics = None if topics is None else csr_array(topics, dtype=np.float64)
        if self.topics is not None and overlap == "jaccard":
            self.topics = binary(self.topics)

    def of(self, a: int, b: int) -> tuple[tuple[Reason, ...], ...]:
        """Return the greatest reasons for a pair: partners, activities of a, activities of b, topics."""
        import numpy as np

        partners = (self.shared[[a]].multiply(self.shared[[b]])).toarray().ravel() / self.own
        of_a = self.rows[[a]].toarray().ravel() * self.passed[:, [b]].toarray().ravel()
        of_b = self.rows[[b]].toarray().ravel() * self.passed[:, [a]].toarray().ravel()
        topics = np.zeros(0)
        if self.topics is not None:
            topics = self.topics[[a]].multiply(self.topics[[b]]).toarray().ravel()
        return tuple(self._greatest(each) for each in (partners, of_a, of_b, topics))

    def _greatest(self, parts: NDArray[np.float64]) -> tuple[Reason, ...]:
        """Return the greatest parts of a sum as shares of it, equal ones by number."""
        import numpy as np

        if not parts.any():
            return ()
        shares = np.round(parts / parts.sum(), _DIGITS)
        order = np.lexsort((np.arange(len(shares)), -shares))[: self.most]
        return tuple(Reason(int(number), float(shares[number])) for number in order if shares[number] > 0)
