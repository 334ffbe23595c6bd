"""Readings of the source tree, as lists of what is wrong: empty is well. They take the root, so a toy can be read too."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CARD = ("Owns", "Stands on", "Uses", "Never")
DOORS = ("web", "api", "cli", "tasks", "urls", "forms", "schemas")
REASONS = ("slow import", "optional dependency", "app ready")
LONGEST = 600
ROWLESS = {
    "access", "values",  # what rooms are made of: no rows, no doors
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the house under a root."""

    storey: str
    name: str
    folder: Path

    @property
    def label(self) -> str:
        return f"{self.storey}/{self.name}"


def rooms(root: Path = ROOT) -> list[Room]:
    """Return every room, by storey and name."""
    return [
        Room(storey, folder.name, folder)
        for storey in ("domain", "foundation")
        for folder in sorted((root / "src" / "pilin" / storey).iterdir())
        if (folder / "__init__.py").exists()
    ]


def python_files(root: Path = ROOT) -> list[Path]:
    """Return every Python file the house has written, generated migrations apart."""
    folders = [root / name for name in ("src", "tests", "tools", "benchmarks")]
    return [f for folder in folders for f in sorted(folder.rglob("*.py")) if "/migrations/" not in str(f)]


def without_card(root: Path = ROOT) -> list[str]:
    """Return rooms whose ``__init__`` does not carry the card."""
    missing = []
    for room in rooms(root):
        text = ast.get_docstring(ast.parse((room.folder / "__init__.py").read_text(encoding="utf8"))) or ""
        lines = [line.strip() for line in text.splitlines()]
        missing += [f"{room.label}: {part}" for part in CARD if not any(line.startswith(part) for line in lines)]
    return missing


def without_companions(root: Path = ROOT) -> list[str]:
    """Return what rooms lack beside them: a page, tests, factories, the contract kit."""
    missing = []
    for room in rooms(root):
        tests = root / "tests" / room.storey / room.name
        wanted = {f"docs/rooms/{room.name}.md": (root / "docs" / "rooms" / f"{room.name}.md").exists()}
        wanted[f"tests/{room.label}"] = any(tests.rglob("test_*.py"))
        if room.name not in ROWLESS:
            texts = [f.read_text(encoding="utf8") for f in tests.rglob("*.py")]
            wanted[f"tests/{room.label}: a subclass of RoomContract"] = any("(RoomContract" in text for text in texts)
            factory = (root / "tests" / "factories" / f"{room.name}.py").exists()
            wanted[f"tests/factories/{room.name}.py, or make_rows in its contract"] = factory or any(
                "def make_rows" in text or "rowless = True" in text for text in texts
            )
        missing += [name for name, there in wanted.items() if not there]
    return missing


def imports(tree: ast.AST) -> Iterator[str]:
    """Return the dotted names a tree imports, ``from a import b`` as both ``a`` and ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def doors_through_doors(root: Path = ROOT) -> list[str]:
    """Return doors that import another room's door."""
    found = []
    pattern = re.compile(rf"pilin\.(domain|foundation)\.(\w+)\.({'|'.join(DOORS)})(\.|$)")
    for room in rooms(root):
        for file in room.folder.rglob("*.py"):
            for name in imports(ast.parse(file.read_text(encoding="utf8"))):
                hit = pattern.match(name)
                if hit and hit[2] != room.name:
                    found.append(f"{file.relative_to(root)} imports {name}")
    return sorted(set(found))


def too_long(root: Path = ROOT) -> list[str]:
    """Return files of more than 600 lines."""
    return [
        f"{file.relative_to(root)}: {number} lines"
        for file in python_files(root)
        if (number := len(file.read_text(encoding="utf8").splitlines())) > LONGEST
    ]


def inner_imports_without_reason(root: Path = ROOT) -> list[str]:
    """Return imports inside functions that do not say why, in one of three ways."""
    found = []
    for file in sorted((root / "src").rglob("*.py")):
        if "/migrations/" in str(file) or file.name == "wiring.py":  # all of the wiring waits for the apps
            continue
        text = file.read_text(encoding="utf8")
        lines = text.splitlines()
        for outer in ast.walk(ast.parse(text)):
            if not isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            for node in ast.walk(outer):
                if isinstance(node, (ast.Import, ast.ImportFrom)) and not any(
                    reason in line for line in lines[node.lineno - 1 : node.end_lineno] for reason in REASONS
                ):
                    found.append(f"{file.relative_to(root)}:{node.lineno}: {lines[node.lineno - 1].strip()}")
    return sorted(set(found))


def round_the_gate(root: Path = ROOT) -> list[str]:
    """Return places that read rows round the manager that asks who is standing."""
    found = []
    for file in sorted((root / "src").rglob("*.py")):
        if "/access/" in str(file) or "/migrations/" in str(file):
            continue
        for number, line in enumerate(file.read_text(encoding="utf8").splitlines(), 1):
            if "_base_manager" in line or "_default_manager" in line:
                found.append(f"{file.relative_to(root)}:{number}")
    return found


def layers(root: Path = ROOT) -> dict[str, list[list[str]]]:
    """Return the rungs of each layers contract, from the top down, parentheses kept."""
    kept = configparser.ConfigParser()
    kept.read(root / ".importlinter", encoding="utf8")
    return {
        section.rsplit(":", 1)[1]: [
            [name.strip() for name in line.split("|")] for line in kept[section]["layers"].strip().splitlines()
        ]
        for section in kept.sections()
        if "layers" in kept[section]
    }


def built_in_parentheses(root: Path = ROOT) -> list[str]:
    """Return rooms that exist and still stand in parentheses, and rooms that stand without and do not exist."""
    there = {(room.storey, room.name) for room in rooms(root)}
    found = []
    for storey in ("domain", "foundation"):
        for name in (name for rung in layers(root)[storey] for name in rung):
            bare = name.strip("()")
            if name.startswith("(") == ((storey, bare) in there):
                found.append(f"{storey}/{bare}")
    return found


def rank(root: Path = ROOT) -> dict[str, int]:
    """Return the height of each room: what is higher may know what is lower."""
    heights: dict[str, int] = {}
    for base, storey in ((0, "foundation"), (100, "domain")):
        rungs = layers(root)[storey]
        for depth, rung in enumerate(rungs):
            heights |= {name.strip("()"): base + len(rungs) - depth for name in rung}
    return heights


def models_without_gate(root: Path = ROOT) -> list[str]:
    """Return model classes that stand on Django's bare ``models.Model`` instead of on a gated row."""
    found = []
    for room in rooms(root):
        if room.name == "access":
            continue
        for file in [*room.folder.glob("models.py"), *room.folder.glob("models/*.py")]:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
                if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "models.Model" for base in node.bases):
                    found.append(f"{room.label}: {node.name} forgets its audience")
    return found
