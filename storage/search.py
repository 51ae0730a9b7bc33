"""Finding a household by whatever a person remembers of it: SQLite's FTS5 beside plain B-trees.

Only this module and `projection` know FTS5; the centre's PostgreSQL gets its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection, bindparam, select

from storage import queries
from storage.pinyin import is_hanzi, readings
from storage.projection import HOUSEHOLD
from storage.records import HouseholdLine

CANDIDATES = 200
"""Households one way of searching may contribute."""
MIN_TAIL_DIGITS = 3
TRIGRAM = 3
_HIGHEST = "\U0010ffff"

_INTERPUNCTS = dict.fromkeys(map(ord, "•‧・∙⋅"), "·")
"""Input methods give many dots; names are kept with U+00B7."""

_LISTED = select(HOUSEHOLD).where(HOUSEHOLD.c.id.in_(bindparam("ids", expanding=True)))
_SPOKEN = "SELECT p.household FROM person_reading r JOIN person_index p ON p.rowid = r.person"

_Way = tuple[str, tuple[str, ...]]
"""SQL that gives household ids, with its values."""


def search(connection: Connection, text: str, limit: int) -> tuple[HouseholdLine, ...]:
    """Return the households that fit all words of a text, the likeliest first.

    A word is a name or part of one, pinyin (initials or full), the end of an ID number, a phone number or
    a household code, a 屯, or three characters of an address.
    """
    words = text.translate(_INTERPUNCTS).split()
    if not words:
        return ()
    ids = _ranked(connection, words, limit) if len(words) == 1 else _intersected(connection, words, limit)
    return _lines(connection, ids[:limit], words)


def _ranked(connection: Connection, words: list[str], limit: int) -> list[str]:
    found: dict[str, None] = {}
    for sql, values in _ways(words[0]):
        # distinct as it goes: the rest of a long way is not read
        cut = f"SELECT DISTINCT household FROM ({sql}) LIMIT {min(limit, CANDIDATES)}"  # noqa: S608  # our own
        found.update(dict.fromkeys(connection.exec_driver_sql(cut, values).scalars()))
        if len(found) >= limit:
            break
    return list(found)


def _intersected(connection: Connection, words: list[str], limit: int) -> list[str]:
    """Take what the most telling word finds, household by household, until enough of it fit the others."""
    first, *rest = sorted(words, key=_vagueness)
    ways = list(_ways(first))
    if not ways:
        return []
    conditions = [_condition(word) for word in rest]
    found = " UNION ALL ".join(f"SELECT household FROM ({sql})" for sql, _ in ways)  # noqa: S608
    # CROSS JOIN keeps SQLite from starting with all households
    sql = f"""SELECT DISTINCT h.id FROM ({found}) g CROSS JOIN household_index h ON h.id = g.household
        WHERE {" AND ".join(sql for sql, _ in conditions)} LIMIT {limit}"""  # noqa: S608
    values = [value for _, some in (*ways, *conditions) for value in some]
    return list(connection.exec_driver_sql(sql, tuple(values)).scalars())


def _vagueness(word: str) -> tuple[int, int]:
    """Numbers tell most, then names spelled out, then two characters, then one."""
    if len(word) == 1:
        return 3, 0
    if not word.isascii():
        return 2, -len(word)
    return (0 if _is_number(word) and len(word) >= MIN_TAIL_DIGITS else 1), -len(word)


def _condition(word: str) -> _Way:
    """Return what a household `h` must fulfil to fit a word."""
    if _is_number(word):
        tail = word.upper()[::-1]
        until = tail + _HIGHEST
        sql = """(h.code_reversed BETWEEN ? AND ? OR h.phone_reversed BETWEEN ? AND ? OR EXISTS (
            SELECT 1 FROM person_index p WHERE p.household = h.id
            AND (p.id_reversed BETWEEN ? AND ? OR p.phone_reversed BETWEEN ? AND ?)))"""
        return sql, (tail, until) * 4
    if word.isascii():
        spoken = word.lower().replace("'", "")
        sql = """EXISTS (SELECT 1 FROM person_index p JOIN person_reading r ON r.person = p.rowid
            WHERE p.household = h.id AND (r.initials BETWEEN ? AND ? OR r.pinyin BETWEEN ? AND ?))"""
        return sql, (spoken, spoken + _HIGHEST) * 2
    sql = """(instr(h.head_name, ?) OR instr(h.group_name, ?) = 1 OR instr(h.address, ?) OR EXISTS (
        SELECT 1 FROM person_index p WHERE p.household = h.id AND instr(p.name, ?)))"""
    return sql, (word,) * 4


def _lines(connection: Connection, ids: list[str], words: list[str]) -> tuple[HouseholdLine, ...]:
    found = connection.execute(_LISTED, {"ids": ids}).mappings().all()
    by_id = {line.id: line for line in queries.lines(connection, found)}
    named = _members_named(connection, ids, words[0])
    return tuple(replace(by_id[i], matched=named.get(i, "")) for i in ids if i in by_id)


def _members_named(connection: Connection, ids: list[str], word: str) -> dict[str, str]:
    """Return, by household, the member whose name has the word where the head's has not."""
    if not _is_name(word) or not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    sql = f"""SELECT p.household, min(p.name) FROM person_index p JOIN household_index h ON h.id = p.household
        WHERE p.household IN ({marks}) AND instr(p.name, ?) AND NOT instr(h.head_name, ?)
        GROUP BY p.household"""  # noqa: S608
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql, (*ids, word, word))}


