"""Lists beside a form that nobody wrote: CSV, XML and GeoJSON, damaged in their bytes."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from random import Random

from forms import QuestionnaireFault, external

WHOLE = {
    "csv": '\ufeffname,label,kind\na,"甲, 乙",1\nb,"丙\n丁",2\n\nc,,3,4\n',
    "xml": "<root><item k='1'><name>a</name></item><item><name>b</name><label>乙</label></item></root>",
    "geojson": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": "f1",
                    "properties": {"n": 1.5, "b": True, "t": "甲", "no": None, "in": {"a": [1]}},
                    "geometry": {"type": "Point", "coordinates": [109.1, 25]},
                },
                {"properties": None, "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}},
            ],
        }
    ),
}
_PIECES = (
    *(b"", b"\0", b"\xff", b"\xfe\xff", b'"', b",", b"\n", b"[", b"{", b"}", b"<", b"&a;", b"<!DOCTYPE a>"),
    *(b"null", b"1e999", b"NaN", b"-", b"[" * 500, b"<a>" * 500, b"9" * 400),
)


def make(chance: Random) -> bytes:
    """Return a damaged list; its first line says what it is."""
    kind = chance.choice(list(WHOLE))
    raw = WHOLE[kind].encode(chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")), errors="replace")
    for _ in range(chance.randint(0, 5)):
        at = chance.randint(0, len(raw))
        raw = (
            raw[:at]
            + chance.choice((*_PIECES, chance.randbytes(2)))
            + raw[at + chance.choice((0, 0, 1, 3, 20)) :]
        )
    return kind.encode() + b"\n" + raw


def take(raw: bytes, _folder: Path) -> None:
    """Read a list."""
    kind, _, content = raw.partition(b"\n")
    with suppress(QuestionnaireFault):
        external.read(f"list.{kind.decode()}", content)
