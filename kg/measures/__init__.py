"""Measures: what is counted, tested and ranked of a two-mode network, from matrices alone, whatever they mean."""
