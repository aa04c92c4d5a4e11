"""Things by name: from an acronym, label or alias to the one IRI that is meant, and from IRIs to labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UsageError, closest
from kg.names import PREFIXES, expand, shorten
from kg.questions import TYPES

if TYPE_CHECKING:
    from kg.store import Store, Term

#: Control characters, and marks that turn the reading direction: in a label they disguise what it says.
_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_LABELS = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['rdfs']}label")
#: What has no label of its own is called by what it joins: the properties to name, and the words around them.
_JOINED = tuple(
    ([expand(name) for name in properties], words)
    for properties, words in (
        (("kg:participant", "kg:role", "kg:activity"), "{} as {} of {}"),
        (("kg:inSource", "kg:locator"), "{}, {}"),
        (("rdf:subject", "rdf:predicate", "rdf:object"), "{}: {} {}"),
    )
)
_NAMES = """
SELECT ?thing ?name WHERE {{
  ?thing a {kind} ; skos:prefLabel|skos:altLabel|skos:hiddenLabel|kg:acronym ?name .
}} ORDER BY ?thing ?name
"""


def fold(text: str) -> str:
    """Return text as it is compared: without accents, case or surplus space.

    >>> fold("  Côte d'Ivoire ")
    "cote d'ivoire"
    """
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def visible(text: str, instead: str = "") -> str:
    """Return text without the characters that are not seen, or turn the reading direction of their neighbours.

    `instead` is what is written for each, as a format of its number.

    >>> visible("UNFPA\\u202e txt")
    'UNFPA txt'
    """
    return _UNSEEN.sub(lambda unseen: instead.format(ord(unseen[0])), text)


def labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Return what a person calls each IRI: its preferred label, English before any other language.

    Participations and passages have no label of their own and are called by what they join. IRIs that
    nothing names are left out.
    """
    wanted = list(dict.fromkeys(iris))
    found = _labels(store, wanted)
    rest = [iri for iri in wanted if iri not in found]
    if not rest:
        return found
    values = store.objects(rest, [iri for properties, _ in _JOINED for iri in properties])
    inner = {value.value for each in values.values() for value in each if isinstance(value, ox.NamedNode)}
    names = _labels(store, sorted(inner))
    for iri in rest:
        for properties, words in _JOINED:
            joined = [values.get((iri, predicate)) for predicate in properties]
            if all(joined):
                found[iri] = words.format(*(min(_name(value, names) for value in each) for each in joined if each))
                break
    return found


def _labels(store: Store, iris: Sequence[str]) -> dict[str, str]:
    """Return the labels that the graph itself gives."""
    given = store.objects(iris, _LABELS)
    found: dict[str, str] = {}
    for iri in iris:
        for predicate in _LABELS:
            literals = [value for value in given.get((iri, predicate), ()) if isinstance(value, ox.Literal)]
            if literals:
                found[iri] = min(literals, key=lambda it: (it.language != "en", it.language or "", it.value)).value
                break
    return found


def _name(term: Term, names: Mapping[str, str]) -> str:
    """Return the label of a node, or a literal's text."""
    if isinstance(term, ox.NamedNode):
        return names.get(term.value) or shorten(term.value)
    return str(getattr(term, "value", term))


def resolve(store: Store, parameter: str, kind: str, asked: str) -> ox.NamedNode | ox.Literal:
    """Return the term that a parameter's value stands for.

    Things are found by IRI, prefixed name, acronym, label, alias or known misprint, blind to case and
    accents. Raises UsageError with the candidates where several fit, or the closest where none does.
    """
    if kind == "text":
        return ox.Literal(asked)
    if kind == "year":
        if not re.fullmatch(r"\d{4}", asked):
            raise UsageError(f"--{parameter} '{asked}' is not a year; write four digits, such as 2003")
        return ox.Literal(int(asked))
    named = store.rows(_NAMES.format(kind=TYPES[kind]))
    known = {thing for thing, _ in named}
    for iri in (asked.strip("<>"), _expanded(asked)):
        if iri in known:
            return ox.NamedNode(iri)
    fitting = sorted({thing for thing, name in named if fold(name) == fold(asked)})
    if len(fitting) == 1:
        return ox.NamedNode(fitting[0])
    if fitting:
        choices = ", ".join(shorten(thing) for thing in fitting)
        raise UsageError(f"--{parameter} '{asked}' may be any of {choices}; name one of these")
    near = closest(asked, {name for _, name in named})
    hint = f"closest: {', '.join(near)}" if near else f"'kg questions' shows an example for --{parameter}"
    raise UsageError(f"no {kind} '{asked}'; {hint}")


def _expanded(asked: str) -> str:
    """Return the IRI of a prefixed name, or nothing where it is none."""
    try:
        return expand(asked) if ":" in asked else ""
    except KeyError:
        return ""
