"""One change at a time, or a second one while the answer to the first is on its way."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from roadmap_sync.targets.caldav_turns import Turns, gap_of

#: Of a request that is "sent" here: whoever waits for it is stuck after this.
STUCK = 10.0


class Request:
    """A change that is under way until somebody answers it."""

    def __init__(self) -> None:
        self.sent = threading.Event()
        self.answered = threading.Event()

    def send(self, turns: Turns) -> None:
        with turns.turn():
            self.sent.set()
            assert self.answered.wait(STUCK)


@pytest.mark.parametrize(
    ("took", "quickest", "gap"),
    [
        (0.100, 0.098, 0.050),  # far away, and quick at work: never sooner than half way
        (0.047, 0.029, 0.027),
        (0.100, 0.055, None),  # at work for much of the time
        (0.022, 0.005, None),  # near by
        (0.100, 0.300, 0.050),  # nothing was quicker yet
        (0.100, None, None),
    ],
)
def test_how_long_after_a_change_the_next_one_sets_out(
    took: float, quickest: float | None, gap: float | None
) -> None:
    assert gap_of(took, quickest) == (None if gap is None else pytest.approx(gap))


def far() -> Turns:
    """A server of which a first change has shown that answers are long on their way."""
    turns = Turns(lambda: STUCK)  # so that half of the first one's time is enough
    with turns.turn():
        time.sleep(0.01)
    return turns


def under_way(turns: Turns, pool: ThreadPoolExecutor, count: int) -> list[Request]:
    requests = [Request() for _ in range(count)]
    for one in requests:
        pool.submit(one.send, turns)
    return requests


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that other threads bring about."""
    ends = time.monotonic() + STUCK
    while not condition():
        assert time.monotonic() < ends, "stuck"
        time.sleep(0.001)


def sent(requests: list[Request]) -> int:
    return sum(one.sent.is_set() for one in requests)


def answer(requests: list[Request]) -> None:
    """Answer one that is under way."""
    one = next(one for one in requests if one.sent.is_set() and not one.answered.is_set())
    one.answered.set()


def test_far_away_two_are_under_way_and_never_three() -> None:
    turns = far()
    with ThreadPoolExecutor(4) as pool:
        requests = under_way(turns, pool, 4)
        for known in (2, 3, 4):
            until(lambda: sent(requests) == known)  # noqa: B023 - called at once
            time.sleep(0.02)  # many times the gap: nobody else sets out
            assert sent(requests) == known
            answer(requests)
        for one in requests:
            one.answered.set()


@pytest.mark.parametrize("why", ["near by", "collided", "the first one"])
def test_else_each_waits_for_the_answer_to_the_one_before(why: str) -> None:
    turns = Turns(lambda: 0.0) if why == "near by" else far()
    if why == "collided":
        turns.collided()
    elif why == "the first one":
        turns = Turns(lambda: STUCK)
    running: Future[None]
    with ThreadPoolExecutor(2) as pool:
        first, second = Request(), Request()
        running = pool.submit(first.send, turns)
        assert first.sent.wait(STUCK)
        pool.submit(second.send, turns)
        time.sleep(0.02)
        assert not second.sent.is_set()
        first.answered.set()
        running.result(STUCK)
        assert second.sent.wait(STUCK)
        second.answered.set()


def test_after_a_collision_no_later_change_measures_a_gap_again() -> None:
    turns = far()
    turns.collided()
    with turns.turn():
        time.sleep(0.01)
    with ThreadPoolExecutor(2) as pool:
        requests = under_way(turns, pool, 2)
        until(lambda: sent(requests) == 1)
        time.sleep(0.02)
        assert sent(requests) == 1
        answer(requests)
        until(lambda: sent(requests) == 2)
        answer(requests)


def test_a_change_that_fails_lets_the_next_one_go() -> None:
    turns = Turns(lambda: None)
    with pytest.raises(ValueError, match="lost"), turns.turn():
        raise ValueError("lost")
    with turns.turn():
        pass
