"""Refusals in Chinese, for the command line: what happened, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from storage.errors import StorageFault
from storage.sentences import sentence as storage_sentence
from sync import errors

_REFUSED: Final = {
    "other_centre": "对方不是发放该登记码的中心，登记码未发出。请核对中心地址。",
    "code_unknown": "登记码不对。登记码共20位，请核对，或请中心重新发放。",
    "code_used": "这个登记码已被另一台电脑用过。请中心重新发放。",
    "code_expired": "登记码已过期。请中心重新发放。",
    "device_taken": "中心已登记过本机编号，但密钥不同。本机数据未动，请联系中心管理员。",
    "no_serials": "该区域的户编号段已分配完。请联系中心管理员。",
    "device_unknown": "中心没有登记这台电脑。请先登记。",
    "device_revoked": "中心已停用这台电脑。数据仍保存在本机，请联系中心管理员。",
    "packet_damaged": "数据包在途中损坏，中心未采用。数据仍在本机，可重新发送。",
    "packet_forged": "数据包的签名与登记的电脑不符，中心未采用。请联系中心管理员。",
    "packet_not_for_us": "数据包不是发给这个中心的。",
    "packet_too_new": "数据包由更新版本的程序生成。请先升级中心。",
    "too_large": "数据包超过中心允许的大小。数据仍在本机。",
    "busy": "中心正忙，稍后会再试。数据仍在本机。",
    "own_packet": "这是本机自己导出的数据包，不必再导入。",
    "wrong_version": "程序版本与中心不一致。数据仍在本机，请升级。",
}
_DAMAGED: Final = {
    "parts": "文件不完整，缺少其中的数据包",
    "limits": "文件内容超出允许的大小",
    "header": "这不是入户数据包，或文件开头已损坏",
}
_FORGED: Final = {
    "signature": "签名不符，内容被改动过",
    "unknown": "不认识签名的电脑",
    "key": "签名与登记的密钥不符",
}


_CLONED: Final = (
    "这份资料库像是从旧备份恢复、或复制到别的电脑用过的：同样的编号下，中心已有另外的修改。"
    "请先不要在这份资料库上继续调查，联系中心管理员。"
)
_SET_ASIDE: Final = {
    "number": _CLONED,
    "chain": _CLONED,
    "other_area": "有的农户不在本机负责的区域内，请联系中心管理员核对区域。",
    "not_yours_to_change": "有的内容（如设置、问卷）只能由中心或县里的电脑修改，没有采用。请联系中心管理员。",
    "questionnaire_changed": "中心已有同名、同版本号而内容不同的问卷，没有采用。请换一个版本号重新发布。",
    "device_unknown": "有的修改出自没有登记的电脑，请先登记那台电脑。",
}
_SET_ASIDE_OTHERWISE: Final = "有的修改内容不完整或核对不上，请联系中心管理员。"


def why_set_aside(codes: Iterable[str]) -> str:
    """Return why revisions were set aside, each reason once; they are kept here, and block nothing."""
    reasons = dict.fromkeys(_SET_ASIDE.get(code, _SET_ASIDE_OTHERWISE) for code in codes)
    return "".join(reasons)


def sentence(error: Exception) -> str:  # noqa: PLR0911  # a table of sentences
    """Return what to tell a person about an error of sync or storage; "" for one that is ours."""
    match error:
        case errors.PacketDamaged(where=where):
            return (
                f"数据包已损坏，整包未采用：{_DAMAGED.get(where, '内容在传输或保存中被破坏')}。请重新导出。"
            )
        case errors.PacketForged(why=why):
            return f"数据包不可信，整包未采用：{_FORGED[why]}。请与发送方核对。"
        case errors.NotARecipient():
            return "这个数据包不是发给本机的，可以携带，但不能打开。"
        case errors.PacketTooNew():
            return "这个数据包由更新版本的程序生成，本版本读不了。请先升级程序。"
        case errors.StickFull(needed_bytes=needed, free_bytes=free):
            return f"U盘空间不够：需要{needed / 1e6:.1f} MB，剩余{free / 1e6:.1f} MB。没有写入任何内容。"
        case errors.StickUnreadable(path=path):
            return f"文件不能读写：{path}。已保存的数据没有变动，请检查U盘是否插好、是否写保护，再试一次。"
        case errors.SyncError():
            return _of_round(error)
        case StorageFault():
            return storage_sentence(error)
        case _:
            return ""


def _of_round(error: errors.SyncError) -> str:  # noqa: PLR0911
    match error:
        case errors.Refused(code=code):
            return _REFUSED.get(code, f"中心拒绝了请求({code})。数据仍在本机。")
        case errors.Offline():
            return "连不上中心：没有网络，或中心未开机。数据仍在本机，有网络时再发送。"
        case errors.SlowCentre(seconds=seconds):
            return f"中心{seconds:.0f}秒没有回应。已确认的部分有效，其余仍在本机，稍后再试。"
        case errors.NotACentre():
            return "应答的不是中心，可能是上网登录页面或地址写错了。数据没有发出。"
        case errors.WrongVersion(ours=ours, theirs=theirs):
            return f"本机与中心的版本不一致(本机{ours}，中心{theirs})。数据仍在本机，请升级程序。"
        case errors.CentreTrouble(status=status, code=code):
            return f"中心出了故障(代号{status}{code and ' ' + code})。数据仍在本机，稍后再试。"
        case errors.NotEnrolled():
            return "本机还没有登记到中心。请先用登记码登记。"
        case errors.Cancelled():
            return "已停止。已确认的部分有效，其余仍在本机。"
        case _:
            return "同步没有完成。数据仍在本机。"
