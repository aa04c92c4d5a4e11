"""Written: an answer as a file, from what is asked to every byte, with the record that lets it be asked again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.answers.asking import Outcome, answer_question
from kg.answers.citation import BESIDE, Record, beside, hashed, kept, with_record
from kg.answers.formats import as_rows, render
from kg.answers.tables import heads, named, separated
from kg.questions import parse_question

if TYPE_CHECKING:
    from kg.store import Store


class Written(NamedTuple):
    """What was found, its text or workbook in the format asked for, and the record of both."""

    outcome: Outcome
    body: str | bytes
    record: Record

    def files(self, out: Path) -> list[tuple[Path, bytes]]:
        """Return the files that an answer makes, the answer last: what is said beside it, its record, itself."""
        made: list[tuple[Path, bytes]] = []
        record, body = self.record, self.body
        if record.format in BESIDE:
            path, text = beside(out, record, self._columns())
            made.append((path, text.encode()))
        path, text = kept(record)
        made.append((path, text.encode()))
        content = with_record(body, record).encode() if isinstance(body, str) else body
        return [*made, (out, content)]

    def _columns(self) -> list[str]:
        if self.record.format == "jsonld":
            return []
        answer = as_rows(self.outcome)
        return heads(answer, named(answer, self.record.iris))


def repeat(store: Store, asked: Record) -> Outcome:
    """Return the outcome of what a record asks, asked anew."""
    return answer_question(
        store,
        parse_question(asked.question or "query", asked.query),
        asked.parameters,
        allow_unknown=asked.allow_unknown,
        evidence=asked.evidence,
    )


def write(store: Store, asked: Record, outcome: Outcome) -> Written:
    """Return an outcome written in the record's format, and the record completed."""
    # The store's own word for where it is: in an endpoint's address the user may have written a password.
    record = asked._replace(store=store.location, version=store.version(), engine=store.engine_name)
    if record.format != "xlsx":
        body = render(outcome, record.format, record.iris)
        return Written(outcome, body, record._replace(answer=hashed(body)))
    from kg.answers.sheet import workbook

    answer = as_rows(outcome)
    record = record._replace(answer=hashed(separated(answer, ",", record.iris)))
    return Written(outcome, workbook(answer, record, record.iris), record)


def compare(then: Record, now: Written) -> list[str]:
    """Return what has changed since an answer was written; nothing where it is the same, byte by byte."""
    record = now.record
    if record.answer == then.answer:
        return []
    told = [
        f"{what}: {before} then, {after} now"
        for what, before, after in (
            ("data version", then.version, record.version),
            ("engine", then.engine, record.engine),
            ("kg", then.kg, record.kg),
        )
        if before != after
    ]
    return [f"answer: {then.answer} then, {record.answer} now", *told]
