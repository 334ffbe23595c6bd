"""The one folder in which everything an instance keeps lies: ``PILIN_HOME``."""

from __future__ import annotations

import os
import secrets
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

DEFAULTS: dict[str, Any] = {
    "database_url": "",  # empty: SQLite in this folder; else postgresql://…
    "allowed_hosts": ["127.0.0.1", "localhost", "[::1]"],
    "site_url": "http://127.0.0.1:8000",
    "icp_number": "",  # 备案号, shown in the footer where the law asks for it
    "map_approval_number": "",  # 审图号, shown under every map
    "map_attribution": "",
    "default_circle": "",
    "secure": False,  # True behind HTTPS: secure cookies and HSTS
    "lock_seconds": 20,  # how long a deed waits for another before it is answered "press again"
    "proxies": 0,  # reverse proxies in front of the instance: so many entries of X-Forwarded-For are believed
    "limit_percent": 100,  # how often visitors, people and programs may ask, of what is usual; 0: as often as they like
    "feed_hosts": [],  # hosts from which alerts may be fetched; empty: none are
    "webhook_hosts": [],  # hosts at which towns may be told of deeds; empty: nothing is sent out
    "sms_url": "",  # where short messages to people on duty are handed over; its host stands in webhook_hosts; empty: none are sent
    "sms_key": "",  # a bearer token for it
    "live": True,  # a process of its own tells open pages when to look again; without it they ask by themselves
    "live_port": 0,  # where it listens; 0: at the port after that of the pages
    "live_url": "",  # where pages reach it behind a proxy, as /live; empty: at its port itself
    "second_factor_for": ["signatory", "secretary", "keeper"],  # roles that do no deed without one
    "session_idle_minutes": 30,  # a sign-in ends after so long without a request
    "session_hours": 12,  # and after so long whatever happens
    "least_free_mb": 100,  # below this nothing is written any more: reading, and what makes room, still need some
    "backup_to": "",  # folder for copies taken by themselves; empty: none are
    "backup_every_hours": 24,
    "backup_keep": "daily 7, weekly 4, monthly 12",
    "backup_recipient": "",  # file with the public key that copies are encrypted for
    "backup_passphrase_file": "",  # or the file with a passphrase
    "readings_months": 13,  # so many whole months of readings stay in the table; older ones lie under history/
    "email_url": "",  # empty: messages are written to outbox/ in this folder
    "people_key_file": "",  # the key that makes one person one in all towns; empty: people.key here, in no copy: keep it apart
    "key_file": "",  # a file of 16 random bytes or more, outside this folder, that locks the towns' private keys
}


def home() -> Path:
    """Return the instance's folder, made if it is not there, readable by nobody else."""
    folder = Path(os.environ.get("PILIN_HOME") or Path.home() / ".pilin").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def site_settings() -> dict[str, Any]:
    """Return the instance's settings; written with their defaults, and a secret of its own, at the first call."""
    path = home() / "settings.toml"
    kept: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf8")) if path.exists() else {}
    if "secret_key" not in kept:
        kept = {"secret_key": secrets.token_urlsafe(50), **DEFAULTS, **kept}
        path.touch(mode=0o600)
        path.write_text(tomli_w.dumps(kept), encoding="utf8")
    return {**DEFAULTS, **kept, **_from_environment()}


def key_passphrase() -> str:
    """Return what locks the towns' private keys; from the environment only, since settings.toml goes into backups."""
    return os.environ.get("PILIN_KEY_PASSPHRASE", "")


def _from_environment() -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, default in DEFAULTS.items():
        value = os.environ.get(f"PILIN_{name.upper()}")
        if value is not None:
            if isinstance(default, bool):
                given[name] = value.lower() in ("1", "true", "yes")
            elif isinstance(default, int):
                given[name] = _whole(f"PILIN_{name.upper()}", value)
            else:
                listed = [entry.strip() for entry in value.split(",") if entry.strip()]
                given[name] = listed if isinstance(default, list) else value
    handed = Path(os.environ.get("CREDENTIALS_DIRECTORY") or "/nonexistent") / "pilin-key"  # systemd: LoadCredential=
    if handed.exists():
        given.setdefault("key_file", str(handed))
    return given


def _whole(name: str, value: str) -> int:
    """Return a figure an environment variable gives.

    Raises
    ------
    SystemExit
        When it is none: an instance that guesses how long sessions last is worse than one that does not start.
    """
    if not (value.isascii() and value.isdigit()):
        raise SystemExit(f"{name}: {value!r} is no whole number")
    return int(value)
