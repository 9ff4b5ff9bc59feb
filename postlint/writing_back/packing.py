"""A package again, with some of its parts changed and all others as they were."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from ..errors import DraftError
from ..origin import Origin
from ..reading.packages.zipped import Package

#: Pictures and films pack hardly at all, so that a package of the largest size unpacks to not much more.
_LARGEST: Final = 200_000_000


def unchanged(original: bytes, origin: Origin) -> None:
    """Raise :class:`DraftError` unless these are the bytes that were read."""
    if hashlib.sha256(original).hexdigest() != origin.digest:
        raise DraftError("not written: the file has changed since it was read")


def repacked(original: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The package with the parts ``changed``, and new ones at its end; every other part byte for byte as it was."""
    package = Package(io.BytesIO(original), part=_LARGEST, whole=2 * _LARGEST)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = changed[entry.filename] if entry.filename in changed else package.read(entry.filename)
            kept = zipfile.ZipInfo(entry.filename, entry.date_time)
            kept.compress_type = zipfile.ZIP_STORED if entry.compress_type == zipfile.ZIP_STORED else new.compression
            kept.external_attr, kept.create_system = entry.external_attr, entry.create_system
            new.writestr(kept, content)
        for name, content in changed.items():
            if name not in package:
                new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def serialised(root: Any) -> bytes:
    """A part as Word writes its parts."""
    from lxml import etree

    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
