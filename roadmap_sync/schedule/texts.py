"""Placeholders in the plan's words: what may be told, and plain words for what may not.

A phone's lock screen shows titles, so names of people appear in titles and notes only if
``calendar.people`` says so. Drafts are the student's own letters: there a name is a blank to
fill in, unless the student wants names.
"""

import re
from collections.abc import Mapping
from datetime import date

from roadmap_sync.plan.model import Step
from roadmap_sync.schedule.blocks import BlockCopy
from roadmap_sync.schedule.student import MENTOR_SLOT, Student

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PLAIN = {
    "attending": "your attending",
    "senior": "your senior resident",
    "director": "the course director",
    "preceptor": "your preceptor",
    "mentor": "your mentor",
    "program": "the program",
    "conference": "the conference",
    "block": "your rotation",
    "me": "you",
    "school": "your school",
    "first_day": "the first day",
    "last_day": "the last day",
}
_BLANK = {
    "attending": "[attending's name]",
    "senior": "[senior resident's name]",
    "director": "[director's name]",
    "preceptor": "[preceptor's name]",
    "mentor": "[mentor's name]",
    "program": "[program]",
    "conference": "[conference]",
    "block": "[rotation]",
    "me": "[your name]",
    "school": "[school]",
    "first_day": "[date]",
    "last_day": "[date]",
}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
#: What a slot of `each: preceptors` begins with, and the words that mean that person.
_PRECEPTOR = "preceptor-"
_FIRST = "preceptor-1"
_TEACHER = ("attending", "preceptor")
_PEOPLE = ("attending", "senior", "director", "preceptor", "mentor")


class Words:
    """What the placeholders of one occurrence stand for."""

    def __init__(self, student: Student, copy: BlockCopy | None, slot: str, number: int) -> None:
        self._known: dict[str, str] = {"slot": slot.replace("-", " "), "n": str(number or 1)}
        names = student.calendar.people != "none"
        self._other: dict[str, str] = {}
        if copy is not None:
            self._known |= _of_block(copy, slot, names=names)
            self._other = _of_several(slot)
        self._mine = {"me": student.name, "school": student.school}
        # Two items of one title would look like one item twice.
        several = student.mentors > 1 and slot.startswith(MENTOR_SLOT)
        self._which = {"mentor": slot.replace("-", " ")} if several else {}
        mentor = student.mentor(slot) if names else None
        if mentor is not None:
            self._known["mentor"] = mentor.name
        full = student.calendar.people == "full" and mentor is not None and mentor.about
        self._about = f"{mentor.name}: {mentor.about}" if mentor is not None and full else ""

    def plain(self, text: str) -> str:
        """Return a title or a note. What is unknown or private becomes plain words."""
        if "{" not in text:
            return text
        return self._fill(text, self._which | self._known, _PLAIN | self._other)

    def notes(self, text: str) -> str:
        """Return notes, with what the student remembers of the person if they want that."""
        plain = self.plain(text)
        return f"{plain.rstrip()}\n\n{self._about}".lstrip() if self._about else plain

    def draft(self, text: str) -> str:
        """Return a draft. What is unknown or private becomes a visible blank."""
        return self._fill(text, self._known | self._mine, _BLANK)

    @staticmethod
    def _fill(text: str, known: Mapping[str, str], other: Mapping[str, str]) -> str:
        def word(match: re.Match[str]) -> str:
            value = known.get(match[1]) or other.get(match[1]) or match[0]
            begins = match.start() == 0
            return value[:1].upper() + value[1:] if begins else value

        return _PLACEHOLDER.sub(word, text)


def _of_block(copy: BlockCopy, slot: str, *, names: bool) -> dict[str, str]:
    """Return what an entry says. Its attending is the first of several preceptors."""
    entry = copy.entry
    known = {"block": entry.name, "program": entry.people.get("program", entry.name)}
    known["conference"] = entry.name
    if not entry.sample:  # its days are made up, like its name
        known["first_day"] = _spoken(entry.start)
        known["last_day"] = _spoken(copy.frame.last or entry.start)
    if names:
        known |= {role: entry.people[role] for role in _PEOPLE if role in entry.people}
    if slot.startswith(_PRECEPTOR) and slot != _FIRST:
        known = {role: name for role, name in known.items() if role not in _TEACHER}
    return known


def _spoken(day: date) -> str:
    """Return ``August 28``, as one writes it in a letter."""
    return f"{_MONTHS[day.month - 1]} {day.day}"


def _of_several(slot: str) -> dict[str, str]:
    """Return which of several preceptors at once is meant, for titles that would be the same."""
    if not slot.startswith(_PRECEPTOR):
        return {}
    return dict.fromkeys(_TEACHER, slot.replace("-", " "))


def spoken_slot(step: Step, copy: BlockCopy | None, slot: str) -> str:
    """Return the slot for words: the first of several preceptors has no slot, but a number."""
    several = step.each == "preceptors" and copy is not None and copy.entry.preceptors > 1
    return slot or (_FIRST if several else "")
