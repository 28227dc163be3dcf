"""Texts for the page: what could reorder or break it is gone; Jinja escapes the rest."""

import re
from datetime import date

from roadmap_sync.formats.clean import clean, line_of
from roadmap_sync.formats.description import day_in_words

#: Characters that turn around what comes after them (UAX #9 section 2); the page isolates
#: each text instead, with ``dir=auto``.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def harmless(text: str) -> str:
    """Return a text without control characters and without what turns others around."""
    return _TURNING.sub("", clean(text))


def short(text: str, most: int) -> str:
    """Return a text as one line of at most so many characters."""
    whole = line_of(harmless(text))
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def stage_name(stage: str) -> str:
    """Return ``MS1`` for ``ms1``, ``Residency`` for ``residency``, ``Any year`` for nothing."""
    if not stage:
        return "Any year"
    return stage.upper() if any(char.isdigit() for char in stage) else line_of(stage).capitalize()


def month_name(day: date) -> str:
    """Return ``August 2026``."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_month(day: date) -> str:
    """Return ``Aug``."""
    return _MONTHS[day.month - 1][:3]


def span_words(first: date, last: date) -> str:
    """Return ``Mon 3 Jul to Sun 27 Aug 2028`` with both years if they differ."""
    if first == last:
        return day_in_words(first)
    begin = day_in_words(first)
    return f"{begin.removesuffix(f' {last.year}')} to {day_in_words(last)}"
