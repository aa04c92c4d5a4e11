"""The notebooks run from top to bottom in a kernel of their own, and give what is stored in them."""

import json
import os
from pathlib import Path

import pytest

import kg

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install '.[test]'")
import nbformat  # noqa: E402

#: What a notebook keeps of an output, in this order: the first of them that there is, and the text.
_KEPT = ("image/svg+xml", "text/html", "text/plain")


def executed(path, folder):
    """Run a notebook in an empty folder and return the outputs of its cells as they are stored.

    A page in a frame weighs a megabyte and shows in no repository's browser: its still picture is stored.
    """
    notebook = nbformat.read(path, as_version=4)
    os.environ["PYTHONPATH"] = str(Path(kg.__file__).parents[1])
    nbclient.NotebookClient(
        notebook, timeout=60, coalesce_streams=True, resources={"metadata": {"path": str(folder)}}
    ).execute()
    return [[stored(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def stored(output):
    """Return an output without counters and without all but its best form."""
    if output["output_type"] == "stream":
        return {"name": output["name"], "output_type": "stream", "text": output["text"].splitlines(keepends=True)}
    kind = next(kind for kind in _KEPT if kind in output["data"])
    text = output["data"][kind].splitlines(keepends=True)
    return {"data": {kind: text}, "execution_count": None, "metadata": {}, "output_type": "execute_result"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_what_is_stored_in_it(path, tmp_path):
    """Run with KG_WRITE_ANSWERS=1 to store what the cells give now."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = executed(path, tmp_path)
    if os.environ.get("KG_WRITE_ANSWERS"):
        for cell, outputs in zip(cells, found, strict=True):
            cell["outputs"] = outputs
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert [cell["outputs"] for cell in cells] == found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_a_story_and_says_what_may_not_be_concluded(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    told = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert told[0].startswith("# ")
    assert "**What may not be concluded.**" in told[-1]
    assert max(text.count("\n") for text in code) <= 18
    pictures = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    assert any("image/svg+xml" in output.get("data", {}) for output in pictures)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_stores_no_warning_and_nothing_of_the_machine_it_ran_on(path):
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    assert not any(output.get("name") == "stderr" for output in outputs)
    assert not any(place in json.dumps(outputs) for place in ("/home/", "/tmp/", "/root/", str(Path.home())))
    assert path.stat().st_size < 600_000


def test_there_is_a_story_for_each_way_of_using_the_graph():
    assert [path.stem for path in NOTEBOOKS] == [
        "a-topic-through-the-years",
        "first-steps",
        "significance",
        "where-sources-disagree",
        "your-own-data",
    ]
