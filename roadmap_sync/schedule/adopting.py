"""Does an id belong to a calendar that was made before?"""

import re
from collections.abc import Mapping

from roadmap_sync.schedule.identity import uid


def matches(ident: str, names: Mapping[str, str]) -> int:
    """Return how many uids of a calendar were made with a student's id.

    One is proof. Not all need match: a step that was renamed keeps the uid of its old name.

    Args:
        ident: The student's id.
        names: ``plan/step@block#1`` by uid, as the calendar says.
    """
    return sum(_made_with(ident, name) == found for found, name in names.items())


def _made_with(ident: str, name: str) -> str:
    plan, _, item = name.partition("/")
    step = re.split(r"[@/#]", item, maxsplit=1)[0]
    return uid(ident, plan, step, item[len(step) :])
