"""Shells: what is proposed as bash, zsh and fish take it, so that values of several words come out whole."""

from __future__ import annotations

import os
import re

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

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
