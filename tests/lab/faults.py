"""What goes wrong between a program and a server, as faults for `tests.lab.proxy`."""

import time
from collections.abc import Callable

from msgspec.structs import replace

from tests.lab.proxy import Fault, Forward, HangUpError, Request, Response

_HTML = b"<!DOCTYPE html><html><title>Sign in</title><p>Please accept our terms.</html>"
_NOTHING = b'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"/>'
_XML = ("Content-Type", "application/xml; charset=utf-8")


def reset(*, applied: bool) -> Fault:
    """The connection breaks, after the server did what was asked or before it heard of it."""

    def fault(request: Request, forward: Forward) -> Response:
        if applied:
            forward(request)
        raise HangUpError

    return fault


def status(code: int, *, retry_after: str = "", applied: bool = False) -> Fault:
    """Another status than the server's; ``applied`` if the server did what was asked."""
    headers = [("Content-Type", "text/plain")]
    if retry_after:
        headers.append(("Retry-After", retry_after))

    def fault(request: Request, forward: Forward) -> Response:
        if applied:
            forward(request)
        return Response(status=code, headers=headers, body=b"not now\n")

    return fault


def html(_: Request, __: Forward) -> Response:
    """A page with status 200, as networks of hotels and hospitals send it."""
    return Response(status=200, headers=[("Content-Type", "text/html")], body=_HTML)


def nothing_there(_: Request, __: Forward) -> Response:
    """A multistatus without any response."""
    return Response(status=207, headers=[_XML], body=_NOTHING)


def half(request: Request, forward: Forward) -> Response:
    """The first half of the answer, as if it were all."""
    response = forward(request)
    return replace(response, body=response.body[: len(response.body) // 2])


def cut(request: Request, forward: Forward) -> Response:
    """The first half of the answer, then the connection breaks."""
    response = forward(request)
    return replace(response, cut=len(response.body) // 2)


def hang(seconds: float, *, applied: bool = False) -> Fault:
    """No answer for some seconds, then the connection breaks."""

    def fault(request: Request, forward: Forward) -> Response:
        if applied:
            forward(request)
        time.sleep(seconds)
        raise HangUpError

    return fault


def drip(seconds: float) -> Fault:
    """The right answer, byte by byte, never silent for longer than that."""

    def fault(request: Request, forward: Forward) -> Response:
        return replace(forward(request), drip=seconds)

    return fault


def delay(seconds: float) -> Fault:
    """A server that is far away; how far is there and back again."""

    def fault(request: Request, forward: Forward) -> Response:
        time.sleep(seconds)
        return forward(request)

    return fault


def no_tag(request: Request, forward: Forward) -> Response:
    """The server does not tell the ETag."""
    response = forward(request)
    kept = [pair for pair in response.headers if pair[0].lower() != "etag"]
    return replace(response, headers=kept)


def around(*, before: Callable[[], object] = bool, after: Callable[[], object] = bool) -> Fault:
    """Something happens before the server hears of it, or before the program hears the answer."""

    def fault(request: Request, forward: Forward) -> Response:
        before()
        response = forward(request)
        after()
        return response

    return fault


def killing(kill: Callable[[], object], *, applied: bool) -> Fault:
    """The program is killed, after the server did what was asked or before it heard of it."""

    def fault(request: Request, forward: Forward) -> Response:
        if applied:
            forward(request)
        kill()
        raise HangUpError

    return fault
