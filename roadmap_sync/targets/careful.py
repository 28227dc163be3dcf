"""A target whose words cannot hold its password, whatever a server or a library says."""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal
from urllib.parse import quote, quote_plus

from msgspec.structs import replace

from roadmap_sync.errors import RoadmapError
from roadmap_sync.targets.base import Outcome, Pull, Target, Write

_INSTEAD = "[secret]"


class CarefulTarget:
    """Another target, with its password taken out of every error and every reason."""

    def __init__(self, target: Target, secret: str, username: str = "") -> None:
        self.name = target.name
        self.kind = target.kind
        self.identity = target.identity
        self.tasks: Literal["events", "todos"] = target.tasks
        self._target = target
        self._forms = _forms(secret, username)

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        with self._careful():
            return self._target.pull(cursor, known, twice)

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        with self._careful():
            for outcome in self._target.push(writes, stop):
                yield replace(outcome, reason=self._without(outcome.reason))

    def close(self) -> None:
        self._target.close()

    @contextmanager
    def _careful(self) -> Iterator[None]:
        try:
            yield
        except RoadmapError as error:
            words = self._without(str(error))
            if words == str(error):
                raise
            error.args = (words,)  # some carry more than words, which must stay
            raise error from None

    def _without(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, _INSTEAD)
        return text


def _forms(secret: str, username: str) -> tuple[str, ...]:
    """Return a secret as it may stand in words: plain, in an address, in Base64, as a repr."""
    if not secret:
        return ()
    basic = b64encode(f"{username}:{secret}".encode()).decode()
    inside = b64encode(secret.encode()).decode()
    plain = (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1])
    return (*dict.fromkeys(plain), basic, inside)
