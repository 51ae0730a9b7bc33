"""Commands: `serve` runs a centre, `packet` works with files on a stick."""

from __future__ import annotations

import argparse
import errno
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.closed_pipe import quiet
from storage import signing_in, vault
from storage.errors import StorageFault
from storage.files import known_faults
from sync.errors import SyncError
from sync.sentences import sentence, why_set_aside

if TYPE_CHECKING:
    import socket

    from storage import Store
    from sync.server.centre import Centre

OK, FAILED, MISUSED = 0, 1, 2
_LAST_PORT = 65_535
_ADDRESS_FAULTS = {
    errno.EADDRINUSE: "已被别的程序占用，请用 --port 换一个端口",
    errno.EADDRNOTAVAIL: "不是本机的地址，请核对 --host",
    errno.EACCES: "不许使用，请用 --port 换一个大于 1023 的端口",
}


@quiet
def main(argv: Sequence[str]) -> int:
    """Run `serve …` or `packet …`; return the exit status: 0 done, 1 refused with a sentence, 2 misused."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except (SyncError, StorageFault) as error:
        print(sentence(error), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python main.py", description="中心服务与数据包")
    commands = parser.add_subparsers(required=True)
    _serve_options(commands.add_parser("serve", help="运行中心"))
    _packet_options(commands.add_parser("packet", help="U盘数据包：导出、导入、查看"))
    return parser


# serve --------------------------------------------------------------------------------------------


def _serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database", default="centre", metavar="PATH", help="中心数据所在文件夹(默认 centre)"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8765, help="0 = 任选空闲端口")
    parser.add_argument(
        "--enrol", action="append", default=[], metavar="AREA", help="为该区划发放一个登记码，可重复"
    )
    parser.add_argument(
        "--setting", action="append", default=[], metavar="NAME=VALUE", type=_setting,
        help="下发给各电脑的设置，可重复：cut_line=60 poverty_line=2855 office_name=…",
    )  # fmt: skip
    parser.add_argument(
        "--questionnaire", action="append", default=[], metavar="FILE", type=Path,
        help="发布问卷给各电脑，可重复：xlsx、一个文件夹的 CSV 或 XForm；有错误就不启动",
    )  # fmt: skip
    parser.add_argument("--with-office-key", action="store_true", help="登记码同时授予发证密钥")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="就绪后写入地址、端口和登记码(JSON)")
    parser.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    if "://" in options.database:
        print("目前中心只支持内置数据库(SQLite),请给出文件夹路径。", file=sys.stderr)
        return MISUSED
    if not all(area.isdecimal() and 2 <= len(area) <= 14 for area in options.enrol):  # noqa: PLR2004
        print("区划代码应为2至14位数字。", file=sys.stderr)
        return MISUSED
    from sync.server import questionnaires, serving

    read = questionnaires.read(options.questionnaire)
    for line in (*read.warnings, *read.faults):
        print(line, file=sys.stderr)
    if read.faults:
        print("问卷有错误，没有发布，中心没有启动。请改正后再试。", file=sys.stderr)
        return FAILED
    _log_to_stderr()
    try:
        listening = serving.listen(options.host, options.port)
    except OSError as fault:
        print(f"{_unusable(options, fault)}没有启动。", file=sys.stderr)
        return FAILED
    with listening, serving.open_store(Path(options.database)) as store:
        for published in questionnaires.publish(store, read.packages):
            print(f"已发布问卷：{published}", file=sys.stderr)
        return _answer(options, store, listening)


def _unusable(options: argparse.Namespace, fault: OSError) -> str:
    why = _ADDRESS_FAULTS.get(fault.errno or 0, "不能使用，请核对 --host 和 --port")
    return f"地址 {options.host}:{options.port} {why}。"


def _answer(options: argparse.Namespace, store: Store, listening: socket.socket) -> int:
    from sync.server import app, serving
    from sync.server.centre import Centre
    from sync.server.identity import identity

    for name, value in options.setting:
        if store.setting(name) != value:
            store.put_setting(name, value)
    centre = Centre(store, identity(store))
    ready = _ready(centre, options, listening.getsockname()[1])
    if options.ready_file:
        _write_whole(options.ready_file, json.dumps(ready, ensure_ascii=False))
    print(json.dumps(ready, ensure_ascii=False), flush=True)
    serving.serve(app.app_of(centre), listening)
    return OK


def _setting(text: str) -> tuple[str, str]:
    from sync.server import settings

    try:
        return settings.read(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"端口应为 0 至 {_LAST_PORT} 的数字，不是 {text}")
    return int(text)


def _ready(centre: Centre, options: argparse.Namespace, port: int) -> dict[str, Any]:
    from sync.server.joining import new_code

    codes = [
        {"area": area, "code": new_code(centre, area, with_office_key=options.with_office_key).text}
        for area in options.enrol
    ]
    host = f"[{options.host}]" if ":" in options.host else options.host
    return {
        "url": f"http://{host}:{port}",
        "port": port,
        "centre": centre.identity.sender.id,
        "fingerprint": centre.identity.sender.keys.public.fingerprint,
        "code": codes[0]["code"] if codes else "",
        "codes": codes,
    }


def _write_whole(path: Path, text: str) -> None:
    """Write so that who waits for the file never reads half of it; a code is in it."""
    beside = path.with_name(path.name + ".part")
    with known_faults(path):
        beside.touch(mode=0o600)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)


def _log_to_stderr() -> None:
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for loud in ("httpx2", "httpcore2", "uvicorn.access"):
        logging.getLogger(loud).setLevel(logging.WARNING)


# packet -------------------------------------------------------------------------------------------


def _packet_options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True)
    inspecting = actions.add_parser("inspect", help="查看数据包清单，不需要密钥")
    inspecting.add_argument("file", type=Path)
    inspecting.set_defaults(run=_inspect)
    for name, work, text in (
        ("export", _export, "把待上传的数据写入文件"),
        ("import", _import, "导入文件；在中心导入后生成回执文件"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("file", type=Path)
        where = action.add_mutually_exclusive_group()
        where.add_argument(
            "--vault", type=Path, default=vault.default_folder(), metavar="DIR", help="本机数据文件夹"
        )
        if name == "import":
            where.add_argument(
                "--centre", type=Path, metavar="DIR", help="在中心导入：中心数据文件夹(中心须先停止)"
            )
            action.add_argument("--receipts", type=Path, metavar="FILE", help="回执文件(中心)")
            action.add_argument("--dry-run", action="store_true", help="只预览，不导入")
        else:
            action.add_argument(
                "--for-laptops", action="store_true", help="同区的其他电脑也能打开(不写则只有中心能打开)"
            )
        signing_in.add_options(action)
        action.set_defaults(run=work)


def _inspect(options: argparse.Namespace) -> int:
    from sync.client import stick

    for manifest in stick.inspect(options.file):
        _tell(
            packet=manifest.packet,
            sender=manifest.sender,
            fingerprint=manifest.key.fingerprint,
            made_at=manifest.made_at,
            part=list(manifest.part),
            counts=dict(manifest.counts),
            content_bytes=manifest.content_bytes,
            recipients=list(manifest.recipients),
        )
    return OK


def _export(options: argparse.Namespace) -> int:
    from sync.client import membership, stick

    with signing_in.opened(options) as store:
        readers = membership.other_laptops(store) if options.for_laptops else ()
        written = stick.export(store, options.file, readers=readers)
    _tell(
        file=str(written.path), packets=written.packets, revisions=written.revisions, bytes=written.size_bytes
    )
    return OK


def _import(options: argparse.Namespace) -> int:
    if options.centre:
        return _import_at_centre(options)
    from sync.client import stick

    with signing_in.opened(options) as store:
        seen = stick.preview(store, options.file)
        _tell(
            sender=seen.sender, centre=seen.is_centre, made_at=seen.made_at, new=seen.new, had=seen.had,
            receipts=seen.receipts,
        )  # fmt: skip
        if options.dry_run:
            return OK
        before = len(store.quarantined())
        taken = stick.take(store, options.file)
        set_aside = [each.code for each in store.quarantined()[before:]]
    _tell(
        stored=taken.stored, had=taken.had, waiting=taken.waiting, refused=taken.refused,
        acknowledged=taken.acknowledged,
    )  # fmt: skip
    _explain(set_aside)
    return OK


def _import_at_centre(options: argparse.Namespace) -> int:
    from sync.client import stick
    from sync.server import serving
    from sync.server.centre import Centre
    from sync.server.identity import identity

    data = stick.read(options.file)
    if options.dry_run:
        return _inspect(options)
    with serving.open_store(options.centre, make=False) as store:
        before = len(store.quarantined())
        answer = Centre(store, identity(store)).take_file(data)
        set_aside = [each.code for each in store.quarantined()[before:]]
    receipts = options.receipts or options.file.with_stem(options.file.stem + "-receipts")
    stick.write_checked(receipts, answer)
    _tell(receipts=str(receipts), bytes=len(answer), set_aside=len(set_aside))
    _explain(set_aside)
    return OK


def _explain(codes: Sequence[str]) -> None:
    if codes:
        print(why_set_aside(codes), file=sys.stderr)


def _tell(**values: Any) -> None:
    print(json.dumps(values, ensure_ascii=False))
