"""Paper: printed, and read back from the page; the card scanned, forged and revoked."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from ui.demo import pdf_pages, story
from ui.demo.report import CheckFailed, Step, check
from ui.demo.stage import Stage
from ui.papers import Paper
from ui.screens.dialogs import RevokeCard

CTRL: Final = Qt.KeyboardModifier.ControlModifier
ENTER: Final = Qt.Key.Key_Return
DARK: Final = 60
_TRIES: Final = 5
_CLOSES_WITHIN_S: Final = 3.0
REVOKED_BECAUSE: Final = "户主姓名写错,换发"
FILES: Final = {
    Paper.FILLED: "D02",
    Paper.BLANK: "D02-blank",
    Paper.CARD: "D13-card-a",
    Paper.PLATE: "D13-card-b",
    Paper.SHEET: "sheet",
    Paper.FORM: "sheet-blank",
}
SAYS: Final = {
    Paper.FILLED: (story.HEAD, "莫𬀩", story.NET_INCOME, story.PER_CAPITA),
    Paper.CARD: (story.HEAD, "莫𬀩", "陆桂英"),
    Paper.PLATE: ("青竹村",),  # a door plate names nobody
    Paper.SHEET: (story.HEAD, "莫𬀩"),
}
"""What must be found in the text of a paper; rare hanzi among it."""


def print_papers(stage: Stage, step: Step) -> None:
    """Print D02 filled and blank and both cards to PDF, each with a preview; read them back."""
    window = stage.window
    window.show_household(stage.household_id)
    for number, paper in enumerate(Paper):
        pdf = _printed(stage, step, paper, first=number == 0)
        pages = pdf_pages.texts(pdf)
        step.figures[f"{FILES[paper]}_pages_count"] = len(pages)
        for words in SAYS.get(paper, ()):
            check(any(words in page for page in pages), f"“{words}” cannot be read on {paper}")
        for page in range(len(pages)):
            picture = stage.out / f"{FILES[paper]}-{page + 1}.png"
            pdf_pages.page_picture(pdf, page, picture, pdf_pages.LOOK_DPI)
            step.files.append(picture.name)
    check(step.figures["D13-card-a_pages_count"] == 2, "card a has not two sides")  # noqa: PLR2004


def scan(stage: Stage, step: Step) -> None:
    """Scan the printed card as a picture and as text; then a forged, a foreign and a revoked one."""
    picture = _card_picture(stage, step)
    stage.go_to("scan")
    _scan_picture(stage, picture)
    stage.hands.snap(step, stage.window, "demo-24-scan-sample")
    _check_opened(stage)
    for name, text, words in (
        ("forged", _forged(stage.card_text), ("假卡", "签名不符")),
        ("unknown-office", _foreign(stage), ("无法核验", "公钥")),
        ("other", "https://example.invalid/", ("不是户卡",)),
    ):
        _scan_text(stage, step, name, text, words)
    _revoke(stage, step)
    _scan_text(stage, step, "revoked", stage.card_text, ("作废", "已经作废"))
    stage.card_text = _replaced(stage)


def _printed(stage: Stage, step: Step, paper: Paper, *, first: bool) -> bytes:
    hands, printing = stage.hands, stage.window.printing
    if first:
        hands.press(Qt.Key.Key_P, CTRL, on=stage.window.households.table)
        hands.wait(printing.isVisible, "the printing screen")
    begin = time.perf_counter()
    choice = printing.papers.button(list(Paper).index(paper))
    if not choice.isChecked():
        hands.press(Qt.Key.Key_Space, on=choice)
    hands.wait(lambda: printing.pdf, f"the preview of {paper}", 30)
    hands.wait(lambda: printing.preview.pages, f"the pages of {paper}")
    step.figures[f"{FILES[paper]}_preview_ms"] = round((time.perf_counter() - begin) * 1000)
    hands.wait(lambda: _has_ink(printing.preview), f"the picture of {paper}")
    hands.snap(step, stage.window, f"demo-2{list(Paper).index(paper)}-preview-{FILES[paper]}")
    path = stage.out / f"{FILES[paper]}.pdf"
    path.unlink(missing_ok=True)
    with hands.answering(lambda dialog: name_file(stage, dialog, path)):
        hands.press(Qt.Key.Key_S, CTRL)
    hands.wait(path.exists, path.name)
    step.files.append(path.name)
    return path.read_bytes()


def _has_ink(widget: QWidget) -> bool:
    """Pages are drawn beside the screen: tell whether something black stands on the paper by now."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    wide = image.width() // 8 * 4  # a multiple of four: lines of bytes are filled up with black
    paper = image.copy(image.width() // 10, image.height() // 6, wide, image.height() // 2)
    return any(tone < DARK for tone in bytes(paper.constBits())[::7])


def name_file(stage: Stage, dialog: QWidget, path: Path) -> None:
    """Answer a choice of files with a path.

    Raises:
        CheckFailed: It is no choice of files, or does not close.
    """
    line = dialog.findChild(QLineEdit, "fileNameEdit") if isinstance(dialog, QFileDialog) else None
    if line is None:
        raise CheckFailed(f"{type(dialog).__name__} opened instead of a choice of files")
    for _ in range(_TRIES):
        line.setFocus()
        line.selectAll()
        stage.hands.enter(str(path), into=line)
        stage.hands.press(ENTER, on=line)
        with suppress(CheckFailed):  # Qt's list of completions, once it has read the folder, takes one Enter
            stage.hands.wait(lambda: not dialog.isVisible(), "the choice of files to close", _CLOSES_WITHIN_S)
            return
    raise CheckFailed("the choice of files stays open")


def _card_picture(stage: Stage, step: Step) -> Path:
    """Draw the card as a scanner would see it, and read its code with a decoder of our own choice."""
    from storage import cards

    pdf = (stage.out / f"{FILES[Paper.CARD]}.pdf").read_bytes()
    picture = pdf_pages.page_picture(pdf, 0, stage.out / "D13-card-a-scan.png")
    step.files.append(picture.name)
    found = [text for page in (0, 1) for text in pdf_pages.codes(pdf, page) if text.startswith("RH")]
    check(found, "no card code can be decoded from the page")
    stage.card_text = found[0]
    step.figures["code_characters_count"] = len(stage.card_text)
    verdict = cards.verify(stage.store, stage.card_text, household_id=stage.household_id)
    check(verdict.opens, f"the printed code is {verdict.reason}")
    plate = (stage.out / f"{FILES[Paper.PLATE]}.pdf").read_bytes()
    check(stage.card_text in pdf_pages.codes(plate, 0), "the door plate has another code than the card")
    return picture


def _scan_picture(stage: Stage, picture: Path) -> None:
    hands, screen = stage.hands, stage.window.scan
    hands.wait(screen.isVisible, "the scan screen")
    with hands.answering(lambda dialog: name_file(stage, dialog, picture)):
        hands.press(Qt.Key.Key_O, CTRL, on=screen.code)
    hands.wait(lambda: "样卡" in screen.verdict.text, "the verdict on the printed card")


def _check_opened(stage: Stage) -> None:
    hands, window = stage.hands, stage.window
    hands.press(Qt.Key.Key_Space, on=window.scan.verdict.open)
    hands.wait(lambda: window.place == "households", "the household of the card")
    check(window.households.selected == stage.household_id, "the card opened another household")
    stage.go_to("scan")


def _scan_text(stage: Stage, step: Step, name: str, text: str, words: tuple[str, ...]) -> None:
    """A wedge scanner types the text and Enter."""
    hands, screen = stage.hands, stage.window.scan
    hands.enter(text, into=screen.code)
    hands.press(ENTER)
    hands.wait(lambda: words[0] in screen.verdict.text, f"the verdict on the {name} card")
    for word in words:
        check(word in screen.verdict.text, f"the {name} card is answered with “{screen.verdict.text}”")
    check(not screen.verdict.open.isVisible(), f"the {name} card opens a household")
    hands.snap(step, stage.window, f"demo-25-scan-{name}")


def _forged(text: str) -> str:
    """Return a card that claims another household; the signature is the old one."""
    import base45

    from forms.paper import code

    claim = code.verify(text, ()).claim
    digest = claim.household_digest if claim is not None else b""
    other = bytes([digest[0] ^ 1]) + digest[1:]
    changed: bytes = base45.b45encode(base45.b45decode(text[4:]).replace(digest, other))
    return text[:4] + changed.decode()


def _foreign(stage: Stage) -> str:
    """Return a card for this very household, signed by an office that nobody knows."""
    from datetime import date

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from forms.paper import code

    household = stage.store.get("household", stage.household_id)
    number = household.get("code") if household is not None else ""
    key = Ed25519PrivateKey.generate()
    return code.sign("ab" * 16, number, scheme="REF-18x90-v1", issued_on=date(2015, 11, 20), key=key)


def _revoke(stage: Stage, step: Step) -> None:
    """A person revokes the card in the pane of its household, by keyboard, and says why."""
    from forms.paper import code
    from storage import cards

    card_no = code.verify(stage.card_text, ()).card_no
    hands, window = stage.hands, stage.window
    stage.go_to("households")
    window.show_household(stage.household_id)
    hands.press(Qt.Key.Key_Space, on=hands.button(window.households.details, "作废此卡"))
    dialog = hands.the(RevokeCard, window)
    hands.press(ENTER, on=dialog.reason)
    check(dialog.complaint and dialog.isVisible(), "a card is revoked without a reason")
    hands.enter(REVOKED_BECAUSE, into=dialog.reason)
    hands.snap(step, dialog, "demo-26-revoke")
    hands.press(ENTER)
    hands.wait(lambda: not dialog.isVisible(), "the end of the dialog")
    check(cards.status(stage.store, card_no) == cards.REVOKED, "the card is not revoked")
    check(cards.revoked_because(stage.store, card_no) == REVOKED_BECAUSE, "the reason was not kept")
    hands.wait(lambda: hands.reads(window.households.details, "已作废"), "the card that is revoked")
    stage.go_to("scan")


def _replaced(stage: Stage) -> str:
    """Issue another card in place of the revoked one."""
    from datetime import date

    from storage import cards

    issued = cards.issue(stage.store, stage.household_id, office_key=None, on=date(2015, 11, 21))
    check(issued.get("text") != stage.card_text, "the revoked card was issued again")
    return issued.get("text")
