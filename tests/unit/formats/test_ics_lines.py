import re
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar.parser import Contentline, unescape_backslash

from roadmap_sync.formats.ics_lines import Block, Line, list_of, parse, text_of
from roadmap_sync.formats.ics_parts import Text, fold

HEAD = b"BEGIN:VCALENDAR\r\n"
TAIL = b"END:VCALENDAR\r\n"
#: On a loaded computer; the quadratic ways took minutes.
SECONDS = 5
MILLION = 1_000_000


def line(raw: bytes) -> Line:
    [found] = parse(HEAD + raw + TAIL).parts
    assert isinstance(found, Line)
    return found


def names(block: Block) -> list[str]:
    return [part.name for part in block.parts]


@pytest.mark.parametrize(
    "data",
    [
        HEAD + TAIL,
        b"BEGIN:VCALENDAR\nX:1\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\rX:1\r\rEND:VCALENDAR\r",
        b"\r\n\n  \r\n" + HEAD + b"\r\n\r\nX:1\r\n\n" + TAIL,
        b"\xef\xbb\xbf" + HEAD + TAIL,
        b"begin:vcalendar\r\nBegin:vEvent\r\nend:VEVENT\r\nEnd : VCalendar\r\n",
        HEAD + TAIL + b"\r\nBEGIN:VCALENDAR\r\nrubbish\x00\xff",
        HEAD + b"X:a\r\n b\r\n\tc\n d\r e\r\n" + TAIL,
        HEAD + b"X:\xc3\r\n \xa9\r\n" + TAIL,
        HEAD + b"X:a\r\n\r\n b\r\n" + TAIL,
        HEAD + b"no colon\r\n:no name\r\nX_Y:1\r\n\xff\x00\r\n" + TAIL,
    ],
)
def test_every_byte_comes_back(data: bytes) -> None:
    assert parse(data).data() == data


@given(
    st.lists(
        st.sampled_from([b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b";", b'"', b"A", b"B=", b"\xc3",
                         b"BEGIN:X", b"END:X", b"\\"]),
        max_size=60,
    ).map(b"".join)
)  # fmt: skip
def test_every_byte_comes_back_of_whatever_can_be_read(inside: bytes) -> None:
    data = HEAD + inside + b"\r\n" + TAIL
    try:
        calendar = parse(data)
    except ValueError:
        return
    assert calendar.data() == data
    for part in calendar.parts:
        if isinstance(part, Line):
            assert isinstance(part.value, str)
            assert isinstance(part.params, dict)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"<!DOCTYPE html><html><body>Not found: 404</body></html>",
        b"{'error': 1}",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        HEAD,
        HEAD + b"BEGIN:VEVENT\r\n" + TAIL,
        HEAD + b"END:VEVENT\r\n" + TAIL,
        HEAD + b"BEGIN:VEVENT\r\nEND:VTODO\r\n" + TAIL,
        b"X:1\r\n" + HEAD + TAIL,
        HEAD + b"BEGIN:A\r\n" * 100 + b"END:A\r\n" * 100 + TAIL,
        HEAD + b"X:1\r\n" * 200_000 + TAIL,
        (HEAD + TAIL).decode().encode("utf-16"),
    ],
)
def test_what_is_no_whole_calendar_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"calendar|inside|too large"):
        parse(data)


def test_names_have_no_case_no_group_and_end_where_they_end() -> None:
    raw = (
        b"summary:1\r\nitem1.Summary;X=y:2\r\nSUMMARY_X:3\r\nSUMMARY\r\nX-A.B-c:4\r\n SUMMARY:5\r\n"
    )

    calendar = parse(HEAD + raw + TAIL)

    assert names(calendar) == ["SUMMARY", "SUMMARY", "", "", "B-C"]
    assert [part.value for part in calendar.lines("SUMMARY")] == ["1", "2"]


@pytest.mark.parametrize(
    ("raw", "value", "params"),
    [
        (b"X:a:b;c", "a:b;c", {}),
        (b'X;A="q:q;q,q";b=2:v', "v", {"A": "q:q;q,q", "B": "2"}),
        (b'X;A="one","two":v:w', "v:w", {"A": "one,two"}),
        (b"X;A=1,2;B=:", "", {"A": "1,2", "B": ""}),
        (b"X;A=\\;B=2:v\\;w", "v\\;w", {"A": "\\", "B": "2"}),
        (b"X;ENCODING:v", "v", {}),
        (b'X;CN=5" disk:v', "v", {"CN": "5"}),
        (b"X;T\r\n ZID=Europe/\r\n\tBerlin:2\r\n 0", "20", {"TZID": "Europe/Berlin"}),
        (b"X;A=\xc3\r\n \xa9:\xe2\r\n \x82\n\t\xac", "€", {"A": "é"}),
        (b"X:\xff", "\ufffd", {}),
    ],
)
def test_value_and_parameters(raw: bytes, value: str, params: dict[str, str]) -> None:
    found = line(raw + b"\r\n")

    assert (found.value, found.params) == (value, params)


