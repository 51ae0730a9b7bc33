"""The list of households, page by page as it is scrolled; order and search are the store's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from storage.records import HouseholdLine, HouseholdPage, HouseholdQuery
from ui.states import word

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
"""Role under which every cell gives its `HouseholdLine`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, width in pixels, and what it shows of a line."""

    key: str
    width_px: int
    show: Callable[[HouseholdLine], str]
    is_number: bool = False


def number(value: Decimal | int | None) -> str:
    """Show a number with thousands separated, nothing if there is none."""
    return "" if value is None else f"{value:,}"


def money(value: Decimal | None) -> str:
    """Show yuan rounded to two places."""
    return "" if value is None else f"{value:,.2f}"


def named(line: HouseholdLine) -> str:
    """Show the head, and the member by whose name a search found the household."""
    return f"{line.head_name}（{line.matched}）" if line.matched else line.head_name


COLUMNS = (
    Column("code", 158, lambda line: line.code),
    Column("group", 110, lambda line: line.group_name),
    Column("head", 110, named),
    Column("size", 54, lambda line: number(line.size), is_number=True),
    Column("state", 92, lambda line: word(line.state)),
    Column("score", 80, lambda line: number(line.score), is_number=True),
    Column("per_capita", 102, lambda line: money(line.per_capita), is_number=True),
    Column("delivery", 86, lambda _line: ""),
)
POSITION = {column.key: n for n, column in enumerate(COLUMNS)}


class HouseholdModel(QAbstractTableModel):
    """Households that match a query, in pages of its limit."""

    def __init__(self, fetch: Callable[[HouseholdQuery], HouseholdPage]) -> None:
        super().__init__()
        self._fetch = fetch
        self._query = HouseholdQuery()
        self._lines: list[HouseholdLine] = []
        self._next = ""

    @property
    def query(self) -> HouseholdQuery:
        """What is asked for now."""
        return self._query

    def ask(self, query: HouseholdQuery) -> None:
        """Show what matches a query, from its beginning."""
        page = self._fetch(replace(query, after=""))
        self.beginResetModel()
        self._query, self._lines, self._next = query, list(page.lines), page.next
        self.endResetModel()

    def line(self, row: int) -> HouseholdLine:
        """Return the household of a row."""
        return self._lines[row]

    def row_of(self, household_id: str) -> int:
        """Return the row of a household that is loaded, -1 otherwise."""
        return next((n for n, line in enumerate(self._lines) if line.id == household_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the lines loaded so far."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether the store has a next page."""
        return not parent.isValid() and bool(self._next)

    def fetchMore(self, parent: Index) -> None:
        """Append the next page."""
        page = self._fetch(replace(self._query, after=self._next))
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(page.lines) - 1)
        self._lines += page.lines
        self._next = page.next
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a cell's text, alignment and line."""
        line, column = self._lines[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.show(line)
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(line, column)
        if role == Qt.ItemDataRole.FontRole and column.key == "head":
            font = QFont()
            font.setBold(True)
            return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give a column's name."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return title(COLUMNS[section].key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(COLUMNS[section])
        return None


def title(key: str) -> str:
    """Return what a column is called."""
    return {
        "code": QCoreApplication.translate("households", "编号"),
        "group": QCoreApplication.translate("households", "屯"),
        "head": QCoreApplication.translate("households", "户主"),
        "size": QCoreApplication.translate("households", "人口"),
        "state": QCoreApplication.translate("households", "状态"),
        "score": QCoreApplication.translate("households", "参考得分"),
        "per_capita": QCoreApplication.translate("households", "人均纯收入"),
        "delivery": QCoreApplication.translate("households", "送达"),
    }[key]


def delivery_words(line: HouseholdLine) -> str:
    """Tell in words how far a household has travelled."""
    delivery = line.delivery
    parts = [
        QCoreApplication.translate("households", "本机：{time}").format(time=_time(delivery.local)),
        QCoreApplication.translate("households", "U盘：{time}").format(time=_time(delivery.stick)),
        QCoreApplication.translate("households", "中心：{time}").format(time=_time(delivery.centre)),
    ]
    return "\n".join(parts)


def _time(iso: str) -> str:
    return iso[:16].replace("T", " ") if iso else QCoreApplication.translate("households", "尚未")


def _tip(line: HouseholdLine, column: Column) -> str:
    if column.key == "delivery":
        return delivery_words(line)
    if column.key == "score" and line.scored_by:
        told = QCoreApplication.translate("households", "{score}（问卷 {form} 的评分）")
        return told.format(score=column.show(line), form=line.scored_by)
    return line.matched or column.show(line)


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
