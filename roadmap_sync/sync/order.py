"""What a run is asked to do."""

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from roadmap_sync.items import Item
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.memory import Run


class Earlier(Struct, frozen=True):
    """What the items were before, as far as they are the same now.

    A calendar that was brought in line with them then, and shows no change since, need only be
    compared with the other items.

    Attributes:
        stamp: Named everything that the items depended on; see `Order`.
        same: Uids of those of which calendars show the same now.
    """

    stamp: str = ""
    same: frozenset[str] = frozenset()


class Order(Struct, frozen=True, kw_only=True):
    """What a run is asked to do.

    Attributes:
        items: What the plan says.
        todos: Names of the targets on which tasks are to-dos.
        run: Whose, and when; the target is filled in.
        stamp: Names everything that the items depend on, the program included: as long as it is
            the same, the items are. Empty if nobody knows.
        earlier: What was the same before; see `Earlier`.
        limit: What may be written, and how much may go.
        dry: Only say what would be done?
        stop: Asked before each write: has somebody stopped us?
        tell: Told of each outcome: the target's name, how many are known, and of how many.
    """

    items: Sequence[Item]
    todos: frozenset[str]
    run: Run
    stamp: str = ""
    earlier: Earlier = Earlier()
    limit: Limit = field(default_factory=Limit)
    dry: bool = False
    stop: Callable[[], bool] = lambda: False
    tell: Callable[[str, int, int], None] = lambda _target, _known, _all: None
