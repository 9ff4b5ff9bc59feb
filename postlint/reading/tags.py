"""Start tags: the attributes of one, with the range of every value.

The standard library's ``html.parser`` tells where a tag begins and not where a value lies in it, and what it makes of
broken markup differs between releases of Python. Source: HTML Living Standard, 13.2.5.32 to 13.2.5.39.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Unlike a browser, a quote that is never closed does not swallow the rest of the draft.
_NAME: Final = re.compile(r"<([A-Za-z][^\s/>]*)")
_ATTRIBUTE: Final = re.compile(r"""[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)|))?""")
_CLOSE: Final = re.compile(r"[\s/]*>")
_END: Final = re.compile(r"</([A-Za-z][^\s/>]*)([^>]*)>")
_EXTENSION: Final = re.compile(r"[a-z][a-z0-9]*(?::[A-Za-z0-9]+|(?:-[a-z0-9]+)+)\Z")
_VALUELESS: Final = re.compile(r"(?:data|aria|v|x|on|ng)[-:].*|[\W\d_]*", re.DOTALL)
#: Attributes that are written without a value.
BOOLEAN: Final = frozenset((
    "allowfullscreen", "alt", "async", "autofocus", "autoplay", "checked", "compact", "contenteditable", "controls",
    "crossorigin", "default", "defer", "disabled", "download", "draggable", "formnovalidate", "hidden", "inert",
    "ismap", "itemscope", "loop", "mozallowfullscreen", "multiple", "muted", "nomodule", "noshade", "novalidate",
    "nowrap", "open", "playsinline", "popover", "readonly", "required", "reversed", "selected", "webkitallowfullscreen",
))  # fmt: skip

#: All elements of HTML, obsolete ones too. Any other name needs a hyphen (a custom element) or a colon (Office).
ELEMENTS: Final = frozenset((
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont", "bdi",
    "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite",
    "code", "col", "colgroup", "data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt",
    "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2",
    "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "image", "img", "input", "ins",
    "isindex", "kbd", "keygen", "label", "legend", "li", "link", "listing", "main", "map", "mark", "marquee", "math",
    "menu", "menuitem", "meta", "meter", "nav", "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup",
    "option", "output", "p", "param", "picture", "plaintext", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby",
    "s", "samp", "script", "search", "section", "select", "slot", "small", "source", "spacer", "span", "strike",
    "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th",
    "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag, at ``start`` to ``end`` of the text scanned.

    ``values`` holds the range of each attribute's raw value, quotes left out. ``odd`` says that it holds words where
    HTML has none (``<Mrs Okafor>``): a browser would hide them, and they are published all the same.
    """

    name: str
    start: int
    end: int
    values: tuple[tuple[str, int, int], ...] = ()
    closing: bool = False
    odd: bool = False


def start_tag(text: str, at: int) -> Tag | None:
    """The start tag at ``text[at]``; ``None`` where none begins there, or it has no end."""
    match = _NAME.match(text, at)
    if match is None:
        return None
    name = match.group(1)
    odd = _unknown(name)
    values: list[tuple[str, int, int]] = []
    end = match.end()
    while (attribute := _ATTRIBUTE.match(text, end)) is not None:
        key = attribute.group(1).lower()
        group = attribute.lastindex or 1
        if group > 1:
            values.append((key, attribute.start(group), attribute.end(group)))
        elif attribute.end() == attribute.end(1) and key not in BOOLEAN and not _VALUELESS.fullmatch(key):
            odd = True
        end = attribute.end()
    close = _CLOSE.match(text, end)
    return Tag(name.lower(), at, close.end(), tuple(values), False, odd) if close else None


def end_tag(text: str, at: int) -> Tag | None:
    """The end tag at ``text[at]``; ``None`` where none begins there, or it has no end."""
    match = _END.match(text, at)
    if match is None:
        return None
    odd = _unknown(match.group(1)) or bool(match.group(2).strip("\t\n\f\r /"))
    return Tag(match.group(1).lower(), at, match.end(), closing=True, odd=odd)


def _unknown(name: str) -> bool:
    return name.lower() not in ELEMENTS and _EXTENSION.match(name) is None
