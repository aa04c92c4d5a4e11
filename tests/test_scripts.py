"""What is not typed but read: a text is parted into statements, each answered, each fault named by its line."""

import subprocess
import sys
import time

import pytest

from kg.cli.reading import is_query, is_whole, quoted, statements, words, words_before

from .conftest import SMALL

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ILO = "International Labour Organization"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("meetings", True),
        (".help", True),
        ("SELECT * {", False),
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT *", False),
        ("ASK { ?s ?p '}' ", False),
        ("ASK { ?s ?p ?o # }", False),
        ("ASK { ?s ?p '''}\n", False),
        ("ASK { ?s ?p <http://x/{> }", False),
        ("DESCRIBE agency:ILO", True),
        ("DESCRIBE ?x", False),
        ("PREFIX kg: <http://x/>", False),
        ("# a remark", False),
        ("SELECT * { ?s ?p ?o } }", True),
    ],
)
def test_a_text_is_whole_when_nothing_of_it_is_still_to_come(text, whole):
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("select-me", False),
        ("ask {}", True),
        ("SELCT * { ?s ?p ?o }", True),
        (".show {x}", False),
        ("meetings", False),
    ],
)
def test_what_begins_like_a_query_is_one(text, query):
    assert is_query(text) is query


def test_a_script_is_parted_at_blank_lines_and_its_lines_are_counted():
    script = "meetings\ntopics\n\nASK {\n}\n.help\n\n# all\n\nPREFIX a: <b>\n\nASK { }\n\nASK {\n\nmeetings\n"
    assert [(each.line, each.text) for each in statements(script)] == [
        (1, "meetings"),
        (2, "topics"),
        (4, "ASK {\n}"),
        (6, ".help"),
        (8, "# all\n\nPREFIX a: <b>\n\nASK { }"),
        (14, "ASK {"),
        (16, "meetings"),
    ]


def test_a_script_of_remarks_asks_nothing_and_one_of_prefixes_only_is_asked():
    assert list(statements("# nothing\n\n# here\n")) == []
    assert [each.text for each in statements("PREFIX a: <b>\n")] == ["PREFIX a: <b>"]


def test_words_that_are_being_typed_are_read_up_to_an_open_quotation():
    assert words_before("a --b 'c d") == (["a", "--b"], 6, "c d")
    assert words_before("a ") == (["a"], 2, "")
    assert words_before(r"a b\ c") == (["a"], 2, "b c")


@pytest.mark.parametrize("value", ["ILO", "United Nations", "Côte d'Ivoire", 'say "it\'s"', "a\\b c", "*", "$x"])
def test_a_quoted_value_is_one_word(value):
    assert words(quoted(value)) == [value]


# A script.


def test_a_script_is_answered_statement_by_statement(run):
    script = "partners-of --agency ILO\n\nSELECT ?a {\n\t?a kg:acronym 'ILO'\n}\n\n.format csv\ncountries\n"
    done = run("shell", input=script)
    assert (done.returncode, done.stderr) == (0, "")
    one, two = run("query", "partners-of", "--agency", "ILO"), run("query", "countries", "--format", "csv")
    assert done.stdout.startswith(one.stdout)
    assert done.stdout.endswith(two.stdout)


def test_a_script_goes_on_after_a_fault_names_its_line_and_exits_with_1(run):
    done = run("shell", input="meeting\n\nSELECT ?x {\n  ?x kg:none ?y }\n\nASK { ?m a kg:Meeting }\n")
    assert (done.returncode, done.stdout) == (1, "true\n")
    first, second = done.stderr.splitlines()
    assert first.startswith("kg: line 1: no question named 'meeting'.")
    assert second.startswith("kg: line 3: query:4:6: kg:none is not a term of this graph")


def test_a_script_leaves_where_it_says_so(run):
    done = run("shell", input=".quit\nmeetings\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_script_in_another_encoding_is_refused_in_one_line(run):
    done = run("shell", input=b"meetings \xff", text=False)
    assert done.returncode == 2
    assert done.stderr == b"kg: standard input is not UTF-8 text; send the questions as UTF-8\n"


def test_a_script_ends_in_time_although_an_answer_was_given_up(run):
    began = time.monotonic()
    done = run("shell", "--timeout", "1", input=f"{ENDLESS}\n\nASK {{ ?m a kg:Meeting }}\n")
    assert (done.returncode, done.stdout) == (1, "true\n")
    assert time.monotonic() - began < 10


def test_the_shell_asks_ones_own_data(run):
    done = run("shell", "--data", SMALL, input="SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a kg:Agency }\n")
    assert done.returncode == 0
    assert (
        done.stdout
        == run("query", "--data", SMALL, "-q", "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a kg:Agency }").stdout
    )


def test_a_script_does_not_pay_for_the_prompt():
    code = (
        "import io, sys; sys.argv = ['kg', 'shell']; sys.stdin = io.TextIOWrapper(io.BytesIO(b'ASK {}'))\n"
        "from kg.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'prompt_toolkit', 'rdflib', 'rich', 'pygments'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
