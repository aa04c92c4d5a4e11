"""The report of a check: its faults as text, as JSON, and as SARIF for code review."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kg._version import __version__
from kg.errors import Fault

_LEVELS = {"violation": "error", "warning": "warning", "note": "note"}


@dataclass(frozen=True)
class Report:
    """What was checked and what is wrong with it, in the order of the files."""

    files: int
    triples: int
    faults: tuple[Fault, ...]

    @property
    def violations(self) -> int:
        """Return how many faults are more than warnings."""
        return sum(fault.severity == "violation" for fault in self.faults)

    @property
    def warnings(self) -> int:
        """Return how many warnings nothing in the data explains."""
        return sum(fault.severity == "warning" for fault in self.faults)

    def to_text(self) -> str:
        """Return one line for each fault."""
        return "".join(f"{fault}\n" for fault in self.faults)

    def _repr_html_(self) -> str:
        """Show in a notebook how many faults there are, and each on a line."""
        from html import escape

        told = "".join(f"<li>{escape(str(fault))}</li>" for fault in self.faults)
        return f"<p>{self.files} files, {self.triples} statements, {len(self.faults)} faults</p><ul>{told}</ul>"

    def to_json(self) -> str:
        """Return the report as a JSON object with a list of faults."""
        document = {
            "files": self.files,
            "triples": self.triples,
            "faults": [fault._asdict() for fault in self.faults],
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def to_sarif(self) -> str:
        """Return the report as SARIF 2.1.0, which review tools show in place."""
        driver = {
            "name": "kg check",
            "version": __version__,
            "rules": [{"id": rule} for rule in sorted({fault.rule for fault in self.faults})],
        }
        run = {"tool": {"driver": driver}, "results": [_sarif_result(fault) for fault in self.faults]}
        schema = "https://json.schemastore.org/sarif-2.1.0.json"
        return (
            json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"
        )


def _sarif_result(fault: Fault) -> dict[str, object]:
    """Return one fault as SARIF writes it; lines and columns begin at 1 there too."""
    region = {"startLine": max(fault.line, 1), "startColumn": max(fault.column, 1)}
    place = {"artifactLocation": {"uri": fault.where}, "region": region}
    return {
        "ruleId": fault.rule,
        "level": _LEVELS[fault.severity],
        "message": {"text": f"{fault.what}; {fault.remedy}"},
        "locations": [{"physicalLocation": place}],
    }
