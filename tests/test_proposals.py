"""What the shell proposes as one types: it goes on from what stands there, and can be read back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kg.cli.proposals import Proposals
from kg.cli.reading import words

ILO = "International Labour Organization"


@pytest.fixture(scope="module")
def proposals(shipped):
    return Proposals(shipped)


def texts(found):
    return [each.text for each in found]


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("par", {"participants-of", "partners-of"}),
        ("sel", {"SELECT"}),
        (".f", {".format"}),
        (".format m", {"markdown"}),
        (".evidence o", {"on", "off"}),
        (".schema kg:Meet", {"kg:Meeting", "kg:MeetingSeries"}),
        (".explain ILO UNF", {"UNFPA"}),
        (".show ber", {"'Berne Initiative'"}),
        (".questions partners", {"partners-of"}),
        ("partners-of ", {"--agency"}),
        ("partners-of --agency il", {"ILO"}),
        ("partners-of --agency=il", {"ILO"}),
        ("partners-of --agency 'international lab", {"ILO"}),
        ("meetings-in --country chi", {"Chile"}),
        ("SELECT * { ?s kg:partic", {"kg:participant"}),
        ("SELECT * { ?s kg:status status:", {"status:held", "status:planned"}),
        ("SELECT * { ?s kg:role role:co-sp", {"role:co-sponsor"}),
        ("SELECT * { ?s kg:participant agency:labour", {"agency:ILO"}),
        ("PREFIX my: <https://w3id.org/convene/ontology#>\nSELECT * { ?s my:partic", {"my:participant"}),
        ("SELECT * { ?s a/kg:sta", {"kg:status"}),
        ("SELECT ?meeting ?me", {"?meeting"}),
        ("SELECT * { ?s ?p ?o } ord", {"ORDER"}),
        ("SELECT * { ?s ski", set()),
        ("SELECT * { ?s sk", {"skos:"}),
        ("SELECT * { FILTER (?a < kg:sta", {"kg:status"}),
    ],
)
def test_what_is_proposed_goes_on_from_what_is_typed(proposals, typed, some):
    found = texts(proposals.after(typed))
    assert some <= set(found)
    assert bool(found) == bool(some)


@pytest.mark.parametrize(
    "typed",
    [
        "SELECT * { ?s skos:prefLabel 'kg:",
        "SELECT * { # kg:",
        "SELECT * { ?s a <http://kg:",
        "SELECT * { ?s none:",
        "nothing --a",
        "partners-of --agency ILO --a",
        ".quit ",
    ],
)
def test_nothing_is_proposed_where_nothing_can_follow(proposals, typed):
    assert proposals.after(typed) == []


def test_a_value_stands_in_the_line_so_that_it_is_read_back_as_itself(proposals):
    values = [(each.text, each.name) for each in proposals.after("meetings-in --country ")]
    assert any(" " in name for _, name in values)
    for text, name in values:
        assert words(f"meetings-in --country {text}")[-1] == name


def test_a_proposal_says_what_it_stands_for(proposals):
    (found,) = [each for each in proposals.after("partners-of --agency ") if each.text == "ILO"]
    assert found.meaning == ILO
    (term,) = [
        each for each in proposals.after("SELECT * { ?s kg:participant agency:IL") if each.text == "agency:ILO"
    ]
    assert term.meaning == ILO


def test_a_tab_at_the_prompt_puts_in_what_is_proposed(shipped, tmp_path, monkeypatch):
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    from kg.cli.prompt import prompt_for

    monkeypatch.setenv("KG_HISTORY", str(tmp_path / "history"))

    def typed():
        with create_pipe_input() as source:
            prompt = prompt_for(shipped, source=source, output=DummyOutput())
            source.send_text("SELECT ?a {\r?a kg:acronym 'ILO'\r}\r")
            assert prompt() == "SELECT ?a {\n  ?a kg:acronym 'ILO'\n}"
            source.send_text("meetings \x1b\r")
            assert prompt() == "meetings "
            source.send_text("\x04")
            with pytest.raises(EOFError):
                prompt()

    # A browser test may have left a loop running in this thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(typed).result(timeout=60)


# What is typed, read.
