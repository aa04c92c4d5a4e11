"""Every path of the product, timed beside its rivals on the same generated data: `python -m benchmarks`."""
