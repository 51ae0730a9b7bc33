"""Make the checkout ready to run: environment, system libraries, fonts.

Needs nothing but Python 3.11 and its standard library. Doing it twice costs nothing:
a stamp in `.venv` holds the digest of everything that was set up.

    python3 tools/setup.py             all that developers and tests need
    python3 tools/setup.py --runtime   only what the program needs (or more, if it is there)
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / ".ready"
UV_FOLDER = VENV / ".uv"
UV_LOCK = ROOT / "tools" / "uv.lock"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
PIP_INSTALL = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
OLDEST_PYTHON = (3, 11)

# What a Debian minimal system lacks for Qt: shared library -> package. Found with ldd, proved
# by opening a window in a bare system; most development machines have some of them already.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What tests need on top: a second QR decoder; a virtual screen (program -> package).
TEST_LIBRARIES = {"libzbar.so.0": "libzbar0"}
TEST_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}


def main() -> int:
    """Set up what is missing; the exit status of the program."""
    parser = argparse.ArgumentParser(description="Make the checkout ready to run.")
    parser.add_argument("--runtime", action="store_true", help="without the tools of developers")
    wanted = "runtime" if parser.parse_args().runtime else "dev"
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        say(f"Ruhu needs Python 3.11 or newer, and {sys.executable} is {found}.")
        say("Install a newer one, or name one that is there: make PYTHON=python3.12")
        return 1
    if wanted == "runtime" and is_ready("dev"):
        wanted = "dev"
    if not is_ready(wanted):
        install_system_libraries(wanted)
        if not (make_environment() and install_packages(wanted)):
            return 1
        STAMP.write_text(digest(wanted), encoding="ascii")
    return subprocess.call([str(PYTHON), str(ROOT / "tools" / "fetch_fonts.py")])


def say(sentence: str) -> None:
    """Print one line now, also when the output is a pipe."""
    print(sentence, flush=True)


def digest(wanted: str) -> str:
    """Digest everything the environment is made from."""
    files = [Path(__file__), UV_LOCK, LOCKS[wanted]]
    parts = [*(file.read_bytes() for file in files), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready(wanted: str) -> bool:
    """Tell whether the environment was made from exactly these files."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="ascii") == digest(wanted)


def install_system_libraries(wanted: str) -> None:
    """Install what Qt needs from the system, or say what to install and go on."""
    missing = missing_packages(wanted)
    if not missing:
        return
    apt = apt_get()
    if apt:
        say(f"installing system libraries: {' '.join(missing)}")
        quietly([*apt, "update"])
        if quietly([*apt, "install", "-y", "--no-install-recommends", *missing]):
            return
    say(f"Qt or a test may not start: these system packages are missing (Debian names): {' '.join(missing)}")


def missing_packages(wanted: str) -> list[str]:
    """List Debian packages whose library or program is not on this Linux machine."""
    if not sys.platform.startswith("linux"):
        return []
    libraries = QT_LIBRARIES | (TEST_LIBRARIES if wanted == "dev" else {})
    missing = [package for library, package in libraries.items() if not can_load(library)]
    if wanted == "dev":
        missing += [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    return missing


def can_load(library: str) -> bool:
    """Tell whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_get() -> list[str]:
    """Return the command that installs packages without asking, or nothing."""
    if not shutil.which("apt-get"):
        return []
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and quietly(["sudo", "-n", "true"]):
        return ["sudo", "-n", "apt-get"]
    return []


def quietly(command: list[str]) -> bool:
    """Run a command, showing what it printed only when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode and command[0] != "sudo":
        say((done.stdout + done.stderr).strip()[-2000:])
    return done.returncode == 0


def make_environment() -> bool:
    """Make `.venv` with this Python and put the pinned installer into it."""
    if not PYTHON.exists() or not same_python():
        say(f"making .venv with Python {sys.version.split()[0]}")
        if not has_ensurepip() and not install_ensurepip():
            say("This Python cannot make environments: install its venv part (Debian: python3-venv).")
            return False
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    if not has_uv():
        subprocess.run(
            [*PIP_INSTALL, "--upgrade", "--target", str(UV_FOLDER), "-r", str(UV_LOCK)], check=False
        )
    return True


def same_python() -> bool:
    """Tell whether `.venv` was made by the Python that runs now."""
    text = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    return f"version = {sys.version.split()[0]}" in text


def has_ensurepip() -> bool:
    """Tell whether this Python carries what `venv` needs."""
    check = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def install_ensurepip() -> bool:
    """Install Debian's venv part of Python where that is allowed."""
    apt = apt_get()
    if not apt:
        return False
    quietly([*apt, "update"])
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return quietly([*apt, "install", "-y", f"python{version}-venv"]) and has_ensurepip()


def uv() -> Path:
    """Name the installer's program."""
    return UV_FOLDER / "bin" / ("uv.exe" if os.name == "nt" else "uv")


def has_uv() -> bool:
    """Tell whether the installer is there in the locked version."""
    if not uv().exists():
        return False
    found = subprocess.run([uv(), "--version"], capture_output=True, text=True, check=False).stdout.split()
    return f"uv=={''.join(found[1:2])} " in UV_LOCK.read_text(encoding="utf-8")


def install_packages(wanted: str) -> bool:
    """Bring the environment to exactly the locked packages, every file checked by its hash."""
    lock = LOCKS[wanted]
    say(f"installing packages of {lock.name}")
    began = time.monotonic()
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", **index_of_pip()}
    if uv().exists():
        # --compile-bytecode: without it, where PYTHONDONTWRITEBYTECODE is set, every start is slow for ever.
        flags = ["-q", "--require-hashes", "--no-build", "--compile-bytecode", "--python", str(PYTHON)]
        command = [str(uv()), "pip", "sync", *flags, str(lock)]
    else:
        command = [*PIP_INSTALL, "-r", str(lock)]
    for _attempt in range(2):
        if subprocess.call(command, env=environment) == 0:
            say(f"packages ready after {time.monotonic() - began:.0f} s")
            return True
    say("The packages could not be installed: check the network, or pip's package index, and run it again.")
    return False


def index_of_pip() -> dict[str, str]:
    """Take a mirror that pip is configured for: uv does not read pip's settings."""
    if "UV_DEFAULT_INDEX" in os.environ:
        return {}
    ask = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
    configured = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    found = (os.environ.get("PIP_INDEX_URL") or configured).strip()
    return {"UV_DEFAULT_INDEX": found} if found else {}


if __name__ == "__main__":
    raise SystemExit(main())
