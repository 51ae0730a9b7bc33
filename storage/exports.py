"""Tables for other programs: households and members as XLSX or CSV, whole files only, ID numbers masked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from forms.identity import mask_account, mask_id, mask_phone
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


def export(
    store: Store, what: str, file: Path, *, purpose: str, area: str = "", unmasked: bool = False
) -> int:
    """Write a table; return the number of rows. Who exported what and why is logged.

    Raises:
        KeyError: Nothing of this name can be exported.
        ValueError: The file's ending is neither .xlsx nor .csv.
        StorageFault: It could not be written; an older file there stays.
    """
    columns = COLUMNS[what]
    writer = {".xlsx": _xlsx, ".csv": _csv}.get(file.suffix.lower())
    if writer is None:
        raise ValueError(file.suffix)
    rows = [
        [_shown(name, body.get(name, ""), unmasked=unmasked) for name in columns]
        for body in _bodies(store, what, area)
    ]
    content = writer([list(columns.values()), *rows])
    store.log("export", f"{what} {area} {file.name}", purpose)
    write_atomically(file, content)
    return len(rows)


def _bodies(store: Store, what: str, area: str) -> Iterator[Mapping[str, str]]:
    for household in households(store, area):
        if what == "households":
            yield household.body
        else:
            for member in store.find("member", household=household.id):
                yield {**member.body, "household_code": household.get("code")}


def households(store: Store, area: str) -> Iterator[Record]:
    """Yield the households of an area by code."""
    after = ""
    while True:
        page = store.households(HouseholdQuery(area=area, after=after, limit=_PAGE))
        yield from store.get_many("household", [line.id for line in page.lines])
        after = page.next
        if not after:
            return


def _shown(name: str, value: str, *, unmasked: bool) -> str:
    return value if unmasked or name not in _MASKS or not value else _MASKS[name](value)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # with a mark, or Excel takes it for GBK


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("导出")
    for row in rows:
        sheet.append([value or None for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
