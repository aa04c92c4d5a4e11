"""Curation: what must hold before a statement may be believed, and where it does not."""

from kg.curation.check import check
from kg.curation.report import Report

__all__ = ["Report", "check"]
