"""Answers: from a question to rows with labels, in every format, with what they rest on and how to cite them."""

from __future__ import annotations

from kg.answers.answer import Answer, Triples
from kg.answers.asking import Outcome, answer_question, ask, ask_question, bind
from kg.answers.formats import FORMATS, format_of, render

__all__ = [
    "FORMATS",
    "Answer",
    "Outcome",
    "Triples",
    "answer_question",
    "ask",
    "ask_question",
    "bind",
    "format_of",
    "render",
]
