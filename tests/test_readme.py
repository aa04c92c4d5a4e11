"""The README promises what the program does: every example in it is run, every answer compared."""

import re
import shlex
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
EXAMPLES = [
    tuple(part.split("\n", 1)) for block in CONSOLE for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_a_command_in_the_readme_prints_what_the_readme_shows(run, command, output):
    words = shlex.split(command)
    assert words[0] == "kg"
    done = run(*words[1:])
    assert done.stdout + done.stderr == output


def test_the_readme_shows_a_first_question_with_its_answer():
    assert any(command.startswith("kg query") and output.count("\n") > 2 for command, output in EXAMPLES)


def test_the_python_in_the_readme_is_a_doctest_that_holds():
    import doctest

    assert PYTHON
    for number, block in enumerate(PYTHON):
        test = doctest.DocTestParser().get_doctest(block, {}, f"README {number}", "README.md", 0)
        assert test.examples
        assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


def test_the_readme_is_short_and_gives_the_two_commands():
    assert README.count("\n") <= 156
    assert (
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/kg network --out partnership-network.html"
        in README
    )
    assert ".venv/bin/pip install '.[test]' && .venv/bin/pytest" in README


def test_every_link_of_the_readme_to_a_file_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (Path(__file__).parents[1] / target).exists(), target
