"""Where statements live: an Oxigraph store with one named graph per file, asked through one interface."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.dates import DateError, bounds
from kg.errors import FileSyntaxError, QueryError, UsageError
from kg.folders import shipped_turtle
from kg.names import EDTF, GRAPH, KG, PREFIXES

if TYPE_CHECKING:
    import rdflib

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

#: The graph of what the store computes: the first and last day of every date.
DERIVED = ox.NamedNode(f"{GRAPH}derived/dates")

_DATE = ox.NamedNode(f"{PREFIXES['dcterms']}date")
_EARLIEST, _LATEST = ox.NamedNode(f"{KG}earliest"), ox.NamedNode(f"{KG}latest")
_XSD_DATE = ox.NamedNode(f"{PREFIXES['xsd']}date")
_FORMATS = ("ttl", "nt", "trig", "nq", "jsonld", "rdf", "xml", "n3")
#: What stands inside strings, addresses and comments of a query is not a keyword. Patterns are texts until a
#: query needs them: compiling them costs more than most questions.
_QUIET = r"""(?s)'''.*?'''|"{3}.*?"{3}|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|<[^<>\s]*>|#[^\n]*"""
_SERVICE = r"(?i)(?<![\w:?$-])SERVICE(?![\w:-])"


class Store:
    """Statements in an Oxigraph store, asked in SPARQL over the union of all graphs."""

    def __init__(self, engine: ox.Store, union_in_default: bool = False) -> None:
        """Wrap an engine that already holds its statements; `load_store` fills one.

        The engine's own union of graphs gives a triple once for each graph that holds it, and so counts it
        twice. Where that can happen the union is kept in the default graph instead, and this says so.
        """
        self.engine = engine
        self._union_in_default = union_in_default
        self._version = ""

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Result:
        """Answer a SPARQL query; the prefixes of this graph need not be declared in it.

        Bindings are handed to the engine as terms and never become part of the text. A query can read
        and nothing else: updates do not parse, and SERVICE is refused. A bound variable must be among those
        that the query selects. Raises QueryError.
        """
        if "service" in text.casefold() and re.search(_SERVICE, _bare(text)):
            raise QueryError("SERVICE would send this query to another address; remove it from the query")
        try:
            return self.engine.query(
                text,
                use_default_graph_as_union=not self._union_in_default,
                prefixes=PREFIXES,
                substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
            )
        except SyntaxError as error:
            raise QueryError(_query_fault(text, error)) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None

    def rows(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[tuple[str, ...]]:
        """Return the rows of a SELECT as plain strings, an unbound variable as the empty string.

        For the library's own queries, whose columns are known; answers for people keep their terms.
        """
        result = self.query(text, bindings)
        assert isinstance(result, ox.QuerySolutions)
        return [tuple("" if term is None else term.value for term in row) for row in result]

    def values(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[Term]:
        """Return the objects of one subject and predicate, each once, in no particular order."""
        return list({quad.object: None for quad in self.engine.quads_for_pattern(subject, predicate, None, None)})

    def version(self) -> str:
        """Return a short hash of all statements: the same wherever they are kept, whatever order they came in.

        Blank nodes are named by the RDFC-1.0 standard first; derived statements do not count.
        """
        import hashlib

        if not self._version:
            given = ox.Dataset(
                ox.Quad(quad.subject, quad.predicate, quad.object)
                for quad in self.engine
                if quad.graph_name != DERIVED
                and not (self._union_in_default and isinstance(quad.graph_name, ox.DefaultGraph))
            )
            given.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            lines = sorted(str(quad) for quad in given)
            self._version = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
        return self._version

    def as_rdflib(self) -> rdflib.Dataset:
        """Return an rdflib Dataset over this same engine, whose default graph is the union of all graphs."""
        import oxrdflib
        import rdflib

        store = oxrdflib.OxigraphStore(store=self.engine)
        return rdflib.Dataset(store=store, default_union=not self._union_in_default)


def _bare(text: str) -> str:
    """Return a query without its strings, addresses and comments."""
    return re.sub(_QUIET, " ", text)


def _query_fault(text: str, error: SyntaxError) -> str:
    """Return the parser's complaint about a query in one line that a person can act on."""
    said = " ".join(str(error.msg).split())
    place = re.match(r"error at (\d+):(\d+): ", said)
    where = f"query:{place[1]}:{place[2]}: " if place else "query: "
    bare = _bare(text)
    declared = {*PREFIXES, *re.findall(r"\bPREFIX\s+([\w-]*):", bare, re.IGNORECASE)}
    unknown = [name for name in re.findall(r"(?<![\w:?$-])([A-Za-z][\w-]*):(?=\w)", bare) if name not in declared]
    if not bare.strip():
        what = "the query is empty; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    elif re.match(
        r"\s*(?:PREFIX\s+\S+\s+)*(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY)\b", bare, re.IGNORECASE
    ):
        what = "a query reads and never writes; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    elif unknown:
        what = f"the prefix {unknown[0]}: is not declared; declare it with PREFIX {unknown[0]}: <...>"
    elif place or len(said) > 100:
        what = "SPARQL does not allow what stands here; correct it and ask again"
    else:
        what = f"{said}; correct it and ask again"
    return where + what


def load_store(data: Sequence[Path] = (), with_shipped: bool = False) -> Store:
    """Return a store in memory: of one's own files where any are named, else of the shipped graph.

    The ontology is always there. Each file becomes a named graph of its own; in files that can name graphs
    themselves (TriG, N-Quads, JSON-LD), what stands in none stays in the unnamed one. Raises
    FileSyntaxError or UsageError for a file that cannot be read, and then holds nothing of it.
    """
    engine = ox.Store()
    for name, path in shipped_turtle():
        if not data or with_shipped or name.startswith("ontology/"):
            engine.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAPH + name))
    for path in files_in(data):
        _load_file(engine, path)
    derive_dates(engine)
    return Store(engine, union_in_default=bool(data) and _join_repeated(engine))


def _join_repeated(engine: ox.Store) -> bool:
    """Copy the union of all graphs into the default graph if any triple stands in two; tell whether it did.

    The shipped files repeat nothing, as `kg check` makes sure of; one's own may.
    """
    seen = {quad.triple for quad in engine}
    if len(seen) == len(engine):
        return False
    engine.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in seen)
    return True


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the RDF files that paths name: each file itself, and all below each folder, sorted."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix[1:].lower() in _FORMATS and p.is_file())
            if not inside:
                raise UsageError(f"'{path}' holds no RDF file; expected one of .{', .'.join(_FORMATS)}")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            wrong = "is no plain file" if path.exists() else "does not exist"
            raise UsageError(f"'{path}' {wrong}; name a file or a folder")
    return found


def _load_file(engine: ox.Store, path: Path) -> None:
    """Load one of the user's own files into a graph named by its address."""
    from kg.statements import syntax_fault

    suffix = path.suffix[1:].lower()
    rdf_format = ox.RdfFormat.from_extension(suffix) if suffix in _FORMATS else None
    if rdf_format is None:
        raise UsageError(f"'{path}' has no RDF suffix; expected one of .{', .'.join(_FORMATS)}, not compressed")
    graph = None if rdf_format.supports_datasets else ox.NamedNode(path.resolve().as_uri())
    try:
        engine.load(path=str(path), format=rdf_format, to_graph=graph)
    except SyntaxError as error:
        raise FileSyntaxError(syntax_fault(str(path), error)) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"'{path}' cannot be read: {error}") from None


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
