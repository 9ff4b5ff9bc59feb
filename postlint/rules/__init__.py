"""The rules room: the matchers that ``rules.yaml`` is written in."""
