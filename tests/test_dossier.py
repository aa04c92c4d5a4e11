"""The records behind the page: dates, plans, countries, rivals, and what chance says of each tie."""

from __future__ import annotations

import pytest

from kg.dossiers.dossier import dossier
from kg.dossiers.records import Activity, Dossier
from kg.dossiers.table import table_dossier
from kg.networks import Selection, network_of, participation_table
from kg.networks.analysis import analyse
from kg.networks.choices import Choices
from kg.networks.table import read_table
from kg.page import page_html
from kg.store import Store, load_store

GRAPH = """
@prefix : <https://w3id.org/convene/id/test/> .
@prefix country: <https://w3id.org/convene/id/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix kg: <https://w3id.org/convene/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix role: <https://w3id.org/convene/id/role/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/convene/id/status/> .

:one a kg:Agency ; kg:acronym "ONE" ; skos:prefLabel "Agency one"@en .
:two a kg:Agency ; kg:acronym "TWO" ; skos:prefLabel "Agency two"@en .
:three a kg:Agency ; kg:acronym "THREE" ; skos:prefLabel "Agency three"@en .
country:KEN a kg:Country ; kg:isoCode "KEN" ; skos:prefLabel "Kenya"@en .
:nairobi a kg:Place ; kg:inCountry country:KEN ; skos:prefLabel "Nairobi"@en .

:held a kg:Meeting ; dcterms:date "2003-05"^^edtf:EDTF ; kg:status status:held ; schema:location :nairobi ;
  skos:prefLabel "A meeting"@en .
:plan a kg:Meeting ; dcterms:date "2005"^^edtf:EDTF ; kg:status status:planned ; dcterms:spatial country:KEN ;
  skos:prefLabel "A plan"@en .
:undated a kg:Programme ; skos:prefLabel "A programme without a date"@en .
:p1 a kg:Participation ; kg:activity :held ; kg:participant :one ; kg:role role:organizer .
:p2 a kg:Participation ; kg:activity :held ; kg:participant :two ; kg:role role:organizer .
:p3 a kg:Participation ; kg:activity :plan ; kg:participant :one ; kg:role role:organizer .
:p4 a kg:Participation ; kg:activity :plan ; kg:participant :three ; kg:role role:organizer .
:p5 a kg:Participation ; kg:activity :undated ; kg:participant :one ; kg:role role:organizer ;
  dcterms:date "1999/2001"^^edtf:EDTF .
:p6 a kg:Participation ; kg:activity :undated ; kg:participant :two ; kg:role role:funder ;
  dcterms:date "2000/.."^^edtf:EDTF .

:report a kg:SourceDocument ; skos:prefLabel "A report"@en .
:passage a kg:Evidence ; kg:inSource :report ; kg:locator "p. 1" ; kg:passageStart "The meeting of May" .
:c1 a kg:Claim ; kg:contradicts :c2 ; kg:evidence :passage ; rdf:subject :held ; rdf:predicate dcterms:date ;
  rdf:object "2003-05"^^edtf:EDTF .
:c2 a kg:Claim ; rdf:subject :held ; rdf:predicate dcterms:date ; rdf:object "2003-06"^^edtf:EDTF .
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    file = tmp_path_factory.mktemp("dossier") / "graph.ttl"
    file.write_text(GRAPH, encoding="utf-8")
    store = load_store([file])
    table = participation_table(store, Selection(include_planned=True))
    return dossier(store, network_of(table, choices=Choices()))


def activity(record: Dossier, label: str) -> Activity:
    return next(each for each in record["activities"] if each["label"] == label)


def test_countries_are_those_of_the_venue_and_of_the_scope(record: Dossier) -> None:
    assert [(each["label"], each["code"]) for each in record["countries"]] == [("Kenya", "KEN")]
    assert activity(record, "A meeting")["countries"] == [0]
    assert activity(record, "A plan")["countries"] == [0]
    assert activity(record, "A programme without a date")["countries"] == []


def test_what_has_not_taken_place_is_marked_and_so_is_a_tie_that_rests_on_it_alone(record: Dossier) -> None:
    assert activity(record, "A plan")["planned"] is True
    assert "planned" not in activity(record, "A meeting")
    planned = [tie for tie in record["ties"] if tie.get("planned")]
    assert [{record["nodes"][tie["a"]]["name"], record["nodes"][tie["b"]]["name"]} for tie in planned] == [
        {"ONE", "THREE"}
    ]


def test_an_activity_without_a_date_was_when_its_participants_took_part(record: Dossier) -> None:
    programme = activity(record, "A programme without a date")
    assert (programme["date"], programme["first"], programme["last"]) == ("", 1999, None)
    assert (activity(record, "A meeting")["first"], activity(record, "A meeting")["last"]) == (2003, 2003)


def test_what_two_sources_say_differently_of_an_activity_stands_with_it(record: Dossier) -> None:
    (pair,) = activity(record, "A meeting")["rivals"]
    assert [(each["what"], each["says"], each["dated"]) for each in pair] == [
        ("date", "2003-05", True),
        ("date", "2003-06", True),
    ]
    assert record["evidence"][pair[0]["evidence"][0]]["start"] == "The meeting of May"
    assert "rivals" not in activity(record, "A plan")


def test_the_rivals_of_the_shipped_graph_all_reach_the_page(shipped: Store) -> None:
    table = participation_table(shipped, Selection(include_planned=True))
    record = dossier(shipped, network_of(table))
    told = {each["label"]: each["rivals"] for each in record["activities"] if "rivals" in each}
    assert {"Berne Initiative", "Nairobi Conference", "Migration at a Glance"} <= told.keys()
    assert {claim["says"] for claim in told["Berne Initiative"][0]} == {"2001/..", "2002/.."}
    assert all(claim["evidence"] for pairs in told.values() for pair in pairs for claim in pair)


def test_every_tie_says_what_chance_says_of_it_and_the_page_how_it_was_tested(record: Dossier) -> None:
    assert {tie["verdict"] for tie in record["ties"]} == {"not enough data"}
    assert all(0 < tie["p"] <= 1 for tie in record["ties"])
    assert any("Benjamini-Hochberg" in sentence for sentence in record["chance"])


def test_the_verdicts_are_those_of_the_analysis(shipped: Store) -> None:
    table = participation_table(shipped, Selection())
    graph = network_of(table, choices=Choices())
    found = analyse(table, Choices(draws=1, runs=2))
    said = {
        frozenset((found.agents[one], found.agents[other])): verdict
        for one, other, verdict in zip(
            found.significance.one, found.significance.other, found.significance.verdicts, strict=True
        )
    }
    assert {frozenset((a, b)): tie["verdict"] for a, b, tie in graph.edges(data=True)}.items() <= said.items()


def test_a_network_that_was_not_tested_says_nothing_of_chance(shipped: Store) -> None:
    record = dossier(shipped, network_of(participation_table(shipped, Selection())))
    assert "chance" not in record
    assert not any("verdict" in tie for tie in record["ties"])


TABLE = """agent,activity,role,date,source
UNFPA,Youth forum,organizer,2011,Minutes
IOM,Youth forum,partner,2011,
IOM,Youth forum,partner,2011,Minutes
WHO,Clinic,organizer,2015/2017,
IOM,Clinic,partner,2015/2017,
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    file = tmp_path_factory.mktemp("own") / "mine.csv"
    file.write_text(TABLE, encoding="utf-8")
    table = read_table(file, Selection())
    return table_dossier(file, table, network_of(table))


