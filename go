#!/usr/bin/env python3
"""Sets Pilin up and runs it: ``python3 go demo`` opens it, ``python3 go test`` proves it.

Needs Python 3.11 or newer and nothing else. The first call makes ``.venv`` and installs what the lock files name, each
with its hash; later calls start at once. Everything an instance keeps lies under ``PILIN_HOME``, here ``.pilin``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("PILIN_VENV") or ROOT / ".venv")
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
LEAST = (3, 11)
NOT_AUDITED = 3  # tools/audit.py had nothing to check against: the report says so, and it is no failed trial

HELP = """Usage: python3 go COMMAND [arguments]

  demo    open the circle of five towns in a browser      (--port, --no-browser, --load-only, --reset)
  test    run every test on SQLite, then on PostgreSQL     (further words go to pytest)
  nightly the long fault tests on both engines; writes docs/operate/assurance.md (--continue: one that was cut short)
  lint    ruff, types, import contracts, migrations, translations, templates, secrets
  docs    build the documentation into site/
  bench   run the benchmarks                               (names of files in benchmarks/)
  pilin   any other command of Pilin, as in: python3 go pilin circle show five-towns
"""


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    if sys.version_info < LEAST:
        return say(f"Pilin needs Python {LEAST[0]}.{LEAST[1]} or newer; this is {sys.version.split()[0]}.", 2)
    if not words or words[0] in ("-h", "--help", "help"):
        print(HELP)
        return 0 if words else 2
    name, rest = words[0], list(words[1:])
    if name not in COMMANDS:
        return say(f"There is no command {name!r}.\n\n{HELP}", 2)
    os.environ.setdefault("PILIN_HOME", str(ROOT / ".pilin"))
    os.chdir(ROOT)
    if name not in ("demo", "pilin"):  # tests start hundreds of processes: what one has compiled the next shall find
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / "build" / "bytecode"))
    return COMMANDS[name](rest)


def demo(rest: list[str]) -> int:
    """Open the demo."""
    return prepare(RUNTIME) or become(PYTHON, "-m", "pilin.config.command", "demo", *rest)


def pilin(rest: list[str]) -> int:
    """Run any command of Pilin."""
    return prepare(RUNTIME) or become(PYTHON, "-m", "pilin.config.command", *rest)


def test(rest: list[str]) -> int:
    """Run the suite on both engines; whoever names an engine or a file gets just that."""
    if failed := prepare(DEVELOPMENT):
        return failed
    options = rest if any(word.startswith(("-n", "--numprocesses")) for word in rest) else ["-n", "2", *rest]
    if any(word.startswith("--engine") for word in rest):
        return run(PYTHON, "-m", "pytest", *options)
    sqlite = run(PYTHON, "-m", "pytest", "--engine", "sqlite", *options)
    if sqlite not in (0, 5):
        return sqlite
    without_browser = [] if any(word.startswith("-m") for word in rest) else ["-m", "not browser"]
    return run(PYTHON, "-m", "pytest", "--engine", "postgresql", *without_browser, *options)


def nightly(rest: list[str]) -> int:
    """Run the fault tests at their full length on both engines and write down what was tried and what was lost."""
    if failed := prepare(DEVELOPMENT):
        return failed
    notes = ROOT / "build" / "nightly.jsonl"
    notes.parent.mkdir(exist_ok=True)
    if "--continue" in rest:
        rest.remove("--continue")
        os.environ["PILIN_CONTINUE"] = "1"
    else:
        notes.unlink(missing_ok=True)
    if not any(word.startswith(("-n", "--numprocesses")) for word in rest):
        rest = ["-n", "2", *rest]
    version = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    os.environ.update(
        PILIN_NIGHTLY=os.environ.get("PILIN_NIGHTLY") or "1", PILIN_REPORT=str(notes), PILIN_COMMIT=version.stdout.strip()
    )
    named = any(Path(word.split("::")[0]).exists() for word in rest if not word.startswith("-"))
    once = [] if named else [  # nothing of these is another on another database
        "tests/engine/log", "tests/journeys", "tests/browser", "tests/architecture/test_objects.py", "tests/architecture/test_routes.py",
        "tests/config/test_migrating.py",
    ]
    each = [] if named else [
        "tests/reliability", "tests/security", "tests/operate", "tests/foundation", "tests/domain", "tests/config", "tests/web",
        "tests/architecture/test_api_smoke.py",
    ]
    runs = [["--engine=sqlite", *once, *each], ["--engine=postgresql", *each]]
    if any(word.startswith("--engine") for word in rest):
        runs = [[*once, *each]]
    codes = [run(PYTHON, "-m", "pytest", "--timeout=14400", *words, *rest) for words in runs]
    if not named:
        audited = run(PYTHON, "tools/audit.py")
        codes += [run(PYTHON, "tools/secret_scan.py", "--history"), 0 if audited == NOT_AUDITED else audited]
    failed = next((code for code in codes if code not in (0, 5)), 0)
    return run(PYTHON, "tools/assurance.py", notes, str(failed)) or failed


def lint(rest: list[str]) -> int:
    """Run everything that reads the code without running it; all of it, then say which failed."""
    if failed := prepare(DEVELOPMENT):
        return failed
    failures = [name for name, command in LINTS.items() if run(*command)]
    return say(f"Not clean: {', '.join(failures)}", 1) if failures else 0


def docs(rest: list[str]) -> int:
    """Build the documentation."""
    return prepare(DEVELOPMENT) or run(PYTHON, "-m", "mkdocs", "build", "--strict", "--quiet", *rest)


def bench(rest: list[str]) -> int:
    """Run the benchmarks named, or all."""
    if failed := prepare(DEVELOPMENT):
        return failed
    files = [ROOT / "benchmarks" / f"{name.removesuffix('.py')}.py" for name in rest]
    files = files or sorted((ROOT / "benchmarks").glob("[a-z]*.py"))
    return max((run(PYTHON, file) for file in files), default=0)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo, "test": test, "nightly": nightly, "lint": lint, "docs": docs, "bench": bench, "pilin": pilin,
}
LINTS: dict[str, tuple[str | Path, ...]] = {
    "ruff check": (BIN / "ruff", "check", "."),
    "ruff format": (BIN / "ruff", "format", "--check", "--quiet", "."),
    "mypy": (PYTHON, "-m", "mypy"),
    "import contracts": (BIN / "lint-imports", "--no-cache"),
    "migrations": (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", "--settings", "pilin.config.settings"),
    "translations": (PYTHON, "tools/messages.py", "--check"),
    "templates": (PYTHON, "tools/templates.py", "--check"),
    "coverage of facts": (PYTHON, "tools/coverage.py", "--check"),
    "secrets": (PYTHON, "tools/secret_scan.py"),
}


# Setting up -----------------------------------------------------------------------------------------------------------


def prepare(lock: str) -> int:
    """Install what a lock names unless it is there already; return 0 or the exit code to end with."""
    if stamped(lock):
        return 0
    if not PYTHON.exists():
        if failed := make_environment():
            return failed
    uv = BIN / "uv"
    print(f"Installing {lock} …", file=sys.stderr, flush=True)
    if not uv.exists() and run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"):
        return say("uv could not be installed; is there a network?", 1)
    if run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--no-deps", "-r", ROOT / lock):
        return say(f"{lock} could not be installed.", 1)
    install_project()
    stamp(lock)
    return 0


def make_environment() -> int:
    """Make ``.venv``; say what is missing where a distribution ships Python without it."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return say(
            "This Python cannot make an environment: its venv part is missing.\n"
            f"On Debian or Ubuntu: apt-get install python{version}-venv", 1
        )
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True)
    return 0


