"""What a new version of the program or of a plan changes waits until the student accepts it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from roadmap_sync import cache
from roadmap_sync.cli.desk import Desk
from roadmap_sync.cli.outcome import Outcome
from roadmap_sync.sync import accepting
from roadmap_sync.sync.accepting import Accepted
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.report import Report

if TYPE_CHECKING:
    from roadmap_sync.cli.syncing import Wish


class Hold(Struct, frozen=True):
    """What waits in this run.

    Attributes:
        held: Uids of items that must not be written.
        words: What is new, in words; empty if nothing waits.
        found: What to remember if nothing of it turns out to need a write; None if that is
            remembered already.
        earlier: Digest of all that items depended on before; see `whole_of`.
        same: Uids of the items that are the same as then.
    """

    held: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    found: Accepted | None = None
    earlier: str = ""
    same: frozenset[str] = frozenset()


def whole_of(outcome: Outcome) -> str:
    """Return a digest of all that a roadmap depends on, the program included."""
    return cache.text_digest(f"{cache.program_digest()} {outcome.plans} {outcome.made}")


def holding(outcome: Outcome, whole: str, ledger: Ledger, wish: "Wish") -> Hold:
    """Find out what must wait, and remember it before anything is written.

    A run that is killed afterwards leaves it as it is: what was accepted stays accepted, what
    waits goes on waiting.

    Args:
        outcome: What plans and student say.
        whole: See `whole_of`.
        ledger: Where it is remembered.
        wish: What the run should do.
    """
    before = ledger.accepted()
    if before is not None and before.whole == whole and not before.held:
        return Hold()
    items, made = outcome.roadmap.items, dict(outcome.made)
    found = accepting.everything(items, made, whole, _versions(outcome), before)
    after = found if wish.accept else accepting.weigh(before, found)
    if after != before and not wish.dry_run:
        ledger.accept(after)
    if not after.held:
        earlier = "" if before is None else before.whole
        return Hold(earlier=earlier, same=accepting.unchanged(before, found))
    return Hold(after.held, tuple(accepting.changes(after)), found)


def _versions(outcome: Outcome) -> dict[str, str]:
    """Return name, and version and digest, of all that may change without the student."""
    known = {plan.id: plan.version for plan in outcome.roadmap.plans}
    plans = {name: f"{known.get(name, '')} {text[:10]}" for name, text in outcome.plans}
    return cache.versions() | {f"the plan '{name}'": text for name, text in plans.items()}


def settled(
    hold: Hold, reports: Iterable[Report], desk: Desk, ledger: Ledger, wish: "Wish"
) -> Hold:
    """Let go of what was held if no calendar needs a write for it: nobody need be asked then."""
    by_name = {one.target: one for one in reports}
    looked = all(one.name in by_name and by_name[one.name].error is None for one in desk.settings)
    waits = any(one.waits for one in by_name.values())
    if hold.found is None or waits or not looked:
        return hold if waits else Hold()
    if not wish.dry_run:
        ledger.accept(hold.found)
    return Hold()
