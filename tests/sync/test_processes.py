"""Real processes on loopback: the centre as `python main.py serve`, encrypted files on both sides."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import Store, publishing, vault
from storage.errors import DamagedFile
from sync.client import enrol
from sync.client import round as rounds
from sync.client.connection import Connection, Timeouts
from sync.errors import Offline, RoundError
from tests.sync.processes import ROOT, CentreProcess, ruhu
from tests.sync.wires import cutting
from tests.sync.world import COUNTY, VILLAGE, FlakyConnection, Laptop, picture

PASSWORD = "hong-shui-he"
QUICK = Timeouts(connect=2, silence=10)


def vault_at(folder: Path) -> Path:
    made, _ = vault.create(folder, person="韦小芳", password=PASSWORD, kdf=vault.CHEAP)
    Store.create(folder, made.key, person="韦小芳").close()
    return folder


def opened(folder: Path) -> Store:
    return Store.open(folder, vault.unlock(folder, "韦小芳", PASSWORD), person="韦小芳")


def add_household(store: Store, head_name: str = "韦秀英") -> str:
    return Laptop(store, FlakyConnection.__new__(FlakyConnection)).household(head_name=head_name)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    """A centre that is not started yet."""
    with CentreProcess(tmp_path / "there") as process:
        yield process


def test_two_laptops_and_a_centre_each_in_a_process_of_its_own(centre: CentreProcess, tmp_path: Path) -> None:
    """The main job: join, push, receipts; an empty laptop becomes equal; sticks do what lines do."""
    ready = centre.start(VILLAGE, COUNTY)
    first, second = vault_at(tmp_path / "first"), vault_at(tmp_path / "second")
    with opened(first) as store:
        household = add_household(store, "覃建国")
        enrol.enrol(store, ready["url"], ready["codes"][0]["code"])
        result = rounds.run(store)
        assert (result.acknowledged, store.outbox()) == (3, ())
        add_household(store, "农志强")
        pictures = [picture(store)]
    exported = ruhu("packet", "export", tmp_path / "x.packet", "--vault", first, password=PASSWORD)
    shown = json.loads(ruhu("packet", "inspect", tmp_path / "x.packet").stdout)

    code = (
        "import sys; from tests.sync.test_processes import *; store = opened(Path(sys.argv[1]));"
        "enrol.enrol(store, sys.argv[2], sys.argv[3]); rounds.run(store); store.close()"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(second), ready["url"], ready["codes"][1]["code"]],
        cwd=ROOT,
        check=True,
    )
    centre.end(signal.SIGTERM)
    with opened(second) as store:
        assert store.get("household", household)

    taken = ruhu(
        "packet", "import", tmp_path / "x.packet", "--centre", tmp_path / "there" / "centre",
        "--receipts", tmp_path / "back.packet",
    )  # fmt: skip
    home = ruhu("packet", "import", tmp_path / "back.packet", "--vault", first, password=PASSWORD)

    assert (exported.returncode, taken.returncode, home.returncode) == (0, 0, 0), taken.stderr + home.stderr
    assert shown["counts"] == {"household": 1, "member": 1, "visit": 1}
    assert json.loads(home.stdout.splitlines()[1])["acknowledged"] == 3
    with opened(first) as store:
        assert store.outbox() == ()
        assert picture(store).items() >= pictures[0].items()
    assert "覃建国" not in centre.log
    assert "农志强" not in centre.log


def test_an_answer_cut_after_the_centre_has_committed_heals(centre: CentreProcess) -> None:
    ready = centre.start(VILLAGE)
    with Store.memory() as store:
        enrol.enrol(store, ready["url"], ready["code"])
        for cut_after in (0, 40, 300):
            household = add_household(store)
            with cutting(ready["port"], cut_after) as url, Connection(url, timeouts=QUICK) as line:
                with pytest.raises(Offline):
                    rounds.run(store, line)
                assert not store.delivery(household).centre
                assert rounds.run(store, line).acknowledged == 3
            assert store.delivery(household).centre


def test_a_centre_killed_again_and_again_loses_nothing_it_has_receipted(
    centre: CentreProcess, tmp_path: Path
) -> None:
    ready = centre.start(VILLAGE)
    with Store.memory() as store:
        enrol.enrol(store, ready["url"], ready["code"])
        for number in range(100):
            add_household(store, f"韦{number}")
        for delay in (0.05, 0.2):
            killer = threading.Timer(delay, lambda: centre.end(signal.SIGKILL))
            killer.start()
            with Connection(ready["url"], timeouts=QUICK) as line:
                _rounds_until_it_breaks(store, line)
            killer.join()
            centre.start()
        rounds.run(store)
        assert store.outbox() == ()
        own = picture(store)
        centre.end(signal.SIGTERM)
    from sync.server.serving import open_store

    with open_store(tmp_path / "there" / "centre") as there:
        assert picture(there).items() >= {key: own[key] for key in own if key[0] != "device"}.items()
        assert there.verify_chain(there.devices()[0].id) == 300


def _rounds_until_it_breaks(store: Store, line: Connection) -> None:
    try:
        while True:
            rounds.run(store, line)
    except RoundError:
        return


def test_a_centre_is_not_made_in_a_laptops_vault_nor_by_an_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sync import cli

    folder = vault_at(tmp_path / "vault")
    (tmp_path / "x.ruhu").write_bytes(b"RUHU")

    assert cli.main(["serve", "--database", str(folder), "--port", "0"]) == 1
    assert "不是中心的文件夹" in capsys.readouterr().err
    assert not (folder / "centre.key").exists()
    assert cli.main(["packet", "import", str(tmp_path / "x.ruhu"), "--centre", str(tmp_path / "new")]) == 1
    assert "没有新建" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", ["", "nonsense", "00ff", "é"])
def test_a_damaged_key_file_is_said_and_left_alone(tmp_path: Path, content: str) -> None:
    from sync.server.serving import KEY_FILE, open_store

    open_store(tmp_path).close()
    (tmp_path / KEY_FILE).write_text(content, encoding="utf-8")

    with pytest.raises(DamagedFile):
        open_store(tmp_path)
    assert (tmp_path / KEY_FILE).read_text(encoding="utf-8") == content


def test_the_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    from sync.server.serving import KEY_FILE, open_store

    with open_store(tmp_path / "centre") as first:
        device = first.device_id
    with open_store(tmp_path / "centre") as again:
        assert again.device_id == device
    assert (tmp_path / "centre" / KEY_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words, says",
    [
        (("packet", "inspect", "gone.packet"), "不能读写"),
        (("serve", "--database", "gone", "--host", "192.0.2.1"), "不是本机的地址"),
        (("packet", "inspect", "main.py"), "不是入户数据包"),
        (("packet", "import", "main.py", "--vault", "gone"), "没有本程序能读的内容"),
        (("serve", "--database", "postgresql://x/y"), "SQLite"),
        (("serve", "--enrol", "青竹村"), "区划代码"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_in_a_sentence(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import cli

    monkeypatch.chdir(ROOT)

    assert cli.main(words) in {1, 2}
    assert says in capsys.readouterr().err


def test_a_wrong_password_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import cli

    monkeypatch.setenv("RUHU_PASSWORD", "wrong")
    folder = vault_at(tmp_path / "vault")

    assert cli.main(["packet", "export", str(tmp_path / "x.packet"), "--vault", str(folder)]) == 1
    assert "密码不对" in capsys.readouterr().err
    assert not (tmp_path / "x.packet").exists()


def test_a_laptop_without_a_centre_cannot_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import cli

    monkeypatch.setenv("RUHU_PASSWORD", PASSWORD)
    folder = vault_at(tmp_path / "vault")

    assert cli.main(["packet", "export", str(tmp_path / "x.packet"), "--vault", str(folder)]) == 1
    assert "还没有登记" in capsys.readouterr().err


def test_what_the_county_sets_at_the_centre_reaches_the_laptops(
    centre: CentreProcess, tmp_path: Path
) -> None:
    wanted = ("--setting", "cut_line=62.5", "--setting", "office_name=云岭县扶贫办")
    ready = centre.start(COUNTY, options=wanted)

    with opened(vault_at(tmp_path / "laptop")) as store:
        enrol.enrol(store, ready["url"], ready["code"])
        rounds.run(store)

        assert (store.setting("cut_line"), store.setting("office_name")) == ("62.5", "云岭县扶贫办")


@pytest.mark.parametrize(
    "text", ["cut_line=六十", "poverty_line=-1", "survey_date=2015-13-01", "x=1", "cut_line"]
)
def test_a_setting_that_cannot_be_is_refused_before_the_centre_starts(tmp_path: Path, text: str) -> None:
    done = ruhu("serve", "--database", tmp_path / "centre", "--setting", text)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert text.partition("=")[0] in done.stderr
    assert not (tmp_path / "centre").exists()


def test_a_centre_publishes_the_workbook_it_is_given(tmp_path: Path) -> None:
    form = tmp_path / "form"
    form.mkdir()
    (form / "survey.csv").write_text("type,name,label\ntext,remark,备注\n", encoding="utf-8")
    (form / "settings.csv").write_text("form_id,version,form_title\nsmall,1,小问卷\n", encoding="utf-8")
    options = ("--questionnaire", str(form), "--setting", "questionnaire=small")
    with CentreProcess(tmp_path) as centre, opened(vault_at(tmp_path / "vault")) as store:
        ready = centre.start(VILLAGE, options=options)
        enrol.enrol(store, ready["url"], ready["code"])
        rounds.run(store)
        assert "已发布问卷：small 1" in centre.log

        assert store.setting("questionnaire") == "small"
        assert [each.version for each in publishing.waiting(store)] == ["1"]


def test_a_centre_does_not_start_with_a_faulty_questionnaire(tmp_path: Path) -> None:
    form = tmp_path / "form"
    form.mkdir()
    (form / "survey.csv").write_text(
        "type,name,label,relevant\ntext,remark,备注,${nobody} = 1\n", encoding="utf-8"
    )
    told = ruhu("serve", "--database", str(tmp_path / "centre"), "--questionnaire", str(form))

    assert told.returncode == 1
    assert "nobody" in told.stderr
    assert "没有启动" in told.stderr
    assert not (tmp_path / "centre").exists()
