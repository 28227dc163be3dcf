"""The student: what she does, and what must hold because she did it."""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from tests.lab.hands import Phone
from tests.lab.process import Desk, Ended
from tests.lab.servers import Server
from tests.system.four_years.story import fate

CALENDAR = "Roadmap"
#: What begins the part of a resource that is not about time zones.
_ITEM = re.compile(r"BEGIN:V(?:EVENT|TODO)\r?\n")
_DAY = re.compile(r"^(?:DUE|DTSTART)[^:\r\n]*:(\d{8})", re.MULTILINE)


class Taps(Phone):
    """The phone, on items that are named as on the command line.

    Attributes:
        uids: By name.
    """

    def __init__(self, phone: Phone, uids: dict[str, str]) -> None:
        super().__init__(phone.wire, phone.calendar)
        self.uids = uids

    def path(self, name: str) -> str:
        """Return the path of an item, whether it is there or not."""
        return f"{self.calendar}{self.uids[name]}.ics"

    def untick(self, name: str) -> None:
        """Take a tick away, as Tasks.org does."""
        path, calendar, tag = self._find(name)
        [item] = calendar.walk("VTODO")
        for key in ("COMPLETED", "PERCENT-COMPLETE", "STATUS"):
            item.pop(key, None)
        self._store(path, calendar, tag)

    def _find(self, title: str) -> tuple[str, Calendar, str]:
        text, tag = self.wire.get(self.path(title))
        return self.path(title), Calendar.from_ical(text), tag


@dataclass
class Expected:
    """What must be true from now on, by the names of items.

    Attributes:
        gone: Skipped or deleted.
        moved: Her own days.
        lines: What she wrote into descriptions.
        titles: What she calls things.
        foreign: Things of her own, the texts of their resources by path.
        talks: Days of contact by the names of people, in the order in which she met them.
        mentors: Which of them are mentors.
        thrown: Deleted when their day was over: away, and yet not skipped.
        asked: What the next sync will ask her about.
        touched: What she did something with since the last sync.
    """

    done: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    moved: dict[str, date] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)
    talks: dict[str, set[date]] = field(default_factory=dict)
    mentors: list[str] = field(default_factory=list)
    thrown: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)


