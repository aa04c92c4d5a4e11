"""Completion: what a shell proposes after `kg query`: questions, their options, and the things they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from kg.questions import Question
    from kg.store import Store

#: How long the things are looked for, in seconds: whoever pressed Tab is waiting.
_SOON = 3.0
_NAMES = """
SELECT DISTINCT ?thing ?label ?acronym WHERE {{
  ?thing a {} ; skos:prefLabel ?label . OPTIONAL {{ ?thing kg:acronym ?acronym }}
}} ORDER BY ?label ?acronym
"""
#: Roles are concepts, as are many other things.
_ROLE = "role"
#: Kinds that a card can show, the likeliest first.
_THINGS = ("agency", "topic", "country", "programme", "meeting")


class Called(NamedTuple):
    """What a thing is called in few words, and its label."""

    name: str
    label: str


class QuestionCommand(click.Command):
    """A command that takes the options of whichever saved question it names."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the options of the question that is named, before those of the command itself."""
        words = list(ctx.params.get("words") or ())
        return [*_options(_named(words), words, incomplete), *super().shell_complete(ctx, incomplete)]


def complete_question(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the saved questions, or the values of the option that was typed last."""
    from kg.questions import all_questions

    words = list(ctx.params.get("words") or ())
    named = _named(words)
    if named and words[-1].startswith("--") and "=" not in words[-1]:
        kinds = [p.type for p in named.parameters if p.name == words[-1].removeprefix("--")]
        return _values(ctx, kinds, incomplete)
    if named:
        return _options(named, words, incomplete) if not incomplete else []
    return [
        CompletionItem(each.name, help=each.summary) for each in all_questions() if each.name.startswith(incomplete)
    ]


def complete_format(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the formats of answers."""
    from kg.answers import FORMATS

    return [CompletionItem(form) for form in FORMATS if form.startswith(incomplete)]


def complete_thing(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of agencies, topics, meetings and countries."""
    return _values(ctx, _THINGS, incomplete)


def names_of(store: Store, kind: str) -> list[Called]:
    """Return what the things of a kind are called: by acronym where they have one, else by label."""
    from kg.names import PREFIXES
    from kg.questions import TYPES

    if not TYPES.get(kind):
        return []
    found = {
        Called(acronym or label, label): None
        for thing, label, acronym in store.rows(_NAMES.format(TYPES[kind]))
        if kind != _ROLE or thing.startswith(PREFIXES[_ROLE])
    }
    return sorted(found, key=lambda called: called.name.casefold())


def begins(name: str, typed: str) -> bool:
    """Tell whether what is typed begins a name, blind to case and accents."""
    from kg.things import fold

    return fold(name).startswith(fold(typed))


def _named(words: list[str]) -> Question | None:
    """Return the saved question that is named among the words, wherever it stands."""
    from kg.questions import all_questions

    saved = {each.name: each for each in all_questions()} if words else {}
    return next((saved[word] for word in words if word in saved), None)


def _options(question: Question | None, words: list[str], incomplete: str) -> list[CompletionItem]:
    """Return those options of a question that are not given yet."""
    given = {word.partition("=")[0] for word in words}
    return [
        CompletionItem(f"--{p.name}", help=f"{p.type}, such as {p.example}")
        for p in (question.parameters if question else ())
        if f"--{p.name}".startswith(incomplete) and f"--{p.name}" not in given
    ]


def _values(ctx: click.Context, kinds: list[str] | tuple[str, ...], incomplete: str) -> list[CompletionItem]:
    """Return the names of the things that an option takes, from the data that the line names.

    Nothing is said of what goes wrong: an error would be printed into the line that is being typed.
    """
    from kg.cli.choice import chosen
    from kg.errors import KgError
    from kg.limits import bounded
    from kg.store import open_store

    def find() -> list[Called]:
        choice = chosen(ctx)
        store = open_store(choice.store or "", choice.data or (), choice.with_shipped)
        return [each for kind in kinds for each in names_of(store, kind)]

    try:
        found = bounded(find, _SOON)
    except KgError:
        return []
    items = []
    for each in found:
        # A label stands for itself: put in its place, an acronym would take away what is typed already.
        name = next((name for name in each if begins(name, incomplete)), None)
        if name is not None:
            items.append(CompletionItem(name, help=each.label if each.label != name else None))
    return items
