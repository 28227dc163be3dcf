"""The servers do what scenarios rely on, and the phone does what students do."""

import time
from datetime import UTC, datetime

import pytest

from tests.lab.hands import FOREIGN, Phone, assert_no_item_twice, contents
from tests.lab.proxy import Proxy
from tests.lab.servers import FRIEND, STARTERS, Server, read_only_rights, running, start_radicale
from tests.lab.wire import Wire, WireError

TODO = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VTODO\r\nUID:todo\r\n"
    "DTSTAMP:20260101T000000Z\r\nDUE;VALUE=DATE:20270301\r\nSUMMARY:Write\r\nEND:VTODO\r\n"
    "END:VCALENDAR\r\n"
)
THEN = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def phone(server: Server) -> Phone:
    wire = server.wire()
    return Phone(wire, wire.mkcalendar("Road map"))


@pytest.mark.parametrize("kind", STARTERS)
def test_it_starts_soon_and_empty(kind: str) -> None:
    before = time.monotonic()

    with running(kind) as server:
        assert time.monotonic() - before < 10  # one on an idle machine
        assert server.wire().calendars() == {}
    assert server.process.poll() is not None
    assert not server.folder.exists()


def test_a_calendar_comes_and_goes(phone: Phone) -> None:
    assert phone.wire.calendars() == {"Road map": phone.calendar}

    phone.wire.delete(phone.calendar)

    assert phone.wire.calendars() == {}


def test_creation_and_update_are_conditional(phone: Phone) -> None:
    path = phone.add("one", "One")
    with pytest.raises(WireError, match="412"):
        phone.add("one", "Two")
    with pytest.raises(WireError, match="412"):
        phone.wire.put(path, FOREIGN.format(uid="one", title="Three"), If_Match='"another"')
    tag = phone.wire.list(phone.calendar)[path]
    phone.wire.put(path, FOREIGN.format(uid="one", title="Four"), If_Match=tag)

    assert phone.titles() == ["Four"]


def test_changes_since_a_token(phone: Phone) -> None:
    one = phone.add("one", "One")
    two = phone.add("two", "Two")
    etags, token = phone.wire.changes(phone.calendar)
    assert etags == phone.wire.list(phone.calendar)

    phone.delete("One")
    phone.retitle("Two", "Three")

    etags, _ = phone.wire.changes(phone.calendar, token)
    assert etags[one] == ""
    assert etags[two] == phone.wire.get(two)[1] != ""


def test_a_student_edits_moves_completes_and_deletes(phone: Phone) -> None:
    phone.add("one", "One")
    phone.add("two", "Two")
    phone.wire.put(f"{phone.calendar}todo.ics", TODO)

    phone.retitle("One", "Uno")
    phone.move("Uno", 3)
    phone.describe("Uno", "bring cake")
    phone.move("Write", -1)
    phone.complete("Write", THEN)
    phone.delete("Two")

    assert phone.titles() == ["Uno", "Write"]
    assert "20270304" in phone.text("Uno")
    assert "bring cake" in phone.text("Uno")
    assert 'X-HER-OWN;X-PARAM="a:b":kept as it is' in phone.text("Uno")
    assert "STATUS:COMPLETED" in phone.text("Write")
    assert "20270228" in phone.text("Write")


def test_calendars_are_compared_by_what_they_say(phone: Phone) -> None:
    phone.add("one", "One")
    before = contents(phone.wire, phone.calendar)

    text = FOREIGN.format(uid="one", title="One").replace("DTSTAMP:2026", "DTSTAMP:2027")
    phone.wire.put(f"{phone.calendar}one.ics", text)
    assert contents(phone.wire, phone.calendar) == before

    phone.wire.put(f"{phone.calendar}one.ics", text.replace("kept as it is", "kept as it was"))
    assert contents(phone.wire, phone.calendar) != before


def test_an_item_that_is_there_twice_is_noticed(phone: Phone) -> None:
    phone.add("one", "One")
    assert_no_item_twice(phone.wire, phone.calendar)
    text = FOREIGN.format(uid="one", title="One")
    if phone.wire.request("PUT", f"{phone.calendar}two.ics", text,
                          Content_Type="text/calendar").status == 201:  # fmt: skip
        with pytest.raises(AssertionError, match="one"):
            assert_no_item_twice(phone.wire, phone.calendar)


def test_passwords_are_asked_for(server: Server, proxy: Proxy) -> None:
    wrong = Wire(proxy.url, server.home, server.username, "wrong")

    assert wrong.request("PROPFIND", server.home, Depth="0").status == 401


def test_a_calendar_can_be_read_only() -> None:
    server = start_radicale(rights=read_only_rights("locked"))
    try:
        school = server.wire(FRIEND)
        school.home = server.home
        path = school.mkcalendar("Locked")
        phone = Phone(server.wire(), path)
        assert Phone(server.wire(), server.wire().mkcalendar("Open")).add("one", "One")
        assert set(server.wire().calendars()) == {"Locked", "Open"}
        assert phone.titles() == []
        with pytest.raises(WireError, match="403"):
            phone.add("one", "One")
    finally:
        server.stop()


def test_radicale_makes_those_wait_who_give_a_wrong_password() -> None:
    server = start_radicale(delay=0.4)
    try:
        before = time.monotonic()
        assert Wire(server.url, server.home, "student", "wrong").request("GET", "/").status == 401
        assert time.monotonic() - before > 0.2
    finally:
        server.stop()
