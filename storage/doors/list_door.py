"""Lists and searches."""

from __future__ import annotations

from storage import projection, queries, search
from storage.doors.opened import Opened
from storage.records import GroupStatistics, HouseholdLine, HouseholdPage, HouseholdQuery

EVERYTHING = HouseholdQuery()
SEARCHED = 1_000
"""Households looked at where a search is narrowed to an area or a state."""


class ListDoor(Opened):
    """What screens list."""

    def households(self, query: HouseholdQuery = EVERYTHING) -> HouseholdPage:
        """Return a page of households; with a text, those that a search finds."""
        with self.database.read() as connection:
            if not query.text.strip():
                return queries.households(connection, query)
            narrowed = bool(query.area or query.states)
            found = search.search(connection, query.text, SEARCHED if narrowed else query.limit)
        fitting = [line for line in found if _fits(line, query)]
        return HouseholdPage(tuple(fitting[: query.limit]))

    def count_households(self, query: HouseholdQuery = EVERYTHING) -> int:
        """Return how many households a query without text has in all."""
        with self.database.read() as connection:
            return queries.count_households(connection, query)

    def count_by_state(self, area: str = "") -> dict[str, int]:
        """Return state → number of households."""
        with self.database.read() as connection:
            return queries.count_by_state(connection, area)

    def groups(self, area: str = "") -> tuple[tuple[str, str, int], ...]:
        """Return (屯 code, name, number of households), by code."""
        with self.database.read() as connection:
            return queries.groups(connection, area)

    def search(self, text: str, limit: int = 50) -> tuple[HouseholdLine, ...]:
        """Return households that fit what a person remembers, likeliest first."""
        with self.database.read() as connection:
            return search.search(connection, text, limit)

    def group_statistics(
        self, group: str, exclude: str | None = None, *, scored_by: str | None = None
    ) -> GroupStatistics:
        """Return the surveyed households of a 屯, one household left out if named.

        Args:
            group: Its code.
            exclude: Id of the household left out.
            scored_by: Only those with a result of this scheme, as `HouseholdLine.scored_by` has it.
        """
        with self.database.read() as connection:
            return queries.group_statistics(connection, group, exclude, scored_by)

    def next_serial(self, village: str, first: int, last: int) -> int | None:
        """Return the next free household serial of a leased block in a village, None if it is used up."""
        with self.database.read() as connection:
            return queries.next_serial(connection, village, first, last)

    def id_numbers(self, village: str, exclude: str = "") -> list[tuple[str, str, str]]:
        """Return (ID number, household, its head) of a village's people, one household left out."""
        with self.database.read() as connection:
            return queries.id_numbers(connection, village, exclude)

    def rebuild_index(self) -> None:
        """Make the index of lists and searches again from the records."""
        with self.database.write() as connection:
            projection.rebuild(connection)


def _fits(line: HouseholdLine, query: HouseholdQuery) -> bool:
    return line.group.startswith(query.area) and (not query.states or line.state in query.states)
