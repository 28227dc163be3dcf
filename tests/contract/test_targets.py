"""The contract on the calendar in memory, and proof that it bites."""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import pytest
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, Seen
from roadmap_sync.targets.base import Outcome, Pull, Result, Write
from roadmap_sync.targets.memory import MemoryTarget
from tests.contract.contract import AWKWARD, EVENT, TIMED, TODO, Calendar, TargetContract, seen


class MemoryCalendar:
    """The calendar in memory, as its owner has it."""

    keeps = frozenset(FIELDS)

    def __init__(self, target: MemoryTarget) -> None:
        self.target = target
        self._foreign = list[bytes]()

    def again(self) -> MemoryTarget:
        return self.target

    def rename(self, uid: str, title: str) -> None:
        there = seen(self.target.items[uid])
        self.target.put(uid, replace(there, content=replace(there.content, title=title)))

    def remove(self, uid: str) -> None:
        self.target.remove(uid)

    def add_foreign(self) -> None:
        self._foreign.append(b"somebody's dentist")

    def foreign(self) -> Sequence[bytes]:
        return list(self._foreign)

    def decorate(self, uid: str) -> None:
        there = seen(self.target.items[uid])
        self.target.put(uid, replace(there, added=("ATTENDEE", "X-UNKNOWN")))

    def decorations(self, uid: str) -> set[str]:
        words = {"ATTENDEE": "guest", "X-UNKNOWN": "unknown"}
        return {words[name] for name in seen(self.target.items[uid]).added}


class TestMemoryTarget(TargetContract):
    @pytest.fixture
    def calendar(self) -> Calendar:
        return MemoryCalendar(MemoryTarget())


class _IgnoresTags(MemoryTarget):
    def apply(self, write: Write) -> Outcome:
        there = self.items.get(write.ref)
        return super().apply(write if there is None else replace(write, tag=there.tag))


class _WritesOver(MemoryTarget):
    def apply(self, write: Write) -> Outcome:
        if write.verb == "create":
            self.items.pop(write.uid, None)
        return super().apply(write)


class _SetsEverything(MemoryTarget):
    def apply(self, write: Write) -> Outcome:
        return super().apply(replace(write, fields=frozenset(FIELDS)))


class _DropsGuests(MemoryTarget):
    def apply(self, write: Write) -> Outcome:
        outcome = super().apply(write)
        if write.verb == "update" and outcome.result is Result.DONE:
            stored = self.items[write.ref]
            self.items[write.ref] = replace(stored, seen=replace(seen(stored), added=()))
        return outcome


class _ForgetsTheGone(MemoryTarget):
    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        return replace(super().pull(cursor, known, twice), gone=frozenset())


class _TellsEverything(MemoryTarget):
    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        return super().pull("", {})


class _LosesMarkers(MemoryTarget):
    def put(self, uid: str, seen: Seen) -> object:  # type: ignore[override]
        return super().put(uid, replace(seen, marker=None))


class _NeverStops(MemoryTarget):
    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        return super().push(writes, lambda: False)


class _SkipsOutcomes(MemoryTarget):
    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        yield from list(super().push(writes, stop))[:-1]


class _LeaksKeyErrors(MemoryTarget):
    def apply(self, write: Write) -> Outcome:
        if write.verb != "create":
            self.items[write.ref]
        return super().apply(write)


SABOTAGED = [
    _IgnoresTags, _WritesOver, _SetsEverything, _DropsGuests, _ForgetsTheGone, _TellsEverything,
    _LosesMarkers, _NeverStops, _SkipsOutcomes, _LeaksKeyErrors,
]  # fmt: skip


def _passes(name: str, calendar: MemoryCalendar) -> bool:
    test = getattr(TargetContract(), name)
    given = {"content": (EVENT, TIMED, TODO), "text": AWKWARD}
    names = [one for one in inspect.signature(test).parameters if one != "calendar"]
    try:
        for value in given[names[0]][:1] if names else [None]:
            test(calendar, *([value] if names else []))
    except Exception:  # noqa: BLE001 - whatever a broken target does
        return False
    return True


@pytest.mark.parametrize("broken", SABOTAGED)
def test_the_contract_bites(broken: type[MemoryTarget]) -> None:
    """A target with one fault fails at least one contract test."""
    names = [name for name in vars(TargetContract) if name.startswith("test_")]

    assert not all(_passes(name, MemoryCalendar(broken())) for name in names)


def test_the_whole_target_passes_in_the_same_way() -> None:
    names = [name for name in vars(TargetContract) if name.startswith("test_")]

    assert all(_passes(name, MemoryCalendar(MemoryTarget())) for name in names)
