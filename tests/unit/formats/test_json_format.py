import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from roadmap_sync.formats.json_format import made_by_us, to_json
from roadmap_sync.problems import Mark, Problem, Severity, Source
from tests.unit.formats.samples import ALL, FEEDBACK, INTRO, RANK_LIST, a_roadmap

FOUND = (
    Problem("when-syntax", "'aftr' is not a word I know here", Mark(Source("p.yaml"), 6, 19), "x"),
    Problem("no-rotations", "no rotations yet", severity=Severity.NOTE),
)


def test_the_contract(golden: Callable[[str, str], None]) -> None:
    golden("roadmap.json", to_json(a_roadmap(*ALL), FOUND))


def test_the_keys_of_an_item_stand_in_the_order_of_the_contract() -> None:
    whole = json.loads(to_json(a_roadmap(FEEDBACK), ()))

    assert list(whole) == ["plans", "student", "items", "problems"]
    assert " ".join(list(whole["items"][0])[:18]) == (
        "uid plan step occurrence kind type title notes date start end all_day window source block"
        " person tags expected"
    )
    assert whole["items"][0]["block"] == {"kind": "core", "name": "Surgery", "id": "surgery"}
    assert whole["plans"] == [
        {
            "id": "ms1-ms4-networking",
            "version": "1.0.0",
            "title": "MS1-MS4 networking roadmap",
        }
    ]


def test_days_and_instants() -> None:
    intro, deadline = json.loads(to_json(a_roadmap(INTRO, RANK_LIST), ()))["items"]

    assert (intro["start"], intro["end"], intro["all_day"]) == ("2026-08-12", "2026-08-13", True)
    assert intro["window"] == {"from": "2026-08-10", "until": "2026-08-23"}
    assert intro["draft"]["subject"] == "First-year student: [your name]"
    assert (deadline["start"], deadline["all_day"]) == ("2030-02-27T21:00:00-05:00", False)
    assert deadline["draft"] is None
    assert deadline["block"] is None


def test_a_problem_without_a_place_has_nulls() -> None:
    marked, bare = json.loads(to_json(a_roadmap(), FOUND))["problems"]

    assert (marked["file"], marked["line"], marked["column"]) == ("p.yaml", 6, 19)
    assert (bare["severity"], bare["file"], bare["line"]) == ("note", None, None)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_can_be_written_and_read(text: str) -> None:
    written = to_json(a_roadmap(replace(INTRO, title=text)), ())

    assert written.endswith("}\n")
    title = json.loads(written.encode())["items"][0]["title"]
    assert title == "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def test_ours_is_told_from_others() -> None:
    assert made_by_us(to_json(a_roadmap(), ()).encode())


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b'{"items": []}']
)
def test_other_files_are_not_ours(data: bytes) -> None:
    assert not made_by_us(data)
