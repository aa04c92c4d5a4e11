"""The prompt of `kg shell`: history, editing over several lines, completion and colours, by prompt_toolkit."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import has_focus
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import split_lines
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style

from kg.cli.proposals import KEYWORDS, Proposals
from kg.cli.reading import is_query, is_whole, only_begins
from kg.sparql import Query

if TYPE_CHECKING:
    from kg.store import Store

_STYLE = Style.from_dict(
    {
        "prompt": "bold",
        "comment": "ansibrightblack",
        "iri": "ansicyan",
        "keyword": "ansiblue bold",
        "name": "ansicyan",
        "option": "bold",
        "string": "ansigreen",
        "variable": "ansimagenta",
    }
)
_CLASSES = {"string": "string", "iri": "iri", "variable": "variable", "name": "name", "language": "string"}
_INDENT = "  "


def prompt_for(
    store: Store, colour: bool = True, source: Input | None = None, output: Output | None = None
) -> Callable[[], str]:
    """Return a function that asks for one statement, whole, and returns it.

    It raises KeyboardInterrupt where the line is given up and EOFError where the user leaves. `source` and
    `output` stand in for the terminal. Where standard output goes elsewhere the prompt is on standard error.
    """
    session: PromptSession[str] = PromptSession(
        [("class:prompt", "kg> ")],
        multiline=True,
        prompt_continuation=lambda width, number, wrapped: " " * width,
        history=_History(history_file()),
        completer=_Completer(Proposals(store)),
        complete_while_typing=False,
        complete_style=CompleteStyle.COLUMN,
        lexer=_Lexer() if colour and "NO_COLOR" not in os.environ else None,
        style=_STYLE,
        key_bindings=_keys(),
        input=source,
        output=output or create_output(always_prefer_tty=True),
    )

    def asked() -> str:
        handler = signal.getsignal(signal.SIGTERM)
        if not callable(handler) or threading.current_thread() is not threading.main_thread():
            return session.prompt()
        try:
            return session.prompt(pre_run=partial(_end_when_told, handler))
        finally:
            # The event loop, at its end, leaves what the system would do.
            signal.signal(signal.SIGTERM, handler)

    return asked


def _end_when_told(handler: Callable[[int, None], object]) -> None:
    """Let SIGTERM end the prompt that now runs, by what the signal's handler raises.

    Raised wherever the event loop happens to be, it would be swallowed there, or leave work half done and said so.
    """
    app = get_app()

    def end() -> None:
        try:
            handler(signal.SIGTERM, None)
        except BaseException as raised:
            with suppress(Exception):  # the line was finished just now
                app.exit(exception=raised)

    # Where a system has no such handlers, the one that is set stays.
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)


def history_file() -> Path:
    """Return the file that keeps what was typed; KG_HISTORY names another."""
    from platformdirs import user_state_path

    named = os.environ.get("KG_HISTORY")
    return Path(named) if named else user_state_path("convene") / "history"


class _History(FileHistory):
    """What was typed, kept for the next time if there is a place for it: without one, for this time."""

    def __init__(self, path: Path) -> None:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        self._path = path
        super().__init__(str(path))

    def load_history_strings(self) -> Iterable[str]:
        try:
            # What is no plain file may never end.
            return list(super().load_history_strings()) if self._path.is_file() else []
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        with suppress(OSError):
            super().store_string(string)


class _Completer(Completer):
    """Proposals in the form that prompt_toolkit takes."""

    def __init__(self, proposals: Proposals) -> None:
        self._proposals = proposals

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        before = document.text_before_cursor
        for each in self._proposals.after(before):
            meaning = each.meaning if len(each.meaning) <= 60 else f"{each.meaning[:57]}..."
            yield Completion(each.text, each.start - len(before), display=each.name, display_meta=meaning)


class _Lexer(Lexer):
    """Colours, from the same reading of the words that a query is checked with."""

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        text = document.text
        lines = list(split_lines(_coloured(text) if is_query(text) else _line(text)))
        return lambda number: lines[number] if number < len(lines) else []


def _coloured(text: str) -> StyleAndTextTuples:
    """Return the words of a query with the class of each."""
    found: StyleAndTextTuples = []
    at = 0
    for token in Query(text).tokens:
        found.append(("class:comment", text[at : token.start]))
        keyword = token.kind == "word" and (token.text.upper() in KEYWORDS or token.text == "a")
        kind = "keyword" if keyword else _CLASSES.get(token.kind, "")
        found.append((f"class:{kind}" if kind else "", token.text))
        at = token.start + len(token.text)
    found.append(("class:comment", text[at:]))
    return found


def _line(text: str) -> StyleAndTextTuples:
    """Return a question or command, its options set off."""
    found: StyleAndTextTuples = []
    for number, word in enumerate(text.split(" ")):
        marked = word.startswith("--") or (number == 0 and word.startswith("."))
        found += [("", " " if number else ""), ("class:option" if marked else "", word)]
    return found


def _keys() -> KeyBindings:
    """Return what Enter, Tab and a closing brace do; all else is as prompt_toolkit has it, Esc and Enter too."""
    keys = KeyBindings()

    @keys.add("enter", filter=has_focus(DEFAULT_BUFFER))
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state and buffer.complete_state.current_completion:
            buffer.complete_state = None
            return
        document = buffer.document
        last_line = "\n" not in document.text_after_cursor
        empty = not document.current_line.strip() and (
            not is_query(document.text) or not only_begins(Query(document.text))
        )
        if last_line and (is_whole(document.text) or empty):
            buffer.validate_and_handle()
            return
        depth = document.text_before_cursor.count("{") - document.text_before_cursor.count("}")
        buffer.insert_text("\n" + _INDENT * max(0, depth))

    @keys.add("tab", filter=has_focus(DEFAULT_BUFFER))
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
            return
        found = list(buffer.completer.get_completions(buffer.document, CompleteEvent(completion_requested=True)))
        if len(found) == 1:
            # A menu of one would have to be chosen from; and it need not begin as what is typed does.
            buffer.apply_completion(found[0])
            if not is_query(buffer.text) and not buffer.text.endswith("="):
                buffer.insert_text(" ")
        elif found:
            buffer.start_completion(insert_common_part=True)

    @keys.add("}")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        before = buffer.document.current_line_before_cursor
        if before and not before.strip():
            buffer.delete_before_cursor(min(len(before), len(_INDENT)))
        buffer.insert_text("}")

    return keys
