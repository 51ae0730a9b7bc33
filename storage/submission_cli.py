"""`submission export` and `submission import`: visits for other survey tools, and from them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forms.closed_pipe import quiet
from storage import signing_in, vault
from storage.errors import StorageFault
from storage.sentences import sentence

if TYPE_CHECKING:
    from storage import Store
    from storage.arrivals import Incoming
    from storage.carriers import Source
    from storage.submissions import Exported

OK, FAILED, MISUSED = 0, 1, 2
_SHOWN = 5


@quiet
def main(argv: Sequence[str]) -> int:
    """Run a command; return 0 done, 1 refused with a sentence, 2 misused."""
    options = _parser().parse_args(argv[1:] if argv[:1] == ["submission"] else argv)
    try:
        return int(options.run(options))
    except StorageFault as fault:
        _tell(sentence(fault))
        return FAILED


def _parser() -> argparse.ArgumentParser:
    about = "与其他调查工具（ODK、Kobo、Enketo）交换填报记录"
    parser = argparse.ArgumentParser(prog="python main.py submission", description=about)
    commands = parser.add_subparsers(required=True)
    out = commands.add_parser("export", help="每户最近一次调查写成 submission.xml 和附件")
    out.add_argument("--select", default="", metavar="AREA|CODE", help="区划代码开头或户编号；不写为全部")
    out.add_argument("--to", type=Path, required=True, metavar="FOLDER|F.zip")
    out.add_argument("--purpose", default="", help="用途，记入日志（身份证号等不遮盖，必须写明）")
    out.set_defaults(run=_export)
    into = commands.add_parser("import", help="导入填报记录，先预览，有错一条也不导入")
    into.add_argument("file", type=Path, metavar="F.xml|FOLDER|F.zip")
    into.add_argument("--household", default="", metavar="CODE", help="户编号；不写则按记录中的户")
    into.add_argument("--preview", action="store_true", help="只预览")
    into.add_argument("--yes", action="store_true", help="不再询问")
    into.set_defaults(run=_import)
    for command in (out, into):
        command.add_argument(
            "--vault", type=Path, default=vault.default_folder(), metavar="DIR", help="数据文件夹"
        )
        signing_in.add_options(command)
    return parser


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def _today() -> date:
    return datetime.now().astimezone().date()


def _export(options: argparse.Namespace) -> int:
    from storage import carriers, submissions, visits

    if not options.purpose.strip():
        _tell("填报记录含身份证号等原样内容，须用 --purpose 写明用途。")
        return MISUSED
    with signing_in.opened(options) as store:
        found = [visits.latest(store, household) for household in _chosen(store, options.select)]
        chosen = [visit for visit in found if visit]
        if not chosen:
            _tell("没有符合条件的调查。")
            return FAILED
        with carriers.place_for(options.to) as folder:
            for visit in chosen:
                _told(submissions.export(store, visit, folder, today=_today(), purpose=options.purpose))
    _say(f"已写入 {len(chosen)} 条：{options.to}")
    return OK


def _told(written: Exported) -> None:
    for key in written.unwritable:
        _tell(f"{written.folder.name}：{key} 里有 XML 不能写的字符，已换成 \ufffd")
    for key in written.missing:
        _tell(f"{written.folder.name}：{key} 的附件不在本机，没有写出")


def _chosen(store: Store, select: str) -> list[str]:
    from storage.exports import households

    code_digits = 16
    if len(select) == code_digits:
        return [line.id for line in store.search(select, 1) if line.code == select]
    return [household.id for household in households(store, select)]


def _import(options: argparse.Namespace) -> int:
    from storage import arrivals, carriers

    sources = carriers.sources(options.file)
    with signing_in.opened(options) as store:
        found = _looked_at(store, sources, options.household)
        if found is None:
            _tell("一条也没有导入，请改正后再试。")
            return FAILED
        count = sum(incoming.is_news for incoming in found)
        if options.preview:
            return OK
        if count and not (options.yes or _agreed(count)):
            _say("没有导入。")
            return OK
        wanted = [incoming.source for incoming in found]  # of those known already, the name they came under
        arrivals.import_(store, wanted, household=options.household, today=_today())
    _say(f"已导入 {count} 条。" if count else "本机都已有，没有要导入的变化。")
    return OK


def _looked_at(store: Store, sources: Sequence[Source], household: str) -> list[Incoming] | None:
    """Show every submission; return those to be kept, None if one of them cannot be."""
    from forms import QuestionnaireFault
    from forms.wording import fault_sentence
    from storage import arrivals

    found: list[Incoming] = []
    refused = False
    for source in sources:
        try:
            incoming = arrivals.preview(store, source, household=household, today=_today())
            incoming.check()
        except QuestionnaireFault as error:
            refused = True
            _tell(f"{source.name}：{fault_sentence(error.faults[0])}")
        except StorageFault as fault:
            refused = True
            _tell(f"{source.name}：{sentence(fault)}")
        else:
            found.append(incoming)
            _show(incoming)
    replaced = {incoming.imported.deprecated_id for incoming in found}
    kept = [incoming for incoming in found if incoming.imported.instance_id not in replaced]
    return None if refused else kept


def _show(incoming: Incoming) -> None:
    home, form = incoming.household, incoming.questionnaire
    what = "新的调查" if incoming.visit is None else f"更改 {len(incoming.changed)} 处"
    what = what if incoming.is_news else "本机已有，没有变化"
    whose = f"{home.get('head_name')} {home.get('code')}".strip()
    _say(f"{incoming.source.name}：{whose} · {form.title} {form.version} · {what}")
    blocking = sum(problem.blocks for problem in incoming.problems)
    for words, names in (
        ("问卷里没有的内容，不导入", incoming.imported.unknown),
        ("附件不在旁边，不导入", incoming.missing),
        ("计算结果与记录不同，以本机为准", tuple(key for key, _, _ in incoming.recalculated)),
    ):
        if names:
            more = f"等 {len(names)} 项" if len(names) > _SHOWN else ""
            _say(f"  {words}：{'、'.join(names[:_SHOWN])}{more}")
    if blocking:
        _say(f"  有 {blocking} 处待补或待核实，导入后在调查界面处理")


def _agreed(count: int) -> bool:
    try:
        return input(f"导入 {count} 条？(y/N) ").strip().lower() in {"y", "yes", "是"}
    except EOFError:  # nobody is there to ask
        return False
