"""Commands: `import` a base list, `export` tables, `print` sheets and cards."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forms.closed_pipe import quiet
from storage import cli_print, signing_in, vault
from storage.errors import StorageFault
from storage.sentences import sentence

if TYPE_CHECKING:
    from storage.baselist import Preview, RowFault
    from storage.visit_tables import Written

OK, FAILED, MISUSED = 0, 1, 2
_SHOWN_FAULTS = 50

_ROW_FAULTS = {
    "missing_column": "缺少“{column}”这一列；第一行应是列名",
    "empty": "“{column}”是空的",
    "digits": "“{column}”应为{value}位数字",
    "not_in_village": "“{column}”与村代码不符",
    "twice": "“{column}”在名单里重复",
    "known": "“{column}”本机已经有了",
    "id_number": "“{column}”的位数或字符不对",
    "number": "“{column}”应为数字",
    "signs": "“{column}”里有看不见、不能保存的字符，请重新填写",
    "namesake": "“{column}”同屯已有同名户主；确是另一户的，请写明户编号或身份证号",
    "id_doubtful": "“{column}”校验不通过，照原样导入，入户时请对照证件核实",
    "as_number": "“{column}”在 Excel 里是数字格式，末几位已丢失，请改为文本格式后重新填写",
}


@quiet
def main(argv: Sequence[str]) -> int:
    """Run a command; return 0 done, 1 refused with a sentence, 2 misused."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except StorageFault as fault:
        print(sentence(fault), file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python main.py", description="名单导入、数据导出、打印")
    commands = parser.add_subparsers(required=True)
    for name, about, options, run in (
        ("import", "导入名单(CSV 或 XLSX),先预览，有错不导入", _import_options, _import),
        ("export", "导出表格(XLSX、CSV 或 SQLite)", _export_options, _export),
        ("print", "打印到 PDF", cli_print.add_options, cli_print.run),
    ):
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument(
            "--vault", type=Path, default=vault.default_folder(), metavar="DIR", help="数据文件夹"
        )
        signing_in.add_options(command)
        options(command)
        command.set_defaults(run=run)
    return parser


def _import_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--preview", action="store_true", help="只预览")
    command.add_argument("--yes", action="store_true", help="不再询问")


def _import(options: argparse.Namespace) -> int:
    from storage import baselist

    with signing_in.opened(options) as store:
        checked = baselist.preview(store, options.file)
        _show(checked)
        if checked.faults or not checked.rows:
            why = "" if checked.faults else "名单里没有农户;"
            print(f"{why}没有导入任何一户，请改正后再试。", file=sys.stderr)
            return FAILED
        if options.preview:
            return OK
        if not (options.yes or _agreed(len(checked.rows))):
            print("没有导入。")
            return OK
        print(f"已导入 {baselist.take_in(store, checked)} 户。")
    return OK


def _show(checked: Preview) -> None:
    for village, count in checked.villages.items():
        print(f"{village}  {count} 户")
    if checked.left_out:
        print("不导入的列:" + "、".join(checked.left_out))
    for doubt in checked.doubts[:_SHOWN_FAULTS]:
        print("提醒:" + _fault_sentence(doubt))
    for fault in checked.faults[:_SHOWN_FAULTS]:
        print(_fault_sentence(fault), file=sys.stderr)
    if len(checked.faults) > _SHOWN_FAULTS:
        print(f"还有 {len(checked.faults) - _SHOWN_FAULTS} 处错误。", file=sys.stderr)


def _fault_sentence(fault: RowFault) -> str:
    return f"第 {fault.row} 行:" + _ROW_FAULTS[fault.code].format(column=fault.column, value=fault.value)


def _agreed(count: int) -> bool:
    try:
        return input(f"导入 {count} 户?(y/N) ").strip().lower() in {"y", "yes", "是"}
    except EOFError:  # nobody is there to ask
        return False


def _export_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--what", choices=("households", "members", "visits"), required=True)
    command.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="FILE",
        help=".xlsx(Excel) | .csv | .db(SQLite，供统计：表、索引、姓名检索；members 连同所属的户);"
        "visits 为 .xlsx 或一个文件夹(每张表一个 CSV)",
    )
    command.add_argument("--area", default="", help="区划代码开头")
    command.add_argument("--purpose", default="", help="用途，记入日志")
    command.add_argument("--unmasked", action="store_true", help="不遮盖身份证号、电话和账号等(须写明用途)")
    only = command.add_argument_group("visits：一份问卷的全部调查，每户一行，重复组另成一表")
    only.add_argument("--questionnaire", default="", metavar="NAME", help="问卷名称；不写为县里在用的")
    only.add_argument("--from", dest="first", type=_day, metavar="2015-11-01", help="完成日期从")
    only.add_argument("--until", dest="last", type=_day, metavar="2015-11-30", help="完成日期到")
    only.add_argument("--split", action="store_true", help="多选题另按选项分列，1 选中，0 未选，空为未答")
    only.add_argument("--labels", action="store_true", help="选项写文字，不写代码")
    only.add_argument("--short", action="store_true", help="列名不带组名")
    only.add_argument("--with-open", action="store_true", help="连同没有完成的调查")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期应写成 2015-11-15，不是 {text}") from error


