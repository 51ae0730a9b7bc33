"""Questionnaires that travel: what was published, files of questionnaires, whose score a household has."""

from __future__ import annotations

from sqlalchemy import Connection

STATEMENTS = (
    """CREATE TABLE publication (
    record VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    published_by VARCHAR NOT NULL,
    published_at VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    fault VARCHAR NOT NULL,
    arrived INTEGER NOT NULL,
    PRIMARY KEY (record)
)""",
    """CREATE TABLE questionnaire_file (
    name VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (name, version, file)
)""",
    "ALTER TABLE household_index ADD COLUMN scored_by VARCHAR NOT NULL DEFAULT ''",
)


def step(connection: Connection) -> None:
    """Add what a file of the first schema has not."""
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
