"""A number between two bounds: a line to type it into and a scale to set it on."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from forms.views import Bounds
from ui.fields.base import Field
from ui.fields.lines import Line
from ui.fields.scale import MOST_STARS, Scale, Stars, steps
from ui.fields.shapes import shape, stepper
from ui.fields.typed import number_from

WIDTH_PX = 110


class StepLine(Line):
    """A line for a number that Up and Down count."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count with the arrows."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            field = self.parentWidget()
            if isinstance(field, RangeField):
                field.count(1 if event.key() == Qt.Key.Key_Up else -1)
            return
        super().keyPressEvent(event)


class RangeField(Field):
    """A number within bounds; empty until somebody sets it."""

    def _build(self) -> None:
        words, bounds = shape(self.view), self._bounds
        self._stars: Stars | None = None
        self._scale: Scale | None = None
        self._edit = StepLine(self)
        if "rating" in words and steps(bounds) < MOST_STARS:
            self._build_stars(bounds)
            return
        self._edit.setFixedWidth(WIDTH_PX)
        self._edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self._edit.setPlaceholderText(f"{bounds.least:f}–{bounds.most:f}")
        self._edit.settled.connect(self.commit)
        if "picker" in words:
            parts = (stepper(self, "−", -1, self.count), self._edit, stepper(self, "+", 1, self.count))
            for part in parts:
                self._line.addWidget(part)
        else:
            self._line.addWidget(self._edit, 0, Qt.AlignmentFlag.AlignTop)
            self._scale = Scale(bounds, self, upright="vertical" in words, ticks="no-ticks" not in words)
            self._scale.moved.connect(self._set)
            self._line.addWidget(self._scale, 10)
        self._line.addStretch(1)

    @property
    def control(self) -> Line | Stars:
        """The line, or the stars."""
        return self._stars if self._stars is not None else self._edit

    @property
    def scale(self) -> Scale | None:
        """The scale, if it has one."""
        return self._scale

    def commit(self) -> None:
        """Hand over the number that was typed."""
        if self._stars is None:
            self._emit(number_from(self._edit.text()))

    def count(self, by: int) -> None:
        """Go so many steps up or down, from the nearest end where there is no number yet."""
        bounds, value = self._bounds, number(self._edit.text())
        if value is None:
            value = bounds.least if by > 0 else bounds.most
        else:
            value += by * bounds.step
        self._set(min(max(value, bounds.least), bounds.most))

    @property
    def _bounds(self) -> Bounds:
        return self.view.bounds or Bounds(Decimal(1), Decimal(10), Decimal(1))

    def _build_stars(self, bounds: Bounds) -> None:
        self._edit.hide()
        self._stars = Stars(bounds, self)
        self._stars.moved.connect(self._set)
        self._stars.cleared.connect(lambda: self._emit(""))
        self._line.addWidget(self._stars)
        self._line.addStretch(1)

    def _set(self, value: Decimal) -> None:
        self._edit.setText(f"{value:f}")
        self._emit(f"{value:f}")

    def _show_value(self) -> None:
        value = number(self.view.value)
        if self._stars is not None:
            self._stars.present(value)
            return
        if self._scale is not None:
            self._scale.present(self._bounds, value)
        is_typed = self._edit.hasFocus() and self._edit.isModified()
        if not is_typed and self._edit.text() != self.view.value:
            self._edit.setText(self.view.value)


def number(text: str) -> Decimal | None:
    """Return a finite number, None for anything else."""
    try:
        value = Decimal(number_from(text))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
