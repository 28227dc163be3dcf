"""One run over some targets, from open settings to reports."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.cache import text_digest
from roadmap_sync.cli.accepting import holding, settled, whole_of
from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.outcome import Outcome
from roadmap_sync.cli.stopping import Stopping, stopping
from roadmap_sync.cli.telling import telling
from roadmap_sync.errors import SettingsError
from roadmap_sync.items import Item
from roadmap_sync.sync.engine import sync
from roadmap_sync.sync.guards import Limit
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.looking import question
from roadmap_sync.sync.memory import Account
from roadmap_sync.sync.order import Earlier, Order
from roadmap_sync.sync.report import Report
from roadmap_sync.targets import early
from roadmap_sync.targets.early import EarlyTarget
from roadmap_sync.targets.opening import Hurry, TargetSettings, open_target, warning_of

#: The gravest first: somebody must sign in, …; that nobody answered may pass by itself.
_GRAVEST = (6, 4, 5, 7, 1, 3, 75)


class Wish(Struct, frozen=True):
    """What a run should do.

    Attributes:
        dry_run: Only say what would be written?
        quiet: Say only what a person must do?
        verbose: Say everything, however long?
        max_delete: How many items may go, if the student says so.
        deadline: Seconds that the run may take, or None.
        as_json: For other programs?
        accept: Write also what a new version of the program or of a plan changes?
    """

    dry_run: bool = False
    quiet: bool = False
    verbose: bool = False
    max_delete: int | None = None
    deadline: float | None = None
    as_json: bool = False
    accept: bool = False


class Ran(Struct, frozen=True):
    """What came of a run.

    Attributes:
        reports: One for each target, in the order of the file.
        exit_code: The worst of all, or that of the signal that stopped it.
        good: When each target was last in line with the plan before this run.
        notes: What happened to the ledger, or will to a sign-in, in words.
        versions: What is new and waits for the student to accept it, in words.
    """

    reports: Sequence[Report]
    exit_code: int
    good: dict[str, datetime | None]
    notes: tuple[str, ...]
    versions: tuple[str, ...] = ()

    @property
    def waiting(self) -> int:
        """How many items wait for the student to accept what is new, on whichever targets."""
        return len({one.uid for report in self.reports for one in report.waits})


def run_sync(
    desk: Desk, make: Callable[[], Outcome], chosen: Sequence[TargetSettings], wish: Wish
) -> Ran:
    """Bring targets in line with the plan, or say what that would be.

    Args:
        desk: Whose run this is.
        make: Works out what the plan says; the calendars are asked meanwhile.
        chosen: The targets.
        wish: What to do.

    Raises:
        PlanError: The plan cannot be worked out; nothing was written.
        LedgerError: Nothing can be remembered.
    """
    with ExitStack() as stack:
        stop = stack.enter_context(stopping(wish.deadline))
        tell = stack.enter_context(telling(quiet=wish.quiet or wish.as_json or wish.dry_run))
        ledger = stack.enter_context(desk.ledger(read_only=wish.dry_run))
        good = {one.name: one.last_good for one in ledger.accounts()}
        stack.callback(desk.chores.finish)
        targets, failed = _open(chosen, Hurry(wish.deadline, stop), stack, desk.chores.begin)
        _begin(targets, ledger)
        outcome = make()
        items, whole = outcome.roadmap.items, whole_of(outcome)
        hold = holding(outcome, whole, ledger, wish)
        note = _note(desk, ledger, targets)
        same = frozenset[str]() if wish.verbose else hold.same
        order = Order(
            items=items if note is None else (*items, note),
            todos=frozenset(one.name for one in targets if one.tasks == "todos"),
            run=desk.run,
            stamp=text_digest(f"{whole} {note!r}"),
            earlier=Earlier(text_digest(f"{hold.earlier} {note!r}"), same),
            limit=Limit(wish.max_delete, hold.held),
            dry=wish.dry_run,
            stop=stop,
            tell=tell,
        )
        reports = {one.target: one for one in [*sync(order, targets, ledger), *failed]}
        if not wish.dry_run:
            _remember(failed, ledger, desk)
        every = [reports[one.name] for one in chosen]
        hold = settled(hold, every, desk, ledger, wish)
        soon = tuple(filter(None, map(warning_of, chosen)))
        notes = (*_notes(ledger), *soon)
        return Ran(every, _exit_code(every, stop), good, notes, hold.words)


def choose(
    desk: Desk, make: Callable[[], Outcome], names: Iterable[str] = ()
) -> tuple[TargetSettings, ...]:
    """Return the targets of some names, or all; raises as `Desk.chosen` does.

    Raises:
        PlanError: None can be chosen, and the plan has errors: those come first.
    """
    try:
        return desk.chosen(names)
    except (click.UsageError, SettingsError):
        make()
        raise


def _note(desk: Desk, ledger: Ledger, targets: Iterable[EarlyTarget]) -> Item | None:
    """Return the note that nights went badly, if it stands on a calendar and should.

    A run does not put it there: if it ends well, the note would go again a moment later.
    """
    if not has_nights(desk.folder):
        return None
    from roadmap_sync.cli.noting import nights_of, note_of

    note = note_of(desk, nights_of(desk))
    stands = note and any(note.uid in ledger.memories(one.name) for one in targets)
    return note if stands else None


def has_nights(state: Path) -> bool:
    """Were nights ever set up by whoever remembers things in this folder?"""
    return (state / "nightly").is_dir()


def worst(codes: Iterable[int]) -> int:
    """Return the gravest of some exit codes, 0 if all are."""
    return min((code for code in codes if code), key=_GRAVEST.index, default=0)


def _exit_code(reports: Iterable[Report], stop: Stopping) -> int:
    return stop.exit_code or worst(one.exit_code for one in reports)


def _begin(targets: Iterable[EarlyTarget], ledger: Ledger) -> None:
    """Let the calendars answer while the plan is worked out."""
    if ledger.restored:  # what an old copy would ask is not what the run will ask
        return
    asked = ((one, ledger.account(one.name), ledger.memories(one.name)) for one in targets)
    early.begin([one.ask(*question(account, memories)) for one, account, memories in asked])


def _open(
    chosen: Iterable[TargetSettings], hurry: Hurry, stack: ExitStack,
    meanwhile: Callable[[], None],
) -> tuple[list[EarlyTarget], list[Report]]:  # fmt: skip
    """Open targets; one whose password cannot be had does not stop the others."""
    targets, failed = [], []
    for settings in chosen:
        try:
            target = EarlyTarget(open_target(settings, hurry), meanwhile, hurry.stop)
        except SettingsError as error:
            failed.append(Report(settings.name, error=error))
            continue
        stack.callback(target.close)
        targets.append(target)
    return targets, failed


def _remember(failed: Iterable[Report], ledger: Ledger, desk: Desk) -> None:
    """Remember for `status` that a target could not even be opened."""
    for report in failed:
        account = ledger.account(report.target) or Account(name=report.target, identity="")
        news = replace(account, last_run=desk.run.now, outcome=report.in_words)
        ledger.save_account(news)


_LOST = (
    "what this program remembered is lost, so it is learnt from the calendars; what you had "
    "deleted there may be back once"
)
_DAMAGED = "what this program remembered was damaged; its second copy was taken"


def _notes(ledger: Ledger) -> tuple[str, ...]:
    if ledger.rebuilt:
        return (_LOST,)
    return (_DAMAGED,) if ledger.restored else ()
