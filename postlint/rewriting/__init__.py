"""Rewriting: ladders of generalisation, the edits that they come to, and how overlapping ones are resolved."""
