"""Networks to draw in tests: a small true-to-life one, seeded ones of any size, and one that is hostile."""

from __future__ import annotations

import random
from typing import Any

from kg.dossiers.records import Dossier, Node

ID = "https://w3id.org/convene/id/"


class Builder:
    """A page's data, put together from agents and activities; ties are counted at the end."""

    def __init__(self, title: str = "Partnership network") -> None:
        self.data = Dossier(
            title=title,
            subtitle="agencies and countries tied by organizing and supporting roles",
            dataVersion="0.1.0 of 2026-11-20",
            licence="CC BY 4.0",
            cite="Convene: a knowledge graph of who works with whom on international migration, 0.1.0 (2026)",
            account=[
                "Two agencies are tied where both are recorded as organizing or supporting the same activity.",
                "Activities recorded as planned or cancelled are shown, but counted apart.",
                "No tie means that nothing is recorded, not that the two did not work together.",
            ],
            weight="newman",
            nodes=[],
            ties=[],
            activities=[],
            countries=[],
            participations=[],
            evidence=[],
            sources=[],
        )

    def node(self, name: str, label: str = "", kind: str = "", group: str = "UN system", **more: Any) -> int:
        aliases = more.get("aliases", [])
        self.data["nodes"].append(
            Node(id=f"{ID}agency/{name}", name=name, label=label or name, kind=kind, group=group, aliases=aliases)
        )
        return len(self.data["nodes"]) - 1

    def source(self, title: str, identifier: str = "", author: str = "", date: str = "", url: str = "") -> int:
        self.data["sources"].append(
            {
                "id": f"{ID}source/{len(self.data['sources'])}",
                "title": title,
                "identifier": identifier,
                "author": author,
                "date": date,
                "url": url,
            }
        )
        return len(self.data["sources"]) - 1

    def evidence(self, source: int, locator: str, start: str = "", end: str = "", rationale: str = "") -> int:
        self.data["evidence"].append(
            {
                "id": f"{ID}evidence/{len(self.data['evidence'])}",
                "source": source,
                "locator": locator,
                "start": start,
                "end": end,
                "rationale": rationale,
            }
        )
        return len(self.data["evidence"]) - 1

    def country(self, label: str, code: str) -> int:
        self.data["countries"].append({"id": f"{ID}country/{code or label}", "label": label, "code": code})
        return len(self.data["countries"]) - 1

    def activity(self, label: str, kind: str, date: str, parts: list[tuple[int, str, int]], **more: Any) -> int:
        index = len(self.data["activities"])
        taken = []
        for agent, role, passage in parts:
            taken.append(len(self.data["participations"]))
            self.data["participations"].append(
                {
                    "id": f"{ID}participation/{taken[-1]}",
                    "agent": agent,
                    "role": role,
                    "date": date,
                    "evidence": [passage],
                    "contradicts": [],
                }
            )
        years = [int(year) for year in date.split("/") if year[:4].isdigit() for year in [year[:4]]]
        self.data["activities"].append(
            {
                "id": f"{ID}meeting/{index}",
                "label": label,
                "kind": kind,
                "status": more.get("status", "held"),
                "date": date,
                "first": min(years, default=None),
                "last": max(years, default=None),
                "place": more.get("place", ""),
                "topics": more.get("topics", []),
                "countries": more.get("countries", []),
                "participations": taken,
            }
        )
        return index

    def done(self) -> Dossier:
        pairs: dict[tuple[int, int], list[int]] = {}
        for index, activity in enumerate(self.data["activities"]):
            agents = sorted({self.data["participations"][i]["agent"] for i in activity["participations"]})
            for place, a in enumerate(agents):
                for b in agents[place + 1 :]:
                    pairs.setdefault((a, b), []).append(index)
        for (a, b), shared in sorted(pairs.items()):
            acts = [self.data["activities"][i] for i in shared]
            firsts = [act["first"] for act in acts if act["first"] is not None]
            lasts = [act["last"] for act in acts if act["last"] is not None]
            self.data["ties"].append(
                {
                    "a": a,
                    "b": b,
                    "weight": round(sum(1 / (len(act["participations"]) - 1) for act in acts), 4),
                    "support": len(shared),
                    "activities": shared,
                    "first": min(firsts, default=None),
                    "last": max(lasts, default=None),
                }
            )
        return self.data


