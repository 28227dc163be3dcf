"""What somebody's YAML file is: a plan, a student file or a network log, told by its keys.

Files do not say what they are, and people mix them up. Each reader refuses another kind in one
sentence instead of naming every key that it does not know.
"""

from enum import StrEnum

from roadmap_sync.plan.nodes import Mapping, Node
from roadmap_sync.problems import Problems


class FileKind(StrEnum):
    """What a file is, in words for people."""

    PLAN = "a plan"
    STUDENT = "a student file"
    NETWORK = "a network log"


#: Keys that one kind of file has and the other has not. ``start`` is a student's, though a plan
#: for graduates has it too: one that says no more would be a poor plan.
_OF_PLANS = frozenset(
    {"plan", "title", "updated", "version", "license", "about", "authors", "extends", "sources"}
    | {"questions", "phases", "blocks", "drafts", "bundle"}
)
_OF_STUDENTS = frozenset(
    {"id", "start", "match_year", "class", "joined", "name", "school", "timezone", "timezones"}
    | {"plans", "answers", "mentors", "rotations", "aways", "interviews", "conferences", "courses"}
    | {"exams", "leaves", "days_off", "holidays", "stages", "targets", "calendar", "changes"}
)
_OF_NETWORKS = frozenset({"people", "programs"})
#: How each is used.
_USES = {
    FileKind.PLAN: "follow it with --plan, or list it under 'plans:' of your student file",
    FileKind.STUDENT: "use it with --student; a plan begins with 'plan: my-plan'",
    FileKind.NETWORK: "'roadmap-sync people' reads it where it lies beside your student file",
}


def kind_of(root: Node | None) -> FileKind | None:
    """Return what a file is, by most of its keys; None if they do not say."""
    if not isinstance(root, Mapping):
        return None
    keys = root.entries.keys()
    plan, student = len(keys & _OF_PLANS), len(keys & _OF_STUDENTS)
    if plan or student:
        return FileKind.PLAN if plan > student else FileKind.STUDENT
    return FileKind.NETWORK if keys and keys <= _OF_NETWORKS else None


def is_refused(root: Node | None, wanted: FileKind, problems: Problems) -> bool:
    """Report a file that is of another kind than the one that is wanted.

    What does not say is taken for what is wanted, and so is a plan with a student's keys that
    names itself with ``plan:``.
    """
    found = kind_of(root)
    if root is None or found is None or found is wanted:
        return False
    if wanted is FileKind.PLAN and isinstance(root, Mapping) and "plan" in root.entries:
        return False
    problems.error("wrong-file", f"this is {found}, not {wanted}", root.mark, _USES[found])
    return True
