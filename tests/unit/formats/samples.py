"""Items to write in tests."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from roadmap_sync.formats.page_progress import (
    Check,
    Curve,
    Goal,
    Group,
    Letters,
    Part,
    Program,
    Progress,
    Share,
)
from roadmap_sync.items import BlockRef, Item, Message, PlanRef, Roadmap, Window

NEW_YORK = ZoneInfo("America/New_York")
CHICAGO = ZoneInfo("America/Chicago")
DAY = timedelta(days=1)


def an_item(**changes: Any) -> Item:
    """An item on 12 August 2026, changed as asked; ``end`` follows a new all-day ``start``."""
    start = changes.get("start", date(2026, 8, 12))
    day = start.date() if isinstance(start, datetime) else start
    values: dict[str, Any] = {
        "uid": "0123456789abcdefghijklmnopqrstuv",
        "plan": "ms1-ms4-networking",
        "step": "advisor-intro",
        "occurrence": "",
        "kind": "message",
        "type": "task",
        "title": "Introduce yourself to your advisor",
        "notes": "Two or three warm sentences are enough.",
        "checklist": (),
        "message": None,
        "date": day,
        "start": start,
        "end": start + (timedelta(hours=1) if isinstance(start, datetime) else DAY),
        "window": Window(day, day),
        "window_text": "",
        "source": ("R1.3",),
        "block": None,
        "person": None,
        "stage": "ms1",
        "phase": "first-ten-weeks",
        "phase_title": "Learn the ecosystem",
        "tags": ("ms1", "first-ten-weeks"),
        "expected": False,
        "deadline": False,
        "sample": False,
        "alarm": None,
        "place": "",
        "link": "",
        "updated": date(2026, 6, 1),
    }
    return Item(**(values | changes))


def a_roadmap(*items: Item) -> Roadmap:
    return Roadmap(
        plans=(PlanRef("ms1-ms4-networking", "1.0.0", "MS1-MS4 networking roadmap"),),
        student="me",
        calendar_name="Roadmap, MS1 to Match Day",
        zone="America/New_York",
        items=items,
    )


INTRO = an_item(
    checklist=("Read the advisor's page", "Find one question, not five"),
    message=Message("First-year student: [your name]", "Dear [advisor],\n\nThank you.\n"),
    window=Window(date(2026, 8, 10), date(2026, 8, 23)),
    window_text="weeks 2-3",
    alarm=datetime(2026, 8, 11, 18, 30, tzinfo=NEW_YORK),
)
MEETING = an_item(
    uid="0" * 31 + "1",
    step="advisor-meeting",
    kind="meeting",
    type="event",
    title="First conversation with your advisor",
    start=datetime(2026, 9, 2, 17, 30, tzinfo=CHICAGO),
    end=datetime(2026, 9, 2, 18, 0, tzinfo=CHICAGO),
    alarm=datetime(2026, 9, 2, 16, 30, tzinfo=NEW_YORK),
    place="Advising office; room 3, second floor",
    link="https://example.org/advising?room=3",
)
CONFERENCE = an_item(
    uid="0" * 31 + "2",
    step="conference",
    kind="event",
    type="event",
    title="Family medicine student conference",
    start=date(2027, 7, 29),
    end=date(2027, 8, 1),
    window=Window(date(2027, 7, 29), date(2027, 7, 29)),
    source=(),
)
FEEDBACK = an_item(
    uid="0" * 31 + "3",
    step="feedback",
    occurrence="@surgery",
    kind="task",
    title="Ask Dr. Reyes 🩺 how you are doing",
    start=date(2028, 7, 14),
    block=BlockRef("surgery", "core", "Surgery"),
    stage="ms3",
    phase="rotation",
    tags=("ms3", "rotation", "feedback, early"),
    sample=True,
    source=("R3.4", "R3.5"),
)
RANK_LIST = an_item(
    uid="0" * 31 + "4",
    plan="national-dates",
    step="rank-list",
    kind="task",
    title="Certify your rank order list",
    start=datetime(2030, 2, 27, 21, 0, tzinfo=NEW_YORK),
    end=datetime(2030, 2, 27, 21, 0, tzinfo=NEW_YORK),
    alarm=datetime(2030, 2, 26, 18, 30, tzinfo=NEW_YORK),
    expected=True,
    deadline=True,
    stage="ms4",
)
ALL = (INTRO, MEETING, CONFERENCE, FEEDBACK, RANK_LIST)


#: A year and a half of two years; days that are easy to count.
_GOALS = (
    Goal("start of MS1", date(2026, 8, 1), 0),
    Goal("end of MS1", date(2027, 8, 1), 1),
    Goal("end of MS2", date(2028, 8, 1), 4),
)
CURVES = (
    Curve("faculty mentors", _GOALS, ((date(2026, 9, 1), 1), (date(2027, 10, 1), 3)), undated=1),
    Curve("residents and fellows", _GOALS),
)


def a_progress() -> Progress:
    """Everything that a page can say of a student, for a roadmap with `INTRO` in it."""
    return Progress(
        done=frozenset({INTRO.uid}),
        parts=(
            Part("ms1", "Learn the ecosystem", 7, 1, 10),
            Part("", "Peers, all along", 2, 0, 5),
            Part("ms1", "One anchor mentor", 0, 0, 4),
        ),
        checks=(Check(INTRO.uid, date(2026, 8, 20), done=True),),
        letters=Letters(3, 2, 1),
        curves=CURVES,
        groups=(Group("attendings as mentors", 2, 3, 5), Group("peers", 20, 10, 15)),
        efforts=("exploring", "mentorship", "letters"),
        shares=(
            Share("MS1", (60, 30, 10), date(2026, 8, 1), date(2027, 8, 1)),
            Share("MS2", (40, 40, 20), None, None),
        ),
        knows_people=True,
        logged_until=date(2027, 12, 1),
        programs=(
            Program("Lakeside IM", "strong", 1, 0, 2, suggested=False),
            Program("Hill IM", "none", 0, 0, 0, suggested=True),
        ),
    )
