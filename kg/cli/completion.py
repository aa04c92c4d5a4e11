"""Completion: what a shell proposes after `kg query`: questions, their options, and the things they take."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

_NAMES = """
SELECT DISTINCT ?name WHERE {{
  ?thing a {} ; skos:prefLabel ?label . OPTIONAL {{ ?thing kg:acronym ?acronym }}
  BIND (COALESCE(?acronym, ?label) AS ?name)
}} ORDER BY ?name
"""


def complete_question(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the saved questions, or the values of the option that was typed last."""
    words = list(ctx.params.get("words") or ctx.args or ())
    if words and words[-1].startswith("--"):
        return _values(words[0], words[-1].removeprefix("--"), incomplete)
    from kg.questions import all_questions

    saved = all_questions()
    named = next((each for each in saved if words and each.name == words[0]), None)
    if named:
        return [
            CompletionItem(f"--{p.name}", help=p.type) for p in named.parameters if p.name.startswith(incomplete)
        ]
    return [CompletionItem(each.name, help=each.summary) for each in saved if each.name.startswith(incomplete)]


def _values(name: str, option: str, incomplete: str) -> list[CompletionItem]:
    """Return the names of the things that a question's option takes."""
    from kg.errors import KgError
    from kg.questions import question

    try:
        kinds = [p.type for p in question(name).parameters if p.name == option]
    except KgError:
        return []
    return [CompletionItem(each) for kind in kinds for each in names_of(kind) if _begins(each, incomplete)]


def complete_thing(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of agencies, topics, meetings and countries."""
    kinds = ("agency", "topic", "country", "programme", "meeting")
    return [CompletionItem(each) for kind in kinds for each in names_of(kind) if _begins(each, incomplete)]


def names_of(kind: str) -> list[str]:
    """Return what the things of a kind are called: by acronym where they have one, else by label."""
    from kg.questions import TYPES
    from kg.store import load_store

    if not TYPES.get(kind):
        return []
    asked = _NAMES.format(TYPES[kind])
    return [name for (name,) in load_store().rows(asked)]


def _begins(name: str, incomplete: str) -> bool:
    return name.casefold().startswith(incomplete.casefold())
