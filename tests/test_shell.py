"""The shell answers one question after the other at a real terminal, completes, remembers, and goes on after a fault."""

import os
import re
import signal
import sys
import time
from pathlib import Path

import pexpect
import pytest

import kg
from kg.cli.reading import quoted

from .conftest import SMALL

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ILO = "International Labour Organization"
KG = [sys.executable, "-c", "from kg.cli import main; main()"]


def environment(folder, **more):
    """The environment of a terminal that answers no questions about itself, with an empty history."""
    return {
        **os.environ,
        "PYTHONPATH": str(Path(kg.__file__).parents[1]),
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "TERM": "xterm",
        "KG_HISTORY": str(folder / "history"),
        "KG_RECORDS": str(folder / "records"),
        **more,
    }


class Terminal:
    """`kg shell` in a terminal of 40 lines and 110 columns."""

    def __init__(self, folder, *options, **more):
        self.process = pexpect.spawn(
            KG[0],
            [*KG[1:], "shell", *options],
            cwd=str(folder),
            env=environment(folder, **more),
            encoding="utf-8",
            dimensions=(40, 110),
            timeout=20,
        )
        self.sees("Ctrl-D leaves")
        self.waits()

    def types(self, text):
        self.process.send(text)

    def asks(self, text):
        """Type a line, and return what is printed until the next prompt."""
        self.types(f"{text}\r")
        self.process.expect(r"\x1b\[\?2004l")
        return self.waits()

    def waits(self):
        """Wait for the prompt, and return what was printed before it."""
        self.process.expect("kg>.*?\x1b\\[\\?25h")
        return plain(self.process.before)

    def sees(self, text):
        self.process.expect_exact(text)

    def leaves(self):
        """Type Ctrl-D, and return the exit code."""
        self.types("\x04")
        return self.ended()

    def ended(self):
        self.process.expect(pexpect.EOF)
        self.process.wait()
        return self.process.exitstatus


def plain(text):
    """Text without what moves the cursor or colours it."""
    return re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", text).replace("\r", "")


@pytest.fixture
def terminal(tmp_path):
    """Start shells, and end those that a failed test leaves."""
    started = []

    def start(*options, **more):
        started.append(Terminal(tmp_path, *options, **more))
        return started[-1]

    yield start
    for each in started:
        each.process.close(force=True)


def test_a_saved_question_a_query_and_a_command_are_answered_one_after_the_other(terminal):
    shell = terminal()
    assert "IMP Secretariat" in shell.asks("partners-of --agency ILO")
    assert ILO in shell.asks("SELECT ?a { ?a kg:acronym 'ILO' }")
    assert ".schema [TERM]" in shell.asks(".help")
    assert shell.leaves() == 0


def test_a_query_goes_off_when_its_braces_are_closed(terminal):
    shell = terminal()
    shell.types("SELECT ?a {\r")
    shell.types("?a kg:acronym 'ILO'\r")
    assert ILO in shell.asks("}")


def test_an_empty_line_sends_a_query_that_is_not_whole_and_the_fault_is_one_line(terminal):
    shell = terminal()
    shell.types("SELECT ?a {\r")
    said = shell.asks("")
    assert said.count("kg: query:") == 1
    assert "the query ends before it is whole" in said
    assert ILO in shell.asks("SELECT ?a { ?a kg:acronym 'ILO' }")


def test_escape_and_enter_send_off_what_stands_there(terminal):
    shell = terminal()
    shell.types("PREFIX kg: <https://w3id.org/convene/ontology#>")
    assert "kg: query:" in shell.asks("\x1b")


def test_prefixes_and_an_empty_line_wait_for_the_query_that_follows(terminal):
    shell = terminal()
    shell.types("PREFIX my: <https://w3id.org/convene/ontology#>\r\r")
    assert ILO in shell.asks("SELECT ?a { ?a my:acronym 'ILO' }")


