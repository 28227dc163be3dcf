"""Names of plans → one plan."""

import os
from pathlib import Path

import pytest

from roadmap_sync.plan import catalog
from roadmap_sync.plan.loader import load_plan, load_plan_file
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Mark, Problems, Source
from tests.unit.plan.conftest import Desk

HERE = Mark(Source("student.yaml"), 7, 9)


def _refusal(text: str, base: Path) -> tuple[str, str]:
    problems = Problems()

    assert load_plan([PlanRequest(text, HERE, base)], problems) is None
    assert len(problems) == 1
    problem = problems.sorted()[0]
    assert problem.mark == HERE
    return problem.message, problem.hint


@pytest.mark.parametrize("name", sorted(catalog.bundled()))
def test_every_bundled_plan_loads_by_its_id(name: str, tmp_path: Path) -> None:
    problems = Problems()

    plan = load_plan([PlanRequest(name, None, tmp_path)], problems)

    assert len(problems) == 0
    assert plan is not None
    assert plan.id == name
    assert plan.mark.source.name == f"plans/{name}.yaml"


def test_an_unknown_name_offers_the_nearest_plan(tmp_path: Path) -> None:
    assert _refusal("national-date", tmp_path) == (
        "there is no plan 'national-date'", "did you mean 'national-dates'?",
    )  # fmt: skip


def test_an_address_is_not_fetched(tmp_path: Path) -> None:
    message, hint = _refusal("https://example.org/x.yaml", tmp_path)

    assert message == "this plan is not on this computer yet, and nothing is fetched now"
    assert hint == "fetch it once: roadmap-sync plans add https://example.org/x.yaml"


@pytest.mark.parametrize("address", ["HTTP://example.org/x.yaml", "https:x.yaml", "http:/x"])
def test_an_address_of_another_kind_is_none(address: str, tmp_path: Path) -> None:
    message, _ = _refusal(address, tmp_path)

    assert message == "a plan can only come from an address that begins with https://"


@pytest.mark.parametrize("address", ["https://example.org/x.yaml", "http://localhost/x"])
def test_a_plan_cannot_extend_an_address(desk: Desk, address: str) -> None:
    found = desk.check(f"extends: {address}\n")

    assert [line.split(": ")[:2] for line in found] == [["1:10", "address"]]


@pytest.mark.parametrize("text", ["./none", "none.yaml", "a\0b.yaml", "x" * 5000, "~nobody/x", ""])
def test_a_path_that_leads_nowhere_is_reported_at_the_word(text: str, tmp_path: Path) -> None:
    assert _refusal(text, tmp_path)[0]


def test_a_file_without_a_suffix_is_found(desk: Desk) -> None:
    desk.write("x", "").rename(desk.folder / "mine")

    plan = load_plan([PlanRequest("mine", None, desk.folder)], Problems())

    assert plan is not None


def test_plans_that_extend_each_other_in_a_circle_are_reported_at_the_word(desk: Desk) -> None:
    desk.write("a", "extends: b.yaml\n")
    desk.write("b", "extends: [./a.yaml]\n")

    assert desk.load("a") is None
    assert desk.found == ["b:4:11: cycle: plans extend each other in a circle: a → b → a"]


def test_a_row_of_plans_has_an_end(desk: Desk) -> None:
    for number in range(12):
        desk.write(f"p{number}", f"extends: p{number + 1}.yaml\n")
    desk.write("p12", "")

    assert desk.load("p0") is None
    assert desk.found == ["p9:4:10: too-deep: more than 10 plans extend each other in a row"]
    assert desk.load("p3") is not None


@pytest.mark.parametrize(
    "text", ["/etc/passwd", "~/x.yaml", "C:\\x.yaml", "\\\\host\\x.yaml", "\\x.yaml", "//host/x"]
)
def test_a_strangers_plan_reaches_no_file_far_away(desk: Desk, text: str) -> None:
    found = desk.check(f"extends: '{text}'\n")

    assert [line.split(": ")[1] for line in found] == ["absolute-path"]


def test_a_missing_parent_does_not_make_every_name_unknown(desk: Desk) -> None:
    found = desk.check("extends: [none.yaml, [x]]\ndates: {a: 1 week after clerkships}\n")

    assert [line.split(": ")[:2] for line in found] == [["1:11", "no-file"], ["1:22", "type"]]


def test_a_broken_parent_is_reported_once(desk: Desk) -> None:
    desk.write("broken", "dates: [\n")
    desk.write("left", "extends: broken.yaml\n")
    desk.write("right", "extends: broken.yaml\n")

    assert desk.load("left", "right") is None
    assert len(desk.found) == 1


def test_a_list_is_not_a_plan(desk: Desk) -> None:
    assert desk.check("- a\n", head=False) == [
        "1:1: type: a plan must be a list of 'key: value' lines (begin with 'plan: my-plan')"
    ]


def test_several_plans_become_one_that_extends_them(desk: Desk) -> None:
    desk.write("one", "version: 1.0.0\n")
    later = desk.write("two", "version: 2.0.0\n")
    later.write_text(later.read_text("utf-8").replace("2026-11-22", "2027-01-01"), "utf-8")

    plan = desk.load("one", "two", "one")

    assert plan is not None
    assert (plan.id, plan.version, plan.parents) == ("one", "1.0.0", ("two",))
    assert plan.requested == (("one", "1.0.0", "P"), ("two", "2.0.0", "P"))
    assert plan.updated.year == 2027


def test_other_peoples_problems_do_not_count(desk: Desk) -> None:
    problems = Problems()
    problems.error("other", "something in the student file")

    assert load_plan_file(desk.write("x", ""), problems) is not None
    assert len(problems) == 1


def test_files_that_are_no_plans_are_refused(desk: Desk) -> None:
    large, pipe = desk.folder / "large.yaml", desk.folder / "pipe.yaml"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    os.mkfifo(pipe)

    for path in (large, pipe, Path("/dev/zero"), desk.folder, desk.folder / "none.yaml"):
        problems = Problems()
        assert load_plan_file(path, problems) is None
        assert problems.failed


def test_an_installed_wheel_has_its_plans_inside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "bundled").mkdir()
    path = desk.write("x", "").rename(desk.folder / "bundled" / "x.yaml")
    monkeypatch.setattr(catalog, "_PACKAGE", desk.folder)

    assert catalog.bundled() == {"x": path}
    assert catalog.display_name(path) == "plans/x.yaml"
    assert load_plan([PlanRequest("x", None, Path())], Problems()) is not None
