"""The facts file of the series: read without a YAML library, each fact under a key that stays."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

#: Sections whose entries hold facts; the others list conflicts, gaps and a derived index.
SECTIONS = (
    "series", "coordination_meetings", "bodies", "processes", "events", "resolutions", "publications",
    "organizations", "countries",
)  # fmt: skip
#: What tells two facts of one predicate and object apart.
QUALIFIERS = (
    "role", "person", "subject", "from", "to", "since", "until", "as_of", "period", "when", "year", "city",
    "theme", "by",
)  # fmt: skip

Entry = dict[str, object]


@dataclass(frozen=True)
class Fact:
    """One fact: of which entry, what it says, with what qualifiers, and where it was read."""

    entity: str
    predicate: str
    value: str
    to: str
    sources: tuple[str, ...]
    low: bool
    qualifiers: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """Return entry, predicate, the beginning of the object, and a hash of object and qualifiers."""
        said = self.to or self.value
        digest = hashlib.sha256(repr((said, self.qualifiers)).encode()).hexdigest()[:6]
        return f"{self.entity}/{self.predicate}/{re.sub(r'[^a-z0-9]+', '-', said.lower()).strip('-')[:32]}#{digest}"


def entries(path: Path) -> dict[str, list[Entry]]:
    """Return the entries of each section, with their facts as a list under 'facts'.

    Only the forms that this file uses are known: entries at the margin, facts two spaces in, plain and
    quoted values, and lists in brackets that may go on in the next line.
    """
    sections: dict[str, list[Entry]] = {}
    section: list[Entry] = []
    entry: Entry = {}
    fact: Entry | None = None
    for line in _joined(path.read_text(encoding="utf-8").splitlines()):
        if re.fullmatch(r"\w+:", line):
            section = sections.setdefault(line[:-1], [])
        elif match := re.match(r"- (\w+): (.*)", line):
            entry, fact = {match[1]: _value(match[2])}, None
            section.append(entry)
        elif line == "  facts:":
            entry["facts"] = []
        elif match := re.match(r"  - (\w+): (.*)", line):
            fact = {match[1]: _value(match[2])}
            facts = entry["facts"]
            assert isinstance(facts, list)
            facts.append(fact)
        elif match := re.match(r"( {2}| {4})(\w+): (.*)", line):
            target = fact if len(match[1]) == 4 else entry
            assert target is not None
            target[match[2]] = _value(match[3])
        else:
            raise ValueError(f"{path.name}: a line of another form: {line!r}")
    return sections


def _joined(lines: list[str]) -> list[str]:
    """Return the lines without comments, blank ones and breaks inside brackets."""
    joined: list[str] = []
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        if joined and re.search(r": \[(?!.*\]$)", joined[-1]):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return joined


def _value(text: str) -> str | list[str]:
    if text.startswith("["):
        return [part.strip().strip("'") for part in re.split(r", (?='|\w)", text[1:-1])]
    if text[:1] == text[-1:] == "'":
        return text[1:-1].replace("''", "'")
    return text[1:-1] if text[:1] == text[-1:] == '"' else text


def facts(path: Path) -> list[Fact]:
    """Return every fact of the file, in its order."""
    sections = entries(path)
    found: list[Fact] = []
    for name in SECTIONS:
        for entry in sections[name]:
            said = entry["facts"]
            assert isinstance(said, list)
            found.extend(_fact(str(entry["id"]), fact) for fact in said)
    return found


def _fact(entity: str, fact: Entry) -> Fact:
    sources = fact["source"]
    assert isinstance(sources, list)
    return Fact(
        entity=entity,
        predicate=str(fact["predicate"]),
        value=str(fact.get("value", "")),
        to=str(fact.get("object", "")),
        sources=tuple(sources),
        low=fact.get("certainty") == "low",
        qualifiers=tuple((name, str(fact[name])) for name in QUALIFIERS if name in fact),
    )
