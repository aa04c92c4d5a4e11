"""An analysis says what it did, draws what it found, and gives the same report for the same data."""

import csv
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
from kg.networks.choices import Choices

QUICK = Choices(draws=20, runs=10)


@pytest.fixture(scope="module")
def davis(tmp_path_factory):
    """The Southern Women as a table, each event with a role and the date of the published order."""
    graph = nx.davis_southern_women_graph()
    rows = [
        (woman, event, f"19{36 + int(event[1:]) % 3}") for woman in graph.graph["top"] for event in graph[woman]
    ]
    path = tmp_path_factory.mktemp("davis") / "davis.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("agent", "activity", "date"), *rows])
    return path


@pytest.fixture(scope="module")
def report(davis):
    return kg.analyse(table=davis, choices=QUICK)


@pytest.fixture(scope="module")
def of_the_graph():
    return kg.analyse(choices=QUICK)


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_the_southern_women_have_no_significant_tie_under_the_exact_model(report):
    found = json.loads(report.to_json())
    assert found["make_up"]["agents"] == 18
    assert found["make_up"]["ties"] == len(found["ties"]) == 139
    assert sum(tie["support"] for tie in found["ties"]) == 322
    assert found["significance"]["verdict"] == "not enough data"
    assert min(pair["p"] for pair in found["significance"]["pairs"]) == pytest.approx(0.0884, abs=5e-5)


def test_the_account_names_model_weight_level_correction_tests_and_seed(report):
    for said in (
        "stochastic degree sequence model",
        "1/(k-1)",
        "alpha = 0.05",
        "153 tests",
        "Benjamini-Hochberg",
        "20 Bayesian bootstrap draws",
        "seed 0",
        "10 runs",
    ):
        assert said in report.account


def test_the_graph_s_account_gives_data_version_exclusions_and_how_to_cite(of_the_graph):
    _, left_out, cite = of_the_graph.sections[0].paragraphs
    assert of_the_graph.version in of_the_graph.account
    assert "not yet held are left out" in left_out
    assert "An absent tie means not recorded" in left_out
    assert of_the_graph.version in cite
    assert "CC BY 4.0" in cite


def test_nothing_in_a_report_says_one_of_many(of_the_graph):
    assert " 1 pairs" not in of_the_graph.to_text()
    assert " 1 ties" not in of_the_graph.to_text()


def test_the_numbers_name_agents_by_address_and_label(of_the_graph):
    found = json.loads(of_the_graph.to_json())
    first = max(found["agents"], key=lambda agent: agent["strength"])
    assert first["agent"].startswith("https://w3id.org/convene/")
    assert first["label"] and first["degree"] > 5
    low, high = first["intervals"]["strength"]["rank_low"], first["intervals"]["strength"]["rank_high"]
    assert low <= first["intervals"]["strength"]["rank"] <= high
    assert {"coordinator", "liaison"} <= set(found["brokerage"]["roles"])
    assert found["changes"]["earlier"][1] < found["changes"]["later"][0]


def test_a_report_on_a_terminal_keeps_to_its_width(of_the_graph):
    assert max(map(len, of_the_graph.to_text(100).splitlines())) <= 100
    assert max(map(len, of_the_graph.to_text().splitlines())) > 100


def test_a_report_is_the_same_whatever_the_hash_seed(davis, tmp_path):
    script = (
        "import sys, kg; from pathlib import Path; from kg.networks.choices import Choices;"
        "made = kg.analyse(table=sys.argv[1], choices=Choices(draws=20, runs=10));"
        "files = [file for form in ('md', 'html', 'json') for file in made.files(Path(f'r.{form}'))];"
        "sys.stdout.buffer.write(b''.join(content for _, content in files))"
    )
    made = set()
    for seed in ("0", "1", "77"):
        environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1]), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", script, str(davis)]
        made.add(subprocess.run(command, env=environment, capture_output=True, check=True, cwd=tmp_path).stdout)
    assert len(made) == 1


def test_a_markdown_report_shows_its_figures_from_files_beside_it(of_the_graph, tmp_path):
    files = dict(of_the_graph.files(tmp_path / "my report.md"))
    text = files[tmp_path / "my report.md"].decode()
    assert {path.name for path in files} == {
        "my report.md",
        "my report-matrix.svg",
        "my report-positions.svg",
        "my report-timeline.svg",
    }
    assert "](my%20report-matrix.svg)" in text
    for path, content in files.items():
        if path.suffix == ".svg":
            assert ET.fromstring(content).tag.endswith("svg")


