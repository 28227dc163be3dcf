"""A target whose library tells secrets, wrapped."""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import pytest

from roadmap_sync.errors import SignInError, UnreachableError
from roadmap_sync.targets.base import Outcome, Pull, Result, Write
from roadmap_sync.targets.caldav_lines import LostError
from roadmap_sync.targets.careful import CarefulTarget
from roadmap_sync.targets.memory import MemoryTarget

PLANTED = "p@ss w:rd/ü'"
FORMS = (
    PLANTED,
    "p%40ss%20w%3Ard%2F%C3%BC%27",
    "p%40ss+w%3Ard%2F%C3%BC%27",
    b64encode(PLANTED.encode()).decode(),
    b64encode(f"ana:{PLANTED}".encode()).decode(),
)


class _Telltale(MemoryTarget):
    words = ""

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        raise SignInError(f"no: {self.words}")

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        yield Outcome(write=writes[0], result=Result.REFUSED, reason=f"no: {self.words}")
        raise UnreachableError(f"lost: {self.words}")


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_secret_comes_out(form: str) -> None:
    inner = _Telltale()
    inner.words = form
    target = CarefulTarget(inner, PLANTED, "ana")

    with pytest.raises(SignInError) as caught:
        target.pull("", {})
    assert str(caught.value) == "no: [secret]"
    assert caught.value.__cause__ is None
    outcomes = target.push([Write(verb="delete", uid="a")], lambda: False)
    assert next(outcomes).reason == "no: [secret]"
    with pytest.raises(UnreachableError, match=r"lost: \[secret\]"):
        next(outcomes)


def test_other_words_stay_and_nothing_else_changes() -> None:
    inner = _Telltale("phone", tasks="events")
    inner.words = "the server is gone"
    target = CarefulTarget(inner, "", "")

    assert (target.name, target.kind, target.tasks) == ("phone", "memory", "events")
    assert target.identity == inner.identity
    with pytest.raises(SignInError, match="no: the server is gone"):
        target.pull("", {})


class _Lost(MemoryTarget):
    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        raise LostError("nothing answers there", sent=True)


def test_an_error_with_more_in_it_than_words_stays_what_it_is() -> None:
    target = CarefulTarget(_Lost(), "there", "ana")

    with pytest.raises(LostError, match=r"nothing answers \[secret\]") as caught:
        target.pull("", {})

    assert caught.value.sent
