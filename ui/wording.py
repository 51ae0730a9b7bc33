"""Every known fault of the world in words: what happened, what was kept, what to do.

Faults are found by the name of their class, or of the nearest class above it, so that this table
loads nothing; a test compares it with the classes themselves.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QCoreApplication

CONTEXT = "wording"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for the translators; Qt's own says it returns `object`."""
    return text


SENTENCES: Final[dict[str, str]] = {
    # storage
    "storage.errors.StorageFault": QT_TRANSLATE_NOOP(
        "wording", "数据文件现在用不了。已保存的内容没有变动，请关闭本程序后重新打开；再不行，请联系管理员。"
    ),
    "storage.errors.WrongPassword": QT_TRANSLATE_NOOP(
        "wording", "密码不对。数据没有变动，请再输一次；忘记密码时可以用恢复码。"
    ),
    "storage.errors.UnknownPerson": QT_TRANSLATE_NOOP(
        "wording", "本机没有这个人的登录信息。请选择名单中的姓名。"
    ),
    "storage.errors.VaultExists": QT_TRANSLATE_NOOP(
        "wording", "这个文件夹里已经有数据了，原样保留。请直接登录，或换一个空文件夹。"
    ),
    "storage.errors.NotAVault": QT_TRANSLATE_NOOP(
        "wording", "这里的文件不是本程序的数据，没有改动它。请检查文件夹位置是否选对。"
    ),
    "storage.errors.NoSuchFile": QT_TRANSLATE_NOOP(
        "wording", "找不到这个文件或文件夹，没有变动。请检查位置，U盘是否已拔出。"
    ),
    "storage.errors.MissingFile": QT_TRANSLATE_NOOP(
        "wording", "登录信息还在，但数据文件不见了。请不要新建，先找回数据文件(ruhu.db)或备份。"
    ),
    "storage.errors.NewerFile": QT_TRANSLATE_NOOP(
        "wording",
        "数据是更新版本的程序写的（版本 {found}，本程序认识到 {known}）。没有改动它，请先升级本程序。",
    ),
    "storage.errors.DamagedFile": QT_TRANSLATE_NOOP(
        "wording", "数据文件有损坏，已停止写入，原文件原样保留。请不要删除它，用备份恢复或联系管理员。"
    ),
    "storage.errors.DiskFull": QT_TRANSLATE_NOOP(
        "wording", "磁盘满了，刚才这一步没有存上；之前保存的都在。请腾出空间后再试。"
    ),
    "storage.errors.ReadOnly": QT_TRANSLATE_NOOP(
        "wording", "磁盘或文件是只读的，刚才这一步没有存上；之前保存的都在。请取消写保护或检查权限。"
    ),
    "storage.errors.InUse": QT_TRANSLATE_NOOP(
        "wording", "数据正被另一个窗口使用。请先关闭另一个“入户”窗口，再试一次。"
    ),
    "storage.errors.DriveTrouble": QT_TRANSLATE_NOOP(
        "wording", "磁盘读写出错（可能被拔出或已老化）。已保存的内容没有变动，请检查磁盘后再试。"
    ),
    "storage.errors.Refused": QT_TRANSLATE_NOOP("wording", "现在不能这样改，内容没有变动。"),
    "storage.errors.BrokenChain": QT_TRANSLATE_NOOP(
        "wording", "设备 {device} 的修改记录从第 {number} 条起对不上，没有采用。请把情况告诉管理员。"
    ),
    # paper
    "forms.paper.fonts.FontMissing": QT_TRANSLATE_NOOP(
        "wording", "打印用的字体没有装好，没有打印。数据没有变动，请重新运行安装程序取得字体。"
    ),
    # packets and rounds
    "sync.errors.SyncError": QT_TRANSLATE_NOOP("wording", "同步没有完成。本机数据没有变动，可以稍后再试。"),
    "sync.errors.PacketError": QT_TRANSLATE_NOOP(
        "wording", "数据包没有采用，本机数据没有变动。请向对方再要一份。"
    ),
    "sync.errors.PacketDamaged": QT_TRANSLATE_NOOP(
        "wording",
        "这不是完整的数据包：选错了文件，或在传递中损坏了。没有采用，本机数据没有变动。请重新拷贝，或请对方重新导出。",
    ),
    "sync.errors.PacketForged": QT_TRANSLATE_NOOP(
        "wording", "数据包的签名对不上，可能被改动过，整包没有采用。请当面核对来源。"
    ),
    "sync.errors.NotARecipient": QT_TRANSLATE_NOOP(
        "wording", "这个数据包不是给本机的，打不开。请把它交给收件方，或请对方重新导出给本机。"
    ),
    "sync.errors.PacketTooNew": QT_TRANSLATE_NOOP(
        "wording", "数据包是更新版本的程序做的。没有采用，请先升级本程序。"
    ),
    "sync.errors.RoundError": QT_TRANSLATE_NOOP(
        "wording", "这次同步没有完成。要上传的内容都还在本机，可以稍后再试。"
    ),
    "sync.errors.Offline": QT_TRANSLATE_NOOP(
        "wording", "现在没有网络，连不上中心。要上传的内容都存在本机，有网络时再同步即可。"
    ),
    "sync.errors.SlowCentre": QT_TRANSLATE_NOOP(
        "wording", "网络太慢，等了 {seconds:.0f} 秒没有动静。已收到回执的不会重传，其余仍在本机，稍后再试。"
    ),
    "sync.errors.NotACentre": QT_TRANSLATE_NOOP(
        "wording",
        "应答的不是同步中心，可能是上网登录页或地址写错了。没有发出数据，请检查网络登录和中心地址。",
    ),
    "sync.errors.WrongVersion": QT_TRANSLATE_NOOP(
        "wording", "中心和本机的版本对不上（本机 {ours}，中心 {theirs}）。内容都在本机，请升级其中一方。"
    ),
    "sync.errors.CentreTrouble": QT_TRANSLATE_NOOP(
        "wording", "中心出了故障（代号 {status}）。要上传的内容都在本机，请稍后再试或告诉县里管理员。"
    ),
    "sync.errors.Refused": QT_TRANSLATE_NOOP("wording", "中心没有接受。要上传的内容都在本机。"),
    "sync.errors.NotEnrolled": QT_TRANSLATE_NOOP(
        "wording", "本机还没有登记到中心。请在“同步”里填写中心地址和一次性登记码。"
    ),
    "sync.errors.Cancelled": QT_TRANSLATE_NOOP("wording", "已停止同步。收到回执的已经送达，其余仍在本机。"),
    "sync.errors.StickFull": QT_TRANSLATE_NOOP(
        "wording",
        "U盘空间不够（需要 {needed_bytes} 字节，剩 {free_bytes} 字节）。没有写成，请换一个U盘或腾出空间。",
    ),
    "sync.errors.StickUnreadable": QT_TRANSLATE_NOOP(
        "wording", "U盘上的文件写不进或读不回。本机数据没有变动，请换一个U盘再试。"
    ),
    # questionnaire, paper, files
    "forms.faults.QuestionnaireFault": QT_TRANSLATE_NOOP(
        "wording", "问卷有错误，没有打开它。请把问卷交回制作人改正。"
    ),
    "builtins.PermissionError": QT_TRANSLATE_NOOP(
        "wording", "没有权限写这个文件，或者它正被别的程序打开。没有写成，请换个位置再试。"
    ),
    "builtins.FileNotFoundError": QT_TRANSLATE_NOOP("wording", "找不到这个文件。请检查位置，U盘是否已拔出。"),
    "builtins.OSError": QT_TRANSLATE_NOOP(
        "wording", "文件没有读写成功。已保存的数据没有变动，请检查磁盘空间和位置后再试。"
    ),
    "concurrent.futures.process.BrokenProcessPool": QT_TRANSLATE_NOOP(
        "wording", "排版程序意外停止，没有打印。数据没有变动，请再试一次；内存不够时一次少打几户。"
    ),
}

