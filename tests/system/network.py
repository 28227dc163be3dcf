"""What tests of bad networks share: the faults by name, and what healing means."""

from tests.lab import faults
from tests.lab.proxy import Fault, Request
from tests.lab.scene import Scene

#: Seconds that a run may try again and again: few where it cannot succeed, many where it must.
SOON = ("--deadline", "1")
LATE = ("--deadline", "30")
#: What writes meet on their way, all of it worth another try.
TEMPORARY: dict[str, Fault] = {
    "reset before": faults.reset(applied=False),
    "reset after": faults.reset(applied=True),
    "500": faults.status(500),
    "500 after": faults.status(500, applied=True),
    "502": faults.status(502),
    "502 after": faults.status(502, applied=True),
    "503": faults.status(503),
    "503 with Retry-After": faults.status(503, retry_after="1"),
    "429": faults.status(429),
    "429 with Retry-After": faults.status(429, retry_after="1"),
    "423": faults.status(423),
    "answer cut off": faults.cut,
    "a web page": faults.html,  # it looks like success, and nothing was stored
}
#: One of each sort, where each costs the whole deadline.
LASTING = ("reset before", "reset after", "500 after", "503 with Retry-After", "429", "423",
           "a web page")  # fmt: skip
#: Answers to questions that look as if the calendar were empty, or are no answers.
LIES: dict[str, Fault] = {
    "half of the XML": faults.half,
    "cut off": faults.cut,
    "a web page": faults.html,
    "nothing there": faults.nothing_there,
    "hangs": faults.hang(3),
}


def is_item(request: Request) -> bool:
    """Is it a write of an item?"""
    return request.method in {"PUT", "DELETE"}


def is_list(request: Request) -> bool:
    """Does it ask what there is?"""
    return request.method in {"PROPFIND", "REPORT"}


def assert_it_heals(scene: Scene, count: int) -> None:
    """The next run without faults completes what is missing, and the one after does nothing."""
    scene.proxy.rules = []
    scene.sync_well()
    assert len(scene.contents()) == count
    assert_nothing_left(scene)


def assert_nothing_left(scene: Scene) -> None:
    """A run without faults writes nothing."""
    scene.proxy.rules = []
    before = scene.contents()
    scene.sync_well()
    assert scene.writes() == 0
    assert scene.contents() == before
