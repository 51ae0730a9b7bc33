"""Checking a scanned card against the keys and the register of this laptop; words for every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from forms.paper.code import Claim, Reason, Verdict, matches
from storage import Store, cards
from storage.records import Record
from ui import states


class CodeNotFound(Exception):
    """A picture holds no code that can be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is told about a scanned card.

    Attributes:
        role: `good`, `notice` (a sample), `danger` or `quiet`; the colour of the panel.
        word: The verdict in one word: 真 假 作废 样卡 …
        facts: The household, as far as a person at the door may see it.
        household_id: What may be opened, "" if nothing.
        card_no: The card that may be revoked, "" if none.
    """

    role: str
    sign: str
    word: str
    reason: str
    facts: str = ""
    household_id: str = ""
    card_no: str = ""


def check(store: Store, text: str) -> Finding:
    """Check a code against the office keys, the revocation list and the register here."""
    verdict = cards.verify(store, text)
    household_id = cards.lookup(store, verdict.card_no) if verdict.opens else None
    household = store.get("household", household_id) if household_id else None
    if household is not None and not _fits(verdict, household):
        verdict, household = Verdict(Reason.OTHER_HOUSEHOLD, verdict.claim), None
    return finding(verdict, household)


def code_in_picture(file: Path) -> str:
    """Return the text of the QR in a picture.

    Raises:
        CodeNotFound: There is none, or it is too blurred.
        OSError: The file cannot be read as a picture.
    """
    import zxingcpp
    from PIL import Image

    with Image.open(file) as opened:
        picture = opened.convert("L")
    for scale in (1, 2):  # modules of exactly some sizes alias; twice as large they do not
        size = (picture.width * scale, picture.height * scale)
        found = zxingcpp.read_barcodes(picture.resize(size) if scale > 1 else picture)
        texts = [code.text for code in found if code.text]
        if texts:
            return str(next((one for one in texts if one.startswith("RH")), texts[0]))
    raise CodeNotFound(file)


def finding(verdict: Verdict, household: Record | None) -> Finding:
    """Put a verdict into words; only genuine and sample cards open a household."""
    role, sign, word = LOOKS[verdict.reason]
    reason = _reason(verdict.reason)
    facts = _facts(verdict.claim, household) if verdict.opens else ""
    if verdict.opens and household is None:
        reason += QCoreApplication.translate("scan", "本机没有这一户，请先同步。")
    opens = household.id if household is not None and verdict.opens else ""
    card_no = verdict.card_no if opens else ""
    return Finding(role, sign, QCoreApplication.translate("scan", word), reason, facts, opens, card_no)


LOOKS = {
    Reason.GENUINE: ("good", "check", "真卡"),
    Reason.SAMPLE: ("notice", "warning", "样卡"),
    Reason.REVOKED: ("danger", "error", "作废"),
    Reason.FORGED: ("danger", "error", "假卡"),
    Reason.OTHER_HOUSEHOLD: ("danger", "error", "不是这一户"),
    Reason.DAMAGED: ("danger", "error", "无效"),
    Reason.UNKNOWN_OFFICE: ("notice", "warning", "无法核验"),
    Reason.TOO_NEW: ("notice", "warning", "无法核验"),
    Reason.NOT_A_CARD: ("notice", "warning", "不是户卡"),
}


def _reason(reason: Reason) -> str:
    return {
        Reason.GENUINE: QCoreApplication.translate("scan", "签名与发卡机关相符，没有作废。"),
        Reason.SAMPLE: QCoreApplication.translate("scan", "练习用的卡，不能证明任何事。"),
        Reason.REVOKED: QCoreApplication.translate("scan", "这张卡已经作废，不能使用。请收回，并核对新卡。"),
        Reason.FORGED: QCoreApplication.translate(
            "scan", "签名不符：内容被改动过，或不是发卡机关所发。请留下卡片并报告乡镇。"
        ),
        Reason.OTHER_HOUSEHOLD: QCoreApplication.translate("scan", "卡是真的，但发给了另一户。"),
        Reason.DAMAGED: QCoreApplication.translate("scan", "内容残缺，无法核验。请擦净后再扫一次。"),
        Reason.UNKNOWN_OFFICE: QCoreApplication.translate(
            "scan", "本机没有这个发卡机关的公钥。请先同步，再扫一次。"
        ),
        Reason.TOO_NEW: QCoreApplication.translate("scan", "这张卡由更新版本的程序制作。请先升级本程序。"),
        Reason.NOT_A_CARD: QCoreApplication.translate("scan", "扫到的是别的二维码或文字。"),
    }[reason]


def _fits(verdict: Verdict, household: Record) -> bool:
    return verdict.claim is not None and matches(verdict.claim, household.get("code"))


def _facts(claim: Claim | None, household: Record | None) -> str:
    parts = []
    if household is not None:
        parts = [household.get("head_name"), household.get("group_name"), states.word(household.get("state"))]
    if claim is not None:
        parts.append(QCoreApplication.translate("scan", "{day} 发卡").format(day=claim.issued_on.isoformat()))
    return "  ·  ".join(filter(None, parts))