REFUSALS: Final[dict[str, dict[str, str]]] = {
    "storage.errors.Refused": {
        "reason_needed": QT_TRANSLATE_NOOP("wording", "签字后的修改必须写明理由。内容没有变动，请填写理由。"),
        "signed": QT_TRANSLATE_NOOP("wording", "这次调查已经签字，不能撤回。要更正请办理更正审批单。"),
        "completed": QT_TRANSLATE_NOOP("wording", "这次调查已经完成。要修改请先“撤回完成”。"),
        "not_withdrawn": QT_TRANSLATE_NOOP("wording", "这次调查已经完成，修改没有存上。请先“撤回完成”再改。"),
        "not_sealed": QT_TRANSLATE_NOOP("wording", "还有没完成的修改。请先完成，再做这一步。"),
        "unknown_household": QT_TRANSLATE_NOOP("wording", "本机没有这一户。请先同步或补录。"),
        "unknown_visit": QT_TRANSLATE_NOOP("wording", "本机没有这次调查。请先同步。"),
        "unknown_card": QT_TRANSLATE_NOOP("wording", "本机没有这张卡的记录。请先同步。"),
        "unknown_questionnaire": QT_TRANSLATE_NOOP(
            "wording", "本机没有这次调查所用的问卷版本。内容都在，请先同步取得问卷。"
        ),
        "questionnaire_changed": QT_TRANSLATE_NOOP(
            "wording", "同一版本号的问卷内容不一样，没有采用。请把问卷交回制作人改版本号。"
        ),
        "faulty": QT_TRANSLATE_NOOP("wording", "问卷有错误，不能发布或使用，没有改动。请先检查、改正问卷。"),
        "too_large": QT_TRANSLATE_NOOP(
            "wording", "问卷连同名单、图片压缩后超过 8 MB，没有发布。请减少图片，或把名单分开。"
        ),
        "publish_at_county": QT_TRANSLATE_NOOP(
            "wording", "本机只负责一个乡镇或村，不能发布问卷。请把问卷交到县里，在县里的电脑或中心上发布。"
        ),
        "not_open": QT_TRANSLATE_NOOP(
            "wording", "这次调查已经完成，问卷版本不再改变。要换新版本，请先“撤回完成”。"
        ),
        "no_serials": QT_TRANSLATE_NOOP("wording", "本机的户编号用完了。请先同步一次，向中心领取新的号段。"),
        "no_code": QT_TRANSLATE_NOOP("wording", "这一户还没有户编号，不能发卡。请先同步领取编号。"),
    },
    "sync.errors.Refused": {
        "code_unknown": QT_TRANSLATE_NOOP("wording", "登记码不对。请核对后再输一次。"),
        "code_used": QT_TRANSLATE_NOOP("wording", "这个登记码已经用过了。请向中心再要一个。"),
        "code_expired": QT_TRANSLATE_NOOP("wording", "登记码过期了。请向中心再要一个。"),
        "no_serials": QT_TRANSLATE_NOOP("wording", "中心的户编号号段分完了。请联系县里管理员。"),
        "wrong_version": QT_TRANSLATE_NOOP("wording", "中心不认本机的版本。内容都在本机，请升级。"),
        "device_unknown": QT_TRANSLATE_NOOP("wording", "中心不认识本机。内容都在本机，请重新登记。"),
        "device_revoked": QT_TRANSLATE_NOOP("wording", "中心已停用本机。内容都在本机，请联系县里管理员。"),
        "other_centre": QT_TRANSLATE_NOOP("wording", "登记码是另一个中心发的。没有登记，请核对中心地址。"),
        "own_packet": QT_TRANSLATE_NOOP(
            "wording", "这是本机自己导出的数据包，不用导入。请选中心或别人给的文件。"
        ),
        "device_taken": QT_TRANSLATE_NOOP("wording", "本机编号在中心已被占用。请联系县里管理员。"),
        "packet_damaged": QT_TRANSLATE_NOOP(
            "wording", "数据在路上损坏了，中心没有收。内容都在本机，请再试一次。"
        ),
        "packet_forged": QT_TRANSLATE_NOOP(
            "wording", "中心核对签名不通过，没有收。内容都在本机，请联系管理员。"
        ),
        "packet_not_for_us": QT_TRANSLATE_NOOP("wording", "这个中心不是本机登记的那一个。请检查中心地址。"),
        "packet_too_new": QT_TRANSLATE_NOOP(
            "wording", "中心的版本太旧，认不得本机的数据。内容都在本机，请升级中心。"
        ),
        "too_large": QT_TRANSLATE_NOOP("wording", "一次传得太多，中心没有收。内容都在本机，请再试一次。"),
        "busy": QT_TRANSLATE_NOOP("wording", "中心现在很忙。内容都在本机，请过一会儿再试。"),
    },
}


def is_known(error: BaseException) -> bool:
    """Tell whether an error is a fault of the world; anything else is a bug."""
    return bool(_name(error))


def sentence(error: BaseException) -> str:
    """Say what happened, what was kept and what to do.

    Raises:
        LookupError: The error is not in the table.
    """
    name = _name(error)
    if not name:
        raise LookupError(type(error).__qualname__)
    template = REFUSALS.get(name, {}).get(getattr(error, "code", ""), SENTENCES[name])
    return QCoreApplication.translate(CONTEXT, template).format_map(_values(error))


def _name(error: BaseException) -> str:
    names = (f"{above.__module__}.{above.__qualname__}" for above in type(error).__mro__)
    return next((name for name in names if name in SENTENCES), "")


def _values(error: BaseException) -> dict[str, Any]:
    return dict(vars(error))
