"""The federal holidays of the United States, by law: 5 U.S.C. 6103, as it stands since 2021.

Almost every student has them, and the library that knows every country takes longer to load
than all the rest of a run. A test holds these days against that library's, year by year.
"""

from datetime import date, timedelta

#: The first year for which this is right: Juneteenth became a holiday in June 2021.
SINCE = 2021

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_WEEK = 7
_DAYS = (
    ("New Year's Day", 1, 1),
    ("Juneteenth National Independence Day", 6, 19),
    ("Independence Day", 7, 4),
    ("Veterans Day", 11, 11),
    ("Christmas Day", 12, 25),
)
#: Title, month, weekday, and the day of the month that it falls on or comes next after.
_WEEKDAYS = (
    ("Martin Luther King Jr. Day", 1, _MONDAY, 15),
    ("Washington's Birthday", 2, _MONDAY, 15),
    ("Memorial Day", 5, _MONDAY, 25),
    ("Labor Day", 9, _MONDAY, 1),
    ("Columbus Day", 10, _MONDAY, 8),
    ("Thanksgiving Day", 11, _THURSDAY, 22),
)


def federal_holidays(year: int) -> dict[date, str]:
    """Return the holidays that lie in a year, in the order of their days.

    One that falls on a Saturday is observed on the Friday, one on a Sunday on the Monday; both
    days are listed.

    Args:
        year: `SINCE` or later.
    """
    found = {_on_or_after(year, month, day, weekday): title
             for title, month, weekday, day in _WEEKDAYS}  # fmt: skip
    for title, month, number in _DAYS:
        found[date(year, month, number)] = title
    new_year = (_DAYS[0][0], date(year + 1, 1, 1))
    fixed = [(title, date(year, month, number)) for title, month, number in _DAYS]
    for title, day in [*fixed, new_year]:
        shift = {_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0)
        observed = day + timedelta(days=shift)
        if shift and observed.year == year:
            found[observed] = f"{title} (observed)"
    return dict(sorted(found.items()))


def _on_or_after(year: int, month: int, day: int, weekday: int) -> date:
    first = date(year, month, day)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK)
