"""Every page of ``docs/operate`` is followed as it stands, on a fresh folder: what stands in a ``sh`` block is run.

One shell a page, which ends at the first command that fails. Only the port differs, since another may be taken here. A
page that begins with the demo gets one that was loaded before: a second start keeps the data.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.reliability.report import tried
from tests.served import ROOT, free_port, loaded_home, outer

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DEMO = "python3 go demo --load-only"
SECONDS = 900  # a page that takes longer hangs
PAGES = {
    path.stem: blocks
    for path in sorted((ROOT / "docs" / "operate").glob("*.md"))
    if (blocks := BLOCK.findall(path.read_text(encoding="utf8")))
}
WANTED = {"install", "upgrade", "backup", "restore", "rotate-keys", "hand-over", "leave-the-circle"}

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("followed")]


def test_there_is_a_page_for_everything_an_operator_does() -> None:
    assert sorted(WANTED - set(PAGES)) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_followed_as_it_stands(page: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--engine") != "sqlite":
        pytest.skip("the pages tell of the instance as it is set up by itself, on SQLite")
    script = "\n".join(PAGES[page]).replace("8000", str(free_port()))
    home = tmp_path / "instance"
    if DEMO in script:
        shutil.copytree(loaded_home()[0], home)
    given = {**outer(), "PILIN_HOME": str(home), "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "LC_ALL": "C.UTF-8"}
    told = tmp_path / "told.txt"
    with told.open("wb") as out:
        shell = subprocess.Popen(
            ["bash", "-euxo", "pipefail", "-c", script],
            cwd=ROOT,
            env=given,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            code = shell.wait(SECONDS)
        finally:
            with_it = os.getpgid(shell.pid) if shell.poll() is None else shell.pid
            _end(with_it)
    assert code == 0, told.read_text(encoding="utf8", errors="replace")[-4000:]
    tried(
        "operate", f"`docs/operate/{page}.md` followed on a fresh folder", 1, 0, "ends at the first command that fails"
    )


def _end(group: int) -> None:
    """End whatever a page left running."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    """The control: a page whose second command fails does not pass."""
    script = "python3 go pilin --version\npython3 go pilin circle show no-such-circle\n"
    given = {**outer(), "PILIN_HOME": str(tmp_path / "instance"), "HOME": str(tmp_path)}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, env=given, capture_output=True)
    assert done.returncode != 0
