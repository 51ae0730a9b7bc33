"""Finding a household by whatever is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from storage import HouseholdLine, HouseholdQuery, Store
from storage.pinyin import readings

VILLAGE, GROUP = "459982100201", "45998210020103"


def filled(store: Store) -> Store:
    """One household with a wife, and nine others of other names."""
    place = {"village": VILLAGE, "group": GROUP, "group_name": "岭脚屯", "address": "岭脚屯水库边12号"}
    body = {
        "code": VILLAGE + "0007",
        "head_name": "覃建国",
        "phone": "13900007654",
        "size": "4",
        "state": "listed",
    }
    wife = {"household": "h", "full_name": "韦秀英", "id_number": "45998219700101002X"}
    names = ("黄文", "单雄", "曾小红", "欧阳𬀩", "蓝㛃", "尼玛·次仁", "覃建", "陆国覃", "李䶮")
    tun = {"village": VILLAGE, "group": VILLAGE + "01", "group_name": "坡塘屯", "state": "completed"}
    others = [{**tun, "head_name": name, "code": f"{VILLAGE}{n:04d}"} for n, name in enumerate(names, 100)]
    store.put_many([("household", "h", {**place, **body}), ("member", "w", wife)])
    store.put_many(("household", f"o{number}", other) for number, other in enumerate(others))
    return store


@pytest.fixture(scope="module")
def village() -> Iterator[Store]:
    """For tests that only look."""
    with Store.memory() as store:
        yield filled(store)


@pytest.fixture
def own_village(store: Store) -> Store:
    """For tests that change something, and on the encrypted file."""
    return filled(store)


@pytest.mark.parametrize(
    "text",
    [
        "覃建国", "建国", "国", "qjg", "tjg", "QJG", "qinjianguo", "韦秀英", "秀英", "wxy", "weixiuying",
        "秦建国", "02X", "02x", "1002x", "7654", "13900007654", "4599821002010007", "10007", "0007", "岭脚",
        "岭脚屯", "水库边", "水库边12号", "覃 岭脚", "岭脚屯 秀英", "qjg 0007",
    ],
)  # fmt: skip
def test_a_household_is_found(village: Store, text: str) -> None:
    assert "h" in [line.id for line in village.search(text)]


@pytest.mark.parametrize(
    "text", ["", " ", "覃 坡塘屯黄", "建国建", "99999", "zzz", "%", '"', "水库*", "' OR 1=1", "覃·"]
)
def test_nothing_is_found_where_nothing_fits(village: Store, text: str) -> None:
    assert "h" not in [line.id for line in village.search(text)]


@pytest.mark.parametrize(
    "text,name",
    [
        ("sx", "单雄"), ("zeng", "曾小红"), ("ouyang", "欧阳𬀩"), ("𬀩", "欧阳𬀩"), ("㛃", "蓝㛃"),
        ("liyan", "李䶮"),
        ("次仁", "尼玛·次仁"), ("尼玛•次仁", "尼玛·次仁"), ("䶮", "李䶮"),
    ],
)  # fmt: skip
def test_surnames_and_rare_characters(village: Store, text: str, name: str) -> None:
    assert name in [line.head_name for line in village.search(text)]


def test_the_likeliest_comes_first(own_village: Store) -> None:
    assert [line.head_name for line in own_village.search("覃建")][:2] == ["覃建", "覃建国"]
    assert [line.head_name for line in own_village.search("覃")][-1] == "陆国覃"


def test_a_line_tells_who_was_meant(village: Store) -> None:
    (line,) = village.search("秀英")

    assert (line.head_name, line.matched, line.group_name, line.size) == ("覃建国", "韦秀英", "岭脚屯", 4)


def test_a_change_is_found_at_once_and_the_old_no_more(own_village: Store) -> None:
    own_village.put("member", "w", {"full_name": "韦秀兰"})
    own_village.put("household", "h", {"address": "新村安置点3栋", "phone": ""})

    assert own_village.search("秀英") == ()
    assert [line.id for line in own_village.search("秀兰")] == ["h"]
    assert [line.id for line in own_village.search("安置点")] == ["h"]
    assert own_village.search("水库边") == ()
    assert own_village.search("7654") == ()


def test_what_was_begun_and_emptied_leaves_no_trace(own_village: Store) -> None:
    own_village.put("household", "x", {"head_name": "蒙错开", "address": "错开的地方"})
    own_village.put("household", "x", {"head_name": None, "address": None})
    own_village.seal([("household", "x")])

    assert own_village.get("household", "x") is None
    assert own_village.count_households() == 10


def test_the_index_can_be_made_again(own_village: Store) -> None:
    before = [own_village.search(text) for text in ("建国", "wxy", "水库边", "02x")]
    own_village.rebuild_index()

    assert [own_village.search(text) for text in ("建国", "wxy", "水库边", "02x")] == before


@pytest.mark.parametrize("order", ["code", "name", "score", "per_capita"])
def test_pages_join_without_gap_or_repetition(own_village: Store, order: str) -> None:
    own_village.put("household", "o3", {"score": "57.5", "per_capita": "2952.00"})
    own_village.put("household", "o5", {"score": "57.5", "per_capita": "-12.5"})
    whole = own_village.households(HouseholdQuery(order=order)).lines
    paged: list[HouseholdLine] = []
    after = ""
    while True:
        page = own_village.households(HouseholdQuery(order=order, after=after, limit=3))
        paged += page.lines
        after = page.next
        if not after:
            break

    assert tuple(paged) == whole
    assert len(whole) == 10
    if order in {"score", "per_capita"}:
        assert {line.id for line in whole[:2]} == {"o3", "o5"}


def test_lists_are_narrowed_by_area_and_state(village: Store) -> None:
    assert [line.id for line in village.households(HouseholdQuery(area=GROUP)).lines] == ["h"]
    assert village.count_households(HouseholdQuery(area=VILLAGE[:9])) == 10
    assert village.count_households(HouseholdQuery(states=("completed",))) == 9
    assert village.count_by_state() == {"listed": 1, "completed": 9}
    assert village.groups() == ((VILLAGE + "01", "坡塘屯", 9), (GROUP, "岭脚屯", 1))


def test_a_search_can_be_narrowed(village: Store) -> None:
    def found(**narrowed: Any) -> set[str]:
        return {line.head_name for line in village.households(HouseholdQuery(text="覃", **narrowed)).lines}

    assert found() == {"覃建国", "覃建", "陆国覃"}
    assert found(area=GROUP) == {"覃建国"}
    assert found(states=("completed",)) == {"覃建", "陆国覃"}


def test_the_picture_of_a_tun_has_only_surveyed_households(own_village: Store) -> None:
    for number, score in ((1, "61"), (2, "40.5")):
        own_village.put("household", f"o{number}", {"score": score, "per_capita": "3100"})

    statistics = own_village.group_statistics(VILLAGE + "01", exclude="o1")

    assert (statistics.households, len(statistics.surveyed)) == (9, 8)
    assert [str(score) for score in statistics.scores] == ["40.5"]


def test_readings() -> None:
    assert readings("覃建国") == (("qjg", "qinjianguo"), ("tjg", "tanjianguo"))
    assert readings("单于雄")[0] == ("cyx", "chanyuxiong")
    assert readings("吕红")[:2] == (("lh", "lvhong"), ("lh", "lyuhong"))
    assert readings("") == ()
