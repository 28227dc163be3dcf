"""Bodies of answers, read with a bound."""

from collections.abc import Iterator

import pytest

from roadmap_sync import clock
from roadmap_sync.targets.bounded import MOST, PATIENT, joined


def test_a_body_is_all_of_its_chunks() -> None:
    assert joined(iter([b"a", b"", b"bc"]), 30) == b"abc"


def test_what_never_ends_is_not_kept() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(MOST // 4)

    with pytest.raises(ValueError, match="too large"):
        joined(endless(), 30)


def test_what_comes_too_slowly_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(clock, "monotonic", lambda: now)

    def slow() -> Iterator[bytes]:
        nonlocal now
        for _ in range(PATIENT + 1):
            now += 29
            yield b"a"
        now += 29
        yield b"b"

    with pytest.raises(TimeoutError):
        joined(slow(), 30 - 2)
    assert joined(iter([b"a"]), 0) == b"a"