def test_a_tie_of_a_table_opens_down_to_its_rows_and_the_documents_they_name(own: Dossier) -> None:
    told = {
        (own["nodes"][part["agent"]]["name"], own["evidence"][at]["locator"], own["sources"][source]["title"])
        for part in own["participations"]
        for at in part["evidence"]
        for source in [own["evidence"][at]["source"]]
    }
    assert ("UNFPA", "mine.csv, row 2", "Minutes") in told
    assert ("IOM", "mine.csv, row 3", "Minutes") in told
    assert ("WHO", "mine.csv, row 5", "mine.csv") in told


def test_the_activities_of_a_table_have_the_years_of_their_rows(own: Dossier) -> None:
    assert [(each["label"], each["date"], each["first"], each["last"]) for each in own["activities"]] == [
        ("Clinic", "2015/2017", 2015, 2017),
        ("Youth forum", "2011", 2011, 2011),
    ]


def test_the_page_of_a_table_holds_its_agents_and_its_own_version(own: Dossier) -> None:
    page = page_html(own)
    assert "Network of mine.csv" in page
    assert own["dataVersion"] in page


def test_sources_tell_how_reliable_they_are_and_doubted_statements_that_they_are(shipped: Store) -> None:
    record = dossier(shipped, network_of(participation_table(shipped, Selection(kind="membership"))))
    assert {"secondary source", "weak source", None} == {source.get("reliability") for source in record["sources"]}
    doubted = [part for part in record["participations"] if "certainty" in part]
    assert doubted
    assert {part["certainty"] for part in doubted} == {"low certainty"}
