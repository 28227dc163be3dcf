"""What a calendar file costs when two libraries make it: read the YAML, write the components.

Run as a script, with the number of components and the YAML files as arguments. No plan is
understood here and no day is chosen; each component is as long as ours are on average.
"""

import datetime as dt
import sys

from ruamel.yaml import YAML

DAY = dt.date(2026, 8, 10)
STAMP = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
NOTES = "Two or three warm sentences are enough; ask one question, and thank them twice.\n" * 7


def main(count: int, files: list[str]) -> None:
    for file in files:
        with open(file, encoding="utf-8") as text:  # noqa: PTH123 - as short as can be
            YAML().load(text)

    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//floor//EN")
    for number in range(count):
        event = Event()
        event.add("uid", f"{number:032}")
        event.add("sequence", 0)
        event.add("dtstamp", STAMP)
        event.add("last-modified", STAMP)
        event.add("summary", "Introduce yourself to your advisor")
        event.add("description", NOTES)
        event.add("categories", ["message", "ms1", "first-ten-weeks"])
        event.add("color", "seagreen")
        event.add("dtstart", DAY)
        event.add("dtend", DAY + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        if number % 2:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", "Introduce yourself to your advisor")
            alarm.add("trigger", dt.timedelta(hours=-5))
            event.add_component(alarm)
        calendar.add_component(event)
    sys.stdout.buffer.write(calendar.to_ical())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
