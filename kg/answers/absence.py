"""Absence: why a query finds nothing, and why it never ends, in terms of its own patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.names import PREFIXES

if TYPE_CHECKING:
    from kg.store import Store, Term

#: One pattern of a query as a query writes it, with the names of its variables.
Pattern = tuple[str, frozenset[str]]

#: Parts of a query that may leave nothing although all patterns fit.
_SIEVES = {"Filter": "FILTER", "Minus": "MINUS", "Union": "UNION", "ToMultiSet": "VALUES", "Graph": "GRAPH"}


def why_empty(store: Store, text: str, bindings: Mapping[str, Term]) -> str:
    """Return which patterns of a query that found nothing have no answer together.

    The smallest set of such patterns is looked for, by leaving out one after the other: each of them alone,
    or all of them but one, would have an answer.
    """
    patterns, sieves = _patterns(text)
    if not patterns:
        return ""
    for number in range(1, len(patterns) + 1):
        if not _fits(store, patterns[:number], bindings):
            together = _smallest(store, patterns[:number], bindings)
            return f"nothing fits {' together with '.join(pattern for pattern, _ in together)}"
    through = f"; {' or '.join(sieves)} lets nothing through" if sieves else ""
    return f"all {len(patterns)} patterns fit together{through}" if sieves else ""


def unconnected(text: str) -> str:
    """Return two patterns of a query that share no variable, so that each answer is paired with every other."""
    groups: list[tuple[str, set[str]]] = []
    for pattern, variables in _patterns(text)[0]:
        touched = [group for group in groups if group[1] & variables]
        merged = (touched[0][0] if touched else pattern, set(variables).union(*(group[1] for group in touched)))
        groups = [group for group in groups if group not in touched] + ([merged] if variables else [])
    if len(groups) < 2:
        return ""
    first, other = sorted((pattern for pattern, _ in groups), key=text.find)[:2]
    return f"the patterns '{first}' and '{other}' share no variable, so every pair of their answers is tried; "


def _smallest(store: Store, patterns: Sequence[Pattern], bindings: Mapping[str, Term]) -> list[Pattern]:
    """Return a smallest set of patterns that have no answer together, of a set that has none."""
    kept = list(patterns)
    for pattern in patterns:
        rest = [other for other in kept if other is not pattern]
        if rest and not _fits(store, rest, bindings):
            kept = rest
    return kept


def _fits(store: Store, patterns: Sequence[Pattern], bindings: Mapping[str, Term]) -> bool:
    """Tell whether some patterns have an answer together, with the parameters they name."""
    variables = frozenset[str]().union(*(variables for _, variables in patterns))
    given = {name: term for name, term in bindings.items() if name in variables}
    # Bound variables must be selected.
    chosen = " ".join(f"?{name}" for name in given) or "*"
    return bool(store.rows(f"SELECT {chosen} WHERE {{ {' . '.join(p for p, _ in patterns)} }} LIMIT 1", given))


def _patterns(text: str) -> tuple[list[Pattern], list[str]]:
    """Return the patterns that every answer of a query must fit, and the words of what sieves them further.

    Read by rdflib's parser, which knows the standard; what it cannot read gives none.
    """
    from rdflib import Graph
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    try:
        algebra = translateQuery(parseQuery(text), initNs=PREFIXES).algebra
    except Exception:  # rdflib's own errors are of many kinds; any of them only means that nothing more is said
        return [], []
    sieves: dict[str, None] = {}
    patterns = [_written(triple, graph) for triple in _triples(algebra, sieves)]
    return patterns, list(sieves)


def _triples(part: Any, sieves: dict[str, None]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triples of the parts of an algebra that must match, and note what else may leave nothing."""
    name = getattr(part, "name", "")
    if name in _SIEVES and not (name == "ToMultiSet" and "Project" in str(getattr(part.p, "name", ""))):
        sieves[_SIEVES[name]] = None
    if name == "BGP":
        yield from part.triples
    elif name == "Join":
        yield from _triples(part.p1, sieves)
        yield from _triples(part.p2, sieves)
    elif name in ("LeftJoin", "Minus"):
        yield from _triples(part.p1, sieves)
    elif name not in ("Union", "values", "Graph") and getattr(part, "p", None) is not None:
        yield from _triples(part.p, sieves)


def _written(triple: tuple[Any, Any, Any], graph: Any) -> Pattern:
    """Return a triple of the algebra as a query writes it; a blank node becomes a variable of its own."""
    from rdflib import BNode, Variable

    words, variables = [], set()
    for term in triple:
        if isinstance(term, BNode):
            words.append(f"?_{str(term)[-6:]}")
            variables.add(words[-1][1:])
        elif isinstance(term, Variable):
            words.append(f"?{term}")
            variables.add(str(term))
        else:
            words.append(term.n3(graph.namespace_manager))
    return " ".join(words), frozenset(variables)
