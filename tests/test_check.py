"""What may not be believed is refused with file, line and column, the cause alone and in one line."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.curation import check
from kg.errors import UsageError
from kg.folders import folder

from .conftest import SMALL

#: What is changed in the small graph, into what; where the fault is; what is said of it.
FAULTS = [
    ("kg:participant agency:small-b ;\n    kg:role role:co", "kg:participant agency:small-b\n    kg:role role:co",
     "kg:role role:co-organizer", "';' or '.' is missing before this; end the line above with ';'"),
    ("@prefix role: <https://w3id.org/convene/id/role/> .\n", "", "role:supporter", "the prefix role: is not declared"),
    ('"2003-06"^^', '"2003-06-31"^^', '"2003-06-31"', "'2003-06-31' is not a date: day is out of range for month"),
    ('"2001/.."^^', '"2001/1999"^^', '"2001/1999"', "'2001/1999' ends before it begins"),
    ('"2001/.."^^', '"since 2001"^^', '"since 2001"', "'since 2001' is not an EDTF date"),
    ("kg:participant country:small-x", "kg:particpant country:small-x", "kg:particpant", "did you mean kg:participant?"),
    ("a kg:Programme", "a kg:Program", "kg:Program ", "kg:Program is not a class of the ontology; did you mean kg:Programme?"),
    ("dcterms:type kind:process", "dcterms:typ kind:process", "dcterms:typ ", "did you mean dcterms:type?"),
    ("role:co-organizer", "role:coorganizer", "role:coorganizer", "is described nowhere; did you mean role:co-organizer?"),
    ("kg:participant agency:small-c", "kg:participant agency:smal-c", "agency:smal-c", "did you mean agency:small-c?"),
    ("    kg:evidence evidence:small-1 ;\n    kg:participant country:small-x", "    kg:participant country:small-x",
     "participation:small-x-participant-conference a", "has no evidence; add kg:evidence"),
    ("kg:status status:planned", 'kg:earliest "2001-01-01" ; kg:status status:planned',
     "kg:earliest", "kg:earliest is computed from dcterms:date; delete this line"),
    ("https://w3id.org/convene/id/role/", "https://w3id.org/convene/roles/", "role: <", "write <https://w3id.org/convene/id/role/>"),
    ('"A, B and C met"', '"A, B and C met in the town of Xland"', '"A, B and C met in', "at most eight words"),
    ("kg:status status:held", "dcterms:isPartOf meeting:small-plan ;\n    kg:ordinal 0 ;\n    kg:status status:held",
     "0 ;", "kg:ordinal is one whole number from 1 on"),
    ("kg:status status:held", "kg:attendanceMin -05 ;\n    kg:status status:held", "-05", "kg:attendanceMin is one whole number from 0 on"),
]  # fmt: skip


@pytest.fixture
def faulty(tmp_path):
    """Write the small graph with one thing changed, and return the file and the line and column of a text in it."""

    def change(before, after, at):
        text = SMALL.read_text()
        assert before in text
        text = text.replace(before, after, 1)
        path = tmp_path / "faulty.ttl"
        path.write_text(text)
        position = text.index(at, text.index(after) if after and at in after else 0)
        return path, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)

    return change


@pytest.mark.parametrize(("before", "after", "at", "said"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_a_fault_is_one_line_with_file_line_column_and_what_to_do(run, faulty, before, after, at, said):
    path, line, column = faulty(before, after, at)
    done = run("check", "--quiet", "--data", path)
    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith(f"{path}:{line}:{column}: ")
    assert said in done.stdout
    assert "; " in done.stdout


def test_the_shipped_graph_has_no_fault_and_every_warning_is_explained_in_the_data():
    assert [str(fault) for fault in check().faults if fault.severity != "note"] == []


def test_both_ends_of_every_shipped_passage_stand_in_the_source_texts(sources):
    assert [str(fault) for fault in check(sources=sources).faults if fault.severity != "note"] == []


def test_most_shipped_passages_have_a_text_to_be_checked_against(shipped, sources):
    asked = "SELECT DISTINCT ?file { ?e kg:inSource/dcterms:identifier ?file ; kg:passageStart ?start }"
    files = [file for (file,) in shipped.rows(asked) if file.endswith(".txt")]
    assert len(files) >= 3
    assert all((sources / file).is_file() for file in files)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("A, B and D met", "in the sun", "'A, B and D met' is not in the source"),
        ("in the sun", "A, B and C met", "'A, B and C met' does not follow its first words"),
        ("A, B and C met", "at last", "the passage runs over 1"),
    ],
)
def test_a_passage_must_stand_in_its_source_in_order_and_not_too_far_apart(tmp_path, faulty, start, end, said):
    path, _, _ = faulty('kg:passageEnd "in the sun" ;\n    kg:passageStart "A, B and C met"',
                        f'kg:passageEnd "{end}" ;\n    kg:passageStart "{start}"', "passageEnd")  # fmt: skip
    (tmp_path / "small.txt").write_text("*A*, B\n and C   met\n## in the _sun_. " + "word " * 300 + "at last")
    faults = [str(fault) for fault in check([path], sources=tmp_path, house_form=False).faults]
    assert len(faults) == 1
    assert said in faults[0]


def test_a_passage_is_found_through_line_breaks_and_markdown(tmp_path):
    (tmp_path / "small.txt").write_text("*A*, B\n and C   met\n## in the _sun_.")
    assert check([SMALL], sources=tmp_path).violations == 0


def test_a_folder_without_any_source_text_is_refused(tmp_path):
    with pytest.raises(UsageError, match="holds the text of no source"):
        check([SMALL], sources=tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("# A small graph", "@prefix a: <http://a/> .\n# A small graph", "the file does not say what it is"),
        ("@prefix agency:", "@prefix zoo: <http://zoo/> .\n@prefix agency:", "prefix agency: stands after zoo:"),
        ("@prefix status:", "@prefix sta: <http://sta/> .\n@prefix status:", "prefix sta: is not used"),
        ("country:small-x a kg:Country", "agency:zzz a kg:Agency ;\n    skos:prefLabel 'Z'@en ;\n    dcterms:type kind:ngo .\n\n"
         "country:small-x a kg:Country", ""),
        ("agency:small-b a kg:Agency", "agency:a a kg:Agency", "agency:a stands after agency:small-a-office"),
        (".\n\ncountry:small-x", ".\n\n\ncountry:small-x", "country:small-x is not set apart by one blank line"),
        ("    skos:prefLabel \"Agency C\"@en ;\n    dcterms:type kind:ngo .", "    dcterms:type kind:ngo ;\n    skos:prefLabel \"Agency C\"@en .",
         "skos:prefLabel stands after dcterms:type; write 'a' first, then the labels"),
        ('kg:acronym "BB"', 'kg:acronym "BB", "AB"', 'the objects of kg:acronym are not sorted; write "AB", "BB"'),
        ('kg:acronym "BB" .', 'kg:acronym "BB" . ', "a tab, a carriage return or space at the line's end"),
    ],
)  # fmt: skip
def test_house_form_is_asked_of_hand_kept_files(faulty, before, after, said):
    path, _, _ = faulty(before, after, after[:5])
    faults = [str(f) for f in check([path]).faults if f.rule == "form"]
    assert any(said in fault for fault in faults) if said else not faults
    assert not [f for f in check([path], house_form=False).faults if f.rule == "form"]


def test_blank_nodes_are_refused_in_hand_kept_files(faulty):
    path, _, _ = faulty("agency:small-c a kg:Agency", "_:c a kg:Agency", "_:c a")
    assert "a blank node cannot be linked to" in check([path]).to_text()


def test_a_file_may_refer_to_what_the_shipped_graph_describes(tmp_path):
    path = tmp_path / "mine.ttl"
    text = SMALL.read_text().replace("kg:participant agency:small-c", "kg:participant agency:UNFPA")
    path.write_text(text)
    assert check([path]).violations == 0


def test_a_changed_copy_of_a_shipped_file_is_judged_in_its_place(tmp_path):
    path = tmp_path / "countries.ttl"
    shutil.copy(folder("data") / "countries.ttl", path)
    assert check([path]).to_text() == ""
    path.write_text(path.read_text().replace('"Belgium"@en', '"Kingdom of Belgium"@en'))
    assert check([path]).to_text() == ""


def test_syntax_comes_first_and_every_broken_file_is_named(tmp_path):
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("@prefix kg: <https://w3id.org/convene/ontology#> .\nkg:x kg:y\n")
    shutil.copy(SMALL, tmp_path / "c.ttl")
    report = check([tmp_path])
    assert [Path(fault.where).name for fault in report.faults] == ["a.ttl", "b.ttl"]


def test_the_report_is_also_json(run, faulty):
    path, line, _ = faulty("kg:participant country:small-x", "kg:particpant country:small-x", "kg:particpant")
    report = json.loads(run("check", "--quiet", "--format", "json", "--data", path).stdout)
    assert report["faults"][0]["line"] == line
    assert report["faults"][0]["rule"] == "term"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.ttl"], "'none.ttl' does not exist; name a Turtle file or a folder"),
        (["--format", "xml"], "no format 'xml'"),
        (["--sources", "nowhere"], "--sources 'nowhere' is not a folder"),
    ],
)
def test_a_wrong_call_is_answered_in_one_line(run, words, said):
    done = run("check", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_warning_fails_only_when_strict(run, faulty):
    path, _, _ = faulty(
        "a kg:Country ;\n    skos:prefLabel",
        "a kg:Country ;\n    kg:inRegion place:small-town ;\n    skos:prefLabel",
        "kg:inRegion",
    )
    text = path.read_text().replace("programme:small-process a", 'place:small-town a kg:Place ;\n    skos:prefLabel "Town"@en ;\n'
                                    "    dcterms:type kind:city .\n\nprogramme:small-process a")  # fmt: skip
    path.write_text(
        text.replace(
            "@prefix programme:", "@prefix place: <https://w3id.org/convene/id/place/> .\n@prefix programme:"
        )
    )
    done = run("check", "--data", path)
    assert "warning: " in done.stdout
    assert done.returncode == 0
    assert run("check", "--strict", "--data", path).returncode == 1


HEAD = SMALL.read_text().split("\n\n", 1)[0] + "\n\n"
EVENT = "meeting:m a kg:Meeting ; skos:prefLabel 'M'@en ; dcterms:type kind:conference ; kg:status status:held"
EVASIONS = [
    ("a blank subject", f"{HEAD}[] a kg:Participation ; kg:participant agency:ILO .", "a blank node cannot be linked to"),
    ("a blank label", f"{HEAD}_:m a kg:Meeting .", "a blank node cannot be linked to"),
    ("a nested blank node", f"{HEAD}<https://x/y> <https://x/z> [ kg:particpant agency:ILO ] .", "a blank node cannot be linked to"),
    ("a relative address", f"@base <https://w3id.org/convene/id/> .\n{HEAD}<meeting/m> a kg:Meeting .", "meeting:m: "),
    ("lone carriage returns", f"{HEAD}{EVENT} ; kg:evidnce evidence:x .".replace("\n", "\r"), "did you mean kg:evidence?"),
    ("an escaped address", f"{HEAD}<https://w3id.org/convene/id/meeting/\\u006D> a kg:Meeting .", "meeting:m: "),
    ("a triple term", f"{HEAD}agency:x kg:y <<( agency:x kg:y agency:z )>> .", "the file states triples about triples"),
    ("a bad integer", f"{HEAD}{EVENT} ; kg:ordinal 'abc'^^<http://www.w3.org/2001/XMLSchema#integer> .", "'abc' is not an xsd:integer"),
    ("a compact date", f"{HEAD}{EVENT} ; schema:x '20030210'^^<http://www.w3.org/2001/XMLSchema#date> .".replace("schema:", "<https://x/>:x").replace("<https://x/>:xx", "<https://x/x>"), "'20030210' is not a date"),
    ("a switched-off shape", f"{HEAD}{EVENT} .\n<https://w3id.org/convene/ontology/shapes#meeting-evidence> a kg:Agency .\n"
     "<https://w3id.org/convene/ontology#evidence> a kg:Agency .", "has no evidence"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), EVASIONS, ids=[evasion[0] for evasion in EVASIONS])
def test_no_way_of_writing_hides_a_fault(run, tmp_path, name, text, said):
    path = tmp_path / "evasive.ttl"
    path.write_bytes(text.encode())
    done = run("check", "--data", path)
    assert done.returncode == 1
    assert said in done.stdout
    assert "Traceback" not in done.stderr


def test_a_byte_order_mark_is_read_past(tmp_path):
    path = tmp_path / "marked.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.read_bytes())
    assert check([path], house_form=False).violations == 0


def test_the_report_is_also_sarif_for_code_review(run, faulty):
    path, line, column = faulty("kg:participant country:small-x", "kg:particpant country:small-x", "kg:particpant")
    report = json.loads(run("check", "--format", "sarif", "--data", path).stdout)
    (result,) = report["runs"][0]["results"]
    assert (result["level"], result["ruleId"]) == ("error", "term")
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": line, "startColumn": column}


def test_a_folder_is_searched_for_files_only(tmp_path):
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "loop.ttl").symlink_to(tmp_path / "loop.ttl")
    shutil.copy(SMALL, tmp_path / "GRAPH.TTL")
    assert (check([tmp_path]).files, check([tmp_path, tmp_path]).files) == (1, 1)


def test_the_ontology_may_be_checked_from_any_folder(monkeypatch):
    monkeypatch.chdir(folder("ontology"))
    assert check([Path("convene.ttl")]).violations == 0


def test_a_statement_that_another_file_makes_already_is_refused(tmp_path):
    shutil.copy(SMALL, tmp_path / "a.ttl")
    (tmp_path / "b.ttl").write_text(SMALL.read_text().split("\n\n")[0] + '\n\nagency:small-a kg:acronym "AA" .\n')
    (fault,) = check([tmp_path], house_form=False).faults
    assert fault.what.startswith("agency:small-a kg:acronym is stated already in ")
    assert Path(fault.where).name == "b.ttl"


def checked(root, *words):
    """Run `kg check` in a copy of the product."""
    command = [sys.executable, "-m", "kg", "check", "--quiet", *words]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_one_changed_file_is_judged_alone_as_in_the_whole(checkout):
    """Of statements dropped, moved and pointed elsewhere in five of the files, the same faults, each at its place."""
    choice = random.Random(7)
    changed = sorted((checkout / "data").glob("*-20*/*.ttl"))[::9][:5]
    for path in changed:
        lines = path.read_text().split("\n")
        body = [i for i, line in enumerate(lines) if line.startswith("    ") and line.endswith(" ;")]
        for number in choice.sample(body, min(12, len(body))):
            lines[number] = choice.choice(
                ["#", lines[choice.choice(body)], "    kg:status kind:workshop ;", "    kg:ordinal 0 ;"]
            )
        path.write_text("\n".join(lines))
    names = [str(path.relative_to(checkout)) for path in changed]
    whole = checked(checkout).stdout.splitlines()
    alone = [line for name in names for line in checked(checkout, name).stdout.splitlines()]
    of_them = [line for line in whole if line.startswith(tuple(f"{name}:" for name in names))]
    assert set(of_them) <= set(alone)
    # A thing that two of the files speak of is judged with each of them; the whole tells it once.
    said = [line.split(": ", 1)[1] for line in whole]
    assert [line for line in alone if line.split(": ", 1)[1] not in said] == []
    assert len(of_them) > 30


def test_what_another_shipped_file_adds_counts_for_the_file_that_describes(checkout):
    path = checkout / "data" / "imp-2003" / "programmes.ttl"
    start = path.read_text().index("participation:imp-steering-group-member-berne-initiative a ")
    before, about = path.read_text()[:start], path.read_text()[start:]
    path.write_text(before + re.sub(r"    kg:evidence [^;]* ;\n", "", about, count=1))
    assert checked(checkout, "data/imp-2003/programmes.ttl").stdout == ""


def test_a_fault_stands_in_the_file_that_makes_the_statement(checkout):
    """Of a thing that an earlier file adds to, and a later one describes."""
    path = checkout / "data" / "imp-2003" / "programmes.ttl"
    name = "participation:imp-steering-group-member-berne-initiative a kg:Participation ;\n"
    path.write_text(path.read_text().replace(name, name + "    kg:ordinal 0 ;\n"))
    places = [line for line in checked(checkout).stdout.splitlines() if "kg:ordinal is one whole number" in line]
    line = path.read_text().split("\n").index("    kg:ordinal 0 ;") + 1
    assert [place.startswith(f"data/imp-2003/programmes.ttl:{line}:16: ") for place in places] == [True]


def test_a_broken_file_beside_the_one_that_is_checked_is_named(checkout):
    (checkout / "data" / "countries.ttl").write_text(
        "@prefix kg: <https://w3id.org/convene/ontology#> .\nkg:x kg:y\n"
    )
    done = checked(checkout, "data/agencies.ttl")
    assert done.returncode in (1, 2)
    assert "data/countries.ttl:3:1: the last statement never ends; add the missing '.'" in done.stdout + done.stderr
    assert "fault of kg itself" not in done.stderr
