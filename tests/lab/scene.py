"""A student, a plan, a proxy and a server: the stage on which sync is judged from outside."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from tests.lab.hands import Phone, assert_no_item_twice, contents
from tests.lab.process import Desk, Ended
from tests.lab.proxy import Proxy
from tests.lab.roadmaps import SECRET, plan_text, student_text
from tests.lab.servers import Server

CALENDAR = "Roadmap"
Contents = list[tuple[str, ...]]


@dataclass(kw_only=True)
class Scene:
    """One student who syncs one calendar.

    Attributes:
        proxy: Between the command and the server; the phone goes directly.
        events: How many steps of the plan are events; ``tasks`` how many are tasks.
        today: Fixed when the scene begins, so that midnight moves no date.
    """

    desk: Desk
    proxy: Proxy
    server: Server
    today: date
    events: int = 5
    tasks: int = 3
    student: str = "lab-student"
    extra: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk.env.update(SECRET)
        self.say()
        self.write_student(self.proxy.url)

    @property
    def count(self) -> int:
        """How many items the plan yields."""
        return self.events + self.tasks

    def write_student(self, url: str) -> None:
        """Write the student file, with a target at some address."""
        text = student_text(self.today, url, student=self.student, extra=self.extra)
        self.desk.write("student.yaml", text)

    def say(
        self, *, retitled: Collection[int] = (), dropped: Collection[int] = (),
        moved: Collection[int] = (),
    ) -> None:  # fmt: skip
        """Let the plan's author write a version of the plan."""
        text = plan_text(self.today, self.events, self.tasks, retitled=retitled,
                         dropped=dropped, moved=moved)  # fmt: skip
        self.desk.write("plan.yaml", text)

    def sync(self, *words: str, prepare: Callable[[], None] | None = None) -> Ended:
        """Run the real command; it writes down its requests from zero."""
        self.proxy.records = []
        ended = self.desk.run("sync", *words, prepare=prepare)
        self.proxy.settle()
        assert "Traceback" not in ended.words, ended.words
        return ended

    def sync_well(self, *words: str) -> None:
        """Run it where nothing may go wrong."""
        ended = self.sync(*words)
        assert ended.code == 0, ended.words

    def writes(self) -> int:
        """Return how many requests of the last run asked for a change."""
        return self.proxy.count("PUT", "DELETE", "MKCALENDAR", "MKCOL", "PROPPATCH", "MOVE", "POST")

    @property
    def phone(self) -> Phone:
        """The student's phone, on the calendar as it is named."""
        wire = self.server.wire()
        return Phone(wire, wire.calendars()[CALENDAR])

    def contents(self) -> Contents:
        """Return what the calendar holds, and check that nothing is there twice."""
        phone = self.phone
        assert_no_item_twice(phone.wire, phone.calendar)
        return contents(phone.wire, phone.calendar)

    def all_contents(self) -> dict[str, Contents]:
        """Return what each of the student's calendars holds, by its name."""
        wire = self.server.wire()
        return {name: contents(wire, path) for name, path in wire.calendars().items()}

    def title(self, number: int, *, new: bool = False) -> str:
        """Return the title of a step as calendars show it."""
        return f"{'Now' if new else 'Step'} {number}: introduce yourself"

    def fresh(self, desk: Desk) -> "Scene":
        """Return the same student at a computer that remembers nothing, without a calendar."""
        self.server.wipe()
        self.proxy.clear()
        return Scene(
            desk=desk, proxy=self.proxy, server=self.server, today=self.today,
            events=self.events, tasks=self.tasks, student=self.student, extra=self.extra,
        )  # fmt: skip
