"""Where sources disagree, both sides are shown with their places, and neither is preferred."""

import json

import pytest

from kg.curation.conflicts import conflicts, to_json, to_markdown, to_text


def test_rivals_stand_side_by_side_with_source_and_locator(small):
    (found,) = conflicts(small)
    assert found.one.statement == "Agency B as initiator of Small process"
    assert found.other.statement == "Agency C as initiator of Small process"
    assert found.one.places[0].source == "Small source"
    assert 'Small source (small.txt), para. 1: "A, B and C met ... in the sun"' in to_text([found])


def test_every_form_holds_both_sides(small):
    found = conflicts(small)
    for written in (to_text(found), to_markdown(found), to_json(found)):
        assert "Agency B as initiator" in written
        assert "Agency C as initiator" in written
    assert json.loads(to_json(found))[0]["one"]["places"][0]["locator"] == "para. 1"


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_the_command_writes_each_form(run, form):
    done = run("conflicts", "--format", form)
    assert done.returncode == 0
    assert done.stdout


def test_an_unknown_form_is_answered_with_the_nearest(run):
    done = run("conflicts", "--format", "markdwon")
    assert (done.returncode, done.stderr) == (
        2,
        "kg: no format 'markdwon'. Did you mean 'markdown'? Formats: table, markdown, json.\n",
    )
