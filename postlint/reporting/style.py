"""The one look of all pages: a frame that loads nothing, runs nothing, and asks nobody for anything."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

#: A page that somebody saved or sent must not do anything, whatever got into it.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(title: str, body: str, *sheets: str) -> str:
    """An HTML page with ``body`` (markup) under ``title`` (words), in the shared style and those of ``sheets``."""
    style = "".join(sheet(name) for name in ("base", *sheets))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


@cache
def sheet(name: str) -> str:
    """One of the style sheets in ``styles``."""
    return (files(__package__) / "styles" / f"{name}.css").read_text(encoding="utf-8")
