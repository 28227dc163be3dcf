"""Contents, markers and resources at random, for tests of one calendar object resource."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.content import FIELDS, TICK, Content, Marker, digest, texts, when_text
from roadmap_sync.formats.clean import line_of

STAMP = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 7, 2, 13, 5, 9, tzinfo=UTC)
UID = "0123456789abcdefghijklmnopqrstuv"
NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")

#: Years that every VTIMEZONE of ours tells: vobject keeps the first one of a name that it sees.
DAYS = st.dates(date(2026, 1, 1), date(2036, 6, 30))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=90)
LINES = TEXTS.map(lambda text: " ".join(text.split())).filter(
    lambda text: not f"{text} ".startswith(TICK)
)
ZONES = st.sampled_from(
    [None, UTC, NEW_YORK, BERLIN, ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-5))]
)


def a_content(**changes: Any) -> Content:
    """The content of an event on 12 August 2026, changed as asked."""
    values: dict[str, Any] = {
        "component": "event",
        "title": "Introduce yourself; to your advisor, soon",
        "start": date(2026, 8, 12),
        "end": date(2026, 8, 13),
        "notes": "Two sentences,\n\nwarm ones.",
        "place": "Office; room 3",
        "link": "https://example.org/a?b=c,d;e",
        "categories": ("message", "ms1"),
        "alarm": timedelta(hours=-5, minutes=-30),
        "color": "seagreen",
    }
    content = Content(**(values | changes))
    return replace(content, end=content.start) if content.component == "todo" else content


def a_marker(content: Content, official: str = "") -> Marker:
    """The marker of a content that a plan says."""
    said = {field: digest(text) for field, text in texts(content).items()}
    return Marker(item="plan/step@block", owner="0123456789", said=said, official=official)


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    day, zone = draw(DAYS), draw(ZONES)
    if draw(st.booleans()):
        return day, day + timedelta(days=draw(st.integers(1, 40)))
    seconds = draw(st.integers(0, 86399)) if draw(st.booleans()) else 90 * 60
    start = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=seconds)
    start = start.replace(fold=draw(st.integers(0, 1)))
    length = timedelta(minutes=draw(st.integers(0, 3000)))
    if zone is None:
        return start, start + length
    end = (start.astimezone(UTC) + length).astimezone(zone)
    return start, end


@st.composite
def contents(draw: st.DrawFn, component: str = "") -> Content:
    kind = component or draw(st.sampled_from(["event", "todo"]))
    start, end = draw(spans())
    return a_content(
        component=kind,
        title=draw(LINES),
        start=start,
        end=end,
        notes=draw(TEXTS),
        place=draw(TEXTS),
        link=draw(
            st.sampled_from(["", "https://example.org/?q=a,b;c%20d", "http://a/" + "é" * 90])
        ),
        categories=tuple(draw(st.lists(LINES.filter(bool), unique=True, max_size=4))),
        alarm=draw(st.none() | st.integers(-(10**7), 10**7).map(lambda s: timedelta(seconds=s))),
        color=draw(st.sampled_from(["", "seagreen", "tomato"])),
        busy=kind == "event" and draw(st.booleans()),
        done=draw(st.booleans()),
    )


@st.composite
def markers(draw: st.DrawFn) -> Marker:
    digests = TEXTS.map(digest)
    official = draw(st.just("") | spans().map(lambda span: when_text(*span)))
    return Marker(
        item=line_of(draw(LINES)),
        owner=draw(digests),
        said=draw(st.dictionaries(st.sampled_from(FIELDS), digests)),
        official=official,
    )


def facts(content: Content) -> dict[str, object]:
    """What must come back of a content: every letter, the moments, and the zones' names."""
    zones = [getattr(getattr(m, "tzinfo", None), "key", "") for m in (content.start, content.end)]
    named = ["" if zone == "UTC" or _is_second(moment) else zone
             for zone, moment in zip(zones, (content.start, content.end), strict=True)]  # fmt: skip
    return {
        **{
            name: getattr(content, name)
            for name in content.__struct_fields__
            if name not in _MOMENTS
        },
        "when": texts(content)["when"],
        "zones": named,
    }


_MOMENTS = ("start", "end")


def _is_second(moment: date) -> bool:
    """Is it the second of two alike in autumn? No TZID can tell that."""
    if not isinstance(moment, datetime):
        return False
    return moment.utcoffset() != moment.replace(fold=0).utcoffset()
