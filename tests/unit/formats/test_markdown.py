"""Markdown: a roadmap to read from top to bottom."""

from collections.abc import Callable

from roadmap_sync.formats.markdown import made_by_us, to_markdown
from tests.unit.formats.samples import INTRO, MEETING, a_roadmap, an_item


def test_a_roadmap(golden: Callable[[str, str], None]) -> None:
    golden("roadmap.md", to_markdown(a_roadmap(INTRO, MEETING)))


def test_hostile_text_stays_text() -> None:
    found = to_markdown(
        a_roadmap(
            an_item(
                title="<script>alert(1)</script> [x](javascript:y) # `z`",
                notes="# Heading\n- list\n1. one\n<b>\n\u202e",
                checklist=("**bold**",),
            )
        )
    )

    assert "\\<script\\>alert(1)\\</script\\> \\[x\\](javascript:y) \\# \\`z\\`" in found
    assert "\n\\# Heading  \n\\- list  \n1\\. one" in found
    assert "- [ ] \\*\\*bold\\*\\*" in found
    assert "\u202e" not in found
    assert "<b>" not in found


def test_we_know_our_own_files() -> None:
    assert made_by_us(to_markdown(a_roadmap(INTRO)).encode())
    assert not made_by_us(b"# My notes\n")
