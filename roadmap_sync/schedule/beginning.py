"""Where a student begins who only says when the Match is."""

from datetime import date

from roadmap_sync.plan.model import Plan
from roadmap_sync.schedule.dates import is_weekday
from roadmap_sync.schedule.found import Found, Missing
from roadmap_sync.schedule.frame import Frame
from roadmap_sync.schedule.windows import Finder

#: No plan begins longer than this before its Match, in years.
_LONGEST = 10


def start_of(plan: Plan, match_year: int) -> date | None:
    """Return the first day of a plan for a match year; None if the plan does not say."""
    if plan.start is None:
        return None
    frame = Frame(date(match_year - _LONGEST, 1, 1), None, is_weekday)
    found = Finder(frame, match_year, _unknown).find(plan.start)
    return found.first if isinstance(found, Found) else None


def _unknown(name: str) -> Found | Missing:
    return Missing(f"'{name}' is not known before the start")
