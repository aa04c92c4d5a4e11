"""Whatever an answer holds, every format gives it back as it is: typed, harmless, citable and repeatable."""

import csv
import io
import json
import re
from datetime import datetime

import pyoxigraph as ox
import pytest

from kg.answers import Answer, ask, render

openpyxl = pytest.importorskip("openpyxl")

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=HYPERLINK(\"http://x\")", "'quoted", '"', ",", ";",
    "a\tb", "a\nb", "a\r\nb", "|", "`x`", "<b>x</b>", "http://x.example/", "mailto:x@x", "\u202egnp.exe", "é", "名",
    "🦄", "\ufeffx", "0012", "1e5", "true", "x" * 40_000, "", "_x000D_", "\x07", "{{=x}}", "\u00a0=1", "\uff1d1", "\ufeff=1", "%x",
]  # fmt: skip
TYPED = """SELECT * { VALUES (?n ?d ?day ?old ?yes ?big ?bad ?when) {
 (42 1.5 "2003-07-14"^^xsd:date "1850-01-01"^^xsd:date true 12345678901234567890 "2003-02-31"^^xsd:date
  "2003-07-14T12:00:00Z"^^xsd:dateTime) } }"""


def literals(values):
    return Answer(("text",), tuple((ox.Literal(value),) for value in values), {})


def book(run, tmp_path, query, *words):
    done = run("query", "-q", query, "--allow-unknown", "--out", "x.xlsx", *words)
    assert done.returncode == 0, done.stderr
    return openpyxl.load_workbook(tmp_path / "x.xlsx")


def test_a_workbook_has_typed_cells(run, tmp_path):
    sheet = book(run, tmp_path, TYPED)["Answer"]
    found = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (found["n"].value, found["d"].value, found["yes"].value) == (42, 1.5, True)
    assert found["day"].value == datetime(2003, 7, 14)
    assert found["day"].number_format == "yyyy-mm-dd"
    assert found["old"].value == "1850-01-01"
    assert found["big"].value == "12345678901234567890"
    assert found["bad"].value == "2003-02-31"
    assert found["when"].value == "2003-07-14T12:00:00Z"


def written(values):
    from kg.answers.citation import Record
    from kg.answers.sheet import workbook

    return openpyxl.load_workbook(io.BytesIO(workbook(literals(values), Record(query="ASK {}"))))["Answer"]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link():
    for row, value in zip(list(written(HOSTILE).rows)[1:], HOSTILE, strict=True):
        (cell,) = row
        assert cell.data_type != "f"
        assert cell.hyperlink is None
        if len(value) < 30_000 and value.isprintable():
            assert (cell.value or "") == value


@pytest.mark.parametrize("number", ["NaN", "INF", "-INF", "1e400"])
def test_a_number_that_excel_has_not_is_text_in_a_workbook(run, tmp_path, number):
    sheet = book(run, tmp_path, f'SELECT ("{number}"^^xsd:double AS ?n) {{}}')["Answer"]
    assert isinstance(sheet["A2"].value, str)


@pytest.mark.parametrize("text", ["abc", "1,5", "", "0x1F"])
def test_a_number_that_is_none_is_text_everywhere(run, tmp_path, text):
    query = f'SELECT ?n {{ VALUES ?n {{ "{text}"^^xsd:integer }} }}'
    assert (book(run, tmp_path, query)["Answer"]["A2"].value or "") == text
    for form in ("table", "csv", "tsv", "json", "markdown"):
        assert run("query", "-q", query, "--format", form).returncode == 0


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xlsx", "markdown"])
def test_the_same_answer_is_the_same_bytes(run, tmp_path, form):
    for name in ("a", "b"):
        words = ("query", "meetings", "--format", form, "--out", tmp_path / name / "x")
        (tmp_path / name).mkdir()
        assert run(*words).returncode == 0
    assert (tmp_path / "a" / "x").read_bytes() == (tmp_path / "b" / "x").read_bytes()


@pytest.mark.parametrize(("form", "mark"), [("csv", ","), ("tsv", "\t")])
def test_separated_values_read_back_as_they_were_and_none_is_run(form, mark):
    rows = list(csv.reader(io.StringIO(render(literals(HOSTILE), form), newline=""), delimiter=mark))[1:]
    for (cell,), value in zip((row or [""] for row in rows), HOSTILE, strict=True):
        assert cell in (value, f"'{value}")
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_formula_that_is_called_a_number_is_not_run(form):
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    double = ox.NamedNode("http://www.w3.org/2001/XMLSchema#double")
    terms = [ox.Literal("=1+1", datatype=integer), ox.Literal("-INF", datatype=double)]
    lines = render(Answer(("n",), tuple((term,) for term in terms), {}), form).splitlines()
    assert lines[1:] == ["'=1+1", "'-INF"]


def test_a_markdown_table_keeps_its_columns_whatever_stands_in_it():
    lines = render(literals(HOSTILE), "markdown").splitlines()
    shown = [value for value in HOSTILE if value]
    assert len(lines) == 2 + len(HOSTILE) >= len(shown)
    for line in lines:
        assert len(re.findall(r"(?<!\\)\|", line)) == 2
        assert not re.search(r"(?<!\\)<", line)


