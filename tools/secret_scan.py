"""Looks for secrets in what git keeps: in the tree, and with ``--history`` in every version of every file there ever was.

A finding names the file, the line and the rule, never the secret. What is no secret is listed in ``ALLOWED`` with its reason.
Ends with 1 where something is found, and where there was nothing to look at: a search of nothing proves nothing.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 2_000_000  # bytes; a longer file is a picture, a font or somebody else's program
SKIPPED = re.compile(r"(^|/)(vendor|fonts)/|\.(lock|woff2?|otf|ttf|png|jpe?g|webp|ico|pdf|geojson|mo)$|icons\.svg$")
RULES: dict[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=\s]{40,}"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA|LTAI)[A-Z0-9a-z]{16,22}\b"),
    "a token of a code host": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|glpat-[A-Za-z0-9_-]{20,}|github_pat_\w{60,})"
    ),
    "a token of a package index": re.compile(r"\bpypi-[A-Za-z0-9_-]{50,}|\bnpm_[A-Za-z0-9]{36}\b"),
    "a token of a messenger": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    "a key of Pilin": re.compile(r"\bpilin_[A-Za-z0-9_-]{32,}"),
    "a password in an address": re.compile(
        r"\b[a-z][a-z0-9+]{2,12}://[^\s/:@\"'{}<>]+:([^\s/:@\"'{}<>$]{6,})@[^\s\"']+"
    ),
    "a secret given a name": re.compile(
        r"(?i)\b[\w.-]*(?:secret|passwd|password|passphrase|api[_-]?key|private[_-]?key|access[_-]?token)[\w-]*[\"']?\s*[:=]\s*"
        r"[\"']([^\"'\s]{12,})[\"']"
    ),
}
LEAST_BITS = 3.3  # a letter; words have less, what a machine made has more
ALLOWED: dict[str, str] = {  # what is found → why it is no secret
    "pilin-demo-2024": "the demo's password, printed for whoever opens it",
    "JBSWY3DPEHPK3PXP": "the example that every text on one-time numbers uses; tests sign in with it",
    "django.contrib.auth.password_validation": "a path",
    "pilin.config.tokens.ResetTokens": "a path",
}
PLACEHOLDER = re.compile(
    r"(?i)^[<{$%(\[]|example|placeholder|changeme|\{\{|\.\.\.|…|^https?://|[\u4e00-\u9fff]|^[a-z_./-]+$|^/[\w./-]*$"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something that looks like a secret stands."""

    where: str
    line: int
    rule: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}: {self.rule}"


def bits(text: str) -> float:
    """Return how many bits a letter of the text carries."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def findings(where: str, text: str) -> Iterator[Finding]:
    """Give what looks like a secret in a text."""
    for rule, pattern in RULES.items():
        for hit in pattern.finditer(text):
            said = hit[1] if hit.re.groups else hit[0]
            if any(known in said for known in ALLOWED):
                continue
            if hit.re.groups and (PLACEHOLDER.search(said) or bits(said) < LEAST_BITS):
                continue
            yield Finding(where, text.count("\n", 0, hit.start()) + 1, rule)


def tree(root: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file that git keeps, or would if it were added."""
    names = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").decode("utf8").split("\0")
    for name in filter(None, names):
        path = root / name
        if path.is_file():
            yield name, path.read_bytes()


def history(root: Path) -> Iterator[tuple[str, bytes]]:
    """Give every version of every file, on every branch."""
    listed = _git(root, "rev-list", "--objects", "--all").decode("utf8", "replace").splitlines()
    names = {sha: name for sha, _, name in (line.partition(" ") for line in listed) if name}
    wanted = "\n".join(names).encode()
    kinds = _git(root, "cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", given=wanted).decode()
    small = [one[0] for one in map(str.split, kinds.splitlines()) if one[1] == "blob" and int(one[2]) <= LARGEST]
    for sha in small:
        if not SKIPPED.search(names[sha]):
            yield f"{sha[:10]} {names[sha]}", _git(root, "cat-file", "blob", sha)


def _git(root: Path, *words: str, given: bytes | None = None) -> bytes:
    return subprocess.run(["git", "-C", str(root), *words], input=given, capture_output=True, check=True).stdout


def search(files: Iterator[tuple[str, bytes]]) -> tuple[int, list[Finding]]:
    """Return how many texts were read, and what was found in them."""
    read, found = 0, []
    for name, content in files:
        if SKIPPED.search(name) or len(content) > LARGEST or b"\0" in content[:4000]:
            continue
        read += 1
        found += findings(name, content.decode("utf8", "replace"))
    return read, found


def main(words: list[str]) -> int:
    """Search and say what was found."""
    where = "history" if "--history" in words else "tree"
    read, found = search(history(ROOT) if where == "history" else tree(ROOT))
    for one in found:
        print(one)
    print(f"secrets: {read} texts of the {where} read, {len(found)} findings", file=sys.stderr)
    return 1 if found or not read else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