def tiny() -> Dossier:
    """Return about what the first sources hold: a handful of agencies in a few parts."""
    make = Builder()
    fund, other = "UN fund or programme", "UN specialized agency"
    unfpa = make.node("UNFPA", "United Nations Population Fund", fund, aliases=["UN Population Fund", "FNUAP"])
    ilo = make.node("ILO", "International Labour Organization", other)
    iom = make.node("IOM", "International Organization for Migration", "Intergovernmental organization",
                    group="Intergovernmental", aliases=["OIM"])  # fmt: skip
    unitar = make.node("UNITAR", "United Nations Institute for Training and Research", "UN research institute")
    eclac = make.node("ECLAC", "Economic Commission for Latin America and the Caribbean",
                      "UN regional commission",
                      aliases=["CEPAL", "Comisión Económica para América Latina"])  # fmt: skip
    belgium = make.node("Belgium", "Belgium", "Country", group="Country", aliases=["België", "Belgique"])
    unpd = make.node("UNPD", "United Nations Population Division", "UN secretariat division")
    eu = make.node("European Commission", "European Commission", "Regional organization", group="Intergovernmental")
    chile = make.node("Chile", "Chile", "Country", group="Country", aliases=["República de Chile"])
    impp = make.node("IMP", "International Migration Policy Programme", "Programme", group="Group or programme")
    title = "International migration and development: report of the Secretary-General"
    author, address = "United Nations, General Assembly", "https://undocs.org/A/58/98"
    report = make.source(title, "A/58/98", author, "2003-07-01", address)
    note = make.source("Activities of the United Nations in the field of international migration", "ESA/P/WP.177",
                       "Population Division", "2002", "javascript:alert(1)")  # fmt: skip
    p1 = make.evidence(report, "para. 41", "The International Migration Policy Programme,", "ILO and UNITAR.")
    p2 = make.evidence(report, "para. 57", "ECLAC and IOM convened the Hemispheric", "with the support of UNFPA.")
    p3 = make.evidence(report, "para. 44", "A workshop series on migration law", "delegates in New York.")
    p4 = make.evidence(note, "p. 12", rationale="The list of sponsors names the Fund under its older title.")
    p5 = make.evidence(report, "para. 12", "The Government of Belgium will host", "in July 2007.")
    p6 = make.evidence(note, "p. 3", "The Population Division organized", "together with the Commission.")
    topics = ["Migration policy", "Capacity-building"]
    make.activity("International Migration Policy Programme", "Programme", "1998/2003",
                  [(unfpa, "co-sponsor", p1), (ilo, "co-sponsor", p1), (iom, "co-sponsor", p1),
                   (unitar, "co-sponsor", p4), (impp, "outcome", p1)], topics=topics)  # fmt: skip
    make.activity("Hemispheric Conference on International Migration: Human Rights and the Trafficking in Persons "
                  "in the Americas", "Conference", "2002-11-20/2002-11-22",
                  [(eclac, "convenor", p2), (iom, "convenor", p2), (unfpa, "supporter", p2)],
                  place="Santiago, Chile", topics=["Trafficking in persons", "Human rights"])  # fmt: skip
    for year in (2002, 2003):
        make.activity(f"Workshop series on international migration, {year}", "Workshop", str(year),
                      [(unitar, "organizer", p3), (unfpa, "co-organizer", p3), (iom, "co-organizer", p3)],
                      place="New York", topics=["Migration law"],
                      status="held" if year == 2002 else "planned")  # fmt: skip
    make.activity("Global Forum on Migration and Development, first meeting", "Forum", "2007-07",
                  [(belgium, "host", p5)], place="Brussels", status="planned")  # fmt: skip
    make.activity("Expert meeting on migration statistics", "Expert group meeting", "2001-05",
                  [(unpd, "organizer", p6), (eu, "co-organizer", p6)], place="Geneva")  # fmt: skip
    make.data["participations"][3]["contradicts"] = [0]
    _ = chile
    return make.done()


_GROUPS = (
    ("UN system", "UN agency", 5),
    ("Intergovernmental", "Regional organization", 2),
    ("Government", "Ministry", 2),
    ("Civil society and research", "Research institute", 3),
    ("Country", "Country", 3),
)


