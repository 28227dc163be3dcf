"""Waiting: with chance, as long as the server asks, and never past the end."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync import chance, clock
from roadmap_sync.targets.patience import Patience, backoff, retry_after


class FakeClock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(clock, "monotonic", lambda: self.now)
        monkeypatch.setattr(clock, "sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    return FakeClock(monkeypatch)


def test_each_wait_is_about_twice_as_long(time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chance, "fraction", lambda: 0.999)
    patience = Patience(seconds=60, tries=4)
    waits = []
    before = time.now
    while patience.wait():
        waits.append(round(time.now - before, 1))
        before = time.now

    assert waits == [0.4, 0.8, 1.6]


def test_a_server_that_says_how_long_is_obeyed(time: FakeClock) -> None:
    patience = Patience(seconds=60)

    assert patience.wait(7)
    assert time.now == pytest.approx(1007)


def test_a_wait_longer_than_the_rest_is_not_begun(time: FakeClock) -> None:
    patience = Patience(seconds=10)

    assert patience.wait(6)
    assert not patience.wait(6)
    assert time.now == pytest.approx(1006)
    assert patience.left == pytest.approx(4)


def test_a_stop_ends_a_wait_within_a_quarter_of_a_second(time: FakeClock) -> None:
    patience = Patience(seconds=60, stop=lambda: time.now >= 1003)

    assert not patience.wait(30)
    assert time.now < 1003.3


def test_who_is_stopped_already_does_not_wait(time: FakeClock) -> None:
    assert not Patience(seconds=60, stop=lambda: True).wait()
    assert time.now == 1000


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True))
def test_chance_takes_at_most_half_away(tried: int, fraction: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chance, "fraction", lambda: fraction)
        step = min(20.0, 0.4 * 2.0 ** (tried - 1))

        assert step / 2 <= backoff(tried) <= step


@freeze_time("2026-11-26 12:00:00")
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 26 Nov 2026 12:00:30 GMT", 30),
        ("Thu, 26 Nov 2026 12:00:30", 30),
        ("Thu, 26 Nov 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("1.5", None),
        ("99999999999999999999", 999999999),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after(text) == seconds


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    found = retry_after(text)

    assert found is None or found >= 0


def test_the_clock_and_chance_are_the_real_ones() -> None:
    before = clock.monotonic()
    clock.sleep(0.001)

    assert clock.monotonic() > before
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251 - compared
    assert len({chance.fraction() for _ in range(20)}) > 15
    assert all(0 <= chance.fraction() < 1 for _ in range(20))
