"""The tables of the blog."""
