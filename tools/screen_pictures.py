"""Draw pictures of screens in `docs/images/`: questionnaires, settings, a finished visit; invented people.

QT_QPA_PLATFORM=offscreen python -m tools.screen_pictures
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import openpyxl
from PIL import Image
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from forms.package import collect
from storage import Store, publishing, sample, visits
from tools.answering import enter
from ui import theme
from ui.demo import story
from ui.main_window import MainWindow
from ui.messages import Messages
from ui.screens.questionnaire_upgrade import UpgradeDialog
from ui.survey.screen import SurveyScreen
from ui.tasks import Tasks

Lines = Sequence[Sequence[str]]

IMAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
WIDTH_PX, HEIGHT_PX = 1366, 768
COLOURS: Final = 256
PATIENCE_MS, POLL_MS = 20_000, 50
PERSON: Final = "韦小兰"
HOME: Final = Path("/home/xiaolan/.local/share/ruhu")
TODAY: Final = date(2015, 11, 15)
FINISHED: Final = "459982100201" + "0009"
"""覃有田, whom nobody has visited yet."""
OPEN: Final = ("0019", "0020", "0027")
"""Serials of households where the sheet of water cellars is begun."""

HEAD: Final = ("type", "name", "label", "required", "relevant", "constraint", "bind::ruhu:was")
STATES: Final = (("state", "good", "完好"), ("state", "leak", "漏水"), ("state", "down", "报废"))
FEW: Final = (*STATES, ("kind", "cellar", "水柜"), ("kind", "pool", "家庭水池"))
MORE: Final = (*FEW, ("kind", "tank", "塑料桶"))
TWICE: Final = (*FEW, ("kind", "pool", "水塘"))
FIRST: Final = (
    ("begin_group", "cellar", "水柜"),
    ("select_one kind", "kind", "存水用什么", "yes"),
    ("select_one state", "state", "现在怎么样", "yes"),
    ("integer", "built", "哪年建的", "yes"),
    ("text", "builder", "谁出钱建的"),
    ("end_group",),
)
SECOND: Final = (
    ("begin_group", "cellar", "水柜"),
    ("select_one kind", "kind", "存水用什么", "yes"),
    ("select_one state", "state", "现在怎么样", "yes"),
    ("integer", "built_year", "哪年建的", "yes", "", "", "built"),
    ("decimal", "volume", "能存多少立方米", "yes", "", ". > 0 and . <= 200"),
    ("end_group",),
    ("begin_group", "use", "用水"),
    ("integer", "dry_months", "一年缺水几个月", "yes", "", ". >= 0 and . <= 12"),
    ("end_group",),
)
THIRD: Final = (
    *SECOND[:5],
    ("text", "leak_where", "哪里漏水", "yes", "${stat} = 'leak'"),
    *SECOND[5:],
)


def main() -> None:
    """Write the pictures."""
    application = QApplication([])
    theme.dress(application)
    with tempfile.TemporaryDirectory() as folder, Store.memory(person=PERSON) as store:
        sample.install(store)
        _completed(store)
        _questionnaires(store, Path(folder))


def _completed(store: Store) -> None:
    """A visit that is complete, and what can be done with it."""
    household = _households(store)[FINISHED]
    visit = visits.begin(store, household, today=TODAY, surveyors=(PERSON, "农敏"))
    told = story.told({})
    rows = {name: [dict(row) for row in given] for name, given in told.rows.items()}
    rows["member"][0]["full_name"] = "覃有田"
    enter(visit.interview, {**told.answers, **rows}, visit.save)
    for problem in visit.interview.problems():
        if problem.blocks:
            visit.save(visit.interview.explain(problem.remark_key, "相机没电，下次补拍"))
    visits.complete(store, visit, at=datetime(2015, 11, 15, 9, 30).astimezone())
    tasks = Tasks()
    screen = SurveyScreen(store, tasks, Messages())
    _show(screen)
    screen.open_visit(household)
    screen.show_matters()
    _keep(screen, "survey-completed-1366")
    screen.leave_visit()
    tasks.finish()


def _questionnaires(store: Store, folder: Path) -> None:
    store.now = lambda: "2015-11-01T09:00:00+08:00"
    first = _workbook(folder / "水柜排查1.xlsx", "2015110101", FIRST, MORE)
    publishing.publish(store, collect(first).package, note="第一版：水柜、水池现状")
    publishing.apply_version(store, "cellars", "2015110101")
    for serial in OPEN:
        _begin(store, serial)
    store.now = lambda: "2015-11-15T09:00:00+08:00"
    second = _workbook(folder / "水柜排查2.xlsx", "2015111501", SECOND, FEW)
    publishing.publish(store, collect(second).package, note="加了容积、缺水月数两题")
    window = MainWindow(store, Tasks(), HOME, lambda: TODAY)
    _show(window)
    window.go_to("settings")
    _wait(lambda: bool(window.settings.forms_in_use.text() and window.messages.text))
    window.messages.clear()
    _keep(window, "screen-settings")
    window.go_to("questionnaires")
    screen = window.questionnaires
    _wait(screen.working.isHidden)
    _keep(window, "screen-questionnaires")
    screen.look_through(_workbook(folder / "水柜排查3.xlsx", "2015112001", THIRD, TWICE))
    _wait(screen.working.isHidden)
    _keep(window, "screen-questionnaire-review")
    publishing.apply_version(store, "cellars", "2015111501")
    screen.arrive()
    _wait(screen.working.isHidden)
    screen.upgrade_visits()
    _keep(window, "screen-questionnaire-upgrade", window.findChild(UpgradeDialog))
    window.close()


def _begin(store: Store, serial: str) -> None:
    household = _households(store)[f"{sample.VILLAGE}{serial}"]
    visit = visits.begin(store, household, today=TODAY, surveyors=(PERSON, "农敏"), questionnaire="cellars")
    facts = {"kind": "tank", "state": "leak", "built": "2003", "builder": "自己出钱，政府补水泥"}
    enter(visit.interview, facts, visit.save)


def _households(store: Store) -> Mapping[str, str]:
    return {line.code: line.id for line in store.households().lines}


def _workbook(path: Path, version: str, survey: Lines, choices: Lines) -> Path:
    """Write a questionnaire as a county would have it in Excel."""
    book = openpyxl.Workbook()
    sheets: Mapping[str, Lines] = {
        "survey": (HEAD, *survey),
        "choices": (("list_name", "name", "label"), *choices),
        "settings": (
            ("form_title", "form_id", "version", "default_language", "namespaces"),
            ("水柜排查表", "cellars", version, "中文 (zh)", 'ruhu="http://ruhu.example/xforms"'),
        ),
    }
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def _show(widget: QWidget) -> None:
    widget.resize(WIDTH_PX, HEIGHT_PX)
    widget.show()


def _wait(look: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_MS // POLL_MS):
        if look():
            return
        QTest.qWait(POLL_MS)
    raise TimeoutError


def _keep(widget: QWidget, name: str, dialog: QDialog | None = None) -> None:
    """Write a picture of a screen, with a dialog in its middle if there is one."""
    QTest.qWait(400)
    picture = widget.grab()
    if dialog is not None:
        _lay_over(picture, dialog.grab())
    path = IMAGES / f"{name}.png"
    picture.save(str(path))
    Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _lay_over(picture: QPixmap, dialog: QPixmap) -> None:
    painter = QPainter(picture)
    left, top = (picture.width() - dialog.width()) // 2, (picture.height() - dialog.height()) // 2
    painter.drawPixmap(left, top, dialog)
    painter.drawRect(left, top, dialog.width() - 1, dialog.height() - 1)
    painter.end()


if __name__ == "__main__":
    main()
