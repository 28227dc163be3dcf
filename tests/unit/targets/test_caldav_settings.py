"""Settings of a CalDAV target: where a password may go, and what has which name."""

import pytest
from msgspec.structs import replace

from roadmap_sync.errors import SettingsError
from roadmap_sync.targets.caldav_settings import CalDavSettings, may_follow

SETTINGS = CalDavSettings(
    name="phone", url="https://dav.example.org/", username="ana", password="pässword",  # noqa: S106
    calendar="Roadmap",
)  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "https://dav.example.org",
        "https://DAV.Example.org/",
        "https://dav.example.org:443/",
        " https://dav.example.org// ",
    ],
)
def test_one_calendar_has_one_identity(url: str) -> None:
    assert replace(SETTINGS, url=url).identity == SETTINGS.identity


@pytest.mark.parametrize(
    "other",
    [
        replace(SETTINGS, url="https://dav.example.org:8443/"),
        replace(SETTINGS, url="https://dav.example.org/ana"),
        replace(SETTINGS, username="bob"),
        replace(SETTINGS, calendar="Other"),
        replace(SETTINGS, username="ana Roadmap", calendar=""),
    ],
)
def test_another_calendar_has_another(other: CalDavSettings) -> None:
    assert other.identity != SETTINGS.identity


def test_a_password_shows_nowhere() -> None:
    assert "pässword" not in SETTINGS.identity
    assert "pässword" not in repr(SETTINGS)
    assert replace(SETTINGS, password="other").identity == SETTINGS.identity  # noqa: S106


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://ana:secret@dav.example.org/", "holds a user name or a password"),
        ("ftp://dav.example.org/", "must begin with https://"),
        ("https:///", "must begin with https://"),
        ("https://dav.example.org:port/", "no address"),
        ("https://[::1/", "no address"),
        ("  ", "no url:"),
    ],
)
def test_an_address_that_cannot_be(url: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        replace(SETTINGS, url=url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["dav.example.org", "ana@example.org"])
def test_a_domain_is_looked_up(url: str) -> None:
    assert replace(SETTINGS, url=url).looked_up
    assert not SETTINGS.looked_up


def test_only_an_open_network_is_warned_of() -> None:
    assert SETTINGS.warnings == ()
    for url in ("http://127.0.0.1:5232/", "http://localhost/", "http://[::1]/", "example.org"):
        assert replace(SETTINGS, url=url).warnings == ()
    [words] = replace(SETTINGS, url="http://dav.example.org/").warnings
    assert "everybody on the way can read the password" in words


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        ("https://dav.example.org/", "https://dav.example.org/ana/", True),
        ("https://caldav.icloud.com/", "https://p34-caldav.icloud.com/", True),
        ("https://example.org/", "https://dav.example.org/", True),
        ("https://dav.example.org/", "https://example.org/", True),
        ("http://dav.example.org/", "https://dav.example.org/", True),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:5232/x", True),
        ("https://dav.example.org/", "http://dav.example.org/", False),
        ("https://dav.example.org/", "https://dav.example.org:8443/", False),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:9999/", False),
        ("http://dav.example.org/", "http://other.example.org/", False),
        ("https://dav.example.org/", "https://evil.org/", False),
        ("https://dav.example.org/", "https://example.org.evil.org/", False),
        ("https://dav.school.ac.uk/", "https://evil.ac.uk/", False),
        ("https://dav.school.ac.uk/", "https://www.school.ac.uk/", True),
        ("https://10.0.0.1/", "https://11.0.0.1/", False),
        ("https://localhost/", "https://dav.localhost/", False),
        ("https://dav.example.org/", "https://a:b@dav.example.org/", False),
        ("https://dav.example.org/", "ftp://dav.example.org/", False),
        ("https://dav.example.org/", "https:///x", False),
    ],
)
def test_where_a_password_may_go(old: str, new: str, may: bool) -> None:  # noqa: FBT001
    assert may_follow(old, new) is may
