"""What nobody waits for is done once, whoever asks for it first."""

from threading import Event

from roadmap_sync.cli.chores import Chores


def test_what_was_not_begun_is_done_in_the_end() -> None:
    done: list[str] = []
    chores = Chores()
    chores.add(lambda: done.append("one"))
    assert done == []

    chores.finish()
    chores.finish()

    assert done == ["one"]


def test_what_was_begun_is_waited_for_in_the_end() -> None:
    done: list[str] = []
    may_go = Event()

    def slow() -> None:
        assert may_go.wait(10)
        done.append("slow")

    chores = Chores()
    chores.add(slow)
    chores.begin()
    chores.begin()
    assert done == []
    may_go.set()
    chores.finish()

    assert done == ["slow"]
