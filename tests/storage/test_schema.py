"""The steps lead to what the rows say, once, and each wholly or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storage import Store, publishing, schema
from storage.database import Database
from storage.errors import NewerFile
from storage.migrations import m0001_first
from tests.storage.conftest import PERSON
from tests.storage.published import package


def test_the_steps_end_where_the_rows_are() -> None:
    """Tables, columns and indexes; what FTS5 adds is its own business."""
    stepped, modelled = Database.memory(), Database.memory()
    schema.migrate(stepped)
    SQLModel.metadata.create_all(modelled.engine)
    for name in SQLModel.metadata.tables:
        found = [
            (
                [
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in inspector.get_columns(name)
                ],
                sorted(
                    (index["name"] or "", tuple(index["column_names"]))
                    for index in inspector.get_indexes(name)
                ),
                inspector.get_pk_constraint(name)["constrained_columns"],
            )
            for inspector in (inspect(stepped.engine), inspect(modelled.engine))
        ]
        assert found[0] == found[1], name
    stepped.close()
    modelled.close()


def test_a_second_time_has_nothing_to_do() -> None:
    database = Database.memory()

    assert (schema.migrate(database), schema.migrate(database)) == (schema.VERSION, 0)
    database.close()


def test_a_step_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database.memory()
    with monkeypatch.context() as patch:
        patch.setattr(m0001_first, "STATEMENTS", (*m0001_first.STATEMENTS, "CREATE NONSENSE"))
        with pytest.raises(Exception, match="NONSENSE"):
            schema.migrate(database)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0

    assert schema.migrate(database) == schema.VERSION
    database.close()


def first_schema(monkeypatch: pytest.MonkeyPatch, folder: Path, key: bytes) -> None:
    """Make a vault's database as the first program did, with a household and a questionnaire in it."""
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", schema.STEPS[:1])
        patch.setattr(schema, "VERSION", 1)
        database = Database.file(folder / "ruhu.db", key)
        schema.migrate(database)
    with database.write() as connection:
        for statement in OLD:
            connection.exec_driver_sql(statement)
    database.close()


OLD = (
    """INSERT INTO record VALUES
    ('household', 'h', '{"head_name":"覃建国","score":"57"}', '[]', '{}', 'h', '', '')""",
    """INSERT INTO household_index VALUES
    (1, 'h', '', '', '', '', '', '覃建国', '', '', 4, '', '57', '', 5700, NULL, '', 1)""",
    "INSERT INTO questionnaire VALUES ('small', '1', '小问卷', 'd', '<xform/>', 1)",
    "INSERT INTO local VALUES ('device', 'd1')",
)


def test_a_file_of_the_first_schema_opens_with_all_that_is_in_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = bytes(range(32))
    first_schema(monkeypatch, tmp_path / "vault", key)

    with Store.open(tmp_path / "vault", key, person=PERSON) as store:
        [line] = store.households().lines
        assert (line.head_name, str(line.score), line.scored_by) == ("覃建国", "57", "")
        assert store.questionnaires() == (("small", "1", "小问卷"),)
        publishing.publish(store, package("2"))
    with Store.open(tmp_path / "vault", key, person=PERSON) as store:
        assert [each.version for each in store.publications()] == ["2"]
        assert store.device_id == "d1"


def test_a_program_of_the_first_schema_leaves_a_newer_file_alone(
    monkeypatch: pytest.MonkeyPatch, vault_folder: tuple[Path, bytes]
) -> None:
    folder, key = vault_folder
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", schema.STEPS[:1])
        patch.setattr(schema, "VERSION", 1)
        with pytest.raises(NewerFile):
            Store.open(folder, key, person=PERSON)
