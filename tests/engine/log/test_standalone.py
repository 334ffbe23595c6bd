"""The stand-alone verifier: one file without Pilin, the same answers, exit codes for scripts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pilin.engine.log.standalone import verifier as made
from tests.engine.log.test_archive import ARCHIVE, repacked
from tests.engine.log.world import chain, packed


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("alone") / "pilin_verify.py"
    written.write_text(made(), encoding="utf-8")
    return written


def run(verifier: Path, *arguments: object) -> tuple[int, str]:
    """Run it where Pilin cannot be imported."""
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.modules['pilin'] = None; import runpy; sys.argv = {[str(verifier), *map(str, arguments)]!r}; runpy.run_path({str(verifier)!r}, run_name='__main__')",
    ]
    done = subprocess.run(command, cwd=verifier.parent, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_it_knows_nothing_of_pilin_and_needs_only_cryptography(verifier: Path) -> None:
    text = verifier.read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_it_says_what_holds(verifier: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(ARCHIVE)
    code, said = run(verifier, archive)
    assert (code, said.splitlines()[0]) == (0, "holds: 3 logs, 72 entries")


def test_it_names_the_first_entry_that_does_not_hold(verifier: Path, tmp_path: Path) -> None:
    name = chain("north").name.id

    def swap(members: dict[str, bytes]) -> None:
        lines = members[f"logs/{name}.ndjson"].splitlines(keepends=True)
        lines[7], lines[8] = lines[8], lines[7]
        members[f"logs/{name}.ndjson"] = b"".join(lines)

    (tmp_path / "a.zip").write_bytes(repacked(swap))
    code, said = run(verifier, tmp_path / "a.zip")
    assert (code, said) == (1, f"does not hold: log north/circle ({name[:12]}), entry 7: it says it is entry 8\n")


def test_a_head_kept_elsewhere_finds_a_history_written_anew(verifier: Path, tmp_path: Path) -> None:
    old, anew = chain("north", length=6), chain("north", length=5)
    anew.add(b"another")
    (tmp_path / "a.zip").write_bytes(packed([anew], {}))
    (tmp_path / "head.txt").write_text(old.checkpoint("south").to_note(), encoding="utf-8")
    assert run(verifier, tmp_path / "a.zip")[0] == 0
    code, said = run(verifier, tmp_path / "a.zip", "--head", tmp_path / "head.txt")
    assert (code, "entry 0: the head over 6 entries is of other entries" in said) == (1, True)


def test_what_cannot_be_read_is_another_code(verifier: Path, tmp_path: Path) -> None:
    assert [run(verifier)[0], run(verifier, tmp_path / "none.zip")[0]] == [2, 2]
    (tmp_path / "b.zip").write_bytes(b"no zip")
    assert run(verifier, tmp_path / "b.zip")[0] == 1
