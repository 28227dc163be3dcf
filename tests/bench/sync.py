"""A calendar server is filled, left alone and changed by three programs in turn.

Ours, vdirsyncer and `tests.bench.raw_client` meet the same fresh server in one run, each with
a calendar of its own that exists; who comes first changes from round to round. What is timed is
the whole command, with the start of its interpreter.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from icalendar import Calendar

from roadmap_sync import clock
from tests.bench.vdirsyncer import Vdirsyncer, install
from tests.lab import faults
from tests.lab.process import Desk
from tests.lab.proxy import Proxy, Rule
from tests.lab.roadmaps import SECRET, repeating_plan_text, student_text
from tests.lab.servers import STARTERS, Server

EVENTS, TASKS, CHANGES = 350, 150, 5
FAR = 0.025
RAW = Path(__file__).parent / "raw_client.py"
#: Name of a measurement, whom it is compared with, and the goal; near by and far away.
GOALS = {
    ("first push", "raw", "near"): 1.15,
    ("first push", "vdirsyncer", "far"): 0.25,
    ("no-op", "vdirsyncer", "near"): 0.6,
    ("no-op", "vdirsyncer", "far"): 0.6,
    ("5 changes", "vdirsyncer", "near"): 0.8,
    ("5 changes", "vdirsyncer", "far"): 0.8,
}
Times = dict[tuple[str, str], list[float]]


class Round:
    """Three programs, each with a calendar on one server."""

    def __init__(
        self, server: Server, url: str, folder: Path, command: Path, *, ready: bool
    ) -> None:  # fmt: skip
        self.today = clock.today("UTC")
        self.desk = Desk(folder=folder / "ours", env=SECRET)
        self.changed = False
        self._write_ours(url)
        self.items = _split(self.desk)
        wire = server.wire()
        for name in ("Roadmap", "vdirsyncer"):
            wire.mkcalendar(name)
        self.raw_folder = folder / "raw"
        self.raw_folder.mkdir()
        self.raw_url = url.rstrip("/") + wire.mkcalendar("raw")
        self.peer = Vdirsyncer(command, folder, url, server, "vdirsyncer")
        for target in (self.raw_folder, self.peer.files):
            for name, data in self.items.items():
                (target / name).write_bytes(data)
        self._env = {**os.environ, "LAB_USERNAME": server.username, "LAB_PASSWORD": server.password,
                     "LAB_CHANGES": str(CHANGES)}  # fmt: skip
        self.programs: dict[str, Callable[[str], None]] = {
            "raw": self.run_raw, "vdirsyncer": lambda _: self.peer.sync(),
        }  # fmt: skip
        if ready:
            self.programs["ours"] = self.run_ours

    def run_raw(self, what: str) -> None:
        mode = {"first push": "push", "no-op": "noop", "5 changes": "change"}[what]
        words = [sys.executable, str(RAW), mode, self.raw_url, str(self.raw_folder)]
        subprocess.run(words, check=True, env=self._env)

    def run_ours(self, _: str) -> None:
        ended = self.desk.run("sync", "--quiet", seconds=600)
        assert ended.code == 0, ended.words

    def change(self) -> None:
        """Change the titles of a few items, for each program where it reads them.

        Ours reads them in the student file: one step, which comes five times, gets new words.
        """
        self.changed = not self.changed
        own = "changes: {step-000: {event: 'Now 0: introduce yourself'}}\n" * self.changed
        self.desk.write("student.yaml", self.student + own)
        old, new = (b"Step", b"Now") if self.changed else (b"Now", b"Step")
        for folder in (self.raw_folder, self.peer.files):
            for name in sorted(self.items)[:CHANGES]:
                data = (folder / name).read_bytes()
                (folder / name).write_bytes(data.replace(b"SUMMARY:" + old, b"SUMMARY:" + new))

    def _write_ours(self, url: str) -> None:
        self.desk.write("plan.yaml", repeating_plan_text(self.today))
        self.student = student_text(self.today, url)
        self.desk.write("student.yaml", self.student)


def measure(round_: Round, repeats: int, turn: int) -> Times:
    """Return seconds by what was done and by whom."""
    times: Times = {}

    def everyone(what: str, turn: int) -> None:
        names = list(round_.programs)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            before = time.perf_counter()
            round_.programs[name](what)
            times.setdefault((what, name), []).append(time.perf_counter() - before)

    everyone("first push", turn)
    everyone("no-op", turn)  # the first one may learn what the push could not tell
    times = {key: seconds for key, seconds in times.items() if key[0] == "first push"}
    for number in range(repeats):
        everyone("no-op", number)
    for number in range(repeats):
        round_.change()
        everyone("5 changes", number)
    return times


@contextmanager
def place(kind: str, distance: str) -> Iterator[tuple[Server, str]]:
    """Start a server, near by or behind a proxy that is far away; return it and its address."""
    server = STARTERS[kind]()
    try:
        if distance == "near":
            yield server, server.url
            return
        with Proxy(server.url, [Rule(fault=faults.delay(FAR), times=None)]) as proxy:
            yield server, proxy.url
    finally:
        server.stop()


def sync(rounds: int, repeats: int) -> None:
    """Print what each program took, and our ratios."""
    ready = find_spec("roadmap_sync.cli.sync") is not None
    if not ready:
        print("(g) there is no sync command yet: only its peers are timed")
    with tempfile.TemporaryDirectory() as folder:
        command = install(Path(folder) / "venv")
        for kind in STARTERS:
            for distance in ("near", "far"):
                times: Times = {}
                for turn in range(rounds):
                    with tempfile.TemporaryDirectory() as own, place(kind, distance) as (one, url):
                        this = Round(one, url, Path(own), command, ready=ready)
                        for key, seconds in measure(this, repeats, turn).items():
                            times.setdefault(key, []).extend(seconds)
                _show(kind, distance, times)


def _show(kind: str, distance: str, times: Times) -> None:
    for what in ("first push", "no-op", "5 changes"):
        rows = {name: times[what, name] for done, name in times if done == what}
        shown = ", ".join(f"{name} {statistics.median(one):.2f} s" for name, one in rows.items())
        print(f"(g) {kind}, {distance}: {what:<10} {shown}", flush=True)
        for peer in ("raw", "vdirsyncer"):
            goal = GOALS.get((what, peer, distance))
            if goal is None or "ours" not in rows:
                continue
            pairs = zip(rows["ours"], rows[peer], strict=True)
            ratio = statistics.median(own / other for own, other in pairs)
            verdict = "reached" if ratio <= goal else "NOT REACHED"
            print(f"      {ratio:5.2f}x of {peer} (goal {goal}x: {verdict})", flush=True)


def _split(desk: Desk) -> dict[str, bytes]:
    """Return our own items as one resource each, tasks as to-dos, by file name."""
    path = desk.folder / "student.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("per_week: 7", "per_week: 7, tasks: todos"), "utf-8")
    ended = desk.run("generate", "--output", "roadmap.ics")
    path.write_text(text, "utf-8")
    assert ended.code == 0, ended.words
    whole = Calendar.from_ical((desk.folder / "roadmap.ics").read_bytes())
    zones = [one for one in whole.subcomponents if one.name == "VTIMEZONE"]
    found = {}
    for item in whole.subcomponents:
        if item.name not in {"VEVENT", "VTODO"}:
            continue
        single = Calendar()
        single.add("version", "2.0")
        single.add("prodid", "-//bench//EN")
        for component in (zones if item.name == "VEVENT" else []) + [item]:
            single.add_component(component)
        found[f"{item['UID']}.ics"] = single.to_ical()
    assert len(found) == EVENTS + TASKS
    return found
