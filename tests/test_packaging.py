"""What is built is complete: the wheel answers from another folder, without the checkout and without a network."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
OFFLINE = ["unshare", "--map-root-user", "--net"]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the wheel from a copy of what git tracks, so that nothing stale gets in."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=CHECKOUT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("the tests do not run in a git checkout")
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (CHECKOUT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((CHECKOUT / name).read_bytes())
    built = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", built, copy], check=True)
    return next(built.glob("convene_kg-*.whl"))


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """Install the wheel alone into a folder; what it depends on is taken from this environment."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def kg(site, folder, *words):
    """Run the installed `kg` from a folder, cut off from any network where the system allows it."""
    offline = (
        OFFLINE if subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode == 0 else []
    )
    code = "import kg, sys; from kg.cli import main; print(kg.__file__, file=sys.stderr); main()"
    return subprocess.run(
        [*offline, sys.executable, "-P", "-c", code, *words],
        cwd=folder,
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_every_file_of_the_graph_and_every_question(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, suffix in (("ontology", "ttl"), ("data", "ttl"), ("queries", "rq")):
        for path in (CHECKOUT / folder).rglob(f"*.{suffix}"):
            assert f"kg/{path.relative_to(CHECKOUT).as_posix()}" in names
    assert {"kg/py.typed", "kg/page/assets/page.html.jinja"} <= names


def test_the_wheel_carries_no_tests_and_both_licences(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith("tests")]
    assert {name.rsplit("/", 1)[1] for name in names if "LICENSE" in name} == {"LICENSE", "LICENSE-DATA"}


@pytest.mark.parametrize(
    "words",
    [
        ("query", "partners-of", "--agency", "ILO"),
        ("network", "co-sponsorship", "--out", "ties.html"),
        ("check",),
    ],
    ids=" ".join,
)
def test_the_installed_command_works_from_another_folder_without_a_network(installed, tmp_path, words):
    done = kg(installed, tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert str(installed) in done.stderr
