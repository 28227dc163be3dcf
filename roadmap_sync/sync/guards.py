"""What stops a run before it writes: a plan, a calendar or an answer that looks wrong."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from roadmap_sync.content import NOBODY
from roadmap_sync.errors import DecisionError, GuardError
from roadmap_sync.sync.memory import HELD, Account, Memory
from roadmap_sync.targets.base import Stored, Target

#: So many, or a quarter of what we know, may go in one run without asking.
_FEW = 20
_SHARE = 4
#: Fewer than this can all vanish at once by hand.
_HANDFUL = 3


class Limit(Struct, frozen=True):
    """What one run may write.

    Attributes:
        stated: How many items may go, as the student said with ``--max-delete``, or None.
        held: Uids of items that are decided about but not written: a new version of the
            program or of a plan changed them, and the student has not accepted that yet.
    """

    stated: int | None = None
    held: frozenset[str] = frozenset()

    def over(self, count: int, known: int) -> bool:
        """Are so many too many, of so many that we know?"""
        if self.stated is not None:
            return count > self.stated
        return count > max(_FEW, known // _SHARE) or (count >= known and count >= _HANDFUL)


def check_identity(account: Account | None, target: Target) -> None:
    """Stop if the settings lead to another calendar than the last run's.

    Raises:
        DecisionError: They do.
    """
    if account is not None and account.identity and account.identity != target.identity:
        raise DecisionError(
            f"{target.name}: its settings lead to another calendar than before; nothing was "
            f"written. If that is right, say: roadmap-sync forget {target.name}"
        )


def check_owner(
    target: str, owner: str, known: Collection[str], stored: Mapping[str, Stored]
) -> None:
    """Stop if the calendar holds somebody else's roadmap and nothing of this student's.

    Raises:
        DecisionError: It does.
    """
    owners = {
        one.seen.marker.owner for one in stored.values() if one.seen and one.seen.marker
    } - {NOBODY}  # fmt: skip
    if known or not owners or owner in owners:
        return
    raise DecisionError(
        f"{target}: this calendar holds the roadmap of somebody else; nothing was written. "
        "If it is yours from before, put the 'id:' of that student file into this one; "
        "if not, give another 'calendar:' in the settings of this target"
    )


def check_vanished(target: str, gone: int, known: int, limit: Limit) -> None:
    """Stop if suspiciously much is not there any more: it would stay deleted for good.

    Args:
        target: Its name.
        gone: How many items are gone that were there, as far as we knew.
        known: How many they are of, with those that may leave and are there.
        limit: How much may go.

    Raises:
        GuardError: It is.
    """
    if gone and limit.over(gone, known):
        raise GuardError(
            f"{target}: {gone} of {known} items are gone from the calendar; nothing was written. "
            "If you deleted them yourself, say: "
            f"roadmap-sync sync {target} --max-delete {gone}. To put them back, say: "
            f"roadmap-sync forget {target}, then roadmap-sync sync {target}"
        )


def check_deletes(
    target: str, going: Iterable[str], wanted: int, memories: Mapping[str, Memory], limit: Limit
) -> None:
    """Stop if the plan suddenly drops suspiciously much; what is held does not go yet.

    Raises:
        GuardError: It does.
    """
    leaving = {uid for uid in going if uid not in limit.held}
    # What a run that was broken off was about to delete or to move may be there as well.
    known = len(leaving | {uid for uid, one in memories.items() if one.life in HELD})
    deletes = len(leaving)
    if not deletes or not limit.over(deletes, known):
        return
    dropped = "the plan has them no more, or you deleted them elsewhere"
    why = dropped if wanted else "the plan yields nothing at all"
    raise GuardError(
        f"{target}: {deletes} of {known} items would be deleted from the calendar, because "
        f"{why}; nothing was written. Look with roadmap-sync sync --dry-run; if it is right, "
        f"say: roadmap-sync sync {target} --max-delete {deletes}"
    )
