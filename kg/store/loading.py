"""Loading: RDF files into an engine, each into a named graph of its own, with the bounds of every date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from kg.dates import DateError, bounds
from kg.errors import FileSyntaxError, UsageError
from kg.folders import shipped_turtle
from kg.names import EDTF, GRAPH, KG, PREFIXES
from kg.packed import PACKED, Opener, plainly, see_whole, syntax_suffix, unpacked
from kg.store.local import DERIVED, LocalStore
from kg.store.xml import see_xml

#: Suffixes of the RDF syntaxes that can be read.
SUFFIXES = ("ttl", "nt", "trig", "nq", "jsonld", "rdf", "xml", "n3")

_DATE = ox.NamedNode(f"{PREFIXES['dcterms']}date")
_EARLIEST, _LATEST = ox.NamedNode(f"{KG}earliest"), ox.NamedNode(f"{KG}latest")
_XSD_DATE = ox.NamedNode(f"{PREFIXES['xsd']}date")
#: Whatever uses one of these speaks of participations in our words, and needs the ontology to be understood.
_SPOKEN = ("role", "participant", "evidence", "status", "inSource", "acronym")


def load_store(
    data: Sequence[Path] = (), with_shipped: bool = False, allow_network: bool = False, opened: Opener = plainly
) -> LocalStore:
    """Return a store in memory: of one's own files where any are named, else of the shipped graph.

    The ontology is left out only where the statements use none of its words. Each file becomes a named graph
    of its own; in files that can name graphs themselves (TriG, N-Quads, JSON-LD), what stands in none stays in
    the unnamed one. `opened` opens a file, and may tell how far it has been read. Raises FileSyntaxError or
    UsageError for a file that cannot be read, and then holds nothing of it.
    """
    engine = ox.Store()
    union, copied = fill(engine, data, with_shipped, opened)
    return LocalStore(engine, union=union, copied=copied, allow_network=allow_network)


def fill(
    engine: ox.Store, data: Sequence[Path], with_shipped: bool, opened: Opener, bulk: bool = False
) -> tuple[bool, bool]:
    """Load files into an empty engine; tell whether all graphs are asked as one, and whether by a copy.

    They are, unless one file that names graphs itself is all there is and does not use our words: then its
    default graph is asked, full or empty, as the file's author means it. In `bulk`, as suits a disk and nothing
    else, what was loaded before a fault stays.
    """
    files = files_in(data)
    for path in files:
        _load_file(engine, path, opened, bulk)
    speaks = (
        with_shipped
        or not data
        or any(next(engine.quads_for_pattern(None, ox.NamedNode(KG + word), None, None), None) for word in _SPOKEN)
    )
    own_default = (
        len(files) == 1
        and not speaks
        and engine.contains_named_graph(ox.NamedNode(files[0].resolve().as_uri())) is False
        and next(iter(engine.named_graphs()), None) is not None
    )
    for name, path in shipped_turtle(*(["ontology"] if data and not with_shipped else [])):
        if speaks:
            _read(engine, path, ox.RdfFormat.TURTLE, ox.NamedNode(GRAPH + name), None, plainly, bulk)
    stated = any(next(engine.quads_for_pattern(None, day, None, None), None) for day in (_EARLIEST, _LATEST))
    derive_dates(engine)
    return not own_default, not own_default and bool(data) and _join_repeated(engine, files, stated)


def _join_repeated(engine: ox.Store, files: Sequence[Path], stated: bool) -> bool:
    """Copy the union of all graphs into the default graph if any triple stands in two; tell whether it did.

    What is derived can stand in another graph only where such days are `stated` too. The shipped files repeat
    nothing, as `kg check` makes sure of; one's own may.
    """
    if not _repeats(engine, files, () if stated else (DERIVED,)):
        return False
    # What stands in no graph must not be lost among the copies.
    unnamed = ox.NamedNode(f"{GRAPH}unnamed")
    own = engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    engine.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, unnamed) for quad in list(own))
    engine.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in engine)
    return True


def _repeats(engine: ox.Store, files: Sequence[Path], apart: Sequence[ox.NamedNode]) -> bool:
    """Tell whether any triple stands in two graphs, those `apart` sharing none.

    The graph of the largest file is not looked through: what it shares with another stands in that one too.
    """
    largest = ox.NamedNode(max(files, key=lambda path: path.stat().st_size).resolve().as_uri())
    passed = {largest, *apart}
    named = " ".join(
        str(graph) for graph in engine.named_graphs() if isinstance(graph, ox.NamedNode) and graph not in passed
    )
    other = "GRAPH ?other { ?s ?p ?o } FILTER (?other != ?g)"
    asked = (
        "ASK { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }",
        f"ASK {{ VALUES ?g {{ {named} }} GRAPH ?g {{ ?s ?p ?o }} {other} }}",
    )
    return any(bool(engine.query(query)) for query in asked)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the RDF files that paths name: each file itself, and all below each folder, sorted."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if syntax_suffix(p) in SUFFIXES and p.is_file())
            if not inside:
                raise UsageError(f"'{path}' holds no RDF file; expected one of .{', .'.join(SUFFIXES)}")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            wrong = "is no plain file" if path.exists() else "does not exist"
            raise UsageError(f"'{path}' {wrong}; name a file or a folder")
    return found


def _load_file(engine: ox.Store, path: Path, opened: Opener, bulk: bool) -> None:
    """Load one of the user's own files; where its format has no graphs, into one named by its address."""
    suffix = syntax_suffix(path)
    rdf_format = ox.RdfFormat.from_extension(suffix) if suffix in SUFFIXES else None
    if rdf_format is None:
        with suppress(OSError), unpacked(path):
            pass  # what is packed otherwise is told first
        raise UsageError(
            f"'{path}' has no RDF suffix; expected one of .{', .'.join(SUFFIXES)}, with {' or '.join(PACKED)} "
            "after it where it is compressed"
        )
    if rdf_format == ox.RdfFormat.RDF_XML:
        see_xml(path)
    address = path.resolve().as_uri()
    graph = None if rdf_format.supports_datasets else ox.NamedNode(address)
    try:
        _read(engine, path, rdf_format, graph, address, opened, bulk)
    except (OSError, ValueError) as error:
        if bulk and isinstance(error, OSError) and error.filename is None:
            raise  # it can be read, and is: the disk that the engine writes to is at fault
        raise UsageError(f"'{path}' cannot be read: {error}") from None


