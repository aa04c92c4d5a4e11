"""The rooms stand on floors: each file imports only from below, and says what it is for in its first line."""

import ast
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent
FLOORS = [
    {"_version", "errors", "folders", "names"},
    {"dates", "limits", "measures", "packed", "pictures", "questions", "sparql"},
    {"syntax"},
    {"statements"},
    {"store"},
    {"things"},
    {"evidence"},
    {"answers"},
    {"curation", "networks"},
    {"dossiers"},
    {"cards", "page", "report"},
    {"notebook"},
    {"__init__"},
    {"cli"},
    {"__main__"},
]
FILES = sorted(PACKAGE.rglob("*.py"))


def room(name):
    """The room of a dotted module name: the word after `kg`."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def dotted(path):
    return "kg." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imports(path):
    """The modules of this package that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "kg"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kg":
            found |= {f"{node.module}.{alias.name}" if node.module == "kg" else node.module for alias in node.names}
    return found


def floor(name):
    return next(number for number, rooms in enumerate(FLOORS) if room(name) in rooms)


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_a_file_imports_only_from_its_own_room_or_from_floors_below(path):
    own = dotted(path)
    for name in imports(path):
        assert room(name) == room(own) or floor(name) < floor(own), f"{own} imports {name}"


def test_no_room_imports_in_a_circle():
    edges = {dotted(path).removesuffix(".__init__"): imports(path) for path in FILES}
    done = set()

    def visit(name, above):
        assert name not in above, f"a circle: {' -> '.join([*above, name])}"
        if name in edges and name not in done:
            for imported in edges[name]:
                visit(imported, [*above, name])
            done.add(name)

    for name in edges:
        visit(name, [])


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_a_file_says_in_its_first_line_what_it_is_for_and_stays_short(path):
    text = path.read_text(encoding="utf-8")
    assert (ast.get_docstring(ast.parse(text)) or "").splitlines()[0][-1] in ".?!"
    assert text.count("\n") <= 400


def test_every_folder_of_code_is_packaged():
    from configparser import ConfigParser

    setup = ConfigParser()
    setup.read(PACKAGE.parent / "setup.cfg")
    if not setup.sections():
        pytest.skip("the package is installed: setup.cfg is not beside it")
    packages = set(setup["options"]["packages"].split())
    folders = {dotted(path.parent / "x").removesuffix(".x") for path in FILES}
    assert folders <= packages


@pytest.mark.parametrize(
    "command", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)], ids=" ".join
)
def test_the_code_is_clean(command):
    """What these tools say is the report; they come with the test extra."""
    import subprocess
    import sys

    if not (PACKAGE.parent / "pyproject.toml").is_file():
        pytest.skip("the package is installed: there is no checkout to look at")
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
