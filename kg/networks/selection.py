"""The selection of a network: which participations count, of whom, when, where and about what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from kg.errors import UsageError, unknown

#: The roles that make each kind of network; a group stands for every role under it.
KINDS: dict[str, tuple[str, ...]] = {
    "attendance": ("attending",),
    "co-sponsorship": ("co-sponsor",),
    "membership": ("governing",),
    "partnership": ("organizing", "supporting"),
    "topics": ("organizing", "supporting"),
    "two-mode": ("organizing", "supporting"),
}
#: Sorts of agent that may become nodes.
AGENTS = {"agencies": "Agency", "countries": "Country", "people": "Person"}
#: Activities of these statuses have not taken place, as far as their source knows.
#: How reliable the best source of a statement must be, the strictest first.
RELIABILITIES = ("primary", "secondary", "weak")
NOT_YET = ("planned", "tentative", "proposed", "in-preparation")


@dataclass(frozen=True)
class Selection:
    """What a network is made of.

    `roles` replaces those of the kind. `first_year` and `last_year` keep what may have taken place between
    them. `topic` and `country` are addresses: activities about that topic or a narrower one, and those that
    took place in that country or are about it. `statuses` replaces the rule that leaves plans out. `lead` names
    the roles that lead an activity, for directed weights. `reliability` is that of the least reliable source that
    is enough for a statement; one that the curators doubt counts as weak.
    """

    kind: str = "partnership"
    roles: tuple[str, ...] | None = None
    of: tuple[str, ...] = ("agencies", "countries")
    include_planned: bool = False
    first_year: int | None = None
    last_year: int | None = None
    topic: str = ""
    country: str = ""
    statuses: tuple[str, ...] = ()
    lead: tuple[str, ...] = ("organizing",)
    reliability: str = "weak"

    @property
    def asked_roles(self) -> tuple[str, ...]:
        """Return the roles or groups of roles that count: those named, else those of the kind."""
        return KINDS[self.kind] if self.roles is None else self.roles

    def checked(self) -> Selection:
        """Return the selection itself; raises UsageError for what there is not, or years that end early."""
        if self.kind not in KINDS:
            raise unknown("network", self.kind, KINDS)
        if self.reliability not in RELIABILITIES:
            raise unknown("reliability", self.reliability, RELIABILITIES, "reliabilities")
        if self.first_year and self.last_year and self.last_year < self.first_year:
            raise UsageError(f"from {self.first_year} to {self.last_year} ends before it begins; swap the years")
        return self


def chosen(asked: tuple[str, ...], known: dict[str, str], what: str, plural: str = "") -> tuple[str, ...]:
    """Return the names asked for; raises UsageError at the first that is not known, or where there is none.

    >>> chosen(("agencies",), AGENTS, "sort of agent")
    ('agencies',)
    """
    if not asked:
        raise UsageError(f"no {what} is named; name some of {', '.join(sorted(known))}")
    for name in asked:
        if name not in known:
            raise unknown(what, name, sorted(known), plural)
    return asked


def selected(kind: str, by: Mapping[str, Any]) -> Selection:
    """Return a selection by its fields; a list, or a single word where several may stand, becomes a tuple.

    Raises UsageError for a field that there is not.

    >>> selected("partnership", {"roles": "organizing"}).roles
    ('organizing',)
    """
    known = [each.name for each in fields(Selection) if each.name != "kind"]
    for name in by:
        if name not in known:
            raise unknown("selection by", name, known, "selections")
    several = ("roles", "of", "statuses", "lead")
    given: dict[str, Any] = {
        name: ((value,) if isinstance(value, str) else tuple(value))
        if name in several and value is not None
        else value
        for name, value in by.items()
    }
    return Selection(kind, **given)