def _export(options: argparse.Namespace) -> int:
    from storage import exports

    if options.unmasked and not options.purpose.strip():
        print("不遮盖时须用 --purpose 写明用途。", file=sys.stderr)
        return MISUSED
    if options.what == "visits":
        return _export_visits(options)
    if options.to.suffix.lower() not in exports.FORMATS:
        print("只能导出为 .xlsx、.csv 或 .db。", file=sys.stderr)
        return MISUSED
    with signing_in.opened(options) as store:
        count = exports.export(
            store,
            options.what,
            options.to,
            purpose=options.purpose,
            area=options.area,
            unmasked=options.unmasked,
        )
    print(f"已导出 {count} 行：{options.to}")
    return OK


def _export_visits(options: argparse.Namespace) -> int:
    if options.to.suffix.lower() not in {"", ".xlsx"}:
        print("调查只能导出为 .xlsx，或一个文件夹(CSV)。", file=sys.stderr)
        return MISUSED
    from forms.flat import Options
    from storage import visit_tables

    wanted = visit_tables.Wanted(
        options.questionnaire, options.area, options.first or "", options.last or "", options.with_open
    )
    manner = Options(options.split, options.labels, options.short, options.unmasked)
    with signing_in.opened(options) as store:
        written = visit_tables.export(
            store,
            options.to,
            wanted,
            today=_today(),
            purpose=options.purpose,
            options=manner,
            report=_counted if sys.stderr.isatty() else lambda _done, _total: None,
        )
    print(f"已导出 {written.visits} 次调查，{written.files} 张表，共 {written.rows} 行：{options.to}")
    _tell_left_out(written, as_workbook=bool(options.to.suffix))
    return OK


def _counted(done: int, total: int) -> None:
    print(f"\r{done * 100 // max(total, 1)} %", end="\n" if done == total else "", file=sys.stderr)


def _tell_left_out(written: Written, *, as_workbook: bool) -> None:
    if written.open:
        print(f"另有 {written.open} 次调查还没有完成，没有导出；要一起导出，加 --with-open。")
    if written.unreadable:
        print(f"有 {written.unreadable} 次调查的问卷版本不在本机，没有导出。请先同步。", file=sys.stderr)
    if written.doubtful and as_workbook:
        print(f"有 {written.doubtful} 格太长，Excel 放不下，已截短；要全文请导出到文件夹。", file=sys.stderr)
    elif written.doubtful:
        print(
            f"有 {written.doubtful} 格以 = + - @ 开头，CSV 里照原样写。双击用 Excel 打开会被当作公式，"
            "请用 .xlsx 导出，或在 Excel 里按文本导入。",
            file=sys.stderr,
        )


def _today() -> date:
    return datetime.now().astimezone().date()
