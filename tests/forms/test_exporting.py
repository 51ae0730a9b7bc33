"""What other tools get: the form with its lists, and workbooks that Excel opens."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import pyxform

from forms import exporting, load, xlsform
from forms.cli import main
from resources import path
from tests.forms.scenario import xform

BUILT_IN = sorted(folder.name for folder in path("questionnaires").iterdir() if folder.is_dir())
JAVA = shutil.which("java")
VALIDATE = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_questionnaire_goes_out_with_what_it_needs(name: str, tmp_path: Path) -> None:
    assert main(["questionnaire", "export", name, "--to", str(tmp_path / "form.xml")]) == 0

    form = load((tmp_path / "form.xml").read_bytes())
    assert form.name == name
    wanted = {address.rpartition("/")[2] for address in form.sources.values()}
    assert {file.name for file in (tmp_path / "form-media").iterdir()} == wanted


@pytest.mark.skipif(JAVA is None or not VALIDATE.exists(), reason="ODK Validate needs Java")
@pytest.mark.parametrize("name", BUILT_IN)
def test_odk_validate_takes_the_built_in_questionnaires(name: str, tmp_path: Path) -> None:
    exporting.xform(exporting.named(name), tmp_path / "form.xml")

    said = subprocess.run(
        [JAVA or "", "-Djava.awt.headless=true", "-jar", str(VALIDATE), str(tmp_path / "form.xml")],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip

    assert said.returncode == 0, said.stderr
    assert "Xform is valid!" in said.stderr + said.stdout


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_folder_becomes_a_workbook_that_says_the_same(name: str, tmp_path: Path) -> None:
    assert main(["questionnaire", "export", name, "--to", str(tmp_path / f"{name}.xlsx")]) == 0

    assert xlsform.convert(tmp_path / f"{name}.xlsx") == xlsform.convert(exporting.named(name))
    cells = [cell for row in openpyxl.load_workbook(tmp_path / f"{name}.xlsx")["survey"] for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # an empty cell counts as a number
    assert not [cell for cell in cells if cell.data_type == "n" and cell.value is not None]


def test_lists_of_the_register_get_the_columns_that_the_form_reads() -> None:
    form = xform("""
        | name | type         | calculation                                                             |
        | tun  | csv-external |                                                                         |
        | a    | calculate    | instance('tun')/root/item[code = '1' and kind != current()/../a]/name   |
        | b    | calculate    | sum(instance('tun')/root/item/width)                                    |
    """)

    assert {name: set(read) for name, read in exporting.columns(form).items()} == {
        "tun": {"name", "code", "kind", "width"}
    }


def test_lists_beside_a_form_go_along_in_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "survey.csv").write_text("type,name,label\nselect_one_from_file towns.csv,town,镇\n", "utf-8")
    (folder / "towns.csv").write_bytes("name,label\n1,青竹\n".encode("gb18030"))

    written = exporting.xform(folder, tmp_path / "out")

    assert [file.name for file in written.files] == ["in.xml", "towns.csv"]
    assert written.files[1].read_text("utf-8").splitlines() == ["name,label", "1,青竹"]
    assert written.files[1].parent.name == "in-media"


@pytest.mark.parametrize(
    "arguments",
    [("nothing", "a.xml"), ("{form}", "a.xlsx"), ("guangxi-2015", "{form}/a.xml")],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    form = tmp_path / "form.xml"
    form.write_text(xform("| name | type |\n| a | text |"), "utf-8")
    source, target = (each.format(form=form) for each in arguments)

    assert main(["questionnaire", "export", source, "--to", str(tmp_path / target)]) == 2
    assert capsys.readouterr().err