class Tags(HTMLParser):
    """The elements of a page and the names of their attributes."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.attributes = set(), set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_hostile_names_stay_names_in_every_form_of_a_report(tmp_path):
    names = ["<script>alert(1)</script>", "$\\frac{1}{", "| a | [b](javascript:c) |", "_hidden", "\u202egnp.exe"]
    rows = [f'"{name}",m{at % 2},"_<img src=x onerror=alert(2)>",200{at}' for at, name in enumerate(names)]
    table = written(tmp_path / "hostile.csv", "\n".join(["agent,activity,role,date", *rows]))
    report = kg.analyse(table=table, choices=QUICK)
    page = Tags(report.to_html())
    assert not page.elements & {"script", "img", "iframe", "object", "a"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert "\u202e" not in report.to_text() + report.to_html() + report.to_markdown()
    assert "<script" not in "".join(report.figures.values()) + report.to_markdown().replace("\\<script", "")
    assert "[b](" not in report.to_markdown()
    assert any("_hidden" in svg for svg in report.figures.values())
    assert json.loads(report.to_json())["agents"][0]["agent"] in names


@pytest.mark.parametrize(
    ("rows", "ties", "verdict"),
    [
        (["a,x"], 0, "not enough data"),
        (["a,x", "b,x"], 1, "not enough data"),
        (["a,x", "b,y", "c,z"], 0, "not enough data"),
        (["a,x", "b,x", "c,y", "d,y"], 2, "not enough data"),
        (["a,x", "a,x", "b,x"], 1, "not enough data"),
        (["a,x", "a,y"], 0, "not enough data"),
    ],
    ids=["one agent", "one activity", "all alone", "disconnected", "rows twice", "with itself"],
)
def test_small_tables_give_a_report_with_a_verdict(tmp_path, rows, ties, verdict):
    report = kg.analyse(table=written(tmp_path / "t.csv", "\n".join(["agent,activity", *rows])), choices=QUICK)
    assert report.analysis.make_up.ties == ties
    assert report.analysis.significance.verdict == verdict
    assert report.to_html() and report.to_markdown() and report.to_text(80) and json.loads(report.to_json())


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("agent,activity\n", (), "nothing is left to analyse"),
        ("agent,activity\na,x\n", ("--from", "2000"), "1 without a date"),
        ("agent,activity,role\na,x,host\n", ("--roles", "hots"), "Did you mean 'host'"),
        ("agent,activity,date\na,x,soon\n", (), "row 2"),
        ("agent,activity\na,x\n", ("--significant", "sdm"), "no model 'sdm'"),
        ("agent,activity\na,x\n", ("--correction", "holme"), "holm"),
        ("agent,activity\na,x\n", ("--topic", "trafficking"), "a table knows no topics"),
        ("agent,activity\na,x\n", ("--report", "r.pdf"), ".md, .html, .json"),
        ("agent,activity\na,x\n", ("--report", "no/where/r.md"), "cannot be written"),
    ],
)
def test_what_cannot_be_analysed_is_said_in_one_line(run, tmp_path, text, options, said):
    told = run("analyse", "--table", written(tmp_path / "t.csv", text), "--draws", 5, *options)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.csv"]


def test_the_same_analysis_is_had_from_python_and_from_the_command_line(run, davis, tmp_path):
    asked = ("--table", davis, "--significant", "hypergeometric", "--draws", 20)
    told = run("analyse", *asked, "--report", tmp_path / "r.json")
    assert told.returncode == 0, told.stderr
    assert "18 agents, 139 ties" in told.stderr
    ours = kg.analyse(table=davis, choices=Choices(model="hypergeometric", draws=20))
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == ours.to_json()


def test_a_network_marks_its_ties_and_its_backbone_keeps_the_significant_ones(run, davis, tmp_path):
    asked = ("--table", davis, "--significant", "hypergeometric", "--correction", "none", "--weight", "count")
    marked, kept = tmp_path / "marked.graphml", tmp_path / "kept.graphml"
    assert run("network", *asked, "--out", marked).returncode == 0
    assert run("network", *asked, "--backbone", "--out", kept).returncode == 0
    ties = nx.read_graphml(marked).edges(data=True)
    assert sum(tie["verdict"] == "significant" for *_, tie in ties) == 17
    assert all(0 < tie["p"] <= 1 for *_, tie in ties)
    backbone = nx.read_graphml(kept)
    assert (backbone.number_of_nodes(), backbone.number_of_edges()) == (18, 17)


def test_a_network_of_two_modes_has_nothing_to_test(run, davis, tmp_path):
    told = run("network", "two-mode", "--table", davis, "--backbone", "--out", tmp_path / "x.gexf")
    assert told.returncode == 2
    assert "no ties between agents to test" in told.stderr


def test_a_selection_that_there_is_not_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match=r"no selection by 'topics'\. Did you mean 'topic'"):
        kg.network(topics="trafficking")


def test_topic_and_country_are_found_by_any_of_their_names():
    by_name = kg.network(topic="trafficking in persons", first_year=2002, last_year=2003)
    assert by_name.number_of_nodes() > 2
    assert by_name.graph["selection"].topic.startswith("https://")


def test_twenty_runs_give_the_same_network(davis):
    made = {repr(sorted(kg.network(table=davis, significant="sdsm").edges(data=True))) for _ in range(20)}
    assert len(made) == 1
