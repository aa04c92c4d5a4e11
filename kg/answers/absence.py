"""Absence: why a query finds nothing, and why it never ends, in terms of its own patterns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.names import PREFIXES

if TYPE_CHECKING:
    from kg.store import Store, Term

#: One pattern of a query as a query writes it, with the names of its variables.
Pattern = tuple[str, frozenset[str]]

#: Words of a query that may leave nothing although all patterns fit.
_SIEVES = ("FILTER", "MINUS", "UNION", "VALUES", "GRAPH", "BIND", "HAVING", "LIMIT", "OFFSET")
#: Those that may join patterns which share no variable.
_JOINTS = {"UNION", "VALUES", "GRAPH", "BIND", "an inner SELECT"}


def why_empty(store: Store, text: str, bindings: Mapping[str, Term], base: str = "") -> str:
    """Return which patterns of a query that found nothing have no answer together; nothing where unsure.

    The smallest set of such patterns is looked for, by leaving out one after the other: each of them alone,
    or all of them but one, would have an answer. Only patterns that every answer must fit are looked at.
    """
    patterns, others = _patterns(text, base)
    if not patterns:
        return ""
    source = _source(text, base)
    for number in range(1, len(patterns) + 1):
        if not _fits(store, patterns[:number], bindings, source):
            together = _smallest(store, patterns[:number], bindings, source)
            named = " together with ".join(pattern for pattern, _ in together)
            if source:
                return f"nothing in the graphs that FROM names fits {named}"
            if _fits(store, together, bindings, inside="GRAPH ?_graph"):
                return f"only in named graphs something fits {named}; ask with GRAPH ?g {{ ... }}"
            return f"nothing fits {named}"
    if not others:
        return ""
    fit = f"all {len(patterns)} patterns fit together" if len(patterns) > 1 else f"{patterns[0][0]} fits"
    return f"{fit}; {' or '.join(others)} lets nothing through"


def unconnected(text: str) -> str:
    """Return two patterns of a query that share no variable, so that each answer is paired with every other."""
    patterns, others = _patterns(text)
    groups: list[tuple[str, set[str]]] = []
    for pattern, variables in patterns:
        touched = [group for group in groups if group[1] & variables]
        merged = (touched[0][0] if touched else pattern, set(variables).union(*(group[1] for group in touched)))
        groups = [group for group in groups if group not in touched] + ([merged] if variables else [])
    if len(groups) < 2:
        return ""
    first, other = (pattern for pattern, _ in groups[:2])
    paired = "" if _JOINTS & set(others) else ", so every pair of their answers is tried"
    return f"the patterns '{first}' and '{other}' share no variable{paired}; "


def _smallest(
    store: Store, patterns: Sequence[Pattern], bindings: Mapping[str, Term], source: str
) -> list[Pattern]:
    """Return a smallest set of patterns that have no answer together, of a set that has none."""
    kept = list(patterns)
    for pattern in patterns:
        rest = [other for other in kept if other is not pattern]
        if rest and not _fits(store, rest, bindings, source):
            kept = rest
    return kept


def _fits(
    store: Store, patterns: Sequence[Pattern], bindings: Mapping[str, Term], source: str = "", inside: str = ""
) -> bool:
    """Tell whether some patterns have an answer together, with the parameters they name."""
    variables = frozenset[str]().union(*(variables for _, variables in patterns))
    given = {name: term for name, term in bindings.items() if name in variables}
    # Bound variables must be selected.
    chosen = " ".join(f"?{name}" for name in given) or "*"
    group = f"{inside} {{ {' . '.join(p for p, _ in patterns)} }}"
    return bool(store.rows(f"SELECT {chosen} {source} WHERE {{ {group} }} LIMIT 1", given))


def _source(text: str, base: str) -> str:
    """Return the FROM clauses of a query, their addresses in full."""
    from kg.sparql import Query

    return Query(text, base).source()


def _patterns(text: str, base: str = "") -> tuple[list[Pattern], list[str]]:
    """Return the patterns that every answer of a query must fit, and what else in it may leave nothing.

    Read by rdflib's parser, which knows the standard; what it cannot read gives none.
    """
    import rdflib
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    from kg.sparql import Query

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False  # "01" is not "1"
    try:
        algebra = translateQuery(parseQuery(text), base or None, PREFIXES).algebra
    except Exception:  # rdflib's own errors are of many kinds; any of them only means that nothing more is said
        return [], []
    finally:
        rdflib.NORMALIZE_LITERALS = before
    names: dict[object, str] = {}
    found = list(_triples(algebra))
    query = Query(text)
    others = [word for word in _SIEVES if query.has(word)]
    others += ["an inner SELECT"] if sum(token.text.upper() == "SELECT" for token in query.tokens) > 1 else []
    return [_written(triple, graph, names) for triple in found], others


def _triples(part: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triples of the parts of an algebra that must match, in the scope of the outermost group.

    An inner SELECT has variables of its own, and may give a row though nothing fits.
    """
    name = getattr(part, "name", "")
    if name == "BGP":
        yield from part.triples
    elif name == "Join":
        yield from _triples(part.p1)
        yield from _triples(part.p2)
    elif name in ("LeftJoin", "Minus"):
        yield from _triples(part.p1)
    elif name not in ("Union", "values", "Graph", "ToMultiSet", "ServiceGraphPattern"):
        inner = getattr(part, "p", None)
        if inner is not None:
            yield from _triples(inner)


def _written(triple: tuple[Any, Any, Any], graph: Any, names: dict[object, str]) -> Pattern:
    """Return a triple of the algebra as a query writes it; a blank node becomes a variable of its own."""
    from rdflib import RDF, BNode, Variable

    words, variables = [], set()
    for at, term in enumerate(triple):
        if at == 1 and term == RDF.type:
            words.append("a")
        elif isinstance(term, BNode):
            name = names.setdefault(term, f"_{len(names) + 1}")
            words.append(f"?{name}")
            variables.add(name)
        elif isinstance(term, Variable):
            words.append(f"?{term}")
            variables.add(str(term))
        else:
            words.append(term.n3(graph.namespace_manager))
    return " ".join(words), frozenset(variables)
