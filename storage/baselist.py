"""The base list of households (名单) from Excel or CSV: checked by row, taken whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms import identity
from storage import sheets
from storage.errors import Refused
from storage.ids import new_id
from storage.records import HouseholdQuery, Ref
from storage.serials import FIRST_BASE_SERIAL, LAST_BASE_SERIAL
from storage.store import Store

HEADERS: Mapping[str, tuple[str, ...]] = {
    "village": ("村代码", "村编码", "行政村代码"),
    "group": ("屯代码", "组代码", "屯编码"),
    "group_name": ("屯名", "屯", "自然村", "自然村(屯)", "村民小组", "组"),
    "code": ("户编号", "户编码"),
    "head_name": ("户主姓名", "户主"),
    "id_number": ("身份证号", "身份证号码", "户主身份证号", "公民身份号码"),
    "size": ("家庭人口", "人口", "人口数"),
    "phone": ("电话", "联系电话", "手机号"),
    "address": ("地址", "住址", "家庭住址"),
    "account_holder": ("开户名",),
    "bank": ("开户行",),
    "account_no": ("账号", "银行账号"),
}
"""Property → headings by which a column is known; other columns are named in the preview and left out."""

VILLAGE_DIGITS, GROUP_DIGITS, CODE_DIGITS = 12, 14, 16
_HEAD = "01"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row cannot be taken: `row` as Excel counts, heading of the column, code of the reason.

    Codes: `missing_column`, `empty`, `digits`, `not_in_village`, `twice`, `known`, `id_number`, `number`,
    `as_number` (Excel kept it as a number and lost its last digits), `signs` (what cannot be seen or kept),
    `namesake` (neither code nor ID tells the household from another of the 屯 with this 户主).
    As a doubt only: `id_doubtful`.
    """

    row: int
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a list would do; nothing has happened yet."""

    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]
    left_out: tuple[str, ...]
    """Columns that nothing takes."""
    doubts: tuple[RowFault, ...] = ()
    """What does not keep a row out, but wants to be looked at in the field."""

    @property
    def villages(self) -> Mapping[str, int]:
        """Village code → households."""
        return Counter(row.get("village", "") for row in self.rows)


def preview(store: Store, file: Path) -> Preview:
    """Read a list and check every row.

    Raises:
        NotAVault: The file is no table that can be read to its end.
        StorageFault: The medium.
    """
    table = sheets.table(file)
    headings = table[0] if table else []
    columns = {place: name for place, text in enumerate(headings) if (name := _property(text))}
    left_out = tuple(text for place, text in enumerate(headings) if text and place not in columns)
    named = set(columns.values())
    missing = [
        RowFault(1, HEADERS[name][0], "missing_column")
        for name in ("group", "head_name")
        if name not in named
    ]
    if missing:
        return Preview((), tuple(missing), left_out)
    rows = [_row(columns, cells) for cells in table[1:]]
    numbered = [(number, row) for number, row in enumerate(rows, start=2) if row]
    faults = [fault for number, row in numbered for fault in _faults(number, row)]
    faults += [*_repeated(numbered), *_known(store, numbered), *_namesakes(store, numbered)]
    return Preview(
        tuple(row for _, row in numbered), _in_order(faults), left_out, _in_order(_doubts(numbered))
    )


def _in_order(faults: Iterable[RowFault]) -> tuple[RowFault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.row, fault.column)))


def take_in(store: Store, checked: Preview) -> int:
    """Import a list without faults in one transaction; return the number of households.

    Raises:
        ValueError: The list has faults.
        Refused: `no_serials`.
    """
    if checked.faults:
        raise ValueError("a list with faults is not taken in")
    with store.transaction():
        changes: list[tuple[str, str, Row]] = []
        free = {village: _serials(store, village, checked.rows) for village in checked.villages}
        groups = {row["group"]: row.get("group_name", "") for row in checked.rows}
        for group, name in groups.items():
            if name and store.get("division", group) is None:
                changes.append(("division", group, {"name": name, "parent": group[:VILLAGE_DIGITS]}))
        for row in checked.rows:
            changes += _records(row, row.get("code") or _next_code(free, row["village"]))
        store.put_many(changes)
        refs: list[Ref] = [(kind, record_id) for kind, record_id, _ in changes]
        store.seal(refs)
    return len(checked.rows)


def _next_code(free: Mapping[str, Iterator[str]], village: str) -> str:
    serial = next(free[village], "")
    if not serial:
        raise Refused("no_serials", village)
    return village + serial


def _records(row: Row, code: str) -> Iterator[tuple[str, str, Row]]:
    household_id = new_id()
    body = {key: value for key, value in row.items() if key != "id_number"}
    yield "household", household_id, {**body, "code": code, "state": "listed"}
    head = {"household": household_id, "full_name": row["head_name"], "relation": _HEAD}
    number = row.get("id_number", "")
    if number:
        head |= {"id_kind": "1", "id_number": number}
        born = identity.birth_date(number) if identity.is_valid(number, date.max) else None
        head |= {"sex": identity.sex(number), "birth_date": born.isoformat()} if born else {}
    yield "member", new_id(), head


def _serials(store: Store, village: str, rows: Sequence[Row]) -> Iterator[str]:
    taken = {row["code"][VILLAGE_DIGITS:] for row in rows if row.get("code", "").startswith(village)}
    first = store.next_serial(village, FIRST_BASE_SERIAL, LAST_BASE_SERIAL) or LAST_BASE_SERIAL + 1
    for serial in range(first, LAST_BASE_SERIAL + 1):
        if f"{serial:04d}" not in taken:
            yield f"{serial:04d}"


def _property(heading: str) -> str:
    plain = "".join(heading.split()).replace("（", "(").replace("）", ")")
    return next((name for name, texts in HEADERS.items() if plain in texts), "")


def _row(columns: Mapping[int, str], cells: Sequence[str]) -> dict[str, str]:
    row = {name: cells[place] for place, name in columns.items() if place < len(cells) and cells[place]}
    if row and "village" not in row:
        row["village"] = row.get("group", "")[:VILLAGE_DIGITS]
    if "id_number" in row:
        row["id_number"] = identity.canonical(row["id_number"])
    return row


def _faults(number: int, row: Row) -> Iterator[RowFault]:
    for code, is_so in (("as_number", sheets.is_inexact), ("signs", lambda cell: not sheets.is_clean(cell))):
        unusable = [name for name, value in row.items() if is_so(value)]
        if unusable:
            yield from (RowFault(number, HEADERS[name][0], code) for name in unusable)
            return
    for name in ("group", "head_name"):
        if not row.get(name):
            yield RowFault(number, HEADERS[name][0], "empty")
    for name, digits in (("village", VILLAGE_DIGITS), ("group", GROUP_DIGITS), ("code", CODE_DIGITS)):
        value = row.get(name, "")
        if value and not (value.isascii() and value.isdecimal() and len(value) == digits):
            yield RowFault(number, HEADERS[name][0], "digits", str(digits))
        elif value and not value.startswith(row.get("village", "")):
            yield RowFault(number, HEADERS[name][0], "not_in_village")
    if row.get("id_number") and not identity.has_form(row["id_number"]):
        yield RowFault(number, HEADERS["id_number"][0], "id_number")
    if not row.get("size", "0").isdecimal():
        yield RowFault(number, HEADERS["size"][0], "number")


def _doubts(numbered: Sequence[tuple[int, Row]]) -> Iterator[RowFault]:
    """Yield ID numbers that cannot be right: the field finds out why, the list need not wait for that."""
    for number, row in numbered:
        text = row.get("id_number", "")
        if identity.has_form(text) and not identity.is_valid(text, date.max):
            yield RowFault(number, HEADERS["id_number"][0], "id_doubtful")


def _repeated(numbered: Sequence[tuple[int, Row]]) -> list[RowFault]:
    faults = []
    for name in ("code", "id_number"):
        times = Counter(row[name] for _, row in numbered if row.get(name))
        faults += [
            RowFault(n, HEADERS[name][0], "twice") for n, row in numbered if times[row.get(name, "")] > 1
        ]
    return faults


def _namesakes(store: Store, numbered: Sequence[tuple[int, Row]]) -> Iterator[RowFault]:
    """Yield rows that only a name identifies, in a 屯 that has it: mostly the same list a second time."""
    nameless = [
        (number, row)
        for number, row in numbered
        if all(_name_of(row)) and not (row.get("code") or row.get("id_number"))
    ]
    times = Counter(_name_of(row) for _, row in nameless)
    here = {group: _heads(store, group) for group, _ in times}
    for number, row in nameless:
        group, head = _name_of(row)
        if times[group, head] > 1 or head in here[group]:
            yield RowFault(number, HEADERS["head_name"][0], "namesake")


def _name_of(row: Row) -> tuple[str, str]:
    return row.get("group", ""), row.get("head_name", "")


def _heads(store: Store, group: str) -> set[str]:
    if len(group) != GROUP_DIGITS:
        return set()
    found: set[str] = set()
    after = ""
    while True:
        page = store.households(HouseholdQuery(area=group, after=after, limit=1_000))
        found.update(line.head_name for line in page.lines)
        after = page.next
        if not after:
            return found


def _known(store: Store, numbered: Sequence[tuple[int, Row]]) -> list[RowFault]:
    codes = {
        line.code for number, row in numbered if row.get("code") for line in store.search(row["code"], 1)
    }
    people = {number for village in {row.get("village", "") for _, row in numbered}
              for number, _, _ in store.id_numbers(village)}  # fmt: skip
    faults = [
        RowFault(n, HEADERS["code"][0], "known") for n, row in numbered if row.get("code") in codes - {""}
    ]
    return faults + [
        RowFault(n, HEADERS["id_number"][0], "known") for n, row in numbered if row.get("id_number") in people
    ]
