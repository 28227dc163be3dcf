"""What a command may say of the calendars before the next run."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from roadmap_sync.content import Seen
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Life, Memory, Run, State
from roadmap_sync.sync.merge import Verb
from roadmap_sync.sync.outlook import outlook
from roadmap_sync.sync.wanted import Wants
from tests.unit.formats.samples import an_item

RUN = Run(
    target="", owner="o", today=date(2026, 8, 1), now=datetime(2026, 8, 1, 6, tzinfo=UTC)
)  # fmt: skip
ITEM = an_item()
MEMORY = Memory(uid=ITEM.uid, item="p/one", life=Life.THERE, ref="ref", tag="1")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path, "0123abc") as ledger:
        yield ledger


def seen() -> Seen:
    return Seen(content=Wants([ITEM], {}, todos=False)[ITEM.uid].content)


def told(ledger: Ledger) -> list[tuple[str, Verb, bool, str]]:
    found = outlook([ITEM], {"phone": False}, ledger, RUN)
    return [(one.target, one.verb, one.there, one.stays) for one in found]


def test_a_calendar_that_nobody_wrote_to_gets_the_item(ledger: Ledger) -> None:
    assert told(ledger) == [("phone", Verb.CREATE, False, "")]

    ledger.learn({ITEM.uid: State(skipped=True)})

    assert told(ledger) == [("phone", Verb.KEEP, False, "")]


def test_of_what_was_written_and_not_read_back_nothing_is_told(ledger: Ledger) -> None:
    ledger.record("phone", MEMORY)

    assert told(ledger) == []


def test_what_the_student_cancelled_stays_as_it_is(ledger: Ledger) -> None:
    ledger.record("phone", replace(MEMORY, seen=replace(seen(), cancelled=True)))
    ledger.learn({ITEM.uid: State(done=True)})

    assert told(ledger) == [("phone", Verb.KEEP, True, "you cancelled it")]


def test_what_was_deleted_there_alone_stays_away(ledger: Ledger) -> None:
    ledger.record("phone", replace(MEMORY, life=Life.DELETED, seen=seen()))

    assert told(ledger) == [("phone", Verb.KEEP, False, "you deleted it")]

    ledger.learn({ITEM.uid: State(skipped=True)})

    assert told(ledger) == [("phone", Verb.KEEP, False, "")]
