"""Faults of storage in Chinese, for the command lines: what happened, what was kept, what to do."""

from __future__ import annotations

from typing import Final

from storage.errors import (
    BrokenChain,
    DamagedFile,
    DiskFull,
    DriveTrouble,
    InUse,
    MissingFile,
    NewerFile,
    NoSuchFile,
    NotAVault,
    ReadOnly,
    Refused,
    StorageFault,
    UnknownPerson,
    VaultExists,
    WrongPassword,
)

SENTENCES: Final[dict[type[StorageFault], str]] = {
    WrongPassword: "密码不对，没有打开，数据没有变动。请核对后再试；忘记密码可在桌面程序里用恢复码重设。",
    UnknownPerson: "不知道是谁：本机没有这个人，或不止一人；没有打开。请用 --person 写明姓名。",
    VaultExists: "这里已经有资料库，没有改动它。请换一个空文件夹。",
    NotAVault: "这里没有本程序能读的内容，或文件不完整；没有动它。请核对位置和文件。",
    NoSuchFile: "没有这个文件或文件夹，没有执行。请核对位置是否写对，U盘是否插好。",
    MissingFile: "登录信息在，数据文件却不在原处；没有新建。请先找回它，或从备份恢复。",
    NewerFile: "文件由更新版本的程序写成，没有打开，内容没有变动。请先升级程序。",
    DamagedFile: "文件已损坏，没有改动它。请不要删除，从备份恢复或联系管理员。",
    DiskFull: "磁盘已满，这一步没有写入，以前保存的都在。请腾出空间再试。",
    ReadOnly: "磁盘或文件只读，没有写入，以前保存的都在。请取消写保护或检查权限。",
    InUse: "数据正被另一个窗口或程序使用，没有打开。请先关闭它再试。",
    DriveTrouble: "磁盘读写失败，这一步没有完成，以前保存的都在。请检查磁盘或U盘。",
    BrokenChain: "设备的修改记录前后对不上，没有采用。请联系管理员。",
}
_REFUSED: Final = {
    "no_serials": "户编号已用完，没有编号的户加不进去，什么也没有导入。请在名单里写明户编号。",
    "too_large": "内容太大，没有采用：名单解开后最多 64 MB；问卷连同附带的名单、图片压缩后最多 8 MB。"
    "请核对文件，或分成几份、换小些的图片。",
    "questionnaire_changed": "同名、同版本号的问卷已经有了，内容却不同，没有发布。请换一个版本号再发布。",
    "faulty": "问卷有错误，或没有写名称、版本号，不能发布或使用，没有改动。请先检查、改正问卷。",
    "publish_at_county": "这台电脑只负责一个乡镇或村，不能发布问卷，没有改动。请把问卷交到县里，"
    "在县里的电脑或中心上发布。",
    "not_open": "这次调查已经完成，问卷版本不再改变，没有改动。要换新版本，请先“撤回完成”；已签字的不能换。",
    "too_wide": "列太多，一张 Excel 表放不下(最多 16384 列)，没有导出。请导出到文件夹(CSV)，或不加 --split。",
    "too_many_rows": "行太多，一张 Excel 表放不下(最多 1048576 行)，没有导出。请导出到文件夹(CSV)。",
    "no_code": "有的户还没有户编号，没有发卡。请先同步，领取编号。",
    "unknown_questionnaire": "本机没有这个问卷版本，没有执行，内容都在。请先同步，取得问卷。",
    "not_a_centre": "这是一台电脑的资料库，不是中心的文件夹；没有动它。请另选一个文件夹。",
    "no_household": "不知道是哪一户：记录里没有写，或本机没有这一户；没有导入。请用 --household 写明户编号。",
    "other_household": "这条记录在本机属于另一户，没有导入。请核对户编号。",
    "other_questionnaire": "这条记录在本机是用另一份问卷填的，没有导入。请核对来源。",
    "not_withdrawn": "这次调查已经完成，没有改动。确需更改请先撤回完成。",
    "signed": "这次调查已经签字，没有改动。确需更改请在本机写明理由后修改。",
    "no_centre": "这里没有中心，没有新建。请核对 --centre；新的中心用 serve 建立。",
}


def sentence(fault: StorageFault) -> str:
    """Return what to tell a person, with the file where there is one."""
    if isinstance(fault, Refused):
        return _REFUSED.get(fault.code, f"现在不能这样做({fault.code})，没有改动。")
    words = SENTENCES.get(type(fault), "没有执行，以前保存的都在。")
    return words + (f"({fault.path})" if fault.path else "")
