"""The steps lead to what the rows say, once, and each wholly or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from storage import schema
from storage.database import Database
from storage.migrations import m0001_first


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
