"""Random values of the ledger, for its tests."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from roadmap_sync.content import FIELDS, Content, Marker, Seen
from roadmap_sync.sync.memory import Account, Life, Memory, State

STUDENT = "6f0c1d2e"
ROOT = Path(__file__).parents[3]

ZONES = [
    *(ZoneInfo(key) for key in ("America/Chicago", "Asia/Kolkata", "Pacific/Apia", "UTC")),
    UTC,
    timezone(timedelta(hours=-5)),
    timezone(-timedelta(hours=5, minutes=50, seconds=36)),
    None,
]
#: Also lone halves of UTF-16 pairs and NUL: servers hand on whatever people paste.
words = st.text(max_size=12)
texts = st.dictionaries(st.sampled_from(FIELDS), words, max_size=4)
instants = st.datetimes(
    min_value=datetime(1800, 1, 1),  # noqa: DTZ001  # the zone is drawn beside it
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from(ZONES),
    allow_imaginary=True,
)
dates = st.dates(min_value=date(1, 1, 1))
moments = st.one_of(dates, instants)
spans = st.timedeltas(min_value=timedelta(days=-3000), max_value=timedelta(days=3000))
contents = st.builds(
    Content,
    component=st.sampled_from(["event", "todo"]),
    title=words,
    start=moments,
    end=moments,
    notes=words,
    place=words,
    link=words,
    categories=st.lists(words, max_size=3).map(tuple),
    alarm=st.none() | spans,
    color=words,
    busy=st.booleans(),
    done=st.booleans(),
)
markers = st.builds(Marker, item=words, owner=words, said=texts, official=words)
seens = st.builds(
    Seen,
    content=contents,
    cancelled=st.booleans(),
    added=st.lists(words, max_size=3).map(tuple),
    marker=st.none() | markers,
)
uids = st.sampled_from(["u1", "u2", "u3", "u4"])
memories = st.builds(
    Memory,
    uid=uids,
    item=words,
    life=st.sampled_from(Life),
    ref=words,
    tag=words,
    planned=texts,
    echoed=texts,
    seen=st.none() | seens,
    official=words,
)
states = st.builds(
    State,
    done=st.booleans(),
    skipped=st.booleans(),
    moved=st.none() | st.tuples(moments, moments),
    against=words,
    by=words,
    at=st.none() | instants,
)
targets = st.sampled_from(["phone", "feed"])
accounts = st.builds(
    Account,
    name=targets,
    identity=words,
    cursor=words,
    applied=words,
    last_run=st.none() | instants,
    last_good=st.none() | instants,
    outcome=words,
)


def memory(uid: str, life: Life = Life.THERE, *, notes: str = "Bring coffee.") -> Memory:
    """An item as a calendar server would give it back."""
    start = datetime(2027, 3, 4, 17, 30, tzinfo=ZoneInfo("America/Chicago"))
    content = Content(
        component="event",
        title="Coffee chat",
        start=start,
        end=start + timedelta(minutes=30),
        notes=notes,
        alarm=timedelta(minutes=-30),
    )
    said = dict.fromkeys(FIELDS, "0123456789")
    return Memory(
        uid=uid,
        item="ms1/coffee",
        life=life,
        ref=f"/calendars/ana/{uid}.ics",
        tag='"7"',
        planned=said,
        echoed={"title": content.title, "notes": notes},
        seen=Seen(content=content, marker=Marker(item="ms1/coffee", owner="a" * 10, said=said)),
    )