def _ways(word: str) -> Iterator[_Way]:
    """Yield the ways to look for a word, the surest first."""
    if _is_number(word):
        yield from _number_ways(word.upper())
    elif word.isascii():
        yield from _pinyin_ways(word.lower().replace("'", ""))
    elif _is_name(word):
        yield from _name_ways(word)
    if not word.isascii():
        yield from _place_ways(word)


def _is_number(word: str) -> bool:
    return word.isascii() and word.rstrip("xX").isdecimal()


def _is_name(word: str) -> bool:
    return all(is_hanzi(char) or char == "·" for char in word)


def _number_ways(word: str) -> Iterator[_Way]:
    yield "SELECT id AS household FROM household_index WHERE code = ?", (word,)
    if len(word) < MIN_TAIL_DIGITS:
        return
    tail = word[::-1]
    yield _between("SELECT id AS household FROM household_index", "code_reversed", tail)
    yield _between("SELECT household FROM person_index", "id_reversed", tail)
    yield _between("SELECT id AS household FROM household_index", "phone_reversed", tail)
    yield _between("SELECT household FROM person_index", "phone_reversed", tail)


def _pinyin_ways(word: str) -> Iterator[_Way]:
    yield f"{_SPOKEN} WHERE r.initials = ?", (word,)
    yield f"{_SPOKEN} WHERE r.pinyin = ?", (word,)
    yield _between(_SPOKEN, "r.initials", word)
    yield _between(_SPOKEN, "r.pinyin", word)


def _name_ways(word: str) -> Iterator[_Way]:
    heads = "SELECT id AS household FROM household_index"
    yield f"{heads} WHERE head_name = ?", (word,)
    yield _between(heads, "head_name", word)
    yield _between("SELECT household FROM person_index", "name", word)
    pairs = [word[i : i + 2] for i in range(len(word) - 1)] or [word]
    anywhere = " AND ".join(f'"{pair}"' for pair in pairs)
    by_part = """SELECT p.household FROM person_fts f JOIN person_index p ON p.rowid = f.rowid
        WHERE person_fts MATCH ? AND instr(p.name, ?)"""
    yield by_part, (anywhere, word)
    if len(word) > 1:  # one character alone sounds like a tenth of the village
        for _, pinyin in readings(word):
            yield (
                f"{_SPOKEN} WHERE r.pinyin = ?",
                (pinyin,),
            )


def _place_ways(word: str) -> Iterator[_Way]:
    yield _between("SELECT id AS household FROM household_index", "group_name", word)
    if len(word) >= TRIGRAM:
        by_place = """SELECT h.id AS household FROM address_fts f JOIN household_index h ON h.rowid = f.rowid
            WHERE address_fts MATCH ?"""
        yield by_place, ('"' + word.replace('"', '""') + '"',)


def _between(select_: str, column: str, start: str) -> _Way:
    """Everything that begins with `start`, by a B-tree."""
    return f"{select_} WHERE {column} >= ? AND {column} < ?", (start, start + _HIGHEST)
