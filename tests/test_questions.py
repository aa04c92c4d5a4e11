"""Every saved question gives the rows that are kept beside the tests, and asks for nothing that is not declared."""

import os
import re
from pathlib import Path

import pytest

from kg.answers import ask_question, render
from kg.errors import UsageError
from kg.names import expand
from kg.questions import all_questions, read_question
from kg.things import find, resolve

ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = all_questions()


def answer(store, question):
    examples = {parameter.name: parameter.example for parameter in question.parameters}
    return ask_question(store, question.name, examples)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_saved_question_gives_its_expected_answer(shipped, question):
    """Run with KG_WRITE_ANSWERS=1 to write the answers anew, then read the difference."""
    given = render(answer(shipped, question), "csv")
    expected = ANSWERS / f"{question.name}.csv"
    if os.environ.get("KG_WRITE_ANSWERS"):
        expected.write_text(given, encoding="utf-8")
    assert given == expected.read_text(encoding="utf-8")


def test_no_expected_answer_is_left_without_its_question():
    assert {path.stem for path in ANSWERS.glob("*.csv")} == {question.name for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_saved_question_has_an_order_and_declares_its_prefixes(question):
    assert "ORDER BY" in question.text
    assert question.summary.endswith("?")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_another_sparql_engine_can_read_a_saved_question(question):
    from rdflib.plugins.sparql import prepareQuery

    prepareQuery(question.text)


def test_a_parameter_is_found_by_acronym_label_alias_address_or_prefixed_name(small):
    forms = [
        "AA",
        "aa",
        "agency a",
        "agence a",
        "Agence Á",
        "agency:small-a",
        "https://w3id.org/convene/id/agency/small-a",
    ]
    answers = {render(ask_question(small, "partners-of", {"agency": form}), "csv") for form in forms}
    assert len(answers) == 1
    assert "Agency B" in answers.pop()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "this question needs --agency; for example --agency ILO"),
        ({"agency": "Agency D"}, "no agency 'Agency D'; closest: Agency "),
        ({"agency": "' . ?s ?p ?o . '"}, "no agency '' . \\?s"),
        ({"agency": "AA", "year": "2003"}, "'--year' is not an option of this question; it takes --agency"),
    ],
)
def test_a_parameter_that_is_missing_unknown_or_not_declared_is_refused(small, given, said):
    with pytest.raises(UsageError, match=said):
        ask_question(small, "partners-of", given)


def test_several_things_of_one_name_are_all_named(small, tmp_path):
    from kg.store import load_store

    from .conftest import SMALL

    (tmp_path / "twins.ttl").write_text(SMALL.read_text().replace('kg:acronym "BB"', 'kg:acronym "AA"'))
    with pytest.raises(UsageError, match="may be any of agency:small-a, agency:small-b; name one of these"):
        ask_question(load_store([tmp_path / "twins.ttl"]), "partners-of", {"agency": "AA"})


def test_a_name_written_just_as_one_thing_has_it_means_that_one(small, tmp_path):
    from kg.store import load_store

    from .conftest import SMALL

    (tmp_path / "like.ttl").write_text(SMALL.read_text().replace('kg:acronym "BB"', 'kg:acronym "Aa"'))
    store = load_store([tmp_path / "like.ttl"])
    assert find(store, "AA") == expand("agency:small-a")
    assert find(store, "Aa") == expand("agency:small-b")
    with pytest.raises(UsageError, match="may be any of agency:small-a, agency:small-b"):
        find(store, "aa")


@pytest.mark.parametrize("tag", ["en", "pt-BR", "x-own"])
def test_a_name_is_found_in_whatever_language_it_is_marked(tmp_path, tag):
    from kg.store import load_store

    (tmp_path / "mine.ttl").write_text(
        f'<https://example.org/a> a <{expand("kg:Agency")}> ; <{expand("skos:altLabel")}> "Organização \\"Um\\""@{tag} .'
    )
    assert find(load_store([tmp_path / "mine.ttl"]), 'Organização "Um"') == "https://example.org/a"


def test_the_name_of_a_thing_of_another_kind_is_not_taken(small):
    with pytest.raises(UsageError, match="no topic 'AA'"):
        resolve(small, "topic", "topic", "AA")


@pytest.mark.parametrize(
    "header", ["", "#+ summary: a?\n#+ summary: b?\n", "#+ summary: a?\n#+ param: agency thing X\n"]
)
def test_a_question_file_with_a_faulty_header_is_refused(tmp_path, header):
    path = tmp_path / "mine.rq"
    path.write_text(f"{header}SELECT * {{}}")
    with pytest.raises(UsageError, match=r"'mine(\.rq)?'"):
        read_question(path)


def test_the_questions_exercise_nine_tenths_of_the_ontology(shipped, capsys):
    from kg.names import KG, shorten

    asked = "SELECT ?term { ?term rdfs:isDefinedBy <https://w3id.org/convene/ontology> }"
    terms = {shorten(term) for (term,) in shipped.rows(asked) if term.startswith(KG)}
    used = {term for term in terms if any(re.search(rf"{term}\b", question.text) for question in QUESTIONS)}
    with capsys.disabled():
        print(f"\n{len(used)} of {len(terms)} ontology terms are exercised by {len(QUESTIONS)} questions")
    assert len(terms) > 40
    assert len(used) / len(terms) > 0.9, sorted(terms - used)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_no_two_rows_of_a_question_can_change_places(question):
    """Every column that the asker does not fix stands in the ORDER BY, so ties fall the same way everywhere."""
    head = re.search(r"SELECT (?:DISTINCT )?(.*?) WHERE", question.text, re.DOTALL)
    columns = re.findall(r"\?\w+", re.sub(r"\((?:[^()]|\([^()]*\))* AS (\?\w+)\)", r"\1", head[1]))
    order = re.findall(r"\?\w+", question.text.rpartition("ORDER BY")[2])
    assert set(columns) - {f"?{parameter.name}" for parameter in question.parameters} <= set(order)
