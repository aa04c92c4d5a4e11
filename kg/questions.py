"""Saved questions: a .rq file with its header of title and parameters, found by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from kg.errors import UsageError, did_you_mean
from kg.folders import folder

_HEADER = re.compile(r"^#\+ (\w+): (.+)$", re.MULTILINE)
#: What a parameter may be, and the class whose things it is looked up among.
TYPES = {
    "agency": "kg:Agency",
    "country": "kg:Country",
    "meeting": "kg:Meeting",
    "person": "kg:Person",
    "place": "kg:Place",
    "programme": "kg:Programme",
    "role": "skos:Concept",
    "series": "kg:MeetingSeries",
    "source": "kg:SourceDocument",
    "text": "",
    "topic": "kg:Topic",
    "year": "",
}


class Parameter(NamedTuple):
    """A variable that the asker fills in: `#+ param: agency agency ILO`."""

    name: str
    type: str
    example: str


class Question(NamedTuple):
    """A saved question: its name, what it asks in words, its parameters, and its SPARQL."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    text: str


def read_question(path: Path) -> Question:
    """Read one question file; its name is the file's.

    Raises UsageError where the header lacks a summary or declares a parameter that cannot be.
    """
    text = path.read_text(encoding="utf-8-sig")
    header = _HEADER.findall(text)
    summaries = [value.strip() for key, value in header if key == "summary"]
    if len(summaries) != 1:
        raise UsageError(f"'{path.name}' has {len(summaries)} summaries; begin it with one line '#+ summary: ...'")
    parameters = tuple(_parameter(path, value) for key, value in header if key == "param")
    return Question(path.stem, summaries[0], parameters, text)


def _parameter(path: Path, value: str) -> Parameter:
    """Return the parameter that a header line declares as `name type example`."""
    words = value.split(maxsplit=2)
    if len(words) != 3 or words[1] not in TYPES:
        raise UsageError(
            f"'{path.name}' declares '{value}'; write '#+ param: name type example', "
            f"the type one of {', '.join(TYPES)}"
        )
    return Parameter(*words)


def all_questions() -> list[Question]:
    """Return every saved question, sorted by name."""
    return [read_question(path) for path in sorted(folder("queries").glob("*.rq"))]


def question(name: str) -> Question:
    """Return the saved question of that name; raises UsageError with the nearest one."""
    path = folder("queries") / f"{name}.rq"
    known = {found.stem for found in folder("queries").glob("*.rq")}
    if name not in known:
        raise UsageError(
            f"no question named '{name}'.{did_you_mean(name, known)} 'kg questions' lists all {len(known)}."
        )
    return read_question(path)
