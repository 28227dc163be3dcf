"""Names that never change: occurrence keys and uids (DESIGN.md section 6).

Changing anything here puts a second copy of everything into every student's calendar.
"""

import hashlib
import json
from base64 import b32hexencode

_quoted = json.JSONEncoder(ensure_ascii=True).encode


def occurrence_key(block: str, slot: str, number: int) -> str:
    """Return ``[@block][/slot][#n]``; empty for a step that occurs once.

    A dropped occurrence keeps its number: the third of a series stays ``#3`` when the second
    has no day.
    """
    return (
        (f"@{block}" if block else "")
        + (f"/{slot}" if slot else "")
        + (f"#{number}" if number else "")
    )


def uid(student: str, plan: str, step: str, key: str) -> str:
    """Return 32 characters of ``[0-9a-v]``: 160 bits of a SHA-256 in base 32 (RFC 4648 section 7).

    Args:
        student: The student's id.
        plan: Id of the plan that first declared the step.
        step: Id of the step, or the one it was renamed from.
        key: See `occurrence_key`.
    """
    name = f"[{','.join(map(_quoted, (student, plan, step, key)))}]"  # as JSON
    return b32hexencode(hashlib.sha256(name.encode("ascii")).digest()[:20]).decode("ascii").lower()


def lot(*words: str) -> int:
    """Return a number below 2³² that only depends on the words: a fair, fixed lot."""
    digest = hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big")
