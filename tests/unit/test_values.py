"""Values of which some fields do not count, and values with secrets."""

from typing import ClassVar

import pytest
from msgspec.structs import replace

from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.google_place import Place
from roadmap_sync.values import Placed

SECRET = "hunter2"  # noqa: S105 - of nobody


class Word(Placed, frozen=True, eq=False):
    """A word and where it stands."""

    ASIDE: ClassVar[frozenset[str]] = frozenset({"line"})

    text: str
    line: int = 0


class Name(Word, frozen=True, eq=False):
    """Another kind of word."""


def test_two_that_say_the_same_are_the_same_wherever_they_stand() -> None:
    one, other = Word("a", 1), Word("a", 2)

    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other) == "Word(text='a')"
    assert one != Word("b", 1)
    assert one != "a"
    assert one != Name("a", 1)


def test_another_one_can_be_made_from_it() -> None:
    assert replace(Word("a", 1), line=7).line == 7


@pytest.mark.parametrize(
    "value",
    [
        CalDavSettings(name="phone", url="https://d.example/", username="a", password=SECRET),
        Place(calendar="c", token=SECRET),
    ],
)
def test_no_secret_is_shown(value: CalDavSettings | Place) -> None:
    assert SECRET not in repr(value)
    assert SECRET not in str(list(value.__rich_repr__()))
    assert SECRET not in str(value)
