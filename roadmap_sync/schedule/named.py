"""Named dates: the student's own value, else the published one, else the rule."""

from datetime import date

from roadmap_sync.items import Window
from roadmap_sync.plan.model import NamedDate, Plan
from roadmap_sync.plan.when import When
from roadmap_sync.schedule.found import Found, Missing, Settle
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.windows import Finder


class NamedDates:
    """All named dates of one plan for one student; each is computed once."""

    def __init__(self, plan: Plan, student: Student, programme: Frame) -> None:
        """Take a plan without cycles among its dates (`plan.checks`).

        Args:
            plan: Where the dates are declared.
            student: Whose values come first.
            programme: The frame of rules: from the start of medical school on, without end.
        """
        self._plan = plan
        self._student = student
        self._known: dict[str, Found | Missing] = {}
        self._finder = Finder(programme, student.match_year, self.find)

    def find(self, name: str) -> Found | Missing:
        """Return the days of a named date, and how they came about. Never raises."""
        if name not in self._known:
            self._known[name] = Missing(f"'{name}' rests on itself")
            self._known[name] = self._compute(name)
        return self._known[name]

    def window(self, when: When) -> Found | Missing:
        """Return what a date means that counts from the start of medical school. Never raises."""
        return self._finder.find(when)

    def bound(self, name: str, *, end: bool) -> date | None:
        """Return the last (first) day of a named date, or None."""
        found = self.find(name)
        if isinstance(found, Missing):
            return None
        return found.last if end else found.first

    def _compute(self, name: str) -> Found | Missing:
        named = self._plan.dates.get(name)
        if named is None:
            return Missing(f"no plan knows a date '{name}'")
        own = self._student.dates.get(name)
        if own is not None:
            if own.window is None:
                return Missing(f"you have no '{name}'", own=True)
            why = f"{name} = {_days(own.window)}: your own date"
            at, zone = own.at or named.at, own.zone or named.zone
            return Found(own.window, Settle.EXACT, at=at, zone=zone, why=(why,))
        if name in self._student.dropped_stages:
            return Missing(f"you have no stage '{name}'", own=True)
        published = (named.published or {}).get(self._student.match_year)
        if published is not None:
            window = Window(published.from_day, published.until_day)
            doubt = " (seen on a third party's page: expected)" if published.reported else ""
            why = f"{name} = {_days(window)}: published, {published.source}{doubt}"
            return Found(window, Settle.EXACT, published.reported, named.at, named.zone, (why,))
        return self._rule(named)

    def _rule(self, named: NamedDate) -> Found | Missing:
        found = self.window(named.rule)
        if isinstance(found, Missing):
            return found
        expected = found.expected or named.published is not None
        words = rule_words(named)
        why = f"{named.id} = {_days(found.window)}: by its rule{words}"
        if named.published is not None:
            why += ", not published yet: expected"
        return Found(found.window, Settle.EXACT, expected, named.at, named.zone, (*found.why, why))


def rule_words(named: NamedDate) -> str:
    """Return the rule as it stands in the plan: `` (plans/x.yaml:7)``."""
    return f" ({named.mark.source.name}:{named.mark.line})"


def _days(window: Window) -> str:
    if window.from_day == window.until_day:
        return window.from_day.isoformat()
    return f"{window.from_day.isoformat()} to {window.until_day.isoformat()}"
