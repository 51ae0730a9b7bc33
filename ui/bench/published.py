"""How a large questionnaire with a list of 40,000 rows travels: published, by line, by stick, first visit."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ui.bench import villages
from ui.bench.filled import fresh
from ui.bench.questionnaire import sheets
from ui.demo.children import Child

if TYPE_CHECKING:
    from forms.package import Package
    from storage import Store

LISTED: Final = 40_000
LAPTOPS: Final = 3

Result = TypeVar("Result")


def measure(count: int) -> dict[str, Any]:
    """Publish a form of `count` questions on a county's laptop; bring it to two others, by line and stick."""
    package = _package(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = [
            "--database",
            str(folder / "centre"),
            "--port",
            "0",
            "--ready-file",
            str(folder / "ready.json"),
        ]
        codes = ["--enrol", villages.COUNTY] * LAPTOPS
        with Child("serve", *words, *codes, log=folder / "centre.log") as centre:
            ready = json.loads(centre.wait_for(folder / "ready.json"))
            stores = [_joined(folder / f"laptop{n}", ready, n) for n in range(LAPTOPS)]
            try:
                return {
                    "questions": count,
                    **_sizes(package),
                    **_travelled(stores, package, folder / "stick"),
                }
            finally:
                for store in stores:
                    store.close()


def _package(count: int) -> Package:
    from forms import xlsform
    from forms.package import Package

    chance = random.Random(20151115)  # noqa: S311  # the same figures on every machine
    lines = [
        f"{n:05d},村民{n}号,{n % 90},{n % 40},{chance.randrange(10**18):018},{chance.randrange(10**12):012}"
        for n in range(LISTED)
    ]
    people = "\n".join(("name,label,age,town,number,account", *lines)).encode()
    return Package(xlsform.converted_sheets(sheets(count), "large").xform, {"people.csv": people})


def _sizes(package: Package) -> dict[str, float]:
    from storage import contents

    listed = sum(map(len, package.files.values()))
    return {
        "xform_mb": round(len(package.xform.encode()) / 1e6, 2),
        "list_mb": round(listed / 1e6, 2),
        "compressed_mb": round(contents.compressed_bytes(contents.body(package)) / 1e6, 2),
    }


def _joined(folder: Path, ready: dict[str, Any], number: int) -> Store:
    from sync.client.enrol import enrol

    store, _key = fresh(folder)
    enrol(store, ready["url"], ready["codes"][number]["code"])
    return store


def _travelled(stores: list[Store], package: Package, file: Path) -> dict[str, Any]:
    from storage import publishing
    from sync.client import membership, stick
    from sync.client import round as sync_round

    county, by_line, by_stick = stores
    for store in stores:
        sync_round.run(store)  # each learns of the others
    _, published_s = _timed(lambda: publishing.publish(county, package))
    readers = membership.other_laptops(county)
    written, written_s = _timed(lambda: stick.export(county, file, readers=readers))
    _, taken_s = _timed(lambda: stick.take(by_stick, file))
    up, up_s = _timed(lambda: sync_round.run(county))
    down, down_s = _timed(lambda: sync_round.run(by_line))
    offers, looked_s = _timed(lambda: publishing.waiting(by_line))
    [offer] = offers
    _, applied_s = _timed(lambda: publishing.apply_version(by_line, offer.name, offer.version))
    return {
        "publish_s": published_s,
        "line": {"up_s": up_s, "up_bytes": up.bytes_up, "down_s": down_s, "down_bytes": down.bytes_down},
        "stick": {"write_s": written_s, "bytes": written.size_bytes, "take_s": taken_s},
        "announced_s": looked_s,
        "applied_s": applied_s,
    }


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    begin = time.perf_counter()
    found = work()
    return found, round(time.perf_counter() - begin, 3)
