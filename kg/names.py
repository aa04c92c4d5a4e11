"""Prefixes and names: which IRI a short name stands for, and back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

#: The one place where the base address stands. It is not registered yet, so it does not resolve.
BASE: Final = "https://w3id.org/convene/"
ONTOLOGY: Final = f"{BASE}ontology"
KG: Final = f"{ONTOLOGY}#"
ID: Final = f"{BASE}id/"
#: Named graphs: one per file, and one for what the store derives.
GRAPH: Final = f"{BASE}graph/"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"

#: One prefix per class of thing, and one per concept scheme.
_THINGS: Final = (
    "agency", "claim", "country", "dataset", "evidence", "finding", "instrument", "kind", "meeting",
    "participation", "person", "place", "programme", "publication", "role", "scheme", "series", "source",
    "status", "topic",
)  # fmt: skip

PREFIXES: Final[dict[str, str]] = {
    **{name: f"{ID}{name}/" for name in _THINGS},
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "graph": GRAPH,
    "kg": KG,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": f"{ONTOLOGY}/shapes#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_BY_LENGTH: Final = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))
_LOCAL_NAME: Final = re.compile(r"[\w][\w.-]*(?<!\.)|", re.UNICODE)


def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI in angle brackets where no prefix fits.

    Only names that Turtle accepts without escapes are shortened, so the result can be pasted into a query.

    >>> shorten("https://w3id.org/convene/id/agency/UNFPA")
    'agency:UNFPA'
    >>> shorten("http://www.wikidata.org/entity/Q623036")
    '<http://www.wikidata.org/entity/Q623036>'
    """
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def expand(name: str) -> str:
    """Return the IRI that a prefixed name stands for.

    Raises KeyError for a prefix that is not among PREFIXES.

    >>> expand("role:co-sponsor")
    'https://w3id.org/convene/id/role/co-sponsor'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@lru_cache(maxsize=1024)
def prefixes_in(query: str) -> dict[str, str]:
    """Return the prefixes that a query may use; an engine takes longer to read them all than many a question.

    >>> sorted(prefixes_in("SELECT ?meeting { ?meeting kg:status status:held }"))
    ['kg', 'status']
    """
    if "\\" in query:  # any character may be written by its number
        return PREFIXES
    return {name: space for name, space in PREFIXES.items() if f"{name}:" in query}


def local_name(iri: str) -> str:
    """Return what follows the last slash or hash: the label of last resort.

    >>> local_name("https://w3id.org/convene/ontology#Meeting")
    'Meeting'
    """
    stem = iri.rstrip("/#")
    return stem[max(stem.rfind("/"), stem.rfind("#")) + 1 :]
