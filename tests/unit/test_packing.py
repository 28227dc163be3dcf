"""What is packed comes back as it was; what cannot be packed says so."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.cli.packing import pack, unpack
from roadmap_sync.items import BlockRef, Item, Message, OnRequest, Roadmap
from roadmap_sync.problems import Mark, Problem, Severity, Source, show
from tests.unit.formats.samples import CHICAGO, NEW_YORK, a_roadmap, an_item

HALF_PAST = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
LISTED = OnRequest(
    plan="p", step="s", occurrence="@b", kind="task", title="T", notes="", checklist=("a", "b"),
    message=Message("Hello", "Dear [name]"), source=("R1.3",), stage="", phase_title="P",
)  # fmt: skip
WHOLE = replace(
    a_roadmap(
        an_item(),
        an_item(start=HALF_PAST, end=HALF_PAST.replace(fold=1)),
        an_item(block=BlockRef("b", "core", "B"), person="mentor-1", message=Message("a", "b\n")),
        an_item(alarm=dt.datetime(2026, 8, 11, 18, 30, tzinfo=CHICAGO), sample=True),
        an_item(alarm=dt.datetime(2026, 8, 11, 18, 30)),  # noqa: DTZ001 - local time
        an_item(title="\N{BALLOT BOX} half a pair: \ud83d", checklist=("", "é\u2028")),
    ),
    on_request=(LISTED,),
    over=(an_item(uid="v" * 32),),
)


def test_a_roadmap_comes_back_as_it_was() -> None:
    found = unpack(pack(WHOLE))

    assert found == WHOLE
    assert repr(found) == repr(WHOLE)
    assert b"\n" not in pack(WHOLE)


@given(st.text(), st.datetimes(timezones=st.just(NEW_YORK) | st.none(), allow_imaginary=False))
def test_any_text_and_any_hour_come_back(text: str, moment: dt.datetime) -> None:
    item = an_item(title=text, checklist=(text,), start=moment, end=moment, alarm=moment)

    found = unpack(pack(item))

    assert isinstance(found, Item)
    assert found == item
    assert (found.end.isoformat(), found.alarm) == (item.end.isoformat(), moment)


@pytest.mark.parametrize("kind", [Item, Roadmap, OnRequest])
def test_no_field_is_left_out(kind: type[Struct]) -> None:
    known: dict[type[Struct], Struct] = {Item: an_item(), Roadmap: WHOLE, OnRequest: LISTED}

    packed = json.loads(pack(known[kind]))

    assert len(packed[kind.__name__]) == len(kind.__struct_fields__)


def test_a_finding_comes_back_with_the_line_it_shows() -> None:
    source = Source("p.yaml", ("plan: p", "title: Tilte", "updated: 2026-01-01"))
    problem = Problem("x", "no", Mark(source, 2, 8, 5), "try", Severity.WARNING)
    whole = (problem, Problem("y", "nowhere", None, "", Severity.NOTE),
             Problem("z", "past the end", Mark(source, 9, 1)))  # fmt: skip

    found = unpack(pack(whole))

    assert found == whole
    assert isinstance(found, tuple)
    assert [show(one) for one in found] == [show(one) for one in whole]
    assert found[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    "value",
    [
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        an_item(alarm=dt.datetime(2026, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1)))),
        (object(),),
    ],
)
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"zone without a name|not JSON"):
        pack(value)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'{"Item":[]}', b'{"Other":[]}', b'{"day":3}', b'{"day":"x"}', b'{"mark":[1]}',
     b'{"problem":["a","b",null,"","loud"]}', b'{"instant":["2026-01-01",0,"../up"]}',
     b"[" * 100_000, b"\xff"],
)  # fmt: skip
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        unpack(data)
