"""Questions answered by typing: text, whole numbers, decimals, dates, times, a place."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QCalendarWidget, QLabel, QToolButton

from ui.fields.base import CONTROL_PX, Field
from ui.fields.lines import Line, Lines
from ui.fields.shapes import shape, stepper

_DATE = re.compile(r"(\d{4})\D*(\d{1,2})\D*(\d{1,2})\D*")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\D*(\d{1,2})月?")
_YEAR = re.compile(r"\d{4}")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE_MINUTE = re.compile(r"\d\d:\d\d:00(?:\.0+)?")


class TypedField(Field):
    """A question with a line to type into."""

    WIDTH_PX = 0
    """Fixed width of the line; 0 takes all there is up to a comfortable length."""
    TIDIES = False
    """Whether the stored form replaces what was typed even before the line is left."""

    def _build(self) -> None:
        self._edit = Line(self)
        self._edit.settled.connect(self.commit)
        self._edit.left.connect(self._show_value)
        self._line.addWidget(self._edit, 100)
        if self.WIDTH_PX:
            self._edit.setFixedWidth(self.WIDTH_PX)
            self._unit = QLabel(self.view.unit, self)
            self._unit.setProperty("role", "unit")
            self._line.addWidget(self._unit)
        else:
            self._edit.setMaximumWidth(520)
        self._line.addStretch(1)
        self._edit.cover(covered=self.view.sensitive)

    @property
    def control(self) -> Line:
        """The line."""
        return self._edit

    def commit(self) -> None:
        """Hand over the text in its lexical form; what cannot be understood is handed over as typed."""
        self._emit(self.lexical(self._edit.text()))

    def lexical(self, text: str) -> str:
        """Return typed text as the value that is stored."""
        return text.strip()

    def shown(self, value: str) -> str:
        """Return a stored value as the line shows it."""
        return value

    def _show_value(self) -> None:
        focused = self._edit.hasFocus()
        if focused and self._edit.isModified():
            if self._edit.composing or self.lexical(self._edit.text()) != self.view.value:
                return
            self._edit.setModified(False)
            if not self.TIDIES:
                return
        if self._edit.text() != self.shown(self.view.value):
            self._edit.setText(self.shown(self.view.value))
            if not focused:
                self._edit.setCursorPosition(0)


class TextField(TypedField):
    """Free text; names are kept exactly as typed apart from spaces at the ends."""

    def _build(self) -> None:
        super()._build()
        if "numbers" in shape(self.view):
            self._edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def lexical(self, text: str) -> str:
        """Take digits as an input method leaves them where only numbers are meant."""
        return plain(text).strip() if "numbers" in shape(self.view) else text.strip()


class LongTextField(Field):
    """Text of several lines: Enter begins a new one, Tab goes on."""

    def _build(self) -> None:
        self._edit = Lines(self)
        self._edit.settled.connect(self.commit)
        self._edit.setFixedHeight(24 * max(2, min(self._rows(), 12)) + 20)
        self._edit.setMaximumWidth(720)
        self._edit.setPlaceholderText(self.tr("Enter 换行，Tab 到下一题"))
        self._line.addWidget(self._edit, 100)
        self._line.addStretch(1)

    @property
    def control(self) -> Lines:
        """The lines."""
        return self._edit

    def commit(self) -> None:
        """Hand over the text."""
        self._emit(self._edit.toPlainText().strip())

    def _rows(self) -> int:
        given = self.view.parameters.get("rows", "")
        return int(given) if given.isdecimal() else 4

    def _show_value(self) -> None:
        typed = self._edit.toPlainText()
        if typed.strip() != self.view.value and not (
            self._edit.hasFocus() and self._edit.document().isModified()
        ):
            self._edit.setPlainText(self.view.value)
            self._edit.document().setModified(False)


class IntegerField(TypedField):
    """A whole number with its unit behind it."""

    WIDTH_PX = 140

    def _build(self) -> None:
        super()._build()
        self._edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def lexical(self, text: str) -> str:
        """Take digits and points as an input method leaves them (12。5, 12.5)."""
        return number_from(text)


class DecimalField(IntegerField):
    """A decimal number with its unit behind it."""


class CounterField(IntegerField):
    """A whole number that is counted up and down."""

    def _build(self) -> None:
        super()._build()
        for place, sign, by in ((0, "−", -1), (2, "+", 1)):
            self._line.insertWidget(place, stepper(self, sign, by, self._count))

    def _count(self, by: int) -> None:
        text = number_from(self._edit.text())
        if text.lstrip("-").isdecimal() or not text:
            self._edit.setText(str(max(int(text or 0) + by, 0)))
            self.commit()


class DateField(TypedField):
    """A day, typed as 20151115 or 2015-11-15, or picked from a calendar."""

    WIDTH_PX = 140
    TIDIES = True

    def _build(self) -> None:
        super()._build()
        self._edit.setPlaceholderText("20151115")
        self._edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self._button = QToolButton(self)
        self._button.setText(self.tr("日历"))
        self._button.setProperty("role", "beside")
        self._button.setFixedHeight(CONTROL_PX)
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(self._open_calendar)
        self._line.insertWidget(1, self._button)
        self._calendar: QCalendarWidget | None = None

    def lexical(self, text: str) -> str:
        """Return an ISO date."""
        return date_from(text)

    def _open_calendar(self) -> None:
        if self._calendar is None:
            self._calendar = QCalendarWidget(self)
            self._calendar.setWindowFlag(Qt.WindowType.Popup)
            self._calendar.setGridVisible(True)
            self._calendar.clicked.connect(self._pick)
        chosen = QDate.fromString(self.view.value, Qt.DateFormat.ISODate)
        if chosen.isValid():
            self._calendar.setSelectedDate(chosen)
        self._calendar.move(self._edit.mapToGlobal(QPoint(0, self._edit.height() + 2)))
        self._calendar.show()

    def _pick(self, day: QDate) -> None:
        if self._calendar is not None:
            self._calendar.close()
        self._edit.setText(day.toString(Qt.DateFormat.ISODate))
        self.commit()
        self._edit.setFocus()


class MonthField(TypedField):
    """A month, typed as 201511 or 2015-11; kept as its first day."""

    WIDTH_PX = 140
    TIDIES = True
    SIGNS = 7
    """So many signs of the ISO date are shown."""
    EXAMPLE = "201511"

    def _build(self) -> None:
        super()._build()
        self._edit.setPlaceholderText(self.EXAMPLE)
        self._edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def lexical(self, text: str) -> str:
        """Return the first day of the month."""
        bare = plain(text).strip()
        found = _MONTH.fullmatch(bare)
        return date_from(f"{found[1]}-{found[2]}-01") if found else date_from(bare)

    def shown(self, value: str) -> str:
        """Leave out the day, which nobody gave."""
        return value[: self.SIGNS] if _ISO_DATE.fullmatch(value) else value


class YearField(MonthField):
    """A year, kept as its first day."""

    WIDTH_PX = 100
    SIGNS = 4
    EXAMPLE = "2015"

    def lexical(self, text: str) -> str:
        """Return the first day of the year."""
        bare = plain(text).strip().removesuffix("年")
        return date_from(f"{bare}-01-01") if _YEAR.fullmatch(bare) else date_from(bare)


class TimeField(TypedField):
    """A time of day, typed as 0940 or 9:40."""

    WIDTH_PX = 140

    def lexical(self, text: str) -> str:
        """Return HH:MM:SS."""
        return time_from(text)

    def shown(self, value: str) -> str:
        """Leave out seconds that nobody gave."""
        return value[:5] if _WHOLE_MINUTE.fullmatch(value) else value


class DateTimeField(TypedField):
    """A day and a time of day, typed as 20151115 0940."""

    WIDTH_PX = 220

    def lexical(self, text: str) -> str:
        """Return an ISO date and time."""
        day, _, time = plain(text).strip().replace("T", " ").partition(" ")
        return f"{date_from(day)}T{time_from(time)}" if day and time else date_from(day)

    def shown(self, value: str) -> str:
        """Leave out seconds that nobody gave."""
        return value[:16].replace("T", " ") if _WHOLE_MINUTE.fullmatch(value[11:]) else value


class GeopointField(TypedField):
    """A place: latitude and longitude in degrees, typed; may always stay empty."""

    def _build(self) -> None:
        super()._build()
        self._edit.setPlaceholderText(self.tr("纬度 经度，如 23.8712 107.0456(可不填)"))

    def lexical(self, text: str) -> str:
        """Return `latitude longitude altitude accuracy` as the standard has it."""
        parts = re.split(r"[\s,;]+", plain(text).strip().replace(",", " "))
        if len(parts) == 2:  # noqa: PLR2004 - a pair
            return f"{parts[0]} {parts[1]} 0 0"
        return " ".join(part for part in parts if part)

    def shown(self, value: str) -> str:
        """Leave out height and accuracy that nobody gave."""
        return value.removesuffix(" 0 0")


def plain(text: str) -> str:
    """Return text with full-width letters, digits and signs in their ordinary form."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").replace("、", ",")


def number_from(text: str) -> str:
    """Return a number as it is stored; thousands separators go, what is no number stays as typed."""
    bare = plain(text).strip().replace(" ", "")
    without_separators = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", bare)
    return without_separators.removesuffix(".") if bare != "." else bare


def date_from(text: str) -> str:
    """Return an ISO date from 20151115, 2015-11-15, 2015.11.15 or 2015年11月15日; else the text itself."""
    bare = plain(text).strip()
    found = _COMPACT_DATE.fullmatch(bare) or _DATE.fullmatch(bare)
    if found is None:
        return bare
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return bare


def time_from(text: str) -> str:
    """Return HH:MM:SS from 940, 0940, 9:40 or 09:40:00; else the text itself."""
    bare = plain(text).strip()
    found = re.fullmatch(r"(\d{1,2}):?(\d{2})(?::?(\d{2}))?", bare)
    if found is None:
        return bare
    return f"{int(found[1]):02}:{found[2]}:{found[3] or '00'}"
