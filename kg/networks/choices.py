"""Choices: what whoever analyses a network decides, with the values taken where nothing is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choices:
    """What an analysis may choose: formula of the weights, null model, family of tests, seeds."""

    weight: str = "newman"
    model: str = "sdsm"
    alpha: float = 0.05
    correction: str = "benjamini-hochberg"
    min_shared: int = 2
    signed: bool = False
    trials: int = 1000
    draws: int = 1000
    runs: int = 100
    seed: int = 0
