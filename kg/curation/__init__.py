"""Curation: what must hold before a statement may be believed, and where it does not."""

from kg.curation.check import Report, check

__all__ = ["Report", "check"]
