"""Convene: who works with whom on international migration, every statement traceable to its passage.

>>> import kg
>>> kg.ask("co-sponsors").rows[0][1].value
'https://w3id.org/convene/id/agency/ILO'
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg._version import __version__

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.answers import Answer
    from kg.cards.card import Card
    from kg.cards.ties import Explanation
    from kg.curation import Report

__all__ = ["__version__", "ask", "check", "explain", "load", "network", "show"]


def load(*data: str | Path, with_shipped: bool = False, store: str = "") -> rdflib.Dataset:
    """Load the shipped graph, or one's own RDF files, as an rdflib Dataset.

    The Dataset stands on the Oxigraph engine and answers over the union of all its graphs; each file is
    a named graph. `with_shipped` keeps the shipped graph beside one's own files. `store` names a folder that
    `kg build` made, or an endpoint, instead. Raises FileSyntaxError or UsageError for what cannot be read.

    >>> import kg
    >>> from kg.names import PREFIXES
    >>> len(kg.load().query("SELECT * { ?p kg:role role:co-sponsor }", initNs=PREFIXES))
    4
    """
    from kg.store import open_store

    return open_store(store, [Path(path) for path in data], with_shipped).as_rdflib()


def ask(
    question: str,
    /,
    *,
    data: Sequence[str | Path] = (),
    with_shipped: bool = False,
    store: str = "",
    **parameters: str,
) -> Answer:
    """Answer a saved question by name, or a SELECT query in SPARQL, with labels for what the rows name.

    Parameters of a saved question are keywords: `ask("partners-of", agency="ILO")`. Raises UsageError for
    a parameter or value that is not known, UnknownTermError for a name in the query that is not in the graph,
    QueryError for a query that does not parse or gives no rows by its kind (ASK, CONSTRUCT, DESCRIBE).

    >>> import kg
    >>> kg.ask("partners-of", agency="ilo").to_csv().splitlines()[1].split(",")[2]
    'International Organization for Migration'
    """
    from kg.answers import Answer, ask_question
    from kg.errors import QueryError
    from kg.store import open_store

    answer = ask_question(open_store(store, [Path(path) for path in data], with_shipped), question, parameters)
    if not isinstance(answer, Answer):
        raise QueryError("this query gives no rows; ask with SELECT, or use kg.load().query(...)")
    return answer


def network(
    kind: str = "partnership",
    *,
    data: Sequence[str | Path] = (),
    with_shipped: bool = False,
    weight: str = "newman",
    roles: Sequence[str] | None = None,
    of: Sequence[str] = ("agencies", "countries"),
    include_planned: bool = False,
    store: str = "",
) -> networkx.Graph:
    """Return who is recorded together, as a networkx Graph whose ties keep the activities they rest on.

    See kg.networks for what nodes and ties hold.

    >>> import kg
    >>> kg.network("co-sponsorship").number_of_edges()
    6
    """
    from kg.networks import network as build
    from kg.store import open_store

    return build(
        open_store(store, [Path(path) for path in data], with_shipped),
        kind,
        weight=weight,
        roles=None if roles is None else tuple(roles),
        of=tuple(of),
        include_planned=include_planned,
    )


def explain(
    one: str,
    other: str,
    /,
    *,
    sources: str | Path | None = None,
    data: Sequence[str | Path] = (),
    with_shipped: bool = False,
    store: str = "",
) -> Explanation:
    """Explain why two agencies are tied, activity by activity with every passage, or which absence it is.

    `sources` is the folder of the source texts, in which names are looked for where no statement ties the two.
    Raises UsageError for a name that is not known.

    >>> import kg
    >>> kg.explain("ILO", "UNITAR").shared[0].label
    'International Migration Policy Programme'
    """
    from kg.cards.ties import explain as run
    from kg.store import open_store

    opened = open_store(store, [Path(path) for path in data], with_shipped)
    return run(opened, one, other, Path(sources) if sources else None)


def show(thing: str, /, *, data: Sequence[str | Path] = (), with_shipped: bool = False, store: str = "") -> Card:
    """Return the card of a thing: its facts, roles, partners, links and findings, each with its passages.

    Raises UsageError for a name that is not known, or that several things bear.

    >>> import kg
    >>> kg.show("UNFPA").kind
    'Agency, United Nations fund or programme'
    """
    from kg.cards.card import card
    from kg.store import open_store

    return card(open_store(store, [Path(path) for path in data], with_shipped), thing)


def check(*paths: str | Path, sources: str | Path | None = None, house_form: bool = True) -> Report:
    """Check Turtle files, or the whole shipped graph where none are named.

    `sources` is the folder of the source texts in which passages are looked up.

    >>> import kg
    >>> kg.check().violations
    0
    """
    from kg.curation import check as run

    return run([Path(path) for path in paths], sources=Path(sources) if sources else None, house_form=house_form)
