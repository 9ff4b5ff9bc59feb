"""The handout for patients: how the practice uses social media. Its texts are the policy's; nothing here says any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

#: What a text of the handout may refer to as ``{phone}``; a contact that nobody gave stands there as a blank.
CONTACTS: Final = ("practice", "phone", "portal", "website", "urgent", "emergency")


@dataclass(frozen=True, slots=True)
class HandoutSection:
    """A part of the handout; after its ``text`` stand the sentences that these ``rules`` have for patients."""

    heading: str
    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handout:
    """The whole of it. One without a title was not written."""

    title: str = ""
    introduction: str = ""
    sections: tuple[HandoutSection, ...] = ()
    contacts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


NO_HANDOUT: Final = Handout()
