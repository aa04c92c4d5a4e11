"""The options that say how ties are tested against chance, in the same words for `kg network` and `kg analyse`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_KEPT = "kg.chance"
_OPTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "--significant",
        "model",
        {"metavar": "MODEL", "help": "sdsm, fdsm, hypergeometric (fixed-row), fixed-column or fixed-fill."},
    ),
    (
        "--alpha",
        "alpha",
        {"type": click.FloatRange(0, 1, True, True), "default": 0.05, "show_default": True, "help": "Level."},
    ),
    (
        "--correction",
        "correction",
        {
            "default": "benjamini-hochberg",
            "show_default": True,
            "metavar": "NAME",
            "help": "benjamini-hochberg, holm or none.",
        },
    ),
    (
        "--trials",
        "trials",
        {"type": click.IntRange(min=1), "default": 1000, "show_default": True, "help": "Random networks of fdsm."},
    ),
    (
        "--seed",
        "seed",
        {"type": click.IntRange(min=0), "default": 0, "show_default": True, "help": "Of all that is random."},
    ),
)


def chance_options(default: str) -> Callable[[Command], Command]:
    """Add the options of the test, and keep them for `chosen_chance`; `default` is said of --significant."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        ctx.meta.setdefault(_KEPT, {})[param.name] = value

    def add(command: Command) -> Command:
        for flag, name, settings in reversed(_OPTIONS):
            shown = (
                {**settings, "help": f"{settings['help']}  [default: {default}]"} if name == "model" else settings
            )
            command = click.option(flag, name, expose_value=False, callback=keep, **shown)(command)
        return command

    return add


def chosen_chance(ctx: click.Context) -> dict[str, Any]:
    """Return the options of the test as Choices take them; without --significant there is no model among them."""
    kept: dict[str, Any] = ctx.meta[_KEPT]
    return {name: value for name, value in kept.items() if value is not None}
