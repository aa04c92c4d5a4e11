"""XML: whether a file is whole and tame, found out before it is read as RDF/XML."""

from __future__ import annotations

from pathlib import Path

from kg.errors import Fault, FileSyntaxError
from kg.packed import unpacked

#: What the XML parser calls an entity that grows without measure.
_GROWS = "amplification"


def see_xml(path: Path) -> None:
    """Raise FileSyntaxError where a file is not well formed, or its entities would grow beyond measure.

    The RDF parser takes a file that breaks off for one that is whole, and unfolds entities for ever. Nothing
    is fetched.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate()
    try:
        with unpacked(path) as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        said = expat.errors.messages[error.code]
        what, remedy = f"the XML is broken ({said})", "correct it, or get the file again"
        if _GROWS in said:
            what, remedy = "its entities unfold to more than a file should hold", "write the text itself"
        raise FileSyntaxError(Fault(str(path), error.lineno, error.offset + 1, what, remedy, "syntax")) from None
