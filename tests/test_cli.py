"""The command line answers in the promised words, codes and places, from any folder."""

import re
from pathlib import Path

import pytest

from kg.cli import COMMANDS, SUMMARIES
from kg.names import KG

PARTICIPANTS = f"PREFIX kg: <{KG}> SELECT ?a WHERE {{ ?p kg:participant ?a ; kg:activity ?m }}"


def test_kg_alone_prints_help_that_fits_a_screen(run):
    done = run()
    assert done.stdout.count("\n") + done.stderr.count("\n") <= 24
    assert "Commands:" in done.stdout + done.stderr


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented_with_an_example_that_runs(run, command):
    done = run(command, "--help")
    example = re.search(r"Example: kg (.+)", done.stdout)
    assert command in SUMMARIES
    assert example, f"kg {command} --help has no example"
    if " my-" not in example[1]:
        assert run(*example[1].split()).returncode == 0


def test_a_query_given_as_text_answers(run):
    done = run("query", "-q", PARTICIPANTS, "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.startswith("a,a_iri\n")
    assert "https://w3id.org/convene/id/agency/UNFPA" in done.stdout


def test_the_same_query_from_a_file_and_from_standard_input_gives_the_same(run, tmp_path):
    (tmp_path / "mine.rq").write_text(PARTICIPANTS + " ORDER BY ?a")
    from_file = run("query", "mine.rq")
    from_input = run("query", "-", input=PARTICIPANTS + " ORDER BY ?a")
    assert from_file.returncode == from_input.returncode == 0
    assert from_file.stdout == from_input.stdout != ""


def test_a_saved_question_takes_its_parameter_either_way(run):
    assert (
        run("query", "partners-of", "--agency", "ILO").stdout == run("query", "partners-of", "--agency=ilo").stdout
    )


def test_the_questions_are_listed_with_their_parameters_and_one_is_shown_whole(run):
    assert "partners-of" in run("questions").stdout
    assert "[--agency ILO]" in run("questions").stdout
    assert "SELECT" in run("questions", "partners-of").stdout


def test_an_answer_without_rows_says_so_and_is_no_error(run):
    done = run("query", "-q", "SELECT ?a { ?a kg:acronym 'NONE' }")
    assert (done.returncode, done.stdout) == (0, "a\n-\n")
    assert done.stderr.startswith("kg: no rows: ")
    assert run("query", "--quiet", "-q", "SELECT ?a { ?a kg:acronym 'NONE' }").stderr == ""


WRONG = [
    ((), "name one question, file or - for standard input"),
    (("meetings", "-q", "ASK {}"), "name one question, file or -"),
    (("meeting",), "no question named 'meeting'. Did you mean 'meetings'?"),
    (("none.rq",), "'none.rq' cannot be read: No such file or directory"),
    (("meetings", "--format", "tabel"), "no format 'tabel'. Did you mean 'table'?"),
    (("partners-of",), "this question needs --agency; for example --agency ILO"),
    (("partners-of", "--agency"), "'--agency' needs a value"),
    (("partners-of", "--agency", "IMO"), "no agency 'IMO'; closest: IOM, IMP, ILO"),
    (("partners-of", "--agency", "ILO", "--agency", "IOM"), "'--agency' is given twice"),
    (("partners-of", "--agency", "United", "Nations"), "'Nations' is one word too many"),
    (("meetings", "--topic", "x"), "'--topic' is not an option of this question; it takes no parameters"),
    (("-q", "SELECT ?x WHERE { ?x a"), "query:1:"),
    (("-q", "INSERT DATA { kg:a kg:b kg:c }"), "query:1:"),
    (("-q", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE would send this query"),
    (("meetings", "--data", "none.ttl"), "'none.ttl' does not exist"),
    (("meetings", "--timeout", "nan"), "--timeout 'nan' is not a number of seconds above 0"),
    (("meetings", "--max-memory", "nan"), "--max-memory 'nan' is not a number of GB above 0"),
    (("meetings", "--out", "no/such/folder.csv"), "'no/such/folder.csv' cannot be written: No such file"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) or "nothing" for words, _ in WRONG])
def test_a_wrong_question_is_answered_in_one_line_with_exit_code_2(run, words, said):
    done = run("query", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kg: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unknown_command_is_answered_with_the_nearest(run):
    done = run("qury")
    assert done.returncode == 2
    assert "no command 'qury'. Did you mean 'query'?" in done.stderr


def test_debug_shows_where_an_error_came_from(run):
    assert "Traceback" in run("query", "meeting", "--debug").stderr


def test_an_answer_is_written_to_a_file_whole_and_nothing_else_is_left(run, tmp_path):
    done = run("query", "meetings", "--format", "csv", "--out", "meetings.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "meetings.csv").read_text().startswith("meeting,meeting_iri,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["meetings.csv", "meetings.csv-metadata.json"]


def test_a_query_imports_neither_rdflib_nor_networkx_nor_numpy(run):
    import subprocess
    import sys

    code = (
        "import sys; sys.argv = ['kg', 'query', 'partners-of', '--agency', 'ILO', '--format', 'csv']\n"
        "from kg.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'rdflib', 'networkx', 'numpy', 'scipy', 'pyshacl', 'pyvis', 'edtf', 'rich', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_network_is_written_as_graphml_by_its_suffix(run, tmp_path):
    done = run("network", "co-sponsorship", "--out", "ties.graphml")
    assert done.returncode == 0
    assert done.stderr == "kg: ties.graphml: 5 agents, 6 ties\n"
    assert "agency/UNITAR" in (tmp_path / "ties.graphml").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("friendship",), "no network 'friendship'"),
        (("--out", "ties.pdf"), "'ties.pdf' has no suffix that names a format; end it with .html, .graphml"),
        (("--roles", "organiser"), "no role 'organiser'. Did you mean 'organizer'?"),
    ],
)
def test_a_wrong_network_is_refused_and_nothing_is_written(run, tmp_path, words, said):
    done = run("network", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_network_replaces_an_older_file_only_when_it_is_whole(run, tmp_path):
    old = tmp_path / "ties.html"
    old.write_text("old")
    assert run("network", "--weight", "heavy", "--out", "ties.html").returncode == 2
    assert old.read_text() == "old"
    assert run("network", "--out", "ties.html").returncode == 0
    assert old.read_text() != "old"


def test_a_closed_pipe_leaves_no_traceback(run):
    import subprocess
    import sys

    command = f"{sys.executable} -c 'from kg.cli import main; main()' query agencies | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [("qury",), ("--nope",), ("check", "--nope"), ("questions", "a", "b"), ("network", "a", "b")]
)
def test_every_misuse_is_answered_in_one_line(run, words):
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1


def test_a_link_is_written_through_and_a_file_keeps_its_permissions(run, tmp_path):
    target = tmp_path / "target.csv"
    target.write_text("old")
    target.chmod(0o600)
    (tmp_path / "link.csv").symlink_to(target)
    assert run("query", "meetings", "--format", "csv", "--out", "link.csv").returncode == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert target.read_text().startswith("meeting,")
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_pipe_stays_a_pipe(run, tmp_path):
    import os
    import stat
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    done = run("query", "meetings", "--format", "csv", "--out", "pipe")
    reader.join(timeout=10)
    assert done.returncode == 0
    assert read[0].startswith("meeting,")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_output_that_cannot_be_written_is_one_line(run):
    with Path("/dev/full").open("w") as full:
        done = run("query", "agencies", capture_output=False, stdout=full, stderr=-1)
    assert done.returncode == 1
    assert done.stderr == "kg: the output cannot be written: No space left on device\n"


def test_parameters_may_stand_before_the_question(run):
    assert (
        run("query", "--agency", "ILO", "partners-of").stdout
        == run("query", "partners-of", "--agency", "ILO").stdout
    )


def test_a_query_file_may_begin_with_a_byte_order_mark(run, tmp_path):
    (tmp_path / "mine.rq").write_bytes(b"\xef\xbb\xbf" + PARTICIPANTS.encode())
    assert run("query", "mine.rq").returncode == 0


@pytest.mark.parametrize(
    ("option", "said"), [("--of", "no sort of agent is named"), ("--roles", "no role is named")]
)
def test_an_empty_choice_draws_no_empty_network(run, option, said):
    done = run("network", option, ",", "--out", "x.graphml")
    assert done.returncode == 2
    assert said in done.stderr


def test_agents_that_the_data_do_not_describe_are_counted_and_a_way_out_named(run, tmp_path):
    from .conftest import SMALL

    text = SMALL.read_text()
    (tmp_path / "mine.ttl").write_text(
        text.replace("agency:small-b ", "agency:UNFPA ").replace("agency:UNFPA a kg:Agency", "agency:b a kg:Agency")
    )
    done = run("network", "--data", "mine.ttl", "--out", "x.graphml")
    assert "participations are by agents that these data do not describe; try --with-shipped" in done.stderr
