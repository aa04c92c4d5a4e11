"""The notebooks run from top to bottom, and what they print is what is stored in them."""

import contextlib
import io
import json
import os
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_is_stored_in_it(path, tmp_path, monkeypatch):
    """Run with KG_WRITE_ANSWERS=1 to store what the cells print now."""
    monkeypatch.chdir(tmp_path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for number, cell in enumerate(cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("".join(cell["source"]), f"{path.name} cell {number}", "exec"), names)
        outputs = [
            {"name": "stdout", "output_type": "stream", "text": printed.getvalue().splitlines(keepends=True)}
        ]
        if os.environ.get("KG_WRITE_ANSWERS"):
            cell["outputs"] = outputs if printed.getvalue() else []
            path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        assert cell["outputs"] == (outputs if printed.getvalue() else [])


def test_there_is_a_notebook_to_begin_with():
    assert [path.stem for path in NOTEBOOKS] == ["first-steps"]
