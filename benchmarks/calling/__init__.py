"""The parts of `benchmarks/calls.py`: each module tells one kind of thing that happens to people in a meeting."""
