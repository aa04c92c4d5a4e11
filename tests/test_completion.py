"""What a shell proposes after `kg query` goes on from what is typed, and stands in the line so that it is read."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

import kg

from .conftest import SMALL

KG = [sys.executable, "-c", "from kg.cli import main; main()"]
CHECKOUT = str(Path(kg.__file__).parents[1])


def complete(line, shell="bash", **more):
    """Ask as the shell does, with the cursor at the end of a line; return what is proposed."""
    count = len(shlex.split(line)) - (not line.endswith(" "))
    last = "" if line.endswith(" ") else shlex.split(line)[-1]
    done = subprocess.run(
        KG,
        env={
            **os.environ,
            "PYTHONPATH": CHECKOUT,
            "_KG_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": last if shell == "fish" else str(count),
            **more,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if shell == "zsh":
        return done.stdout.splitlines()[1::3]
    return [item.partition(",")[2].split("\t")[0] for item in done.stdout.splitlines() if item]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("kg ", {"check", "shell"}),
        ("kg qu", {"query", "questions"}),
        ("kg query partn", {"partners-of", "partnerships"}),
        ("kg query partners-of ", {"--agency"}),
        ("kg query partners-of --a", {"--agency", "--allow-unknown"}),
        ("kg query partners-of --agency I", {"ILO", "IOM"}),
        ("kg query partners-of --agency il", {"ILO"}),
        ("kg query --agency ILO partn", {"partners-of"}),
        ("kg query meetings-between --from 2002 ", {"--to"}),
        ("kg query who-works-on --topic rem", {"remittances"}),
        ("kg query --format m", {"markdown"}),
        ("kg questions partn", {"partners-of"}),
        ("kg query partners-of --agency zzz", set()),
        ("kg query meetings-between --from ", set()),
    ],
)
def test_questions_their_options_and_values_are_proposed(shell, line, some):
    found = set(complete(line, shell))
    assert some <= found
    assert bool(found) == bool(some)


@pytest.mark.parametrize(("shell", "before"), [("bash", ""), ("zsh", "--agency="), ("fish", "--agency=")])
def test_an_option_may_be_joined_to_its_value(shell, before):
    assert f"{before}ILO" in complete("kg query partners-of --agency=I", shell)


def test_a_name_with_a_colon_is_gone_on_with_from_where_bash_takes_it_to_begin(tmp_path):
    text = SMALL.read_text(encoding="utf-8").replace('prefLabel "', 'prefLabel "On: a ')
    (tmp_path / "mine.ttl").write_text(text, encoding="utf-8")
    words = "kg\nquery\npartners-of\n--agency\nOn\n:\n\\ a\\ "
    found = complete("kg query x", COMP_WORDS=words, COMP_CWORD="6", KG_DATA=str(tmp_path / "mine.ttl"))
    assert found
    assert all(each.startswith("\\ a\\ ") for each in found)


def test_an_option_that_is_given_is_not_proposed_again():
    assert complete("kg query partners-of --agency ILO ") == []


def test_a_value_of_several_words_is_escaped_where_the_shell_does_not_do_it():
    line = "kg query who-works-on --topic 'traff"
    assert "trafficking\\ in\\ persons" in complete("kg query who-works-on --topic traff")
    assert "trafficking in persons" in complete(line.replace("'", ""), "zsh")
    assert "trafficking in persons" in complete(line.replace("'", ""), "fish")


def test_what_bash_gives_is_read_by_bash_as_the_thing_itself(run):
    values = complete("kg query participants-of --meeting ")
    assert any("," in value for value in values)
    for value in values[:3]:
        (name,) = shlex.split(value)
        assert run("query", "participants-of", "--meeting", name).returncode == 0


def test_a_value_with_a_comma_is_whole_in_every_shell():
    bash, zsh, fish = (complete("kg query participants-of --meeting ", each) for each in ("bash", "zsh", "fish"))
    assert [shlex.split(value)[0] for value in bash] == fish
    assert [value.replace("\\:", ":") for value in zsh] == fish


def test_things_come_from_the_data_that_the_line_names():
    assert "ILO" not in complete(f"kg query --data {SMALL} partners-of --agency ")
    assert complete(f"kg query --data {SMALL} partners-of --agency ") == complete(
        "kg query partners-of --agency ", KG_DATA=str(SMALL)
    )


def test_data_that_cannot_be_read_leave_the_line_alone():
    assert complete("kg query --data none.ttl partners-of --agency ") == []


# In the shells themselves.


@pytest.fixture
def kg_command(tmp_path):
    """A folder with a `kg` in it that runs this copy of the package."""
    command = tmp_path / "bin" / "kg"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(CHECKOUT)} exec {shlex.join(KG)} "$@"\n')
    command.chmod(0o755)
    return command.parent


def typed(shell, folder, words, keys, seen):
    """What a shell makes of the line after keys are typed, a Tab among them, word by word, once the end is seen."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    environment = {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "TERM": "dumb",
        "HOME": str(folder),
    }
    process = pexpect.spawn(
        shell, words, env=environment, cwd=str(folder), encoding="utf-8", timeout=20, dimensions=(40, 200)
    )
    try:
        process.send("echo rea''dy\r")
        process.expect("ready\r?\n")
        sources = {
            "bash": 'eval "$(_KG_COMPLETE=bash_source kg)"; bind "set bell-style none"',
            "zsh": 'autoload -U compinit; compinit -D; eval "$(_KG_COMPLETE=zsh_source kg)"',
            "fish": "_KG_COMPLETE=fish_source kg | source",
        }
        process.send(f"{sources[shell]}; echo lo''aded\r")
        process.expect("loaded\r?\n")
        process.send(keys)
        process.expect_exact(seen)
        process.send("\x01echo '<' ; printf '[%s]' \x05; echo '>'\r")
        process.expect(r"\r?\n<\r?\n(.*?)>\r?\n")
        return re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", process.match[1])
    finally:
        process.close(force=True)


SHELLS = [("bash", ["--norc", "-i"]), ("zsh", ["-f", "-i"]), ("fish", ["--no-config", "-i"])]


@pytest.mark.parametrize(("shell", "words"), SHELLS, ids=[name for name, _ in SHELLS])
@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("kg query partners-of --agency 'IMP S\t", "IMP Secretariat"),
        ("kg query partners-of --agency IMP\\ S\t", "IMP Secretariat"),
        ("kg query partners-of --agency Swiss\t", "Swiss Federal Office for Refugees"),
        ("kg query partners-of --agency=Swiss\t", "--agency=Swiss Federal Office for Refugees"),
    ],
    ids=["in quotation marks", "escaped", "from its beginning", "joined to its option"],
)
def test_a_value_of_several_words_is_put_into_the_line_as_one(shell, words, kg_command, keys, value):
    before = "" if value.startswith("--") else "[--agency]"
    assert typed(shell, kg_command, words, keys, value[-4:]) == f"[kg][query][partners-of]{before}[{value}]"
