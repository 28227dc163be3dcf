"""From families to chosen days: windows, then order, then weeks, then days.

A step dated from another step's planned day (``within 4 weeks after advisor-intro``) has no
window before that day is chosen. So steps that others are dated from are placed first, in as
many rounds as such chains are long, and everything else together in the last round. What has
been placed stays: a week that fills up later does not move it any more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from roadmap_sync.items import Window
from roadmap_sync.plan.model import Kind, Plan
from roadmap_sync.plan.when import Unit
from roadmap_sync.schedule.blocks import GRADUATION
from roadmap_sync.schedule.candidates import candidates
from roadmap_sync.schedule.dates import LAST_DAY, add_months, is_weekday, overlap
from roadmap_sync.schedule.daysoff import DaysOff
from roadmap_sync.schedule.fill import Choice, assign, preferred_index
from roadmap_sync.schedule.found import Found, Missing, Settle
from roadmap_sync.schedule.frame import each_day
from roadmap_sync.schedule.identity import lot, occurrence_key
from roadmap_sync.schedule.named import NamedDates
from roadmap_sync.schedule.occurrences import (
    MAX_ITEMS,
    Family,
    Occurrence,
    TooManyError,
    ordinal,
)
from roadmap_sync.schedule.order import links_between
from roadmap_sync.schedule.repeats import Turn, turns
from roadmap_sync.schedule.share import Link, share
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.windows import Finder

_WORKDAYS = 5
#: Nothing stands later than so many months after graduation, the first year of residency.
_AFTER = 14


class Placing:
    """Chooses a day for every occurrence of one student's plan."""

    def __init__(
        self, plan: Plan, student: Student, dates: NamedDates, off: DaysOff, all_: list[Family]
    ) -> None:
        """Take families without members; `run` gives them members with chosen days."""
        self._plan = plan
        self._student = student
        self._dates = dates
        self._off = off
        self._families = all_
        graduation = dates.bound(GRADUATION, end=True)
        self._last = LAST_DAY if graduation is None else add_months(graduation, _AFTER)
        self._count = 0
        self._by_step: dict[str, list[Family]] = {}
        for family in all_:
            self._by_step.setdefault(family.step.id, []).append(family)

    def run(self) -> None:
        """Give every family its members, or the reason why it has none."""
        waiting = [family for family in self._families if not family.on_request]
        while waiting:
            ready = [family for family in waiting if self._is_ready(family)] or waiting
            for family in ready:
                self._resolve(family)
            done = {id(family) for family in ready}
            waiting = [family for family in waiting if id(family) not in done]
            self._share()
            self._place(self._needed(waiting) if waiting else self._unplaced())

    def _is_ready(self, family: Family) -> bool:
        """Are the days of all steps that it counts from chosen?"""
        for name in family.waits_for(self._plan):
            for other in self._others(name, family):
                if other.members is None:
                    return False
                if any(member.chosen is None for member in other.members):
                    return False
        return True

    def _others(self, step: str, family: Family) -> list[Family]:
        """Return the families of another step that go with this one: same block, same slot."""
        found = []
        for other in self._by_step.get(step, ()):
            if other.copy is not None and other.block != family.block:
                continue
            # The first preceptor has no slot name, so ask the steps whether they have slots.
            if other.step.has_slots and family.step.has_slots and other.slot != family.slot:
                continue
            found.append(other)
        return found

    def _resolve(self, family: Family) -> None:
        def lookup(name: str) -> Found | Missing:
            if name in self._plan.dates or name not in self._plan.steps:
                return self._dates.find(name)
            return self._planned(name, family)

        finder = Finder(family.frame, self._student.match_year, lookup, family.step.fit)
        found = finder.find(family.case.when)
        family.members = []
        if isinstance(found, Missing):
            family.reason = found
            return
        due = self._turns(family, found)
        if not due:
            family.reason = Missing(
                f"{found.first} to {found.last} is too short for it to come round", own=True
            )
        for turn in due:
            self._add_member(family, found, turn)
        self._count += len(family.members)
        if self._count > MAX_ITEMS:
            raise TooManyError(family.step.mark)

    def _planned(self, name: str, family: Family) -> Found | Missing:
        members = [m for other in self._others(name, family) for m in other.members or ()]
        chosen = [member.chosen for member in members if member.chosen is not None]
        if not chosen:
            return Missing(f"it is dated from '{name}', which is not on your calendar", own=True)
        day = date.fromordinal(max(chosen))
        expected = any(member.found.expected for member in members)
        why = f"{name} = {day.isoformat()}: its planned day"
        return Found(Window(day, day), Settle.EXACT, expected, why=(why,))

    def _turns(self, family: Family, found: Found) -> list[Turn]:
        if family.step.every is not None:
            mentor = self._student.mentor(family.slot)
            return turns(family.step.every, found.window, mentor.contacts if mentor else ())
        if family.step.times > 1:
            return [Turn(number, found.window, None) for number in range(1, family.step.times + 1)]
        return [Turn(0, found.window, None)]

    def _add_member(self, family: Family, found: Found, turn: Turn) -> None:
        settle = found.settle
        if turn.window != found.window:
            settle = Settle.LATER if turn.window.from_day == turn.window.until_day else Settle.RANGE
        if turn.window.until_day < self._student.start:
            _leave_out(family, Missing(f"it is over by {turn.window.until_day}, before you start"))
            return
        inside = overlap(turn.window, Window(self._student.start, self._last))
        if inside is None:
            _leave_out(
                family,
                Missing(
                    f"{turn.window.from_day} is more than {_AFTER} months after your graduation"
                ),
            )
            return
        own = replace(found, window=replace(turn.window, until_day=inside.until_day), settle=settle)
        if turn.contact is not None:
            own = replace(own, why=(*own.why, f"counted from your contact on {turn.contact}"))
        fixed = family.step.kind is Kind.EVENT
        where = candidates(own, family.frame, self._off, fixed=fixed, student=self._student)
        if isinstance(where, Missing):
            _leave_out(family, self._pause(family, own) or where)
            return
        key = occurrence_key(family.block, family.slot, turn.number)
        member = Occurrence(
            family.step, family.copy, family.slot, turn.number, key, own, where.window, where.days,
            family.text, ordinal(turn.centre),
        )  # fmt: skip
        member.why += [*own.why, *filter(None, (found.clipped, where.moved))]
        assert family.members is not None
        family.members.append(member)

    def _pause(self, family: Family, found: Found) -> Missing | None:
        """Return the leave that leaves a turn of something repeated without a working day."""
        if family.step.every is None:
            return None
        for leave in self._student.lists.get("leaves", ()):
            inside = overlap(found.window, Window(leave.start, leave.until or leave.start))
            if inside is not None and any(map(is_weekday, each_day(inside))):
                return Missing(f"it pauses in '{leave.name}'", own=True, pause=leave.name)
        return None

    def _members(self) -> Iterator[tuple[Family, Occurrence]]:
        for family in self._families:
            for member in family.members or ():
                yield family, member

    def _share(self) -> None:
        """Give every member the part of its window that the order leaves it."""
        known = {member.name: member for _, member in self._members()}
        days = {
            name: (member.days if member.chosen is None else (member.chosen,))
            for name, member in known.items()
        }
        links = links_between(self._plan, self._by_step, self._others)
        shared = share(days, links, self._shift)
        for name, part in shared.parts.items():
            if known[name].chosen is None:
                known[name].part, known[name].wished = part, shared.wished[name]
        for family, member in list(self._members()):
            if member.name in shared.dropped:
                assert family.members is not None
                family.members.remove(member)
                other = shared.dropped[member.name]
                family.reason = Missing(f"no day of its window comes after '{other}'")

    def _shift(self, day: int, count: int, link: Link) -> int:
        if link.unit != Unit.WORKDAY:
            return day + count * (7 if link.unit == Unit.WEEK else 1)
        step = 1 if count > 0 else -1
        left = abs(count)
        for _ in range(left * 4 + 60):
            if left == 0:
                break
            day += step
            left -= self._off.is_working(date.fromordinal(day))
        return day

    def _needed(self, waiting: Iterable[Family]) -> list[Occurrence]:
        """Return the members without a day that a waiting family counts from."""
        found: dict[str, Occurrence] = {}
        for family in waiting:
            for name in family.waits_for(self._plan):
                for other in self._others(name, family):
                    found |= {m.name: m for m in other.members or () if m.chosen is None}
        return list(found.values())

    def _unplaced(self) -> list[Occurrence]:
        return [member for _, member in self._members() if member.chosen is None]

    def _place(self, chosen: list[Occurrence]) -> None:
        """Choose the week, then the day; what stands or must stand somewhere counts as load."""
        names = {member.name for member in chosen}
        weeks: Counter[int] = Counter()
        days: Counter[int] = Counter()
        for _, member in self._members():
            if member.name in names:
                continue
            first, last = member.part if member.chosen is None else (member.chosen,) * 2
            if _week(first) == _week(last):
                weeks[_week(first)] += 1
            if first == last:
                days[first] += 1
        week_of = assign(map(_week_choice, chosen), self._student.calendar.per_week, weeks)
        by_week: dict[int, list[Occurrence]] = {}
        for member in chosen:
            by_week.setdefault(week_of[member.name], []).append(member)
        for week, members in by_week.items():
            day_of = assign((_day_choice(member, week) for member in members), 1, days)
            for member in members:
                member.chosen = day_of[member.name]
        _number_by_day(chosen)


