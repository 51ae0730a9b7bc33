"""A village of five households in two 屯, for tests of screens."""

from __future__ import annotations

from datetime import date

TODAY = date(2015, 11, 15)
VILLAGE = "459982100201"
HEADS = ("韦桂英", "陆建国", "罗㛃", "蒙𬀩", "韦䶮")


def today() -> date:
    """The day of all tests."""
    return TODAY


def household_id(n: int) -> str:
    """The id of a household of the village, from 0."""
    return f"{n:032x}"


def household(n: int, head: str) -> list[tuple[str, str, dict[str, str]]]:
    """The records of one household."""
    group, name = (f"{VILLAGE}01", "上屯") if n < 3 else (f"{VILLAGE}02", "下屯")
    body = {
        "code": f"{VILLAGE}{n + 1:04d}", "village": VILLAGE, "group": group, "group_name": name,
        "head_name": head, "size": "2", "state": "listed", "phone": "13800001234",
    }  # fmt: skip
    members = [
        ("member", f"{n * 2 + who + 1000:032x}", {
            "household": household_id(n), "full_name": full_name, "relation": relation, "sex": sex,
            "birth_date": born, "id_number": f"459981{born.replace('-', '')}{n}{who}{sex}5",
        })
        for who, (full_name, relation, sex, born) in enumerate(
            [(head, "01", "1", "1968-03-02"), ("李秀兰", "02", "2", "1970-08-12")]
        )
    ]  # fmt: skip
    return [("household", household_id(n), body), *members]
