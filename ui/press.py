"""Drawing sheets and cards into one PDF; runs in the child process, so it loads neither Qt nor the store."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

Report = Callable[[int, int], None]


def draw_sheets(report: Report, documents: Sequence[Any]) -> bytes:
    """Draw 评估表 (`forms.paper.document.Document`) one after the other."""
    from forms.paper import assessment

    parts = []
    for done, document in enumerate(documents):
        report(done, len(documents))
        parts.append(assessment.render(document))
    return parts[0] if len(parts) == 1 else _joined(parts)


def draw_cards(report: Report, faces: Sequence[Any], variant: str) -> bytes:
    """Draw 户卡 (`forms.paper.card.CardFace`) of a variant, `a` or `b`."""
    from forms.paper import card

    sink = io.BytesIO()
    for done in card.write(faces, sink, variant):
        report(done, len(faces))
    return sink.getvalue()


def _joined(parts: Sequence[bytes]) -> bytes:
    import pypdfium2

    whole, sink = pypdfium2.PdfDocument.new(), io.BytesIO()
    for part in parts:
        one = pypdfium2.PdfDocument(part)
        whole.import_pages(one)
        one.close()
    whole.save(sink)
    whole.close()
    return sink.getvalue()
