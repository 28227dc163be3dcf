"""A target that is asked before its answer is needed."""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from threading import Event, Thread
from typing import Literal

import pytest

from roadmap_sync.errors import UnreachableError
from roadmap_sync.targets.base import Outcome, Pull, Result, Write
from roadmap_sync.targets.early import EarlyTarget, begin
from roadmap_sync.targets.patience import attentive


class Slow:
    """Notes what it is asked, and answers when it may."""

    name, kind, identity = "slow", "memory", "slow"
    tasks: Literal["events", "todos"] = "events"

    def __init__(self, *errors: Exception) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.may_answer = Event()
        self.closed = False
        self._errors = list(errors)

    def pull(self, cursor: str, known: Mapping[str, str], twice: Collection[str] = ()) -> Pull:
        self.asked.append((cursor, dict(known)))
        assert self.may_answer.wait(10)
        if self._errors:
            raise self._errors.pop(0)
        return Pull(changed=(), gone=frozenset(), cursor=f"after {cursor}", whole=False)

    def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
        raise AssertionError((writes, stop))

    def close(self) -> None:
        self.closed = True


def early(slow: Slow, cursor: str = "c1") -> EarlyTarget:
    target = EarlyTarget(slow)
    begin([target.ask(cursor, {"ref": "tag"})])
    return target


def test_the_first_pull_gets_the_answer_that_came_meanwhile() -> None:
    slow = Slow()
    target = early(slow)
    slow.may_answer.set()

    assert target.pull("c1", {"ref": "tag"}).cursor == "after c1"
    assert slow.asked == [("c1", {"ref": "tag"})]


def test_the_second_pull_asks_again() -> None:
    slow = Slow()
    target = early(slow)
    slow.may_answer.set()

    target.pull("c1", {"ref": "tag"})
    target.pull("c1", {"ref": "tag"})

    assert len(slow.asked) == 2


def test_an_answer_to_another_question_is_not_taken() -> None:
    slow = Slow()
    target = early(slow)
    slow.may_answer.set()

    assert target.pull("c2", {}).cursor == "after c2"
    assert slow.asked == [("c1", {"ref": "tag"}), ("c2", {})]


def test_an_error_waits_for_whoever_pulls() -> None:
    slow = Slow(UnreachableError("slow: no answer"))
    target = early(slow)
    slow.may_answer.set()

    with pytest.raises(UnreachableError, match="no answer"):
        target.pull("c1", {"ref": "tag"})
    assert target.pull("c1", {"ref": "tag"}).cursor == "after c1"


def test_an_error_of_another_question_is_forgotten() -> None:
    slow = Slow(UnreachableError("slow: no answer"))
    target = early(slow)
    slow.may_answer.set()

    assert target.pull("", {}).cursor == "after "


def test_one_target_is_asked_after_the_other() -> None:
    first, second = Slow(), Slow()
    targets = [EarlyTarget(first), EarlyTarget(second)]
    begin([one.ask("c1", {}) for one in targets])
    second.may_answer.set()
    before = list(second.asked)
    first.may_answer.set()

    for one in targets:
        one.pull("c1", {})

    assert before == []
    assert (len(first.asked), len(second.asked)) == (1, 1)


def test_nobody_waits_for_a_target_that_is_closed_unasked() -> None:
    slow = Slow()
    target = early(slow)

    target.close()

    assert slow.closed
    slow.may_answer.set()


def test_what_may_be_done_meanwhile_begins_after_the_first_outcome() -> None:
    """Until then, there is work of our own to do."""
    order: list[str] = []
    write = Write(verb="delete", uid="u", ref="r", tag="t")

    class Writing(Slow):
        def push(self, writes: Sequence[Write], stop: Callable[[], bool]) -> Iterator[Outcome]:
            for one in writes:
                order.append("write")
                yield Outcome(write=one, result=Result.DONE)

    target = EarlyTarget(Writing(), lambda: order.append("meanwhile"))
    outcomes = list(target.push([write, write], lambda: False))

    assert len(outcomes) == 2
    assert order[:3] == ["write", "meanwhile", "write"]


def test_whoever_is_stopped_waits_no_longer_for_a_silent_server() -> None:
    slow = Slow()
    answers = iter([False, True])
    target = EarlyTarget(slow, stop=lambda: next(answers))
    begin([target.ask("c1", {})])

    with pytest.raises(UnreachableError, match="slow: stopped before it was through"):
        target.pull("c1", {})
    slow.may_answer.set()


def test_whoever_pulls_before_its_turn_has_come_waits_for_it() -> None:
    """The first of two targets may fail before it is read, while the thread still waits for it."""
    first, second = Slow(), Slow()
    targets = [EarlyTarget(first), EarlyTarget(second)]
    begin([one.ask("c1", {}) for one in targets])
    second.may_answer.set()
    answers: list[Pull] = []
    pulling = Thread(target=lambda: answers.append(targets[1].pull("c1", {})), daemon=True)
    pulling.start()
    first.may_answer.set()
    pulling.join(10)

    assert [one.cursor for one in answers] == ["after c1"]


def test_attention_ends_with_the_last_who_pays_it() -> None:
    usual = sys.getswitchinterval()
    one, other = attentive(), attentive()

    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    still = sys.getswitchinterval()
    other.__exit__(None, None, None)

    assert still < usual
    assert sys.getswitchinterval() == usual