class Student:
    """Ana, at her computer and with her phone.

    Attributes:
        items: What the roadmap says now, as `generate --format json` does, by name.
        said: What the commands of this month printed.
    """

    def __init__(self, desk: Desk, server: Server, target: str) -> None:
        self.desk = desk
        self.expected = Expected()
        self.today = date.min
        self.items: dict[str, dict[str, Any]] = {}
        self._server = server
        self._typed: set[str] = set()
        self._read: tuple[bytes, ...] = ()
        self._calendar = ""
        self._target = target

    # ---- at the computer ----------------------------------------------------------------------

    def run(self, *words: str, code: int = 0) -> Ended:
        """Run a command and look how it ends; all name the file alike, so that all know it."""
        named = ("--student", "student.yaml") if words[0] != "init" else ()
        ended = self.desk.run(*words, *named)
        assert ended.code == code, (self.today, words, ended.words)
        return ended

    def told(self, *words: str) -> Any:
        """Run a command with ``--json`` and return what it says."""
        return json.loads(self.run(*words, "--json").out)

    def reread(self) -> None:
        """Look at the roadmap as it is now, if something that it is made from has changed."""
        files = (self.desk.folder / name for name in ("student.yaml", "network.yaml"))
        now = tuple(file.read_bytes() for file in files if file.exists())
        if now == self._read:
            return
        self._read = now
        data = json.loads(self.run("generate", "--format", "json", "--output", "-").out)
        self.items = {one["step"] + one["occurrence"]: one for one in data["items"]}

    def type(self, line: str) -> None:
        """Type a command."""
        self.run(*shlex.split(line))
        self._note(*shlex.split(line))

    def _note(self, command: str, *words: str) -> None:
        expected = self.expected
        if command == "done":
            expected.done |= {*words}
        elif command == "undone":
            expected.done -= {*words}
        elif command == "skip":
            expected.gone |= {*words}
        elif command == "restore":
            expected.gone -= {*words}
        elif command == "move":
            self.reread()
            self._note_move(words[0], date.fromisoformat(words[1]))
            self._typed.add(words[0])
        elif command == "people":
            self._note_contact(*words)
        if command in {"done", "undone", "skip", "restore", "move"}:
            expected.touched |= {*words}

    def _note_move(self, name: str, day: date) -> None:
        """Note her own day; the day that the plan says as well is the plan's."""
        self.expected.moved.pop(name, None)
        if self.items[name]["date"] != day.isoformat():
            self.expected.moved[name] = day

    def forget_moves_onto_the_plan(self) -> None:
        """Note that what she moved on the phone stands where the plan has it, if it does."""
        for name in self.expected.touched & set(self.expected.moved) - self._typed:
            self._note_move(name, self.expected.moved[name])

    def _note_contact(self, command: str, name: str, *words: str) -> None:
        options = dict(zip(words[::2], words[1::2], strict=True))
        word = options.get("--since" if command == "add" else "--date")
        day = date.fromisoformat(word) if word else self.today
        if command == "add":
            self.expected.talks[name] = {day}
            self.expected.mentors += [name] * (options["--role"] == "mentor")
            return
        [known] = [one for one in self.expected.talks if name.lower() in one.lower()]
        self.expected.talks[known].add(day)

    def join_the_calendar(self) -> None:
        """Take the target into the student file."""
        text = (self.desk.folder / "student.yaml").read_text("utf-8")
        self.desk.write("student.yaml", text + self._target)

    def edit(self, file: str, old: str, new: str) -> None:
        """Change a file by hand."""
        text = (self.desk.folder / file).read_text("utf-8")
        assert text.count(old) == 1, (file, old, text)
        self.desk.write(file, text.replace(old, new))

    # ---- on the phone -------------------------------------------------------------------------

    @property
    def phone(self) -> Taps:
        """Her phone, on the calendar as it is named."""
        wire = self._server.wire()
        self._calendar = self._calendar or wire.calendars()[CALENDAR]
        return Taps(
            Phone(wire, self._calendar), {name: one["uid"] for name, one in self.items.items()}
        )

    def tick(self, name: str) -> None:
        """Tick something off on the phone."""
        at = datetime(self.today.year, self.today.month, self.today.day, 20, tzinfo=UTC)
        self.phone.complete(name, at)
        self.expected.done.add(name)
        self.expected.touched.add(name)

    def untick(self, name: str) -> None:
        """Take a tick away on the phone."""
        self.phone.untick(name)
        self.expected.done.discard(name)
        self.expected.touched.add(name)

    def move(self, name: str, day: str) -> None:
        """Move something on the phone."""
        to, phone = date.fromisoformat(day), self.phone
        phone.move(name, (to - day_of(phone.text(name))).days)
        self.expected.moved[name] = to
        self._typed.discard(name)
        self.expected.touched.add(name)

    def write(self, line: str, name: str) -> None:
        """Write a line of her own into a description."""
        self.phone.describe(name, line)
        self.expected.lines[name] = line
        self.expected.touched.add(name)

    def call(self, name: str, title: str) -> None:
        """Give something another title on the phone."""
        self.phone.retitle(name, title)
        self.expected.titles[name] = title
        self.expected.touched.add(name)

    def delete(self, name: str) -> None:
        """Delete something on the phone."""
        self.phone.delete(name)
        self.expected.gone.add(name)
        self.expected.touched.add(name)

    def throw_away(self, name: str) -> None:
        """Delete something whose day is over."""
        self.phone.delete(name)
        self.expected.thrown.add(name)
        self.expected.touched.add(name)

    def lose_the_laptop(self) -> None:
        """Lose all that the program remembers; what stands on the calendar is learnt from there.

        What she had deleted and is still to come is back once. Of the past, what she skipped
        or deleted is just over, and what is done is known where a calendar shows it.
        """
        shutil.rmtree(self.desk.home / ".local" / "state")
        expected, phone = self.expected, self.phone
        there = set(phone.wire.list(phone.calendar))
        past = {name for name in self.items if self.day(name) < self.today}
        expected.thrown |= expected.gone & past
        expected.gone.clear()
        expected.done = {name for name in expected.done if phone.path(name) in there}
        expected.moved = {name: day for name, day in expected.moved.items()
                          if phone.path(name) in there}  # fmt: skip

    def be_asked(self, name: str) -> None:
        """Expect that the sync asks about something, which stays as it is and is hers then."""
        path = f"{self._calendar}{self.items[name]['uid']}.ics"
        self.expected.foreign[path] = self.phone.wire.get(path)[0]
        self.expected.asked.add(name)

    def add(self, title: str) -> None:
        """Put something of her own on the calendar."""
        phone = self.phone
        path = phone.add(f"her-{title.lower().replace(' ', '-')}", title)
        self.expected.foreign[path] = phone.wire.get(path)[0]

    # ---- a month ------------------------------------------------------------------------------

    def do(self, deed: str) -> None:
        """Do what a line of the story says."""
        for pattern, act in _DEEDS.items():
            found = re.fullmatch(pattern, deed)
            if found is not None:
                act(self, *found.groups())
                return
        raise AssertionError(f"no such deed: {deed}")

    def live(self, since: date, until: date, there: set[str]) -> None:
        """Do what is due between two days, each thing as its lot says.

        Args:
            since: The day of the last sync.
            until: The day of the next one.
            there: Names of what is on the calendar.
        """
        expected, by_command = self.expected, []
        for name, item in self.items.items():
            if name in expected.done | expected.gone | expected.touched:
                continue
            lot = fate(name)
            day = self.day(name)
            if since <= day < self.today and not lot.startswith("lets"):
                if "ticks" in lot and item["type"] == "task" and name in there:
                    self.tick(name)
                else:
                    by_command.append(name)
            elif self.today < day <= until and name in there and name not in expected.moved:
                self._before(name, day, lot)
        if by_command:
            self.type(f"done {' '.join(by_command)}")

    def day(self, name: str) -> date:
        """Return the day on which something stands for her."""
        return self.expected.moved.get(name) or date.fromisoformat(self.items[name]["date"])

    def _before(self, name: str, day: date, lot: str) -> None:
        if lot.startswith("skips"):
            self.type(f"skip {name}")
        elif lot.startswith("deletes"):
            self.delete(name)
        elif lot.startswith("moves it on the phone"):
            self.move(name, (day + timedelta(days=3)).isoformat())
        elif lot.startswith("moves it here"):
            self.type(f"move {name} {day + timedelta(days=7)}")
        elif lot.startswith("writes"):
            self.write(f"mine: {name}", name)


_DEEDS: dict[str, Callable[..., None]] = {
    r"\$ (.*)": Student.type,
    r"editor: joins the calendar": Student.join_the_calendar,
    r"editor: (\S+) has '(.*)' changed to '(.*)'": Student.edit,
    r"editor: (\S+) has '(.*)' no more": lambda ana, file, old: ana.edit(file, f"{old}\n", ""),
    r"the laptop is gone": Student.lose_the_laptop,
    r"sync asks about (\S+)": Student.be_asked,
    r"phone: ticks (\S+)": Student.tick,
    r"phone: unticks (\S+)": Student.untick,
    r"phone: moves (\S+) to (\S+)": Student.move,
    r"phone: writes '(.*)' into (\S+)": Student.write,
    r"phone: calls (\S+) '(.*)'": Student.call,
    r"phone: throws away (\S+)": Student.throw_away,
    r"phone: deletes (\S+)": Student.delete,
    r"phone: adds '(.*)'": Student.add,
}


def day_of(text: str) -> date:
    """Return the day on which a resource stands."""
    found = _DAY.search(_ITEM.split(text, maxsplit=1)[1])
    assert found is not None, text
    return datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC).date()
