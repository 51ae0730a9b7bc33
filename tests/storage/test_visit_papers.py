"""A visit is printed on the paper of its form, or on the sheet that any form has; empty forms too."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PIL import Image

from forms.paper import assessment, sheet
from forms.paper.document import Document, Pictures
from forms.xlsform import converted_sheets
from storage import Store, cli, sample, visit_papers, visits
from storage.errors import Refused
from tests.storage.conftest import PASSWORD, PERSON

TODAY = date(2015, 11, 15)
VILLAGE, GROUP = "459982100201", "45998210020103"
SURVEY = [
    {"type": "text", "name": "head_name", "label": "户主姓名"},
    {"type": "text", "name": "phone", "label": "电话", "ruhu:sensitive": "yes"},
    {"type": "image", "name": "photo", "label": "照片"},
    {"type": "begin_repeat", "name": "member", "label": "成员"},
    {"type": "text", "name": "full_name", "label": "姓名"},
    {"type": "end_repeat", "name": "member"},
]


def form(version: str, survey: list[dict[str, str]], **settings: str) -> str:
    named = {"form_id": "small", "version": version, "form_title": "小问卷", **settings}
    return converted_sheets({"survey": survey, "settings": [named]}, "small").xform


@pytest.fixture
def village(vault_folder: tuple[Path, bytes]) -> Iterator[Store]:
    """One household, visited with a small questionnaire."""
    with Store.open(vault_folder[0], vault_folder[1], person=PERSON) as store:
        store.keep_questionnaire("small", "1", "小问卷", form("1", SURVEY))
        store.put_setting("questionnaire", "small")
        body = {"village": VILLAGE, "group": GROUP, "head_name": "覃建国", "code": VILLAGE + "0001"}
        store.put("household", "h", {**body, "state": "listed"})
        store.seal([("household", "h")])
        visit = visits.begin(store, "h", today=TODAY, surveyors=("甲", "乙"))
        visit.save(visit.interview.answer("head_name", "覃建国"))
        visit.save(visit.interview.answer("phone", "13900000001"))
        yield store


def printed(store: Store, *, generic: bool = False, unmasked: bool = False) -> list[Document]:
    return list(
        visit_papers.documents(
            store, store.find("household"), today=TODAY, generic=generic, unmasked=unmasked
        )
    )


def text_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_a_form_without_a_paper_of_its_own_has_the_sheet_of_every_form(village: Store) -> None:
    [document] = printed(village)
    texts = list(document.texts())

    assert (document.title, document.subject) == ("小问卷", f"户编号 {VILLAGE}0001  户主 覃建国")
    assert document.head.document_id == visits.latest(village, "h")
    assert document.signatures == sheet.SIGNATURES
    assert {"small 1", "甲、乙", "调查中(未完成)", "139****0001"} <= set(texts)
    assert "13900000001" in list(printed(village, unmasked=True)[0].texts())


def test_visits_of_the_sample_are_printed_as_before_and_as_sheets_where_wanted() -> None:
    with Store.memory(person=PERSON) as store:
        sample.install(store)
        [household] = store.find("household", state="completed")[:1]
        [own] = visit_papers.documents(store, [household], today=TODAY, paper=visit_papers.D02)
        [generic] = visit_papers.documents(store, [household], today=TODAY, generic=True)

    assert own.title == assessment.TITLE
    assert "一进" in list(generic.texts())
    assert generic.title != own.title
    assert generic.head.scheme == own.head.scheme != ""


def test_a_form_names_its_paper_in_its_settings(village: Store) -> None:
    village.keep_questionnaire("small", "2", "小问卷", form("2", SURVEY, **{"ruhu:paper": "D02"}))

    assert visit_papers.paper_of(visits.questionnaire(village, "small", "1")) == ""
    assert visit_papers.paper_of(visits.questionnaire(village, "small", "2")) == "D02"


def test_a_visit_keeps_the_version_it_was_made_with(village: Store) -> None:
    newer = [{**row, "label": f"新{row.get('label', '')}"} for row in SURVEY[:-1]] + SURVEY[-1:]
    village.keep_questionnaire("small", "2", "小问卷", form("2", newer))

    assert "户主姓名" in list(printed(village)[0].texts())


def test_earlier_visits_stay_printable_with_their_own_version(village: Store) -> None:
    village.keep_questionnaire("small", "2", "小问卷", form("2", SURVEY))
    village.put("visit", visits.latest(village, "h") or "", {"@state": "completed"})
    visits.begin(village, "h", today=TODAY, surveyors=("甲", "乙"))
    households = village.find("household")
    found = visit_papers.documents(village, households, today=TODAY, every=True)

    assert [document.head.version for document in found] == ["1", "2"]
    assert [document.head.version for document in printed(village)] == ["2"]


def test_photos_that_are_here_are_printed(village: Store) -> None:
    visit_id = visits.latest(village, "h") or ""
    sink = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(sink, "PNG")
    sink.seek(0)
    village.put("visit", visit_id, {"photo": f"{village.attach(sink)}.png"})

    assert any(isinstance(block, Pictures) for block in printed(village)[0].blocks)
    village.put("visit", visit_id, {"photo": f"{'0' * 64}.png"})
    assert "这些照片不在本机，没有印出：照片" in list(printed(village)[0].texts())


def test_answers_of_questions_that_an_upgrade_dropped_are_on_it(village: Store) -> None:
    village.keep_questionnaire("small", "2", "小问卷", form("2", SURVEY[1:]))
    village.put("visit", visits.latest(village, "h") or "", {"@version": "2", "@upgraded_from": "1"})
    texts = list(printed(village)[0].texts())

    assert texts[texts.index("旧版问卷的答案") + 2 :][:2] == ["户主姓名", "覃建国"]


def test_a_visit_that_is_not_here_is_refused(village: Store) -> None:
    with pytest.raises(Refused):
        visit_papers.document(village, "gone", today=TODAY)


def test_an_empty_form_has_the_area_of_its_household(village: Store) -> None:
    household = village.get("household", "h")
    village.put("division", VILLAGE, {"name": "青竹村"})
    document = visit_papers.blank_form(village, household, today=TODAY)

    assert document.head.area == ("青竹村",)
    assert "户主姓名" in " ".join(document.texts())
    assert visit_papers.blank_form(
        village, None, today=TODAY, questionnaire="guangxi-2015"
    ).title == assessment.TITLE  # fmt: skip


def run(folder: Path, *arguments: str) -> int:
    command, *rest = arguments
    return cli.main([command, "--vault", str(folder), *rest])


def test_commands_print_visits_and_empty_forms(
    village: Store, vault_folder: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUHU_PASSWORD", PASSWORD)
    village.close()
    out = tmp_path / "out.pdf"

    assert run(vault_folder[0], "print", "visit", "--out", str(out)) == 0
    assert "覃建国" in text_of(out)
    assert "13900000001" not in text_of(out)
    assert run(vault_folder[0], "print", "blank", "--questionnaire", "small", "--out", str(out)) == 0
    assert "户主姓名" in text_of(out)
    assert run(vault_folder[0], "print", "d02", "--out", str(out)) == 1
    assert run(vault_folder[0], "print", "visit", "--unmasked", "--out", str(out)) == 2


def test_an_empty_form_of_a_file_needs_no_vault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (("type", "name", "label"), ("text", "x", "家里几口人")):
        book.active.append(row)
    book.save(tmp_path / "form.xlsx")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    out = tmp_path / "out.pdf"

    for file, status in ((tmp_path / "form.xlsx", 0), (broken, 1)):
        assert cli.main(["print", "blank", "--questionnaire", str(file), "--out", str(out)]) == status
    assert "家里几口人" in text_of(out)
    assert "broken.xlsx" in capsys.readouterr().err


def test_a_printed_visit_is_logged_with_its_purpose(
    village: Store, vault_folder: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUHU_PASSWORD", PASSWORD)
    village.close()
    arguments = ("--unmasked", "--purpose", "复核", "--out", str(tmp_path / "out.pdf"))

    assert run(vault_folder[0], "print", "visit", *arguments) == 0
    with Store.open(vault_folder[0], vault_folder[1], person=PERSON) as store:
        assert [(line.action, line.purpose) for line in store.logged()] == [("print", "复核")]
