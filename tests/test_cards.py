"""A card tells what is known of a thing, an explanation why two agencies are tied or which absence it is."""

import json
from dataclasses import asdict
from itertools import combinations
from random import Random

import pytest

from kg import network
from kg.cards.card import card
from kg.cards.ties import explain
from kg.errors import UsageError
from kg.names import expand
from kg.questions import TYPES


def said(found):
    return [line for _, line in found.outline()]


@pytest.mark.parametrize(
    "thing",
    [
        "UNFPA",
        "unfpa",
        "United Nations Population Fund",
        "agency:UNFPA",
        "https://w3id.org/convene/id/agency/UNFPA",
    ],
)
def test_a_thing_is_found_by_any_of_its_names(shipped, thing):
    assert card(shipped, thing).label == "United Nations Population Fund"


@pytest.mark.parametrize("kind", sorted(kind for kind in TYPES if TYPES[kind] and kind != "role"))
def test_everything_of_every_kind_has_a_card(shipped, kind):
    things = [thing for (thing,) in shipped.rows(f"SELECT ?t {{ ?t a {TYPES[kind]} }} ORDER BY ?t")]
    assert things
    for thing in things:
        found = card(shipped, thing)
        assert found.iri == thing
        assert found.label and found.kind
        assert all(line.said for lines in found.sections.values() for line in lines)


def test_the_card_of_an_agency_has_roles_by_date_partners_and_what_is_contested(shipped):
    found = card(shipped, "UNFPA")
    roles = [line.said for line in found.sections["Roles"]]
    assert roles[0].startswith("1998/..: co-sponsor of International Migration Policy Programme")
    assert roles[-1].startswith("no date: ")
    assert found.sections["Partners"][0].said == "International Organization for Migration: 3 shared activities"
    assert "Contested" in found.sections
    assert all(line.passages for line in found.sections["Roles"])


def test_partners_on_a_card_are_counted_as_the_network_ties_them(shipped):
    ties = network("partnership")
    for name in ("UNFPA", "IOM", "ILO", "IMP"):
        found = card(shipped, name)
        shown = {
            line.said.rpartition(": ")[0]: int(line.said.rpartition(": ")[2].split()[0])
            for line in found.sections["Partners"]
        }
        tied = {card(shipped, other).label: tie["support"] for other, tie in ties[found.iri].items()}
        assert shown == tied


def test_the_card_of_a_role_shows_who_was_in_it(shipped):
    assert any("Belgium" in line.said for line in card(shipped, "host").sections["Roles"])


def test_the_card_of_a_topic_shows_who_works_on_it_and_below_it(shipped):
    found = card(shipped, "trafficking in persons")
    assert any(
        line.said.startswith("International Organization for Migration: ")
        for line in found.sections["At work on it"]
    )
    assert any(line.said.startswith("has below it: ") for line in found.sections["Linked"])


def test_a_name_that_means_several_things_is_answered_with_all_of_them(shipped):
    with pytest.raises(UsageError, match=r"'secretariat' may be any of .*role:secretariat"):
        card(shipped, "secretariat")


def test_a_name_that_means_nothing_is_answered_with_the_closest(shipped):
    with pytest.raises(UsageError, match="no thing 'UNFPPA'; closest: UNFPA"):
        card(shipped, "UNFPPA")


def test_every_tie_of_the_network_is_explained_by_its_activities(shipped):
    """The explanation counts by the rules of the network: for every tie, and for 150 pairs without one."""
    ties = network("partnership")
    untied = sorted(set(combinations(sorted(ties), 2)) - {tuple(sorted(pair)) for pair in ties.edges})
    for one, other in [*ties.edges, *Random(0).sample(untied, 150)]:
        found = explain(shipped, one, other)
        expected = ties.edges[one, other]["activities"] if ties.has_edge(one, other) else []
        assert sorted(each.iri for each in found.shared if not each.untied) == expected
        assert bool(expected) != bool(found.absences)


def test_a_tie_opens_down_to_both_ends_of_its_passages(shipped):
    lines = said(explain(shipped, "IOM", "UNFPA"))
    assert lines[0].endswith("tied by 3 activities; recorded together in 3 activities that make no tie")
    assert any(
        'A, para. 1: "In response to ICPD, UNFPA has been ... jointly with ILO, IOM and UNITAR"' in line
        for line in lines
    )


def test_rivals_are_no_partners_and_it_is_said_why(shipped):
    found = explain(shipped, "Switzerland", "Swiss Federal Office for Refugees")
    assert found.ties == 0
    assert found.absences[0].kind == "no partnership"
    assert "contradict each other" in found.absences[0].places[0]


def test_whom_persons_represented_is_told_and_makes_no_tie(shipped):
    found = explain(shipped, "DAW", "UNICEF")
    assert found.ties == 0
    assert {part.by for each in found.shared for part in each.parts} == {"Emanuela Calabrini", "Lisa Kurbiel"}


def test_a_body_is_no_partner_of_its_own_part(shipped):
    found = explain(shipped, "Population Division", "DESA")
    assert found.ties == 0
    assert "part and whole" in [each.kind for each in found.absences]


def test_named_together_without_a_shared_activity_names_the_places(shipped):
    found = explain(shipped, "OECD", "DAW")
    together = next(each for each in found.absences if each.kind == "named together, not curated")
    assert "Report of the Meeting, C.3, para. 3" in together.places


