"""Days as people write them elsewhere: ``07/03/2028``, ``July 3, 2028``; and days there are not.

Nothing here is accepted. It is for what to say: how the day is written here.
"""

import re
from calendar import monthrange

from roadmap_sync.plan.lookalikes import advice
from roadmap_sync.plan.scalars import YEARS, parse_date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Words that a day may have beside its month.
_BESIDE = re.compile(r"(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?|of|the|st|nd|rd|th")
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[-/. ])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?)?"
    r"(?:[T ]\d\d:\S*)?",
    re.ASCII,
)
_YEAR_LAST = re.compile(r"(?:(\d{1,2})([-/. ]))?(\d{1,2})[-/. ](\d{4}|\d\d)", re.ASCII)
_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_SHORTEST = 3


def no_date(text: str) -> str:
    """Return in one line what to say of a text that is no day."""
    hint = day_hint(text)
    words = f"'{text}' is not a date such as 2026-08-31"
    return f"{words}; {hint}" if hint else words


def day_hint(text: str, *, month: bool = False) -> str:
    """Return how to write the day that may be meant, or why there is none; may be empty.

    Args:
        text: What is not accepted.
        month: Would a month do, as for ``start: 2026-08``?
    """
    plain = " ".join(text.split())
    together = _TOGETHER.fullmatch(plain)
    if together is not None:
        plain = "-".join(together.groups())
    return (
        advice(text)
        or _year_first(plain, month=month)
        or _year_last(plain, month=month)
        or _in_words(plain, month=month)
    )


def _year_first(text: str, *, month: bool) -> str:
    found = _YEAR_FIRST.fullmatch(text)
    if found is None:
        return ""
    year = int(found["year"])
    if found["month"] is None:
        missing = "the month is" if month else "the month and the day are"
        return f"{missing} missing, as in {_iso(year, 8, 0 if month else 31)}"
    if found["day"] is None:
        return _month(year, int(found["month"]), month=month)
    return _day(year, int(found["month"]), int(found["day"]))


def _year_last(text: str, *, month: bool) -> str:
    """Tell of numbers with the year at the end; in the US the month comes first."""
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return ""
    year = int(found[4]) if len(found[4]) > 2 else 2000 + int(found[4])  # noqa: PLR2004
    second = int(found[3])
    if found[1] is None:
        return _month(year, second, month=month) if len(found[4]) > 2 else ""  # noqa: PLR2004
    first = int(found[1])
    days = {_iso(year, first, second): (first, second), _iso(year, second, first): (second, first)}
    there = [day for day in days if parse_date(day) is not None]
    if not there:
        return _day(year, *((second, first) if first > len(_MONTHS) else (first, second)))
    if len(there) == 1:
        return f"write {there[0]}"
    meant = (f"{day} for {_MONTHS[days[day][0] - 1]} {days[day][1]}" for day in there)
    return "write " + ", or ".join(meant)


def _in_words(text: str, *, month: bool) -> str:
    """Tell of a day whose month is a word."""
    words = re.findall(r"[a-z]+|\d+", text.lower(), re.ASCII)
    others = [word for word in words if word.isalpha() and not _BESIDE.fullmatch(word)]
    numbers = [word for word in words if word.isdigit()]
    years = [int(word) for word in numbers if len(word) == 4]  # noqa: PLR2004
    days = [int(word) for word in numbers if len(word) <= 2]  # noqa: PLR2004
    if len(others) != 1 or len(years) + len(days) != len(numbers) or max(len(years), len(days)) > 1:
        return ""
    number = _month_number(others[0])
    if not number or not numbers:
        return ""
    if not years:
        return "the year is missing"
    return _day(years[0], number, days[0]) if days else _month(years[0], number, month=month)


def _month_number(word: str) -> int:
    """Return 8 for ``august`` and ``aug``; 0 for what is no month."""
    if len(word) < _SHORTEST:
        return 0
    whole = "september" if word == "sept" else word
    names = enumerate(_MONTHS, start=1)
    return next((number for number, name in names if name.lower().startswith(whole)), 0)


def _month(year: int, number: int, *, month: bool) -> str:
    """Tell of a month without a day."""
    first = _iso(year, number, 1)
    if parse_date(first) is None:
        return _day(year, number, 1)
    if month:
        return f"write {_iso(year, number, 0)}"
    return f"the day is missing: {first} is the first of that month"


def _day(year: int, number: int, day: int) -> str:
    """Return how a day is written, or why there is none."""
    text = _iso(year, number, day)
    if parse_date(text) is not None:
        return f"write {text}"
    if year not in YEARS:
        return f"the year must be between {YEARS[0]} and {YEARS[-1]}"
    if not 1 <= number <= len(_MONTHS):
        swapped = _iso(year, day, number)
        known = parse_date(swapped) is not None
        return f"there is no month {number}" + (f"; did you mean {swapped}?" if known else "")
    return f"{_MONTHS[number - 1]} {year} has {monthrange(year, number)[1]} days"


def _iso(year: int, number: int, day: int) -> str:
    """Return ``2026-08-31``; without a day, 0, ``2026-08``."""
    return f"{year:04}-{number:02}" + (f"-{day:02}" if day else "")
