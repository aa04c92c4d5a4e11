"""No fact of the facts file of the series is absent from the graph without a recorded reason."""

import os
from pathlib import Path

import pytest

from tests.series import comparison, corpus


@pytest.fixture(scope="module")
def facts_file():
    folder = os.environ.get("KG_CORPUS")
    if not folder:
        pytest.skip("KG_CORPUS does not name the folder of the facts file")
    return Path(folder) / "series.yaml"


@pytest.fixture(scope="module")
def compared(facts_file):
    return comparison.compare(facts_file)


def test_each_fact_has_a_key_of_its_own(facts_file):
    keys = [fact.key for fact in corpus.facts(facts_file)]
    assert len(keys) > 1400 and len(set(keys)) == len(keys)


def test_no_fact_with_ordinary_certainty_is_absent_without_a_recorded_reason(compared):
    assert [(fact.key, where) for fact, state, where in compared if state == "missing"] == []


def test_every_row_of_a_ledger_is_of_a_fact_and_gives_a_node_or_a_reason(compared):
    keys = {fact.key for fact, _, _ in compared}
    rows = comparison.ledger()
    assert sorted(set(rows) - keys) == []
    assert [key for key, row in rows.items() if bool(row["node"]) == bool(row["reason"])] == []


def test_no_entry_waits_that_the_file_does_not_have(compared):
    assert sorted(comparison.waiting() - {fact.entity for fact, _, _ in compared}) == []
