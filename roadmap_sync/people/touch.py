"""Who should hear from the student, and who has gone cold. Pure: the day is handed in."""

from datetime import date, timedelta

from msgspec import Struct

from roadmap_sync.people.person import Person, same
from roadmap_sync.plan.when import Every, Unit
from roadmap_sync.schedule.dates import add

#: How often a mentor hears from the student if the file does not say: R2.5, in weeks.
_MENTOR = (8, 12, Unit.WEEK)
#: Without a cadence somebody has gone cold after a year: "1-2 updates a year", in months.
_YEAR = 12


class Due(Struct, frozen=True):
    """When somebody should hear from the student.

    Attributes:
        from_day: The first good day; None if no contact is known: any day is good.
        until_day: The last good day, inclusive; None likewise.
    """

    person: Person
    from_day: date | None
    until_day: date | None


def due_of(person: Person) -> Due | None:
    """Return the next contact, counted from the last one; None without a cadence."""
    span = _cadence(person)
    if span is None:
        return None
    last = person.last_contact
    if last is None:
        return Due(person, None, None)
    low, high, unit = span
    return Due(person, add(last, low, unit), add(last, high, unit))


def due_within(people: tuple[Person, ...], today: date, weeks: int) -> tuple[Due, ...]:
    """Return who is due by the end of so many weeks from today, the longest overdue first.

    Somebody is due as soon as the first good day has come; before all others, those of whom no
    contact is known.
    """
    horizon = today + timedelta(weeks=weeks)
    found = (due_of(person) for person in people)
    soon = [one for one in found if one is not None and (one.from_day or today) <= horizon]
    return tuple(sorted(soon, key=_urgency))


def _urgency(due: Due) -> tuple[date, str]:
    return (due.until_day or date.min, same(due.person.name))


def is_cold(person: Person, today: date) -> bool:
    """Has the last good day for a contact gone by?

    For people without a cadence that is a year after the last contact; of whom no day is known
    has gone cold.
    """
    last, due = person.last_contact, due_of(person)
    if last is None:
        return True
    until = None if due is None else due.until_day
    return today > (until or add(last, _YEAR, Unit.MONTH))


def found_by(person: Person, words: str) -> bool:
    """Does everything that is known about somebody hold each of these words?"""
    texts = [person.name, person.role, person.met, person.detail, person.email, person.phone,
             person.organization, person.title, person.notes, *person.programs,
             *(contact.note for contact in person.log)]  # fmt: skip
    everything = same(" ".join(texts))
    return all(word in everything for word in same(words).split())


def cadence_words(person: Person) -> str:
    """Return ``8-12 weeks`` or ``1 month``; empty without a cadence of their own."""
    return "" if person.cadence is None else every_words(person.cadence)


def every_words(every: Every) -> str:
    """Return a cadence as it is written into a file."""
    numbers = f"{every.low}" if every.low == every.high else f"{every.low}-{every.high}"
    return f"{numbers} {every.unit.value}{'' if numbers == '1' else 's'}"


def _cadence(person: Person) -> tuple[int, int, Unit] | None:
    if person.cadence is not None:
        return person.cadence.low, person.cadence.high, person.cadence.unit
    return _MENTOR if person.role == "mentor" else None
