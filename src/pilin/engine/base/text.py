"""One canonical form of a text, so that two towns sign the same bytes."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def canonical_text(text: str) -> str:
    r"""Return the text as it is hashed: NFC, ``\n`` line ends, no trailing blanks, one final newline.

    Examples
    --------
    >>> canonical_text("第一条  \r\n共建\r\n\r\n")
    '第一条\n共建\n'
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[ \t\u3000]+(?=\n|$)", "", text).strip("\n") + "\n"


def text_hash(text: str) -> str:
    """Return the SHA-256 of the canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_text(text).encode()).hexdigest()
