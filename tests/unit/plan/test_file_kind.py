"""Files that somebody took for others, as people take them."""

import pytest

from roadmap_sync.people.reader import read_whole
from roadmap_sync.plan import file_kind, nodes
from roadmap_sync.plan.file_kind import FileKind, is_refused, kind_of
from roadmap_sync.plan.nodes import Node
from roadmap_sync.plan.reader import read_header
from roadmap_sync.problems import Problems, Source
from roadmap_sync.schedule.student_reader import read_student

PLAN = "plan: mine\ntitle: Mine\nupdated: 2026-11-22\nphases: {}"
STUDENT = "start: 2026-08\nplans: [mine]\nrotations: []"
NETWORK = "people: []\nprograms: {}"
BUNDLE = "bundle: 1\nplan: mine\nplans: {}\nchecksum: sha256:0"


def parsed(text: str) -> Node:
    node = nodes.parse(Source("a.yaml", tuple(text.split("\n"))), Problems())
    assert node is not None
    return node


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PLAN, FileKind.PLAN),
        (BUNDLE, FileKind.PLAN),
        (STUDENT, FileKind.STUDENT),
        (NETWORK, FileKind.NETWORK),
        ("people: []", FileKind.NETWORK),
        # A plan for graduates.
        ("plan: mine\ntitle: Mine\nstart: july in match_year - 1", FileKind.PLAN),
        # 'plans' with a letter too few.
        ("start: 2026-08\nplan: mine", FileKind.STUDENT),
        ("start: 2026-08\npeople: names.yaml", FileKind.STUDENT),
        ("dates: {}", None),
        ("{}", None),
        ("- one", None),
        ("some words", None),
    ],
)
def test_most_keys_say_what_a_file_is(text: str, kind: FileKind | None) -> None:
    assert kind_of(parsed(text)) is kind


@pytest.mark.parametrize("wanted", list(FileKind))
@pytest.mark.parametrize(
    ("text", "kind"),
    [(PLAN, FileKind.PLAN), (STUDENT, FileKind.STUDENT), (NETWORK, FileKind.NETWORK)],
)
def test_another_kind_is_refused_in_one_sentence(
    text: str, kind: FileKind, wanted: FileKind
) -> None:
    problems = Problems()
    assert is_refused(parsed(text), wanted, problems) == (kind is not wanted)
    said = [problem.message for problem in problems.sorted()]
    assert said == ([] if kind is wanted else [f"this is {kind}, not {wanted}"])


def test_a_plan_that_names_itself_is_told_which_of_its_keys_are_wrong() -> None:
    problems = Problems()
    root = parsed("plan: mine\nrotations: []\nexams: []")
    assert not is_refused(root, FileKind.PLAN, problems)
    assert not problems.sorted()


def known_keys(what: str) -> set[str]:
    """Return the keys that a reader knows, as its hint for an unknown one lists them."""
    problems = Problems()
    node = parsed("zzzzzzzzzz: 1")
    if what == "plan":
        assert isinstance(node, nodes.Mapping)
        read_header(node, problems)
    elif what == "student":
        read_student(node, problems)
    else:
        read_whole(node, problems)
    [unknown] = [one for one in problems.sorted() if one.code == "unknown-key"]
    return set(unknown.hint.removeprefix("one of: ").split(", "))


def test_the_keys_are_those_of_the_readers() -> None:
    plan, student, network = (known_keys(what) for what in ("plan", "student", "network"))
    assert file_kind._OF_PLANS - {"bundle"} == plan - {"start", "dates"}
    assert student - {"dates", "people"} == file_kind._OF_STUDENTS
    assert network == file_kind._OF_NETWORKS
