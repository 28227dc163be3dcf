"""Many calls in one request.

Syntax and rules: developers.google.com/workspace/calendar/api/guides/batch.
"""

from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from http import HTTPStatus

from tests.google_double.api import Answer, Asked, refusal
from tests.google_double.errors import ApiError
from tests.google_double.world import World

_BOUNDARY = "batch_double"

#: Called with a part and its number, from 1.
Serve = Callable[[Asked, int], Answer]


def serve(world: World, api: str, asked: Asked, serve_part: Serve) -> Answer:
    """Serve every part, and answer in the order in which they came.

    "The server may perform your calls in any order": the last comes first here, so that nobody
    relies on theirs.
    """
    try:
        parts = _parts(world, asked)
    except ApiError as error:
        return refusal(error, api)
    answers: dict[int, Answer] = {}
    for number, (_, part) in reversed(list(enumerate(parts, 1))):
        answers[number] = serve_part(part, number)
    lines = []
    for number, (name, _) in enumerate(parts, 1):
        lines.append(_wrapped(name, answers[number]))
    body = "".join(lines) + f"--{_BOUNDARY}--\r\n"
    kind = {"Content-Type": f"multipart/mixed; boundary={_BOUNDARY}"}
    return Answer(status=200, body=body.encode(), headers=kind)


def _parts(world: World, asked: Asked) -> list[tuple[str, Asked]]:
    """Return the parts, each with its Content-ID."""
    kind = asked.headers.get("content-type", "")
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + asked.body)
    if message.get_content_type() != "multipart/mixed" or not message.is_multipart():
        raise ApiError(400, "badRequest", "A batch is multipart/mixed")
    parts = [_part(one, asked) for one in message.get_payload() if isinstance(one, Message)]
    if len(parts) > world.limits.batch:
        text = f"The batch request has {len(parts)} calls; at most {world.limits.batch}."
        raise ApiError(400, "badRequest", text)
    names = [name for name, _ in parts if name]
    if len(set(names)) != len(parts):
        raise ApiError(400, "badRequest", "Every part needs a Content-ID of its own")
    return parts


def _part(part: Message, outer: Asked) -> tuple[str, Asked]:
    if part.get_content_type() != "application/http":
        raise ApiError(400, "badRequest", "Every part is application/http")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    line, _, rest = payload.partition(b"\n")
    try:
        verb, target, _ = line.decode("ascii").split()
    except ValueError as error:
        raise ApiError(400, "badRequest", f"No request line: {line!r}") from error
    if not target.startswith("/"):
        # "It must contain only the path portion of the URL; full URLs aren't allowed".
        raise ApiError(400, "badRequest", "A part has a path, not a whole address")
    inner = message_from_bytes(rest)
    body = inner.get_payload(decode=True)
    assert isinstance(body, bytes)
    # "The HTTP headers for the outer batch request, except for the Content- headers … apply to
    # every request in the batch"; a part's own come before them.
    headers = {k: v for k, v in outer.headers.items() if not k.startswith("content-")}
    headers |= {name.lower(): str(value) for name, value in inner.items()}
    text = Asked(verb=verb, target=target, headers=headers, body=body.strip())
    return part.get("Content-ID", ""), text


def _wrapped(name: str, answer: Answer) -> str:
    """Return an answer as a part; "the response's Content-ID has response- before it"."""
    phrase = HTTPStatus(answer.status).phrase
    own = "".join(f"{key}: {value}\r\n" for key, value in answer.headers.items())
    return (
        f"--{_BOUNDARY}\r\nContent-Type: application/http\r\n"
        f"Content-ID: <response-{name.strip('<>')}>\r\n\r\n"
        f"HTTP/1.1 {answer.status} {phrase}\r\n{own}"
        f"Content-Length: {len(answer.body)}\r\n\r\n{answer.body.decode()}\r\n"
    )
