"""Things by name: from an acronym, label or alias to the one IRI that is meant, and from IRIs to labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UsageError, closest
from kg.names import PREFIXES, expand, shorten
from kg.questions import TYPES

if TYPE_CHECKING:
    from kg.store import Store, Term

#: Control characters, and marks that turn the reading direction: in a label they disguise what it says.
_UNSEEN = dict.fromkeys(
    code
    for first, last in (
        (0x00, 0x08),
        (0x0B, 0x1F),
        (0x7F, 0x9F),
        (0x61C, 0x61C),
        (0x200E, 0x200F),
        (0x2028, 0x202E),
        (0x2066, 0x2069),
    )
    for code in range(first, last + 1)
)
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
# Names first, classes then of the few that fit: the other way round the engine looks at every thing of each class.
_NAMES = """
SELECT ?thing ?name WHERE {
  ?thing ?naming ?name . VALUES ?naming { skos:prefLabel skos:altLabel skos:hiddenLabel kg:acronym }
}
"""
_OF_CLASS = "SELECT DISTINCT ?thing WHERE {{ VALUES ?class {{ {classes} }} {among} ?thing a ?class }}"


def fold(text: str) -> str:
    """Return text as it is compared: without accents, case or surplus space.

    >>> fold("  Côte d'Ivoire ")
    "cote d'ivoire"
    """
    import unicodedata

    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def visible(text: str, instead: str = "") -> str:
    """Return text without the characters that are not seen, or turn the reading direction of their neighbours.

    `instead` is what is written for each, as a format of its number.

    >>> visible("UNFPA\\u202e txt")
    'UNFPA txt'
    """
    return text.translate({code: instead.format(code) for code in _UNSEEN} if instead else _UNSEEN)


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
                found[iri] = literals[0].value if len(literals) == 1 else min(literals, key=_first).value
                break
    return found


def _first(label: ox.Literal) -> tuple[bool, str, str]:
    """Return what labels are chosen by: English, then other languages, then the text."""
    return label.language != "en", label.language or "", label.value


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
    return ox.NamedNode(_meant(store, [TYPES[kind]], asked, kind, f"--{parameter} "))


def find(store: Store, asked: str) -> str:
    """Return the IRI of the one thing of any kind that a name stands for.

    Raises UsageError with the candidates where several fit, or the closest where none does.
    """
    return _meant(store, sorted({kind for kind in TYPES.values() if kind}), asked, "thing", "")


def _meant(store: Store, classes: Sequence[str], asked: str, what: str, option: str) -> str:
    """Return the IRI of the one thing of some classes that a name stands for."""
    named = store.rows(_NAMES)
    known = {thing for thing, _ in named}
    addressed = [iri for iri in (asked.strip("<>"), _expanded(asked)) if iri in known]
    folded = fold(asked)
    called = {thing for thing, name in named if fold(name) == folded}
    fitting = _of_class(store, classes, {*addressed, *called}) if addressed or called else set()
    for iri in addressed:
        if iri in fitting:
            return iri
    # Whoever writes a name just as one of several has it means that one.
    just = {thing for thing, name in named if name == asked} & fitting if len(fitting) > 1 else fitting
    if len(just) == 1:
        return just.pop()
    if fitting:
        choices = ", ".join(shorten(thing) for thing in sorted(fitting))
        raise UsageError(f"{option}'{asked}' may be any of {choices}; name one of these")
    every = _of_class(store, classes)
    near = closest(asked, {name for thing, name in named if thing in every})
    hint = f"closest: {', '.join(near)}" if near else _elsewhere(option)
    raise UsageError(f"no {what} '{asked}'; {hint}")


def _of_class(store: Store, classes: Sequence[str], among: Iterable[str] = ()) -> set[str]:
    """Return the things of some classes, all or among some."""
    some = " ".join(f"<{thing}>" for thing in sorted(among))
    asked = _OF_CLASS.format(classes=" ".join(classes), among=f"VALUES ?thing {{ {some} }}" if some else "")
    return {thing for (thing,) in store.rows(asked)}


def _elsewhere(option: str) -> str:
    """Return where names can be looked up when none is near."""
    return f"'kg questions' shows an example for {option.strip()}" if option else "'kg query agencies' lists some"


def _expanded(asked: str) -> str:
    """Return the IRI of a prefixed name, or nothing where it is none."""
    try:
        return expand(asked) if ":" in asked else ""
    except KeyError:
        return ""
