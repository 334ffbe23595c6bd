"""What is shown of a contact to those who need to recognise it and not to use it."""

from __future__ import annotations

import re

SHOWN_BEFORE, SHOWN_AFTER = 3, 4  # of a mobile number of eleven digits, as is usual in China: 138****5678
LEAST = 11  # digits; of shorter numbers only the last two stay
HIDDEN = "****"


def masked_phone(number: str) -> str:
    """Return a telephone number with its middle hidden; what is no number is hidden whole; nothing stays nothing.

    Parameters
    ----------
    number : str
        As a person typed it: spaces, dashes, a leading +86 may stand in it.
    """
    if not number.strip():
        return ""
    digits = re.sub(r"\D", "", re.sub(r"^\s*(\+|00)86", "", number))
    if len(digits) >= LEAST:
        return f"{digits[:SHOWN_BEFORE]}{HIDDEN}{digits[-SHOWN_AFTER:]}"
    return f"{HIDDEN}{digits[-2:]}" if len(digits) > SHOWN_AFTER else HIDDEN
