"""A Turtle file is read with the place of every term, whatever its layout, and refused with a place and a remedy."""

import pytest

from kg.errors import FileSyntaxError
from kg.names import expand
from kg.statements import read

HEAD = (
    "@prefix agency: <https://w3id.org/convene/id/agency/> .\n@prefix kg: <https://w3id.org/convene/ontology#> .\n"
)


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "file.ttl"
        path.write_bytes(text if isinstance(text, bytes) else (HEAD + text).encode())
        return path

    return write


def test_subjects_predicates_and_objects_have_line_and_column(written):
    file = read(written('agency:A a kg:Agency ;\n    kg:acronym "A;.", "B" .\n'))
    assert file.place(expand("agency:A")) == (3, 1)
    assert file.place(expand("agency:A"), expand("kg:acronym")) == (4, 5)
    assert file.place(expand("agency:A"), expand("kg:acronym"), '"B"') == (4, 23)


@pytest.mark.parametrize(
    "text",
    [
        'agency:A kg:x """a\n . ; # "quoted"\n""" ; kg:acronym "A" .',
        'agency:A kg:x <https://x/#a;.> ; # kg:no "comment .\n kg:acronym "A" .',
        'agency:A kg:x [ kg:y ( 1 2.5 "z"@en ) ; kg:z "." ] ; kg:acronym "A" .',
        'agency:A kg:x 2.5, .5, -3, true, "1"^^kg:type ; kg:acronym "A" .',
        'PREFIX p: <https://p/>\nagency:A kg:x p:a.b, p:c%20d, p:e\\,f ; kg:acronym "A" .',
        'BASE <https://b/>\nagency:A kg:x agency:B. agency:A kg:acronym "A".',
        '[] kg:x "y" . _:b kg:x "y" . [ kg:x "y" ] . agency:A kg:acronym "A" .',
        "agency:A kg:x 'it\\'s', '''long''' ;; kg:acronym \"A\" ; .",
    ],
)
def test_any_turtle_is_followed_to_the_statement_after_it(written, text):
    file = read(written(text))
    place = file.place(expand("agency:A"), expand("kg:acronym"))
    assert place is not None
    line, column = place
    assert file.text.split("\n")[line - 1][column - 1 :].startswith("kg:acronym")


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        (
            "agency:A a kg:Agency\n    kg:acronym 'A' .",
            4,
            5,
            "';' or '.' is missing before this; end the line above",
        ),
        (
            "agency:A a unknown:Agency .",
            3,
            12,
            "the prefix unknown: is not declared; add '@prefix unknown: <...> .'",
        ),
        ("agency:A a role:x .", 3, 12, "add '@prefix role: <https://w3id.org/convene/id/role/> .'"),
        ("agency:A kg:acronym 'A", 3, 21, "a string or statement that begins here never ends"),
        ("agency:A kg:acronym .", 3, 21, "an object is missing before '.'"),
        ("agency:A a kg:Agency", 3, 21, "the last statement never ends; add the missing '.'"),
        ("agency:A acronym 'A' .", 3, 10, "'acronym' is not a predicate"),
        ("agency:A a kg:Agency .\n} ", 4, 1, "'}' cannot begin a statement"),
        (b"@prefix a: <http://a/> .\na:b a:c '\xff' .", 2, 10, "the file is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_file_that_is_not_turtle_is_refused_with_place_and_remedy(written, text, line, column, said):
    with pytest.raises(FileSyntaxError) as refused:
        read(written(text), "my.ttl")
    assert str(refused.value).startswith(f"my.ttl:{line}:{column}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
