"""Ordered chains share out their windows."""

from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.schedule.share import Link, Shared, share


def _shift(day: int, count: int, _link: Link) -> int:
    return day + count


def shared(days: dict[str, list[int]], *links: Link) -> Shared:
    return share(days, links, _shift)


def test_steps_without_an_order_keep_their_whole_window() -> None:
    assert shared({"a": [1, 2, 3], "b": [2, 9]}).parts == {"a": (1, 3), "b": (2, 9)}


def test_three_in_one_window_get_a_third_each() -> None:
    month = list(range(31))

    parts = shared(dict.fromkeys("abc", month), Link("a", "b"), Link("b", "c")).parts

    assert parts == {"a": (0, 10), "b": (10, 20), "c": (20, 30)}


def test_windows_that_follow_each_other_anyway_stay_whole() -> None:
    parts = shared({"ask": [1, 2, 3], "thank": [7, 8]}, Link("ask", "thank")).parts

    assert parts == {"ask": (1, 3), "thank": (7, 8)}


def test_a_late_window_leaves_the_early_step_its_time() -> None:
    parts = shared({"a": [1, 2, 3, 4, 5], "b": [5]}, Link("a", "b")).parts

    assert parts == {"a": (1, 5), "b": (5, 5)}


def test_days_that_only_one_can_have_stay_its_own() -> None:
    days = {"search": list(range(14)), "offer": list(range(10, 40)), "join": list(range(30, 60))}

    parts = shared(days, Link("search", "offer"), Link("offer", "join")).parts

    # A third of what two of the three compete for goes to each that the place in the chain says:
    # 10 to 13 and 30 to 39.
    assert parts == {"search": (0, 11), "offer": (11, 36), "join": (36, 59)}


def test_a_gap_lies_between_the_parts() -> None:
    month = list(range(31))

    parts = shared({"ask": month, "thank": month}, Link("ask", "thank", gap=10)).parts

    assert parts == {"ask": (0, 10), "thank": (20, 30)}


def test_a_wished_gap_is_kept_where_there_is_room() -> None:
    days = {"meeting": list(range(10)), "letter": [9, 10, 11]}

    parts = shared(days, Link("meeting", "letter", gap=5)).parts

    assert parts["meeting"][1] + 5 <= parts["letter"][0]


def test_a_wished_gap_gives_way_where_there_is_none() -> None:
    parts = shared({"meeting": [3, 4], "letter": [4, 5]}, Link("meeting", "letter", gap=5)).parts

    assert parts["meeting"][1] <= parts["letter"][0]


def test_slots_wish_for_a_part_of_what_the_order_leaves_them() -> None:
    weeks = list(range(2, 21))
    days = {"ask": [0, 1, 2], "talk-1": weeks, "talk-2": weeks}
    order = [Link("ask", "talk-1"), Link("ask", "talk-2")]

    answer = shared(days, *order, Link("talk-1", "talk-2", wish=True))

    assert answer.parts == {"ask": (0, 2), "talk-1": (2, 20), "talk-2": (2, 20)}
    assert answer.wished == {"ask": (0, 2), "talk-1": (2, 11), "talk-2": (11, 20)}


def test_slots_that_cannot_follow_each_other_do_not_wish() -> None:
    answer = shared({"one": [5, 6], "two": [1, 2]}, Link("one", "two", wish=True))

    assert answer.wished == answer.parts == {"one": (5, 6), "two": (1, 2)}


def test_a_step_without_a_day_left_is_dropped_and_its_order_passed_on() -> None:
    days = {"a": [5], "b": [1, 2], "c": [4, 5, 6]}

    answer = shared(days, Link("a", "b"), Link("b", "c"))

    assert answer.dropped == {"b": "a"}
    assert answer.parts == {"a": (5, 5), "c": (5, 6)}


@st.composite
def problems(draw: st.DrawFn) -> tuple[dict[str, list[int]], list[Link]]:
    names = [f"s{n}" for n in range(draw(st.integers(2, 7)))]
    days = {
        name: sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=25))) for name in names
    }
    links = [
        Link(one, two, gap=draw(st.integers(0, 6)), wish=draw(st.booleans()))
        for index, one in enumerate(names)
        for two in names[index + 1 :]
        if draw(st.integers(0, 2)) == 0
    ]
    return days, links


@given(problems())
def test_any_choice_inside_the_parts_keeps_the_order(
    problem: tuple[dict[str, list[int]], list[Link]],
) -> None:
    days, links = problem
    answer = shared(days, *links)

    assert set(answer.parts) | set(answer.dropped) == set(days)
    for name, (first, last) in answer.parts.items():
        low, high = answer.wished[name]
        assert {first, low, high, last} <= set(days[name])
        assert first <= low <= high <= last
    for link in links:
        if not link.wish and link.first in answer.parts and link.then in answer.parts:
            assert answer.parts[link.first][1] <= answer.parts[link.then][0]


@given(problems())
def test_the_order_of_the_file_does_not_matter(
    problem: tuple[dict[str, list[int]], list[Link]],
) -> None:
    days, links = problem

    assert shared(days, *links) == shared(dict(reversed(days.items())), *links[::-1])
