"""Errors of the network become our own, in words for people, and none comes out as it is."""

import socket
import ssl
from http import client

import caldav.lib.error as caldav_errors
import niquests.exceptions as http_errors
import pytest
from caldav.discovery import DiscoveryError

from roadmap_sync.errors import SettingsError, UnreachableError
from roadmap_sync.targets.caldav_lines import (
    LibraryLine,
    LostError,
    PlainLine,
    behind_proxy,
    failures,
    lost,
    trust,
)
from roadmap_sync.targets.caldav_settings import CalDavSettings

SECRET = "pässword"  # noqa: S105 - of a test
URL = f"https://ana:{SECRET}@dav.example.org/"
SETTINGS = CalDavSettings(
    name="phone", url="https://dav.example.org/", username="ana", password=SECRET
)


def _classes(module: object) -> list[type[BaseException]]:
    return [
        one
        for name, one in vars(module).items()
        if not name.startswith("_")
        and isinstance(one, type)
        and issubclass(one, Exception)
        and not issubclass(one, Warning)
    ]


LIBRARIES = [
    *_classes(caldav_errors), DiscoveryError, *_classes(http_errors), *_classes(client),
    *_classes(ssl), *_classes(socket),
]  # fmt: skip


def _made(kind: type[BaseException]) -> BaseException:
    error = kind.__new__(kind)
    error.args = (f"cannot reach {URL}", SECRET)
    return error


@pytest.mark.parametrize("kind", LIBRARIES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_error_of_a_library_is_mapped(
    kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert issubclass(kind, failures())
    line = LibraryLine(SETTINGS, "basic")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise _made(kind)

    monkeypatch.setattr(line._client.session, "request", fail)
    with pytest.raises(UnreachableError) as caught:
        line.send("PUT", "https://dav.example.org/x", {}, b"x")
    line.close()

    assert SECRET not in str(caught.value)
    assert str(caught.value).startswith("dav.example.org: ")
    assert caught.value.__cause__ is None


def _verify(message: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = message
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (_verify("certificate has expired"), "has expired; whoever runs the server must renew it"),
        (_verify("certificate is not yet valid"), "is the clock of this computer right?"),
        (_verify("Hostname mismatch, certificate is not valid for 'x'"), "for another address"),
        (_verify("IP address mismatch, certificate is not valid"), "for another address"),
        (_verify("self-signed certificate"), "name its certificate in ca_file:"),
        (_verify("unable to get local issuer certificate"), "name its certificate in ca_file:"),
        (socket.gaierror(-2, "Name or service not known"), "nobody knows a computer of that name"),
        (ConnectionRefusedError(111, "Connection refused"), "nothing answers there"),
        (OSError(101, "Network is unreachable"), "is there a network?"),
        (OSError(113, "No route to host"), "is there a network?"),
        (TimeoutError("timed out"), "did not answer in time"),
        (ConnectionResetError(104, "Connection reset by peer"), "the connection broke"),
        (client.IncompleteRead(b"half"), "the connection broke"),
        (ssl.SSLError(1, "wrong version number"), "no encrypted connection"),
        (http_errors.ProxyError("Cannot connect to proxy"), "the proxy"),
        (http_errors.SSLError(_verify("certificate has expired")), "has expired"),
        (http_errors.ReadTimeout("Read timed out."), "did not answer in time"),
    ],
)
def test_the_words_say_what_to_do(error: BaseException, words: str) -> None:
    assert words in str(lost(error, URL, sent=True))
    assert SECRET not in str(lost(error, URL, sent=True))


@pytest.mark.parametrize(
    ("error", "sent"),
    [
        (ConnectionRefusedError(111, "Connection refused"), False),
        (socket.gaierror(-2, "Name or service not known"), False),
        (_verify("certificate has expired"), False),
        (ConnectionResetError(104, "Connection reset by peer"), True),
        (TimeoutError("timed out"), True),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), True),
    ],
)
def test_what_a_server_may_have_heard_is_not_called_unsent(
    error: BaseException,
    sent: bool,  # noqa: FBT001
) -> None:
    assert lost(error, URL, sent=True).sent is sent
    assert not lost(error, URL, sent=False).sent


def test_errors_that_hold_each_other_end() -> None:
    one, other = OSError("one"), OSError("other")
    one.__cause__, other.__cause__ = other, one

    assert isinstance(lost(one, URL, sent=True), LostError)


@pytest.mark.parametrize("text", ["", "no certificate"])
def test_a_ca_file_without_certificates_is_a_setting(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    if text:
        path.write_text(text)
    settings = CalDavSettings(name="phone", url="https://localhost:1/", ca_file=str(path))

    with pytest.raises(SettingsError, match="ca_file"):
        trust(settings)
    with pytest.raises(SettingsError, match="ca_file"):
        PlainLine(settings).send("GET", settings.url, {}, b"")


def test_a_proxy_is_used_only_where_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("HTTP_PROXY", "https_proxy", "ALL_PROXY", "http_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert not behind_proxy()
    monkeypatch.setenv("no_proxy", "localhost")
    assert not behind_proxy()
    monkeypatch.setenv("https_proxy", "http://proxy.example.org:3128")
    assert behind_proxy()
