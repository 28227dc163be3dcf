"""What ``start: 2026-08`` means. Apart from the reader, which takes long to load."""

import re
from datetime import date

from roadmap_sync.plan.scalars import YEARS, parse_date

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"(\d{4})-\d{2}(-|$)", re.ASCII)


def parse_start(text: str) -> date | None:
    """Return the day of ``2026-08-10``, or the first Monday of ``2026-08``; None if neither."""
    month = _MONTH.fullmatch(text.strip())
    if month is None:
        return parse_date(text.strip())
    if parse_date(f"{month[0]}-01") is None:
        return None
    return first_monday(int(month[1]), int(month[2]))


def no_start(text: str) -> str:
    """Return in one line what to say of a text of which `parse_start` knows no day."""
    message, hint = about_start(text)
    return f"{message}; {hint}" if hint else message


def about_start(text: str) -> tuple[str, str]:
    """Return what to say of such a text, and what may be meant; that may be empty."""
    from roadmap_sync.plan.day_words import day_hint

    words = f"'{text}' is not a date such as 2026-08-10 or a month such as 2026-08"
    year = _YEAR.match(text.strip())
    if year is None or int(year[1]) in YEARS:
        return words, day_hint(text, month=True)
    return f"{words}: the year must be between {YEARS[0]} and {YEARS[-1]}", ""


def first_monday(year: int, month: int) -> date:
    """Return the first Monday of a month: what ``start: 2026-08`` means."""
    first = date(year, month, 1)
    return date(year, month, 1 + (-first.weekday()) % 7)
