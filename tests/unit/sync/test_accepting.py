"""What waits, version after version, beside the student's own edits."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.items import Item
from roadmap_sync.sync import accepting
from roadmap_sync.sync.accepting import (
    Accepted,
    changes,
    made_of,
    read,
    unchanged,
    weigh,
    write,
)
from tests.unit.formats.samples import an_item


def everything(
    items: Sequence[Item], whole: str, versions: Mapping[str, str], before: Accepted | None = None
) -> Accepted:  # fmt: skip
    return accepting.everything(items, made_of(items), whole, versions, before)


OLD = Accepted(whole="1", versions={"roadmap-sync": "1.0 aa"}, said={"a": "a1", "b": "b1"})


def seen(version: str, **said: str) -> Accepted:
    return Accepted(whole=f"{version} {said}", versions={"roadmap-sync": version}, said=said)


def test_the_first_run_and_the_same_version_hold_nothing() -> None:
    assert weigh(None, OLD) == OLD
    edited = seen("1.0 aa", a="a2")
    assert weigh(OLD, edited) == edited


def test_a_new_version_holds_what_it_changes_adds_and_drops() -> None:
    found = weigh(OLD, seen("1.1 bb", a="a2", c="c1"))

    assert found.held == {"a", "b", "c"}
    assert found.said == {"a": "a1", "b": "b1"}
    assert changes(found) == ["roadmap-sync is 1.1 (was 1.0)"]


def test_a_later_edit_of_the_student_is_not_held() -> None:
    first = weigh(OLD, seen("1.1 bb", a="a2", b="b1"))

    later = weigh(first, seen("1.1 bb", a="a2", b="b2", d="d1"))

    assert later.held == {"a"}
    assert later.said == {"a": "a1", "b": "b2", "d": "d1"}


def test_a_third_version_is_held_against_what_was_accepted() -> None:
    first = weigh(OLD, seen("1.1 bb", a="a2", b="b1"))
    mine = weigh(first, seen("1.1 bb", a="a2", b="b2"))

    third = weigh(mine, seen("1.2 cc", a="a3", b="b3"))
    mended = weigh(mine, seen("1.2 cc", a="a1", b="b2"))

    assert third.held == {"a", "b"}
    assert third.said == {"a": "a1", "b": "b2"}
    assert not mended.held
    assert mended.versions == {"roadmap-sync": "1.2 cc"}


def test_the_old_version_again_holds_nothing() -> None:
    first = weigh(OLD, seen("1.1 bb", a="a2", b="b1"))

    assert weigh(first, seen("1.0 aa", a="a1", b="b1")).held == frozenset()


def test_the_same_version_number_with_other_contents_is_told_plainly() -> None:
    assert changes(weigh(OLD, seen("1.0 zz", a="a2"))) == ["roadmap-sync has changed"]


def test_another_choice_of_plans_is_the_students_own() -> None:
    more = replace(seen("1.0 aa", a="a2"), versions={"roadmap-sync": "1.0 aa", "a plan": " 1"})
    assert weigh(OLD, more) == more
    assert weigh(more, seen("1.0 aa", a="a3")) == seen("1.0 aa", a="a3")

    first = weigh(OLD, seen("1.1 bb", a="a2", b="b1"))
    later = replace(
        seen("1.1 bb", a="a2", b="b1", c="c1"),
        versions={"roadmap-sync": "1.1 bb", "a plan": " 1"},
    )
    assert weigh(first, later).held == {"a"}


def test_a_plan_that_was_only_built_on_before_is_followed_by_the_students_choice() -> None:
    def with_plan(text: str, **said: str) -> Accepted:
        versions = {"roadmap-sync": "1.0 aa", "the plan 'p'": text}
        return replace(seen("1.0 aa", **said), versions=versions)

    built_on, followed = with_plan(" dd", a="a1", b="b1"), with_plan("1.0 x dd", b="b2", c="c1")

    assert weigh(built_on, followed) == followed
    assert weigh(followed, built_on) == built_on
    newer = weigh(built_on, with_plan("1.1 ee", a="a2"))
    assert newer.held == {"a", "b"}
    assert changes(newer) == ["the plan 'p' has changed"]
    assert changes(weigh(followed, with_plan("1.1 x ee"))) == ["the plan 'p' is 1.1 x (was 1.0 x)"]
    assert changes(weigh(followed, with_plan(" ee"))) == ["the plan 'p' has changed"]


def test_words_dates_and_colours_count_whatever_shape_a_task_has() -> None:
    item = an_item()
    others = [replace(item, title="Other"), replace(item, place="There"), replace(item, kind="x")]

    plain = everything([item], "", {}).said

    assert all(everything([one], "", {}).said != plain for one in others)
    assert everything([replace(item, window_text=item.window_text)], "", {}).said == plain


said = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123"))
runs = st.lists(st.tuples(st.sampled_from(["1.0", "1.1", "1.2"]), said), max_size=6)


@given(runs)
def test_what_is_held_keeps_its_accepted_words_and_it_can_always_be_read_again(
    history: list[tuple[str, dict[str, str]]],
) -> None:
    before = OLD
    for version, texts in history:
        after = weigh(before, seen(version, **texts))
        for uid in after.held:
            assert after.said.get(uid) == before.said.get(uid)
            assert after.said.get(uid) != texts.get(uid)
        assert {uid: texts.get(uid) for uid in after.said if uid not in after.held} == {
            uid: text for uid, text in after.said.items() if uid not in after.held
        }
        assert read(write(after)) == after
        before = after


def test_what_is_not_ours_counts_as_unknown() -> None:
    for text in ("", "[]", "{}", "null", "[1, 2, 3, 4, 5]", '["", [], {}, {}, null]'):
        assert read(text) is None


def test_only_what_is_made_in_another_way_is_looked_at_again() -> None:
    item = an_item()
    first = everything([item], "1", {"roadmap-sync": "1.0"})
    planted = replace(first, said={item.uid: "planted"})

    again = everything([item], "2", {"roadmap-sync": "1.0"}, planted)
    changed = everything([replace(item, title="New")], "3", {"roadmap-sync": "1.0"}, planted)
    newer = everything([item], "4", {"roadmap-sync": "2.0"}, planted)
    waiting = everything(
        [item], "5", {"roadmap-sync": "1.0"}, replace(planted, held=frozenset({item.uid}))
    )

    assert again.said == planted.said
    assert changed.said[item.uid] not in {"planted", first.said[item.uid]}
    assert newer.said == waiting.said == first.said


def test_what_is_the_same_is_told_only_within_one_version_and_with_nothing_held() -> None:
    one, other = an_item(uid="a"), an_item(uid="b")
    versions = {"roadmap-sync": "1.0 aa"}
    before = everything([one, other], "1", versions)
    found = everything([one, replace(other, title="New")], "2", versions, before)

    assert unchanged(before, found) == {"a"}
    assert unchanged(None, found) == frozenset()
    assert unchanged(replace(before, held=frozenset("b")), found) == frozenset()
    newer = everything([one, other], "3", {"roadmap-sync": "1.1 bb"})
    assert unchanged(before, newer) == frozenset()
