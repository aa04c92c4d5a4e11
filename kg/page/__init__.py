"""The network page: one HTML file that opens by double click and leads every line to its passage."""

from __future__ import annotations

from kg.page.cache import remembered_places
from kg.page.html import page_html
from kg.page.layout import place
from kg.page.model import to_pyvis

__all__ = ["page_html", "place", "remembered_places", "to_pyvis"]
