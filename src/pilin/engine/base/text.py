"""One canonical form of a text, so that two towns sign the same bytes; and no mark in it that nobody sees."""

from __future__ import annotations

import hashlib
import re
import unicodedata

INVISIBLE = re.compile(  # what shows nothing, what is half a letter, and what turns the direction of writing round
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_UNSEEN = re.compile(  # the same in UTF-8, but for the joiner that some pictures are made with
    rb"\xc2\xad|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b\x8c\x8e\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb]"
)


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


def clean_text(text: str) -> str:
    r"""Return a text as it is kept: NFC, ``\n`` ends, no invisible marks, none that turn the direction of writing.

    Every door gives what people type through here once, so that no name looks like another's.

    Examples
    --------
    >>> clean_text(" 枫泾\u200b镇\u202e ")
    '枫泾镇'
    """
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def revealed(page: bytes) -> bytes:
    """Return a page in which each invisible mark is shown as U+FFFD: a row may be older than the door, or another town's.

    Examples
    --------
    >>> revealed("枫泾\u202e镇".encode()).decode()
    '枫泾\ufffd镇'
    """
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}".encode(), page)
