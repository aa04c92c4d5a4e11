"""Completion: what a shell proposes after `kg query`: questions, their options, and the things they take."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

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


_BASH = r"""
%(complete_func)s() {
    local IFS=$'\n' line type value
    COMPREPLY=()
    while read -r line; do
        type=${line%%%%,*} value=${line#*,}
        if [[ $type == dir ]]; then
            compopt -o dirnames
        elif [[ $type == file ]]; then
            compopt -o default
        elif [[ $type == plain ]]; then
            COMPREPLY+=("$value")
        fi
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_FISH = r"""
function %(complete_func)s
    for completion in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \
        COMP_CWORD=(commandline -ct | string collect) %(prog_name)s)
        set -l parts (string split -m 1 "," -- $completion)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
#: What bash takes for the end of a word although a person does not, unless it is quoted.
_BREAKS = (":", "=")
_JOINED = re.compile(r"(--[\w-]+)=(.*)", re.DOTALL)


class _Joined(ShellComplete):
    """Completion that knows `--agency=ILO` for an option and its value, although no option of click's own."""

    #: What of the word stands before the value.
    _before = ""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return what may follow; an option joined to its value is parted from it."""
        joined = _JOINED.fullmatch(incomplete)
        if joined is None:
            return super().get_completions(args, incomplete)
        self._before = f"{joined[1]}="
        return super().get_completions([*args, joined[1]], joined[2])

    def format_completion(self, item: CompletionItem) -> str:
        """Return a value as the whole word that it ends."""
        return super().format_completion(CompletionItem(f"{self._before}{item.value}", item.type, item.help))


class _Zsh(_Joined, ZshComplete):
    """Completion in zsh, which quotes by itself."""


class _Fish(_Joined, FishComplete):
    """Completion in fish, which quotes by itself; click's own script cuts values at a comma."""

    source_template = _FISH


class _Bash(_Joined, BashComplete):
    """Completion in bash, which puts into the line what it is given, blanks and all, unless it is escaped."""

    source_template = _BASH
    #: How many characters of the word bash keeps as they are, and whether the user has opened a quotation.
    _kept, _quoted = 0, False

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words as the user sees them: bash takes `a:b` for three, and gives them line by line."""
        typed = os.environ["COMP_WORDS"]
        if "\n" not in typed:
            args, incomplete = super().get_completion_args()
            self._kept = max(incomplete.rfind(mark) for mark in _BREAKS) + 1
            return args, incomplete
        whole: list[str] = []
        glued = False
        for word in typed.split("\n")[1 : int(os.environ["COMP_CWORD"]) + 1]:
            if whole and (glued or word.startswith(_BREAKS)):
                whole[-1] += word
            else:
                whole.append(word)
            glued = word.endswith(_BREAKS)
        read = [" ".join(split_arg_string(word)) for word in whole] or [""]
        self._quoted = bool(whole) and whole[-1].startswith(("'", '"'))
        self._kept = 0 if self._quoted else max(read[-1].rfind(mark) for mark in _BREAKS) + 1
        return read[:-1], read[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """Return what must stand in the line where bash takes the word to begin."""
        if item.type != "plain":
            return f"{item.type},{item.value}"
        rest = f"{self._before}{item.value}"[self._kept :]
        return "plain," + (rest if self._quoted else re.sub(r"([^\w@%+=:,./-])", r"\\\1", rest))


def register() -> None:
    """Let the shells be answered so that values of several words come out whole."""
    for each in (_Bash, _Zsh, _Fish):
        add_completion_class(each)
