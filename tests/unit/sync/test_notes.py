"""Our part of a description, and where it ends."""

from roadmap_sync.formats.showing import content_of
from roadmap_sync.sync.notes import BORDER, END_OF_OURS, found_by, split, with_border
from tests.unit.formats.samples import an_item


def test_a_plan_cannot_end_our_part_in_its_middle() -> None:
    item = an_item(notes=f"Be warm.\n  {BORDER} \nBe brief.")
    ours = content_of(item, todo=True, end_of_notes=END_OF_OURS).notes

    assert ours.startswith("Be warm.\nBe brief.\n")
    assert ours.count(BORDER) == 1
    assert ours.endswith(END_OF_OURS)
    assert not split(ours, "").own
    assert found_by(f"{ours}\nMine", lambda text: text == ours) == ours


def test_what_stands_below_is_the_students() -> None:
    parts = split(f"{with_border('Be warm.')}\nMine", "")

    assert (parts.text, parts.after) == (with_border("Be warm."), ("Mine",))
