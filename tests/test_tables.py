"""Any table of agents in activities becomes a network, and what is wrong with one is said with its row."""

import csv
import itertools
import random

import networkx as nx
import pytest

from kg.errors import UsageError
from kg.networks import bare_graph, incidence, network_of, project
from kg.networks.selection import Selection
from kg.networks.table import read_table


def table(path, text, **selection):
    path.write_text(text, encoding="utf-8")
    return read_table(path, Selection(**selection))


@pytest.fixture
def davis(tmp_path):
    """The Southern Women of Davis, Gardner and Gardner (1941), as networkx ships them."""
    graph = nx.davis_southern_women_graph()
    rows = [(woman, event) for woman in graph.graph["top"] for event in graph[woman]]
    path = tmp_path / "davis.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("agent", "activity"), *rows])
    return read_table(path, Selection())


def test_the_southern_women_give_the_published_numbers(davis):
    made = incidence(davis)
    assert made.matrix.shape == (18, 14)
    assert made.matrix.nnz == 89
    counted = project(made, "count")
    assert len(counted.one) == 139
    assert counted.values.sum() == 322


@pytest.mark.parametrize("weight", ["count", "newman", "jaccard"])
def test_weights_agree_with_networkx_on_the_southern_women(davis, weight):
    graph = nx.davis_southern_women_graph()
    women = graph.graph["top"]
    theirs = {
        "count": lambda: nx.bipartite.weighted_projected_graph(graph, women),
        "newman": lambda: nx.bipartite.collaboration_weighted_projected_graph(graph, women),
        "jaccard": lambda: nx.bipartite.overlap_weighted_projected_graph(graph, women),
    }[weight]()
    ours = network_of(davis, weight)
    assert {frozenset(edge) for edge in ours.edges} == {frozenset(edge) for edge in theirs.edges}
    for a, b, tie in ours.edges(data=True):
        assert tie["weight"] == pytest.approx(theirs.edges[a, b]["weight"], abs=1e-12)


def random_table(tmp_path, seed):
    chance = random.Random(seed)
    rows = {(f"a{chance.randrange(12)}", f"x{chance.randrange(9)}") for _ in range(40)}
    lines = [f"{a},{x},{'lead' if chance.random() < 0.3 else 'partner'}" for a, x in sorted(rows)]
    return table(tmp_path / "t.csv", "\n".join(["agent,activity,role", *lines]), lead=("lead",))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("weight", ["count", "newman", "jaccard", "association", "fowler", "star"])
def test_every_weight_is_what_its_formula_says_pair_by_pair(tmp_path, seed, weight):
    rows = random_table(tmp_path, seed)
    members = {}
    leads = set()
    for row in rows.rows:
        members.setdefault(row.activity, set()).add(row.agent)
        if row.role == "lead":
            leads.add((row.agent, row.activity))
    own = {a: {x for x in members if a in members[x]} for a in {row.agent for row in rows.rows}}

    def expected(a, b):
        shared = own[a] & own[b]
        return {
            "count": lambda: len(shared),
            "newman": lambda: sum(1 / (len(members[x]) - 1) for x in shared),
            "jaccard": lambda: len(shared) / len(own[a] | own[b]),
            "association": lambda: len(shared) / (len(own[a]) * len(own[b])),
            "fowler": lambda: sum(1 / (len(members[x]) - 1) for x in shared if (a, x) in leads),
            "star": lambda: sum(1 for x in shared if (a, x) in leads or (b, x) in leads),
        }[weight]()

    graph = bare_graph(project(incidence(rows), weight))
    pairs = itertools.permutations(own, 2) if weight == "fowler" else itertools.combinations(sorted(own), 2)
    for a, b in pairs:
        assert (graph.edges[a, b]["weight"] if graph.has_edge(a, b) else 0) == pytest.approx(expected(a, b))


def test_rows_that_repeat_are_counted_once_and_said(tmp_path):
    found = table(tmp_path / "t.csv", "agent,activity\nA,x\nB,x\nA,x\n,x\n")
    assert len(found.rows) == 2
    assert found.left_out == {"that repeat another row": 1, "without an agent or an activity": 1}


