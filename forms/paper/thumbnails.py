"""Photos made small enough for paper: a sheet with twenty of them stays below a megabyte."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from forms.paper.document import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE_PX = 480
"""Of the longer side: 57 mm at 210 dots an inch."""
_QUALITY = 72
_MOST_PIXELS = 100_000_000


def thumbnail(caption: str, content: bytes) -> Picture | None:
    """Return a photo for print, upright; None if it is no picture, or one too large to be opened."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # 40 ms, wanted only where there are photos

    try:
        with Image.open(io.BytesIO(content)) as photo:
            if photo.width * photo.height > _MOST_PIXELS:
                return None
            photo.draft("RGB", (2 * _SIDE_PX, 2 * _SIDE_PX))  # a JPEG is then decoded small
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((_SIDE_PX, _SIDE_PX))
            return _picture(caption, _on_white(upright))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None


def _on_white(photo: Image) -> Image:
    from PIL import Image

    if photo.mode not in {"RGBA", "LA", "PA", "P"}:
        return photo.convert("RGB")
    above = photo.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", above.size, "white"), above).convert("RGB")


def _picture(caption: str, photo: Image) -> Picture:
    sink = io.BytesIO()
    photo.save(sink, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(caption, sink.getvalue(), photo.width, photo.height)
