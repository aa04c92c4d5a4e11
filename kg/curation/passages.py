"""Passages: both ends of every quoted place must stand in the source text, in order and near each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import Fault, UsageError
from kg.names import KG, PREFIXES, shorten
from kg.statements import TurtleFile

#: A passage that is longer than this is not one place any more.
LONGEST = 1200

_MARKS = re.compile(r"[*_`]+|^#+\s|</?\w+>", re.MULTILINE)
_IDENTIFIER = f"{PREFIXES['dcterms']}identifier"


def plain(text: str) -> str:
    """Return text as passages are compared: white space collapsed, Markdown marks and tags dropped.

    >>> plain("## The *Issyk-Kul\\n  Dialogue*<sup>2</sup>")
    'The Issyk-Kul Dialogue2'
    """
    return " ".join(_MARKS.sub("", text).split())


def passage_faults(files: Iterable[TurtleFile], context: Iterable[ox.Triple], sources: Path) -> Iterator[Fault]:
    """Yield every passage whose ends are not found in its source's text.

    A source's text is the file in the folder `sources` that its dcterms:identifier names; sources without
    one, known only by their address or editorial, have no text to check. Raises UsageError where the
    folder is none, and where it holds the text of no source at all.
    """
    triples = [*context, *(t for file in files for t in file.triples)]
    identified = [
        (t.subject.value, t.object.value)
        for t in triples
        if t.predicate.value == _IDENTIFIER
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.Literal)
    ]
    texts = {source: plain(text) for source, text in source_texts(identified, sources).items()}
    for file in files:
        for subject, said in _evidence(file).items():
            text = texts.get(said.get("inSource", ""))
            if text is None or "passageStart" not in said:
                continue
            wrong = _wrong(text, plain(said["passageStart"]), plain(said.get("passageEnd", "")))
            if wrong:
                line, column = file.place(subject, f"{KG}{wrong[0]}") or (0, 0)
                yield Fault(file.name, line, column, f"{shorten(subject)}: {wrong[1]}", wrong[2], "passage")


def see_folder(sources: Path) -> None:
    """Raise UsageError where what is named as the sources is no folder."""
    if not sources.is_dir():
        raise UsageError(f"--sources '{sources}' is not a folder; name the one that holds the source texts")


def source_texts(identified: Iterable[tuple[str, ...]], sources: Path) -> dict[str, str]:
    """Return the text of every source document that has one in the folder, by IRI, as it stands in its file.

    `identified` are pairs of a document's IRI and its identifier.
    """
    see_folder(sources)
    found = {}
    for document, identifier in identified:
        path = sources / Path(identifier).name
        if path.suffix == ".txt" and path.is_file():
            try:
                found[document] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                raise UsageError(f"'{path}' is not UTF-8 text; save it as UTF-8") from None
    if not found:
        raise UsageError(
            f"--sources '{sources}' holds the text of no source; expected the files named by dcterms:identifier"
        )
    return found


def _evidence(file: TurtleFile) -> dict[str, dict[str, str]]:
    """Return what a file says of each passage: its source and its two ends."""
    said: dict[str, dict[str, str]] = {}
    for triple in file.triples:
        name = triple.predicate.value.removeprefix(KG)
        if name in ("inSource", "passageStart", "passageEnd") and isinstance(triple.subject, ox.NamedNode):
            assert not isinstance(triple.object, ox.Triple)
            said.setdefault(triple.subject.value, {})[name] = triple.object.value
    return said


def locate(text: str, start: str, end: str) -> tuple[int, int] | None:
    """Return where a passage begins and ends in a plain text, the shortest where several fit, or nothing.

    >>> locate("A, B and C met in the sun", "A, B", "C met")
    (0, 14)
    """
    spans = []
    for match in re.finditer(re.escape(start), text):
        last = text.find(end, match.start()) if end else match.start()
        if last >= 0:
            spans.append((match.start(), max(last + len(end), match.end())))
    return min(spans, key=lambda span: (span[1] - span[0], span), default=None)


def _wrong(text: str, start: str, end: str) -> tuple[str, str, str] | None:
    """Return property, fault and remedy for a passage that is not found, or nothing."""
    if start not in text:
        return "passageStart", f"'{start}' is not in the source", "copy the first words as they are printed"
    span = locate(text, start, end)
    if span is None:
        return (
            "passageEnd",
            f"'{end}' does not follow its first words in the source",
            "copy the last words as they are printed",
        )
    length = span[1] - span[0]
    if length > LONGEST:
        return "passageEnd", f"the passage runs over {length} characters", f"cut it below {LONGEST}, or make two"
    return None