def test_an_agent_in_two_roles_of_an_activity_counts_once(tmp_path):
    found = table(tmp_path / "t.csv", "agent,activity,role\nA,x,lead\nA,x,host\nB,x,lead\n")
    assert network_of(found).graph["merged"] == 1
    assert network_of(found, "count").edges["A", "B"]["weight"] == 1


def test_columns_may_stand_in_any_order_beside_others_and_in_any_case(tmp_path):
    found = table(tmp_path / "t.tsv", "Note\tActivity\tAGENT\nn\tx\tA\nn\tx\tB\n")
    assert [(row.agent, row.activity) for row in found.rows] == [("A", "x"), ("B", "x")]


@pytest.mark.parametrize(
    ("text", "ties"),
    [
        ("agent,activity\n", 0),
        ("agent,activity\nA,x\n", 0),
        ("agent,activity\nA,x\nB,y\nC,z\n", 0),
        ("agent,activity\nA,x\nA,x\n", 0),
        ("agent,activity\nA,x\nB,x\nC,y\nD,y\n", 2),
        ("agent,activity\nA,A\nB,A\n", 1),
    ],
    ids=["empty", "one agency", "all solo", "self-pair", "disconnected", "an activity of an agent's name"],
)
@pytest.mark.parametrize("weight", ["count", "newman", "jaccard", "association"])
def test_small_and_odd_tables_give_a_sensible_network(tmp_path, text, ties, weight):
    assert network_of(table(tmp_path / "t.csv", text), weight).number_of_edges() == ties


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column 'agent'"),
        ("agents,activity\nA,x\n", "has no column 'agent'. Did you mean 'agents'?"),
        ("agent,agent,activity\nA,A,x\n", "has two columns 'agent'"),
        ("agent,activity,date\nA,x,2003-02-30\n", "row 2: '2003-02-30' is not a date"),
        ("agent,activity,date\nA,x,2003\nB,x,soon\n", "row 3: 'soon' is not an EDTF date"),
        ("agent,activity,weight\nA,x,heavy\n", "row 2: weight 'heavy' is not a number above nought"),
        ("agent,activity,weight\nA,x,nan\n", "row 2: weight 'nan' is not"),
        ("agent,activity,weight\nA,x,-1\n", "row 2: weight '-1' is not"),
        ('agent,activity\n"A,x\n', "cannot be read as a table"),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(tmp_path, text, said):
    with pytest.raises(UsageError) as refused:
        table(tmp_path / "t.csv", text)
    assert said in str(refused.value)
    assert str(tmp_path / "t.csv") in str(refused.value)


def test_an_unknown_role_is_answered_with_those_of_the_table(tmp_path):
    with pytest.raises(UsageError, match=r"no role 'led'\. Did you mean 'lead'\? Roles: lead, partner"):
        table(tmp_path / "t.csv", "agent,activity,role\nA,x,lead\nB,x,partner\n", roles=("led",))


def test_a_window_keeps_what_may_have_been_in_it_and_counts_the_rest(tmp_path):
    text = "agent,activity,date\nA,x,2001\nB,x,2001/2003\nC,x,2000/..\nD,x,\nE,x,2005\n"
    found = table(tmp_path / "t.csv", text, first_year=2002, last_year=2004)
    assert [row.agent for row in found.rows] == ["B", "C"]
    assert found.left_out == {"at another time": 2, "without a date": 1}


def test_weights_of_rows_multiply_what_an_activity_adds(tmp_path):
    found = table(tmp_path / "t.csv", "agent,activity,weight\nA,x,2\nB,x,3\n")
    assert network_of(found, "count").edges["A", "B"]["weight"] == 6


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_a_workbook_and_a_parquet_file_give_what_the_same_csv_gives(tmp_path, suffix):
    rows = [("agent", "activity", "date"), ("A", "x", 2003), ("B", "x", 2003), ("C", "y", 2004)]
    path = tmp_path / f"t{suffix}"
    if suffix == ".xlsx":
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.close()
    else:
        pyarrow = pytest.importorskip("pyarrow")
        import pyarrow.parquet as parquet

        columns = {name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])}
        parquet.write_table(pyarrow.table(columns), path)
    text = "\n".join(",".join(map(str, row)) for row in rows)
    plain = [row._replace(iri="") for row in table(tmp_path / "t.csv", text).rows]
    assert [row._replace(iri="") for row in read_table(path, Selection()).rows] == plain


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".csv"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, suffix):
    path = tmp_path / f"t{suffix}"
    path.write_bytes(b"\xff\xfe\x00PK nothing")
    with pytest.raises(UsageError, match="t"):
        read_table(path, Selection())


