"""Tables for other programs: households and members as XLSX, CSV or SQLite, whole files only, IDs masked."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from forms.identity import mask_account, mask_id, mask_phone
from storage.analysis import AnalysisTable, database
from storage.files import write_atomically
from storage.records import HouseholdQuery, Record
from storage.store import Store

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "households": {
        "code": "户编号", "village": "村代码", "group": "屯代码", "group_name": "屯", "head_name": "户主",
        "size": "人口", "address": "地址", "phone": "电话", "state": "状态",
        "score": "得分", "letters": "选项",
        "vetoes": "一票否决", "net_income": "家庭纯收入(元)",
        "per_capita": "人均纯收入(元)", "compare_sum": "四比合计",
        "main_cause": "主要致贫原因", "account_holder": "开户名", "bank": "开户行", "account_no": "账号",
        "completed_at": "完成时间",
    },
    "members": {
        "household_code": "户编号", "full_name": "姓名", "relation": "与户主关系", "sex": "性别",
        "birth_date": "出生日期", "id_number": "身份证号", "ethnic": "民族", "education": "文化程度",
        "student": "在校生状况", "health": "健康状况", "labour": "劳动能力", "work_place": "务工区域",
        "work_months": "务工月数", "left_on": "离开日期", "left_reason": "离开原因",
    },
}  # fmt: skip
"""What can be exported: property → heading."""

_MASKS = {"id_number": mask_id, "phone": mask_phone, "account_no": mask_account}
_PAGE = 500
FORMATS = (".xlsx", ".csv", ".db")
_FORMULA = re.compile(r"[=@]|[+-](?!\d*\.?\d+$)")


def export(
    store: Store, what: str, file: Path, *, purpose: str, area: str = "", unmasked: bool = False
) -> int:
    """Write a table; return the number of rows. Who exported what and why is logged.

    Raises:
        KeyError: Nothing of this name can be exported.
        ValueError: The file's ending is none of `FORMATS`.
        StorageFault: It could not be written; an older file there stays.
    """
    columns = COLUMNS[what]
    ending = file.suffix.lower()
    if ending not in FORMATS:
        raise ValueError(file.suffix)
    rows = [_masked(body, unmasked=unmasked) for body in _bodies(store, what, area)]
    if ending == ".db":
        chosen = _bodies(store, "households", area) if what == "members" else ()
        content = _sqlite(what, rows, [_masked(body, unmasked=unmasked) for body in chosen])
    else:
        lines = [list(columns.values()), *([row.get(name, "") for name in columns] for row in rows)]
        content = _csv(lines) if ending == ".csv" else _xlsx(lines)
    store.log("export", f"{what} {area} {file.name}", purpose)
    write_atomically(file, content)
    return len(rows)


def _bodies(store: Store, what: str, area: str) -> Iterator[Mapping[str, str]]:
    for household in households(store, area):
        if what == "households":
            yield {**household.body, "id": household.id}
        else:
            for member in store.find("member", household=household.id):
                yield {**member.body, "id": member.id, "household_code": household.get("code")}


def households(store: Store, area: str) -> Iterator[Record]:
    """Yield the households of an area by code."""
    after = ""
    while True:
        page = store.households(HouseholdQuery(area=area, after=after, limit=_PAGE))
        yield from store.get_many("household", [line.id for line in page.lines])
        after = page.next
        if not after:
            return


def _masked(body: Mapping[str, str], *, unmasked: bool) -> Mapping[str, str]:
    """Return what may be shown of a record, without signs that a cell cannot hold."""
    return {
        name: _clean(value if unmasked or name not in _MASKS else _MASKS[name](value))
        for name, value in body.items()
        if value
    }


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign in "\t\n" or unicodedata.category(sign) not in {"Cc", "Cs"})


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # with a mark, or Excel takes it for GBK


def _harmless(cell: str) -> str:
    """Keep Excel from running a name that somebody began with `=`."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("导出")
    for row in rows:
        cells = [WriteOnlyCell(sheet, value) if value else None for value in row]
        for cell in filter(None, cells):
            cell.data_type = "s"  # never a formula
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _sqlite(what: str, rows: Sequence[Mapping[str, str]], of: Sequence[Mapping[str, str]]) -> bytes:
    """Households; with members, also the households they belong to, so that every key leads somewhere."""
    homes = AnalysisTable(
        "household", list(COLUMNS["households"]), rows if what == "households" else of,
        indexed=["code", "group", "state"], searched=["head_name"],
    )  # fmt: skip
    if what == "households":
        return database([homes])
    columns = ["household", *COLUMNS["members"]]
    people = AnalysisTable("member", columns, rows, {"household": "household"}, searched=["full_name"])
    return database([homes, people])
