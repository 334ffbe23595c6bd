"""Write the stand-alone verifier: one file that needs only Python and ``cryptography``.

    python tools/standalone.py [dist/pilin_verify.py]

The file is generated, never committed. Every archive carries the same as ``verify.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from pilin.engine.log.standalone import verifier  # noqa: E402  (found only now)


def main() -> None:
    """Write the file."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "pilin_verify.py"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(verifier(), encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main()
