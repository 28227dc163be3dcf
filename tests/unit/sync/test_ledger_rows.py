"""What the ledger stores comes back equal, and what was not written by us is told apart."""

import json
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.content import Content, Seen
from roadmap_sync.sync.ledger_rows import (
    read_account,
    read_memory,
    read_state,
    write_account,
    write_memory,
    write_state,
)
from roadmap_sync.sync.memory import Account, Life, Memory, State
from tests.unit.sync import remembered

CHICAGO = ZoneInfo("America/Chicago")


@given(remembered.memories)
def test_a_memory_comes_back(memory: Memory) -> None:
    again = read_memory(memory.uid, write_memory(memory))

    assert again == memory
    if memory.seen is not None and again.seen is not None:
        for name in ("start", "end"):
            one, two = getattr(memory.seen.content, name), getattr(again.seen.content, name)
            assert (type(one), str(one)) == (type(two), str(two))
            assert getattr(one, "tzinfo", None) == getattr(two, "tzinfo", None)


@given(remembered.states)
def test_a_state_comes_back(state: State) -> None:
    assert read_state(write_state(state)) == state


@given(remembered.accounts)
def test_an_account_comes_back(account: Account) -> None:
    assert read_account(account.name, write_account(account)) == account


def moment_of(text: str) -> date:
    row = {"moved": [text, text]}
    moved = read_state(json.dumps(row)).moved
    assert moved is not None
    return moved[0]


def text_of(moment: date) -> str:
    [text, _] = json.loads(write_state(State(moved=(moment, moment))))["moved"]
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("fold", [0, 1])
def test_of_two_half_past_one_in_autumn_the_right_one_comes_back(fold: int) -> None:
    moment = datetime(2027, 11, 7, 1, 30, fold=fold, tzinfo=CHICAGO)

    again = moment_of(text_of(moment))

    assert isinstance(again, datetime)
    assert again.astimezone(UTC) == moment.astimezone(UTC)
    assert again.fold == fold
    assert again.tzinfo is CHICAGO


def test_how_moments_are_written() -> None:
    assert text_of(date(2027, 3, 4)) == "2027-03-04"
    assert text_of(datetime(2027, 3, 4, 17, 30, tzinfo=UTC)) == "2027-03-04T17:30:00+00:00"
    assert (
        text_of(datetime(2027, 3, 4, 17, 30, tzinfo=CHICAGO))
        == "2027-03-04T17:30:00-06:00[America/Chicago]"
    )


def test_a_zone_whose_rules_changed_keeps_the_clock_time() -> None:
    moment = moment_of("2027-03-04T17:30:00-09:00[America/Chicago]")

    assert moment == datetime(2027, 3, 4, 17, 30, tzinfo=CHICAGO)


@pytest.mark.parametrize("key", ["Mars/Olympus", "../etc/passwd", "/etc/passwd", "", "A\0"])
def test_a_zone_that_nobody_knows_keeps_the_offset(key: str) -> None:
    moment = moment_of(f"2027-03-04T17:30:00-06:00[{key}]")

    assert isinstance(moment, datetime)
    assert moment.isoformat() == "2027-03-04T17:30:00-06:00"


def test_a_zone_of_a_librarys_own_keeps_the_offset() -> None:
    class Own(tzinfo):
        def utcoffset(self, _: datetime | None) -> timedelta:
            return timedelta(hours=-6)

        def dst(self, _: datetime | None) -> timedelta:
            return timedelta(0)

        def tzname(self, _: datetime | None) -> str:
            return "Custom"

    moment = datetime(2027, 3, 4, 17, 30, tzinfo=Own())

    assert moment_of(text_of(moment)) == moment


def test_what_is_missing_is_empty_and_what_nobody_knows_is_skipped() -> None:
    assert read_memory("u", '{"life":"there","mood":[1]}') == Memory(
        uid="u", item="", life=Life.THERE
    )
    assert read_state("{}") == State()
    assert read_account("phone", '{"identity":"x","more":null}') == Account(
        name="phone", identity="x"
    )


@pytest.mark.parametrize("alarm", [timedelta(0), timedelta(microseconds=-1), None])
def test_an_alarm_at_the_start_is_not_none(alarm: timedelta | None) -> None:
    day = date(2027, 3, 4)
    content = Content(component="todo", title="", start=day, end=day, alarm=alarm)
    memory = Memory(uid="u", item="", life=Life.THERE, seen=Seen(content=content))

    assert read_memory("u", write_memory(memory)) == memory


SEEN = '{"life":"there","seen":{"content":{"component":"event","start":"2027-03-04",%s}}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "3",
        "null",
        "{}",
        '{"life":"gone"}',
        '{"life":3}',
        '{"life":"there","planned":["a"]}',
        '{"life":"there","planned":{"title":3}}',
        '{"life":"there","item":null}',
        '{"life":"there","seen":[]}',
        '{"life":"there","seen":{}}',
        '{"life":"there","seen":{"content":{"component":"journal"}}}',
        SEEN % '"end":"tomorrow"',
        SEEN % '"end":""',
        SEEN % '"end":"2027-13-01"',
        SEEN % '"end":"2027-03-05","alarm":"soon"',
        SEEN % '"end":"2027-03-05","alarm":"inf"',
        SEEN % '"end":"2027-03-05","alarm":"nan"',
        SEEN % '"end":"2027-03-05","alarm":-30',
        SEEN % '"end":"2027-03-05","busy":1',
        SEEN % '"end":"2027-03-05","categories":"a"',
        SEEN % '"end":"2027-03-05","categories":[1]',
        "[" * 100_000,
        '{"seen":' * 100_000,
    ],
)
def test_a_damaged_memory_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_memory("u", text)


def test_a_whole_one_of_that_kind_is_none() -> None:
    read_memory("u", SEEN % '"end":"2027-03-05"')


@pytest.mark.parametrize(
    "text",
    [
        '{"moved":["2027-03-04"]}',
        '{"moved":["2027-03-04","2027-03-04","2027-03-04"]}',
        '{"moved":[1,2]}',
        '{"done":"yes"}',
        '{"at":"2027-03-04"}',
    ],
)
def test_a_damaged_state_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_state(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["seen", "content", "marker", "said", "start", "alarm", "moved", "at"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.one_of(json_values.map(json.dumps), st.text()))
def test_no_text_raises_anything_else(text: str) -> None:
    for read in (read_state, lambda text: read_account("a", text), lambda t: read_memory("u", t)):
        try:
            read(text)
        except ValueError:
            continue
