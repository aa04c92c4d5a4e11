"""Citation: what a file of answers says of itself, so that it can be cited, and asked again word for word."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from kg._version import __version__
from kg.errors import UsageError
from kg.names import KG, PREFIXES

LICENCE = "CC BY 4.0"
GRAPH_NAME = "Convene, a knowledge graph of international migration"

RECORD = "convene-record"
#: Formats that have no place for a remark: what is said of them stands in a file beside them.
BESIDE = ("csv", "tsv", "jsonld")


class Record(NamedTuple):
    """All that an answer depends on, and the hash of what came out."""

    query: str
    question: str = ""
    parameters: Mapping[str, str] = MappingProxyType({})
    format: str = "table"
    iris: bool = False
    evidence: bool = False
    allow_unknown: bool = False
    data: tuple[str, ...] = ()
    with_shipped: bool = False
    store: str = ""
    version: str = ""
    engine: str = ""
    kg: str = __version__
    #: The hash of the answer as written, without what is said about it.
    answer: str = ""

    @property
    def title(self) -> str:
        """Return what was asked: the saved question's name with its parameters, or that it was a query."""
        given = "".join(f" --{name} {value}" for name, value in self.parameters.items())
        return f"{self.question or 'a query in SPARQL'}{given}"

    @property
    def query_hash(self) -> str:
        """Return a short hash of the query's text."""
        return sha256(self.query.encode()).hexdigest()[:12]

    @property
    def identity(self) -> str:
        """Return the short name by which `kg replay` finds the answer."""
        return sha256(json.dumps(self._fields_as_json(), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def cite(self) -> str:
        """Return one sentence that names data, question and engine, without a day: the data version is one."""
        of = f"{GRAPH_NAME}, {LICENCE}"
        if self.data and not self.with_shipped:
            of = f"{', '.join(Path(name).name for name in self.data)}, asked with Convene"
        return (
            f"{of}, data version {self.version}, {self.title} (query {self.query_hash}), "
            f"answer {self.identity}, kg {self.kg}, {self.engine}."
        )

    def _fields_as_json(self) -> dict[str, object]:
        return {**self._asdict(), "parameters": dict(self.parameters)}

    def to_json(self) -> str:
        """Return the record on one line."""
        return json.dumps({"convene": self._fields_as_json()}, ensure_ascii=False, sort_keys=True)


def hashed(body: str | bytes) -> str:
    """Return the short hash of an answer as written."""
    return sha256(body.encode() if isinstance(body, str) else body).hexdigest()[:12]


def with_record(body: str, record: Record) -> str:
    """Return a file's text with its citation and record, where its format has a place for them."""
    if record.format == "json":
        from kg.answers.json import with_member

        return with_member(body, RECORD, json.loads(record.to_json()))
    if record.format in ("ttl", "nt") or body.startswith("@prefix"):
        return f"# {record.cite}\n# {RECORD} {record.to_json()}\n{body}"
    if record.format == "markdown":
        return f"{body}\n{record.cite}\n\n<!-- {RECORD} {record.to_json().replace('--', _DASHES)} -->\n"
    return body if record.format in BESIDE else f"{body}\n{record.cite}\n"


#: How a plain table, which has no place for a record, names the answer that it is.
_CITED = re.compile(r", answer ([0-9a-f]{12}), kg ")
#: Two hyphens end a comment in Markdown; JSON may write them otherwise.
_DASHES = "\\u002d\\u002d"


def beside(path: Path, record: Record, columns: list[str]) -> tuple[Path, str]:
    """Return name and text of the file that speaks for a CSV: metadata as CSV on the Web has them.

    W3C Model for Tabular Data and Metadata, section 5: readers look for NAME-metadata.json beside NAME.
    """
    described: dict[str, object] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": path.name,
        "dc:title": record.title,
        "dc:bibliographicCitation": record.cite,
        f"{KG}record": json.loads(record.to_json()),
    }
    if not record.data:
        described["dc:license"] = "https://creativecommons.org/licenses/by/4.0/"
    if record.format == "tsv":
        described["dialect"] = {"delimiter": "\t"}
    if columns:
        types = {"datatype": f"{PREFIXES['xsd']}anyURI"}
        described["tableSchema"] = {
            "columns": [
                {"titles": name, **(types if name.rstrip("_").endswith("_iri") else {})} for name in columns
            ]
        }
    return path.parent / f"{path.name}-metadata.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def kept(record: Record) -> tuple[Path, str]:
    """Return where a record is kept on this machine, and its text."""
    return records_folder() / f"{record.identity}.json", record.to_json() + "\n"


def records_folder() -> Path:
    """Return the folder of the records of this user's answers; KG_RECORDS names another."""
    from platformdirs import user_state_path

    named = os.environ.get("KG_RECORDS")
    return Path(named) if named else user_state_path("convene") / "answers"


def find_record(asked: str) -> Record:
    """Return the record of an answer: by its short name, by the file it was written to, or by the one beside it.

    Raises UsageError where there is none.
    """
    path = Path(asked)
    if path.is_file():
        for place in (path.with_name(f"{path.name}-metadata.json"), path):
            if place.is_file():
                found = _read_record(place)
                if found:
                    return found
        cited = _CITED.search(path.read_bytes()[-2000:].decode("utf-8", "replace"))
        if cited:
            return find_record(cited[1])
        raise UsageError(
            f"'{asked}' says nothing of the question it answers; name a file that kg query --out wrote"
        )
    folder = records_folder()
    known = sorted(folder.glob(f"{asked}*.json")) if re.fullmatch(r"[0-9a-f]{4,12}", asked) else []
    if len(known) == 1:
        found = _read_record(known[0])
        if found:
            return found
    how = f"is short for {len(known)} answers" if len(known) > 1 else "is neither a file nor an answer kept here"
    raise UsageError(f"'{asked}' {how}; name the file that kg query --out wrote")


def _read_record(path: Path) -> Record | None:
    """Return the record in a file, whatever its format, or nothing."""
    text = _properties(path) if path.suffix == ".xlsx" else path.read_text(encoding="utf-8", errors="replace")
    place = re.search(r'\{\s*"convene": \{', text)
    if place is None:
        return None
    try:
        fields = json.JSONDecoder().raw_decode(text, place.start())[0]["convene"]
        return Record(**{**fields, "data": tuple(fields["data"])})
    except (ValueError, KeyError, TypeError):
        return None


def _properties(path: Path) -> str:
    """Return the record that the properties of a workbook hold in pieces, or nothing."""
    from xml.etree import ElementTree
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as book:
            found = ElementTree.fromstring(book.read("docProps/custom.xml"))
    except (BadZipFile, KeyError, OSError, ElementTree.ParseError):
        return ""
    pieces = {each.get("name", ""): "".join(each.itertext()) for each in found}
    return "".join(piece for name, piece in sorted(pieces.items()) if name.startswith(RECORD))
