"""No sentence of a source is copied: of a passage the graph holds at most eight words at either end."""

import re

#: Titles, names, addresses and functions are facts, however long; everything else is the curators' own words.
TITLES = {
    "skos:prefLabel",
    "skos:altLabel",
    "skos:hiddenLabel",
    "rdf:object",
    "kg:capacity",
    "kg:readAt",
    "schema:url",
}


def words(text):
    return re.findall(r"[a-z0-9]+", re.sub(r"[*_]", "", text.lower()))


def test_no_run_of_twelve_words_of_a_source_stands_in_the_data_titles_aside(sources):
    from kg.folders import shipped_turtle
    from kg.names import shorten
    from kg.statements import read

    runs = {}
    for path in sorted(sources.glob("*.txt")):
        said = words(path.read_text(encoding="utf-8"))
        runs |= {tuple(said[i : i + 12]): path.name for i in range(len(said) - 11)}
    assert runs
    copied = []
    for name, path in shipped_turtle():
        for triple in read(path, name).triples:
            if shorten(triple.predicate.value) in TITLES or not hasattr(triple.object, "datatype"):
                continue
            said = words(triple.object.value)
            if any(tuple(said[i : i + 12]) in runs for i in range(len(said) - 11)):
                copied.append(f"{name}: {shorten(triple.subject.value)} {shorten(triple.predicate.value)}")
    assert copied == []