def test_the_same_table_gives_the_same_bytes_whatever_the_hash_seed(run, tmp_path):
    import os

    random_table(tmp_path, 3)
    written = set()
    for seed in ("0", "1", "2"):
        done = run("network", "--table", "t.csv", "--out", "t.json", env={**os.environ, "PYTHONHASHSEED": seed})
        assert done.returncode == 0, done.stderr
        written.add((tmp_path / "t.json").read_bytes())
    assert len(written) == 1


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("weight", ["newman", "fowler", "star"])
def test_every_tie_opens_down_to_the_rows_it_rests_on(tmp_path, seed, weight):
    chance = random.Random(seed)
    rows = [
        (
            f"a{chance.randrange(15)}",
            f"x{chance.randrange(25)}",
            chance.choice(["lead", "host", ""]),
            chance.choice(["", "1999", "2001/..", "../2003", "2002-05/2004"]),
            chance.choice(["", "s", "t"]),
        )
        for _ in range(180)
    ]
    lines = [",".join(row) for row in rows]
    found = table(tmp_path / "t.csv", "\n".join(["agent,activity,role,date,source", *lines]), lead=("lead",))
    graph = network_of(found, weight)
    assert graph.number_of_edges() > 30
    for a, b, tie in graph.edges(data=True):
        both = {row.activity for row in found.rows if row.agent == a}
        both &= {row.activity for row in found.rows if row.agent == b}
        under = [row for row in found.rows if row.agent in (a, b) and row.activity in both]
        going_on = any(row.first and not row.last for row in under)
        assert tie["activities"] == sorted(both)
        assert tie["participations"] == sorted(row.iri for row in under)
        assert tie["roles"] == sorted({row.role for row in under})
        assert tie["first"] == min((int(row.first[:4]) for row in under if row.first), default=None)
        last = max((int(row.last[:4]) for row in under if row.last), default=None)
        assert tie["last"] == (None if going_on else last)
        keys = {(row.agent, row.activity, row.role) for row in under}
        sources = {row[4] for row in rows if (row[0], row[1], row[2] or "participant") in keys} - {""}
        assert tie["sources"] == len(sources)


def test_the_first_faulty_row_is_the_one_that_is_said_whatever_its_column(tmp_path):
    text = "agent,activity,date,weight\n" + "A,x,2001,1\n" * 6000
    faults = {"A,x,soon,1\nA,x,2001,-1\n": "row 6002: 'soon'", "A,x,2001,-1\nA,x,soon,1\n": "row 6002: weight '-1'"}
    for added, said in faults.items():
        with pytest.raises(UsageError, match=said):
            table(tmp_path / "t.csv", text + added + "A,x,late,1\n")


def test_blank_and_short_rows_keep_their_numbers(tmp_path):
    found = table(tmp_path / "t.csv", "agent,activity,role\n\nA,x\n ,\nB , x,host,more\n,y,host\n")
    assert [(row.iri, row.agent, row.activity, row.role) for row in found.rows] == [
        ("t.csv#3", "A", "x", "participant"),
        ("t.csv#5", "B", "x", "host"),
    ]
    assert found.left_out == {"without an agent or an activity": 1}


def test_ties_of_too_few_activities_are_left_out_and_counted(tmp_path):
    found = table(tmp_path / "t.csv", "agent,activity\nA,x\nB,x\nA,y\nB,y\nC,y\n")
    graph = network_of(found, "count", min_shared=2)
    assert list(graph.edges) == [("A", "B")]
    assert (graph.graph["min_shared"], graph.graph["too_few"]) == (2, 2)
    assert set(graph) == {"A", "B", "C"}
