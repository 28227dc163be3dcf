"""Which days a student does not work, and why. The only importer of ``holidays``."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from roadmap_sync.items import Window
from roadmap_sync.problems import Mark, Problems, one_of
from roadmap_sync.schedule.dates import is_weekday
from roadmap_sync.schedule.one_country import load_alone
from roadmap_sync.schedule.student import RESEARCH, Student

if TYPE_CHECKING:
    from holidays import HolidayBase

_COUNTRY = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?", re.ASCII)
_DEFAULT = "US"
#: Names are looked for in so many years after the start; some holidays are not in every year.
_LONGEST = 12
#: Names that students use for holidays that the law calls something else.
_ALIASES = {
    "mlk day": "martin luther king jr. day",
    "mlk": "martin luther king jr. day",
    "presidents day": "washington's birthday",
    "4th of july": "independence day",
    "fourth of july": "independence day",
    "july 4th": "independence day",
    "black friday": "day after thanksgiving",
}


class DaysOff:
    """Answers for one student; every answer is remembered, so asking again costs nothing.

    Countries and names that are unknown give no day off: `check_holidays` reports them.
    """

    def __init__(self, student: Student) -> None:
        self._weekends = student.calendar.weekends
        self._closed = student.days_off
        leaves = (leave for leave in student.lists.get("leaves", ()) if leave.kind == RESEARCH)
        self._research = tuple(Window(one.start, one.until or one.start) for one in leaves)
        self._public = _PublicHolidays(student)
        exams = student.lists.get("exams", ())
        spans = [(exam.start, exam.until or exam.start) for exam in exams]
        entries = (entry for entries in student.lists.values() for entry in entries)
        spans += [(entry.exam, entry.exam) for entry in entries if entry.exam is not None]
        self._exams = tuple(spans)
        self._names: dict[int, str] = {}
        self._on_exams: dict[int, bool] = {}
        self._free: dict[int, tuple[int, ...]] = {}

    def is_working(self, day: date) -> bool:
        """Is it Monday to Friday (or any day, if the student allows weekends) and not off?"""
        if not self._weekends and not is_weekday(day):
            return False
        return not self._name(day)

    def is_service(self, day: date) -> bool:
        """Can it be a day of a rotation: is it a working day, and not in a leave for research?"""
        return self.is_working(day) and not any(day in window for window in self._research)

    def is_off(self, day: date) -> bool:
        """Is it a public holiday, a day off or in a leave? A plain weekend is not."""
        return bool(self._name(day))

    def is_exam(self, day: date) -> bool:
        """Is it a day of an exam, be it of the list ``exams`` or of a rotation?"""
        ordinal = day.toordinal()
        known = self._on_exams.get(ordinal)
        if known is None:
            known = any(first <= day <= last for first, last in self._exams)
            self._on_exams[ordinal] = known
        return known

    def free_days(self, window: Window) -> tuple[int, ...]:
        """Return the ordinals of the working days of a window without an exam, ascending."""
        first, last = window.from_day, window.until_day
        years = [self._free_in(year) for year in range(first.year, last.year + 1)]
        days = years[0] if len(years) == 1 else tuple(chain.from_iterable(years))
        return days[bisect_left(days, first.toordinal()) : bisect_right(days, last.toordinal())]

    def _free_in(self, year: int) -> tuple[int, ...]:
        if year not in self._free:
            ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
            days = map(date.fromordinal, ordinals)
            free = (day for day in days if self.is_working(day) and not self.is_exam(day))
            self._free[year] = tuple(day.toordinal() for day in free)
        return self._free[year]

    def reason(self, day: date) -> str:
        """Return why it is not a working day: ``Labor Day``, ``Winter break``, ``weekend``.

        The student's own words come first. Empty for a working day.
        """
        if self.is_working(day):
            return ""
        return self._name(day) or "weekend"

    def _name(self, day: date) -> str:
        ordinal = day.toordinal()
        known = self._names.get(ordinal)
        if known is None:
            own = (closed.name for closed in self._closed if day in closed.window)
            known = next(own, "") or self._public.name(day)
            self._names[ordinal] = known
        return known


def check_holidays(student: Student, problems: Problems, mark: Mark | None = None) -> None:
    """Report countries, parts of countries and holidays that nobody knows.

    Args:
        student: Its ``holidays`` are checked, each at its own mark if it has one.
        problems: Where findings go.
        mark: The place for words without a mark of their own.
    """
    public = _PublicHolidays(student)
    for word in student.holidays:
        if word == _DEFAULT:
            continue
        place = student.marks.get(f"holidays.{word}", mark)
        match = _COUNTRY.fullmatch(word)
        if match is None:
            _check_name(word, public, problems, place)
        elif match[1] not in _country_codes():
            message = f"I know no holidays of a country '{match[1]}'"
            hint = "write two letters, such as US, or US-CA for a state"
            problems.error("unknown-country", message, place, hint)
        elif match[2] is not None and match[2] not in _parts(match[1]):
            hint = _nearest(match[2], _parts(match[1])) or one_of(_parts(match[1]))
            problems.error("unknown-country", f"'{match[2]}' is no part of {match[1]} that I know",
                           place, hint)  # fmt: skip


def _check_name(
    word: str, public: "_PublicHolidays", problems: Problems, place: Mark | None
) -> None:
    if public.knows(word):
        return
    country = _country_names().get(word.lower())
    hint = f"write '{country}' for all of its holidays" if country else ""
    hint = hint or _nearest(word, public.titles()) or "days of your own go under 'days_off'"
    message = f"'{word}' is not a holiday I know in {public.country}"
    problems.error("unknown-holiday", message, place, hint)


class _PublicHolidays:
    """Public holidays of countries, or single ones by name; each year is computed once."""

    def __init__(self, student: Student) -> None:
        self._countries = [word for word in student.holidays if _COUNTRY.fullmatch(word)]
        self._words = [word for word in student.holidays if not _COUNTRY.fullmatch(word)]
        last = min(student.match_year, student.start.year + _LONGEST)
        self._span = range(student.start.year, last + 1)
        self.country = self._countries[0] if self._countries else _DEFAULT
        self._years: dict[int, dict[date, str]] = {}
        self._sources: dict[str, tuple[str, bool]] = {}
        self._known: dict[str, dict[str, str]] = {}

    def name(self, day: date) -> str:
        """Return the name of the holiday on a day, or an empty text."""
        if day.year not in self._years:
            self._years[day.year] = self._compute(day.year)
        return self._years[day.year].get(day, "")

    def knows(self, word: str) -> bool:
        """Is there a holiday of that name?"""
        return bool(self._source(word)[0])

    def titles(self) -> set[str]:
        """Return the names of all holidays of the first country, those of its parts included."""
        return {title for area in self._areas() for title in self._titles(area).values()}

    def _compute(self, year: int) -> dict[date, str]:
        found: dict[date, str] = {}
        for area in self._countries:
            for day, title in _titles(area, range(year, year + 1)):
                found.setdefault(day, title)
        for word in self._words:
            area, exact = self._source(word)
            for day, title in _titles(area, range(year, year + 1), unofficial=True):
                if _fits(_wanted(word), _words(_plain(title)), exact=exact):
                    found.setdefault(day, title)
        return found

    def _source(self, word: str) -> tuple[str, bool]:
        """Return the area that knows a holiday, and whether by that very name.

        The country comes first, then its parts: "Day After Thanksgiving" is in no federal law.
        """
        if word not in self._sources:
            self._sources[word] = next(self._search(word), ("", False))
        return self._sources[word]

    def _search(self, word: str) -> Iterator[tuple[str, bool]]:
        wanted = _wanted(word)
        for area in self._areas():
            known = self._titles(area)
            if wanted in known:
                yield area, True
            elif any(_fits(wanted, there, exact=False) for there in known):
                yield area, False

    def _titles(self, area: str) -> dict[str, str]:
        """Return the titles of the holidays of an area by their plain words."""
        if area not in self._known:
            titles = {_plain(title) for _, title in _titles(area, self._span, unofficial=True)}
            self._known[area] = {_words(title): title for title in sorted(titles)}
        return self._known[area]

    def _areas(self) -> Iterator[str]:
        """Yield the first country and its parts; nothing if there is no such country."""
        code = self.country.partition("-")[0]
        if code in _country_codes():
            yield from dict.fromkeys([self.country, code])
            yield from (f"{code}-{part}" for part in _parts(code))


def _titles(area: str, years: range, *, unofficial: bool = False) -> Iterator[tuple[date, str]]:
    """Yield the holidays of a country or a part of one, in English where there is English."""
    from holidays import country_holidays

    code, _, part = area.partition("-")
    if code not in _country_codes() or (part and part not in _parts(code)):
        return
    kind = _country(code)  # first of all: it loads the country
    english = sorted(name for name in kind.supported_languages if name.startswith("en"))
    categories: tuple[str, ...] = ("public",)
    if unofficial:
        categories += tuple(sorted({"government", "unofficial"} & {*kind.supported_categories}))
    found = country_holidays(
        code,
        subdiv=part or None,
        years=years,
        language="en_US" if "en_US" in english else next(iter(english), None),
        categories=categories,
    )
    for day, text in sorted(found.items()):
        yield from ((day, title) for title in text.split("; "))


def _country(code: str) -> "HolidayBase":
    from holidays import country_holidays

    load_alone(code)
    return country_holidays(code)


def _country_codes() -> frozenset[str]:
    """Return the two-letter codes of ISO 3166-1, without loading any country."""
    from holidays.registry import COUNTRIES

    return frozenset(names[1] for names in COUNTRIES.values())


def _country_names() -> dict[str, str]:
    from holidays.registry import COUNTRIES

    return {key.replace("_", " "): names[1] for key, names in COUNTRIES.items()} | {"usa": "US"}


def _parts(code: str) -> tuple[str, ...]:
    kind: Any = _country(code)
    return tuple(kind.subdivisions)


def _nearest(word: str, known: "set[str] | tuple[str, ...]") -> str:
    """Return ``did you mean …?`` with the capitals of the known word."""
    from difflib import get_close_matches

    proper = {name.lower(): name for name in sorted(known)}
    close = get_close_matches(word.lower(), proper, n=1, cutoff=0.6)
    return f"did you mean '{proper[close[0]]}'?" if close else ""


def _plain(title: str) -> str:
    return title.removesuffix(" (observed)")


def _wanted(word: str) -> str:
    return _words(_ALIASES.get(" ".join(word.lower().replace("'", "").split()), word))


def _fits(wanted: str, there: str, *, exact: bool) -> bool:
    """Are these the words of a title, or (if not exact) words that follow each other in it?"""
    return wanted == there if exact else bool(wanted.strip()) and wanted in there


def _words(text: str) -> str:
    """Return the words in small letters between blanks, without apostrophes and final s."""
    words = re.findall(r"\w+", re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]", "", text.lower()))
    return f" {' '.join(word.rstrip('s') for word in words)} "
