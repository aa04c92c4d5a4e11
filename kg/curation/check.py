"""The check: every rule over the files asked for, the cause reported before its consequences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.curation.form import form_faults
from kg.curation.passages import passage_faults, see_folder
from kg.curation.report import Report
from kg.curation.rules import rule_faults
from kg.curation.shapes import Verdict, verdicts
from kg.curation.terms import blank_faults, literal_faults, term_faults
from kg.errors import Fault, FileSyntaxError, UsageError
from kg.folders import shipped_turtle
from kg.names import PREFIXES, shorten
from kg.packed import syntax_suffix
from kg.statements import TurtleFile, read
from kg.syntax import syntax_fault

_TYPE = f"{PREFIXES['rdf']}type"


def check(paths: Sequence[Path] = (), *, sources: Path | None = None, house_form: bool = True) -> Report:
    """Check Turtle files, or the whole shipped graph where none are named.

    What the files refer to may stand in the shipped graph; a thing that both describe is judged by the
    files' description alone, as if it had taken the other's place. Syntax and prefixes come first: nothing
    else is said until every file parses and means what it seems to. A subject with a wrong name or date is not
    also judged by the shapes, nor is what points to it.
    `sources` is the folder of source texts that passages are looked up in. `house_form` asks for that as well.
    """
    if sources:
        see_folder(sources)
    named = _turtle_in(paths)
    files, faults = _read_all(named)
    if faults:
        return Report(len(named), 0, tuple(sorted(faults)))
    context = _context(named, files)
    ontology = [
        *(t for name, f in context if name.startswith("ontology/") for t in f),
        *_own_ontology(named, files),
    ]
    declared = {t.subject.value for t in ontology if isinstance(t.subject, ox.NamedNode)}
    around = [triple for _, triples in context for triple in triples]
    everything = [*around, *(triple for file in files for triple in file.triples)]
    described = {t.subject.value for t in everything if isinstance(t.subject, ox.NamedNode)}
    for file in files:
        faults += [*term_faults(file, declared, described), *literal_faults(file), *blank_faults(file)]
    if any(fault.rule == "prefix" for fault in faults):
        return Report(len(named), 0, tuple(sorted(fault for fault in faults if fault.rule == "prefix")))
    faults += _repeated(files, around)
    tainted = {_subject_at(file, fault.line) for file in files for fault in faults if fault.where == file.name}
    tainted.discard("")
    if house_form:
        for file in files:
            faults += form_faults(file, blank_nodes=file.name.endswith("shapes.ttl"))
    places = _places(files)
    sound = {subject: inside for subject, inside in places.items() if subject not in tainted}
    faults += _shape_faults(files, everything, ontology, sound, tainted)
    faults += rule_faults(everything, sound)
    if sources:
        faults += passage_faults(files, around, sources)
    return Report(len(files), sum(len(file.triples) for file in files), tuple(sorted(set(faults))))


def _turtle_in(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """Return name and path of every Turtle file asked for."""
    if not paths:
        return shipped_turtle()
    found = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if syntax_suffix(each) == "ttl" and each.is_file())
            found += [(str(each), each) for each in inside]
        elif path.is_file():
            found.append((str(path), path))
        elif path.exists():
            raise UsageError(f"'{path}' is no plain file; name a Turtle file or a folder")
        else:
            raise UsageError(f"'{path}' does not exist; name a Turtle file or a folder")
    if not found:
        raise UsageError("no Turtle file (.ttl) among what was named; name one, or a folder that holds some")
    return list({path.resolve(): (name, path) for name, path in reversed(found)}.values())[::-1]


def _read_all(named: list[tuple[str, Path]]) -> tuple[list[TurtleFile], list[Fault]]:
    """Return the files that parse, and the fault of each that does not."""
    files, faults = [], []
    for name, path in named:
        try:
            files.append(read(path, name))
        except FileSyntaxError as error:
            faults.append(error.fault)
        except OSError as error:
            raise UsageError(f"'{path}' cannot be read: {error.strerror}; check its permissions") from None
    return files, faults


def _context(named: list[tuple[str, Path]], files: list[TurtleFile]) -> list[tuple[str, list[ox.Triple]]]:
    """Return the shipped graph around the files, without the data that files of one's own describe anew.

    A file describes what it gives a class; to anything else it only adds. A shipped file replaces nothing but
    itself, so that it is judged alone as in the whole. The ontology stays whole unless a file is the ontology's
    own: nobody can switch off a shape by naming it. Raises FileSyntaxError where a file around them is broken:
    nothing can be judged against it.
    """
    shipped = [(name, path, path.resolve()) for name, path in shipped_turtle()]
    theirs = {name: path.resolve() for name, path in named}
    own = set(theirs.values()).difference(real for _, _, real in shipped)
    anew = {t.subject for f in files if theirs[f.name] in own for t in f.triples if t.predicate.value == _TYPE}
    asked = set(theirs.values())
    around = []
    for name, path, real in shipped:
        if real not in asked:
            try:
                triples = [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
            except SyntaxError as error:
                raise FileSyntaxError(syntax_fault(name, error)) from None
            kept = [t for t in triples if t.subject not in anew] if anew and name.startswith("data/") else triples
            around.append((name, kept))
    return around


def _own_ontology(named: list[tuple[str, Path]], files: list[TurtleFile]) -> list[ox.Triple]:
    """Return the triples of those files that are the ontology's own."""
    own = {name for name, path in named if path.resolve().parent.name == "ontology"}
    return [triple for file in files if file.name in own for triple in file.triples]