def _leave_out(family: Family, reason: Missing) -> None:
    """Note why a turn has no day; the student's own wish hides no other reason."""
    if family.reason is None or family.reason.own or not reason.own:
        family.reason = reason


def _week(day: int) -> int:
    """Return the Monday of an ordinal's week, as an ordinal. Ordinal 1 was a Monday."""
    return day - (day - 1) % 7


def _number_by_day(members: Iterable[Occurrence]) -> None:
    """Let the turns of one ``times`` follow each other: the first talk is the first in time.

    Turns may change places inside their parts: any choice of days there keeps the order. Where
    other steps come before or after single turns, the parts end one after the other, too.
    """
    rows: dict[tuple[object, ...], list[Occurrence]] = {}
    for member in members:
        if member.step.times > 1:
            key = (member.step.id, member.copy and member.copy.entry.id, member.slot)
            rows.setdefault((*key, member.part), []).append(member)
            rows.setdefault(key, []).append(member)
    for row in sorted(rows.values(), key=len):  # those of one part first: for them it always holds
        days = sorted(member.chosen or 0 for member in row)
        turns_ = list(zip(sorted(row, key=lambda one: one.number), days, strict=True))
        if all(day in _days_within(member, member.part) for member, day in turns_):
            for member, day in turns_:
                member.chosen = day


