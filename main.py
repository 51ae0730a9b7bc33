"""Ruhu 入户: read the command line, hand over."""

from __future__ import annotations

import importlib
import sys

HOMES = {
    "questionnaire": "forms.cli",
    "import": "storage.cli",
    "export": "storage.cli",
    "print": "storage.cli",
    "submission": "storage.submission_cli",
    "serve": "sync.cli",
    "packet": "sync.cli",
}
USAGE = """\
python main.py                        open the desktop
python main.py demo --out DIR         the whole main job without a person
python main.py serve                  the centre
python main.py questionnaire check|run FILE | export NAME|FILE --to F.xml|FOLDER|F.xlsx
python main.py import FILE | export --what … --to … | print WHAT --out FILE.pdf
python main.py submission export --to FOLDER|F.zip | import F.xml|FOLDER|F.zip
python main.py packet export|import|inspect FILE
python main.py bench NAME             one JSON object per benchmark
Each command explains itself with --help."""


def main(argv: list[str]) -> int:
    """Run one command and return its exit status; imports only what the command needs."""
    if argv[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    home = importlib.import_module(HOMES.get(argv[0], "ui.cli") if argv else "ui.cli")
    return int(home.main(argv))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
