"""Visits go out as submissions and come in again, whole or not at all."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from forms import QuestionnaireFault
from forms.xlsform import converted_sheets
from storage import Store, arrivals, carriers, submission_cli, submissions, visits
from storage.carriers import Source
from storage.errors import DamagedFile, NoSuchFile, Refused, StorageFault
from tests.storage.conftest import PASSWORD, PERSON

TODAY = date(2015, 11, 15)
AT = datetime(2015, 11, 15, 10, 30)  # noqa: DTZ001  # a laptop's clock
VILLAGE, GROUP = "459982100201", "45998210020103"
CODE = VILLAGE + "0007"
HOUSE, WIFE = "11" * 16, "22" * 16
PICTURE = b"\xff\xd8 not much of a picture"

SURVEY = [
    {"type": "start", "name": "began"},
    {"type": "text", "name": "head_name", "save_to": "household#head_name", "required": "yes"},
    {"type": "begin_repeat", "name": "member"},
    {"type": "text", "name": "full_name", "save_to": "member#full_name"},
    {"type": "end_repeat", "name": "member"},
    {"type": "begin_repeat", "name": "plot"},
    {"type": "decimal", "name": "mu"},
    {"type": "image", "name": "view"},
    {"type": "end_repeat", "name": "plot"},
    {"type": "calculate", "name": "all_mu", "calculation": "sum(${mu})"},
    {"type": "begin_group", "name": "g5_appraise", "ruhu:record": "appraisal"},
    {"type": "text", "name": "opinion"},
    {"type": "end_group", "name": "g5_appraise"},
]
ENTITIES = [
    {"list_name": "household", "label": "${head_name}"},
    {"list_name": "member", "label": "${full_name}"},
]


@pytest.fixture(scope="session")
def farm_form() -> str:
    """A questionnaire with people, plots with pictures, and an appraisal."""
    sheets = {
        "survey": [{"label": row["name"], **row} for row in SURVEY],
        "settings": [{"form_id": "farm", "version": "1", "form_title": "田地"}],
        "entities": ENTITIES,
    }
    return converted_sheets(sheets, "farm").xform


def village(store: Store, form: str) -> Store:
    """Put the questionnaire in use and one household into a store."""
    store.keep_questionnaire("farm", "1", "田地", form)
    store.put_setting("questionnaire", "farm")
    head = {"village": VILLAGE, "group": GROUP, "code": CODE, "head_name": "覃建国", "state": "listed"}
    store.put("household", HOUSE, head)
    store.put("member", WIFE, {"household": HOUSE, "full_name": "韦秀英", "relation": "02"})
    store.seal([("household", HOUSE), ("member", WIFE)])
    return store


@pytest.fixture
def here(tmp_path: Path, farm_form: str) -> Iterator[Store]:
    with Store.memory(person=PERSON, folder=tmp_path / "here") as store:
        yield village(store, farm_form)


@pytest.fixture
def there(tmp_path: Path, farm_form: str) -> Iterator[Store]:
    with Store.memory(person="外来的人", folder=tmp_path / "there") as store:
        yield village(store, farm_form)


@pytest.fixture
def visit(here: Store) -> visits.OpenVisit:
    """A visit with two plots, one of them with a picture."""
    opened = visits.begin(here, HOUSE, today=TODAY, surveyors=["韦调查"])
    picture = f"{here.attach(io.BytesIO(PICTURE))}.jpg"
    for mu, view in (("1.5", ""), ("2", picture)):
        opened.save(opened.interview.add_row("plot"))
        row = opened.interview.layout("plot").children[-1].key
        opened.save(opened.interview.answer(f"{row}.mu", mu))
        opened.save(opened.interview.answer(f"{row}.view", view))
    opened.save(opened.interview.answer("opinion", "属实"))
    return opened


def out(visit: visits.OpenVisit, folder: Path) -> submissions.Exported:
    return submissions.export(visit.store, visit.id, folder / "out", today=TODAY, purpose="测试")


def look(store: Store, path: Path, **more: str) -> arrivals.Incoming:
    return arrivals.preview(store, carriers.sources(path)[0], today=TODAY, **more)


def test_a_visit_goes_out_and_comes_in_on_another_laptop(
    visit: visits.OpenVisit, there: Store, tmp_path: Path
) -> None:
    written = out(visit, tmp_path)
    incoming = look(there, written.folder)
    taken = arrivals.take_in(there, incoming)

    names = sorted(file.name for file in written.folder.iterdir())
    assert [name.partition("-")[0] for name in names] == ["submission.xml", "view"]
    assert written.instance_id.replace("-", "") == f"uuid:{visit.id}"
    assert (taken.id, taken.household, incoming.missing) == (visit.id, HOUSE, ())
    body, appraisal = there.get("visit", visit.id), there.get("appraisal", visit.id)
    assert body is not None
    assert appraisal is not None
    assert appraisal.get("opinion") == "属实"
    assert body.get(f"member[{WIFE}].full_name") == "韦秀英"
    assert taken.interview.view("all_mu").value == "3.5"
    (view,) = [value for key, value in body.body.items() if key.endswith(".view")]
    assert b"".join(there.attachment(view[:64])) == PICTURE
    assert (body.get("@state"), body.get("@surveyors")) == ("surveying", "外来的人")


def test_unchanged_it_keeps_its_name_and_changed_it_replaces_the_one_before(
    visit: visits.OpenVisit, tmp_path: Path
) -> None:
    first = out(visit, tmp_path)
    again = out(visit, tmp_path)
    visit.save(visit.interview.answer("head_name", "覃建军"))
    second = out(visit, tmp_path)

    assert again == first
    assert first.deprecated_id == ""
    assert second.deprecated_id == first.instance_id != second.instance_id
    assert out(visit, tmp_path) == second
    assert [line.action for line in visit.store.logged()] == ["export"] * 4


def test_taking_the_same_in_twice_changes_nothing(
    visit: visits.OpenVisit, there: Store, tmp_path: Path
) -> None:
    folder = out(visit, tmp_path).folder
    arrivals.take_in(there, look(there, folder))
    before = there.get("visit", visit.id)

    again = look(there, folder)
    arrivals.take_in(there, again)

    assert again.changed == ()
    assert there.get("visit", visit.id) == before
    assert (
        out(visits.resume(there, visit.id, today=TODAY), tmp_path).instance_id == again.imported.instance_id
    )


def test_an_edited_submission_changes_the_visit_it_replaces(
    visit: visits.OpenVisit, there: Store, tmp_path: Path
) -> None:
    arrivals.take_in(there, look(there, out(visit, tmp_path).folder))
    visit.save(visit.interview.answer("head_name", "覃建军"))
    second = look(there, out(visit, tmp_path).folder)

    arrivals.take_in(there, second)

    assert second.visit is not None
    assert second.changed == ("head_name",)
    visit.save(visit.interview.answer("head_name", "覃建民"))
    third = look(there, out(visit, tmp_path).folder)
    assert (third.visit_id, third.changed) == (visit.id, ("head_name",))


def test_a_finished_visit_is_not_changed_from_outside(
    visit: visits.OpenVisit, there: Store, tmp_path: Path
) -> None:
    taken = arrivals.take_in(there, look(there, out(visit, tmp_path).folder))
    visits.complete(there, taken, at=AT)
    visit.save(visit.interview.answer("head_name", "覃建军"))
    folder = out(visit, tmp_path).folder

    with pytest.raises(Refused, match="not_withdrawn"):
        arrivals.take_in(there, look(there, folder))

    visits.sign(there, visit.id, on=TODAY, who="覃建国")
    with pytest.raises(Refused, match="signed"):
        arrivals.take_in(there, look(there, folder))


def test_a_preview_keeps_nothing(visit: visits.OpenVisit, there: Store, tmp_path: Path) -> None:
    incoming = look(there, out(visit, tmp_path).folder)

    assert incoming.household.get("head_name") == "覃建国"
    assert (incoming.questionnaire.title, len(incoming.changed) > 5, incoming.problems) == ("田地", True, ())
    assert there.find("visit", household=HOUSE) == ()


KOBO = """<aX7 id="farm" version="1"><formhub><uuid>9</uuid></formhub>
<began>2015-11-14T09:00:00.000+08:00</began>
<head_name>覃建国</head_name><plot><mu>4</mu><view>17.jpg</view></plot><all_mu>5</all_mu><extra>?</extra>
<meta><instanceID>{id}</instanceID></meta></aX7>"""


def kobo(folder: Path, instance_id: str = "uuid:12345678-1234-4234-8234-123456789012") -> Path:
    (folder / "kobo").mkdir(exist_ok=True)
    (folder / "kobo" / "one.xml").write_text(KOBO.format(id=instance_id), "utf-8")
    return folder / "kobo"


def test_what_another_tool_wrote_is_told_before_it_is_kept(there: Store, tmp_path: Path) -> None:
    incoming = look(there, kobo(tmp_path), household=CODE)
    taken = arrivals.take_in(there, incoming)

    assert incoming.imported.unknown == ("/data/extra",)
    assert incoming.missing == ("17.jpg",)
    assert incoming.recalculated == (("all_mu", "5", "4"),)
    record = there.get("visit", taken.id)
    assert record is not None
    assert (taken.id, record.get("@started_at")) == (
        "12345678123442348234123456789012",
        "2015-11-14T09:00:00.000+08:00",
    )
    assert b"".join(there.attachment(record.get("@submission"))).startswith(b"<aX7")


def test_an_instance_id_that_is_no_uuid_stands_for_one_visit_too(there: Store, tmp_path: Path) -> None:
    folder = kobo(tmp_path, "urn:collect:7")

    first = arrivals.take_in(there, look(there, folder, household=HOUSE))
    again = look(there, folder)

    assert (again.visit_id, again.changed) == (first.id, ())
    assert len(first.id) == 32


def test_whose_it_is_must_be_known(here: Store, there: Store, tmp_path: Path) -> None:
    there.put("household", "h2", {"village": VILLAGE, "group": GROUP, "head_name": "另一户"})
    for wanted, code in (
        ("", "no_household"),
        (VILLAGE + "9999", "no_household"),
        ("nobody", "no_household"),
    ):
        with pytest.raises(Refused, match=code):
            look(there, kobo(tmp_path), household=wanted)

    arrivals.take_in(there, look(there, kobo(tmp_path), household=HOUSE))
    with pytest.raises(Refused, match="other_household"):
        look(there, kobo(tmp_path), household="h2")


def test_an_unknown_version_is_refused(there: Store, tmp_path: Path) -> None:
    folder = kobo(tmp_path)
    xml = (folder / "one.xml").read_text("utf-8")
    (folder / "one.xml").write_text(xml.replace('version="1"', 'version="9"'), "utf-8")

    with pytest.raises(Refused, match="unknown_questionnaire"):
        look(there, folder, household=CODE)


def test_nothing_is_half_kept(visit: visits.OpenVisit, there: Store, tmp_path: Path) -> None:
    folder = out(visit, tmp_path).folder
    incoming = look(there, folder)
    shutil.rmtree(tmp_path / "there", ignore_errors=True)
    (tmp_path / "there").write_text("no folder", "utf-8")

    with pytest.raises(StorageFault):
        arrivals.take_in(there, incoming)

    assert there.find("visit", household=HOUSE) == ()
    household = there.get("household", HOUSE)
    assert household is not None
    assert household.get("state") == "listed"


def test_submissions_come_from_folders_files_and_archives(
    visit: visits.OpenVisit, there: Store, tmp_path: Path
) -> None:
    folder = out(visit, tmp_path).folder
    archive = Path(shutil.make_archive(str(tmp_path / "all"), "zip", folder.parent))

    for place in (folder, folder.parent, folder / "submission.xml", archive):
        (source,) = carriers.sources(place)
        assert arrivals.preview(there, source, today=TODAY).missing == ()


def test_names_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "submission.xml").write_text("<a/>", "utf-8")
    source = carriers.sources(tmp_path / "in")[0]

    for name in ("../secret", "..", "", "/etc/passwd", "a\\b", str(tmp_path / "secret")):
        assert not source.has(name)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<a>"])
def test_what_is_no_submission_is_said_to_be_none(there: Store, tmp_path: Path, content: bytes) -> None:
    for name in ("a.xml", "a.zip"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises((QuestionnaireFault, DamagedFile)):
            look(there, tmp_path / name)
    with pytest.raises(NoSuchFile):
        carriers.sources(tmp_path / "nowhere.xml")


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carriers, "XML_LIMIT_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("submission.xml", b" " * 2_000_000)

    with pytest.raises(Refused, match="too_large"):
        carriers.sources(tmp_path / "bomb.zip")[0].xml()


def test_signs_that_xml_cannot_hold_are_told(visit: visits.OpenVisit, tmp_path: Path) -> None:
    visit.save(visit.interview.answer("head_name", "覃\x0b建国"))

    assert out(visit, tmp_path).unwritable == ("head_name",)
    assert isinstance(carriers.sources(tmp_path / "out")[0], Source)


@pytest.fixture
def vault(vault_folder: tuple[Path, bytes], farm_form: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with the village, whose password the environment has."""
    monkeypatch.setenv("RUHU_PASSWORD", PASSWORD)
    with Store.open(vault_folder[0], vault_folder[1], person=PERSON) as store:
        village(store, farm_form)
    return vault_folder[0]


