"""Draw the pictures of the household card in `docs/images/` from the sample village, as anybody prints it.

python -m tools.paper_pictures
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image

from forms.paper import card
from storage import Store, papers, sample

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
HOUSEHOLDS = [f"45998210020100{serial}" for serial in (21, 22, 23, 25)]
DAY = date(2015, 12, 20)
PRINTED_AT = "2015-12-20T09:00:00+08:00"
GAP_PX, GREYS = 12, 16


def main() -> None:
    """Write `paper-card-a.png` (both sides) and `paper-card-b.png` (a page of plates)."""
    with Store.memory(person="覃志远") as store:
        store.now = lambda: PRINTED_AT
        sample.install(store)
        codes = {line.code: line.id for line in store.households().lines}
        some = store.get_many("household", [codes[code] for code in HOUSEHOLDS])
        folded = card.render(papers.faces(store, some[:1], on=DAY), "a")
        plates = card.render(papers.faces(store, some, on=DAY, variant="b"), "b")
    _keep(_stacked([_page(folded, side, 950) for side in (0, 1)]), "paper-card-a")
    _keep(_page(plates, 0, 708), "paper-card-b")


def _page(pdf: bytes, number: int, width_px: int) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[number]
    picture: Image.Image = page.render(scale=width_px / page.get_width(), grayscale=True).to_pil()
    return picture


def _stacked(pictures: list[Image.Image]) -> Image.Image:
    first = pictures[0]
    whole = Image.new("L", (first.width, (first.height + GAP_PX) * len(pictures) - GAP_PX), 128)
    for place, picture in enumerate(pictures):
        whole.paste(picture, (0, place * (first.height + GAP_PX)))
    return whole


def _keep(picture: Image.Image, name: str) -> None:
    picture.quantize(GREYS).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
