"""What goes wrong on demand."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Literal, Self, get_args

from tests.google_double.errors import ApiError, Json

Kind = Literal["drop_before", "drop_after", "status", "slow", "cut", "stale", "html", "meanwhile"]


@dataclass(kw_only=True)
class Fault:
    """Something that happens to requests.

    Attributes:
        kind: ``drop_before`` closes the connection before anything was done, ``drop_after``
            afterwards; ``status`` answers ``status`` and ``reason``; ``slow`` waits first;
            ``cut`` sends half of the answer and closes; ``stale`` answers, and then closes a
            connection that the program believes to be open; ``html`` answers a page, as networks
            that want you to sign in do; ``meanwhile`` only calls ``before`` and ``after``.
        method: To which it happens, as in the log, with wildcards: ``calendar.events.*``. A drop
            that meets a part of a batch ends the whole batch there.
        part: Only to the part of a batch with this number, from 1; 0 for any request.
        skip: How many requests that match go through first.
        times: How often it happens; 0 for always.
        status: Of ``status``.
        reason: Of ``status``, as the API names it: ``rateLimitExceeded``.
        retry_after: Of ``status``: the header, in seconds or as a date.
        applied: Of ``status``: was everything done before the answer went wrong?
        seconds: Of ``slow``.
        before: Called before the request is handled (only inside this process).
        after: Called after it was handled, before the answer goes out.
    """

    kind: Kind
    method: str = "*"
    part: int = 0
    skip: int = 0
    times: int = 1
    status: int = 503
    reason: str = "backendError"
    retry_after: str = ""
    applied: bool = False
    seconds: float = 0.0
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        """Return the fault that somebody asks for over HTTP; a TypeError if it makes no sense."""
        known = {one.name for one in fields(cls)} - {"before", "after"}
        if set(data) - known or data.get("kind") not in get_args(Kind):
            raise TypeError(f"a fault has a kind of {get_args(Kind)} and {sorted(known)}")
        return cls(**data)

    def error(self) -> ApiError:
        """Return what it answers."""
        return ApiError(self.status, self.reason, retry_after=self.retry_after)


def take(faults: list[Fault], method: str, part: int = 0) -> Fault | None:
    """Return the first fault that happens to this request, and count it."""
    for fault in faults:
        if not fnmatchcase(method, fault.method) or fault.part not in {0, part}:
            continue
        if fault.skip:
            fault.skip -= 1
            continue
        if fault.times:
            fault.times -= 1
            if not fault.times:
                faults.remove(fault)
        return fault
    return None
