"""Answers of CalDAV servers: their odd forms are read, and what is no answer is none."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.errors import UnreachableError
from roadmap_sync.targets.caldav_answers import (
    DAV,
    Answer,
    Multistatus,
    conditions,
    multistatus,
    path_of,
    quoted,
)

URL = "https://dav.example.org/cal/ana%40example.org/roadmap/"
NAMES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'


def answer(body: str | bytes, status: int = 207, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    return Answer(status=status, headers=headers, body=data, url=URL)


def read(inside: str) -> Multistatus:
    return multistatus(answer(f"<d:multistatus {NAMES}>{inside}</d:multistatus>"), "the server")


def response(href: str, props: str = "<d:getetag>&quot;1&quot;</d:getetag>") -> str:
    return (
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>{props}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )


@pytest.mark.parametrize(
    "href",
    [
        "/cal/ana@example.org/roadmap/a.ics",
        "/cal/ana%40example.org/roadmap/a.ics",
        "/cal/%61na%40example%2Eorg/roadmap/a%2eics",
        "https://dav.example.org/cal/ana%40example.org/roadmap/a.ics",
        "https://DAV.example.org:443/cal/ana@example.org/roadmap/a.ics",
        "a.ics",
        "\n  /cal/ana%40example.org/roadmap/a.ics\n",
    ],
)
def test_one_resource_has_many_hrefs(href: str) -> None:
    [entry] = read(response(href)).entries

    assert entry.path == "/cal/ana@example.org/roadmap/a.ics"
    assert entry.name == "a.ics"
    assert entry.tag == '"1"'


def test_the_collection_is_found_with_and_without_its_slash() -> None:
    for href in (URL, URL.rstrip("/"), "/cal/ana@example.org/roadmap"):
        assert read(response(href)).find(URL) is not None
    assert read(response("/cal/ana@example.org/other/")).find(URL) is None


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_a_path_survives_being_quoted(name: str) -> None:
    assert path_of("https://dav.example.org/" + quoted(name)) == "/" + name


def test_gone_is_told_by_the_status_of_the_response() -> None:
    [entry] = read(
        "<d:response><d:href>/a.ics</d:href><d:status>HTTP/1.1 404 Not Found</d:status>"
        "</d:response>"
    ).entries

    assert entry.status == 404


def test_several_hrefs_share_one_status() -> None:
    entries = read(
        "<d:response><d:href>/a.ics</d:href><d:href>/b.ics</d:href>"
        "<d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
    ).entries

    assert [(one.name, one.status) for one in entries] == [("a.ics", 404), ("b.ics", 404)]


def test_a_property_that_is_not_there_is_not_empty() -> None:
    """Xandikos answers calendar-data in sync-collection with a propstat of 404."""
    [entry] = read(
        "<d:response><d:href>/a.ics</d:href><d:propstat><d:prop><d:getetag>x</d:getetag></d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><c:calendar-data/>"
        "</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>"
    ).entries

    assert entry.data is None
    assert entry.tag == "x"


def test_line_ends_that_xml_took_come_back() -> None:
    for text in ("BEGIN:X\nEND:X\n", "BEGIN:X&#13;\nEND:X&#13;\n", "BEGIN:X\r\nEND:X\r\n"):
        [entry] = read(response("/a.ics", f"<c:calendar-data>{text}</c:calendar-data>")).entries

        assert entry.data == b"BEGIN:X\r\nEND:X\r\n"


def test_a_cut_list_says_so() -> None:
    page = read(
        response("/a.ics")
        + f"<d:response><d:href>{URL}</d:href><d:status>HTTP/1.1 507 Full</d:status>"
        "</d:response><d:sync-token> t2 </d:sync-token>"
    )

    assert page.cut
    assert page.token == "t2"  # noqa: S105 - of a calendar
    assert [one.name for one in page.entries] == ["a.ics"]


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(answer("<html><body>Accept our terms</body></html>", 200), id="html 200"),
        pytest.param(answer("<html><body>Accept our terms</body></html>"), id="html 207"),
        pytest.param(answer("<!DOCTYPE html><html></html>"), id="doctype"),
        pytest.param(answer(f"<d:multistatus {NAMES}>"), id="cut off"),
        pytest.param(answer(""), id="nothing"),
        pytest.param(answer(b"\xff\xfe\x00"), id="no text"),
        pytest.param(answer('<?xml version="1.0" encoding="x-none"?><a/>'), id="no encoding"),
        pytest.param(answer("<multistatus/>"), id="no namespace"),
        pytest.param(
            answer(
                '<!DOCTYPE a [<!ENTITY x "yy"><!ENTITY z "&x;&x;">]>'
                f"<d:multistatus {NAMES}>&z;</d:multistatus>"
            ),
            id="entities",
        ),
        pytest.param(answer(f"<d:multistatus {NAMES}><d:response/></d:multistatus>"), id="no href"),
        pytest.param(
            answer(
                f"<d:multistatus {NAMES}><d:response><d:href>/a</d:href><d:propstat><d:prop/>"
                "<d:status>HTTP/1.1 500 Oops</d:status></d:propstat></d:response></d:multistatus>"
            ),
            id="cannot tell",
        ),
        pytest.param(answer(f"<d:multistatus {NAMES}/>", 204), id="another status"),
    ],
)
def test_what_is_no_answer_raises(bad: Answer) -> None:
    with pytest.raises(UnreachableError, match="the server"):
        multistatus(bad, "the server")


@given(st.binary())
def test_no_bytes_make_it_raise_anything_else(body: bytes) -> None:
    with contextlib.suppress(UnreachableError):
        multistatus(answer(body), "the server")
    assert conditions(answer(body)) == set()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (f"<d:error {NAMES}><c:no-uid-conflict/></d:error>", {"no-uid-conflict"}),
        (f"<d:error {NAMES}><c:no-uid-conflict><d:href>/a</d:href></c:no-uid-conflict></d:error>",
         {"no-uid-conflict"}),
        ((f"<d:error {NAMES}><c:valid-calendar-data/><d:responsedescription>No</"
         "d:responsedescription></d:error>"), {"valid-calendar-data"}),
        (("<d:error xmlns:d='DAV:' xmlns:s='http://sabredav.org/ns'><s:exception>X</s:exception>"
         "<s:message>y</s:message></d:error>"), set()),
        ("<html/>", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_conditions(body: str, names: set[str]) -> None:
    assert conditions(answer(body, 403)) == names


def test_a_weak_etag_is_good_for_no_condition() -> None:
    assert answer("", 201, etag='"a"').tag == '"a"'
    assert answer("", 201, etag='W/"a"').tag == ""
    assert answer("", 201).tag == ""


def test_hrefs_in_a_property_are_made_absolute() -> None:
    home = "<d:current-user-principal><d:href>/p/ana/</d:href></d:current-user-principal>"
    [entry] = read(response("/cal/", home)).entries

    assert entry.hrefs(f"{DAV}current-user-principal") == ["https://dav.example.org/p/ana/"]
    assert entry.hrefs(f"{DAV}owner") == []