PLAIN = st.text(st.characters(exclude_categories=["C"], exclude_characters='":;,\\^'), min_size=1)


@given(
    st.dictionaries(st.from_regex(r"\A[A-Z-]{1,9}\Z"), PLAIN.map(str.strip).filter(bool)),
    st.text(st.characters(exclude_categories=["C"])),
)
def test_value_and_parameters_are_those_that_icalendar_reads(
    params: dict[str, str], value: str
) -> None:
    text = "".join(f';{name}="{word}"' for name, word in params.items())
    whole = Contentline(f"X-LINE{text}:{value}")  # type: ignore[no-untyped-call]
    _, theirs, their_value = whole.parts()

    found = line(fold(whole.encode()))

    assert found.params == {name: str(word) for name, word in theirs.items()} == params
    assert text_of(found.value) == their_value


@given(st.text(st.sampled_from('\\nN,;:"ab \u00e9'), max_size=30))
@example("C:\\new\\\\Nord\\,\\;")
def test_a_text_is_the_one_that_icalendar_reads(value: str) -> None:
    # What other characters after a backslash mean, nobody agrees on.
    legal = "".join(re.findall(r"\\[\\;,nN]|[^\\]", value))

    assert text_of(legal) == unescape_backslash(legal)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@example("\\n \\N \\, \\\\n")
@example("a\r\nb\rc")
def test_a_text_that_we_write_is_the_one_that_we_read(text: str) -> None:
    written = line(fold(b"X:" + Text(text).to_ical())).value

    assert text_of(written) == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\\nb\\Nc", "a\nb\nc"),
        ("\\\\n", "\\n"),
        ("\\,\\;\\\\", ",;\\"),
        ('12\\:30 \\"x\\"', '12:30 "x"'),
        ("C:\\dir\\", "C:\\dir\\"),
    ],
)
def test_escapes(value: str, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", []),
        ("a,b", ["a", "b"]),
        (" a , b ,, a", ["a", "b"]),
        ("a\\,b,c\\;d,e\\\\,f\\", ["a,b", "c;d", "e\\", "f\\"]),
        ("two\\nlines", ["two lines"]),
    ],
)
def test_lists(value: str, words: list[str]) -> None:
    assert list_of(value) == words


def test_a_new_line_stands_where_the_old_one_stood() -> None:
    calendar = parse(HEAD + b"A:1\r\nB:2\r\nb:3\r\nBEGIN:C\r\nB:4\r\nEND:C\r\nD:5\r\n" + TAIL)

    calendar.put(("B",), [Line("B", b"B:9\r\n")])
    calendar.put(("E",), [Line("E", b"E:6\r\n")])
    calendar.put(("A",), [])

    assert calendar.data() == (HEAD + b"B:9\r\nE:6\r\nBEGIN:C\r\nB:4\r\nEND:C\r\nD:5\r\n" + TAIL)


def test_components_go_before_the_others() -> None:
    calendar = parse(HEAD + b"A:1\r\nBEGIN:C\r\nEND:C\r\nD:5\r\n" + TAIL)

    calendar.insert(parse(HEAD + b"BEGIN:Z\r\nEND:Z\r\n" + TAIL).blocks())

    assert names(calendar) == ["A", "Z", "C", "D"]


HUGE: dict[str, Callable[[int], bytes]] = {
    "one line": lambda n: b"X:" + b"a" * n,
    "folds": lambda n: b"X:" + b"\r\n a" * (n // 4),
    "empty lines": lambda n: b"\n" * n,
    "empty lines, then a fold": lambda n: b"X:1" + b"\n" * n + b" a",
    "open quotes": lambda n: b'X;A="' * (n // 5),
    "quotes": lambda n: b'X;A="b' + b'";A="' * (n // 5) + b'":v',
    "parameters": lambda n: b"X" + b";A" * (n // 2) + b":v",
    "spaces": lambda n: b"X;" + b" " * n + b":v",
    "backslashes": lambda n: b"X:" + b"\\" * n,
    "commas": lambda n: b"X:" + b",a" * (n // 2),
    "returns": lambda n: b"X:" + b"\r" * n,
    "colons": lambda n: b":" * n,
}


@pytest.mark.parametrize("huge", HUGE.values(), ids=HUGE.keys())
def test_a_million_octets_take_no_longer_than_they_must(huge: Callable[[int], bytes]) -> None:
    data = HEAD + huge(MILLION) + b"\r\n" + TAIL
    begin = time.monotonic()

    for part in parse(data).parts:
        assert isinstance(part, Line)
        assert len(text_of(part.value)) <= MILLION
        assert part.params.keys() <= {"A", ""}
        list_of(part.value)

    assert time.monotonic() - begin < SECONDS
