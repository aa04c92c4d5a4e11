"""Dates become first and last days, the same as the edtf package says, and nothing impossible passes."""

from datetime import date
from itertools import product

import pytest

from kg.dates import DateError, bounds

PLAIN = ["1994", "2003-06", "2003-10-09", "2004-02-29", "2007-07~", "2007-07?", "2006%", "2000-02"]
COMMON = [
    *PLAIN,
    *(f"{a}/{b}" for a, b in product(["1994", "1998-02", "2001-12-31", ".."], ["2003", "2004-02", "2005-01-01"])),
    "1994/..",
    "2004-21",
    "2004-23/2005",
    "2004-24",
    "[2003-12,2004-01]",
    "[1999,2002,2001-05-05]",
    "[..2006-09-13]",
    "[2002-05..]",
    "[2002..2003]",
]  # fmt: skip
RARE = {
    "199X": (date(1990, 1, 1), date(1999, 12, 31)),
    "{2003,2004}": (date(2003, 1, 1), date(2004, 12, 31)),
    "2004-22?": (date(2004, 6, 1), date(2004, 8, 31)),
    "2003-06-XX": (date(2003, 6, 1), date(2003, 6, 30)),
}


@pytest.mark.parametrize("text", COMMON)
def test_the_common_forms_have_the_bounds_that_the_edtf_package_gives(text):
    from edtf import parse_edtf

    parsed = parse_edtf(text)
    expected = [
        None if isinstance(d, float) else date(*d[:3]) for d in (parsed.lower_strict(), parsed.upper_strict())
    ]
    assert bounds(text) == tuple(expected)


@pytest.mark.parametrize(("text", "expected"), RARE.items())
def test_rarer_forms_have_bounds_too(text, expected):
    assert bounds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("2003-02-30", "2003-13", "2001-02-29", "2003-10-0", "2003-6", "2004/2003", "-0044", "Y17E7"),
        *("June 2003", "", "/", "../..", "[..]", "[]", "[2003-12,soon]"),
    ],
)
def test_an_impossible_date_is_refused_with_its_text_quoted(text):
    with pytest.raises(DateError, match=r"is not (a|an EDTF) date|ends before"):
        bounds(text)


def test_a_common_date_does_not_load_the_edtf_package():
    import subprocess
    import sys

    code = "import sys, kg.dates; kg.dates.bounds('[2003-12,2004-01]'); sys.exit('edtf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "expected"), [("2003/", (date(2003, 1, 1), None)), ("/2003", (None, date(2003, 12, 31)))]
)
def test_an_end_that_is_left_empty_is_unknown(text, expected):
    assert bounds(text) == expected


def test_the_edtf_package_prints_nothing(capsys):
    with pytest.raises(DateError):
        bounds("2003-1X")
    assert capsys.readouterr().out == ""