def test_never_named_together_says_how_many_documents_that_was_looked_for_in(shipped, sources):
    without = explain(shipped, "OECD", "IUSSP").absences
    within = explain(shipped, "OECD", "IUSSP", sources).absences
    read = len({each for (each,) in shipped.rows("SELECT ?s { ?e kg:inSource ?s ; kg:passageStart ?start }")})
    assert without[0].sentence.startswith(f"no paragraph of the {read} documents read supports statements on both")
    assert within[0].sentence == "no paragraph of the 5 documents read names both"


def test_documents_that_were_not_read_are_named(shipped):
    unread = explain(shipped, "OECD", "IUSSP").absences[-1]
    assert unread.kind == "source not read"
    assert any(title.startswith("Worlds in Motion") for title in unread.places)


def test_of_what_one_has_a_part_in_it_is_told_which_lists_and_pages_were_not_read(shipped):
    """Of the first Coordination Meeting neither papers nor participants are known; the Population Division ran it."""
    found = explain(shipped, "Population Division", "OECD").absences
    gaps = next(each for each in found if each.sentence.startswith("the other may stand in lists or pages"))
    assert gaps.kind == "source not read"
    assert any(place.startswith("First Coordination Meeting on International Migration: ") for place in gaps.places)
    assert not [each for each in explain(shipped, "OECD", "IUSSP").absences if each.sentence == gaps.sentence]


def test_a_gap_of_what_both_are_recorded_in_tells_nothing_of_their_tie(tmp_path):
    from kg.store import load_store

    from .conftest import SMALL

    gap = """
    agency:lone a kg:Agency ; skos:prefLabel "Lone"@en .
    agency:alone a kg:Agency ; skos:prefLabel "Alone"@en .
    agency:far a kg:Agency ; skos:prefLabel "Far"@en .
    meeting:unlisted a kg:Meeting ; skos:prefLabel "Unlisted"@en .
    meeting:panel a kg:Meeting ; skos:prefLabel "Panel"@en ; dcterms:isPartOf meeting:unlisted .
    participation:lone a kg:Participation ; kg:participant agency:lone ; kg:activity meeting:panel ; kg:role role:presenter .
    participation:alone a kg:Participation ; kg:participant agency:alone ; kg:activity meeting:panel ; kg:role role:presenter .
    finding:unlisted a kg:Finding ; dcterms:type kind:gap-in-participants ; kg:findingOf meeting:unlisted ;
        dcterms:description "No list was read."@en .
    """
    prefixes = ("kind", "meeting", "finding", "participation", "role")
    written = "".join(f"@prefix {each}: <{expand(f'{each}:')}> .\n" for each in prefixes)
    (tmp_path / "mine.ttl").write_text(SMALL.read_text() + written + gap, encoding="utf-8")
    store = load_store([tmp_path / "mine.ttl"])
    assert ("Unlisted: No list was read.",) in [each.places for each in explain(store, "Lone", "Far").absences]
    assert "source not read" not in [each.kind for each in explain(store, "Lone", "Alone").absences]


def test_a_passage_that_the_curators_rejected_is_told_with_their_reason(tmp_path):
    from kg.store import load_store

    from .conftest import SMALL

    rejected = """
    evidence:rejected a kg:Evidence ; dcterms:type kind:rejected-passage ; kg:inSource source:small ;
        kg:locator "para. 9" ; kg:passageStart "Agency B" ; kg:rationale "It is a misprint."@en .
    evidence:on-a a kg:Evidence ; kg:inSource source:small ; kg:locator "para. 9" ; kg:passageStart "Agency B" .
    agency:lone a kg:Agency ; skos:prefLabel "Lone"@en ; kg:evidence evidence:on-a .
    agency:alone a kg:Agency ; skos:prefLabel "Alone"@en ; kg:evidence evidence:on-a .
    """
    (tmp_path / "mine.ttl").write_text(
        SMALL.read_text() + f"@prefix kind: <{expand('kind:')}> .\n" + rejected, encoding="utf-8"
    )
    found = explain(load_store([tmp_path / "mine.ttl"]), "Lone", "Alone")
    assert found.absences[0].kind == "rejected by the curator"
    assert found.absences[0].places[0].endswith("para. 9: It is a misprint.")


def test_a_thing_is_not_explained_with_itself(shipped):
    with pytest.raises(
        UsageError, match="'ILO' and 'ilo' are the same, International Labour Organization; name two"
    ):
        explain(shipped, "ILO", "ilo")


def test_the_commands_print_text_markdown_and_json(run):
    assert run("show", "UNFPA").stdout.startswith("United Nations Population Fund\n  Agency, ")
    assert run("show", "UNFPA", "--format", "markdown").stdout.startswith("## United Nations Population Fund\n")
    shown = json.loads(run("show", "UNFPA", "--format", "json").stdout)
    assert shown["label"] == "United Nations Population Fund"
    explained = json.loads(run("explain", "IOM", "UNFPA", "--format", "json").stdout)
    assert len(explained["shared"]) == 6


def test_a_card_shows_the_words_of_its_passages_on_demand(run):
    assert '"In response to ICPD, UNFPA has been ...' in run("show", "UNFPA", "--evidence").stdout


def test_cards_are_the_same_from_whatever_order(shipped):
    assert asdict(card(shipped, "IOM")) == asdict(card(shipped, "IOM"))
