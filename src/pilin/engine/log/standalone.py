"""The stand-alone verifier: one file, put together from these very modules, that needs only Python and ``cryptography``.

Nothing is written twice, so what a town checks at home is what the instance checks. An archive carries it.
"""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parent
MODULES = ("entry", "merkle", "keys", "checkpoint", "archive", "verify")
HEAD = '''#!/usr/bin/env python3
"""Check an archive of a circle's logs offline. Needs Python 3.11 or newer and ``cryptography``.

    python pilin_verify.py ARCHIVE.zip [--head NOTE.txt ...]

Prints what holds, or names the first entry that does not hold. Exit code: 0 it holds, 1 it does not, 2 it could not be
read. Compare the fingerprints it prints with those on paper: they say whose keys these are. ``--head`` brings a head that
was kept elsewhere (by another town, or printed): with it even a history written anew from its beginning is found.

Put together from the modules of Pilin (Apache-2.0); do not edit.
"""

from __future__ import annotations

'''
TAIL = '''

def main(arguments: list[str]) -> int:
    """Check the archive named on the command line."""
    names = [name for name in arguments if not name.startswith("-")]
    if "--head" in arguments:
        names = arguments[: arguments.index("--head")]
    notes = [value for flag, value in zip(arguments, arguments[1:]) if flag == "--head"]
    if len(names) != 1 or len(arguments) != 1 + 2 * len(notes):
        print("usage: python pilin_verify.py ARCHIVE.zip [--head NOTE.txt ...]", file=sys.stderr)
        return 2
    try:
        heads = [Checkpoint.parse(Path(note).read_text(encoding="utf-8")) for note in notes]
        with open(names[0], "rb") as file:
            archive = read_archive(file, keep=lambda _member: False)  # their digests are enough
    except (OSError, UnicodeDecodeError) as fault:
        print(f"cannot be read: {fault}", file=sys.stderr)
        return 2
    except (BadArchive, BadCheckpoint) as fault:
        print(f"does not hold: {fault}")
        return 1
    found = verify_archive(archive, heads)
    if isinstance(found, Broken):
        name = next((n for n in archive.names if n.id == found.log), None)
        where = f"log {name.writer}/{name.audience} ({found.log[:12]}), " if name else ""
        entry = f"entry {found.seq}: " if found.seq >= 0 else ""
        print(f"does not hold: {where}{entry}{found.reason}")
        return 1
    print(f"holds: {len(found.logs)} logs, {found.entries} entries")
    if found.sealed_by:
        print(f"  sealed by {found.sealed_by}: its rows and files are what that town put in")
    for name in archive.names:
        log = found.logs[name.id]
        print(
            f"  {name.writer}/{name.audience}: {log.head.size} entries, {log.cosigned} of them cosigned by another town, "
            f"{len(log.erased)} bodies not here ({len(log.unannounced)} without notice)"
        )
    for town, fingerprint in found.fingerprints.items():
        print(f"  first root keys of {town}: {fingerprint}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
'''


def verifier() -> str:
    """Return the text of the verifier.

    Raises
    ------
    ValueError
        When two modules give one name to two things: in one file one would hide the other.
    """
    plain, froms, bodies = {"sys"}, {("pathlib", "Path")}, []
    owner: dict[str, str] = {}
    for module in MODULES:
        text = (SOURCE / f"{module}.py").read_text(encoding="utf-8")
        tree, lines, dropped = ast.parse(text), text.splitlines(), set()
        for at, node in enumerate(tree.body):
            doc = at == 0 and isinstance(node, ast.Expr)
            if isinstance(node, ast.ImportFrom):
                if node.module and not node.module.startswith(("pilin", "__future__")):
                    froms |= {(node.module, name.name) for name in node.names}
            elif isinstance(node, ast.Import):
                plain |= {name.name for name in node.names}
            elif not doc:
                for name in _names(node):
                    if owner.setdefault(name, module) != module:
                        raise ValueError(f"{name} stands in {owner[name]} and in {module}")
                continue
            dropped |= set(range(node.lineno - 1, node.end_lineno or node.lineno))
        kept = "\n".join(line for n, line in enumerate(lines) if n not in dropped).strip("\n")
        bodies.append(f"# ---- {module} ----\n\n{kept}\n")
    grouped = {module: sorted(name for other, name in froms if other == module) for module, _ in froms}
    imports = [f"import {name}" for name in sorted(plain)]
    imports += [f"from {module} import {', '.join(names)}" for module, names in sorted(grouped.items())]
    return HEAD + "\n".join(imports) + "\n\n" + "\n\n".join(bodies) + TAIL


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [part.id for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []
