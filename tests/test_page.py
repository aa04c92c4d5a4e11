"""The network page as text: the same for the same data, closed to the outside, deaf to what data say."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg.dossiers.records import Dossier
from kg.page import page_html, place, to_pyvis
from kg.page.model import node_size
from kg.things import visible
from tests.browser.sample import ATTACKS, Builder, hostile, synthetic, tiny

ROOT = Path(__file__).resolve().parent.parent
NETWORKS = {"tiny": tiny(), "sixty": synthetic(60), "hostile": hostile(), "empty": Builder().done()}


class Reader(HTMLParser):
    """Collects elements with their attributes, and the exact text of scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.texts.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in ("script", "style"):
            tag, attributes, text = self.texts.pop()
            self.texts.append((tag, attributes, text + data))

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", {}))


@pytest.fixture(scope="module", params=NETWORKS)
def html(request: pytest.FixtureRequest) -> str:
    return page_html(NETWORKS[request.param])


def links(data: Dossier) -> list[tuple[int, int, float]]:
    return [(tie["a"], tie["b"], tie["weight"]) for tie in data["ties"]]


def test_the_same_data_give_the_same_bytes_under_any_hash_seed() -> None:
    program = (
        "import hashlib; from tests.browser.sample import synthetic; from kg.page import page_html;"
        "print(hashlib.sha256(page_html(synthetic(80)).encode('utf-8')).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(digests) == 1


def test_the_page_names_no_address_to_fetch_from(html: str) -> None:
    for tag, attributes in Reader(html).elements:
        assert not {"src", "href", "srcset", "action", "data", "poster", "background"} & set(attributes), tag
    for tag, attributes, text in Reader(html).texts:
        if tag == "style" or not attributes.get("type"):
            assert "@import" not in text
            assert "sourceMappingURL" not in text
        if tag == "style":
            assert "url(" not in text


def test_the_policy_names_exactly_the_scripts_and_styles_that_are_there(html: str) -> None:
    reader = Reader(html)
    policy = next(
        attributes["content"] or ""
        for tag, attributes in reader.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    for name, tag in (("script-src", "script"), ("style-src", "style")):
        texts = [text for kind, attributes, text in reader.texts if kind == tag and not attributes.get("type")]
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert rules[name] == [f"'sha256-{digest}'" for digest in digests]
    assert rules["default-src"] == rules["connect-src"] == ["'none'"]
    assert "unsafe" not in policy


def test_hostile_strings_add_no_element_and_no_attribute() -> None:
    calm, rough = Reader(page_html(tiny())), Reader(page_html(hostile()))
    assert [tag for tag, _ in rough.elements if tag != "span"] == [tag for tag, _ in calm.elements if tag != "span"]
    names = {name for _, attributes in rough.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_data_stand_in_the_page_unchanged_and_inert() -> None:
    data = hostile()
    (text,) = (text for _, attributes, text in Reader(page_html(data)).texts if attributes.get("type"))
    assert not re.search("[<>&\u2028\u2029]", text)
    written = json.loads(text)["network"]
    said = json.loads(json.dumps(data).replace("\\ud800", "?"))
    nodes = [
        {**node, "community": found["community"]}
        for node, found in zip(said["nodes"], written["nodes"], strict=True)
    ]
    assert written == {**said, "nodes": nodes, "communities": written["communities"]}


@pytest.mark.parametrize("attack", ATTACKS)
def test_labels_lose_the_marks_that_disguise_them_and_nothing_else(attack: str) -> None:
    shown = visible(attack)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u0000]", shown)
    assert re.sub(r"\W", "", shown) == re.sub(r"\W", "", attack)


def test_the_renderer_keeps_its_licence(html: str) -> None:
    assert "@license" in html
    assert "vis.js is dual licensed" in html


def test_an_empty_network_still_makes_a_page() -> None:
    assert page_html(NETWORKS["empty"]).endswith("</html>\n")


def test_a_weight_that_is_no_number_is_refused() -> None:
    data = tiny()
    data["ties"][0]["weight"] = math.nan
    with pytest.raises(ValueError, match="JSON"):
        page_html(data, [(0.0, 0.0)] * len(data["nodes"]))


def test_pyvis_gets_integers_for_names_and_no_markup_to_interpret() -> None:
    data = hostile()
    network = to_pyvis(data, place(len(data["nodes"]), links(data)))
    nodes, edges, heading, *_ = network.get_network_data()
    assert [node["id"] for node in nodes] == list(range(len(data["nodes"])))
    assert len(edges) == len(data["ties"])
    assert not any("title" in item for item in (*nodes, *edges))
    assert not heading
    assert network.options.physics.enabled is False


@pytest.mark.parametrize("size", [1, 2, 3, 10, 60, 300])
def test_no_node_covers_another(size: int) -> None:
    data = synthetic(size)
    points = place(size, links(data))
    degree = [0] * size
    for tie in data["ties"]:
        degree[tie["a"]] += 1
        degree[tie["b"]] += 1
    for one in range(size):
        for other in range(one):
            assert math.dist(points[one], points[other]) > node_size(degree[one]) + node_size(degree[other])


def test_places_are_rounded_to_a_tenth_and_the_same_each_time() -> None:
    data = synthetic(60)
    points = place(60, links(data))
    assert points == place(60, links(data))
    assert all(round(value, 1) == value for point in points for value in point)


def test_nodes_without_a_tie_stand_below_all_others() -> None:
    data = tiny()
    points = place(len(data["nodes"]), links(data))
    tied = {end for tie in data["ties"] for end in (tie["a"], tie["b"])}
    lowest = max(points[node][1] for node in tied)
    assert all(points[node][1] > lowest for node in range(len(points)) if node not in tied)


@pytest.mark.parametrize(
    "ties",
    [
        [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 0, 1.0)],
        [(hub, leaf, 1.0) for hub in (0,) for leaf in range(1, 30)],
        [(a, b, 1.0) for a in range(12) for b in range(a)],
        [(0, 1, 0.0), (0, 0, 1.0), (0, 1, 2.0)],
    ],
    ids=["ring", "star", "everyone with everyone", "weightless, to itself and twice"],
)
def test_awkward_networks_get_places(ties: list[tuple[int, int, float]]) -> None:
    count = 1 + max(max(a, b) for a, b, _ in ties)
    points = place(count, ties)
    assert len(set(points)) == count
    assert all(math.isfinite(value) for point in points for value in point)
