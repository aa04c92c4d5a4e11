"""Coverage names the paragraphs that ought to say something, and believes the curators' reasons for silence."""

import pytest

from kg.curation.coverage import coverage
from kg.store import load_store

from .conftest import SMALL

TEXT = """Title

A, B and C met with Agency A
in the sun.

Agency A and Agency B met
again, and nobody wrote it down.

Agency A was alone.

Agency B told Agency C 0.4 Tj Tw 1.16.
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "small.txt").write_text(TEXT)
    return tmp_path


def with_passage(folder, kind):
    """A store whose last paragraph is set aside."""
    extra = folder / "extra.nt"
    evidence = "<https://w3id.org/convene/id/evidence/small-2>"
    kg = "https://w3id.org/convene/ontology#"
    extra.write_text(
        f"{evidence} <{kg}inSource> <https://w3id.org/convene/id/source/small> .\n"
        f'{evidence} <{kg}passageStart> "Agency B told Agency C" .\n'
        f"{evidence} <http://purl.org/dc/terms/type> <https://w3id.org/convene/id/kind/{kind}> .\n"
    )
    return load_store([SMALL, extra])


def test_statements_are_counted_for_the_paragraph_their_passage_stands_in(folder):
    found = coverage(load_store([SMALL]), folder / "sources").paragraphs
    assert [paragraph.number for paragraph in found] == [1, 2, 3, 4, 5]
    assert [paragraph.statements > 0 for paragraph in found] == [False, True, False, False, False]


def test_a_paragraph_that_names_two_known_agencies_and_supports_nothing_is_silent(folder):
    found = coverage(load_store([SMALL]), folder / "sources")
    assert [(paragraph.number, paragraph.names) for paragraph in found.silent] == [
        (3, ("Agency A", "Agency B")),
        (5, ("Agency B", "Agency C")),
    ]


@pytest.mark.parametrize(("kind", "said"), [("unreadable-passage", "unreadable"), ("rejected-passage", "rejected")])
def test_a_paragraph_that_is_set_aside_is_not_silent_and_never_counts_as_covered(folder, kind, said):
    found = coverage(with_passage(folder, kind), folder / "sources")
    assert [paragraph.number for paragraph in found.silent] == [3]
    last = found.paragraphs[-1]
    assert (last.set_aside, last.statements) == (said, 0)


def test_strict_fails_while_a_paragraph_is_silent(run, folder):
    words = ("coverage", "--sources", folder / "sources", "--data", SMALL)
    assert run(*words).returncode == 0
    done = run(*words, "--strict")
    assert done.returncode == 1
    assert "names Agency A, Agency B and supports nothing; curate it, or record why not" in done.stdout


def test_no_paragraph_of_the_shipped_sources_is_silent(shipped, sources):
    assert [paragraph.words for paragraph in coverage(shipped, sources).silent] == []
