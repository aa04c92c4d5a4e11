"""Syntax: what a parser complains of in a file of RDF, as a fault whose remedy a curator understands."""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import Fault
from kg.names import PREFIXES
from kg.packed import syntax_suffix

#: What the parser says, and what a curator can do about it.
_REMEDIES = (
    (
        r"dot is expected",
        "';' or '.' is missing before this",
        "end the line above with ';' to say more of the same subject, else with '.'",
    ),
    (
        r"prefix (\S+) has not been declared",
        r"the prefix \1 is not declared",
        r"add '@prefix \1 <...> .' at the top, or correct the name",
    ),
    (
        r"Unexpected end of file",
        "a string or statement that begins here never ends",
        "close its quotation marks, or add the missing '.'",
    ),
    (r"Unexpected end$", "the last statement never ends", "add the missing '.'"),
    (
        r"(\S+) is not a valid RDF object",
        r"an object is missing before '\1'",
        "write the object, or delete what announces it",
    ),
    (
        r"(\S+) is not a valid predicate",
        r"'\1' is not a predicate",
        "write a prefixed name such as kg:role, or 'a'",
    ),
    (
        r"(\S+) is not a valid subject or graph name",
        r"'\1' cannot begin a statement",
        "begin with a prefixed name such as meeting:x, after a '.'",
    ),
    (r"Invalid UTF-8", "the file is not UTF-8 text", "save it as UTF-8"),
    (
        r"No scheme found in an absolute IRI",
        "an address begins here that is relative, which this syntax does not allow",
        "write it in full",
    ),
)
#: The same of JSON-LD and RDF/XML.
_OTHER_REMEDIES = (
    (
        r"No LoadDocumentCallback",
        "its @context stands elsewhere, and nothing is fetched",
        "write the context into the file itself",
    ),
    (
        r"<!ENTITY values should",
        "it declares an entity that stands elsewhere, and nothing is fetched",
        "write the text into the file itself",
    ),
    (
        r"unrecognized entity|Unexpected text event|XML namespaces are required",
        "this is not RDF/XML",
        "name a file whose first element is rdf:RDF, or give it the suffix of its own syntax",
    ),
)


def syntax_fault(name: str, error: SyntaxError) -> Fault:
    """Return the parser's complaint as a fault whose remedy a curator understands."""
    message = re.sub(r"^Parser error (?:at|between) .*?: ", "", error.msg, flags=re.DOTALL)
    message = " ".join(message.split()).rstrip(".")
    what, remedy = message, "correct the syntax here"
    if "\ufeff" in message:
        what, remedy = "the file begins with an invisible byte order mark", "save it as UTF-8 without one"
        return Fault(name, 1, 1, what, remedy, "syntax")
    turtle = syntax_suffix(Path(name)) in ("ttl", "trig", "nt", "nq", "n3")
    for pattern, plain, advice in _REMEDIES if turtle else _OTHER_REMEDIES:
        match = re.search(pattern, message)
        if match:
            what, remedy = match.expand(plain), match.expand(advice)
            known = PREFIXES.get(match[1].rstrip(":")) if match.groups() else None
            remedy = remedy.replace("<...>", f"<{known or '...'}>")
            break
    return Fault(name, error.lineno or 0, error.offset or 0, what, remedy, "syntax")