def test_a_fault_is_one_line_and_the_shell_goes_on(terminal):
    shell = terminal()
    for asked, said in (
        (
            "SELECT ?x { ?x kg:organisedBy ?y }",
            "kg: query:1:16: kg:organisedBy is not a term of this graph; did you",
        ),
        ("partner-of --agency ILO", "kg: no question named 'partner-of'. Did you mean 'partners-of'?"),
        ("quit", "Did you mean '.quit'?"),
        ("partners-of", "kg: this question needs --agency; for example --agency ILO"),
        ("partners-of --agency IMO", "kg: no agency 'IMO'; closest: IOM, IMP, ILO"),
        ("partners-of --agency 'ILO", "has a quotation mark that is not closed"),
        (".fromat csv", "kg: no command '.fromat'. Did you mean '.format'?"),
        (".format xlsx", "kg: format 'xlsx' is a workbook, not text"),
        (".format cvs", "kg: no format 'cvs'. Did you mean 'csv'?"),
        (".timeout soon", "kg: 'soon' is not a number of seconds above 0"),
        (".timeout nan", "kg: 'nan' is not a number of seconds above 0"),
        (".evidence maybe", "kg: 'maybe' is neither on nor off"),
        (".schema Meting", "kg: no class or property 'Meting'. Did you mean 'Meeting'?"),
        (".help me", "kg: '.help me' is not how it is asked; write .help and nothing after it"),
        ("INSERT DATA { kg:a kg:b kg:c }", ": a query reads and never writes"),
    ):
        answer = " ".join(shell.asks(asked).split())
        assert said in answer, asked
        assert answer.count("kg: ") == 1
        assert "Traceback" not in answer
    assert shell.leaves() == 0


def test_an_empty_answer_says_which_pattern_fits_nothing(terminal):
    assert "no rows: nothing fits ?a kg:acronym" in terminal().asks("SELECT ?a { ?a kg:acronym 'NONE' }")


def test_what_is_set_holds_for_the_answers_that_follow(terminal):
    shell = terminal()
    shell.asks(".format csv")
    assert "partner,partner_iri,activity" in shell.asks("partners-of --agency ILO")
    shell.asks(".evidence on")
    assert ",source,locator" in shell.asks("partners-of --agency ILO")
    assert "true" in shell.asks("ASK { ?m a kg:Meeting }")


def test_the_schema_says_what_a_term_means_and_how_often_it_is_used(terminal):
    shell = terminal(KG_DATA=str(SMALL))
    shell.asks(".format tsv")
    listed = dict(line.split("\t", 1) for line in shell.asks(".schema").splitlines() if line.count("\t") == 3)
    assert listed["kg:Meeting"].startswith("class\t")
    assert "One gathering of people" in listed["kg:Meeting"]
    assert listed["kg:participant"].startswith("property\t")
    one = shell.asks(".schema kg:participant")
    assert re.search(r"used\t[1-9]", one)
    assert "on class\tkg:Participation (" in one


def test_a_time_limit_is_kept_its_remains_told_once_and_leaving_is_immediate(terminal):
    shell = terminal("--timeout", "1")
    said = shell.asks(ENDLESS)
    assert "no answer within 1 seconds; the patterns" in " ".join(said.split())
    assert "allow more with .timeout SECONDS" in " ".join(said.split())
    assert "goes on in the background" in said
    assert ILO in shell.asks("SELECT ?a { ?a kg:acronym 'ILO' }")
    assert "goes on in the background" not in shell.asks(ENDLESS)
    began = time.monotonic()
    assert shell.leaves() == 0
    assert time.monotonic() - began < 1


