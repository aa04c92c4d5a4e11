"""Asking for participations: from a store or from a table, with topic and country by any of their names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.networks.selection import Selection
from kg.networks.stored import participation_table
from kg.things import resolve

if TYPE_CHECKING:
    from kg.networks.participations import ParticipationTable
    from kg.store import Store


def participations(source: Store | Path, selection: Selection) -> ParticipationTable:
    """Return what a selection keeps of a store, or of a table of agent, activity and so on.

    Topic and country of the selection may be named by label, acronym or address. Raises UsageError for a name
    that is not known, and for a selection by what a table does not hold.

    >>> from kg.store import load_store
    >>> participations(load_store(), Selection(topic="trafficking in persons")).selection.topic.rsplit("/", 1)[1]
    'trafficking-in-persons'
    """
    if isinstance(source, Path):
        from kg.networks.table import read_table

        if selection.topic or selection.country or selection.statuses:
            raise UsageError(
                "a table knows no topics, countries or statuses; leave out --topic, --country, --status"
            )
        return read_table(source, selection)

    def meant(what: str, asked: str) -> str:
        return resolve(source, what, what, asked).value if asked else ""

    topic, country = meant("topic", selection.topic), meant("country", selection.country)
    return participation_table(source, replace(selection, topic=topic, country=country))
