"""The command `print`: papers of households, and empty forms, into a PDF file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage import signing_in

if TYPE_CHECKING:
    from storage import Store
    from storage.records import Record

OK, FAILED, MISUSED = 0, 1, 2


def add_options(command: argparse.ArgumentParser) -> None:
    """Declare what may be printed and how."""
    command.add_argument(
        "what",
        choices=("visit", "d02", "blank", "card", "plate"),
        metavar="WHAT",
        help="visit 调查表(按各户问卷自己的表样) | d02 评估表 | blank 空白表 | card 户卡 | plate 门牌",
    )
    command.add_argument("--select", default="", metavar="AREA|CODE", help="区划代码开头或户编号；不写为全部")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    more = command.add_argument_group("visit、blank")
    more.add_argument("--generic", action="store_true", help="一律用通用的调查表，不用问卷自己的表样")
    more.add_argument("--every", action="store_true", help="visit：每次调查都印，不只最近一次")
    more.add_argument("--questionnaire", default="", metavar="NAME|FILE", help="blank：问卷名称或文件")
    more.add_argument("--rows", type=int, default=5, metavar="N", help="blank：重复组留几行空白")
    more.add_argument("--unmasked", action="store_true", help="visit：不遮盖敏感内容(须写明用途)")
    more.add_argument("--purpose", default="", help="用途，记入日志")


def run(options: argparse.Namespace) -> int:
    """Print into a PDF file; return 0 done, 1 refused with a sentence, 2 misused."""
    if options.unmasked and not options.purpose.strip():
        print("不遮盖时须用 --purpose 写明用途。", file=sys.stderr)
        return MISUSED
    if options.what == "blank":
        return _print_blank(options)
    with signing_in.opened(options) as store:
        chosen = _selected(store, options.select)
        if not chosen:
            print("没有符合条件的户。", file=sys.stderr)
            return FAILED
        content = _PRINTERS[options.what](store, chosen, options)
        if not content:
            print("这些户还没有调查，没有可打印的调查表。", file=sys.stderr)
            return FAILED
        store.log("print", f"{options.what} {options.select} {len(chosen)}", options.purpose)
    return _put(options.out, content)


def _put(out: Path, content: bytes) -> int:
    from storage.files import write_atomically

    write_atomically(out, content)
    print(f"已写入 {out}({len(content) / 1000:.0f} KB)")
    return OK


def _print_blank(options: argparse.Namespace) -> int:
    """Print an empty form; of a file it needs no vault."""
    file = Path(options.questionnaire)
    if options.questionnaire and file.exists():
        return _print_blank_file(file, options)
    from forms.paper import page
    from storage import visit_papers

    with signing_in.opened(options) as store:
        document = visit_papers.blank_form(
            store,
            next(iter(_selected(store, options.select)), None) if options.select else None,
            today=_today(),
            questionnaire=options.questionnaire,
            generic=options.generic,
            rows=options.rows,
        )
    return _put(options.out, page.render(document))


def _print_blank_file(file: Path, options: argparse.Namespace) -> int:
    from forms import QuestionnaireFault, package
    from forms.paper import blank, page
    from forms.paper.document import SheetHead
    from forms.wording import fault_sentence
    from storage.ids import new_id

    try:
        form = package.collect(file).questionnaire
    except QuestionnaireFault as error:
        for fault in error.faults:
            print(fault_sentence(fault), file=sys.stderr)
        return FAILED
    printed_at = datetime.now().astimezone().isoformat(sep=" ", timespec="minutes")[:16]
    head = SheetHead(new_id(), form.version, form.scheme, (), printed_at, "")
    return _put(options.out, page.render(blank.compose(form, head, rows=options.rows)))


def _selected(store: Store, select: str) -> list[Record]:
    from storage.exports import households

    code_digits = 16
    if len(select) == code_digits:
        found = [line.id for line in store.search(select, 1) if line.code == select]
        return [*store.get_many("household", found)]
    return list(households(store, select))


def _visits(store: Store, chosen: list[Record], options: argparse.Namespace) -> bytes:
    import io

    from forms.paper import page
    from storage import visit_papers

    sink = io.BytesIO()
    made = visit_papers.documents(
        store,
        chosen,
        today=_today(),
        paper=visit_papers.D02 if options.what == "d02" else "",
        every=options.every,
        generic=options.generic,
        unmasked=options.unmasked,
    )
    count = sum(1 for _ in page.write(made, sink))
    return sink.getvalue() if count else b""


def _cards(variant: str) -> Callable[[Store, list[Record], argparse.Namespace], bytes]:
    def draw(store: Store, chosen: list[Record], _options: argparse.Namespace) -> bytes:
        from forms.paper import card
        from storage import papers

        return card.render(papers.faces(store, chosen, on=_today(), variant=variant), variant)

    return draw


def _today() -> date:
    return datetime.now().astimezone().date()


_PRINTERS = {"visit": _visits, "d02": _visits, "card": _cards("a"), "plate": _cards("b")}
