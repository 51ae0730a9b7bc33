"""What a set of revisions of one record amounts to: a pure function of the set, whatever the order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storage.records import Patch, Revision, Rival

_ROW = re.compile(r"^(.*\[[^\]]+\])\.")


@dataclass(frozen=True, slots=True)
class Merged:
    """A record as its revisions say.

    Attributes:
        body: The values that stand.
        conflicts: Key → rivals, the one that stands first.
        heads: Revisions in effect that no other builds on, sorted.
        waiting: Revisions that rest on something which is not in the set; without effect, sorted.
    """

    body: Mapping[str, str]
    conflicts: Mapping[str, tuple[Rival, ...]]
    heads: tuple[str, ...]
    waiting: tuple[str, ...] = ()


def merge(revisions: Iterable[Revision]) -> Merged:
    """Return what the revisions of one record amount to.

    For each field the assignments count that no later revision on the same line of descent overrules.
    If they differ, all are kept as rivals and that of the smallest revision id stands until a person decides.
    """
    unique = {revision.id: revision for revision in revisions}
    usable = _grounded(unique)
    waiting = tuple(sorted(unique.keys() - usable.keys()))
    line = _line(usable)
    if line is not None:
        return Merged(_replayed(line), MappingProxyType({}), (line[-1].id,), waiting)
    parents = {parent for revision in usable.values() for parent in revision.parents}
    body, conflicts = _History(usable).outcome()
    return Merged(body, conflicts, tuple(sorted(usable.keys() - parents)), waiting)


def forwarded(body: Mapping[str, str], patch: Patch) -> dict[str, str]:
    """Return the body after a patch by somebody who saw all of it; rows take their fields along."""
    changed = dict(body)
    removed: list[str] = []
    for key, (_, new) in patch.items():
        if new is not None:
            changed[key] = new
        else:
            changed.pop(key, None)
            if key.endswith("]"):
                removed.append(key)
    for row in removed:
        for key in [key for key in changed if key.startswith(row + ".")]:
            del changed[key]
    return changed


def follows(body: Mapping[str, str], patch: Patch) -> bool:
    """Whether `forwarded` is enough: no field goes into a row that is neither there nor put by the patch."""
    inside = {
        key[: key.rindex("].") + 2] for key, (_, new) in patch.items() if new is not None and "]." in key
    }
    put = {key for key, (_, new) in patch.items() if new is not None}
    return all(row in body or row in put for start in inside for row in rows_around(start))


def rows_around(key: str) -> tuple[str, ...]:
    """Return the keys of the rows around a key, outermost first: `a[1].b[2].c` → `a[1]`, `a[1].b[2]`."""
    rows: list[str] = []
    while found := _ROW.match(key):
        key = found.group(1)
        rows.insert(0, key)
    return tuple(rows)


def _grounded(unique: Mapping[str, Revision]) -> dict[str, Revision]:
    """Leave out revisions with an ancestor that is missing; the rest in an order where parents come first."""
    children: dict[str, list[str]] = defaultdict(list)
    missing = {name: len(revision.parents) for name, revision in unique.items()}
    for name, revision in unique.items():
        for parent in revision.parents:
            children[parent].append(name)
    ready = sorted(name for name, count in missing.items() if count == 0)
    grounded: dict[str, Revision] = {}
    while ready:
        name = ready.pop()
        grounded[name] = unique[name]
        for child in children[name]:
            missing[child] -= 1
            if not missing[child]:
                ready.append(child)
    return grounded


def _line(usable: Mapping[str, Revision]) -> list[Revision] | None:
    """Return the revisions as one line of descent, None if people worked side by side or rows went away."""
    line = list(usable.values())
    for before, revision in zip([None, *line], line, strict=False):
        expected = () if before is None else (before.id,)
        if revision.parents != expected or _removed_rows(revision):
            return None
    return line or None


def _replayed(line: Iterable[Revision]) -> dict[str, str]:
    body: dict[str, str] = {}
    for revision in line:
        body = forwarded(body, revision.patch)
    return body


def _removed_rows(revision: Revision) -> tuple[str, ...]:
    return tuple(key for key, (_, new) in revision.patch.items() if new is None and key.endswith("]"))


class _History:
    """The general case: revisions with their lines of descent, parents first."""

    def __init__(self, usable: Mapping[str, Revision]) -> None:
        self.revisions = usable
        self.ancestors: dict[str, frozenset[str]] = {}
        for name, revision in usable.items():
            above = [self.ancestors[parent] | {parent} for parent in revision.parents]
            self.ancestors[name] = frozenset[str]().union(*above)
        self.removed = {row for revision in usable.values() for row in _removed_rows(revision)}
        self.assignments = self._assignments()

    def _assignments(self) -> dict[str, dict[str, str | None]]:
        """Key → revision → value, with what removing a row says about its fields."""
        found: dict[str, dict[str, str | None]] = defaultdict(dict)
        for name, revision in self.revisions.items():
            for key, (_, new) in revision.patch.items():
                found[key][name] = new
        for name, revision in self.revisions.items():
            for row in _removed_rows(revision):
                for key in [key for key in found if key.startswith(row + ".")]:
                    found[key][name] = None
        return found

    def outcome(self) -> tuple[dict[str, str], dict[str, tuple[Rival, ...]]]:
        """Return the body and the conflicts."""
        body: dict[str, str] = {}
        conflicts: dict[str, tuple[Rival, ...]] = {}
        overruled: dict[str, frozenset[str]] = {}
        for row in sorted(self.removed):  # outer rows sort before the rows inside them
            overruled[row] = self._settle_row(row, overruled, body, conflicts)
        for key in self.assignments.keys() - self.removed:
            self._settle(key, self._standing(key, overruled), body, conflicts)
        for row in sorted(self.removed & conflicts.keys() - body.keys()):
            self._show_removed(row, conflicts)
        return body, conflicts

    def _settle_row(
        self,
        row: str,
        overruled: Mapping[str, frozenset[str]],
        body: dict[str, str],
        conflicts: dict[str, tuple[Rival, ...]],
    ) -> frozenset[str]:
        """Settle whether a row that somebody removed is there; return the removals that do not stand."""
        said = self._standing(row, overruled)
        current = self._undominated({**self._kept(row), **said})
        removals = frozenset(name for name, value in current.items() if value is None)
        placed = {name: value for name, value in self._undominated(said).items() if value is not None}
        if removals:
            # working in a row says that it is there, not where it stands: that stays with who said so
            self._stand(row, {**current, **placed}, body, conflicts)
        else:
            self._settle(
                row, {name: value for name, value in said.items() if value is not None}, body, conflicts
            )
        return removals if row in body else frozenset()

    def _kept(self, row: str) -> dict[str, str | None]:
        """Revisions that put something into the row say by that that it is there."""
        return {
            name: self._seen(row, name)
            for name, revision in self.revisions.items()
            if row not in revision.patch
            and any(new is not None and key.startswith(row + ".") for key, (_, new) in revision.patch.items())
        }

    def _seen(self, row: str, name: str) -> str:
        """Return the value (sort key) of a row as the author of a revision saw it last."""
        above = {
            n: v for n, v in self.assignments[row].items() if v is not None and n in self.ancestors[name]
        }
        nearest = self._undominated(above)
        return (nearest[min(nearest)] if nearest else None) or ""

    def _standing(self, key: str, overruled: Mapping[str, frozenset[str]]) -> dict[str, str | None]:
        """Return what is said about a key, less what removals said that do not stand."""
        gone = frozenset[str]().union(*(overruled.get(row, frozenset()) for row in rows_around(key)))
        return {name: value for name, value in self.assignments[key].items() if name not in gone}

    def _show_removed(self, row: str, conflicts: dict[str, tuple[Rival, ...]]) -> None:
        """Put the fields of a row whose removal is disputed among the conflicts, to be restored from."""
        removals = {rival.revision for rival in conflicts[row] if rival.value is None}
        for key in [key for key in self.assignments if key.startswith(row + ".")]:
            said = {name: value for name, value in self.assignments[key].items() if name not in removals}
            kept = {name: value for name, value in self._undominated(said).items() if value is not None}
            if kept and key not in conflicts:
                rivals = [self._rival(name, kept[name]) for name in sorted(kept)]
                conflicts[key] = (*(r for r in conflicts[row] if r.value is None), *rivals)

    def _undominated(self, values: Mapping[str, str | None]) -> dict[str, str | None]:
        above = frozenset[str]().union(*(self.ancestors[name] for name in values))
        return {name: value for name, value in values.items() if name not in above}

    def _settle(
        self,
        key: str,
        values: Mapping[str, str | None],
        body: dict[str, str],
        conflicts: dict[str, tuple[Rival, ...]],
    ) -> None:
        self._stand(key, self._undominated(values), body, conflicts)

    def _stand(
        self,
        key: str,
        current: Mapping[str, str | None],
        body: dict[str, str],
        conflicts: dict[str, tuple[Rival, ...]],
    ) -> None:
        """Let the value of the smallest revision stand; keep all where they differ."""
        if not current:
            return
        names = sorted(current)
        standing = current[names[0]]
        if standing is not None:
            body[key] = standing
        if len(set(current.values())) > 1:
            conflicts[key] = tuple(self._rival(name, current[name]) for name in names)

    def _rival(self, name: str, value: str | None) -> Rival:
        revision = self.revisions[name]
        return Rival(value, name, revision.person, revision.device, revision.made_at)
