"""Loading: RDF files into an engine, each into a named graph of its own, with the bounds of every date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.dates import DateError, bounds
from kg.errors import FileSyntaxError, UsageError
from kg.folders import shipped_turtle
from kg.names import EDTF, GRAPH, KG, PREFIXES
from kg.store.local import DERIVED, LocalStore
from kg.store.xml import see_xml

#: Opens a file for reading, and may tell how far it has been read.
Opener = Callable[[Path], AbstractContextManager[IO[bytes]]]

#: Suffixes of the RDF syntaxes that can be read.
SUFFIXES = ("ttl", "nt", "trig", "nq", "jsonld", "rdf", "xml", "n3")

_DATE = ox.NamedNode(f"{PREFIXES['dcterms']}date")
_EARLIEST, _LATEST = ox.NamedNode(f"{KG}earliest"), ox.NamedNode(f"{KG}latest")
_XSD_DATE = ox.NamedNode(f"{PREFIXES['xsd']}date")
#: How files begin that gzip, zip, bzip2 and xz write.
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")
#: Whatever uses one of these speaks of participations in our words, and needs the ontology to be understood.
_SPOKEN = ("role", "participant", "evidence", "status", "inSource", "acronym")


def load_store(data: Sequence[Path] = (), with_shipped: bool = False, allow_network: bool = False) -> LocalStore:
    """Return a store in memory: of one's own files where any are named, else of the shipped graph.

    The ontology is left out only where the statements use none of its words. Each file becomes a named graph
    of its own; in files that can name graphs themselves (TriG, N-Quads, JSON-LD), what stands in none stays in
    the unnamed one. Raises FileSyntaxError or UsageError for a file that cannot be read, and then holds
    nothing of it.
    """
    engine = ox.Store()
    union, copied = fill(engine, data, with_shipped)
    return LocalStore(engine, union=union, copied=copied, allow_network=allow_network)


def fill(
    engine: ox.Store, data: Sequence[Path], with_shipped: bool, opened: Opener | None = None
) -> tuple[bool, bool]:
    """Load files into an empty engine; tell whether all graphs are asked as one, and whether by a copy.

    They are, unless one file that names graphs itself is all there is and does not use our words: then its
    default graph is asked, full or empty, as the file's author means it. With `opened`, which opens a file for
    reading and may tell how far it has been read, files are loaded in bulk, as suits a disk.
    """
    files = files_in(data)
    for path in files:
        _load_file(engine, path, opened)
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
    for name, path in shipped_turtle():
        if not data or with_shipped or (speaks and name.startswith("ontology/")):
            _read(engine, path, ox.RdfFormat.TURTLE, ox.NamedNode(GRAPH + name), None, opened)
    derive_dates(engine)
    return not own_default, not own_default and bool(data) and _join_repeated(engine)


def _join_repeated(engine: ox.Store) -> bool:
    """Copy the union of all graphs into the default graph if any triple stands in two; tell whether it did.

    The shipped files repeat nothing, as `kg check` makes sure of; one's own may. Only the smaller graphs
    are looked through: what two graphs share stands in one of them.
    """
    counted = engine.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY DESC(?n)")
    assert isinstance(counted, ox.QuerySolutions)
    graphs = [ox.DefaultGraph(), *(row["g"] for row in list(counted)[1:])]
    twice = (
        sum(1 for _ in engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)) > 1
        for graph in graphs
        for quad in engine.quads_for_pattern(None, None, None, graph)
    )
    if not any(twice):
        return False
    # What stands in no graph must not be lost among the copies.
    unnamed = ox.NamedNode(f"{GRAPH}unnamed")
    own = engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    engine.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, unnamed) for quad in list(own))
    engine.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in engine)
    return True


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the RDF files that paths name: each file itself, and all below each folder, sorted."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix[1:].lower() in SUFFIXES and p.is_file())
            if not inside:
                raise UsageError(f"'{path}' holds no RDF file; expected one of .{', .'.join(SUFFIXES)}")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            wrong = "is no plain file" if path.exists() else "does not exist"
            raise UsageError(f"'{path}' {wrong}; name a file or a folder")
    return found


def _load_file(engine: ox.Store, path: Path, opened: Opener | None) -> None:
    """Load one of the user's own files; where its format has no graphs, into one named by its address."""
    suffix = path.suffix[1:].lower()
    rdf_format = ox.RdfFormat.from_extension(suffix) if suffix in SUFFIXES else None
    if rdf_format is None:
        raise UsageError(f"'{path}' has no RDF suffix; expected one of .{', .'.join(SUFFIXES)}, not compressed")
    if rdf_format == ox.RdfFormat.RDF_XML:
        see_xml(path)
    address = path.resolve().as_uri()
    graph = None if rdf_format.supports_datasets else ox.NamedNode(address)
    try:
        with path.open("rb") as file:
            if file.read(6).startswith(_PACKED):
                raise UsageError(f"'{path}' is compressed; unpack it first")
        _read(engine, path, rdf_format, graph, address, opened)
    except (OSError, ValueError) as error:
        if opened and isinstance(error, OSError) and error.filename is None:
            raise  # it can be read, and is: the disk that the engine writes to is at fault
        raise UsageError(f"'{path}' cannot be read: {error}") from None


def _read(
    engine: ox.Store,
    path: Path,
    rdf_format: ox.RdfFormat,
    graph: ox.NamedNode | None,
    base: str | None,
    opened: Opener | None,
) -> None:
    """Load one file, in bulk where it is opened by someone who watches."""
    try:
        if opened is None:
            engine.load(path=str(path), format=rdf_format, base_iri=base, to_graph=graph)
            return
        with opened(path) as file:
            engine.bulk_load(file, format=rdf_format, base_iri=base, to_graph=graph)
    except SyntaxError as error:
        from kg.statements import syntax_fault

        raise FileSyntaxError(syntax_fault(str(path), error)) from None


def derive_dates(engine: ox.Store) -> None:
    """Add the first and last day of every EDTF date in the engine, in a graph of their own.

    A literal that is no EDTF date gets none: `kg check` names its place.
    """
    derived = []
    for quad in engine.quads_for_pattern(None, _DATE, None, None):
        if not isinstance(quad.object, ox.Literal) or quad.object.datatype.value != EDTF:
            continue
        try:
            days = bounds(quad.object.value)
        except DateError:
            continue
        for predicate, day in zip((_EARLIEST, _LATEST), days, strict=True):
            if day:
                literal = ox.Literal(day.isoformat(), datatype=_XSD_DATE)
                derived.append(ox.Quad(quad.subject, predicate, literal, DERIVED))
    engine.extend(derived)
