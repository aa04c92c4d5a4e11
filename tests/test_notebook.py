"""In a notebook answers, networks and reports show themselves, convert with the right types, and stay safe."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest

import kg
from kg.errors import UsageError

pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install '.[notebook]'")

TYPED = """
SELECT ?whole ?part ?yes ?day ?month ?year ?thing ?word WHERE {
  VALUES (?whole ?part ?yes ?day ?month ?year ?thing ?word) {
    (1 1.5 true "2003-10-15"^^xsd:date "2003-10"^^edtf:EDTF "2003"^^xsd:gYear agency:ILO "=1+1")
    (2 2.0 false "1402-01-31"^^xsd:date UNDEF "2004"^^xsd:gYear agency:IOM "<b>bold</b>")
  }
}
"""


@pytest.fixture(scope="module")
def typed():
    return kg.ask(TYPED)


def test_a_data_frame_has_the_types_of_what_its_columns_hold(typed):
    frame = typed.to_pandas()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "whole": "Int64",
        "part": "Float64",
        "yes": "boolean",
        "day": "datetime64[s]",
        "month": "string",
        "year": "Int64",
        "thing": "string",
        "thing_iri": "string",
        "word": "string",
    }
    assert frame["day"][1].year == 1402
    assert frame["month"].isna().tolist() == [False, True]
    assert frame["thing"][0] == "International Labour Organization"
    assert frame["thing_iri"][0] == "https://w3id.org/convene/id/agency/ILO"


def test_polars_has_the_same_columns(typed):
    polars = pytest.importorskip("polars", reason="polars is not installed: pip install '.[polars]'")
    frame = typed.to_polars()
    assert frame["day"].dtype == polars.Date
    assert frame["whole"].dtype == polars.Int64
    assert frame.columns == list(typed.to_pandas().columns)


@pytest.mark.parametrize("question", ["agencies", "co-sponsors", "meetings", "stated-counts"])
def test_a_data_frame_and_the_csv_of_the_command_line_hold_the_same_rows(run, question, tmp_path):
    told = run("query", question, "--out", "answer.csv")
    assert told.returncode == 0, told.stderr
    written = pandas.read_csv(tmp_path / "answer.csv", dtype="string", keep_default_na=False, comment=None)
    ours = kg.ask(question).to_pandas().astype("string").fillna("")
    assert written.columns.tolist() == ours.columns.tolist()
    assert [[cell.lstrip("'") for cell in row] for row in written.to_numpy().tolist()] == ours.to_numpy().tolist()


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_an_answer_shows_as_a_table_in_which_nothing_runs(typed):
    shown = typed._repr_html_()
    tags = Elements(shown).found
    assert "b" not in {tag for tag, _ in tags}
    assert "&lt;b&gt;bold" in shown
    assert any(attributes.get("title") == "https://w3id.org/convene/id/agency/ILO" for _, attributes in tags)


def test_an_answer_without_rows_says_so():
    assert "No rows" in kg.ask("SELECT ?x WHERE { VALUES ?x { } }")._repr_html_()


def test_an_answer_draws_its_numbers_by_name():
    picture = kg.ask("stated-counts").plot()
    ET.fromstring(picture.svg)
    assert "stated by activity" in repr(picture)


def test_an_answer_without_numbers_says_what_a_picture_needs():
    with pytest.raises(UsageError, match="a column of numbers"):
        kg.ask("meetings").plot()


def test_a_network_is_a_graph_that_shows_itself():
    ties = kg.network("co-sponsorship", significant="sdsm")
    assert isinstance(ties, nx.Graph)
    assert nx.transitivity(ties) == 1
    frame = Elements(ties._repr_html_()).found
    assert [tag for tag, _ in frame] == ["iframe"]
    assert frame[0][1]["srcdoc"] == ties.to_html()
    assert "allow-same-origin" not in frame[0][1]["sandbox"]
    ET.fromstring(ties._repr_svg_())


def test_the_page_of_a_notebook_is_the_page_of_the_command_line(run, tmp_path):
    assert run("network", "co-sponsorship", "--out", "page.html").returncode == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == kg.network(
        "co-sponsorship", significant="sdsm"
    ).to_html()


def test_a_part_of_a_network_shows_itself_too():
    whole = kg.network()
    part = whole.subgraph(sorted(whole)[:9]).copy()
    assert part.to_picture().svg.count("<title>") < whole.to_picture().svg.count("<title>")


def test_the_ties_of_a_network_are_a_data_frame_the_strongest_first():
    frame = kg.network().to_pandas()
    assert len(frame) == kg.network().number_of_edges()
    assert frame["support"].is_monotonic_decreasing
    assert frame.loc[0, "one"] == "International Organization for Migration"


def test_a_directed_network_stays_directed():
    ties = kg.network(weight="fowler")
    assert ties.is_directed()
    assert ties.copy().to_pandas()["weight"].min() > 0


def test_a_network_is_handed_to_pyvis_with_its_places_and_without_physics():
    made = kg.network("co-sponsorship").to_pyvis()
    assert len(made.nodes) == 5
    assert all("x" in node and not node["physics"] for node in made.nodes)


@pytest.fixture
def shell():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "kg")
    return shell


def test_a_cell_of_sparql_is_answered(shell):
    answer = shell.run_cell_magic(
        "sparql", "", "SELECT ?a WHERE { ?p kg:role role:co-sponsor ; kg:participant ?a }"
    )
    assert len(answer) == 5


def test_a_saved_question_takes_parameters_from_the_notebook(shell):
    shell.user_ns["who"] = "ILO"
    shell.run_line_magic("sparql", "partners-of --agency {who} --format pandas --into partners")
    assert "International Organization for Migration" in set(shell.user_ns["partners"]["partner"])


@pytest.mark.parametrize(
    ("line", "cell", "said"),
    [
        ("", "SELECT ?m WHERE { ?m kg:organisedBy ?a }", "did you mean kg:role role:organizer"),
        ("", "SELECT ?m WHERE { ?m a kg:Meeting", "query:1:"),
        ("--format pandsa", "SELECT * { ?s ?p ?o }", "invalid choice"),
        ("co-sponsros", None, "co-sponsors"),
        ("partners-of --agency", None, "has no value"),
        ("co-sponsors --into 'a b'", None, "not the name of a variable"),
        ("", None, "needs the name of a saved question"),
    ],
)
def test_a_mistake_in_a_cell_is_one_sentence(shell, capsys, line, cell, said):
    result = shell.run_line_magic("sparql", line) if cell is None else shell.run_cell_magic("sparql", line, cell)
    assert result is None
    told = capsys.readouterr().err
    assert told.startswith("kg: ")
    assert said in told


def test_names_of_questions_and_parameters_are_completed(shell):
    from kg.notebook.magic import completions

    assert "partners-of" in completions(shell, "%sparql par")
    assert completions(shell, "%sparql partners-of --ag") == ["--agency"]


def test_the_public_interface_satisfies_a_strict_type_checker(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import kg\n"
        "answer = kg.ask('co-sponsors')\n"
        "number: int = len(answer)\n"
        "text: str = answer.to_csv()\n"
        "page: str = kg.network('co-sponsorship', first_year=2000).to_html()\n"
        "account: str = kg.analyse(choices=None).account\n"
        "kind: str = kg.show('UNFPA').kind\n"
        "faults: int = kg.check().violations\n"
        "label: str = kg.explain('ILO', 'UNITAR').shared[0].label\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", program],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(Path(kg.__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_record_of_an_analysis_shows_itself_in_a_frame_that_runs_no_script():
    from kg.networks.choices import Choices

    report = kg.analyse("co-sponsorship", choices=Choices(draws=5, runs=5))
    (frame,) = [attributes for tag, attributes in Elements(report._repr_html_()).found if tag == "iframe"]
    assert frame["sandbox"] == ""
    assert json.loads(report.to_json())["agents"]


def test_no_drawing_is_wider_than_a_cell_of_a_notebook():
    network = kg.network()
    drawn = [network.to_picture().svg, kg.analyse().picture("matrix").svg]
    for svg in drawn:
        width = ET.fromstring(svg).attrib["width"]
        assert float(width.removesuffix("pt")) * (4 / 3 if width.endswith("pt") else 1) <= 960
    few = kg.network("co-sponsorship").to_picture().svg
    assert float(ET.fromstring(few).attrib["width"]) < 600


def test_a_long_table_scrolls_and_no_date_is_broken_over_two_lines():
    html = kg.ask("meetings")._repr_html_()
    assert html.startswith('<div style="max-height:640px;overflow:auto"><table>')
    assert 'white-space:nowrap">2003-10-15/2003-10-16</td>' in html
    assert not kg.ask("co-sponsors")._repr_html_().startswith("<div")
