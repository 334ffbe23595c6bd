"""No secret stands in what git keeps, and a secret that stands there is found (S17)."""

from __future__ import annotations

import secrets as dice
import subprocess
from pathlib import Path

import pytest

from tests.reliability.report import tried
from tools import secret_scan

PLANTED = {  # built here, or this file would be a finding itself
    "a private key": lambda: f"-----BEGIN {'PRIVATE'} KEY-----\n{dice.token_hex(60)}\n-----END {'PRIVATE'} KEY-----",
    "a key of a cloud": lambda: f"id = {'AKIA'}{dice.token_hex(8).upper()}",
    "a token of a code host": lambda: f"{'ghp'}_{dice.token_hex(20)}",
    "a token of a package index": lambda: f"{'pypi'}-{dice.token_hex(40)}",
    "a token of a messenger": lambda: f"{'xoxb'}-{dice.token_hex(10)}",
    "a signed token": lambda: f"{'eyJ'}{dice.token_hex(10)}.{'eyJ'}{dice.token_hex(10)}.{dice.token_hex(10)}",
    "a key of Pilin": lambda: f"{'pilin'}_{dice.token_urlsafe(40)}",
    "a password in an address": lambda: f"postgresql{'://'}pilin:7{dice.token_urlsafe(24)}@db.example/pilin",
    "a secret given a name": lambda: f'SECRET_KEY{" = "}"{dice.token_urlsafe(40)}"',
}
INNOCENT = [
    'password = "........................"',
    'secret_key = ""',
    'PASSWORD = "{password}"',
    "https://user:{word}@host",
    'token="/a/path/of/ours/"',
]


def repository(folder: Path, *versions: dict[str, str]) -> Path:
    run = [
        "git",
        "-C",
        str(folder),
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
    ]
    subprocess.run([*run, "init", "-q"], check=True)
    for files in versions:
        for old in folder.glob("*.txt"):
            old.unlink()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf8")
        subprocess.run([*run, "add", "-A"], check=True)
        subprocess.run([*run, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    return folder


def test_no_secret_stands_in_the_tree() -> None:
    if not (secret_scan.ROOT / ".git").exists():
        pytest.skip("this copy was not taken with git: there is no list of what belongs to it")
    read, found = secret_scan.search(secret_scan.tree(secret_scan.ROOT))
    tried(
        "S17",
        "texts of the tree searched for secrets",
        read,
        len(found),
        f"{len(PLANTED)} of {len(PLANTED)} planted found",
    )
    assert [str(one) for one in found] == []
    assert read > 500


@pytest.mark.nightly
def test_no_secret_stood_in_any_version() -> None:
    read, found = secret_scan.search(secret_scan.history(secret_scan.ROOT))
    tried("S17", "texts of the whole history searched for secrets", read, len(found), "1 of 1 removed secret found")
    assert [str(one) for one in found] == []
    assert read > 1000


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_secret_is_found_and_not_repeated(rule: str) -> None:
    """The control."""
    secret = PLANTED[rule]()
    (found,) = secret_scan.findings("a.py", f"x = 1\n{secret}\n")
    assert (found.where, found.line, found.rule) == ("a.py", 2, rule)
    assert dice.compare_digest(str(found), f"a.py:2: {rule}")


def test_what_is_none_is_passed_over() -> None:
    assert [list(secret_scan.findings("a", text)) for text in INNOCENT] == [[]] * len(INNOCENT)


def test_a_secret_that_was_taken_out_again_is_found_in_the_history(tmp_path: Path) -> None:
    """The control of the search of the history."""
    folder = repository(tmp_path, {"a.txt": PLANTED["a key of Pilin"]()}, {"b.txt": "nothing"})
    assert [one.rule for one in secret_scan.search(secret_scan.tree(folder))[1]] == []
    assert [one.rule for one in secret_scan.search(secret_scan.history(folder))[1]] == ["a key of Pilin"]


def test_a_search_of_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_scan, "ROOT", repository(tmp_path, {}))
    assert secret_scan.main([]) == 1