def _repeated(files: list[TurtleFile], around: list[ox.Triple]) -> list[Fault]:
    """Return a fault for every statement that another file makes already: counted twice, it would weigh twice."""
    made = dict.fromkeys(around, "the shipped graph")
    faults = []
    for file in files:
        for triple in dict.fromkeys(file.triples):
            if triple in made and isinstance(triple.subject, ox.NamedNode):
                value = getattr(triple.object, "value", "")
                line, column = file.place(triple.subject.value, triple.predicate.value, value) or (0, 0)
                said = f"{shorten(triple.subject.value)} {shorten(triple.predicate.value)}"
                what = f"{said} is stated already in {made[triple]}"
                faults.append(Fault(file.name, line, column, what, "delete one of the two", "repeated"))
            made.setdefault(triple, file.name)
    return faults


def _subject_at(file: TurtleFile, line: int) -> str:
    """Return the subject whose statement covers a line."""
    covering = [s.subject.iri for s in file.statements if s.subject.line <= line <= s.last_line]
    return covering[0] if covering else ""


def _shape_faults(
    files: list[TurtleFile],
    everything: list[ox.Triple],
    ontology: list[ox.Triple],
    sound: Mapping[str, list[TurtleFile]],
    tainted: set[str],
) -> list[Fault]:
    """Return the verdicts of the shapes on the sound subjects of the files, each at its line."""
    return [
        _verdict_fault(_where(sound[verdict.focus], verdict), verdict)
        for verdict in verdicts([*ontology, *_reached(files, everything)], ontology)
        if verdict.focus in sound and verdict.value not in tainted
    ]


def _reached(files: list[TurtleFile], everything: list[ox.Triple]) -> list[ox.Triple]:
    """Return the statements about the files' subjects and about all that these lead to, step by step.

    No shape looks backwards along a property, so the rest of the graph cannot change a verdict on them.
    """
    about: dict[object, list[ox.Triple]] = {}
    for triple in everything:
        about.setdefault(triple.subject, []).append(triple)
    reached: list[ox.Triple] = []
    waiting: list[object] = [triple.subject for file in files for triple in file.triples]
    while waiting:
        for triple in about.pop(waiting.pop(), ()):
            reached.append(triple)
            waiting.append(triple.object)
    return reached


def _places(files: list[TurtleFile]) -> dict[str, list[TurtleFile]]:
    """Return the files that speak of each subject, first of all those that give it a class."""
    places: dict[str, list[TurtleFile]] = {}
    for file in files:
        for statement in file.statements:
            inside = places.setdefault(statement.subject.iri, [])
            if file not in inside:
                inside.append(file)
    for subject, inside in places.items():
        if len(inside) > 1:
            inside.sort(key=lambda file, node=subject: not _states(file, node, _TYPE))  # type: ignore[misc]
    return places


def _where(files: list[TurtleFile], verdict: Verdict) -> TurtleFile:
    """Return the file that states what a verdict is about, else the one that describes the node: it comes first."""
    if len(files) == 1:
        return files[0]
    stating = [file for file in files if _states(file, verdict.focus, verdict.path, verdict.value)]
    stating += [file for file in files if _states(file, verdict.focus, verdict.path)]
    return (stating or files)[0]


def _states(file: TurtleFile, subject: str, predicate: str, value: str = "") -> bool:
    """Tell whether a file states something of a subject, and of this value where one is named."""
    return any(
        triple.predicate.value == predicate
        and getattr(triple.subject, "value", "") == subject
        and value in ("", getattr(triple.object, "value", ""))
        for triple in file.triples
    )


def _verdict_fault(file: TurtleFile, verdict: Verdict) -> Fault:
    """Return one verdict as a fault at the property it is about, or at the subject."""
    line, column = file.place(verdict.focus, verdict.path, verdict.value) or (0, 0)
    what, _, remedy = verdict.message.partition("; ")
    return Fault(
        file.name, line, column, f"{shorten(verdict.focus)}: {what}", remedy or "see the ontology",
        f"shape:{verdict.shape}", verdict.severity,
    )  # fmt: skip
