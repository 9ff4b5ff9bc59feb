"""Doors to systems in which posts are written and published, each with an extra of its own."""
