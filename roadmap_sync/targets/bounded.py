"""Bodies of answers, with a bound in time and size.

The time-out of a socket counts from byte to byte: a server that sends one now and then, or a
stream without an end, would hold a run for ever.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from roadmap_sync import clock

#: So many times as long as a server may be silent, it may take for one whole answer.
PATIENT = 10
#: Bytes; four years of a roadmap with all they carry are less than three million.
MOST = 100_000_000
#: Bytes to read at once, at most.
CHUNK = 65_536


def joined(chunks: Iterable[bytes], seconds: float) -> bytes:
    """Return a whole body.

    Args:
        chunks: As they come.
        seconds: That the server may be silent.

    Raises:
        TimeoutError: It took `PATIENT` times as long.
        ValueError: It is larger than `MOST`.
    """
    begun, size, parts = clock.monotonic(), 0, []
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > MOST:
            raise ValueError("too large")
        if clock.monotonic() - begun > PATIENT * seconds:
            raise TimeoutError("timed out")
    return b"".join(parts)


def chunks_of(response: Any) -> Iterator[bytes]:  # noqa: ANN401 - the library is loaded later
    """Yield the body of an ``http.client.HTTPResponse`` as it comes.

    Raises:
        http.client.IncompleteRead: The connection ended too soon.
    """
    while chunk := response.read1(CHUNK):
        yield chunk
    # There is nothing more, or it is missed; only this read lets the connection be used again.
    yield response.read()
