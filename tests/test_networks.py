"""A tie means recorded together, says what it rests on, and everything left out is counted."""

import io
import subprocess
import sys

import networkx as nx
import pytest

from kg.dossiers.dossier import agent_names, dossier
from kg.errors import UsageError
from kg.names import expand
from kg.networks import network
from kg.networks.account import account
from kg.networks.export import to_graphml
from kg.store import load_store

from .conftest import SMALL

A, B, C = expand("agency:small-a"), expand("agency:small-b"), expand("agency:small-c")
OFFICE = expand("agency:small-a-office")
CONFERENCE = expand("meeting:small-conference")


def shipped_pairs(graph):
    return {tuple(sorted(iri.rsplit("/", 1)[1] for iri in pair)) for pair in graph.edges}


def test_the_co_sponsors_of_the_international_migration_policy_programme_are_tied_through_it(shipped):
    graph = network(shipped, "co-sponsorship")
    agencies = ("ILO", "IOM", "UNFPA", "UNITAR")
    assert shipped_pairs(graph) == {(a, b) for a in agencies for b in agencies if a < b}
    for _, _, tie in graph.edges(data=True):
        assert tie["activities"] == [expand("programme:imp")]
        assert tie["weight"] == pytest.approx(1 / 3)
        assert tie["roles"] == ["co-sponsor"]
    assert graph.edges[expand("agency:UNFPA"), expand("agency:ILO")]["first"] == 1998


def test_planned_activities_are_left_out_unless_asked_for(shipped):
    unfpa, iom = expand("agency:UNFPA"), expand("agency:IOM")
    series = expand("series:key-migration-issues-2007")
    assert series not in network(shipped).edges[unfpa, iom]["activities"]
    assert series in network(shipped, include_planned=True).edges[unfpa, iom]["activities"]


def test_an_agency_counts_once_in_an_activity_whatever_its_roles_there(small):
    tie = network(small, weight="count").edges[A, B]
    assert (tie["weight"], tie["support"], tie["activities"]) == (1, 1, [CONFERENCE])
    assert tie["roles"] == ["organizer", "supporter"]


def test_the_newman_weight_divides_an_activity_among_an_agents_partners(small):
    tie = network(small).edges[A, B]
    assert tie["weight"] == pytest.approx(1 / 2)


def test_two_whose_sources_contradict_each_other_are_not_partners(small):
    graph = network(small)
    assert not graph.has_edge(B, C)
    assert C in graph
    assert any("contradict" in sentence for sentence in account(graph))


def test_an_agency_and_a_part_of_it_are_not_partners(small):
    graph = network(small)
    assert not graph.has_edge(A, OFFICE)
    assert graph.has_edge(OFFICE, B)


def test_years_come_from_the_participation_or_else_from_the_activity(small):
    tie = network(small).edges[A, B]
    assert (tie["first"], tie["last"]) == (2003, 2003)


def test_roles_and_sorts_of_agent_can_be_chosen(small):
    everybody = network(small, roles=("organizing", "supporting", "attending"))
    assert everybody.has_edge(A, expand("country:small-x"))
    assert expand("country:small-x") not in network(small, roles=("attending",), of=("agencies",))
    assert network(small, roles=("organizer",)).number_of_edges() == 0


def test_every_participation_is_either_counted_or_left_out_for_one_reason(small):
    (total,) = small.rows("SELECT (COUNT(*) AS ?n) { ?p a kg:Participation }")[0]
    graph = network(small)
    assert graph.graph["participations"] + sum(graph.graph["left_out"].values()) == int(total)
    assert graph.graph["left_out"] == {"in another role": 1, "in an activity not yet held": 2}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"kind": "partnerships"}, "no network 'partnerships'. Did you mean 'partnership'?"),
        ({"weight": "newmann"}, "no weight 'newmann'. Did you mean 'newman'?"),
        ({"roles": ("organising",)}, "no role 'organising'. Did you mean 'organizing'?"),
        ({"of": ("agency",)}, "no sort of agent 'agency'. Did you mean 'agencies'?"),
    ],
)
def test_an_unknown_choice_is_answered_with_the_nearest(small, options, said):
    with pytest.raises(UsageError) as refused:
        network(small, **options)
    assert str(refused.value).startswith(said)


def test_every_tie_opens_down_to_source_locator_and_passage(shipped):
    record = dossier(shipped, network(shipped))
    assert record["ties"]
    for tie in record["ties"]:
        ends = {tie["a"], tie["b"]}
        for activity in tie["activities"]:
            rows = [record["participations"][p] for p in record["activities"][activity]["participations"]]
            assert ends <= {row["agent"] for row in rows}
            for row in rows:
                for passage in (record["evidence"][e] for e in row["evidence"]):
                    assert passage["locator"]
                    assert passage["start"] or passage["rationale"] or passage["locator"].endswith("as read")
                    assert record["sources"][passage["source"]]["title"]
                assert row["evidence"]


