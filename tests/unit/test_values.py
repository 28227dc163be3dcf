"""Our dataclasses behave as the standard ones do, as far as we use them."""

import copy
import dataclasses
import pickle
from functools import cached_property
from typing import Any

import pytest

from roadmap_sync.values import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    names: dict[str, str] = field(default_factory=dict, hash=False)
    note: str = field(default="", compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    x: int
    y: int = 2
    names: dict[str, str] = dataclasses.field(default_factory=dict, hash=False)
    note: str = dataclasses.field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    a: int
    b: int = 3


@dataclass(slots=True)
class Open:
    a: int
    seen: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Remembering:
    a: int

    @cached_property
    def double(self) -> int:
        return self.a * 2


@dataclass(frozen=True, slots=True, eq=False)
class Itself:
    a: int


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing at all."""


@pytest.mark.parametrize("kind", [Point, Standard])
def test_values_are_equal_by_what_they_hold(kind: Any) -> None:
    assert kind(1) == kind(1, 2, {}, note="else")
    assert kind(1) != kind(2)
    assert kind(1) != (1, 2, {}, "")
    assert hash(kind(1)) == hash(kind(1, names={"a": "b"}))
    assert kind(1).names is not kind(1).names
    assert repr(kind(1, 5)) == f"{kind.__name__}(x=1, y=5, names={{}})"


@pytest.mark.parametrize("kind", [Point, Standard])
def test_frozen_values_do_not_change(kind: Any) -> None:
    point = kind(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    with pytest.raises((AttributeError, TypeError)):
        point.other = 2


@pytest.mark.parametrize("kind", [Point, Standard])
def test_wrong_arguments_are_told_by_name(kind: Any) -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        kind()
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        kind(1, z=2)


def test_a_class_keeps_its_names_and_words() -> None:
    assert Point.__name__ == Point.__qualname__ == "Point"
    assert Point.__doc__ == "A place."
    assert not hasattr(Point(1), "__dict__")
    match Point(4):
        case Point(x, y=2):
            assert x == 4
        case _:
            pytest.fail("no match")


def test_keywords_only() -> None:
    assert Named(a=1) == Named(a=1, b=3)
    with pytest.raises(TypeError, match="positional"):
        Named(1)  # type: ignore[call-arg]


def test_open_ones_change_and_have_no_hash() -> None:
    one = Open(1)
    one.a = 2
    one.seen.append(3)
    assert one == Open(2, [3])
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_without_slots_there_is_room_to_remember() -> None:
    one = Remembering(2)
    assert one.double == one.double == 4


def test_two_may_be_equal_only_to_themselves() -> None:
    one = Itself(1)
    assert one == one  # noqa: PLR0124 - that is the question
    assert one != Itself(1)
    assert len({one, Itself(1)}) == 2


def test_a_value_without_attributes() -> None:
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())


def test_replace_gives_a_changed_copy() -> None:
    assert replace(Point(1), y=7) == Point(1, 7)
    assert replace(Named(a=1), b=4) == Named(a=1, b=4)
    with pytest.raises(TypeError, match="unexpected"):
        replace(Point(1), z=1)  # type: ignore[call-arg]


def test_the_standard_functions_know_them() -> None:
    assert dataclasses.replace(Point(1), y=7) == Point(1, 7)
    assert [one.name for one in dataclasses.fields(Point)] == ["x", "y", "names", "note"]
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 2, "names": {}, "note": ""}
    assert dataclasses.is_dataclass(Named)


def test_they_can_be_copied_and_sent() -> None:
    point = Point(1, 2, {"a": "b"}, "note")
    for other in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):  # noqa: S301 - our own
        assert other == point
        assert other.note == "note"
