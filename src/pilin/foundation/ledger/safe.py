"""What goes into a town's safe and comes back from it: root keys as small text files, fingerprints to read aloud."""

from __future__ import annotations

import io
import os
from pathlib import Path

import segno
from django.utils.translation import gettext as _

from pilin.engine import log as engine
from pilin.foundation.access.verdict import Refused
from pilin.foundation.ledger import vault

_TITLE = "PILIN ROOT KEY · 毗邻根钥匙"


def put_away(path: Path, town: str, private: bytes) -> None:
    """Write a root key to a file for the safe, on the disk and read back when this returns.

    Raises
    ------
    Refused
        When a file of that name is there already: it may be another key, and there is no second copy of one.
    """
    signer = engine.Signer(private)
    lines = [
        _TITLE,
        f"town: {town}",
        f"public: {signer.public.hex()}",
        f"private: {private.hex()}",
        "",
        "Keep it in the town's safe, on paper or on a USB stick of its own, and nowhere else.",
        "存入本镇保险柜（纸质件或专用U盘），此外不留任何副本。",
        "",
    ]
    if not path.parent.is_dir():
        raise Refused("no_folder", _("There is no folder %(name)s.") % {"name": path.parent})
    if not vault.put(path, "\n".join(lines).encode(), first_only=True):
        raise Refused("is_there", _("%(name)s is there already. Name another file.") % {"name": path})
    if taken_out(path, town).public != signer.public:
        raise Refused("not_kept", _("%(name)s does not read back.") % {"name": path})


def taken_out(path: Path, town: str) -> engine.Signer:
    """Return the root signer in a file from the safe.

    Raises
    ------
    Refused
        When it is none, or another town's.
    """
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused("no_root_file", _("%(name)s cannot be read.") % {"name": path.name}) from None
    told = dict(line.split(": ", 1) for line in lines if ": " in line)
    try:
        signer = engine.Signer(bytes.fromhex(told["private"]))
    except (KeyError, ValueError):
        raise Refused("no_root_file", _("%(name)s holds no root key.") % {"name": path.name}) from None
    if told.get("town") != town or told.get("public") != signer.public.hex():
        raise Refused("other_root", _("%(name)s holds the root key of another town.") % {"name": path.name})
    return signer


def code_of(manifest: engine.Manifest) -> str:
    """Return the fingerprint as a QR code for a terminal: what is shown at the founding meeting beside the words."""
    out = io.StringIO()
    text = f"pilin-root:{manifest.town}:{manifest.fingerprint.replace(' ', '')}"
    segno.make(text, error="m").terminal(out=out, compact=True, border=2)
    return out.getvalue()


def fresh() -> bytes:
    """Return a new private key."""
    return os.urandom(32)