def test_control_c_stops_an_answer_or_gives_up_a_line_and_the_shell_goes_on(terminal):
    shell = terminal()
    shell.types(f"{ENDLESS}\r")
    shell.process.expect(r"\x1b\[\?2004l")
    time.sleep(0.5)
    began = time.monotonic()
    shell.types("\x03")
    assert "kg: stopped" in shell.waits()
    assert time.monotonic() - began < 2
    shell.types("SELECT ?half {\r")
    shell.sees("half")
    shell.types("\x03")
    shell.process.expect(r"\x1b\[\?2004l")
    shell.waits()
    assert ILO in shell.asks("SELECT ?a { ?a kg:acronym 'ILO' }")
    assert shell.leaves() == 0


def test_too_much_memory_ends_the_shell_with_one_line(terminal):
    shell = terminal("--max-memory", "0.3")
    shell.types("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }\r")
    shell.sees("the answer needs more than 0.3 GB of memory")
    assert shell.ended() == 1


def test_what_was_given_up_is_watched_and_does_not_take_all_memory(terminal):
    shell = terminal("--timeout", "0.2", "--max-memory", "0.3")
    assert "no answer within 0.2 seconds" in " ".join(
        shell.asks("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }").split()
    )
    shell.sees("what was given up takes more than 0.3 GB of memory")
    assert shell.ended() == 143


def test_sigterm_ends_the_shell_at_the_prompt_and_gives_the_terminal_back(tmp_path):
    process = pexpect.spawn(
        "/bin/sh",
        ["-c", '"$0" -c "from kg.cli import main; main()" shell; echo code $?; stty -a; echo done', sys.executable],
        env=environment(tmp_path),
        encoding="utf-8",
        timeout=20,
    )
    process.expect("kg>")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    began = time.monotonic()
    os.kill(int(children.read_text().split()[0]), signal.SIGTERM)
    process.expect("kg: ended\r\ncode 143\r\n")
    assert time.monotonic() - began < 2
    process.expect("done")
    assert {"icanon", "echo"} <= set(process.before.split())
    process.close()


def test_what_was_typed_is_there_the_next_time_and_read_by_nobody_else(terminal, tmp_path):
    first = terminal()
    first.asks("SELECT ?a { ?a kg:acronym 'ILO' }")
    assert first.leaves() == 0
    second = terminal()
    second.types("\x1b[A")
    second.sees("acronym")
    assert ILO in second.asks("")
    assert (tmp_path / "history").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", ["/dev/full", "/proc/none/history", "."])
def test_a_history_that_cannot_be_kept_is_no_error(terminal, place):
    shell = terminal(KG_HISTORY=place)
    answer = shell.asks("SELECT ?a { ?a kg:acronym 'ILO' }")
    assert ILO in answer
    assert "kg: " not in answer
    assert shell.leaves() == 0


def test_tab_completes_the_question_its_option_and_a_value_of_several_words(terminal):
    shell = terminal()
    for typed, seen in (("partners-\t", "of"), (" --ag\t", "ency"), (" 'imp s\t", "IMP Secretariat'")):
        shell.types(typed)
        shell.sees(seen)
    assert "co-sponsor" in shell.asks("")


def test_tab_shows_terms_with_their_labels(terminal):
    shell = terminal()
    shell.types("SELECT ?a { ?p kg:participant ?a ; kg:role role:co-\t")
    shell.sees("role:co-organizer")
    shell.types("\x03")


def test_without_colour_no_word_is_coloured(terminal):
    shell = terminal("--no-color")
    shell.types("SELECT")
    shell.sees("SELECT")
    assert "\x1b[0;34;1m" not in shell.process.before


def test_the_cards_of_kg_explain_and_kg_show_are_those_of_the_shell(run):
    pytest.importorskip("kg.cli.cards")
    for words_given in (("explain", "ILO", "International Organization for Migration"), ("show", "IOM")):
        said = run(*words_given).stdout
        assert said
        name, *things = words_given
        assert run("shell", input=f".{name} {' '.join(map(quoted, things))}\n").stdout == said


def test_the_help_fits_a_narrow_terminal(run):
    assert max(map(len, run("shell", input=".help\n").stdout.splitlines())) <= 79


# What Tab proposes, said finer.