def _days_within(member: Occurrence, part: tuple[int, int]) -> list[int]:
    return [day for day in member.days if part[0] <= day <= part[1]]


def _lot(member: Occurrence, what: str) -> int:
    step = member.step
    return lot(step.plan, step.identity, member.slot, what)


def _week_choice(member: Occurrence) -> Choice:
    """Say which weeks a member likes: near its centre, or near a point drawn by lot."""
    weeks = tuple(dict.fromkeys(map(_week, _days_within(member, member.part))))
    own = lot(member.step.plan, member.step.identity, member.key)
    first, last = (weeks.index(_week(day)) for day in member.wished)
    liked = weeks.index(_week(preferred_day(member)))
    return Choice(member.name, own, weeks, liked, (first, last))


def preferred_day(member: Occurrence) -> int:
    """Return the ordinal whose week it would like best: near its centre, or drawn by lot."""
    days = _days_within(member, member.wished)
    if member.centre is None:
        return days[preferred_index(_lot(member, "point"), days)]
    centre = member.centre
    return min(days, key=lambda day: (abs(day - centre), day))


def _day_choice(member: Occurrence, week: int) -> Choice:
    """Say which days of a week it likes: near a weekday drawn by lot, the same every time."""
    days = tuple(day for day in _days_within(member, member.part) if _week(day) == week)
    first, last = member.wished
    wished = [index for index, day in enumerate(days) if first <= day <= last] or range(len(days))
    weekday = week + preferred_index(_lot(member, "weekday"), range(_WORKDAYS))
    nearest = min(wished, key=lambda index: (abs(days[index] - weekday), index))
    own = lot(member.step.plan, member.step.identity, member.key, "day")
    return Choice(member.name, own, days, nearest, (wished[0], wished[-1]))
