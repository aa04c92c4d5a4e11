"""Convene: who works with whom on international migration, every statement traceable to its passage.

>>> import kg
>>> kg.ask("co-sponsors").rows[0][1].value
'https://w3id.org/convene/id/agency/Rosselli-Foundation'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg._version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import rdflib
    from IPython.core.interactiveshell import InteractiveShell

    from kg.answers import Answer
    from kg.cards.card import Card
    from kg.cards.ties import Explanation
    from kg.curation import Report
    from kg.curation.conflicts import Conflicts
    from kg.networks.choices import Choices
    from kg.notebook.networks import DirectedNetwork, Network
    from kg.report import AnalysisReport
    from kg.store import Store

__all__ = ["__version__", "analyse", "ask", "check", "conflicts", "explain", "load", "network", "show"]


def load(*data: str | Path, with_shipped: bool = False, store: str | Path = "") -> rdflib.Dataset:
    """Load the shipped graph, or one's own RDF files, as an rdflib Dataset.

    The Dataset stands on the Oxigraph engine and answers over the union of all its graphs; each file is
    a named graph. `with_shipped` keeps the shipped graph beside one's own files. `store` names a folder that
    `kg build` made, or an endpoint, instead. Raises FileSyntaxError or UsageError for what cannot be read.

    >>> import kg
    >>> from kg.names import PREFIXES
    >>> len(kg.load().query("SELECT * { ?p kg:role role:co-sponsor }", initNs=PREFIXES))
    5
    """
    return _store(data, with_shipped, store).as_rdflib()


def ask(
    question: str,
    /,
    *,
    data: Sequence[str | Path] = (),
    with_shipped: bool = False,
    store: str | Path = "",
    **parameters: str,
) -> Answer:
    """Answer a saved question by name, or a SELECT query in SPARQL, with labels for what the rows name.

    Parameters of a saved question are keywords: `ask("partners-of", agency="ILO")`. Raises UsageError for
    a parameter or value that is not known, UnknownTermError for a name in the query that is not in the graph,
    QueryError for a query that does not parse or gives no rows by its kind (ASK, CONSTRUCT, DESCRIBE).

    >>> import kg
    >>> kg.ask("partners-of", agency="ilo").to_csv().splitlines()[1].split(",")[2]
    'Department of Economic and Social Affairs'
    """
    from kg.answers import Answer, ask_question
    from kg.errors import QueryError

    answer = ask_question(_store(data, with_shipped, store, once=True), question, parameters)
    if not isinstance(answer, Answer):
        raise QueryError("this query gives no rows; ask with SELECT, or use kg.load().query(...)")
    return answer


def network(
    kind: str = "partnership",
    *,
    table: str | Path | None = None,
    data: Sequence[str | Path] = (),
    with_shipped: bool = False,
    store: str | Path = "",
    weight: str = "newman",
    min_shared: int = 1,
    significant: str = "",
    **selection: Any,
) -> Network | DirectedNetwork:
    """Return who is recorded together, as a networkx Graph whose ties keep the activities they rest on.

    A notebook shows it as the page that `kg network` writes; to_html(), to_picture(), to_pyvis() and to_pandas()
    give it otherwise.

    `selection` is what Selection holds: roles, of, include_planned, first_year, last_year, topic, country,
    statuses, lead. `table` is a file of agent, activity, role, date, source, weight instead of a graph.
    `significant` names a null model, and each tie then has its `p` and `verdict`. See kg.networks for what nodes
    and ties hold. Raises UsageError for a name or a choice that is not known.

    >>> import kg
    >>> kg.network("co-sponsorship").number_of_edges()
    6
    """
    from kg.networks import network_of
    from kg.networks.asking import participations
    from kg.networks.choices import Choices
    from kg.networks.selection import selected
    from kg.notebook.networks import shown

    choices = Choices(model=significant, min_shared=max(2, min_shared)) if significant else None
    source = _source(table, data, with_shipped, store)
    rows = participations(source, selected(kind, selection))
    return shown(network_of(rows, weight, min_shared, choices), source, rows)


def analyse(
    kind: str = "partnership",
    *,
    table: str | Path | None = None,
    data: Sequence[str | Path] = (),
    with_shipped: bool = False,
    store: str | Path = "",
    choices: Choices | None = None,
    **selection: Any,
) -> AnalysisReport:
    """Analyse a network: make-up, chance, position, brokerage, communities, time, suggestions.

    The report shows itself in a notebook, gives its paragraph as `account` and its numbers as `analysis`, and
    writes itself as Markdown, HTML and JSON. `choices` are kg.networks.choices.Choices; `selection` and `table`
    are as for network(). Raises UsageError where nothing is left to analyse.

    >>> import kg
    >>> kg.analyse("co-sponsorship").analysis.significance.verdict
    'not enough data'
    """
    from kg.networks.choices import Choices
    from kg.networks.selection import selected
    from kg.report import report

    source = _source(table, data, with_shipped, store)
    return report(source, selected(kind, selection), choices or Choices())


def _source(
    table: str | Path | None, data: Sequence[str | Path], with_shipped: bool, store: str | Path
) -> Store | Path:
    """Return what a network is taken from: a table where one is named, else a store."""
    from kg.errors import UsageError

    if table is not None and (data or store):
        raise UsageError(f"table '{table}' is asked instead of a graph; leave out data and store")
    return _paths([table])[0] if table is not None else _store(data, with_shipped, store)


def explain(
    one: str,
    other: str,
    /,
    *,
    sources: str | Path | None = None,
    data: Sequence[str | Path] = (),
    with_shipped: bool = False,
    store: str | Path = "",
) -> Explanation:
    """Explain why two agencies are tied, activity by activity with every passage, or which absence it is.

    `sources` is the folder of the source texts, in which names are looked for where no statement ties the two.
    Raises UsageError for a name that is not known.

    >>> import kg
    >>> kg.explain("ILO", "UNITAR").shared[0].label
    'International Migration Policy Programme'
    """
    from kg.cards.ties import explain as run

    return run(_store(data, with_shipped, store, once=True), one, other, _paths([sources])[0] if sources else None)


def show(
    thing: str, /, *, data: Sequence[str | Path] = (), with_shipped: bool = False, store: str | Path = ""
) -> Card:
    """Return the card of a thing: its facts, roles, partners, links and findings, each with its passages.

    Raises UsageError for a name that is not known, or that several things bear.

    >>> import kg
    >>> kg.show("UNFPA").kind
    'Agency, United Nations fund or programme'
    """
    from kg.cards.card import card

    return card(_store(data, with_shipped, store, once=True), thing)


def conflicts(*, data: Sequence[str | Path] = (), with_shipped: bool = False, store: str | Path = "") -> Conflicts:
    """Return the statements that cannot both be right, in pairs, each with the passages it rests on.

    >>> import kg
    >>> "Berne Initiative" in repr(kg.conflicts())
    True
    """
    from kg.curation.conflicts import conflicts as run

    return run(_store(data, with_shipped, store))


def check(*paths: str | Path, sources: str | Path | None = None, house_form: bool = True) -> Report:
    """Check Turtle files, or the whole shipped graph where none are named.

    `sources` is the folder of the source texts in which passages are looked up.

    >>> import kg
    >>> kg.check().violations
    0
    """
    from kg.curation import check as run

    return run(_paths(paths), sources=_paths([sources])[0] if sources else None, house_form=house_form)


def _store(data: Sequence[str | Path], with_shipped: bool, store: str | Path, once: bool = False) -> Store:
    """Return the store that is meant; see kg.store.open_store."""
    from kg.store import open_store

    return open_store(store, _paths(data), with_shipped, once=once)


def _paths(named: Sequence[str | Path]) -> list[Path]:
    # `kg --help` needs no paths, and importing them would be a twelfth of its time.
    from pathlib import Path

    return [Path(path) for path in named]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add the %%sparql magic; `%load_ext kg` calls this."""
    from kg.notebook.magic import register

    register(shell)
