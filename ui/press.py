"""Drawing sheets and cards into one PDF; runs in the child process, so it loads neither Qt nor the store."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

Report = Callable[[int, int], None]


def draw_sheets(report: Report, documents: Sequence[Any]) -> bytes:
    """Draw 评估表 (`forms.paper.document.Document`) one after the other."""
    from forms.paper import assessment

    sink = io.BytesIO()
    for done in assessment.write(documents, sink):
        report(done, len(documents))
    return sink.getvalue()


def draw_cards(report: Report, faces: Sequence[Any], variant: str) -> bytes:
    """Draw 户卡 (`forms.paper.card.CardFace`) of a variant, `a` or `b`."""
    from forms.paper import card

    sink = io.BytesIO()
    for done in card.write(faces, sink, variant):
        report(done, len(faces))
    return sink.getvalue()
