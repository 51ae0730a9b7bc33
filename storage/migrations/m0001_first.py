"""The first schema."""

from __future__ import annotations

from sqlalchemy import Connection

STATEMENTS = (
    """CREATE TABLE attachment (
    sha256 VARCHAR NOT NULL,
    size_bytes INTEGER NOT NULL,
    media_type VARCHAR NOT NULL,
    added_at VARCHAR NOT NULL,
    centre_at VARCHAR NOT NULL,
    PRIMARY KEY (sha256)
)""",
    """CREATE TABLE counter (
    name VARCHAR NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (name)
)""",
    """CREATE TABLE device (
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    signing_key VARCHAR NOT NULL,
    sealing_key VARCHAR NOT NULL,
    serial_from INTEGER NOT NULL,
    serial_to INTEGER NOT NULL,
    enrolled_at VARCHAR NOT NULL,
    revoked_at VARCHAR NOT NULL,
    seen_at VARCHAR NOT NULL,
    PRIMARY KEY (id)
)""",
    """CREATE TABLE enrolment (
    code_hash VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    made_at VARCHAR NOT NULL,
    expires_at VARCHAR NOT NULL,
    used_by VARCHAR NOT NULL,
    PRIMARY KEY (code_hash)
)""",
    """CREATE TABLE household_index (
    rowid INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    code_reversed VARCHAR NOT NULL,
    village VARCHAR NOT NULL,
    group_code VARCHAR NOT NULL,
    group_name VARCHAR NOT NULL,
    head_name VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    phone_reversed VARCHAR NOT NULL,
    size INTEGER,
    state VARCHAR NOT NULL,
    score VARCHAR NOT NULL,
    per_capita VARCHAR NOT NULL,
    score_rank INTEGER,
    income_rank INTEGER,
    letters VARCHAR NOT NULL,
    in_area BOOLEAN NOT NULL,
    PRIMARY KEY (rowid),
    UNIQUE (id)
)""",
    "CREATE INDEX household_index_code ON household_index (village, group_code, code, id)",
    "CREATE INDEX household_index_group ON household_index (group_name)",
    "CREATE INDEX household_index_head ON household_index (head_name, id)",
    "CREATE INDEX household_index_number ON household_index (code)",
    "CREATE INDEX household_index_phone ON household_index (phone_reversed)",
    "CREATE INDEX household_index_state ON household_index (state)",
    "CREATE INDEX household_index_tail ON household_index (code_reversed)",
    """CREATE TABLE local (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    PRIMARY KEY (name)
)""",
    """CREATE TABLE log (
    id INTEGER NOT NULL,
    at VARCHAR NOT NULL,
    person VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    PRIMARY KEY (id)
)""",
    """CREATE TABLE open_revision (
    kind VARCHAR NOT NULL,
    record VARCHAR NOT NULL,
    parents JSON NOT NULL,
    patch JSON NOT NULL,
    opened_at VARCHAR NOT NULL,
    PRIMARY KEY (kind, record)
)""",
    """CREATE TABLE person_index (
    rowid INTEGER NOT NULL,
    record VARCHAR NOT NULL,
    household VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    id_reversed VARCHAR NOT NULL,
    phone_reversed VARCHAR NOT NULL,
    gone BOOLEAN NOT NULL,
    PRIMARY KEY (rowid),
    UNIQUE (record)
)""",
    "CREATE INDEX person_index_household ON person_index (household)",
    "CREATE INDEX person_index_id ON person_index (id_reversed)",
    "CREATE INDEX person_index_name ON person_index (name)",
    "CREATE INDEX person_index_phone ON person_index (phone_reversed)",
    """CREATE TABLE person_reading (
    rowid INTEGER NOT NULL,
    person INTEGER NOT NULL,
    initials VARCHAR NOT NULL,
    pinyin VARCHAR NOT NULL,
    PRIMARY KEY (rowid)
)""",
    "CREATE INDEX person_reading_initials ON person_reading (initials)",
    "CREATE INDEX person_reading_person ON person_reading (person)",
    "CREATE INDEX person_reading_pinyin ON person_reading (pinyin)",
    """CREATE TABLE quarantine (
    id INTEGER NOT NULL,
    revision VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (revision, origin, code)
)""",
    """CREATE TABLE questionnaire (
    name VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    xform TEXT NOT NULL,
    added INTEGER NOT NULL,
    PRIMARY KEY (name, version)
)""",
    """CREATE TABLE record (
    kind VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    body JSON NOT NULL,
    heads JSON NOT NULL,
    conflicts JSON NOT NULL,
    household VARCHAR NOT NULL,
    area VARCHAR,
    changed_at VARCHAR NOT NULL,
    PRIMARY KEY (kind, id)
)""",
    "CREATE INDEX record_household ON record (household, kind)",
    """CREATE TABLE revision (
    seq INTEGER NOT NULL,
    id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    record VARCHAR NOT NULL,
    parents JSON NOT NULL,
    patch JSON NOT NULL,
    person VARCHAR NOT NULL,
    device VARCHAR NOT NULL,
    made_at VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    previous VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    household VARCHAR NOT NULL,
    area VARCHAR,
    origin VARCHAR NOT NULL,
    waiting BOOLEAN NOT NULL,
    stored_at VARCHAR NOT NULL,
    stick_at VARCHAR NOT NULL,
    centre_at VARCHAR NOT NULL,
    centre_seq INTEGER NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (device, number),
    UNIQUE (id)
)""",
    "CREATE INDEX revision_area ON revision (area, seq)",
    "CREATE INDEX revision_household ON revision (household, stored_at, stick_at, centre_at)",
    "CREATE INDEX revision_outbox ON revision (centre_at, seq)",
    "CREATE INDEX revision_record ON revision (kind, record)",
    "CREATE INDEX revision_waiting ON revision (kind, record) WHERE waiting",
    # single hanzi and pairs of a name: a trigram index cannot find names of two characters
    """CREATE VIRTUAL TABLE person_fts USING fts5(
    name, content='', contentless_delete=1, detail=none, tokenize='unicode61')""",
    """CREATE VIRTUAL TABLE address_fts USING fts5(
    address, content='', contentless_delete=1, detail=full, tokenize='trigram')""",
    "INSERT INTO counter (name, value) VALUES ('seq', 0)",
)


def step(connection: Connection) -> None:
    """Make all tables."""
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
