"""The private keys with which towns sign their alerts: locked in PILIN_HOME/keys, never in the database."""

from __future__ import annotations

from pathlib import Path

from pilin.engine import cap
from pilin.foundation.ledger import keys, vault


def signing_key(town: str) -> bytes:
    """Return the key of a town as PEM; one is made where the town signs here and has none yet.

    Raises
    ------
    NoNodeKey
        When the town keeps its keys elsewhere: nobody here signs for it.
    """
    path = _file_of(town)
    if not path.exists():
        if keys.newest_of([town]).get(town) is not None:
            keys.signer_of(town)  # raises where the town signs elsewhere
        vault.write(
            path, cap.new_key(), first_only=True
        )  # of two that make one at once, the first one's is everybody's
    return vault.read(path)


def _file_of(town: str) -> Path:
    return vault.folder() / f"{town}.cap"
