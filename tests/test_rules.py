"""Each rule rejects the case that is named after it, alone, and what it rejects is a sentence with a remedy."""

from pathlib import Path

import pytest

from kg.curation import check
from kg.curation.rules import all_rules

CASES = Path(__file__).parent / "rules"
RULES = all_rules()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_rejects_its_case_alone(rule):
    faults = check([CASES / f"{rule.name}.ttl"], house_form=False).faults
    assert {(fault.rule, fault.severity) for fault in faults} == {(f"rule:{rule.name}", rule.severity)}
    assert all(fault.line for fault in faults)
    assert all(fault.what and fault.remedy for fault in faults)


def test_no_case_is_left_without_its_rule():
    assert {path.stem for path in CASES.glob("*.ttl")} == {rule.name for rule in RULES}


def test_a_warning_that_an_editorial_note_explains_is_shown_and_fails_nothing(tmp_path, run):
    text = (CASES / "listed-count.ttl").read_text()
    note = 'evidence:why a kg:Evidence ; kg:inSource source:editorial-notes ; kg:locator "count" ; kg:rationale "One is not named."@en .\n'
    path = tmp_path / "explained.ttl"
    path.write_text(
        text.replace(
            "kg:evidence evidence:case ; kg:stateCount", "kg:evidence evidence:case, evidence:why ; kg:stateCount"
        )
        + note
    )
    done = run("check", "--strict", "--data", path)
    assert done.returncode == 0
    assert (
        "note: meeting:case: the source states 2 countries and the graph lists 1; explained: One is not named."
        in done.stdout
    )
