"""A contact: what was found, its normal form, where, and how sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.article import Certainty

CONTACT_KINDS = ("phone", "email", "qq", "wechat", "telegram", "url", "domain", "icp", "editor")
"""Every kind a contact can have."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact in a text.

    Attributes:
        kind: one of `CONTACT_KINDS`.
        value: the normal form: E.164 for phones, lower-case ASCII host names (IDNA), digits for QQ, the id for
            WeChat and Telegram, the mark without spaces for ICP, the name for editors.
        raw: the characters in the text, `text[start:end]`.
        start: first character, an offset into the text given.
        end: one past the last character.
        certainty: `proved` when it stands there in its usual form, `inferred` when an obfuscation had to be undone or
            only the label in front tells what it is, `guess` when it has the form but nothing speaks for it.
    """

    kind: str
    value: str
    raw: str
    start: int
    end: int
    certainty: Certainty = "proved"

    def to_dict(self) -> dict[str, Any]:
        """Return the contact as plain JSON types."""
        return {
            "kind": self.kind,
            "value": self.value,
            "raw": self.raw,
            "start": self.start,
            "end": self.end,
            "certainty": self.certainty,
        }
