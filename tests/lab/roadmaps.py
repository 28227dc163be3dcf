"""Plans of a chosen size whose days lie ahead, and student files that sync them."""

import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from tests.lab.servers import PASSWORD, USERNAME

#: The variable of the environment from which student files take the password.
VARIABLE = "LAB_PASSWORD"
SECRET = {VARIABLE: PASSWORD}
#: Days from today to the first item: far enough that no run passes midnight into it.
AHEAD = 30
#: Steps of the repeating plan, how many of them are events, and how often each comes.
_STEPS, _EVENT_STEPS, _IN_PHASE, _TIMES = 100, 70, 5, 5
_NOTES = "Two or three warm sentences are enough; ask one question, and thank them twice."


def plan_text(
    today: date, events: int, tasks: int, *, retitled: Collection[int] = (),
    dropped: Collection[int] = (), moved: Collection[int] = (),
) -> str:  # fmt: skip
    """Return a plan whose steps each have one fixed day; events come first, then tasks.

    Args:
        today: On which it is used.
        events: How many steps become events, each with a time.
        tasks: How many become tasks.
        retitled: Numbers of steps, from 0, that have another title than usual.
        dropped: Numbers of steps that are not in the plan.
        moved: Numbers of steps whose day is a week later.
    """
    lines = [
        "plan: lab", "title: Lab", f"updated: {today}", "phases:", "  all:", "    title: All",
        "    from: start", f"    until: {today + timedelta(days=AHEAD + 800)}", "    steps:",
    ]  # fmt: skip
    for number in range(events + tasks):
        if number in dropped:
            continue
        kind = "event" if number < events else "task"
        day = today + timedelta(days=AHEAD + number % 700 + (7 if number in moved else 0))
        title = f"{'Now' if number in retitled else 'Step'} {number}: introduce yourself"
        lines += [f"      {step(number)}:", f"        {kind}: '{title}'", f"        when: {day}"]
        lines += [] if number >= events else ["        at: '17:30'", "        minutes: 30"]
        lines.append(f"        notes: '{_NOTES} {_NOTES} {number}'")
    return "\n".join(lines) + "\n"


def repeating_plan_text(today: date) -> str:
    """Return a plan of 100 steps, each once a week for five weeks: 350 events and 150 tasks.

    It is about as long as the bundled roadmap, and its items are as many as four full years'.

    Args:
        today: On which it is used; its items come a month later or more.
    """
    monday = today + timedelta(days=AHEAD + 7 - today.weekday())
    lines = ["plan: lab", "title: Lab", f"updated: {today}", "phases:"]
    for number in range(_STEPS):
        if number % _IN_PHASE == 0:
            first = monday + timedelta(weeks=_TIMES * (number // _IN_PHASE))
            until = first + timedelta(weeks=_TIMES, days=-1)
            lines += [f"  part-{first}:", "    title: A part", f"    from: {first}",
                      f"    until: {until}", "    steps:"]  # fmt: skip
        kind = "event" if number < _EVENT_STEPS else "task"
        title = f"Step {number}: introduce yourself"
        lines += [
            f"      {step(number)}:", f"        {kind}: '{title}'", "        when: weeks 1-5",
            "        every: week", f"        notes: '{_NOTES} {_NOTES} {number}'",
        ]  # fmt: skip
        lines += ["        at: '17:30'", "        minutes: 30"] if kind == "event" else []
    return "\n".join(lines) + "\n"


def step(number: int) -> str:
    """Return the id of a step."""
    return f"step-{number:03}"


def student_text(
    today: date, url: str, *, calendar: str = "Roadmap", student: str = "lab-student",
    username: str = USERNAME, extra: Mapping[str, object] | None = None,
) -> str:  # fmt: skip
    """Return a student file with one CalDAV target named ``phone``; ``extra`` goes into it."""
    target = {
        "kind": "caldav", "url": url, "username": username, "password": {"env": VARIABLE},
        "calendar": calendar, **(extra or {}),
    }  # fmt: skip
    return (
        f"id: {student}\nstart: {today - timedelta(days=today.weekday())}\n"
        "timezone: America/New_York\nholidays: none\nplans: [./plan.yaml]\n"
        f"calendar: {{weekends: allow, per_week: 7}}\ntargets:\n  phone: {json.dumps(target)}\n"
    )