def _read(
    engine: ox.Store,
    path: Path,
    rdf_format: ox.RdfFormat,
    graph: ox.NamedNode | None,
    base: str | None,
    opened: Opener,
    bulk: bool,
) -> None:
    """Load one file, as a whole or in bulk."""
    load = engine.bulk_load if bulk else engine.load
    try:
        with unpacked(path, opened) as file:
            load(file, format=rdf_format, base_iri=base, to_graph=graph)
    except SyntaxError as error:
        from kg.syntax import syntax_fault

        see_whole(path)
        raise FileSyntaxError(syntax_fault(str(path), error)) from None


def derive_dates(engine: ox.Store) -> None:
    """Add the first and last day of every EDTF date in the engine, in a graph of their own.

    A literal that is no EDTF date gets none: `kg check` names its place.
    """
    engine.bulk_extend(_derived(engine))


def _derived(engine: ox.Store) -> Iterator[ox.Quad]:
    """Yield the first and last day of every EDTF date in the engine; many things share a date."""
    told: dict[ox.Literal, list[tuple[ox.NamedNode, ox.Literal]]] = {}
    for quad in engine.quads_for_pattern(None, _DATE, None, None):
        date, subject = quad.object, quad.subject
        if isinstance(date, ox.Literal):
            days = told.get(date)
            if days is None:
                days = told[date] = _days(date)
            for predicate, day in days:
                yield ox.Quad(subject, predicate, day, DERIVED)


def _days(date: ox.Literal) -> list[tuple[ox.NamedNode, ox.Literal]]:
    """Return what is known of the first and last day of an EDTF date, nothing for any other literal."""
    try:
        days = bounds(date.value) if date.datatype.value == EDTF else (None, None)
    except DateError:
        return []
    return [
        (predicate, ox.Literal(day.isoformat(), datatype=_XSD_DATE))
        for predicate, day in zip((_EARLIEST, _LATEST), days, strict=True)
        if day
    ]
