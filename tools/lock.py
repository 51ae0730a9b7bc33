"""Write the lock files from pyproject.toml: names, versions and hashes, nothing else.

`uv.lock` is not used because it records addresses of the package index.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / ".uv" / "bin" / ("uv.exe" if os.name == "nt" else "uv")
FLAGS = "--no-build --universal --python-version 3.11 --generate-hashes --no-annotate --no-header".split()


def main() -> int:
    """Lock what the program needs, then what developers need on top, at the same versions."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    compile_ = [str(UV), "pip", "compile", "-q", *FLAGS, *upgrade]
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for extra in (
        ["pyproject.toml", "-o", "requirements.lock"],
        ["pyproject.toml", "--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"],
    ):
        subprocess.run([*compile_, *extra], cwd=ROOT, env=environment, check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