def test_a_planned_activity_is_marked_as_such_in_the_dossier(shipped):
    record = dossier(shipped, network(shipped, include_planned=True))
    assert "planned" in {activity["status"] for activity in record["activities"]}


def test_every_topmost_kind_of_agency_is_gathered_to_a_group_that_the_legend_knows(shipped):
    from kg.dossiers.dossier import _GROUPS
    from kg.page.model import _LOOKS

    asked = "SELECT ?kind { ?kind skos:topConceptOf scheme:agency-kinds }"
    assert {kind.rsplit("/", 1)[1] for (kind,) in shipped.rows(asked)} == set(_GROUPS)
    assert set(_GROUPS.values()) <= {name for name, *_ in _LOOKS}


def test_the_same_graph_gives_the_same_bytes_under_any_hash_seed():
    code = (
        "import sys; from kg.store import load_store; from kg.networks import network;"
        "from kg.dossiers.dossier import dossier, agent_names; from kg.networks.export import to_graphml;"
        "s = load_store(); g = network(s); print(dossier(s, g)); print(to_graphml(g, agent_names(s, list(g))))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(runs) == 1


def test_an_empty_graph_gives_an_empty_network_and_says_so(tmp_path):
    from kg.store import load_store

    (tmp_path / "empty.ttl").write_text("# nothing\n")
    graph = network(load_store([tmp_path / "empty.ttl"]))
    assert graph.number_of_nodes() == 0
    assert account(graph)[0].startswith("0 participations in 0 activities")


def test_a_tie_that_lasts_has_no_last_year(shipped):
    tie = network(shipped).edges[expand("agency:IOM"), expand("agency:ECOWAS")]
    assert (tie["first"], tie["last"]) == (2000, None)


def test_the_dossier_speaks_english_where_a_thing_has_names_in_several_languages(tmp_path):
    from kg.store import load_store

    from .conftest import SMALL

    text = SMALL.read_text().replace('"Agency A"@en', '"AAA agence"@fr, "Agency A"@en')
    (tmp_path / "graph.ttl").write_text(text + 'role:organizer skos:prefLabel "aaa organisateur"@fr .\n')
    store = load_store([tmp_path / "graph.ttl"])
    record = dossier(store, network(store))
    assert "Agency A" in {node["label"] for node in record["nodes"]}
    assert "organizer" in {row["role"] for row in record["participations"]}


def test_graphml_stays_xml_whatever_a_label_holds(tmp_path):
    from kg.store import load_store

    from .conftest import SMALL

    (tmp_path / "graph.ttl").write_text(
        SMALL.read_text().replace('"Agency A"@en', '"Agency \\u0001<&\\u202e A"@en')
    )
    store = load_store([tmp_path / "graph.ttl"])
    graph = network(store)
    back = nx.read_graphml(io.BytesIO(to_graphml(graph, agent_names(store, list(graph.nodes)))))
    assert back.nodes[A]["label"] == "Agency <& A"


def test_statements_whose_sources_are_not_reliable_enough_are_left_out_and_counted(shipped):
    everything = network(shipped, "membership")
    strict = network(shipped, "membership", reliability="primary")
    assert strict.number_of_edges() < everything.number_of_edges()
    assert strict.graph["left_out"]["for which no source is reliable enough"] > 0
    with pytest.raises(UsageError, match="no reliability 'primry'"):
        network(shipped, reliability="primry")


BESIDE = """
@prefix agency: <https://w3id.org/convene/id/agency/> .
@prefix kg: <https://w3id.org/convene/ontology#> .
@prefix meeting: <https://w3id.org/convene/id/meeting/> .
@prefix participation: <https://w3id.org/convene/id/participation/> .
@prefix role: <https://w3id.org/convene/id/role/> .
"""


def beside_small(tmp_path, statements):
    (tmp_path / "beside.ttl").write_text(BESIDE + statements)
    return load_store([SMALL, tmp_path / "beside.ttl"])


def test_a_participation_without_an_address_counts_like_any_other(tmp_path):
    whole = "[] a kg:Participation ; kg:activity meeting:x ; kg:participant agency:small-{} ; kg:role role:host ."
    store = beside_small(tmp_path, whole.format("b") + whole.format("c"))
    assert network(store).edges[B, C]["activities"] == [expand("meeting:x")]


def test_of_two_roles_of_one_participation_the_first_counts(tmp_path):
    twice = "kg:role role:organizer, role:co-organizer ."
    statements = "".join(
        f"participation:x-{name} a kg:Participation ; kg:activity meeting:x ; kg:participant agency:small-{name} ; {role}"
        for name, role in (("b", twice), ("c", "kg:role role:host ."))
    )
    tie = network(beside_small(tmp_path, statements)).edges[B, C]
    assert tie["roles"] == ["co-organizer", "host"]
    assert len(tie["participations"]) == 2
