"""Which instance is meant: its folder and its database. The one that is served, or one in a folder of its own."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilin import __version__
from pilin.foundation.backups import postgres
from pilin.foundation.backups.sources import POSTGRESQL, SQLITE

SETTINGS, DATABASE = "settings.toml", "pilin.sqlite3"
SECRETS = "keys/settings.toml"
"""Where the settings that are secrets stand in a copy that may hold them."""
OF_THE_PLACE = ("database_url",)
"""Settings that say where an instance is, not what it is: they never go into a copy."""
DEPOSITS = "handover"
"""The folder in which a closed year leaves its archive."""
HISTORY = "history"
"""The folder in which readings of past months lie."""
_SECRET = re.compile(r".*(_key|_token|_secret|_password)")


def is_secret(name: str, value: Any) -> bool:
    """Return whether a setting is a secret: by its name, or an address that carries a password."""
    return _SECRET.fullmatch(name) is not None or (isinstance(value, str) and "://" in value and "@" in value)


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance by its folder and its database.

    Parameters
    ----------
    home : Path
    conninfo : str
        How to reach its PostgreSQL; empty while it keeps an SQLite file in its folder.
    """

    home: Path
    conninfo: str = ""

    @classmethod
    def of_settings(cls, home: Path, database: Mapping[str, Any]) -> Instance:
        """Return the instance that Django's settings describe."""
        if database["ENGINE"].endswith("sqlite3"):
            return cls(home)
        return cls(home, postgres.conninfo_of(database))

    @property
    def engine(self) -> str:
        """Return which kind of database it has."""
        return POSTGRESQL if self.conninfo else SQLITE

    @property
    def database(self) -> Path:
        """Return where its SQLite file lies."""
        return self.home / DATABASE

    @property
    def files(self) -> Path:
        """Return where its attachments lie."""
        return self.home / "files"

    @property
    def keys(self) -> Path:
        """Return where the towns' keys lie."""
        return self.home / "keys"

    def attachments(self) -> list[Path]:
        """Return every attachment, whole ones only, in order."""
        return sorted(path for path in self.files.glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64)

    def deposits(self) -> list[Path]:
        """Return the archives that handovers deposited, whole ones only, in order."""
        return sorted(path for path in (self.home / DEPOSITS).glob("*.zip") if not path.name.startswith("."))

    def history(self) -> list[Path]:
        """Return the files of past months' readings, whole ones only, in order."""
        return sorted(path for path in (self.home / HISTORY).glob("*/*/*.parquet") if not path.name.startswith("."))

    def key_files(self) -> list[Path]:
        """Return the keys that an encrypted copy may hold: all but root keys, which belong into the towns' safes."""
        return sorted(path for path in self.keys.glob("*") if path.is_file() and path.suffix != ".root")

    def settings(self) -> dict[str, Any]:
        """Return what its settings file says; nothing where there is none."""
        path = self.home / SETTINGS
        return tomllib.loads(path.read_text(encoding="utf8")) if path.exists() else {}


def version() -> str:
    """Return the version of Pilin that runs."""
    return __version__


def sync_folder(folder: Path) -> None:
    """Let what a folder lists reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