def command(vault: Path, *arguments: str) -> int:
    return submission_cli.main(["submission", *arguments, "--vault", str(vault)])


def test_commands_show_what_would_come_in_and_take_it(
    vault: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kobo(tmp_path)

    assert command(vault, "import", str(folder), "--household", CODE, "--preview") == 0
    shown = capsys.readouterr().out
    assert all(part in shown for part in ("覃建国", "新的调查", "/data/extra", "17.jpg", "all_mu"))
    assert command(vault, "import", str(folder), "--household", CODE, "--yes") == 0
    assert command(vault, "import", str(folder), "--preview") == 0
    assert "没有变化" in capsys.readouterr().out
    assert command(vault, "export", "--to", str(tmp_path / "back")) == 2
    assert (
        command(vault, "export", "--to", str(tmp_path / "back"), "--purpose", "移交", "--select", CODE) == 0
    )
    assert len(list((tmp_path / "back").glob("*/submission.xml"))) == 1
    assert command(vault, "import", str(tmp_path / "back"), "--yes") == 0
    assert command(vault, "export", "--to", str(tmp_path / "all.zip"), "--purpose", "移交") == 0
    assert command(vault, "import", str(tmp_path / "all.zip"), "--preview") == 0
    assert sorted(file.name for file in tmp_path.iterdir() if "all" in file.name) == ["all.zip"]


def test_nothing_is_asked_where_nothing_would_change(
    vault: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))  # answers the first question, and no second one
    assert command(vault, "import", str(kobo(tmp_path)), "--household", CODE) == 0
    assert "导入 1 条？" in capsys.readouterr().out
    assert command(vault, "import", str(tmp_path / "kobo")) == 0
    shown = capsys.readouterr().out
    assert "没有要导入的变化" in shown
    assert "？" not in shown


def test_one_bad_submission_keeps_all_of_them_out(
    vault: Path, vault_folder: tuple[Path, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kobo(tmp_path)
    (folder / "two.xml").write_text("<farm id='farm'><head_name></farm>", "utf-8")

    assert command(vault, "import", str(folder), "--household", CODE, "--yes") == 1

    assert "two.xml" in capsys.readouterr().err
    with Store.open(vault_folder[0], vault_folder[1], person=PERSON) as store:
        assert store.find("visit", household=HOUSE) == ()
    assert command(vault, "export", "--to", str(tmp_path / "x.zip"), "--purpose", "测试") == 1
    assert not (tmp_path / "x.zip").exists()
