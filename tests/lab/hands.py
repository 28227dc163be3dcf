"""What a student does in a calendar app, and what a calendar holds in the end."""

from datetime import datetime, timedelta

from icalendar import Calendar, Component

from tests.lab.wire import Wire

#: Properties that say when something was written, not what.
PASSING = frozenset({"DTSTAMP", "LAST-MODIFIED", "CREATED", "PRODID", "SEQUENCE"})
FOREIGN = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//someone else//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20260101T000000Z\r
DTSTART;VALUE=DATE:20270301\r
SUMMARY:{title}\r
X-HER-OWN;X-PARAM="a:b":kept as it is\r
END:VEVENT\r
END:VCALENDAR\r
"""


class Phone:
    """A calendar app on one calendar; items are named by their titles, as on a screen."""

    def __init__(self, wire: Wire, calendar: str) -> None:
        self.wire = wire
        self.calendar = calendar

    def titles(self) -> list[str]:
        """Return all titles, sorted; one that is there twice comes twice."""
        texts = self.wire.everything(self.calendar).values()
        return sorted(str(_item(Calendar.from_ical(text))["SUMMARY"]) for text in texts)

    def retitle(self, title: str, new: str) -> None:
        """Give an item another title."""
        path, calendar, tag = self._find(title)
        _set(_item(calendar), "SUMMARY", new)
        self._store(path, calendar, tag)

    def move(self, title: str, days: int) -> None:
        """Move an item by some days."""
        path, calendar, tag = self._find(title)
        for name in ("DTSTART", "DTEND", "DUE"):
            if name in (item := _item(calendar)):
                _set(item, name, item.decoded(name) + timedelta(days=days))
        self._store(path, calendar, tag)

    def describe(self, title: str, line: str) -> None:
        """Write a line of one's own under the description."""
        path, calendar, tag = self._find(title)
        item = _item(calendar)
        _set(item, "DESCRIPTION", f"{item.get('DESCRIPTION', '')}\n{line}")
        self._store(path, calendar, tag)

    def complete(self, title: str, when: datetime) -> None:
        """Tick off a to-do as Tasks.org and Reminders do (RFC 5545 section 3.8.2.1)."""
        path, calendar, tag = self._find(title)
        item = _item(calendar)
        assert item.name == "VTODO", f"{title} is no to-do"
        _set(item, "STATUS", "COMPLETED")
        _set(item, "PERCENT-COMPLETE", 100)
        _set(item, "COMPLETED", when)
        self._store(path, calendar, tag)

    def delete(self, title: str) -> None:
        """Delete an item."""
        self.wire.delete(self._find(title)[0])

    def add(self, uid: str, title: str) -> str:
        """Add something of one's own, and return its path."""
        path = f"{self.calendar}{uid}.ics"
        self.wire.put(path, FOREIGN.format(uid=uid, title=title), If_None_Match="*")
        return path

    def text(self, title: str) -> str:
        """Return the whole resource of an item as the server gives it."""
        return self.wire.get(self._find(title)[0])[0]

    def _find(self, title: str) -> tuple[str, Calendar, str]:
        for path, text in self.wire.everything(self.calendar).items():
            calendar = Calendar.from_ical(text)
            if str(_item(calendar)["SUMMARY"]) == title:
                return path, calendar, self.wire.get(path)[1]
        raise AssertionError(f"{title} is not there: {self.titles()}")

    def _store(self, path: str, calendar: Calendar, tag: str) -> None:
        self.wire.put(path, calendar.to_ical().decode(), If_Match=tag)


def contents(wire: Wire, calendar: str) -> list[tuple[str, ...]]:
    """Return what a calendar holds, the same if nobody could tell the difference.

    One sorted entry for each resource: its UID, then its properties in alphabetical order but
    without those that only say when they were written. Time zones count, names of resources
    do not.
    """
    texts = wire.everything(calendar).values()
    return sorted(_facts(Calendar.from_ical(text)) for text in texts)


def assert_no_item_twice(wire: Wire, calendar: str) -> None:
    """Fail if two resources of a calendar have one UID."""
    uids = [facts[0] for facts in contents(wire, calendar)]
    assert len(uids) == len(set(uids)), sorted(uid for uid in uids if uids.count(uid) > 1)


def _facts(calendar: Calendar) -> tuple[str, ...]:
    lines = []
    for component in calendar.walk():
        for name, value in component.property_items(recursive=False, sorted=True):
            if name in {"BEGIN", "END"} or name in PASSING:
                continue
            params = sorted(getattr(value, "params", {}).items())
            lines.append(f"{component.name} {name} {params} {_text(value)}")
    return (str(_item(calendar)["UID"]), *sorted(lines))


def _text(value: object) -> str:
    as_text = getattr(value, "to_ical", None)
    data = as_text() if as_text is not None else value
    return data.decode() if isinstance(data, bytes) else str(data)


def _item(calendar: Component) -> Component:
    [item] = [one for one in calendar.walk() if one.name in {"VEVENT", "VTODO", "VJOURNAL"}]
    return item


def _set(item: Component, name: str, value: object) -> None:
    item.pop(name, None)
    item.add(name, value)
