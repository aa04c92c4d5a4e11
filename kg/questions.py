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
    """A variable that the asker fills in: `#+ param: agency agency ILO`, and perhaps `#+ default: agency ILO`."""

    name: str
    type: str
    example: str
    default: str | None = None


class Question(NamedTuple):
    """A saved question: its name, what it asks in words, its parameters, and its SPARQL.

    `rank` is the column that it ranks by, greatest first: `#+ rank: participations`.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    text: str
    rank: str = ""


def read_question(path: Path) -> Question:
    """Read one question file; its name is the file's.

    Raises UsageError where the header lacks a summary or declares a parameter that cannot be.
    """
    found = parse_question(path.stem, path.read_text(encoding="utf-8-sig"))
    if not found.summary:
        raise UsageError(f"'{path.name}' has no summary; begin it with one line '#+ summary: ...'")
    return found


def parse_question(name: str, text: str) -> Question:
    """Read a question's text; in a query of one's own the header may be left out, whole or in part.

    Raises UsageError where it names what is not there, or declares a parameter that cannot be.
    """
    header = _HEADER.findall(text)
    summaries = [value.strip() for key, value in header if key == "summary"]
    if len(summaries) > 1:
        raise UsageError(f"'{name}' has {len(summaries)} summaries; begin it with one line '#+ summary: ...'")
    defaults = dict(value.strip().split(maxsplit=1) for key, value in header if key == "default" and " " in value)
    parameters = tuple(_parameter(name, value, defaults) for key, value in header if key == "param")
    rank = next((value.strip() for key, value in header if key == "rank"), "")
    declared = {parameter.name for parameter in parameters}
    lost = [each for each in defaults if each not in declared]
    lost += [rank] if rank and not re.search(rf"[?$]{rank}\b", text) else []
    if lost:
        raise UsageError(f"'{name}' names '{lost[0]}' in its header and nowhere else; correct the name")
    return Question(name, "".join(summaries), parameters, text, rank)


def _parameter(name: str, value: str, defaults: dict[str, str]) -> Parameter:
    """Return the parameter that a header line declares as `name type example`."""
    words = value.split(maxsplit=2)
    if len(words) != 3 or words[1] not in TYPES:
        raise UsageError(
            f"'{name}' declares '{value}'; write '#+ param: name type example', the type one of {', '.join(TYPES)}"
        )
    return Parameter(words[0], words[1], words[2], defaults.get(words[0]))


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