def install_project() -> None:
    """Put ``src`` on the environment's path and the command ``pilin`` in its folder: no build, no network."""
    found = subprocess.run(
        [PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()
    packages = Path(found)
    (packages / "_pilin.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf8")
    facts = packages / f"pilin-{version()}.dist-info"
    facts.mkdir(exist_ok=True)
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pilin\nVersion: {version()}\n", encoding="utf8")
    (facts / "INSTALLER").write_text("go\n", encoding="utf8")
    command = BIN / "pilin"
    command.write_text(
        f"#!{PYTHON}\nimport sys\n\nfrom pilin.config.command import main\n\nsys.exit(main())\n", encoding="utf8"
    )
    command.chmod(0o755)


def version() -> str:
    """Return the version that pyproject.toml names."""
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf8").splitlines():
        if line.startswith("version"):
            return line.split('"')[1]
    return "0"


def print_of(lock: str) -> str:
    """Return what an installation depends on, as one hash: the lock, the version, this folder and this file."""
    parts = [(ROOT / lock).read_bytes(), version().encode(), str(ROOT).encode(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamped(lock: str) -> bool:
    """Return whether this lock, or the fuller one, is installed as it stands."""
    if not PYTHON.exists():
        return False
    return any(
        (VENV / f".{name}.stamp").exists()
        and (VENV / f".{name}.stamp").read_text(encoding="utf8") == print_of(name)
        and (name == lock or print_of(lock) == kept(lock, name))
        for name in ([lock] if lock == DEVELOPMENT else [RUNTIME, DEVELOPMENT])
    )


def kept(lock: str, name: str) -> str:
    """Return the print a runtime lock had when the fuller one was installed."""
    path = VENV / f".{name}.{lock}.stamp"
    return path.read_text(encoding="utf8") if path.exists() else ""


def stamp(lock: str) -> None:
    """Note what is installed now; an older note of the other lock no longer holds."""
    for old in VENV.glob(".requirements*.stamp"):
        old.unlink()
    (VENV / f".{lock}.stamp").write_text(print_of(lock), encoding="utf8")
    if lock == DEVELOPMENT:
        (VENV / f".{lock}.{RUNTIME}.stamp").write_text(print_of(RUNTIME), encoding="utf8")


def run(*command: str | Path) -> int:
    """Run a command to its end and return its exit code; an interrupt ends both."""
    try:
        return subprocess.call([str(part) for part in command])
    except KeyboardInterrupt:
        return 130


def become(*command: str | Path) -> int:
    """Turn into a command, so that a signal meant for it reaches it; where that cannot be, run it."""
    if os.name == "nt":
        return run(*command)
    os.execv(str(command[0]), [str(part) for part in command])


def say(text: str, code: int) -> int:
    """Tell on stderr and return the code."""
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