def test_a_table_is_one_line_a_row_and_holds_nothing_that_a_terminal_obeys():
    lines = render(literals(HOSTILE), "table").splitlines()
    assert len(lines) == 2 + len(HOSTILE)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", "".join(lines))


def test_two_hundred_columns_fit_a_terminal_of_eighty():
    from rich.console import Console

    names = tuple(f"column{n}" for n in range(200))
    answer = Answer(names, (tuple(ox.Literal(f"a rather long value {n}") for n in range(200)),), {})
    out = io.StringIO()
    Console(file=out, width=80).print(answer.to_rich(width=80))
    text = out.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 80
    assert all(re.search(rf"\bcolumn{n}\b.*a rather long value {n}\b", text) for n in range(200))


def test_one_long_word_is_folded_and_no_column_is_lost(small):
    from rich.console import Console

    answer = Answer(tuple("abcde"), (tuple(ox.Literal(name * 300) for name in "abcde"),), {})
    out = io.StringIO()
    Console(file=out, width=80).print(answer.to_rich(width=80))
    assert all(out.getvalue().count(name) >= 300 for name in "abcde")


def test_evidence_stands_in_two_more_columns_of_every_format(run, tmp_path):
    words = ("query", "partners-of", "--agency", "UNITAR", "--evidence")
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv").stdout)))
    assert rows
    assert all(row["source"] and row["locator"] for row in rows)
    data = json.loads(run(*words, "--format", "json").stdout)
    assert [b["source"]["value"] for b in data["results"]["bindings"]] == [row["source"] for row in rows]
    assert run(*words, "--out", "x.xlsx").returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Answer"]
    assert [cell.value for cell in sheet[1]][-2:] == ["source", "locator"]


FORMS = ["table", "csv", "tsv", "json", "xlsx", "markdown"]
TRIPLES = ["ttl", "nt", "jsonld"]
MINE = "<urn:a> <urn:b> 1, 2, '--> x' .\n"
ROWS, GRAPH = "SELECT ?o { ?s <urn:b> ?o } ORDER BY ?o", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.mark.parametrize("form", FORMS + TRIPLES)
def test_an_answer_in_any_format_is_asked_again_and_judged_truly(run, tmp_path, form):
    (tmp_path / "mine.ttl").write_text(MINE)
    query = GRAPH if form in TRIPLES else ROWS
    out = f"answer.{form}"
    assert run("query", "-q", query, "--data", "mine.ttl", "--format", form, "--out", out).returncode == 0
    again = run("replay", out)
    assert (again.returncode, again.stdout.count("the same answer, byte by byte")) == (0, 1), again.stderr
    (tmp_path / "mine.ttl").write_text(MINE + "<urn:a> <urn:b> 3 .\n")
    changed = run("replay", out)
    assert changed.returncode == 1
    assert "another answer" in changed.stdout
    assert "data version: " in changed.stdout
    (tmp_path / "mine.ttl").write_text(MINE + "<urn:a> <urn:elsewhere> 3 .\n")
    if query == ROWS:
        assert run("replay", out).returncode == 0
    (tmp_path / "mine.ttl").unlink()
    assert run("replay", out).returncode == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_question_with_parameters_and_evidence_is_asked_again(run, form):
    words = ("query", "partners-of", "--agency", "UNITAR", "--evidence", "--iris", "--format", form)
    assert run(*words, "--out", "x").returncode == 0
    if form == "xlsx":
        return  # a workbook is known by its suffix
    done = run("replay", "x")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_replayed_answer_is_written_again_with_the_same_bytes(run, tmp_path):
    assert run("query", "meetings", "--out", "a.xlsx").returncode == 0
    assert run("replay", "a.xlsx", "--out", "b.xlsx").returncode == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_nothing_accompanies_what_is_written_to_a_device(run, tmp_path):
    done = run("query", "-q", "SELECT (1 AS ?x) {}", "--format", "csv", "--out", "/dev/null")
    assert done.returncode == 0
    assert not __import__("pathlib").Path("/dev/null-metadata.json").exists()


def test_an_answer_whose_companion_cannot_be_written_is_not_written_either(run, tmp_path):
    (tmp_path / "x.csv-metadata.json").mkdir()
    (tmp_path / "x.csv-metadata.json" / "mine").write_text("mine")
    done = run("query", "meetings", "--format", "csv", "--out", "x.csv")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv-metadata.json"]


def test_json_keeps_names_numbers_and_blank_nodes_as_the_engine_gives_them(small):
    query = "SELECT * { VALUES (?a ?b ?c) { (1.50 01 'x'@fr) (1e0 true UNDEF) } } ORDER BY ?a ?b ?c"
    theirs = json.loads(small.query(query).serialize(format=ox.QueryResultsFormat.JSON))
    assert json.loads(render(ask(small, query), "json")) == theirs
