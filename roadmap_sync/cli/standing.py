"""How calendars stand, as far as we remember: a dry run against what we last saw."""

from msgspec import Struct

from roadmap_sync.cli.accepting import holding, whole_of
from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.noting import nights_of
from roadmap_sync.cli.outcome import Outcome
from roadmap_sync.cli.syncing import Wish
from roadmap_sync.cli.tally import Lived, Phase, phases_of
from roadmap_sync.nightly.record import Nights
from roadmap_sync.sync.engine import sync
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.memory import Account, Life
from roadmap_sync.sync.order import Order
from roadmap_sync.sync.report import Report
from roadmap_sync.targets.opening import TargetSettings
from roadmap_sync.targets.remembered import RememberedTarget


class Stand(Struct, frozen=True):
    """One target.

    Attributes:
        settings: None if the student file has no such target any more.
        account: None if no run ever reached it.
        outlook: What the next run would do if nobody touched the calendar.
        released: Items that the student had changed when they went, theirs now, and why they went.
    """

    name: str
    settings: TargetSettings | None
    account: Account | None
    outlook: Report
    released: tuple[tuple[str, str], ...] = ()

    @property
    def needs(self) -> list[str]:
        """What needs a person, in words."""
        words = []
        account = self.account
        if self.settings is None:
            words.append(f"your student file has no such target any more: roadmap-sync forget "
                         f"{self.name} forgets it")  # fmt: skip
        elif account is not None and account.last_run != account.last_good:
            words.append(f"the last run: {account.outcome}")
        if self.outlook.error is not None:
            words.append(str(self.outlook.error))
        if self.outlook.waits:
            words.append(f"{len(self.outlook.waits)} changes of a new version wait until you have "
                         "looked and say: roadmap-sync sync --accept")  # fmt: skip
        return words


class Standing(Struct, frozen=True):
    """All of it."""

    targets: tuple[Stand, ...]
    phases: tuple[Phase, ...]
    nights: Nights | None


def stand(desk: Desk, outcome: Outcome, ledger: Ledger) -> Standing:
    """Return how everything stands, without looking at a calendar."""
    accounts = {one.name: one for one in ledger.accounts()}
    settings = {one.name: one for one in desk.settings}
    names = [*settings, *(name for name in accounts if name not in settings)]
    targets = [_remembered(name, settings.get(name), accounts.get(name)) for name in names]
    todos = frozenset(one.name for one in targets if one.tasks == "todos")
    known = [one for one in targets if one.name in settings and one.identity]
    items = outcome.roadmap.items
    held = holding(outcome, whole_of(outcome), ledger, Wish(dry_run=True)).held
    order = Order(items=items, todos=todos, run=desk.run, dry=True, limit=Limit(held=held))
    reports = {one.target: one for one in sync(order, known, ledger)}
    return Standing(
        tuple(
            Stand(
                name,
                settings.get(name),
                accounts.get(name),
                reports.get(name, Report(name)),
                _released(name, ledger, {item.uid for item in items}),
            )
            for name in names
        ),
        phases_of(Lived(items, ledger.states(), desk.today, desk.zone)),
        nights_of(desk),
    )


def _remembered(
    name: str, settings: TargetSettings | None, account: Account | None
) -> RememberedTarget:
    """Return a calendar that is as we last saw it."""
    identity = settings.identity if settings is not None else ""
    if account is not None and settings is None:
        identity = account.identity
    kind = settings.kind if settings is not None else ""
    return RememberedTarget(name, kind, identity, settings.tasks if settings else "events")


def _released(name: str, ledger: Ledger, planned: set[str]) -> tuple[tuple[str, str], ...]:
    """Return what is the student's now; what they want back is not, from the next run on."""
    skipped = {uid for uid, state in ledger.states().items() if state.skipped}
    own = [one for one in ledger.memories(name).values() if one.life is Life.RELEASED]
    dropped = [(one.item, "the plan dropped it") for one in own if one.uid not in planned]
    left = [(one.item, "you skipped it") for one in own if one.uid in skipped & planned]
    return tuple(sorted([*dropped, *left]))
