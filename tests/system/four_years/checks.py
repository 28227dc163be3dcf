"""What must hold after each month's sync, whatever happened in it."""

import re
from datetime import date, timedelta

from roadmap_sync.items import Window
from tests.lab.hands import Phone
from tests.lab.proxy import Proxy
from tests.system.four_years.student import Student, day_of

#: When the plan keeps her mentors up to date: from the winter of MS2 to just before the wards.
WINTER = Window(date(2027, 11, 1), date(2028, 6, 19))
_FOLD = re.compile(r"\r?\n[ \t]")


class Checks:
    """Looks at the server, the ledger, the agenda and the progress after each sync.

    Attributes:
        before: The text of each resource by path after the last sync.
        uids: Of each item that there ever was, by name.
        counted: How many windows were counted from a talk.
    """

    def __init__(self, student: Student, proxy: Proxy) -> None:
        self.student = student
        self.proxy = proxy
        self.before: dict[str, str] = {}
        self.uids: dict[str, str] = {}
        self.counted = 0

    def there(self) -> set[str]:
        """Return the names of what was on the calendar after the last sync."""
        items = self.student.items.items()
        return {name for name, one in items if any(one["uid"] in path for path in self.before)}

    def sync_and_look(self) -> None:
        """Sync twice, and check everything."""
        ana = self.student
        ana.reread()
        ana.forget_moves_onto_the_plan()
        asked = ana.expected.asked
        said = ana.run("sync", code=3 if asked else 0).out
        assert all(name in said for name in asked)
        self._second_run()
        phone = ana.phone
        now = phone.wire.everything(phone.calendar)
        by_uid = {uid_of(path): text for path, text in now.items()}
        self._identity()
        self._cadences()
        self._foreign(phone, now)
        self._presence(by_uid)
        self._deeds({name: _FOLD.sub("", by_uid[uid]) for name, uid in self._named(by_uid)})
        self._history(now)
        self._numbers()
        self.before = now
        ana.expected.touched.clear()
        ana.expected.asked.clear()

    def _named(self, by_uid: dict[str, str]) -> list[tuple[str, str]]:
        return [(n, one["uid"]) for n, one in self.student.items.items() if one["uid"] in by_uid]

    def _second_run(self) -> None:
        self.proxy.records = []
        ended = self.student.run("sync")
        self.proxy.settle()
        assert ended.out == "phone: nothing to do\n", self.student.today
        assert self.proxy.count("PUT", "DELETE", "PROPPATCH", "MOVE", "POST") == 0

    def _identity(self) -> None:
        """A name keeps its uid, whatever happens to dates and people."""
        for name, item in self.student.items.items():
            assert self.uids.setdefault(name, item["uid"]) == item["uid"], name
        uids = list(self.uids.values())
        assert len(uids) == len(set(uids))

    def _cadences(self) -> None:
        """Notes to a mentor count from the last talk: at 10, 20 … weeks, give or take 2 (R2.5)."""
        ana = self.student
        for number, name in enumerate(ana.expected.mentors, 1):
            windows = [date.fromisoformat(one["window"]["from"]) for key, one in ana.items.items()
                       if key.startswith(f"keep-in-touch/mentor-{number}#")]  # fmt: skip
            last = max((day for day in ana.expected.talks[name] if day in WINTER), default=None)
            if last is None:
                continue
            later = sorted(day for day in windows if day > last)
            counted = [last + timedelta(weeks=10 * k - 2) for k in range(1, len(later) + 1)]
            assert later == counted, (ana.today, name, last)
            self.counted += len(later)

    def _foreign(self, phone: Phone, now: dict[str, str]) -> None:
        """What is hers stands there as she put it, byte by byte, and nothing stands twice."""
        for path, text in self.student.expected.foreign.items():
            assert phone.wire.get(path)[0] == text
        uids = re.findall(r"^UID:(.*)$", "\n".join(now.values()), re.MULTILINE)
        assert len(uids) == len(set(uids)) == len(now)

    def _presence(self, by_uid: dict[str, str]) -> None:
        """All that is ahead and wanted is there; what is not in the plan is past, done or hers."""
        ana, expected = self.student, self.student.expected
        away = expected.gone | expected.thrown
        for name, item in ana.items.items():
            if ana.day(name) >= ana.today and name not in away:
                assert item["uid"] in by_uid, (ana.today, name)
        planned = {one["uid"] for one in ana.items.values()}
        hers = {uid_of(path) for path in expected.foreign}
        for uid in by_uid.keys() - planned - hers:
            assert self._is_over(by_uid[uid]) or _is_done(by_uid[uid]), (ana.today, by_uid[uid])

    def _deeds(self, texts: dict[str, str]) -> None:
        """What she did is on the server."""
        expected, today = self.student.expected, self.student.today
        for name, text in texts.items():
            assert _is_done(text) == (name in expected.done), (today, name, text)
            if name in expected.moved:
                assert day_of(text) == expected.moved[name], (today, name, text)
            assert expected.lines.get(name, "") in text, (today, name, text)
            assert expected.titles.get(name, "") in text, (today, name, text)
        assert not (expected.gone | expected.thrown) & set(texts)

    def _history(self, now: dict[str, str]) -> None:
        """Whose day is over is as it was, but for what she did herself; nothing was made there."""
        ana = self.student
        touched = {ana.items[name]["uid"] for name in ana.expected.touched if name in ana.items}
        for path in self.before.keys() | now.keys() - ana.expected.foreign.keys():
            uid = uid_of(path)
            was, text = self.before.get(path, ""), now.get(path, "")
            if uid in touched or not self._is_over(was or text):
                continue
            assert was == text, (ana.today, path)

    def _is_over(self, text: str) -> bool:
        return day_of(text) < self.student.today

    def _numbers(self) -> None:
        """Ledger, agenda and progress agree with what she did."""
        ana, expected = self.student, self.student.expected
        names = set(ana.items)
        sums = ana.told("progress")["all"]
        assert sums["done"] == len(expected.done & names), ana.today
        assert sums["skipped"] == len((expected.gone - expected.done) & names), ana.today
        agenda = ana.told("agenda")
        behind = (*agenda["overdue"], *agenda["in_time"])
        shown = [*behind, *(one for week in agenda["weeks"] for one in week["items"])]
        found = [one["item"] for one in shown]
        assert len(found) == len(set(found))
        assert not set(found) & (expected.gone - expected.done)
        for one in shown:
            assert (one["state"] == "done") == (one["item"] in expected.done)
            assert one["moved"] == (one["item"] in expected.moved), (ana.today, one)
            day = expected.moved.get(one["item"])
            assert day is None or one["date"] == day.isoformat()
            over = date.fromisoformat(one["date"]) < ana.today
            assert one["state"] != "open" or not over


def uid_of(path: str) -> str:
    """Return the uid in the name of a resource."""
    return path.rpartition("/")[2].removesuffix(".ics")


def _is_done(text: str) -> bool:
    todo = "BEGIN:VTODO" in text
    return "STATUS:COMPLETED" in text if todo else "SUMMARY:✓ " in text