def synthetic(count: int, seed: int = 7) -> Dossier:
    """Return a seeded network of `count` agents in communities, with a few small parts and isolates."""
    draw = random.Random(seed)
    make = Builder(f"Partnership network of {count} agencies")
    weights = [weight for *_, weight in _GROUPS]
    for index in range(count):
        group, kind, _ = draw.choices(_GROUPS, weights)[0]
        acronym = "".join(draw.choice("ABCDEFGHILMNOPRSTUW") for _ in range(draw.randint(3, 5))) + str(index)
        name = f"Country {index}" if group == "Country" else acronym
        make.node(name, f"{kind} for population and migration no. {index}", kind, group=group)
    source = make.source("Report on coordination", "E/CN.9/2003/1", "Commission", "2003", "https://undocs.org/x")
    passages = [
        make.evidence(source, f"para. {i}", f"The agencies of paragraph {i} met", "in Geneva.") for i in range(40)
    ]
    communities = max(2, count // 25)
    tied = range(int(count * 0.93))
    member = [draw.randrange(communities) for _ in range(count)]
    by_community = [[i for i in tied if member[i] == c] or [0] for c in range(communities)]
    for index in range(int(count * 1.1)):
        people = by_community[index % communities]
        size = min(len(people), draw.choice((2, 2, 2, 3, 3, 4)))
        pull = [1 / (rank + 1) ** 0.8 for rank in range(len(people))]
        agents = set(draw.choices(people, pull, k=size))
        if draw.random() < 0.22:
            agents.add(draw.choice(by_community[draw.randrange(communities)][:3]))
        if len(agents) < 2:
            agents |= {people[0], people[-1]}
        date = str(draw.randint(1994, 2006))
        roles = ("organizer", "co-organizer", "supporter", "host")
        parts = [(agent, draw.choice(roles), draw.choice(passages)) for agent in sorted(agents)]
        if len(parts) > 1:
            make.activity(f"Meeting no. {index} on migration", "Meeting", date, parts, place="Geneva",
                          topics=draw.sample(["Remittances", "Return", "Statistics", "Health"], 2))  # fmt: skip
    return make.done()


#: Each would do something visible if any part of the page took text for markup, code or an address.
ATTACKS = (
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "{{ 7 * 7 }}{% raw %}",
    "]]><!--<script>",
    "=HYPERLINK(\"http://evil.example/\",\"x\")",
    "href='http://evil.example' onmouseover='window.hit=1'",
    "\u202egnp.exe\u2066\u200f",
    "line\u2028separator\u2029paragraph\x00\x07",
    "\ud800 lone surrogate",
    "W" * 240,
    "@import url(http://evil.example/x.css)",
    "</style><style>*{background:url(http://evil.example)}</style>",
    "",
)  # fmt: skip


def hostile() -> Dossier:
    """Return a network with every attack somewhere in every kind of field, identifiers and addresses too.

    It has what opens every part of the page: countries, plans, contradictions, tested ties, several communities.
    """
    data = synthetic(24, seed=3)
    for code in ("KEN", "CHE", ""):
        data["countries"].append({"id": f"{ID}country/{code}", "label": code, "code": code})
    for index, activity in enumerate(data["activities"]):
        activity["countries"] = [index % 3]
        activity["status"] = ""
        if index % 4 == 0:
            activity["planned"] = True
        if index % 3 == 0:
            activity["rivals"] = [[{"what": "a", "says": "b", "dated": index % 2 == 0, "evidence": [0]}] * 2]
    for index, tie in enumerate(data["ties"]):
        tie["p"], tie["verdict"] = 0.5, "x"
        tie["planned"] = index % 3 == 0
    for one, other in ((0, 1), (3, 9)):
        data["participations"][one]["contradicts"] = [other]
        data["participations"][other]["contradicts"] = [one]
    data["chance"] = ["a", "b"]
    data["communities"] = [{"name": "a", "size": 12}, {"name": "b", "size": 12}]
    for index, node in enumerate(data["nodes"]):
        node["community"] = index % 2
    turn = 0

    def poison(value: Any) -> Any:
        nonlocal turn
        if isinstance(value, str):
            turn += 1
            return ATTACKS[turn % len(ATTACKS)]
        if isinstance(value, list):
            return [poison(item) for item in value]
        if isinstance(value, dict):
            return {key: poison(item) for key, item in value.items()}
        return value

    poisoned: Dossier = poison(data)
    # One tie passes the test, so that the switch can be turned.
    poisoned["ties"][0]["verdict"] = "significant"
    return poisoned
