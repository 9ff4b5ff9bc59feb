"""Benchmarks: ``python -m benchmarks`` prints speed and memory as ratios measured in one run on this machine."""
