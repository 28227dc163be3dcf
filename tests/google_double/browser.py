"""A browser that does what it is told: for tests of the sign-in."""

import re
from collections.abc import Collection
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode, urlsplit


class PageError(Exception):
    """Google shows a page that leads nowhere; the text is on it."""


def consent(
    address: str, *, refuse: Collection[str] = (), cancel: bool = False, follow: bool = True
) -> str:
    """Open the consent page, tick boxes, press a button, and go where that leads.

    Args:
        address: What the program wants opened.
        refuse: Scopes whose boxes stay empty.
        cancel: Press "Cancel" instead of "Continue".
        follow: Also call the program's own address; otherwise only return it.
    """
    status, _, page = _open("GET", address)
    if status != 200:
        raise PageError(unescape(re.sub("<[^>]*>", " ", page)))
    form = [("request", _one('name="request" value="([^"]*)"', page))]
    boxes = [unescape(one) for one in re.findall('name="scope" value="([^"]*)"', page)]
    form += [("scope", one) for one in boxes if one not in refuse]
    form.append(("answer", "deny" if cancel else "allow"))
    root = urlsplit(address)
    path = _one('action="([^"]*)"', page)
    action = f"{root.scheme}://{root.netloc}{path}"
    _, location, _ = _open("POST", action, urlencode(form))
    if follow:
        _open("GET", location)
    return location


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None
    return found[1]


def _open(verb: str, address: str, body: str = "") -> tuple[int, str, str]:
    """Return the status, where it leads, and the page."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(verb, f"{parts.path or '/'}?{parts.query}", body or None, kind)
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        connection.close()
